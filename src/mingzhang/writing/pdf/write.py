"""A paper written as PDF: searchable, tagged, with bookmarks and links; the same paper gives the same bytes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import BinaryIO

import msgspec
import pypdfium2
import pypdfium2.raw as pdfium
import typst

from mingzhang.writing.paper.model import Cover, Paper
from mingzhang.writing.pdf.compact import compact
from mingzhang.writing.pdf.faces import load_faces
from mingzhang.writing.pdf.laid import anchors, laid_out

STANDARDS: tuple[tuple[str, ...], ...] = (("a-2a", "ua-1"), ("ua-1",), ())
"""What a file is made to, the best that its content allows: to be kept for good, to be read aloud."""

_COMPILE: Callable[..., bytes] = typst.compile
"""Its declared types do not say that it takes files by name."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What came of it: how many pages, the printed number of the page each anchor is on (the page's place where
    it bears none), the characters that no face has, the standards the file is made to."""

    pages: int
    numbers: Mapping[str, int]
    missing: tuple[str, ...]
    standards: tuple[str, ...]


def write_pdf(
    paper: Paper, stream: BinaryIO, fonts: Path | None = None, template: Path | None = None
) -> Layout:
    """Write a paper. ``fonts`` is a folder of faces that come first, ``template`` a Typst file in place of ours.

    Raises ValueError, in Chinese, for a folder, picture or template that cannot be used.
    """
    faces = load_faces(fonts)
    logo = next((block.logo for block in paper.blocks if isinstance(block, Cover) and block.logo), "")
    name = f"logo{Path(logo).suffix}" if logo else ""
    text = msgspec.json.encode(laid_out(paper, faces.chosen(paper.style.faces), name))
    missing = faces.missing(text.decode())
    files = {"main.typ": _template(template), "paper.json": text}
    if logo:
        files[name] = _picture(Path(logo))
    root = (template or Path(__file__)).parent
    data, standards = _set(files, root, faces.fonts, STANDARDS[-1:] if missing else STANDARDS)
    stream.write(compact(data))
    return _layout(data, paper, missing, standards)


def _template(path: Path | None) -> bytes:
    if path is None:
        return (resources.files("mingzhang.writing.pdf") / "paper.typ").read_bytes()
    try:
        return path.read_bytes()
    except OSError as error:
        raise ValueError(f"版式文件读不出来：{path}（{error.strerror}）") from error


def _picture(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ValueError(f"封面图片读不出来：{path}（{error.strerror}）") from error


def _set(
    files: Mapping[str, bytes], root: Path, fonts: typst.Fonts, standards: Sequence[tuple[str, ...]]
) -> tuple[bytes, tuple[str, ...]]:
    """The file, made to the first of the standards that it can be made to, and which that is."""
    for standard in standards:
        try:
            return _COMPILE(
                files, root=str(root), font_paths=fonts, format="pdf", pdf_standards=list(standard)
            ), standard
        except typst.TypstError as error:
            failure = error
    raise ValueError(f"按版式文件排版时出错：{failure.message}") from failure


def _layout(data: bytes, paper: Paper, missing: tuple[str, ...], standards: tuple[str, ...]) -> Layout:
    known = anchors(paper)
    with closing(pypdfium2.PdfDocument(data)) as file:
        labels = [str(file.get_page_label(page)) for page in range(len(file))]
        places = {known[name]: page for name, page in _destinations(file) if name in known}
        numbers = {
            anchor: int(labels[page]) if labels[page].isdecimal() else page + 1
            for anchor, page in sorted(places.items(), key=lambda item: item[1])
        }
        return Layout(len(file), numbers, missing, standards)


def _destinations(file: pypdfium2.PdfDocument) -> Iterator[tuple[str, int]]:
    """The names that places of the file have, with the index of their page."""
    for i in range(pdfium.FPDF_CountNamedDests(file)):
        size = ctypes.c_long(0)
        pdfium.FPDF_GetNamedDest(file, i, None, size)
        if size.value <= 0:
            continue
        buffer = ctypes.create_string_buffer(size.value)
        found = pdfium.FPDF_GetNamedDest(file, i, buffer, size)
        if found:
            name = buffer.raw[: size.value].decode("utf-16-le").rstrip("\0")
            yield name, pdfium.FPDFDest_GetDestPageIndex(file, found)
