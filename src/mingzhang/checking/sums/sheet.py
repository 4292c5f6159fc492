"""A budget table as equations ask it: rows by label, by code and by class, and which rows add up to which."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from mingzhang.checking.subject import Table, TableLine
from mingzhang.checking.sums.equation import Key
from mingzhang.checking.sums.labels import (
    ALIASES,
    DIGITS,
    FUND_LINES,
    OFFICE,
    TOTALS,
    bare,
    class_of_name,
    economic_classes,
)
from mingzhang.domain.chars import fold
from mingzhang.forms.spec import Holds, RowsBy


class Sheet:
    """A table whose figures equations speak of. ``offices`` are names of the paper's departments and units."""

    def __init__(self, table: Table, offices: frozenset[str] = frozenset()) -> None:
        self.table = table
        self.n = table.n
        self.lines = table.rows
        self.offices = offices
        printed = set(table.table.keys)
        self.columns = tuple(
            c.key for c in table.spec.columns if c.holds is Holds.AMOUNT and c.key in printed
        )
        self.surplus: int | None = None
        """A row of table 12 or 13 that stands twice and is counted once; known after ``below``."""
        self.empty = not any(cents for line in self.lines for cents in line.money.values())

    def key(self, row: int, column: str) -> Key:
        """The figure at a row and column."""
        return ("表", self.n, row, column)

    @cached_property
    def spending(self) -> tuple[str, ...]:
        """The columns of money, without the income that stands beside expenditure in tables 1, 4 and 9."""
        return tuple(c for c in self.columns if c != "income" or len(self.columns) == 1)

    def unread(self, row: int, column: str) -> bool:
        """Whether something stands in a cell that is no amount."""
        line = self.lines[row]
        return column not in line.money and bool(line.cells.get(column)) and not _is_dash(line, column)

    def named(self, label: str) -> int | None:
        """The row of a label, None where there is none; 结转… is the line of a fund carried over in table 4."""
        carried = "结转" if label.startswith("结转") and label[2:] in ALIASES else ""
        words = label.removeprefix(carried)
        names = (f"{carried}{word}" for word in (words, *ALIASES.get(words, ())))
        return next((self._labels[name] for name in names if name in self._labels), None)

    @cached_property
    def _labels(self) -> dict[str, int]:
        found: dict[str, int] = {}
        carried = False
        for line in self.lines:
            for text in line.texts.values():
                label = bare(text)
                found.setdefault(f"结转{label}" if carried and label in FUND_LINES else label, line.index)
                carried = carried or (self.n == 4 and label.startswith("上年"))
        return found

    @cached_property
    def total(self) -> int | None:
        """The row of the whole: 合计, or for projects and units the first."""
        for line in self.lines:
            if any(text in TOTALS for text in line.texts.values()):
                return line.index
        return 0 if self.lines and self.table.spec.rows_by in (RowsBy.PROJECT, RowsBy.UNIT) else None

    @cached_property
    def codes(self) -> dict[str, tuple[int, ...]]:
        """Rows by code of function, or of revenue in table 7."""
        return self._by_code("code")

    def _by_code(self, key: str) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for line in self.lines:
            code = line.texts.get(key, "")
            if code.isdecimal():
                found[code] = (*found.get(code, ()), line.index)
        return found

    @cached_property
    def classes(self) -> dict[str, int]:
        """Rows by class of function: by the label in tables 1 and 4, by the code elsewhere."""
        if "item" in self.table.table.keys:
            known = class_of_name()
            pairs = ((known.get(bare(line.texts.get("item", ""))), line.index) for line in self.lines)
            return {code: index for code, index in pairs if code}
        return {code: rows[0] for code, rows in self.codes.items() if len(code) == 3}

    def between(self, key: str, closing: str) -> tuple[int, ...]:
        """The rows above a closing line that name something in a column of labels."""
        end = self.named(closing)
        return tuple(line.index for line in self.lines[:end] if line.texts.get(key)) if end else ()

    def below(self, column: str) -> dict[int, tuple[int, ...]]:
        """For every row that others add up to, those rows."""
        by = self.table.spec.rows_by
        if by is RowsBy.FUNCTION:
            side = "income_code" if self.n == 9 and column == "income" else "code"
            return self._function_sides[side]
        return self._tree if by is not RowsBy.LIST else {}

    @cached_property
    def _function_sides(self) -> dict[str, dict[int, tuple[int, ...]]]:
        return {side: self._by_prefix(side) for side in ("code", "income_code")}

    def _by_prefix(self, key: str) -> dict[int, tuple[int, ...]]:
        codes = self._by_code(key)
        found: dict[int, list[int]] = {}
        for code, rows in codes.items():
            above = next((code[:n] for n in range(len(code) - 1, 0, -1) if code[:n] in codes), None)
            parent = codes[above][0] if above else self.total
            if parent is not None:
                found.setdefault(parent, []).extend(rows)
        return {parent: tuple(rows) for parent, rows in found.items()}

    @cached_property
    def _tree(self) -> dict[int, tuple[int, ...]]:
        """Rows below a heading row, up to the next heading; headings and what has none below the total."""
        if self.total is None:
            return {}
        heads = self._heads()
        tops: list[int] = []
        found: dict[int, list[int]] = {}
        head: int | None = None
        for line in self.lines[self.total + 1 :]:
            if line.index in heads:
                head = line.index
                tops.append(head)
            elif head is None:
                tops.append(line.index)
            else:
                found.setdefault(head, []).append(line.index)
        tree = {self.total: tops} | found
        return {row: self._once(row, rows) for row, rows in tree.items() if rows}

    def _once(self, total: int, rows: list[int]) -> tuple[int, ...]:
        """The rows below a total without those that are printed twice and counted once."""
        parts = [self.lines[row] for row in rows]
        surplus = sum(line.money.get("total", 0) for line in parts) - self.lines[total].money.get("total", 0)
        slack = self.table.step * (len(parts) + 1) // 2
        seen: set[tuple[str, tuple[tuple[str, int], ...]]] = set()
        for line in parts if surplus > slack else ():
            same = (line.texts.get("project_name", ""), tuple(line.money.items()))
            if same in seen and abs(surplus - line.money.get("total", 0)) <= slack:
                self.surplus = line.index
                return tuple(row for row in rows if row != line.index)
            seen.add(same)
        return tuple(rows)

    def _heads(self) -> frozenset[int]:
        by = self.table.spec.rows_by
        if by is RowsBy.ECONOMIC:
            return frozenset(line.index for line in self.lines if self._economic_class(line))
        if by is RowsBy.PROJECT:
            return frozenset(self._units)
        return frozenset()

    @staticmethod
    def _economic_class(line: TableLine) -> bool:
        name = DIGITS.sub("", line.texts.get("department_item", ""))
        return name in economic_classes() and not (
            line.texts.get("government_item") and line.texts["government_item"] != name
        )

    @cached_property
    def _units(self) -> tuple[int, ...]:
        """The rows of tables 12 and 13 that are units: by name, or because the rows below add up to them."""
        offices = [line for line in self.lines[1:] if OFFICE.search(line.texts.get("project_name", ""))]
        ends = [line.index for line in offices[1:]] + [len(self.lines)]
        adding = {line.index for line, end in zip(offices, ends, strict=False) if self._adds_up(line, end)}
        return tuple(
            line.index
            for line in self.lines[1:]
            if line.texts.get("project_name", "") in self.offices or line.index in adding
        )

    def _adds_up(self, line: TableLine, end: int) -> bool:
        """Whether the rows that follow come to what a row has: all up to the next office, or several of them."""
        total, so_far = line.money.get("total"), 0
        for count, other in enumerate(self.lines[line.index + 1 :]):
            so_far += other.money.get("total", 0)
            if (
                total
                and abs(so_far - total) <= self.table.step * (count + 2)
                and (count or other.index + 1 == end)
            ):
                return True
        return False

    @cached_property
    def projects(self) -> tuple[int, ...]:
        """The rows of tables 12 and 13 that are projects."""
        return tuple(line.index for line in self.lines if line.index not in {self.total, *self._units})

    def unit_of(self, row: int) -> int:
        """The row of the unit that a project stands below, 0 where there is none."""
        return max((unit for unit in self._units if unit < row), default=0)

    def each_row(self) -> Iterator[int]:
        """Rows with money in them."""
        return (line.index for line in self.lines if line.money)

    def name(self, row: int, column: str = "") -> str:
        """What a row is called in a message; in a two-sided table what stands on the side of the column."""
        line = self.lines[row]
        side = ("income_item", "item") if column == "income" else ("item", "income_item")
        keys = (
            [key for key in side if key in line.texts][:1]
            if self.n in (1, 4) and column
            else list(line.texts)
        )
        words = ("".join(line.cells[key].text.split()) for key in keys if line.cells[key])
        return " ".join(dict.fromkeys(words)) or f"第{row + 1}行"


def _is_dash(line: TableLine, column: str) -> bool:
    cell = line.cells.get(column)
    return cell is not None and fold(cell.text) in {"-", "--", "—", "——", "–", "−", "/", "一", "―"}
