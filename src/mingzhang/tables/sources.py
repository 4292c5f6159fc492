"""What figures are made of: the lines and facts of a department, the entries of each list, the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from mingzhang.domain.ledger import Assets, BudgetLine, Facts, LastYear, Ledger, Period
from mingzhang.forms.narrative import (
    CLASS_NAMES,
    FUNDS,
    KINDS,
    PARTS,
    PROCUREMENTS,
    VEHICLES,
    By,
    ListSpec,
    part_codes,
)
from mingzhang.forms.queries import CLASSES, Where
from mingzhang.tables.annex import Annex, TargetForm, annex
from mingzhang.tables.computed import NO_WHOLE, Known, known
from mingzhang.tables.names import Names
from mingzhang.tables.sums import running_units

NO_ANNEX = "没有给出目标表"
NO_MONEY = "有目标表没有写明年度资金总额"

Row = tuple[str, str, Known, Known, int | None]
"""Of an entry of a list: key, name, money, number, last year's money."""


class Source:
    """The lines and facts of a department, asked for figure by figure."""

    def __init__(self, ledger: Ledger, department: str, targets: Iterable[TargetForm] | None) -> None:
        self.ledger = ledger
        self._chosen: dict[Where, list[BudgetLine]] = {}
        self.facts = ledger.facts.get(department, Facts())
        self.last = self.facts.last_year
        self.units = [unit for unit in ledger.units if unit.department == department]
        self.running = running_units(ledger)
        self.names = Names.of(ledger)
        self.annex = None if targets is None else annex(ledger, targets)

    def lines(self, where: Where | None) -> list[BudgetLine]:
        """The lines that are chosen."""
        where = where or Where()
        if where not in self._chosen:
            self._chosen[where] = [line for line in self.ledger.lines if where.takes(line, self.running)]
        return self._chosen[where]

    def sum(self, where: Where) -> int:
        """What they add up to."""
        return sum(line.cents for line in self.lines(where))

    def last_of(self, field: str, label: str) -> int | None:
        """Last year's figure, of a field by rows that of one row; where there was no budget at all, nothing."""
        value: int | dict[str, int] | None = getattr(self.last, field)
        if isinstance(value, dict):
            value = by_label(value, label)
        return 0 if value is None and self.last.total == 0 else value

    def last_by_class(self, field: str) -> Mapping[str, int] | None:
        """Last year's figures by class, None where not known; projects are what expenditure is above basic."""
        if field != "project_spending":
            found: Mapping[str, int] = getattr(self.last, field)
            return found if found or self._nothing(field) else None
        spent, basic = self.last_by_class("expenditure"), self.last_by_class("basic_by_class")
        if spent is None or basic is None:
            return None
        return {code: spent.get(code, 0) - basic.get(code, 0) for code in {**spent, **basic}}

    def _nothing(self, field: str) -> bool:
        """Whether a field by class is empty because there was nothing, not because nobody filled it in."""
        last = self.last
        whole = {
            "income": _less(last.total, last.carried),
            "expenditure": last.total,
            "basic_by_class": last.basic,
            "project_by_class": _less(last.project, last.carried),
        }[field]
        return whole == 0 or last.total == 0

    def words(self, section: str, key: str) -> str:
        """The people's own words of a section."""
        words: str = self.facts.reasons.get(section, "") if key == "reason" else getattr(self.facts, key)
        return words.strip()

    def reason(self, section: str, *keys: str) -> str:
        """The people's own words on one figure: under its key in the section, or under its key alone."""
        for path in (".".join((section, *keys)), f"{section}.{keys[-1]}", keys[-1]):
            if self.facts.reasons.get(path, "").strip():
                return self.facts.reasons[path].strip()
        return ""


