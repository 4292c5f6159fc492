"""A target form's lines to its record: fields by their labels, the two halves read by each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby

import msgspec

from mingzhang.domain.amount import looks_like_amount
from mingzhang.domain.chars import fold
from mingzhang.domain.place import Doubt, Printed
from mingzhang.domain.record import Indicator, Record
from mingzhang.forms.pack import Pack
from mingzhang.forms.spec import Field, Half, Kind, Level2
from mingzhang.forms.target import TARGET
from mingzhang.reading.layout.flow import read_flow
from mingzhang.reading.layout.flow_rows import learn_rows
from mingzhang.reading.layout.form import Labelled, cut_form
from mingzhang.reading.layout.goals import divide_goals, learn_goals
from mingzhang.reading.layout.grid import GridResult, IndicatorRow, read_grid
from mingzhang.reading.layout.labels import Labels, labels_of, levels_of
from mingzhang.reading.layout.pairs import Habits, Pair
from mingzhang.reading.match.unsure import unsure, unsure_cells
from mingzhang.reading.page import Cell, Gap, Line, running
from mingzhang.reading.private import private_keys

_YEAR = re.compile(r"[(（]?(20\d\d)年度?[)）]?")
_CODED = re.compile(r"\s*([0-9A-Za-z]{2,12})\s*[-—－–_]\s*")
STAMP_DIGITS = 14


@dataclass
class TargetReading:
    """What one form gave: its record, and every cell by the part it played, for those who look closer."""

    record: Record
    labels: list[Cell]
    leftover: list[Cell]
    rows: list[IndicatorRow] = field(default_factory=list)


@dataclass
class _Draft:
    """A record while it is being filled."""

    lines: dict[int, Line]
    values: dict[str, Printed] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    labels: list[Cell] = field(default_factory=list)
    leftover: list[Cell] = field(default_factory=list)

    def put(self, key: str, cells: Sequence[Cell]) -> None:
        if cells:
            self.values[key] = running(cells, self.lines)

    def doubt(self, key: str, reason: str) -> None:
        self.doubts.append(Doubt(key, reason))


def read_target(lines: Sequence[Line], n: int, pack: Pack, habits: Habits) -> TargetReading:
    """Read the lines of one form, from its title to its foot."""
    labels = labels_of(pack)
    rows, sections = cut_form(lines, labels)
    draft = _Draft({line.number: line for line in lines})
    grid: list[Cell] = []
    _title(sections[0].content, pack, draft)
    annual_at = _goals_under_heads(sections, labels)
    for section in sections[1:]:
        draft.labels.extend(section.label)
        if section.item == labels.grid:
            grid = section.content
        else:
            _section(section, labels, draft, habits, annual_at)
    result = _indicators(grid, rows, pack, habits)
    draft.labels.extend(result.labels)
    draft.leftover.extend(result.leftover)
    lists = _lists(result.rows, draft)
    record = Record(TARGET.key, n, draft.values, lists, tuple(draft.doubts))
    cells = unsure_cells(lines)
    if cells:
        doubts = (*record.doubts, *unsure(record.printed(), cells, private_keys()))
        record = msgspec.structs.replace(record, doubts=doubts)
    return TargetReading(record, draft.labels, draft.leftover, result.rows)


def _title(cells: Iterable[Cell], pack: Pack, draft: _Draft) -> None:
    """Region, kind and year out of the lines above the first label; a title printed twice is a title."""
    by_line: dict[int, list[Cell]] = {}
    for cell in cells:
        by_line.setdefault(cell.place.line or 0, []).append(cell)
    for number, words in by_line.items():
        printed = running(words, draft.lines)
        title = pack.read_title(draft.lines[number].text) or pack.read_title(printed.text)
        year = _YEAR.fullmatch(fold(printed.text))
        if title:
            if title.region:
                draft.values.setdefault("region", _part(printed, title.region))
            draft.values.setdefault("form_kind", _part(printed, title.kind))
            if title.year:
                draft.values.setdefault("year", _part(printed, str(title.year)))
            draft.labels.extend(words)
        elif year:
            draft.values.setdefault("year", _part(printed, year[1]))
            draft.labels.extend(words)
        else:
            draft.leftover.extend(words)


def _part(printed: Printed, text: str) -> Printed:
    """The part of a text that reads so when both are compared in half width and simplified characters."""
    folded = [fold(letter) for letter in printed.text]
    at = "".join(folded).find(text)
    lengths = list(accumulate(map(len, folded), initial=0))
    if at < 0 or at not in lengths or at + len(text) not in lengths:
        return Printed(text, printed.places)
    end = lengths.index(at + len(text))
    start = max(i for i, n in enumerate(lengths[:end]) if n == at)
    return printed.part(start, end)


def _goals_under_heads(sections: Sequence[Labelled], labels: Labels) -> int | None:
    """Give 总体目标 what stands under its heads, where the label stands beside them; the annual head's column."""
    goal = next((s for s in sections if s.item >= 0 and _key(labels, s.item) == "whole_goal"), None)
    if goal is None:
        return None
    heads = [s for s in sections if 0 < goal.item - s.item <= 2]
    if not goal.content:
        for head in heads:
            goal.content.extend(head.content)
            head.content.clear()
    annual = next((s for s in heads if goal.item - s.item == 1), None)
    beside = annual is not None and len(heads) == 2 and annual.label[0].gap is Gap.CELL
    return annual.label[0].index if annual is not None and beside else None


