"""Files are taken apart in a process of its own, within limits: what a file does to its reader ends there.

A ``Guard`` keeps such a process and hands it one file after the other; one that died, took too long or has grown is
replaced. Why it is built so: docs/adr/0008-guarded-worker.md.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

import mingzhang
from mingzhang.reading.errors import Crashed, ReadingError, TooMuch, TooSlow, restored
from mingzhang.reading.page import Line
from mingzhang.reading.sources.guard_worker import (
    MESSAGES,
    Batch,
    Begin,
    Broke,
    End,
    Failed,
    Message,
    Task,
    framed,
    heard,
)
from mingzhang.reading.sources.medium import Medium

WORKER = "mingzhang.reading.sources.guard_worker"
MOST_SENT = 1024**3
"""Bytes of lines out of one file; a hundred pages send 2 MB, the largest workbook that is read 104 MB."""
PIPE = 1024**2
"""Bytes that the worker may be ahead, so that it reads on while its lines are used."""
PATIENCE = 5.0
"""Seconds in which a process that was ended is gone."""
_OUT_OF_TIME = -int(getattr(signal, "SIGXCPU", 1 << 16))
"""How a process ends that used up its time, where the system ends it for that."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds up to its next lines, seconds altogether, bytes of address space.

    Only the time in which the worker is waited for counts, not what is done with its lines.
    """

    step: float
    whole: float
    memory: int


_OFFICE = Limits(300, 300, 2 * 1024**3)
"""The largest workbook that is read, a million cells, takes 16 s and 0.3 GB; an old machine with other work to do may
take ten times that."""
_PAGES = Limits(300, 7200, 4 * 1024**3)
"""A scanned page takes 10 s, lines come when two pages after it are known, and recognition takes 1.7 GB. Two hours
are for a scanned booklet of several hundred pages: 3,000 pages with text take 18 s and 0.5 GB."""
LIMITS: Mapping[Medium, Limits] = {
    Medium.PDF: _PAGES,
    Medium.SCAN: _PAGES,
    Medium.DOCX: _OFFICE,
    Medium.XLSX: _OFFICE,
    Medium.HTML: _OFFICE,
}


class Fault(Exception):
    """An error of the program's own in the worker: its type, the file and line of the code, and its traceback."""

    def __init__(self, kind: str, at: str, trace: str) -> None:
        self.kind, self.at = kind, at
        super().__init__(trace)


class Guard:
    """Reads files in a process of their own. A context: at its end the process is gone.

    Files may be read side by side, from several threads too; each then has a process.
    """

    def __init__(self, limits: Mapping[Medium, Limits] = LIMITS) -> None:
        self._limits = limits
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    def __enter__(self) -> Guard:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process."""
        for worker in [*self._all]:
            self._drop(worker)

    def lines(self, medium: Medium, data: bytes, name: str) -> tuple[int | None, Iterator[Line]]:
        """How many pages a file has, and its lines. Raises ReadingError, also while the lines are taken."""
        reading = _Reading(self._take(), self._limits[medium], name)
        try:
            pages = reading.begin(medium, data)
        except BaseException:
            self._after(reading)
            raise
        return pages, self._lines(reading)

    def _lines(self, reading: _Reading) -> Iterator[Line]:
        try:
            yield from reading.lines()
        finally:
            self._after(reading)

    def _take(self) -> _Worker:
        with contextlib.suppress(IndexError):
            return self._idle.pop()
        worker = _Worker()
        self._all.add(worker)
        return worker

    def _after(self, reading: _Reading) -> None:
        """Keep the process for the next file, or end it: one whose file was not read to its end is of no more use."""
        if reading.good and not self._idle and reading.worker in self._all:
            self._idle.append(reading.worker)
        else:
            self._drop(reading.worker)

    def _drop(self, worker: _Worker) -> None:
        self._all.discard(worker)
        with contextlib.suppress(ValueError):
            self._idle.remove(worker)
        worker.end()


class _Reading:
    """A file in the hands of a worker; ``good`` says that the worker may have another one."""

    def __init__(self, worker: _Worker, limits: Limits, name: str) -> None:
        self.worker, self.good = worker, False
        self._limits, self._name = limits, name
        self._waited, self._sent = 0.0, 0

    def begin(self, medium: Medium, data: bytes) -> int | None:
        """Hand the file over; how many pages it has. Raises ReadingError."""
        self.worker.ask(Task(medium.value, len(data), self._limits.memory, int(self._limits.whole) + 1), data)
        message = self._next()
        if not isinstance(message, Begin):
            raise self._over()
        return message.pages

    def lines(self) -> Iterator[Line]:
        """The lines of the file. Raises ReadingError."""
        while isinstance(message := self._next(), Batch):
            yield from message.lines
        if not isinstance(message, End):
            raise self._over()
        self.good = message.again

    def _next(self) -> Message:
        """What the worker says next. Raises what it says is wrong."""
        start = time.monotonic()
        try:
            body = self.worker.hear(min(self._limits.step, self._limits.whole - self._waited))
            message = MESSAGES.decode(body)
        except (EOFError, OSError, msgspec.DecodeError) as error:
            self._waited += time.monotonic() - start
            raise self._over() from error
        self._waited += time.monotonic() - start
        self._sent += len(body)
        if self._sent > MOST_SENT:
            raise TooMuch(self._name, f"读出的内容超过 {MOST_SENT // 1024**2} MB")
        if isinstance(message, Failed):
            self.good = message.again
            raise restored(message.kind, self._name, message.problem, message.remedy)
        if isinstance(message, Broke):
            raise Fault(message.kind, message.at, message.trace)
        return message

    def _over(self) -> ReadingError:
        """Why the worker is gone, or says what it cannot mean."""
        if self.worker.end() == _OUT_OF_TIME or self.worker.late:
            return TooSlow(self._name, self._waited)
        return Crashed(self._name)


class _Worker:
    """The process. ``late`` says that it was ended because it did not answer in time."""

    def __init__(self) -> None:
        root = str(Path(mingzhang.__file__).parents[1])
        path = os.pathsep.join([root, *(p for p in sys.path if p and Path(p).is_dir())])
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", WORKER],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pipesize=PIPE,
            env={**os.environ, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "2"},
        )  # fmt: skip
        self._lock = threading.Lock()
        self._waiting = self.late = False

    def ask(self, task: Task, data: bytes) -> None:
        """Send a file; a process that is gone is found out when its answer is waited for."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(framed(task))
            self._process.stdin.write(data)
            self._process.stdin.flush()

    def hear(self, seconds: float) -> bytes:
        """The next message. Raises EOFError where the process is gone, or did not answer in time and was ended."""
        assert self._process.stdout is not None
        timer = threading.Timer(max(seconds, 0), self._expired)
        timer.daemon = True
        self._waiting = True
        timer.start()
        try:
            return heard(self._process.stdout)
        finally:
            with self._lock:
                self._waiting = False
            timer.cancel()

    def _expired(self) -> None:
        with self._lock:
            if self._waiting:
                self.late = True
                self._process.kill()

    def end(self) -> int | None:
        """End the process and leave nothing of it; its exit code."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(PATIENCE)
        return None
