"""How far a long reading is: a bar on stderr, only on a terminal, and never between the lines of a result."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mingzhang.cli.columns import fit
from mingzhang.cli.console import coloured

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

LARGE = 4_000_000
"""Bytes of a single file from which a bar is shown."""


class Bar:
    """Shows how many bytes of how many files are read; shows nothing where there is no terminal."""

    def __init__(self, files: int, size: int, quiet: bool, doing: str = "读取") -> None:
        self.files, self.size, self.doing = files, max(size, 1), doing
        self._on = not quiet and coloured(sys.stderr) and (files > 1 or size > LARGE)
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._done = 0

    def __enter__(self) -> Bar:
        if self._on:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                TaskProgressColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._task = self._progress.add_task(self.doing, total=self.size)
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Take the bar away for good."""
        if self._progress:
            self._progress.stop()
            self._progress = None

    def file(self, number: int, name: str) -> None:
        """The next file begins."""
        if self._progress and self._task is not None:
            self._progress.update(
                self._task, description=f"{self.doing} {number}/{self.files} {fit(name, 28)}"
            )

    def read(self, size: int) -> None:
        """So many bytes more are read."""
        self._done += size
        if self._progress and self._task is not None:
            self._progress.update(self._task, completed=min(self._done, self.size))

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While something else is printed on the terminal the bar is away."""
        if self._progress is None:
            yield
            return
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()
