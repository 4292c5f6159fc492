"""The formats of ``mingzhang check``: each takes document after document with its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

import msgspec

from mingzhang.checking.finding import Report, Severity
from mingzhang.cli.check_report import Author
from mingzhang.cli.check_view import View, document_lines
from mingzhang.cli.inputs import STDIN, STDIN_LABEL
from mingzhang.cli.run import writable
from mingzhang.domain.record import Document
from mingzhang.writing.exchange import FORMAT
from mingzhang.writing.findings import report_json

if TYPE_CHECKING:
    from mingzhang.writing.check_pictures import Picture

Write = Callable[[str], object]
MOST_PICTURES = 60
"""Pages that a report shows as they look."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with what checking says of it; ``hidden`` counts what is less grave than what is shown."""

    document: Document
    report: Report
    hidden: Counter[Severity] = field(default_factory=Counter)
    data: Callable[[], bytes] = bytes
    """Reads the file as it came, for those who draw on it."""


class Output(Protocol):
    """Writes what is found."""

    def begin(self) -> None:
        """Write what comes before the first document."""

    def add(self, checked: Checked) -> None:
        """Write a document's findings."""

    def end(self) -> None:
        """Write what comes after the last document."""


@dataclass
class Plain:
    """For people."""

    write: Write
    view: View
    aside: Callable[[], AbstractContextManager[None]]

    def begin(self) -> None:
        """Nothing comes before."""

    def add(self, checked: Checked) -> None:
        """Print the findings of a document."""
        lines = document_lines(checked.document, checked.report, checked.hidden, self.view)
        with self.aside():
            self.write("".join(f"{line}\n" for line in lines))

    def end(self) -> None:
        """The summary is the command's."""


@dataclass
class Json:
    """The exchange format, one document a line; valid whatever fails."""

    write: Write
    _written: int = 0

    def begin(self) -> None:
        """Open the list."""
        self.write(f'{{"format": "{FORMAT}", "documents": [')

    def add(self, checked: Checked) -> None:
        """Write the findings of a document."""
        text = msgspec.json.encode(report_json(checked.document.source, checked.report)).decode()
        self.write((",\n" if self._written else "\n") + text)
        self._written += 1

    def end(self) -> None:
        """Close the list."""
        self.write("\n]}\n")


@dataclass
class Sarif:
    """One SARIF log, written whole at the end: its rules and its results stand apart."""

    write: Write
    uris: dict[str, str]
    _checked: list[Checked] = field(default_factory=list)

    def begin(self) -> None:
        """Nothing comes before."""

    def add(self, checked: Checked) -> None:
        """Keep the findings of a document."""
        self._checked.append(checked)

    def end(self) -> None:
        """Write the log."""
        from mingzhang.writing.check_sarif import sarif

        log = sarif(
            (self.uris.get(c.document.source.name, c.document.source.name), c.document, c.report)
            for c in self._checked
        )
        self.write(msgspec.json.format(msgspec.json.encode(log), indent=1).decode() + "\n")


@dataclass
class Html:
    """One self-contained page."""

    write: Write
    personal: bool
    _drawn: int = 0

    def begin(self) -> None:
        """Open the page."""
        from mingzhang.writing.check_html import Page

        self._page = Page(self.personal)
        self.write(self._page.head())

    def add(self, checked: Checked) -> None:
        """Write a document beside its findings."""
        pictures, undrawn = self._pictures(checked)
        for piece in self._page.document(checked.document, checked.report, pictures, undrawn):
            self.write(piece)

    def _pictures(self, checked: Checked) -> tuple[Sequence[Picture], str]:
        """The pages of a PDF that have findings, and what to say of those that are not shown."""
        places = (place for finding in checked.report.findings for place in finding.breach.places)
        if checked.document.source.medium != "pdf" or not any(place.page and place.box for place in places):
            return (), ""
        if not self.personal:
            return (), "页面图上有姓名和电话，没有附；可以公开时加 --with-personal-data 附上。"
        from mingzhang.reading.sources.pdf_page import upright_view
        from mingzhang.writing.check_pictures import page_pictures

        pictures, left = page_pictures(
            checked.data(), checked.report, upright_view, MOST_PICTURES - self._drawn
        )
        self._drawn += len(pictures)
        return (
            pictures,
            f"另有 {left:,} 页有问题，没有附页面图（一次最多 {MOST_PICTURES} 页）。" if left else "",
        )

    def end(self) -> None:
        """Close the page."""
        self.write(self._page.foot())


@dataclass
class Xlsx:
    """The bureau's list."""

    path: Path

    def begin(self) -> None:
        """Open the book."""
        from mingzhang.writing.check_xlsx import FindingsBook

        self._book = FindingsBook(self.path)

    def add(self, checked: Checked) -> None:
        """Write the rows of a document."""
        self._book.add(checked.document, checked.report)

    def end(self) -> None:
        """The counts come last, then the book is closed."""
        self._book.close()


@dataclass
class Pdf:
    """Papers that are PDF with a note at each finding, the report on others: one file, or a folder of them."""

    path: Path
    author: Author
    kept: frozenset[str] | None
    """None for one file; for a folder the names that files read have there, which are not to be taken."""
    _taken: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Nothing comes before."""

    def add(self, checked: Checked) -> None:
        """Write the notes on a copy; what has no pages to write on gets a report."""
        data = checked.data()
        pages = b"%PDF-" in data[:1024]
        made = self._marked(data, checked) if pages else self.author.pdf(checked)
        name = checked.document.source.name
        what = "批注" if pages else "检查报告"
        target = self.path if self.kept is None else self.path / self._name(name, what)
        with writable():
            target.write_bytes(made)

    @staticmethod
    def _marked(data: bytes, checked: Checked) -> bytes:
        from mingzhang.reading.sources.pdf_page import upright_view
        from mingzhang.writing.check_pdf import marked

        return marked(data, checked.document, checked.report, upright_view)

    def _name(self, source: str, what: str) -> str:
        """A name of its own for a file in the folder."""
        path = PurePosixPath(source.replace("\\", "/"))
        stem = "_".join(part for part in path.with_suffix("").parts if part not in ("/", "..", STDIN))
        names = (f"{stem or STDIN_LABEL}-{what}{f'-{n}' if n > 1 else ''}.pdf" for n in count(1))
        name = next(name for name in names if name not in self._taken and name not in (self.kept or ()))
        self._taken.add(name)
        return name

    def end(self) -> None:
        """Every file is whole when it is added."""
