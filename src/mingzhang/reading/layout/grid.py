"""Rows of the indicator grid that reach us as table rows: which cell plays which part.

A row prints level 1, then level 2, name and value for the whole period, then the same three for the year.
Cells slip, stick together and are missing; so every assignment of the row's cells to the seven parts that
keeps their order is weighed by what the cells say, and the lightest is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise

from mingzhang.domain.chars import fold
from mingzhang.domain.place import Printed
from mingzhang.forms.spec import Level2
from mingzhang.reading.layout.labels import Levels
from mingzhang.reading.layout.pairs import Habits, Pair, alike, divide, name_cost, value_cost
from mingzhang.reading.page import Cell

LEVEL1, LEVEL2, NAME, VALUE, LEVEL2_ANNUAL, NAME_ANNUAL, VALUE_ANNUAL = range(7)
FULL_HALVES = (LEVEL2, NAME, VALUE, LEVEL2_ANNUAL, NAME_ANNUAL, VALUE_ANNUAL)
CELLS = 7


@dataclass(slots=True)
class IndicatorRow:
    """A row of the grid: its kind where printed, and what stands in each half.

    A row is ``lone`` when it has one half and nothing on the page says which.
    """

    level: Level2 | None
    whole: Pair | None
    annual: Pair | None
    labels: tuple[Cell, ...] = ()
    doubts: list[str] = field(default_factory=list)
    lone: bool = False


@dataclass(slots=True)
class GridResult:
    """The rows of a grid, the cells that are labels and heads, and those that play no part."""

    rows: list[IndicatorRow]
    labels: list[Cell]
    leftover: list[Cell]


@dataclass(slots=True)
class _Columns:
    """At which cell each part stood last: where labels are blank, position tells the halves apart."""

    at: dict[int, int] = field(default_factory=dict)
    halves: int = 2


def read_grid(rows: Iterable[Sequence[Cell]], levels: Levels, habits: Habits) -> GridResult:
    """Read the rows of cells of an indicator grid."""
    result = GridResult([], [], [])
    columns = _Columns()
    for cells in rows:
        if not result.rows and any(c.folded in levels.heads for c in cells):
            cells = [piece for cell in cells for piece in _head_pieces(cell, levels)]
            heads = [c for c in cells if levels.head(c.folded)]
            result.labels.extend(heads)
            _learn_heads(heads, levels, columns)
            cells = [c for c in cells if not levels.head(c.folded)]
        if cells:
            _read_row(list(cells), levels, habits, columns, result)
    return result


def _head_pieces(cell: Cell, levels: Levels) -> list[Cell]:
    """The words of a cell where it holds several column heads, else the cell."""
    words = cell.text.split()
    if len(words) < 2 or not all(levels.head(fold(word)) for word in words):
        return [cell]
    edges = [*(_at_word(cell.text, n) for n in range(len(words))), len(cell.text)]
    return [cell.part(a, b) for a, b in pairwise(edges)]


def _learn_heads(heads: Sequence[Cell], levels: Levels, columns: _Columns) -> None:
    parts = {
        "二级指标": (LEVEL2, LEVEL2_ANNUAL),
        "三级指标": (NAME, NAME_ANNUAL),
        "指标值": (VALUE, VALUE_ANNUAL),
    }
    seen: dict[str, int] = {}
    for cell in heads:
        head = levels.head(cell.folded)
        if head in parts:
            n = seen.get(head, 0)
            seen[head] = n + 1
            if n < 2:
                columns.at[parts[head][n]] = cell.index
    columns.halves = min(2, max(seen.values(), default=2))


def _read_row(
    cells: list[Cell], levels: Levels, habits: Habits, columns: _Columns, result: GridResult
) -> None:
    kinds = [_kind(cell, levels) for cell in cells]
    parts = _usual(cells, kinds)
    if parts is None:
        cells, kinds, parts = _lightest(cells, kinds, levels, columns)
    placed = dict(zip(parts, cells, strict=True))
    placed.pop(-1, None)
    result.leftover.extend(cell for cell, part in zip(cells, parts, strict=True) if part == -1)
    labels = tuple(placed[p] for p in (LEVEL1, LEVEL2, LEVEL2_ANNUAL) if p in placed)
    result.labels.extend(labels)
    by_cell = dict(zip(map(id, cells), kinds, strict=True))
    level = next((by_cell[id(placed[p])][0] for p in (LEVEL2, LEVEL2_ANNUAL) if p in placed), None)
    row = IndicatorRow(level, _pair(placed, NAME, VALUE), _pair(placed, NAME_ANNUAL, VALUE_ANNUAL), labels)
    if LEVEL2 in placed and LEVEL2_ANNUAL in placed:
        right = by_cell[id(placed[LEVEL2_ANNUAL])][0]
        if right is not None and level is not None and right.key != level.key:
            row.doubts.append(f"同一行左栏印“{level.name}”，右栏印“{right.name}”，按左栏归类")
    _unglue(row, habits)
    for part, cell in placed.items():
        columns.at[part] = cell.index
    if row.annual is not None:
        columns.halves = 2
    _learn_values(row, habits)
    if not _broken_over_a_page(row, result.rows):
        result.rows.append(row)


Kinds = tuple[Level2 | None, float]
"""The kind a cell names, and how unlike the name it is; None where it names none."""

_NO_LABEL: Kinds = (None, 9.0)


def _kind(cell: Cell, levels: Levels) -> Kinds:
    return _kind_of(cell.folded, levels) if len(cell.text) <= 14 else _NO_LABEL


@lru_cache(maxsize=65536)
def _kind_of(folded: str, levels: Levels) -> Kinds:
    whole = levels.whole(folded)
    if whole:
        return whole, 0.0
    if folded in levels.level1:
        return None, 0.0
    cut = levels.cut(folded)
    if cut:
        return cut, 0.3
    near = levels.near(folded)
    return (near, 0.7) if near else _NO_LABEL


def _usual(cells: Sequence[Cell], kinds: Sequence[Kinds]) -> tuple[int, ...] | None:
    """The parts of a row that is just as it should be: both labels, both names, both values."""
    start = len(cells) - 6
    if start not in (0, 1):
        return None
    if start == 1 and not (kinds[0][1] == 0.0 and kinds[0][0] is None):
        return None
    left, right = kinds[start], kinds[start + 3]
    if left[0] is None or left[1] or right[1] or left[0] is not right[0]:
        return None
    if cells[start + 1].text == cells[start + 4].text and cells[start + 2].text == cells[start + 5].text:
        return (LEVEL1, *FULL_HALVES)[1 - start :]
    return None


def _lightest(
    cells: list[Cell], kinds: list[Kinds], levels: Levels, columns: _Columns
) -> tuple[list[Cell], list[Kinds], tuple[int, ...]]:
    best_cost, best = _assign(cells, kinds, columns)
    chosen = (cells, kinds, best)
    if best_cost < 0.8:
        return chosen
    for parted in _parted(cells, levels):
        parted_kinds = [_kind(cell, levels) for cell in parted]
        cost, parts = _assign(parted, parted_kinds, columns)
        if cost + 0.3 < best_cost:
            best_cost, chosen = cost + 0.3, (parted, parted_kinds, parts)
    return chosen


def _parted(cells: list[Cell], levels: Levels) -> Iterable[list[Cell]]:
    """The row with one of its cells divided: after the label glued to it, or at the spaces printed in it."""
    for i, cell in enumerate(cells):
        words = cell.text.split()
        glued = levels.glued(cell.folded) if len(words) == 1 else None
        if glued and glued[1] < len(cell.text):
            yield [
                *cells[:i],
                cell.part(0, glued[1]),
                cell.part(glued[1], len(cell.text)),
                *cells[i + 1 :],
            ]
        if not 2 <= len(words) <= 6 or len(cell.text) > 120:
            continue
        spots = [0, *(_at_word(cell.text, n) for n in range(1, len(words))), len(cell.text)]
        for inner in [*combinations(spots[1:-1], 1), *combinations(spots[1:-1], 2)]:
            edges = (0, *inner, len(cell.text))
            pieces = [cell.part(a, b) for a, b in pairwise(edges)]
            yield [*cells[:i], *pieces, *cells[i + 1 :]]


def _at_word(text: str, n: int) -> int:
    """Where the n-th word (from 0) of a text begins."""
    at = 0
    for _ in range(n):
        while not text[at].isspace():
            at += 1
        while text[at].isspace():
            at += 1
    return at


def _assign(
    cells: Sequence[Cell], kinds: Sequence[Kinds], columns: _Columns
) -> tuple[float, tuple[int, ...]]:
    """The lightest assignment of cells to parts in order; a cell beyond the seventh plays no part (-1)."""
    extra = max(len(cells) - CELLS, 0)
    cells, kinds = cells[: len(cells) - extra], kinds[: len(kinds) - extra]
    alone = [_part_costs(cell, kind) for cell, kind in zip(cells, kinds, strict=True)]
    best: tuple[float, tuple[int, ...]] = (99.0, (-1,) * len(cells))
    for parts in combinations(range(CELLS), len(cells)):
        cost = sum(costs[part] for costs, part in zip(alone, parts, strict=True))
        if cost < best[0]:
            cost += _whole_cost(cells, kinds, parts, columns)
            if cost < best[0]:
                best = (cost, parts)
    if best[0] >= 8:
        best = (best[0], _without_misfits(alone, best[1]))
    return best[0] + 3 * extra, best[1] + (-1,) * extra


def _without_misfits(alone: Sequence[Sequence[float]], parts: Sequence[int]) -> tuple[int, ...]:
    return tuple(
        -1 if part == -1 or costs[part] >= 8 else part for costs, part in zip(alone, parts, strict=True)
    )


def _part_costs(cell: Cell, kind: Kinds) -> tuple[float, ...]:
    """What it costs a cell to play each of the seven parts."""
    level, unlike = kind
    first = unlike if level is None and unlike == 0.0 else 9.0
    if level is not None and unlike == 0.0 and cell.folded.endswith("指标") and cell.folded in _BOTH_LEVELS:
        first = 0.3
    label = unlike if level is not None else 9.0
    is_label = (2.0 if cell.folded.endswith("指标") else 1.2) - unlike if unlike < 1 else 0.0
    name = is_label + name_cost(cell.text)
    value = is_label + value_cost(cell.text)
    return (first, label, name, value, label, name, value)


_BOTH_LEVELS = frozenset({"成本指标", "满意度指标"})


def _whole_cost(
    cells: Sequence[Cell], kinds: Sequence[Kinds], parts: Sequence[int], columns: _Columns
) -> float:
    at = dict(zip(parts, range(len(parts)), strict=True))
    cost = 1.5 if columns.halves == 1 and max(parts, default=0) >= LEVEL2_ANNUAL else 0.0
    fits = _fits(cells, at, columns)
    for label, name, value in ((LEVEL2, NAME, VALUE), (LEVEL2_ANNUAL, NAME_ANNUAL, VALUE_ANNUAL)):
        if (name in at) != (value in at):
            cost += 0.1 if fits else 1.2 if name in at else 2.0
        if label not in at and name in at:
            cost += 0.1
    if NAME in at and NAME_ANNUAL not in at and columns.halves == 2:
        cost += 0.3
    if NAME_ANNUAL in at and NAME not in at:
        cost += 0.55
    if (LEVEL2 in at) != (LEVEL2_ANNUAL in at) and columns.halves == 2:
        cost += 0.3
    for left, right, same in ((NAME, NAME_ANNUAL, 0.4), (VALUE, VALUE_ANNUAL, 0.3)):
        if left in at and right in at and not alike(_p(cells[at[left]]), _p(cells[at[right]])):
            cost += same
    if LEVEL2 in at and LEVEL2_ANNUAL in at and kinds[at[LEVEL2]][0] is not kinds[at[LEVEL2_ANNUAL]][0]:
        cost += 1.0
    cost -= 0.5 if fits else 0.0
    for part, i in at.items():
        stood = columns.at.get(part)
        if stood is not None and part != LEVEL1:
            cost += min(abs(cells[i].index - stood), 4) * 0.06
    return cost


def _fits(cells: Sequence[Cell], at: Mapping[int, int], columns: _Columns) -> bool:
    """Whether each cell stands where its part stood last and the halves lack the same: what is missing is blank.

    Where one half alone lacks something, cells may have slipped or stuck together.
    """
    whole = [part in at for part in FULL_HALVES[:3]]
    annual = [part in at for part in FULL_HALVES[3:]]
    alike = whole == annual or not any(annual)
    return alike and all(columns.at.get(part) == cells[i].index for part, i in at.items())


def _p(cell: Cell) -> Printed:
    return cell.printed


def _pair(placed: dict[int, Cell], name: int, value: int) -> Pair | None:
    left, right = placed.get(name), placed.get(value)
    if left is None and right is None:
        return None
    return Pair(left.printed if left else None, right.printed if right else None)


def _unglue(row: IndicatorRow, habits: Habits) -> None:
    """Divide a name that holds its value too, where the other half or the document's ways show it."""
    for half, pair, other in (("annual", row.annual, row.whole), ("whole", row.whole, row.annual)):
        if pair is None or (pair.name is None) == (pair.value is None):
            continue
        single = pair.name or pair.value
        if single is None or other is None or other.name is None or other.value is None:
            continue
        parted = divide(single, other, habits, half)
        if parted is None or not alike(parted.name, other.name):
            continue
        if parted.doubt:
            row.doubts.append(parted.doubt)
        if half == "annual":
            row.annual = parted
        else:
            row.whole = parted


def _learn_values(row: IndicatorRow, habits: Habits) -> None:
    for pair in (row.whole, row.annual):
        if pair and pair.name and pair.value and len(pair.value.text) <= 6:
            habits.values.add(pair.value.text)


def _broken_over_a_page(row: IndicatorRow, rows: list[IndicatorRow]) -> bool:
    """Whether a row repeats the left half of the one above, whose right half is missing: one row, broken."""
    if not rows or row.level is None or row.whole is None or row.annual is None:
        return False
    above = rows[-1]
    if above.annual is not None or above.whole is None or above.level is not row.level:
        return False
    if not (_same(above.whole.name, row.whole.name) and _same(above.whole.value, row.whole.value)):
        return False
    above.annual = row.annual
    above.doubts.append("这一行印了两遍：上一行只有左半，下一行左半重复，合读为一行")
    return True


def _same(a: Printed | None, b: Printed | None) -> bool:
    return (a.text if a else "") == (b.text if b else "")
