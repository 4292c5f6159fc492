"""Reading of PDF: pdfium's plain text (the floor), our cells, cells and records, and what people use instead.

Run: ``python benchmarks/pdf.py [FILE.pdf …]`` with the extra ``bench`` for pdfplumber and PyMuPDF; without files
the papers beside the checkout are read. Every pair of figures is taken turn by turn in one run, so that what
else the machine does falls on both.
"""

from __future__ import annotations

import importlib
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from common import SHARED, table, together
from mingzhang.reading.reader import read_stream
from mingzhang.reading.sources.pdf import pdf_lines

PAPERS = (
    "shangdang-2023-grid",
    "yungang-2023-booklet",
    "yonghe-2023-flow",
    "yonghe-2023-frame",
    "pinglu-2026-disclosure",
)
HUNDRED = 100
_MEASURE = """
import pathlib, sys
from mingzhang.reading.reader import read_stream
with open(sys.argv[1], "rb") as stream:
    read_stream(stream, "hundred.pdf")
status = pathlib.Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
"""

Reading = Callable[[bytes], object]


def floor(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    length = 0
    for i in range(len(document)):
        page = document[i]
        text = page.get_textpage()
        length += len(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return length


def cells(data: bytes) -> int:
    return sum(len(line.cells) for line in pdf_lines(data, "paper.pdf")[1])


def records(data: bytes) -> object:
    return read_stream(io.BytesIO(data), "paper.pdf")


def pdfplumber_tables(data: bytes) -> int:
    with importlib.import_module("pdfplumber").open(io.BytesIO(data)) as document:
        return sum(len(page.extract_tables()) for page in document.pages)


def pymupdf_tables(data: bytes) -> int:
    with importlib.import_module("pymupdf").open(stream=data, filetype="pdf") as document:
        return sum(len([found.extract() for found in page.find_tables().tables]) for page in document)


def others() -> dict[str, Reading]:
    """The other libraries that are installed."""
    known: dict[str, tuple[str, Reading]] = {
        "pdfplumber `extract_tables`": ("pdfplumber", pdfplumber_tables),
        "PyMuPDF `find_tables`": ("pymupdf", pymupdf_tables),
    }
    return {name: call for name, (module, call) in known.items() if importlib.util.find_spec(module)}


def hundred_pages(files: list[Path]) -> bytes:
    """A hundred pages out of the files, over and over."""
    made = pypdfium2.PdfDocument.new()
    sources = [pypdfium2.PdfDocument(file) for file in files]
    while len(made) < HUNDRED:
        for source in sources:
            made.import_pages(source, list(range(min(len(source), HUNDRED - len(made)))))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def memory(files: list[Path]) -> float:
    """The most memory in MB that a process takes to read a hundred pages, itself included (Linux)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hundred.pdf"
        file.write_bytes(hundred_pages(files))
        done = subprocess.run(
            [sys.executable, "-c", _MEASURE, str(file)], check=True, capture_output=True, text=True
        )
    return float(done.stdout)


def row(file: Path) -> list[str]:
    data = file.read_bytes()
    document = pypdfium2.PdfDocument(data)
    pages = len(document)
    document.close()
    shown: list[str] = []
    base = 0.0
    for call in (cells, records, *others().values()):
        ours, base = together(lambda call=call: call(data), lambda: floor(data))  # type: ignore[misc]
        shown.append(f"{ours / pages * 1000:.1f} ({ours / base:.1f} ×)")
    return [file.stem, str(pages), f"{base / pages * 1000:.2f}", *shown]


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]] or [SHARED / "files" / f"{name}.pdf" for name in PAPERS]
    files = [file for file in files if file.exists()]
    if not files:
        print("no files: name some, or put the papers beside the checkout")
        return
    heads = ["file", "pages", "pdfium text, ms a page", "cells", "cells and records", *others()]
    print(table(heads, [row(file) for file in files]))
    print(f"\npeak memory for {HUNDRED} pages: {memory(files):.0f} MB")


if __name__ == "__main__":
    main()
