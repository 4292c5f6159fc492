"""Pictures of pages and cells of workbooks, made in a process of their own: what a file does to its reader ends there.

``python -m mingzhang.web.apart picture 3 < file`` gives a page as PNG, ``sizes 3,4`` how wide and high pages are in
points as ``Place.box`` measures them, ``cells name`` the cells of a workbook or csv file, ``ledger name`` the ledger of
one. Nothing of Django is here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

import mingzhang

DOTS = 110
"""Dots per inch of a picture."""
LONGEST = 2200
"""Dots of its long side at most."""
SECONDS = 60
MEMORY = 2 * 1024**3
MOST_ROWS = 5000
"""Rows of a sheet that are taken in."""
MOST_COLUMNS = 80
MOST_SHEETS = 20


class CannotBeShown(Exception):
    """The process gave nothing: the file is damaged, or does its reader harm."""


CellRow = tuple[str | float | bool | None, ...]


class Cells(msgspec.Struct, frozen=True):
    """A sheet: its name and its cells as texts, numbers or nothing."""

    name: str
    rows: tuple[CellRow, ...]


class Size(msgspec.Struct, frozen=True):
    """How wide and high a page is, in points."""

    width: float
    height: float


def picture(data: bytes, page: int) -> bytes:
    """A page as PNG, the writing upright. Raises CannotBeShown."""
    return _run(("picture", str(page)), data)


def sizes(data: bytes, pages: list[int]) -> Mapping[int, Size]:
    """The sizes of pages. Raises CannotBeShown."""
    return msgspec.json.decode(
        _run(("sizes", ",".join(map(str, pages))), data), type=dict[int, Size], strict=False
    )


def cells(data: bytes, name: str) -> tuple[Cells, ...]:
    """The sheets of a workbook. Raises CannotBeShown, with what is wrong where that is known."""
    found = msgspec.json.decode(_run(("cells", Path(name).suffix[:8]), data))
    if isinstance(found, dict):
        raise CannotBeShown(str(found["wrong"]))
    return msgspec.convert(found, tuple[Cells, ...])


class LedgerFile(msgspec.Struct, frozen=True):
    """What came of a ledger's file: the exchange format of a ledger, blank where there is none, and what is said of it."""

    ledger: str
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def ledger(data: bytes, name: str) -> LedgerFile:
    """The ledger of a file of any of its formats. Raises CannotBeShown."""
    return msgspec.json.decode(_run(("ledger", Path(name).suffix[:8]), data), type=LedgerFile)


def _run(arguments: tuple[str, ...], data: bytes) -> bytes:
    root = str(Path(mingzhang.__file__).parents[1])
    path = os.pathsep.join([root, *(p for p in sys.path if p and Path(p).is_dir())])
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "mingzhang.web.apart", *arguments],
            input=data, capture_output=True, timeout=SECONDS, check=False,
            env={**os.environ, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "2"},
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError) as error:
        raise CannotBeShown from error
    if done.returncode or not done.stdout:
        raise CannotBeShown
    return done.stdout


