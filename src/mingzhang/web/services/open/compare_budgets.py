"""Budgets side by side: departments of a year, or the years of one, by totals, functions, kinds, sources, projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingzhang.tables.picture import Part, Picture
from mingzhang.web.services.open import addresses
from mingzhang.web.services.open.lists import Column, Holds, Listing, Row, Value, share
from mingzhang.web.services.open.matching import threads
from mingzhang.web.store.models import OpenBudget, OpenProject

NAME = Column("name", gettext_lazy("名称"), width=28)
CODE = Column("code", gettext_lazy("科目代码"), Holds.CODE, 10)
CHANGE = Column("change", gettext_lazy("增减（万元）"), Holds.MONEY, 14)
CHANGE_OF_ANY = Column("change", gettext_lazy("增减"), Holds.MONEY, 14)
RATE = Column("rate", gettext_lazy("增减（%）"), Holds.SHARE, 10)
PROJECT = Column("project", gettext_lazy("项目名称"), width=40, linked=True)
BECAME = Column("became", gettext_lazy("变化"), width=8)
UNIT = Column("unit", gettext_lazy("实施单位"), width=24)


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget that is compared: its row, its picture, what its column is called."""

    row: OpenBudget
    picture: Picture | None
    head: str

    @classmethod
    def of(cls, row: OpenBudget, head: str) -> Budget:
        """Out of its row; a paper that could not be summed up has no picture."""
        return cls(row, msgspec.convert(row.picture, Picture) if row.picture else None, head)

    def parts(self, name: str) -> tuple[Part, ...]:
        """Its parts of a kind: ``functions``, ``kinds``, ``sources``, ``items``, ``three_public``."""
        return getattr(self.picture, name) if self.picture else ()


def departments_lists(budgets: Sequence[Budget]) -> tuple[Listing, ...]:
    """The lists of a comparison of departments."""
    if not budgets:
        return ()
    return (
        _totals(budgets, changes=False),
        *(
            _parts(budgets, key, name, coded, "share" if key != "three_public" else "")
            for key, name, coded in _structures()
            if any(b.parts(key) for b in budgets)
        ),
    )


def years_lists(budgets: Sequence[Budget], projects: Iterable[OpenProject]) -> tuple[Listing, ...]:
    """The lists of a comparison of years, the earliest first."""
    if not budgets:
        return ()
    several = len(budgets) > 1
    return (
        _totals(budgets, changes=several),
        _projects(budgets, projects),
        *(
            _parts(budgets, key, name, coded, "change" if several else "")
            for key, name, coded in _structures()
            if any(b.parts(key) for b in budgets)
        ),
    )


def _structures() -> tuple[tuple[str, str, bool], ...]:
    return (
        ("functions", _("按功能分类"), True),
        ("kinds", _("按项目类别"), False),
        ("sources", _("按资金来源"), False),
        ("items", _("按经济分类"), True),
        ("three_public", _("“三公”经费"), False),
    )


def _sides(budgets: Sequence[Budget], unit: str = "") -> tuple[Column, ...]:
    return tuple(Column(f"b{i}", f"{b.head}{unit}", Holds.MONEY, 18) for i, b in enumerate(budgets, 1))


def _totals(budgets: Sequence[Budget], changes: bool) -> Listing:
    sides = _sides(budgets)
    asked = (
        (_("支出总额（万元）"), Holds.MONEY, [b.row.total for b in budgets]),
        (_("基本支出（万元）"), Holds.MONEY, [b.row.basic for b in budgets]),
        (_("项目支出（万元）"), Holds.MONEY, [b.row.project for b in budgets]),
        (_("项目数"), Holds.COUNT, [b.row.projects for b in budgets]),
        (_("绩效指标数"), Holds.COUNT, [b.row.indicators for b in budgets]),
    )
    columns = (NAME, *sides, *((CHANGE_OF_ANY, RATE) if changes else ()))
    rows = tuple(
        Row({NAME.key: name, **_told(sides, values), **(_changed(values) if changes else {})}, holds=holds)
        for name, holds, values in asked
    )
    return Listing("totals", _("总数"), columns, rows, len(rows))


def _told(sides: Sequence[Column], values: Sequence[int | None]) -> dict[str, Value]:
    return {column.key: value for column, value in zip(sides, values, strict=True)}