def _less(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else whole - part


def by_label(found: Mapping[str, int], label: str) -> int | None:
    """Last year's figure of a row of table 10; a total that is not given is the sum of its parts."""
    rows = {key.lstrip("①②"): cents for key, cents in found.items()}
    if label in rows or not rows:
        return rows.get(label)
    if label in (name for _, name in PARTS):
        return 0
    codes = part_codes(label) if label == "公务用车购置及运行费" else part_codes("合计")
    parts = [name for _, name in PARTS if set(part_codes(name)) <= set(codes)]
    if "合计" in rows and label not in ("公务用车购置及运行费",):
        return rows["合计"]
    return sum(rows.get(name, 0) for name in parts)


def _classes(source: Source, spec: ListSpec) -> Iterator[Row]:
    """Classes that have money this year or had some last year."""
    cents: dict[str, int] = {}
    for line in source.lines(spec.where):
        cents[line.function[:3]] = cents.get(line.function[:3], 0) + line.cents
    known_last = source.last_by_class(spec.last) if spec.last else {}
    last, nothing = known_last or {}, None if known_last is None else 0
    for code in sorted({*cents, *(code for code, money in last.items() if money)}, key=_class_order):
        name = CLASS_NAMES.get(code) or source.names.name("function", code) or f"{code}号科目"
        yield code, name, known(cents.get(code, 0)), known(None), last.get(code, nothing)


def _class_order(code: str) -> tuple[int, str]:
    return (CLASSES.index(code) if code in CLASSES else len(CLASSES), code)


def _funds(source: Source, spec: ListSpec) -> Iterator[Row]:
    lines = source.lines(spec.where)
    last = _last_by_fund(source.last)
    for key, name, fund in FUNDS:
        cents = sum(line.cents for line in lines if line.fund is fund and line.period is Period.CURRENT)
        yield key, name, known(cents), known(None), last[key]
    carried = sum(line.cents for line in lines if line.period is Period.CARRIED)
    yield "carried", "上年结转", known(carried), known(None), last["carried"]


def _last_by_fund(last: LastYear) -> dict[str, int | None]:
    """Last year's money by fund; what is not told is nothing where the others already make up the total."""
    keys = ("carried", *(key for key, *_ in FUNDS))
    found: dict[str, int | None] = {key: getattr(last, key) for key in keys}
    told = sum(value for value in found.values() if value is not None)
    if last.total is not None and told == last.total:
        return {key: value or 0 for key, value in found.items()}
    return found


def _items(source: Source, spec: ListSpec) -> Iterator[Row]:
    """Economic items, by their departmental code."""
    cents: dict[str, int] = {}
    for line in source.lines(spec.where):
        cents[line.departmental] = cents.get(line.departmental, 0) + line.cents
    for code in sorted(cents):
        name = source.names.name("departmental", code)
        yield (
            code,
            name or (f"{code}号科目" if code else "未列经济科目"),
            known(cents[code]),
            known(None),
            None,
        )


def _parts(source: Source, spec: ListSpec) -> Iterator[Row]:
    lines = source.lines(spec.where)
    for key, name in PARTS:
        cents = sum(line.cents for line in lines if line.departmental.startswith(part_codes(name)))
        yield key, name, known(cents), known(None), source.last_of(spec.last, name)


def _procurements(source: Source, _: ListSpec) -> Iterator[Row]:
    for key, name in PROCUREMENTS:
        yield (
            key,
            name,
            known(sum(line.cents for line in source.ledger.lines if line.procurement == key)),
            known(None),
            None,
        )


def _kinds(source: Source, spec: ListSpec) -> Iterator[Row]:
    """Projects of each kind, or target forms of the projects of each kind."""
    for kind, name in KINDS:
        if spec.key == "form_kinds":
            if source.annex is not None:
                number, money = source.annex.of(kind)
                yield str(kind), name, known(money, "targets", NO_MONEY), known(number), None
        else:
            lines = [line for line in source.lines(spec.where) if line.kind is kind]
            yield str(kind), name, known(sum(line.cents for line in lines)), known(projects(lines)), None


def _vehicles(source: Source, _: ListSpec) -> Iterator[Row]:
    held = source.facts.assets
    if not _vehicles_known(held):
        return
    others = (name for name, number in held.vehicles.items() if number)
    for name in dict.fromkeys((*VEHICLES, *others)):
        yield name, name, known(None), known(held.vehicles.get(name, 0)), None


LISTS: Mapping[By, Callable[[Source, ListSpec], Iterator[Row]]] = {
    By.CLASS: _classes,
    By.FUND: _funds,
    By.ITEM: _items,
    By.PART: _parts,
    By.PROCUREMENT: _procurements,
    By.KIND: _kinds,
    By.VEHICLE: _vehicles,
}
"""How the entries of a list are found."""


def projects(lines: Iterable[BudgetLine]) -> int:
    """How many projects lines are of: told apart by unit, name and code, as table 12 does."""
    return len({(line.unit, line.project, line.project_code) for line in lines if not line.kind.basic})


def _of_period(period: Period) -> Callable[[Source], Known]:
    return lambda source: known(projects(line for line in source.ledger.lines if line.period is period))


def _unit_count(source: Source) -> Known:
    return known(source.facts.units if source.facts.units is not None else len(source.units) or None, "units")


def _goals_amount(source: Source) -> Known:
    """The money of the units that set goals; it takes no fact to know it of all units or of none."""
    goals, units = source.facts.goals, _unit_count(source)[0]
    if goals is None:
        return known(None, "goals")
    if goals == 0:
        return known(0)
    if goals == units:
        return known(sum(line.cents for line in source.ledger.lines))
    return (None, "只有部分单位编报整体绩效目标，金额不能由表确定", "")


def _annexed(of: Callable[[Source, Annex], Known]) -> Callable[[Source], Known]:
    return lambda source: (
        known(None, "targets", NO_ANNEX) if source.annex is None else of(source, source.annex)
    )


def _annex_money(_: Source, found: Annex) -> Known:
    return known(found.cents, "targets", NO_MONEY)


def _annex_number(_: Source, found: Annex) -> Known:
    return known(len(found.forms))


def _by_number(source: Source, found: Annex) -> Known:
    return _part(known(len(found.forms)), _of_period(Period.CURRENT)(source)[0])


def _by_amount(source: Source, found: Annex) -> Known:
    base = sum(
        line.cents for line in source.ledger.lines if not line.kind.basic and line.period is Period.CURRENT
    )
    return _part(_annex_money(source, found), base)


def _by_expenditure(source: Source, found: Annex) -> Known:
    return _part(
        _annex_money(source, found), sum(line.cents for line in source.ledger.lines if not line.kind.basic)
    )


def _part(part: Known, whole: int | Fraction | None) -> Known:
    if part[0] is None:
        return part
    return (Fraction(part[0]) / whole, "", "") if whole else (None, NO_WHOLE, "")


def _vehicles_known(assets: Assets) -> bool:
    return bool(assets.vehicles) or assets.vehicle_quota is not None


def _vehicle_count(source: Source) -> Known:
    assets = source.facts.assets
    return known(sum(assets.vehicles.values()) if _vehicles_known(assets) else None, "assets.vehicles")


def _area(source: Source) -> Known:
    text = source.facts.assets.office_area
    if text is None or not text.strip():
        return known(None, "assets.office_area")
    try:
        value = Fraction(Decimal(text.replace(",", "").strip()))
    except (ArithmeticError, ValueError):
        return known(None, "assets.office_area", f"“{text}”不是面积")
    return known(value)


def _asset(field: str) -> Callable[[Source], Known]:
    return lambda source: known(getattr(source.facts.assets, field), f"assets.{field}")


COUNTED: Mapping[str, Callable[[Source], Known]] = {
    "procurement.total": lambda source: known(
        sum(line.cents for line in source.ledger.lines if line.procurement)
    ),
    "performance.units": _unit_count,
    "performance.goals": lambda source: known(source.facts.goals, "goals"),
    "performance.goals_amount": _goals_amount,
    "performance.projects": _of_period(Period.CURRENT),
    "performance.carried": _of_period(Period.CARRIED),
    "performance.forms": _annexed(_annex_number),
    "performance.forms_amount": _annexed(_annex_money),
    "performance.forms_by_number": _annexed(_by_number),
    "performance.forms_by_amount": _annexed(_by_amount),
    "performance.forms_by_expenditure": _annexed(_by_expenditure),
    "assets.quota": _asset("vehicle_quota"),
    "assets.vehicles": _vehicle_count,
    "assets.area": _area,
    "assets.equipment_500k": _asset("equipment_500k"),
    "assets.equipment_1m": _asset("equipment_1m"),
}
"""How each figure is found that is no sum of chosen lines, by its key."""
