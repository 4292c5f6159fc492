"""Old workbooks (xls) read in a process of their own: a damaged one can end the library without a word.

``sheets_apart`` is what other modules call; run as a program, this reads a file from standard input.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import msgspec

import mingzhang
from mingzhang.reading.errors import Damaged, Encrypted, ReadingError, TooMuch
from mingzhang.reading.sources.look import Look
from mingzhang.reading.sources.sheets import Sheet, library_sheets

SECONDS = 60
MOST_MEMORY = 2 * 1024**3


class _Sheet(msgspec.Struct):
    name: str
    hidden: bool
    cells: dict[int, dict[int, str]]
    merged: list[tuple[int, int, int, int]]
    rows: list[int]
    columns: list[int]


class _Answer(msgspec.Struct):
    sheets: list[_Sheet] = []
    error: str = ""
    extent: str = ""


def sheets_apart(data: bytes, name: str) -> list[Sheet]:
    """The sheets of a workbook, read by another process with limits. Raises ReadingError."""
    root = str(Path(mingzhang.__file__).parents[1])
    path = os.pathsep.join([root, *(p for p in sys.path if p and Path(p).is_dir())])
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", __spec__.name if __spec__ else __name__], input=data,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS, check=True,
            env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip
        answer = msgspec.msgpack.decode(done.stdout, type=_Answer)
    except (subprocess.SubprocessError, OSError, msgspec.DecodeError) as error:
        raise Damaged(name) from error
    if answer.error:
        raise _error(answer, name)
    return [
        Sheet(s.name, s.cells, {(a, b): (c, d) for a, b, c, d in s.merged},
              Look({}, set(s.rows), set(s.columns)), s.hidden)
        for s in answer.sheets
    ]  # fmt: skip


def _error(answer: _Answer, name: str) -> ReadingError:
    if answer.error == Encrypted.__name__:
        return Encrypted(name)
    return TooMuch(name, answer.extent) if answer.error == TooMuch.__name__ else Damaged(name)


def _answer(data: bytes) -> _Answer:
    try:
        return _Answer(
            [
                _Sheet(
                    sheet.name, sheet.hidden, sheet.cells, [(*a, *b) for a, b in sheet.merged.items()],
                    sorted(sheet.look.rows), sorted(sheet.look.columns),
                )
                for sheet in library_sheets(data, "", None)
            ]
        )  # fmt: skip
    except TooMuch as error:
        return _Answer(error=TooMuch.__name__, extent=error.problem.partition("，超出")[0])
    except ReadingError as error:
        return _Answer(error=type(error).__name__)


def _main() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(msgspec.msgpack.encode(_answer(sys.stdin.buffer.read())))


if __name__ == "__main__":
    _main()