def _changed(values: Sequence[int | None]) -> dict[str, Value]:
    """From the first to the last."""
    first, last = values[0], values[-1]
    if first is None or last is None:
        return {}
    return {CHANGE.key: last - first, RATE.key: share(last - first, first)}


def _parts(budgets: Sequence[Budget], key: str, name: str, coded: bool, beside: str) -> Listing:
    """Budgets by their parts of a kind; ``beside`` the money stand shares of each whole, or the change through years."""
    sides = _sides(budgets, _("（万元）"))
    shares = tuple(
        Column(f"{c.key}_share", _("%(name)s占比（%%）") % {"name": b.head}, Holds.SHARE, 12)
        for c, b in zip(sides, budgets, strict=True)
    )
    labels = {_key(key, part): part.label for budget in budgets for part in budget.parts(key)}
    sums = [{_key(key, part): part.cents for part in budget.parts(key)} for budget in budgets]
    rows = []
    for each in sorted(labels) if coded else labels:
        values = [one.get(each) for one in sums]
        told: dict[str, Value] = {CODE.key: each, NAME.key: labels[each], **_told(sides, values)}
        if beside == "share":
            told |= {
                c.key: share(v, sum(one.values())) for c, v, one in zip(shares, values, sums, strict=True)
            }
        elif beside == "change":
            told |= _changed([one.get(each, 0) if one else None for one in sums])
        rows.append(Row(told))
    columns: list[Column] = [CODE, NAME] if coded else [NAME]
    if beside == "share":
        columns += [column for pair in zip(sides, shares, strict=True) for column in pair]
    else:
        columns += [*sides, *((CHANGE, RATE) if beside else ())]
    return Listing(key, name, tuple(columns), tuple(rows), len(rows))


def _key(kind: str, part: Part) -> str:
    """What a part is matched by: its code; rows of table 10 have none but their labels."""
    return part.label if kind == "three_public" else part.key


def _projects(budgets: Sequence[Budget], projects: Iterable[OpenProject]) -> Listing:
    """The projects of the years: which came, went, grew; the greatest change first."""
    by_year: dict[int, list[OpenProject]] = {b.row.year: [] for b in budgets}
    for project in projects:
        by_year[project.year].append(project)
    sides = tuple(
        Column(f"y{b.row.year}", _("%(year)s 年（万元）") % {"year": b.row.year}, Holds.MONEY, 16)
        for b in budgets
    )
    several = len(budgets) > 1
    columns = (PROJECT, UNIT, *sides, *((BECAME, CHANGE, RATE) if several else ()))
    rows = sorted(_through(by_year, several), key=_by_change)
    return Listing("changes", _("项目的变化"), columns, tuple(rows), len(rows))


def _by_change(row: Row) -> tuple[int, str]:
    change = row.values.get(CHANGE.key)
    return (-abs(change) if isinstance(change, int) else 0, str(row.values[PROJECT.key]))


def _through(by_year: dict[int, list[OpenProject]], several: bool) -> Iterator[Row]:
    first, last = min(by_year), max(by_year)
    for thread in threads(by_year):
        newest = thread[max(thread)]
        values: dict[str, Value] = {PROJECT.key: newest.name, UNIT.key: newest.unit or None}
        values |= {f"y{year}": project.annual for year, project in thread.items()}
        word = ""
        if several:
            before, after = thread.get(first), thread.get(last)
            word = became(before, after)
            values |= {BECAME.key: word, **_changed([_money(before), _money(after)])}
        yield Row(
            values,
            addresses.project(newest.division_code, newest.department_code, newest.year, newest.key),
            mark=word,
        )


def _money(project: OpenProject | None) -> int | None:
    """What a project had: one that was not there had nothing, one whose money is not known is not known."""
    return project.annual if project is not None else 0


def became(before: OpenProject | None, after: OpenProject | None) -> str:
    """What became of a project from the first year to the last."""
    if before is None:
        return _("新增") if after is not None else _("中间年度")
    if after is None:
        return _("不再有")
    if before.annual is None or after.annual is None:
        return _("金额不明")
    if before.annual == after.annual:
        return _("不变")
    return _("增加") if after.annual > before.annual else _("减少")
