"""The kinds of files that a paper is written as: one row each, what writes it loaded when it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from mingzhang.domain.ledger import Ledger
from mingzhang.tables.published import Published
from mingzhang.writing.paper.model import Paper


@dataclass(frozen=True)
class Work:
    """A paper to write: what it says, how it is laid out, the ledger behind it if there is one.

    ``department`` is the code of its department in the ledger; ``fonts`` a folder of the user's own faces,
    ``template`` a page template of the user's own, both for PDF.
    """

    published: Published
    paper: Paper
    personal: bool = False
    ledger: Ledger | None = None
    department: str = ""
    fonts: Path | None = None
    template: Path | None = None


Told = tuple[str, ...]
"""What the user should know of a file that was written, in Chinese."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file. ``write`` puts a work into a stream; ``listed`` and ``english`` are for people."""

    key: str
    suffix: str
    listed: str
    english: str
    write: Callable[[Work, BinaryIO], Told]


def _docx(work: Work, stream: BinaryIO) -> Told:
    from mingzhang.writing.docx import write_docx

    write_docx(work.paper, stream)
    return ()


def _xlsx(work: Work, stream: BinaryIO) -> Told:
    from mingzhang.writing.xlsx import write_xlsx

    write_xlsx(work.paper, stream)
    return ()


def _pdf(work: Work, stream: BinaryIO) -> Told:
    from mingzhang.writing.pdf import write_pdf

    layout = write_pdf(work.paper, stream, fonts=work.fonts, template=work.template)
    if not layout.missing:
        return ()
    return (
        f"字体里没有这些字，印成了方框：{'、'.join(layout.missing[:20])}；可以用 --fonts 指定有这些字的字体文件夹",
    )


def _html(work: Work, stream: BinaryIO) -> Told:
    from mingzhang.writing.html import write_html

    write_html(work.paper, stream)
    return ()


def _json(work: Work, stream: BinaryIO) -> Told:
    from mingzhang.writing.exchange import documents_json

    data = msgspec.json.encode(documents_json([work.published.document], work.personal))
    stream.write(msgspec.json.format(data, indent=1) + b"\n")
    return ()


KINDS: dict[str, FileKind] = {
    kind.key: kind
    for kind in (
        FileKind("docx", ".docx", "Word 文档，可继续编辑", "Word, to be edited further", _docx),
        FileKind(
            "xlsx", ".xlsx", "Excel，每张表一页，合计是公式", "Excel, a sheet a table, live sums", _xlsx
        ),
        FileKind("pdf", ".pdf", "PDF，直接打印和公开", "PDF, to print and publish", _pdf),
        FileKind("html", ".html", "网页，一个文件，手机可看", "a web page in one file", _html),
        FileKind("json", ".json", "交换格式 mingzhang/1", "the exchange format", _json),
    )
}
"""Every kind by its key, in the order in which they are listed."""