def _limit() -> None:
    """What the system has of limits; Windows has none, there the time is watched from outside alone."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _drawn(data: bytes, page: int) -> bytes:
    from mingzhang.writing.page_image import Canvas

    if b"%PDF-" not in data[:1024]:
        from mingzhang.reading.sources.scan_picture import pictures, shrunk

        _, pages = pictures(data, "")
        found = next(each for n, each in enumerate(pages, start=1) if n == page)
        grey, width, height = shrunk(found, DOTS, LONGEST)
        return Canvas.of_grey(width, height, grey).png()
    import pypdfium2

    with closing(pypdfium2.PdfDocument(data)) as file, closing(file[page - 1]) as sheet:
        sheet.set_rotation(_turned(sheet)[0])
        scale = min(DOTS / 72, LONGEST / max(*sheet.get_size(), 1.0))
        with closing(sheet.render(scale=scale, rev_byteorder=True)) as bitmap:
            if bitmap.n_channels != 3:
                raise ValueError(bitmap.n_channels)
            rows = bytes(bitmap.buffer)
            return Canvas.of_rows(bitmap.width, bitmap.height, bitmap.stride, rows).png()


_TURNS = {(1.0, 0.0): 0, (0.0, 1.0): 90, (-1.0, 0.0): 180, (0.0, -1.0): 270}
"""By how much a page is turned, by the first two of the matrix that turns it."""


def _turned(page: Any) -> tuple[int, float, float]:  # noqa: ANN401  # pypdfium2 has no types
    """By how much a page is turned so that its writing stands upright, and how wide and high it is then."""
    from mingzhang.reading.sources.pdf_page import upright_view

    matrix, wide, high = upright_view(page)
    return _TURNS[matrix[0], matrix[1]], wide, high


def _sizes(data: bytes, wanted: list[int]) -> dict[int, Size]:
    found: dict[int, Size] = {}
    if b"%PDF-" not in data[:1024]:
        from mingzhang.reading.sources.scan_picture import pictures

        _, pages = pictures(data, "")
        return {n: Size(p.width, p.height) for n, p in enumerate(pages, start=1) if n in wanted}
    import pypdfium2

    with closing(pypdfium2.PdfDocument(data)) as file:
        for number in wanted:
            with contextlib.suppress(pypdfium2.PdfiumError), closing(file[number - 1]) as page:
                _, wide, high = _turned(page)
                found[number] = Size(wide, high)
    return found


def _cells(data: bytes, suffix: str) -> Iterator[Cells]:
    from mingzhang.reading.ledger.grid import open_book

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"book{suffix if suffix.lstrip('.').isalnum() else ''}"
        path.write_bytes(data)
        book = open_book(path)
        for name in book.names[:MOST_SHEETS]:
            rows = book.grid(name).rows[:MOST_ROWS]
            yield Cells(name, tuple(tuple(map(_plain, row[:MOST_COLUMNS])) for row in rows))


def _plain(raw: object) -> str | float | bool | None:
    if raw is None or isinstance(raw, (str, float, bool)):
        return raw
    if isinstance(raw, int):
        return float(raw)
    return raw.isoformat() if isinstance(raw, (dt.date, dt.time)) else str(raw)


def _ledger(data: bytes, suffix: str) -> bytes:
    from mingzhang.forms.ledger_exchange import wire
    from mingzhang.reading.ledger.problems import Weight
    from mingzhang.reading.ledger_sheets import read_ledger

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"账本{suffix if suffix.lstrip('.').isalnum() else ''}"
        path.write_bytes(data)
        found = read_ledger(path)
    errors = tuple(str(problem) for problem in found.of(Weight.ERROR))
    warnings = tuple(str(problem) for problem in found.of(Weight.WARNING))
    told = msgspec.json.encode(wire(found.ledger)).decode() if found.ledger else ""
    return msgspec.json.encode(LedgerFile(told, errors, warnings))


def _book(data: bytes, suffix: str) -> bytes:
    from mingzhang.reading.errors import ReadingError
    from mingzhang.reading.ledger.grid import NoLedger

    try:
        return msgspec.json.encode(tuple(_cells(data, suffix)))
    except NoLedger as error:
        return msgspec.json.encode({"wrong": error.why or f"这是{error.what}，不是表格"})
    except ReadingError as error:
        return msgspec.json.encode({"wrong": error.problem})


def main() -> None:
    """Do one thing with the file on standard input."""
    task, given = sys.argv[1:3]
    data = sys.stdin.buffer.read()
    with open(os.dup(1), "wb") as out:  # noqa: PTH123
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
        _limit()
        if task == "picture":
            out.write(_drawn(data, int(given)))
        elif task == "sizes":
            out.write(msgspec.json.encode(_sizes(data, [int(n) for n in given.split(",") if n])))
        elif task == "ledger":
            out.write(_ledger(data, given))
        else:
            out.write(_book(data, given))


if __name__ == "__main__":
    main()
