"""The stages of reading made visible as text: cells, layout, match; for whoever mends or doubts a reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import tee

from mingzhang.domain.place import Doubt, Place, Printed, Unplaced
from mingzhang.domain.private import HIDDEN
from mingzhang.domain.record import BudgetTable, ContentsLine, Figure, Section
from mingzhang.forms.doubts import of_record, of_table
from mingzhang.forms.naming import path_title
from mingzhang.forms.pack import Pack, load_pack
from mingzhang.forms.spec import Field, Part, SectionSpec, TableSpec
from mingzhang.reading.layout.form import Labelled, cut_form
from mingzhang.reading.layout.grid import IndicatorRow
from mingzhang.reading.layout.labels import labels_of
from mingzhang.reading.layout.pairs import Pair
from mingzhang.reading.layout.regions import Block, BlockKind, Scanner
from mingzhang.reading.layout.table import cut_table
from mingzhang.reading.match.target import TargetReading
from mingzhang.reading.page import Cell, Line
from mingzhang.reading.private import Veil, private_keys
from mingzhang.reading.reader import Cover, Furniture, Item, read_items

STAGES = ("cells", "layout", "match")
_KINDS = {
    BlockKind.TEXT: "其他文字",
    BlockKind.CONTENTS: "目录",
    BlockKind.PART: "部分",
    BlockKind.SECTION: "章节",
    BlockKind.TABLE: "预算表",
    BlockKind.FORM: "表单",
    BlockKind.FURNITURE: "页码",
}


def show(
    stage: str, lines: Iterable[Line], pack: Pack | None = None, personal: bool = False
) -> Iterator[str]:
    """A stage of reading as lines of text. Personal data is hidden unless ``personal``."""
    stages = {"cells": show_cells, "layout": show_layout, "match": show_match}
    return stages[stage](lines, pack or load_pack(), personal)


def at(place: Place | None) -> str:
    """A place as ``line:column``, with the page where one is known."""
    if place is None:
        return "?"
    page = f"p{place.page} " if place.page else ""
    return f"{page}{place.line}:{place.column}"


def show_cells(lines: Iterable[Line], pack: Pack, personal: bool = False) -> Iterator[str]:
    """Each line with its cells: number of the line, then column and text of each cell."""
    yield "# 行号 │ 列:文字 │ …   （│ 表格单元格，┆ 行文中的词；列从 1 数起）"
    held: list[Line] = []
    veil = Veil(personal)
    for block, reading in _blocks(lines, pack):
        held += block.lines
        if block.kind is BlockKind.FURNITURE:
            continue
        if reading is not None:
            veil = Veil(personal, [reading.record])
        yield from _cell_lines(held, veil)
        held = []
    yield from _cell_lines(held, veil)


def _cell_lines(lines: Iterable[Line], veil: Veil) -> Iterator[str]:
    for line in sorted(lines, key=lambda line: line.number):
        mark = " │ " if line.tabular else " ┆ "
        page = f"p{line.page} " if line.page else ""
        cells = [f"{cell.place.column}:{veil.text(cell.text, cell.place)}" for cell in line.cells]
        if cells:
            yield mark.join([f"{page}{line.number:>6}", *cells])


def show_layout(lines: Iterable[Line], pack: Pack, personal: bool = False) -> Iterator[str]:
    """The blocks that were found with their lines; what each block was cut into."""
    yield "# 版面分块：行号范围、种类，块内各部分（位置为 行:列）"
    for block, reading in _blocks(lines, pack):
        if not block.filled:
            continue
        veil = Veil(personal, [reading.record] if reading else ())
        yield f"[{_range(block)}] {_KINDS[block.kind]}{_what(block, reading)}"
        if reading is not None:
            yield from _form_layout(block, reading, pack, veil)
        elif isinstance(block.spec, TableSpec):
            yield from _table_layout(block, block.spec, veil)
        else:
            first = next(line for line in block.lines if line.cells)
            yield f"    {at(first.cells[0].place)}  {veil.text(first.text.strip(), first.cells[0].place)}"


def _blocks(lines: Iterable[Line], pack: Pack) -> Iterator[tuple[Block, TargetReading | None]]:
    """Every block, and for a form what was read out of it: just as the reader reads it, habits and all."""
    for_blocks, for_items = tee(lines)
    readings = (item for item in read_items(for_items, pack) if isinstance(item, TargetReading))
    for block in Scanner(pack).blocks(for_blocks):
        yield block, next(readings, None) if block.kind is BlockKind.FORM and block.filled else None


def _range(block: Block) -> str:
    numbers = [line.number for line in block.lines if line.cells]
    return f"第 {min(numbers)} 行" if len(set(numbers)) == 1 else f"第 {min(numbers)}—{max(numbers)} 行"


def _what(block: Block, reading: TargetReading | None) -> str:
    if reading is not None:
        return f" {reading.record.n}"
    if isinstance(block.spec, TableSpec):
        return f" {block.spec.n} {block.spec.title}"
    if isinstance(block.spec, Part | SectionSpec):
        return f" {block.spec.title}"
    return ""


def _form_layout(block: Block, reading: TargetReading, pack: Pack, veil: Veil) -> Iterator[str]:
    labels = labels_of(pack)
    for section in cut_form(block.lines, labels)[1]:
        item = labels.items[section.item] if section.item >= 0 else None
        hidden = isinstance(item, Field) and item.private and not veil.personal
        name = item.label or getattr(item, "title", "") if item else "（标题）"
        yield f"    标签 {name}  {_label_place(section)}".rstrip()
        if section.item == labels.grid:
            yield f"        指标格内文字 {len(section.content)} 格"
            yield from _rows(reading.rows, veil)
            continue
        for cell in section.content:
            yield f"        {at(cell.place)}  {HIDDEN if hidden else veil.text(cell.text, cell.place)}"
    yield from _leftover(reading.leftover, veil)


def _label_place(section: Labelled) -> str:
    if not section.label:
        return ""
    return " ".join(f"{at(cell.place)}“{cell.text}”" for cell in section.label)


def _rows(rows: Iterable[IndicatorRow], veil: Veil) -> Iterator[str]:
    for n, row in enumerate(rows, start=1):
        kind = row.level.name if row.level else "（接上类）"
        labels = " ".join(f"{at(cell.place)}“{cell.text}”" for cell in row.labels)
        yield f"        第{n}行 {kind}  {labels}".rstrip()
        for half, pair in (("实施期", row.whole), ("年度  ", row.annual)):
            if pair is not None:
                yield f"            {half} {_pair(pair, veil)}"
        for doubt in row.doubts:
            yield f"            存疑：{doubt}"


def _pair(pair: Pair, veil: Veil) -> str:
    return " │ ".join(_printed(part, veil) if part else "（空）" for part in (pair.name, pair.value))


def _printed(printed: Printed, veil: Veil) -> str:
    places = "+".join(at(place) for place in printed.places)
    first = printed.places[0] if len(printed.places) == 1 else None
    return f"{places} {veil.text(printed.text, first)}"


def _leftover(cells: Iterable[Cell], veil: Veil) -> Iterator[str]:
    for cell in cells:
        yield f"    未归位 {at(cell.place)}  {veil.text(cell.text, cell.place)}"


def _table_layout(block: Block, spec: TableSpec, veil: Veil) -> Iterator[str]:
    cut = cut_table(block.lines, spec)
    if cut.title:
        yield f"    标题 {_printed(cut.title, veil)}"
    if cut.department:
        yield f"    部门 {_printed(cut.department, veil)}"
    if cut.unit:
        yield f"    单位 {cut.unit}"
    for line in cut.heads:
        yield f"    表头 {line.number}行  {' │ '.join(cell.text for cell in line.cells)}"
    for body in cut.body:
        page = "（换页后）" if body.after_break else ""
        cells = " │ ".join(f"{cell.index}:{cell.text}" for cell in body.line.cells)
        yield f"    表体 {body.line.number}行{page}  {cells}"
    for note in cut.notes:
        yield f"    附注 {_printed(note, veil)}"
    yield from _leftover(cut.rest, veil)


def show_match(lines: Iterable[Line], pack: Pack, personal: bool = False) -> Iterator[str]:
    """Everything that was read, value by value with its place; doubts, and what belongs nowhere."""
    yield "# 读成的记录：字段、位置（行:列）、原文；存疑与未归位的文字附后"
    veil = Veil(personal)
    for item in read_items(lines, pack):
        if isinstance(item, TargetReading):
            veil = Veil(personal, [item.record])
        yield from _item(item, veil)


def _item(item: Item, veil: Veil) -> Iterator[str]:
    if isinstance(item, TargetReading):
        yield from _record(item, veil)
    elif isinstance(item, BudgetTable):
        yield from _table(item, veil)
    elif isinstance(item, Figure):
        yield f"数字 {at(item.printed.places[0])}  {item.claim} = {item.value}{item.unit or ''}  （{item.section}）"
    elif isinstance(item, ContentsLine):
        yield f"目录 {at(item.title.places[0])}  {item.n} {item.title.text}  第{item.page or '?'}页"
    elif isinstance(item, Section):
        yield f"章节 {_printed(item.title, veil)}  {len(item.paragraphs)} 段"
        for paragraph in item.paragraphs:
            yield f"    {_printed(paragraph, veil)}"
    elif isinstance(item, Cover):
        yield f"封面 {_printed(item.printed, veil)}"
    elif isinstance(item, Furniture):
        yield f"页面 {_printed(item.printed, veil)}"
    elif isinstance(item, Unplaced):
        yield f"未归位 {at(item.place)}  {veil.text(item.text, item.place)}"
    elif isinstance(item, Doubt):
        yield f"存疑  {item.reason}"


def _record(reading: TargetReading, veil: Veil) -> Iterator[str]:
    record = reading.record
    hidden = frozenset() if veil.personal else private_keys()
    yield f"表单 {record.n}"
    for path, value in record.printed():
        places = "+".join(at(place) for place in value.places)
        text = (
            HIDDEN
            if path in hidden
            else veil.text(value.text, value.places[0] if len(value.places) == 1 else None)
        )
        yield f"    {path}  {path_title(path)}  {places}  {text}"
    for doubt in of_record(record):
        yield f"    存疑 {doubt.field} {at(doubt.place)}  {veil.text(doubt.reason)}"


def _table(table: BudgetTable, veil: Veil) -> Iterator[str]:
    yield f"预算表 {table.n}  {_printed(table.title, veil)}  单位 {table.unit or '?'}{'  空表' if table.empty else ''}"
    yield f"    列  {' │ '.join(table.columns)}"
    for n, row in enumerate(table.rows, start=1):
        first = next((cell.places[0] for cell in row.cells if cell and cell.places), None)
        cells = " │ ".join(cell.text if cell else "" for cell in row.cells)
        yield f"    第{n}行 {at(first)}  {cells}"
    for note in table.notes:
        yield f"    附注 {_printed(note, veil)}"
    for doubt in of_table(table):
        yield f"    存疑 {doubt.field} {at(doubt.place)}  {doubt.reason}"
