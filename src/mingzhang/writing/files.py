"""What writes each kind of file, loaded when it is wanted."""

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
    ``template`` a page template of the user's own, both for PDF; ``licence`` is that of the open data.
    """

    published: Published
    paper: Paper
    personal: bool = False
    ledger: Ledger | None = None
    department: str = ""
    fonts: Path | None = None
    template: Path | None = None
    licence: str = ""


Told = tuple[str, ...]
"""What the user should know of a file that was written, in Chinese."""


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


def _datapackage(work: Work, stream: BinaryIO) -> Told:
    from mingzhang.writing.datapackage import Licence, write_datapackage

    told = write_datapackage(
        stream,
        document=work.published.document,
        ledger=work.ledger,
        department=work.department,
        licence=Licence(work.licence) if work.licence else None,
    )
    return tuple(told)


def _standard(work: Work, stream: BinaryIO) -> Told:
    from mingzhang.writing.national import told, write_national

    document = work.published.document
    misfits = write_national(
        stream, ledger=work.ledger, department=work.department, records=document.targets, year=document.year
    )
    if not work.ledger and not document.targets:
        return ("里面没有账本和目标表，文件只有表头",)
    return tuple(told(misfits))


WRITERS: dict[str, Callable[[Work, BinaryIO], Told]] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "html": _html,
    "json": _json,
    "datapackage": _datapackage,
    "standard": _standard,
}
"""What writes each kind of ``kinds.KINDS``."""


def write(work: Work, kind: str, stream: BinaryIO) -> Told:
    """Write a work as a kind of file; what the user should know of it, in Chinese. Raises OSError and KeyError."""
    return WRITERS[kind](work, stream)
