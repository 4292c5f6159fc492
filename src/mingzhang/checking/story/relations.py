"""What must hold of a narrative's figures: with the tables, with each other, with the sums the sentences make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.checking.story.entries import Entry
from mingzhang.checking.story.partitions import PARTITIONS, equations
from mingzhang.checking.story.quantities import CLASS_NAMES, SECTIONS, Quantities, Quantity
from mingzhang.checking.story.statements import Role, Statement, Told
from mingzhang.checking.sums.balance import Balance
from mingzhang.checking.sums.equation import Equation, Key, Ratio, Relation, Terms

AMOUNT, CHANGE, GROWTH, SHARE, LISTED = "N-01", "N-02", "N-03", "N-04", "N-05"
_SLACK = 10_000
"""分 by which a figure in 万元 may differ from a table: each is rounded by itself."""
_MOST_CELLS = 12


@dataclass(frozen=True)
class Given:
    """What a narrative states and what the tables do. ``values`` are the figures of both."""

    told: Told
    entries: tuple[Entry, ...]
    quantities: Quantities
    balance: Balance
    values: Mapping[Key, int]

    def statement(self, key: Key) -> Statement | None:
        """The statement behind a figure of an equation, None for a figure of a table."""
        return self.told.statements[key[1]] if key[0] == "说明" else None

    def quantity(self, statement: Statement) -> Quantity | None:
        """The quantity of the tables that a statement is of."""
        if statement.section not in SECTIONS:
            return None
        return self.quantities.of(statement.subject) or self.quantities.of(statement.predicate)


def relations(given: Given) -> list[Relation]:
    """Every relation, in the order in which a wrong figure is told."""
    found = list(Relations(given).all()) if given.told.statements else []
    return sorted(found, key=lambda relation: relation.code)


class Relations:
    """The relations of what is given."""

    def __init__(self, given: Given) -> None:
        self.given = given

    def all(self) -> Iterator[Relation]:
        """Every relation."""
        for statement in self.given.told.statements:
            if statement.role is Role.THIS:
                yield from self.anchor(statement)
        for entry in self.given.entries:
            yield from self.change(entry)
            yield from self.growth(entry)
            yield from self.share(entry)
        anchored = frozenset(self.anchored())
        for partition in PARTITIONS:
            for equation in equations(partition, self.given.told):
                if equation.holds(self.given.values) or not anchored.issuperset(equation.keys):
                    yield equation
        yield from self.repeated()
        yield from self.listed()

    def anchored(self) -> Iterator[Key]:
        """The figures that the tables state: a sum of such figures that fails goes by another way of counting."""
        for statement in self.given.told.statements:
            if statement.role is not Role.THIS:
                continue
            known = self.given.quantity(statement) is not None
            if not statement.value or (
                known and all(r.holds(self.given.values) for r in self.anchor(statement))
            ):
                yield statement.key

    def cells(self, statement: Statement) -> dict[int, Key]:
        """What the tables state of a statement's quantity."""
        quantity = self.given.quantity(statement)
        return self.given.quantities.values(quantity) if quantity else {}

    def column(self, statement: Statement) -> str:
        """Whether a list is of basic or of project expenditure, by what was last named before it."""
        if statement.section != "expenditure":
            return ""
        column = ""
        for other in self.given.told.of("expenditure"):
            if other.index > statement.index:
                break
            column = (
                "basic"
                if "基本支出" in other.subject
                else "project"
                if "项目支出" in other.subject
                else column
            )
        return column

    def anchor(self, statement: Statement) -> Iterator[Relation]:
        """This year's figure is one of those that the tables state of its quantity."""
        quantity = self.given.quantity(statement)
        if quantity is None:
            return
        cells = self.given.quantities.values(quantity)
        if not cells:
            return
        slack = max(_SLACK, statement.ulp // 2 + _SLACK // 2)
        if not statement.value and self._blank(quantity, statement.section):
            return
        near = min(cells, key=lambda value: abs(value - statement.value))
        if abs(near - statement.value) > slack:
            best = self.given.quantities.expected(
                quantity, statement.value, statement.section, self.column(statement)
            )
            near = self.given.balance.mended[best] if best else near
        yield Equation(AMOUNT, statement.key, (), slack, constant=near)

    def _blank(self, quantity: Quantity, section: str) -> bool:
        """Whether one of a section's own tables has nothing of a quantity."""
        tables = SECTIONS.get(section, (0,))
        own = [cell for cell in quantity.cells if cell[1] in tables]
        return all(cell[1] != tables[0] for cell in own) or any(
            not self.given.balance.mended[cell] for cell in own
        )

    def change(self, entry: Entry) -> Iterator[Relation]:
        """The change is this year's figure less last year's; where the text leaves this year's out, the table's."""
        this, last, change = entry.this, entry.last, entry.change
        if last is None or change is None:
            return
        slack = max(s.ulp for s in (last, change)) * 3 // 2
        if this is not None:
            terms = ((this.key, change.sign), (last.key, -change.sign))
            yield Equation(CHANGE, change.key, terms, max(slack, this.ulp))
            return
        cells = self.cells(last)
        wanted = last.value + change.sign * change.value
        near = min(cells, key=lambda value: abs(value - wanted), default=None)
        if near is not None:
            yield Equation(
                CHANGE,
                change.key,
                ((last.key, -change.sign),),
                slack + _SLACK // 2,
                constant=change.sign * near,
            )

    def growth(self, entry: Entry) -> Iterator[Relation]:
        """The growth is the change by last year's figure, as stated or as this year's less the change."""
        change, growth = entry.change, entry.growth
        if growth is None:
            return
        readings: list[tuple[Terms, Terms]] = []
        if entry.last is not None:
            if change is not None:
                readings.append((((change.key, 1),), ((entry.last.key, 1),)))
            if entry.this is not None:
                readings.append((((entry.this.key, 1), (entry.last.key, -1)), ((entry.last.key, 1),)))
        if change is not None and entry.last is None:
            own = [entry.this.key] if entry.this is not None else []
            for key in [*own, *list(self.cells(change).values())[:_MOST_CELLS]]:
                readings.append((((change.key, 1),), ((key, 1), (change.key, -change.sign))))
        if readings and self._from_zero(readings[0]):
            return
        readings = [r for r in readings if not self._from_zero(r)]
        if readings:
            yield Ratio(GROWTH, growth.key, tuple(readings), growth.ulp)

    def _from_zero(self, reading: tuple[Terms, Terms]) -> bool:
        return abs(sum(sign * self.given.values[key] for key, sign in reading[1])) <= _SLACK

    def share(self, entry: Entry) -> Iterator[Relation]:
        """The share is the figure by the whole that is named, or by that which opens the list, or by a total."""
        this, share = entry.this, entry.share
        if this is None or share is None:
            return
        named = share.predicate.partition("占")[2].rstrip("的比为约是达")
        quantity = self.given.quantities.of(_undressed(named)) if len(named) > 2 else None
        if quantity is not None:
            wholes = list(dict.fromkeys(quantity.cells))
        elif len(named) > 2 and named not in ("比重", "比例", "总额", "总数", "全部"):
            return
        else:
            wholes = [*self._heads(share), *self._totals(share.section)]
        readings = tuple(
            (((this.key, 1),), ((key, 1),)) for key in dict.fromkeys(wholes) if self.given.values[key] > 0
        )
        if readings:
            yield Ratio(SHARE, share.key, readings, share.ulp)

    def _heads(self, share: Statement) -> list[Key]:
        """The figures that a list may be of: those of the section stated before, totals first."""
        before = [
            s for s in self.given.told.of(share.section) if s.index < share.index and s.role is Role.THIS
        ]
        return [
            s.key for s in sorted(before, key=lambda s: -s.value)[:_MOST_CELLS] if s.subject != share.subject
        ]

    def _totals(self, section: str) -> list[Key]:
        sheets = self.given.balance.sheets
        rows = {1: "total", 3: "total", 4: "total", 5: "total"}
        if section not in SECTIONS:
            return []
        found = []
        for n, column in rows.items():
            row = None if n not in sheets else sheets[n].named("支出总计") if n in (1, 4) else sheets[n].total
            if row is not None:
                found.append(sheets[n].key(row, column))
        return found

    def repeated(self) -> Iterator[Relation]:
        """Two statements of one section of one subject and the same count are of the same money."""
        counted: dict[tuple[str, str, int], Statement] = {}
        statements = self.given.told.of("performance")
        for count, money in pairwise(statements):
            if count.role is Role.COUNT and money.role is Role.THIS and money.subject == count.subject:
                other = counted.setdefault((count.section, count.subject, count.value), money)
                if other is not money:
                    yield Equation(AMOUNT, money.key, ((other.key, 1),), money.ulp, witness=True)

    def listed(self) -> Iterator[Relation]:
        """The changes of the classes listed below the change of the whole come to it: a witness, lists may be open."""
        whole: Entry | None = None
        parts: list[Entry] = []
        changed = [e for e in self.given.entries if e.section == "changes" and e.change is not None]
        for entry in [*sorted(changed, key=lambda e: e.change.index if e.change else 0), None]:
            if entry is not None and (is_class(entry.subject) or "结转" in entry.subject):
                parts += [entry] if whole is not None else []
                continue
            if whole is not None and len(parts) > 1:
                yield from self._sum(whole, parts)
            whole, parts = entry, []

    def _sum(self, whole: Entry, parts: list[Entry]) -> Iterator[Relation]:
        total = whole.change
        if total is None:
            return
        classes = [e for e in parts if "结转" not in e.subject]
        choices = []
        for chosen in (parts, classes):
            terms = tuple((e.change.key, e.change.sign * total.sign) for e in chosen if e.change)
            choices.append(
                Equation(LISTED, total.key, terms, total.ulp * (len(terms) + 1) // 2, witness=True)
            )
        yield next((e for e in choices if e.holds(self.given.values)), choices[0])


def is_class(subject: str) -> bool:
    """Whether a subject names a class of function."""
    return any(name in subject for name in CLASS_NAMES)


def _undressed(words: str) -> str:
    """The name of a whole in 占部门(单位)项目支出总额的."""
    for lead in ("部门(单位)", "本部门", "部门", "单位", "全部", "本年", "当年"):
        words = words.removeprefix(lead)
    return words
