"""The paper by which a finance bureau approves targets: its text with number and date, the list, the forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from mingzhang.domain.place import Printed
from mingzhang.domain.record import Record
from mingzhang.forms.pack import Pack, load_pack
from mingzhang.writing.paper.model import Block, Heading, Look, Paper, Paragraph, Sheet, SheetKind
from mingzhang.writing.paper.rows import Rows
from mingzhang.writing.paper.style import STYLE
from mingzhang.writing.paper.target import target_sheet

APPROVED_KIND = "目标表"
_EVERYONE = "各有关部门"
_LINE = 28
"""Characters of a line of running text; two of the first are its indent."""
_RIGHT = 4
"""Characters left free at the right of office and date."""

_NARROW = 0x2000
"""Characters up to here take half the width."""


@dataclass(frozen=True, slots=True)
class Approved:
    """A project on the paper: what its list says of it, and its form. ``amount`` is in 万元, as printed."""

    name: str
    department: str
    unit: str
    amount: str
    version: int
    record: Record
    reason: str = ""


def approval_paper(
    number: str,
    region: str,
    year: int,
    day: date,
    total: str,
    projects: Sequence[Approved],
    pack: Pack | None = None,
    forms: bool = True,
    personal: bool = False,
) -> Paper:
    """An approval paper. ``total`` is the money of all in 万元; without ``forms`` it ends with the list."""
    pack = pack or load_pack()
    words = pack.printing
    departments = list(dict.fromkeys(project.department for project in projects))
    said = {
        "region": region, "year": year, "count": len(projects), "amount": total,
        "department": departments[0] if len(departments) == 1 else _EVERYONE,
    }  # fmt: skip
    one = len(departments) == 1
    title = words.approval_title.format(**{**said, "department": said["department"] if one else ""})
    office = words.approval_office.format(region=region)
    blocks: list[Block] = [Heading(title, 1, "approval"), Paragraph(_right(number, 0))]
    blocks += (Paragraph(text.format(**said)) for text in words.approval_text)
    blocks += (
        Paragraph(_right(text)) for text in ("", office, f"{day.year}年{day.month}月{day.day}日") if text
    )
    blocks.append(_list(projects, total, words.approval_list.format(year=year), one))
    if forms:
        blocks += _forms(projects, pack, words.approval_annex.format(year=year), personal)
    return Paper(
        title=title, office=office, subject=title, year=year, blocks=tuple(blocks),
        keywords=(region, number), style=STYLE.over(words.style),
    )  # fmt: skip


def _right(text: str, free: int = _RIGHT) -> str:
    """A text at the right end of its line; one that is too long stands where it falls."""
    wide = sum(2 if ord(character) > _NARROW else 1 for character in text)
    return "　" * max(0, (2 * (_LINE - 2 - free) - wide) // 2) + text


def _list(projects: Sequence[Approved], total: str, title: str, one: bool) -> Sheet:
    """The list, with the department of each where there are several, and why where a version is adjusted."""
    adjusted = any(project.reason for project in projects)
    heads = ["序号", "项目名称", *([] if one else ["主管部门"]), "实施单位", "年度资金", "版次"]
    widths = [6, 36, *([] if one else [18]), 22, 14, 6]
    if adjusted:
        heads.append("调整原因")
        widths.append(20)
    rows = Rows(*(width / sum(widths) for width in widths))
    rows.head(*heads)
    for n, project in enumerate(projects, start=1):
        rows.add(
            (str(n), Look.WORD), (project.name, Look.PROSE), *(() if one else ((project.department, Look.PROSE),)),
            (project.unit, Look.PROSE), (project.amount, Look.AMOUNT), (str(project.version), Look.WORD),
            *(((project.reason, Look.PROSE),) if adjusted else ()),
        )  # fmt: skip
    across = 3 if one else 4
    rows.add(
        ("合计", Look.LABEL, across), (total, Look.AMOUNT), ("", Look.WORD, 2 if adjusted else 1), bold=True
    )
    return Sheet(
        SheetKind.REPORT, name="批复清单", title=title, grid=rows.grid(), anchor="approval-list",
        listed=title, level=1, right="单位：万元",
    )  # fmt: skip


def _forms(projects: Sequence[Approved], pack: Pack, title: str, personal: bool) -> Iterator[Block]:
    """The forms as they are approved, below the line that names the annex."""
    for n, project in enumerate(projects, start=1):
        values = {**project.record.values, "form_kind": Printed(APPROVED_KIND)}
        sheet = target_sheet(msgspec.structs.replace(project.record, n=n, values=values), pack, personal)
        yield replace(sheet, label=title if n == 1 else "", listed="")
