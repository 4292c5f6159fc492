"""A ledger out of a spreadsheet, a csv file, a folder of csv, or the exchange format: a ledger, or every problem.

Nothing is half imported: where one error is found there is no ledger. Warnings and notes go with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.chars import fold
from mingzhang.domain.ledger import BudgetLine, Facts, Ledger, RevenueLine
from mingzhang.forms.ledger_sheet import (
    CLASSIFICATIONS,
    CODES,
    EXAMPLE,
    FACTS,
    GUIDE,
    LINES,
    REVENUE,
    UNITS,
    LedgerSheet,
)
from mingzhang.reading.errors import ReadingError
from mingzhang.reading.ledger.checks import Placed, check_lines, check_size, official
from mingzhang.reading.ledger.exchange import is_exchange, placed, read_exchange
from mingzhang.reading.ledger.facts import Told, read_facts
from mingzhang.reading.ledger.grid import Book, Grid, NoLedger, cell_name, open_book
from mingzhang.reading.ledger.heads import Heads, find_heads, looks_like
from mingzhang.reading.ledger.lines import Found, LineReader
from mingzhang.reading.ledger.problems import (
    DAMAGED,
    EMPTY,
    LOOKS_LIKE,
    MANY_SHEETS,
    NAMES_DIFFER,
    NO_FILE,
    NO_YEAR,
    NOTHING,
    OTHER_SHEET,
    UNIT_CONTRADICTS,
    WAN_HEAD,
    WRONG_KIND,
    Problem,
    Problems,
    Weight,
)
from mingzhang.reading.ledger.rows import Row, read_rows
from mingzhang.reading.ledger.units import Register

MOST_SHEETS = 50
"""Sheets whose content is looked at; of those after them only the names are."""


@dataclass(frozen=True, slots=True)
class LedgerReading:
    """What came of a file: a ledger or none, and the problems, the worst first."""

    ledger: Ledger | None
    problems: tuple[Problem, ...] = ()

    def of(self, weight: Weight) -> tuple[Problem, ...]:
        """The problems of one weight."""
        return tuple(problem for problem in self.problems if problem.kind.weight is weight)


def read_ledger(path: Path, unit: MoneyUnit | None = None, warn: bool = True) -> LedgerReading:
    """Read a ledger of any of its formats. ``unit`` is that of the amounts where a person has confirmed it.

    Without ``warn`` an exchange file is looked at for errors alone. Raises OSError where the file cannot be opened.
    """
    problems = Problems()
    ledger: Ledger | None = None
    if not path.exists():
        problems.add(NO_FILE, path.name)
    elif path.is_file() and is_exchange(path):
        ledger = read_exchange(path, problems)
        if ledger is not None and warn:
            check_lines(placed(ledger, path.name), problems, ledger.year)
    else:
        try:
            ledger = _Sheets(open_book(path), problems, unit).ledger()
        except NoLedger as error:
            if error.what:
                problems.add(WRONG_KIND, path.name, what=error.what)
            else:
                problems.add(DAMAGED, path.name, why=error.why)
        except ReadingError as error:
            problems.add(DAMAGED, path.name, why=error.problem)
    order = list(Weight)
    found = sorted(problems, key=lambda problem: order.index(problem.kind.weight))
    return LedgerReading(None if problems.fatal else ledger, tuple(found))


_NAMES = {
    fold(name).lower(): sheet
    for sheet in (LINES, REVENUE, UNITS, FACTS, CODES, GUIDE, EXAMPLE)
    for name in (sheet.name, sheet.key, *sheet.also)
}


def _named(name: str) -> LedgerSheet | None:
    """The sheet that a name means; what follows a full sheet has a number behind its name."""
    plain = fold(name).lower()
    found = _NAMES.get(plain)
    if found is None and plain.startswith(fold(LINES.name)):
        return LINES
    return found or _NAMES.get(plain.rstrip("0123456789"))


@dataclass
class _Sheets:
    """The sheets of a book by what they are for, read one after the other into a ledger."""

    book: Book
    problems: Problems
    unit: MoneyUnit | None
    grids: dict[str, list[Grid]] = field(default_factory=dict)
    found: Found = field(default_factory=Found)
    placed: list[Placed] = field(default_factory=list)
    says_wan: bool = False

    def ledger(self) -> Ledger | None:
        """The ledger; meaningless where there are errors."""
        self._assign()
        if LINES.key not in self.grids:
            self.problems.add(NOTHING, "工作簿")
            return None
        register = Register(self.problems)
        for grid, heads in self._with_heads(UNITS):
            register.read(grid.name, heads, read_rows(grid, UNITS, heads, self.problems))
        told = self._facts(register)
        self.found.year = told.of_ledger.get("year")
        self.found.division = told.of_ledger.get("division", "")
        names = self._code_names()
        lines = self._lines(register)
        revenue = self._revenue(register)
        self._line_names(names)
        year = self._year()
        check_lines(self.placed, self.problems, year)
        if not self.says_wan and self.unit is None:
            check_size(self.placed, register.departments, self.problems)
        return self._made(year, register, lines, revenue, told.facts(), names)

    def _made(
        self,
        year: int,
        register: Register,
        lines: list[BudgetLine],
        revenue: list[RevenueLine],
        facts: dict[str, Facts],
        names: dict[str, str],
    ) -> Ledger:
        departments, units = register.made()
        return Ledger(
            year, self.found.division, departments, units, tuple(lines), tuple(revenue), facts, names
        )

    def _assign(self) -> None:
        """Give each sheet its part; say what is left over."""
        if self.book.alone:
            grid = self.book.grid(self.book.names[0])
            income = looks_like(grid, REVENUE) and not looks_like(grid, LINES)
            self.grids[(REVENUE if income else LINES).key] = [grid]
            return
        others: list[Grid] = []
        for i, name in enumerate(self.book.names):
            sheet = _named(name)
            if sheet in (GUIDE, EXAMPLE):
                continue
            if sheet is not None:
                self.grids.setdefault(sheet.key, []).append(self.book.grid(name))
            elif i < MOST_SHEETS:
                others.append(self.book.grid(name))
        count = len(self.book.names)
        if count > MOST_SHEETS:
            self.problems.add(MANY_SHEETS, "工作簿", count=count, rest=count - MOST_SHEETS)
        self._left_over(others)

    def _left_over(self, others: list[Grid]) -> None:
        alike = {grid.name for grid in others if looks_like(grid, LINES)}
        named = LINES.key in self.grids
        for grid in others:
            if grid.name in alike and not named:
                self.grids.setdefault(LINES.key, []).append(grid)
            elif grid.name in alike:
                rows = sum(any(cell not in ("", None) for cell in row) for row in grid.rows) - 1
                self.problems.add(LOOKS_LIKE, grid.name, rows=rows)
            elif any(cell not in ("", None) for row in grid.rows for cell in row):
                self.problems.add(OTHER_SHEET, grid.name)

    def _with_heads(self, sheet: LedgerSheet) -> list[tuple[Grid, Heads]]:
        """The grids of a sheet that have heads; one without any content is said to be empty."""
        found = []
        for grid in self.grids.get(sheet.key, ()):
            if not any(cell not in ("", None) for row in grid.rows for cell in row):
                self.problems.add(EMPTY, grid.name, sheet=grid.name)
                continue
            heads = find_heads(grid, sheet, self.problems)
            if heads is not None:
                found.append((grid, heads))
        return found

    def _facts(self, register: Register) -> Told:
        told = Told()
        for grid, heads in self._with_heads(FACTS):
            read_facts(told, grid, heads, register.by_word(), self.problems)
        return told

    def _code_names(self) -> dict[str, str]:
        """Names of codes as their owner prints them."""
        kinds = {fold(title): key for key, (title, _) in CLASSIFICATIONS.items()}
        names: dict[str, str] = {}
        for grid, heads in self._with_heads(CODES):
            for row in read_rows(grid, CODES, heads, Problems()):
                own, kind = row.values.get("own"), kinds.get(fold(row.values.get("list", "")))
                if own and kind and row.values.get("code"):
                    names[f"{kind}:{row.values['code']}"] = own
        return names

    def _line_names(self, names: dict[str, str]) -> None:
        """Names that stand beside the codes of lines, where they are not the official ones."""
        fixed = set(names)
        for kind, code, name, sheet, cell in self.found.names:
            key = f"{kind}:{code}"
            if key in fixed or name == official(kind, code, self.found.year or 0):
                continue
            first = names.setdefault(key, name)
            if first != name:
                self.problems.add(NAMES_DIFFER, sheet, cell, what="科目", code=code, first=first, second=name)

    def _lines(self, register: Register) -> list[BudgetLine]:
        lines: list[BudgetLine] = []
        for grid, heads in self._with_heads(LINES):
            reader = self._reader(grid, heads, register)
            before = len(lines)
            for row, line in reader.expenditure(self._rows(grid, LINES, heads)):
                lines.append(line)
                self._place(line, row, reader)
            if len(lines) == before and not any(True for _ in read_rows(grid, LINES, heads, Problems())):
                self.problems.add(EMPTY, grid.name, sheet=grid.name)
        return lines

    def _revenue(self, register: Register) -> list[RevenueLine]:
        lines: list[RevenueLine] = []
        for grid, heads in self._with_heads(REVENUE):
            reader = self._reader(grid, heads, register)
            for row, line in reader.revenue(self._rows(grid, REVENUE, heads)):
                lines.append(line)
                self._place(line, row, reader)
        return lines

    def _reader(self, grid: Grid, heads: Heads, register: Register) -> LineReader:
        self._unit(grid, heads)
        if self.found.year is None and "year" not in heads.columns:
            self.problems.add(NO_YEAR, grid.name)
            self.found.year = 0
        return LineReader(grid.name, heads, register, self.found, self.problems)

    def _rows(self, grid: Grid, sheet: LedgerSheet, heads: Heads) -> Iterable[Row]:
        """The rows; where the year is in them alone, most of them tell it."""
        rows = read_rows(grid, sheet, heads, self.problems, self.unit or MoneyUnit.YUAN)
        if self.found.year is not None:
            return rows
        kept = list(rows)
        years = Counter(row.values["year"] for row in kept if "year" in row.values)
        self.found.year = years.most_common(1)[0][0] if years else None
        if kept and not years:
            self.problems.add(NO_YEAR, grid.name)
            self.found.year = 0
        return kept

    def _place(self, line: BudgetLine | RevenueLine, row: Row, reader: LineReader) -> None:
        self.placed.append(Placed(line, reader.sheet, row.number, reader.heads.columns))

    def _unit(self, grid: Grid, heads: Heads) -> None:
        """Whether the heads, or a line above them, say 万元."""
        places = [(heads.top, c) for c in (heads.columns.get("cents"),) if c is not None]
        texts = [(place, heads.texts.get(place[1], "")) for place in places]
        for r in range(heads.top):
            texts += [
                ((r, c), raw) for c, raw in enumerate(grid.rows[r]) if isinstance(raw, str) and "单位" in raw
            ]
        for (r, c), text in texts:
            if "万元" in fold(text):
                self.says_wan = True
                if self.unit is None:
                    self.problems.add(WAN_HEAD, grid.name, cell_name(r, c), text=text.strip())
                elif self.unit is MoneyUnit.YUAN:
                    self.problems.add(UNIT_CONTRADICTS, grid.name, cell_name(r, c))
                return

    def _year(self) -> int:
        """The year of the ledger; 0, with the problem said, where nobody tells it."""
        if self.found.year is None:
            self.problems.add(NO_YEAR, "部门情况")
        return self.found.year or 0
