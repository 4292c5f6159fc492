"""What was read in a document, for people: a page of text in the width of the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from mingzhang.cli.columns import clean, fit, indent, pad, width
from mingzhang.cli.console import Paint
from mingzhang.cli.formview import form_view
from mingzhang.cli.inputs import STDIN, STDIN_LABEL
from mingzhang.cli.tally import Tally
from mingzhang.domain.place import Place, Unplaced
from mingzhang.domain.record import BudgetTable, Document, Record
from mingzhang.forms.doubts import of_document
from mingzhang.writing.exchange import unplaced_json

T = TypeVar("T")

NOTHING = "没有认出申报表、目标表、预算表或目录"
KNOWN = (
    "能认的有：项目支出绩效目标申报表、项目支出绩效目标表及其汇编，部门预算公开（十三张表、情况说明、目标表）"
)
LEDGERS = "账本和交换文件（json）请用 mingzhang write 或 mingzhang ledger"
MOST_FORMS, MOST_DOUBTS, MOST_UNPLACED = 200, 20, 12
"""How many are listed unless all are asked for."""
LONGEST_UNPLACED = 240
"""Columns of an unplaced text that are shown unless all is asked for."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a report is printed."""

    columns: int
    paint: Paint
    verbose: bool = False
    personal: bool = False


def position(place: Place | None) -> str:
    """A place as people look it up: line and column, the page before them where one is known."""
    if place is None:
        return "—"
    page = f"{place.page}页 " if place.page else ""
    return f"{page}{place.line}:{place.column}"


def report(document: Document, tally: Tally, look: Look) -> Iterator[str]:
    """The report on one document."""
    name = document.source.name if document.source.name != STDIN else STDIN_LABEL
    yield look.paint(fit(name, look.columns), bold=True)
    yield from indent(_what(document), look.columns, "  ")
    if counts := _counts(tally):
        yield from indent(counts, look.columns, "  ")
    yield from _forms(document.targets, look)
    yield from _tables(document.tables, look)
    yield from _doubts(document, look)
    yield from _unplaced(document, look)
    yield ""


def _what(document: Document) -> str:
    form_kind = next((kind for r in document.targets if (kind := r.text("form_kind"))), None) or "表单"
    kinds = {
        "form": form_kind,
        "booklet": f"{form_kind}汇编",
        "disclosure": "部门预算公开",
        None: "目录" if document.contents else NOTHING,
    }
    parts = [
        kinds[document.kind],
        document.region,
        document.year and f"{document.year}年",
        document.department_name,
    ]
    return " · ".join(clean(str(part)) for part in parts if part)


def _counts(tally: Tally) -> str:
    parts = [
        (f"目录 {tally.contents} 条", tally.contents),
        (f"表单 {tally.forms} 份", tally.forms),
        (f"预算表 {tally.tables} 张", tally.tables),
        (f"章节 {tally.sections} 个", tally.sections),
        (f"情况说明数字 {tally.figures} 个", tally.figures),
    ]
    return "，".join(text for text, count in parts if count)


def _capped(items: Sequence[T], most: int, look: Look, lines: Callable[[T], list[str]]) -> Iterator[str]:
    """The lines of the first items; how many more there are."""
    shown = len(items) if look.verbose else most
    for item in islice(items, shown):
        yield from lines(item)
    if len(items) > shown:
        yield f"  … 另有 {len(items) - shown:,} 条，加 --verbose 全部列出"


_HEADS = ("序", "项目名称", "实施期资金(元)", "年度资金(元)", "指标", "存疑")
_WIDEST_AMOUNT = 20


def _forms(records: Sequence[Record], look: Look) -> Iterator[str]:
    if not records:
        return
    if look.verbose:
        for record in records:
            yield ""
            yield from form_view(record, look.columns, look.paint, look.personal)
        return
    shown = [_form_cells(record) for record in records[:MOST_FORMS]]
    widths = [min(max(map(width, column)), _WIDEST_AMOUNT) for column in zip(_HEADS, *shown, strict=True)]
    widths[1] = look.columns - 2 - sum(widths[:1] + widths[2:]) - len(widths) + 1
    yield ""
    yield look.paint(_form_line(_HEADS, widths), dim=True)
    yield from _capped(records, MOST_FORMS, look, lambda record: [_form_line(_form_cells(record), widths)])


def _form_cells(record: Record) -> tuple[str, ...]:
    whole, annual = (len(record.lists.get(key, ())) for key in ("whole_indicators", "annual_indicators"))
    return (
        str(record.n),
        record.text("project_name") or "（项目名称空白）",
        record.text("funds.whole.total") or "",
        record.text("funds.annual.total") or "",
        f"{whole}+{annual}",
        str(len(record.doubts) or ""),
    )


def _form_line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (pad(cell, n, right=i != 1) for i, (cell, n) in enumerate(zip(cells, widths, strict=True)))
    return ("  " + " ".join(padded)).rstrip()


def _tables(tables: Sequence[BudgetTable], look: Look) -> Iterator[str]:
    if not tables:
        return
    yield ""
    title = look.columns - (2 + 4 + 1 + 1 + 6 + 1 + 8 + 1 + 5)
    yield look.paint(_table_line(("表", "预算表", "单位", "行数", "存疑"), title), dim=True)
    for table in tables:
        rows = "空表" if table.empty else str(len(table.rows))
        doubts = str(len(table.doubts)) if table.doubts else ""
        yield _table_line(
            (str(table.n), table.title.text or "（没有标题）", table.unit or "", rows, doubts), title
        )


def _table_line(cells: Sequence[str], title: int) -> str:
    n, name, unit, rows, doubts = cells
    row = [
        pad(n, 4, right=True),
        pad(name, title),
        pad(unit, 6, right=True),
        pad(rows, 8, right=True),
        pad(doubts, 5, right=True),
    ]
    return ("  " + " ".join(row)).rstrip()


_PLACE = 12


def _doubts(document: Document, look: Look) -> Iterator[str]:
    doubts = list(of_document(document))
    if not doubts:
        return
    yield ""
    yield look.paint(f"  存疑 {len(doubts)} 处 · Doubts（行:列 → 哪一项、为什么）", fg="yellow")
    yield from _capped(
        doubts,
        MOST_DOUBTS,
        look,
        lambda d: indent(
            f"{d.owner} {d.field}：{d.reason}", look.columns, _lead(d.place), " " * (4 + _PLACE)
        ),
    )


def _unplaced(document: Document, look: Look) -> Iterator[str]:
    if not document.unplaced:
        return
    yield ""
    yield look.paint(f"  未归位的文字 {len(document.unplaced)} 处 · Unplaced text（行:列）", fg="yellow")
    yield from _capped(document.unplaced, MOST_UNPLACED, look, lambda text: _unplaced_lines(text, look))


def _unplaced_lines(unplaced: Unplaced, look: Look) -> list[str]:
    text: str = unplaced_json(unplaced, look.personal)["text"]
    if not look.verbose:
        text = fit(text, LONGEST_UNPLACED)
    return indent(f"“{text}”", look.columns, _lead(unplaced.place), " " * (4 + _PLACE))


def _lead(place: Place | None) -> str:
    return "    " + pad(position(place), _PLACE)
