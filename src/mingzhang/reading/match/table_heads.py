"""The heads of a budget table as columns: where each stands, its path of heads, which declared column it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from mingzhang.domain.amount import looks_like_amount
from mingzhang.domain.chars import fold
from mingzhang.forms.spec import Column, Group, Holds, TableSpec
from mingzhang.reading.layout.table import head_words, same_words
from mingzhang.reading.match.joining import close_up
from mingzhang.reading.page import Line


class PrintedColumn(msgspec.Struct, frozen=True):
    """A column as printed: its index in the lines, its path, what it holds, the declared column it is."""

    index: int
    path: str
    holds: Holds
    spec: Column | None = None


class _Head(msgspec.Struct, frozen=True):
    start: int
    end: int
    label: str


def read_heads(heads: Sequence[Line], body: Sequence[Line], spec: TableSpec) -> list[PrintedColumn]:
    """The columns that the heads name; none where the heads are missing or are running text."""
    rows = [line for line in heads if line.tabular]
    if not rows:
        return []
    breadth = _breadth(rows, body)
    levels = _levels(rows, breadth)
    used = {c.index for line in (*rows, *body) for c in line.cells}
    indices = [i for i in range(breadth) if i in used]
    leaves = [_leaf(levels, i) for i in indices]
    declared = align(leaves, spec)
    return [
        PrintedColumn(i, _path(levels, i, column, spec), _holds(column, leaf, i, body), column)
        for i, leaf, column in zip(indices, leaves, declared, strict=True)
    ]


def declared_columns(spec: TableSpec, year: str | None, printed: Sequence[str] = ()) -> list[PrintedColumn]:
    """The columns of the declaration, for a table whose heads cannot be placed; ``printed`` are words of them."""
    said, joined = {head_words(word): word for word in printed}, head_words("".join(printed))

    def head(label: str, also: tuple[str, ...]) -> str:
        for word in (label, *also):
            words = head_words(word)
            if words in said:
                return said[words]
            if words in joined:
                return word.replace("{year}", year or "")
        return label.replace("{year}", year) if year else label.replace("{year}年", "") or label

    def path(column: Column) -> str:
        above = [head(group.label, group.also) for group in _groups_of(column, spec)]
        return "/".join([*above, head(column.label, column.also)])

    return [PrintedColumn(i, path(column), column.holds, column) for i, column in enumerate(spec.columns)]


def _breadth(rows: Sequence[Line], body: Sequence[Line]) -> int:
    """How many columns there are: as far as the heads go, or most rows where the heads fall short."""
    by_heads = max(line.cells[-1].index for line in rows) + 1
    beyond = Counter(
        line.cells[-1].index + 1 for line in body if line.tabular and line.cells[-1].index >= by_heads
    )
    often = [index for index, count in beyond.items() if count >= max(2, len(body) // 5)]
    return max([by_heads, *often])


def _levels(rows: Sequence[Line], breadth: int) -> list[list[_Head]]:
    """For each head line its heads and how far each spans: to the next one, within the head above it."""
    levels: list[list[_Head]] = []
    for line in rows:
        starts = [cell.index for cell in line.cells]
        ends = [*starts[1:], breadth]
        above = [head.end for level in levels for head in level]
        levels.append(
            [
                _Head(cell.index, min([end, *(e for e in above if cell.index < e)]), close_up(cell.text))
                for cell, end in zip(line.cells, ends, strict=True)
            ]
        )
    return levels


def _over(level: Iterable[_Head], index: int) -> _Head | None:
    return next((head for head in level if head.start <= index < head.end), None)


def _leaf(levels: Sequence[Sequence[_Head]], index: int) -> str:
    """The innermost head that stands over the column alone, else the innermost over it."""
    over = [head for level in levels for head in (_over(level, index),) if head]
    return over[-1].label if over else ""


def _path(levels: Sequence[Sequence[_Head]], index: int, column: Column | None, spec: TableSpec) -> str:
    """Group heads and head of a column; where the printed position contradicts the declaration it decides."""
    groups = _groups_of(column, spec)
    path: list[str] = []
    for depth, level in enumerate(levels):
        head = _over(level, index)
        if depth < len(levels) - 1 or head is None:
            head = _declared_over(level, head, index, groups)
        if head is not None and (not path or path[-1] != head.label):
            path.append(head.label)
    return "/".join(path)


def _declared_over(
    level: Sequence[_Head], head: _Head | None, index: int, groups: list[Group]
) -> _Head | None:
    """The head beside the printed position that the declaration puts over the column, if the level has one."""
    if head is None or (head.start == index and head.end == index + 1) or not groups:
        return head
    if any(_names(head.label, group) for group in groups):
        return head
    beside = [
        other for other in level if other.end == head.start and any(_names(other.label, g) for g in groups)
    ]
    return beside[0] if beside and head.start == index else head


def _names(label: str, group: Group) -> bool:
    words = head_words(label)
    return any(same_words(words, head_words(word)) for word in (group.label, *group.also))


def _groups_of(column: Column | None, spec: TableSpec) -> list[Group]:
    found: list[Group] = []

    def search(items: Sequence[Column | Group], above: list[Group]) -> None:
        for item in items:
            if item is column and not found:
                found.extend(above)
            elif isinstance(item, Group):
                search(item.items, [*above, item])

    if column is not None:
        search(spec.heads, [])
    return found


def align(leaves: Sequence[str], spec: TableSpec) -> list[Column | None]:
    """Which declared column each printed head is: the longest common order of heads that say the same."""
    columns, words = spec.columns, [head_words(leaf) for leaf in leaves]
    rows, width = len(words), len(columns)
    best = [[0] * (width + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            score = _score(words[i], columns[j])
            best[i][j] = max(best[i + 1][j], best[i][j + 1], score + best[i + 1][j + 1] if score else 0)
    found: list[Column | None] = [None] * rows
    i = j = 0
    while i < rows and j < width:
        score = _score(words[i], columns[j])
        if score and best[i][j] == score + best[i + 1][j + 1]:
            found[i] = columns[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return list(columns) if rows == width and sum(f is not None for f in found) * 2 >= width else found


def _score(words: str, column: Column) -> int:
    if words == head_words(column.label):
        return 3
    return (
        2
        if words and any(same_words(words, head_words(word)) for word in (column.label, *column.also))
        else 0
    )


def _holds(column: Column | None, leaf: str, index: int, body: Sequence[Line]) -> Holds:
    """What a column holds: as declared, else by its head, else by what stands in it."""
    if column is not None:
        return column.holds
    words = fold(leaf)
    if words.endswith(("编码", "代码")):
        return Holds.CODE
    if words.endswith(("名称", "备注", "项目", "单位", "部门", "类别", "类型")):
        return Holds.TEXT
    texts = [cell.text for line in body for cell in line.cells if cell.index == index]
    return Holds.AMOUNT if sum(map(looks_like_amount, texts)) * 2 >= len(texts) else Holds.TEXT