def _key(labels: Labels, item: int) -> str:
    spec = labels.items[item]
    return spec.key if isinstance(spec, Field) else ""


def _section(section: Labelled, labels: Labels, draft: _Draft, habits: Habits, annual_at: int | None) -> None:
    item = labels.items[section.item]
    cells = section.content
    if not isinstance(item, Field):
        _unit(section, draft)
        draft.leftover.extend(cells)
    elif item.kind is Kind.AMOUNT:
        _amount(item, section, draft)
    elif item.kind is Kind.CODED:
        _coded(item, cells, draft)
    elif item.kind is Kind.STAMP:
        _stamp(item, cells, draft)
    elif item.half is Half.WHOLE and item.kind is Kind.PROSE:
        _goals(section, draft, habits, annual_at)
    else:
        _several_cells(item, cells, draft)
        draft.put(item.key, cells)


def _unit(section: Labelled, draft: _Draft) -> None:
    """The label of the funds may say that they are in 万元; without a word they are in yuan."""
    for cell in section.label:
        if "(万元)" in cell.folded:
            draft.values["funds.unit"] = _part(cell.printed, "万元")


def _several_cells(item: Field, cells: Sequence[Cell], draft: _Draft) -> None:
    """A text that the paper prints in more than one cell of a row is joined, and doubted."""
    if any(cell.gap is Gap.CELL for cell in cells[1:]):
        draft.doubt(item.key, f"“{item.label}”一行印了几格文字，按次序连读")


def _amount(item: Field, section: Labelled, draft: _Draft) -> None:
    """The first number is the amount; what is left of a label that was cut belongs to the label."""
    rest = list(section.content)
    amount = next((cell for cell in rest if looks_like_amount(cell.text)), None)
    if amount is not None:
        rest.remove(amount)
        draft.values[item.key] = amount.printed
    tail = fold(item.label)
    for cell in rest:
        if tail.endswith(cell.folded) and len(cell.folded) <= 3:
            draft.labels.append(cell)
        elif amount is None and any(c.isdigit() for c in cell.text):
            draft.values[item.key] = cell.printed
            draft.doubt(item.key, f"“{cell.text}”不像金额")
            amount = cell
        else:
            draft.leftover.append(cell)


def _coded(item: Field, cells: Sequence[Cell], draft: _Draft) -> None:
    """``201-青岚县水务局`` is code and name; without a code the whole is the name."""
    if not cells:
        return
    printed = running(cells, draft.lines)
    match = _CODED.match(printed.text)
    code, name = item.keys
    if match is None:
        draft.values[name] = printed
        return
    draft.values[code] = printed.part(match.start(1), match.end(1))
    dash = printed.part(match.end(1), match.end())
    draft.labels.append(Cell(dash.text, dash.places[0], cells[0].index, Gap.SPACE, dash.places[1:]))
    if match.end() < len(printed.text):
        draft.values[name] = printed.part(match.end(), len(printed.text))


