"""The report of a check as a file to print, sign and file (检查报告): Word, PDF or a web page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mingzhang.checking.finding import Rule
from mingzhang.cli.inputs import STDIN, STDIN_LABEL

if TYPE_CHECKING:
    from mingzhang.cli.check_formats import Checked
    from mingzhang.writing.paper.report import Chapter

KINDS: Mapping[str, str] = {".pdf": "pdf", ".docx": "docx", ".html": "html", ".htm": "html"}
"""What a report is written as, by the ending of its name."""
_MOST = 20
"""Characters without a face that are named."""
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Author:
    """What all reports of a run have in common; ``say`` tells the user what went amiss in setting them."""

    rules: Mapping[str, Rule]
    date: str
    fold: bool
    new: bool
    say: Say

    def chapter(self, checked: Checked) -> Chapter:
        """What a report says of a file."""
        from mingzhang.writing.paper.report import chapter

        name = checked.document.source.name
        return chapter(
            checked.document,
            checked.report,
            name=STDIN_LABEL if name == STDIN else name,
            hidden=checked.hidden,
            date=self.date,
            fold=self.fold,
            new=self.new,
        )

    def write(self, chapters: Sequence[Chapter], kind: str, stream: BinaryIO) -> None:
        """Write a report on some files."""
        from mingzhang.writing.paper.report import report_paper

        paper = report_paper(chapters, self.rules, date=self.date)
        if kind == "docx":
            from mingzhang.writing.docx import write_docx

            write_docx(paper, stream)
        elif kind == "html":
            from mingzhang.writing.html import write_html

            write_html(paper, stream)
        else:
            from mingzhang.writing.pdf import write_pdf

            missing = write_pdf(paper, stream).missing
            if missing:
                words = "、".join(missing[:_MOST])
                self.say(f"报告里这些字没有字体，印成了方框：{words}；需要的话用 --format docx 写成 Word。")

    def pdf(self, checked: Checked) -> bytes:
        """The report on one file as PDF."""
        stream = BytesIO()
        self.write([self.chapter(checked)], "pdf", stream)
        return stream.getvalue()


@dataclass
class ReportFile:
    """One report on all files, a chapter each."""

    path: Path
    kind: str
    author: Author
    _chapters: list[Chapter] = field(default_factory=list)

    def begin(self) -> None:
        """Nothing comes before."""

    def add(self, checked: Checked) -> None:
        """Keep what the report says of a document."""
        self._chapters.append(self.author.chapter(checked))

    def end(self) -> None:
        """Contents and overview know by then what there is."""
        if self._chapters:
            with self.path.open("wb") as stream:
                self.author.write(self._chapters, self.kind, stream)
