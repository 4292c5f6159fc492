"""Commands shown in the pages, run as a reader would run them, and their output put below them.

In a block marked ``console`` each line that begins with ``$`` is a command, the lines after it are what it
prints. ``mingzhang …`` is run, in an empty folder beside a copy of ``examples``; of what may stand behind a
pipe, ``head -N`` and ``python3 -m json.tool --no-ensure-ascii`` are known. ``# exit N`` after a command says
with which code it ends if not 0. A block marked ``sh`` is run and shows nothing.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
WIDTH = 100
BLOCK = re.compile(r"^```(console|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PRETTY = "python3 -m json.tool --no-ensure-ascii"
_HEAD = re.compile(r"head -(\d+)")
_EXIT = re.compile(r"\s+# exit (\d+)")
_TIMES = re.compile(r"用时 [\d.]+ 秒")
_START = "import sys; from mingzhang.cli.main import main; sys.argv[0] = 'mingzhang'; main()"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as a page shows it: its words, what its output goes through, how it ends."""

    shown: str
    words: tuple[str, ...]
    pipes: tuple[str, ...]
    code: int

    @classmethod
    def parse(cls, shown: str) -> Command:
        """Read a command line of a page."""
        code = _EXIT.search(shown)
        first, *pipes = _EXIT.sub("", shown).split(" | ")
        return cls(shown, tuple(shlex.split(first, comments=True)), tuple(pipes), int(code[1]) if code else 0)

    @property
    def ours(self) -> bool:
        """Whether it is the project's own command, and so can be tried."""
        return self.words[:1] == ("mingzhang",)

    def output(self, folder: Path) -> str:
        """What a terminal shows of it, run in a folder. Raises ValueError when it does not end as the page says."""
        environment = {
            **os.environ,
            "COLUMNS": str(WIDTH),
            "PYTHONUTF8": "1",
            "NO_COLOR": "1",
            "TERM": "dumb",
            "MINGZHANG_DATA": "data",
            "DATABASE_URL": "",
        }
        done = subprocess.run(
            [sys.executable, "-c", _START, *self.words[1:]],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if self.pipes else subprocess.STDOUT,
            check=False,
        )
        printed, said = done.stdout.decode("utf-8"), (done.stderr or b"").decode("utf-8")
        if done.returncode != self.code:
            raise ValueError(
                f"`{self.shown}` ends with {done.returncode}, not {self.code}:\n{printed[-2000:]}{said}"
            )
        for pipe in self.pipes:
            printed = _through(pipe, printed)
        lines = [line.rstrip() for line in (printed + said).splitlines()]
        return _TIMES.sub("用时 0.1 秒", "\n".join(lines).strip("\n"))


def _through(pipe: str, text: str) -> str:
    """A text after a filter that pages may show. Raises ValueError for any other."""
    head = _HEAD.fullmatch(pipe)
    if head:
        return "".join(text.splitlines(keepends=True)[: int(head[1])])
    if pipe == PRETTY:
        return json.dumps(json.loads(text), indent=4, ensure_ascii=False) + "\n"
    raise ValueError(f"a page shows a filter that is not known: {pipe}")


def commands(page: str) -> Iterator[Command]:
    """Every command that a page shows."""
    for block in BLOCK.finditer(page):
        for line in block[2].splitlines():
            if block[1] == "sh" or line.startswith("$ "):
                yield Command.parse(line.removeprefix("$ "))


def refreshed(page: str) -> str:
    """The page with what its commands print now. Raises ValueError when one fails."""
    if not any(command.ours for command in commands(page)):
        return page
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(EXAMPLES, folder / "examples")
        return BLOCK.sub(lambda block: _block(block, folder), page)


def _block(block: re.Match[str], folder: Path) -> str:
    shown: list[str] = []
    for line in block[2].splitlines():
        if block[1] == "console" and not line.startswith("$ "):
            continue
        command = Command.parse(line.removeprefix("$ "))
        output = command.output(folder) if command.ours else ""
        shown.append(line)
        if block[1] == "console" and output:
            shown.append(output)
    return f"```{block[1]}\n" + "\n".join(shown) + "\n```"