def _stamp(item: Field, cells: Sequence[Cell], draft: _Draft) -> None:
    """The digits of date and time; a digit lost is kept lost, and said."""
    first = next((i for i, cell in enumerate(cells) if any(c.isdigit() for c in cell.text)), len(cells))
    last = first + 1
    while last < len(cells) and cells[last].gap is Gap.LINE and cells[last].folded.isdigit():
        last += 1
    draft.leftover.extend([*cells[:first], *cells[last:]])
    if first == len(cells):
        return
    stamp = running(cells[first:last], draft.lines)
    draft.values[item.key] = stamp
    digits = sum(c.isdigit() for c in stamp.text)
    if fold(stamp.text).isdigit() and digits != STAMP_DIGITS and digits > 8:
        draft.doubt(item.key, f"填报日期有 {digits} 位数字，通常是 {STAMP_DIGITS} 位（年月日时分秒）")


def _goals(section: Labelled, draft: _Draft, habits: Habits, annual_at: int | None) -> None:
    """The goal of the whole period, then that of the year: by cells, or by lines where there are none."""
    cells = section.content
    if not cells:
        return
    if draft.lines[cells[0].place.line or 0].tabular:
        _goals_by_cells(cells, draft, annual_at)
        return
    goals = divide_goals(cells, habits)
    learn_goals(goals, habits)
    draft.put("whole_goal", goals.whole)
    draft.put("annual_goal", goals.annual)
    if goals.doubt:
        draft.doubt("whole_goal", goals.doubt)
        draft.doubt("annual_goal", goals.doubt)


def _goals_by_cells(cells: Sequence[Cell], draft: _Draft, annual_at: int | None) -> None:
    """The goals of table rows: the first cell and those after it; a page end may have made two rows of one."""
    goals: tuple[list[Cell], list[Cell]] = ([], [])
    for _, run in groupby(cells, key=lambda cell: cell.place.line):
        row = list(run)
        if sum(cell.gap is Gap.CELL for cell in row[1:]) > 1:
            draft.doubt("annual_goal", "总体目标一行多于两格文字，第三格起并入年度目标")
        at = next((i for i, cell in enumerate(row) if i and cell.gap is Gap.CELL), None)
        if at is None:
            at = 0 if goals[1] or row[0].index == annual_at else len(row)
        goals[0].extend(row[:at])
        goals[1].extend(row[at:])
    draft.put("whole_goal", goals[0])
    draft.put("annual_goal", goals[1])


def _indicators(cells: Sequence[Cell], rows: Sequence[Line], pack: Pack, habits: Habits) -> GridResult:
    """The grid's cells by rows of a table, or as running text where there is no table."""
    levels = levels_of(pack)
    tabular = {line.number for line in rows if line.tabular}
    if not any(cell.place.line in tabular for cell in cells):
        result = read_flow(cells, levels, habits)
        learn_rows(result.rows, habits)
        return result
    by_row: dict[int, list[Cell]] = {}
    current = 0
    for cell in cells:
        if cell.gap is Gap.LINE:
            current = cell.place.line or 0
        by_row.setdefault(current, []).append(cell)
    return read_grid(by_row.values(), levels, habits)


def _lists(rows: Sequence[IndicatorRow], draft: _Draft) -> dict[str, tuple[Indicator, ...]]:
    """The indicators of either half in printed order; a blank level-2 cell means the one above goes on."""
    lists: dict[str, list[Indicator]] = {"whole_indicators": [], "annual_indicators": []}
    level: Level2 | None = None
    for row in rows:
        level = row.level or level
        for half, pair in ((Half.WHOLE, row.whole), (Half.ANNUAL, row.annual)):
            if pair is None:
                continue
            key = f"{half}_indicators"
            path = f"{key}.{len(lists[key])}"
            lists[key].append(_indicator(level, pair))
            for reason in dict.fromkeys(row.doubts):
                draft.doubt(path, reason)
            if level is None:
                draft.doubt(f"{path}.level2", "这一行之前没有印出指标类别")
            _suspect(path, pair, draft)
    return {key: tuple(items) for key, items in lists.items()}


_BLANK = Printed("")


def _indicator(level: Level2 | None, pair: Pair) -> Indicator:
    names = (level.level1, level.name) if level else ("", "")
    return Indicator(*names, pair.name or _BLANK, pair.value or _BLANK)


def _suspect(path: str, pair: Pair, draft: _Draft) -> None:
    if pair.name is None or pair.value is None:
        missing = "名称" if pair.name is None else "指标值"
        draft.doubt(path, f"只印出一格，没有{missing}")
