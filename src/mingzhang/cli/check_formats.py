"""The formats of ``mingzhang check``: each takes document after document with its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from mingzhang.checking.finding import Report, Severity
from mingzhang.cli.check_view import View, document_lines
from mingzhang.domain.record import Document
from mingzhang.writing.exchange import FORMAT
from mingzhang.writing.findings import report_json

Write = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with what checking says of it; ``hidden`` counts what is less grave than what is shown."""

    document: Document
    report: Report
    hidden: Counter[Severity] = field(default_factory=Counter)


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

    def begin(self) -> None:
        """Open the page."""
        from mingzhang.writing.check_html import Page

        self._page = Page(self.personal)
        self.write(self._page.head())

    def add(self, checked: Checked) -> None:
        """Write a document beside its findings."""
        for piece in self._page.document(checked.document, checked.report):
            self.write(piece)

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
