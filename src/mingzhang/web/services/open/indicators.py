"""The same indicator wherever it stands: names like the one asked for, its rows, its numbers by unit and how they lie."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from statistics import median

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingzhang.web.services.open import addresses
from mingzhang.web.services.open.finding.same import Named, indicator_names
from mingzhang.web.services.open.lists import Column, Holds, Listing, Row, Value
from mingzhang.web.store.models import OpenBudget, OpenIndicator
from mingzhang.workflow.draft import plain

ANNUAL, WHOLE = "annual", "whole"
HALVES = {ANNUAL: gettext_lazy("年度目标，没有的看总体目标"), WHOLE: gettext_lazy("总体目标")}
_LARGEST = 15
"""Powers of ten: what is beyond is a slip, and no number to sort by."""
LONGEST = 200
MOST_NAMES, MOST_ROWS = 60, 10_000
PER_PAGE, MOST_IN_FILE = 100, 5_000
BINS, FEW = 10, 12
"""Classes of a distribution; with no more different numbers than ``FEW`` each is a class of its own."""
SORTS = {
    "place": lambda s: (s.division, s.department, s.year, s.project),
    "year": lambda s: (s.year, s.division, s.department, s.project),
    "project": lambda s: (s.project, s.division, s.department, s.year),
    "number": lambda s: (s.unit, s.number is None, s.number or 0),
}
"""What rows can be sorted by; a minus before it turns it around."""
ROWS = (
    Column("division", gettext_lazy("地区"), width=16, sort="place"),
    Column("department", gettext_lazy("部门"), width=24),
    Column("year", gettext_lazy("年度"), Holds.TEXT, 8, sort="year"),
    Column("project", gettext_lazy("项目名称"), width=36, sort="project", linked=True),
    Column("name", gettext_lazy("指标"), width=28),
    Column("level2", gettext_lazy("类别"), width=18),
    Column("value", gettext_lazy("指标值"), width=20),
    Column("number", gettext_lazy("数值"), Holds.NUMBER, 12, sort="number"),
    Column("unit", gettext_lazy("计量单位"), width=12),
)
UNITS = (
    Column("unit", gettext_lazy("计量单位"), width=14),
    Column("count", gettext_lazy("有数值的"), Holds.COUNT, 10),
    Column("min", gettext_lazy("最小"), Holds.NUMBER, 12),
    Column("median", gettext_lazy("中位数"), Holds.NUMBER, 12),
    Column("max", gettext_lazy("最大"), Holds.NUMBER, 12),
)
CLASSES = (
    Column("class", gettext_lazy("数值"), width=20),
    Column("count", gettext_lazy("指标数"), Holds.COUNT, 10),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked about indicators; ``problems`` say what of the address was not understood and left out.

    ``name`` stands in their names; ``exact``: they are called so.
    """

    name: str = ""
    exact: bool = False
    half: str = ANNUAL
    year: int | None = None
    division: str = ""
    unit: str | None = None
    sort: str = "place"
    after: int | None = None
    problems: tuple[str, ...] = ()

    @classmethod
    def of(cls, params: QueryDict) -> Wanted:
        """Out of an address."""
        problems: list[str] = []

        def checked(name: str, good: bool) -> str:
            words = params.get(name, "")
            if words and not good:
                problems.append(
                    _("网址里的“%(words)s”看不懂，没有用它筛选。") % {"words": f"{name}={words[:60]}"}
                )
            return words if good else ""

        year, division = params.get("year", ""), params.get("division", "")
        half, sort, after = params.get("half", ""), params.get("sort", ""), params.get("after", "")
        year = checked("year", _digits(year, 4, 4))
        name = plain(params.get("name", ""))
        if len(name) > LONGEST:
            problems.append(_("名称太长，只按前 %(n)s 个字找。") % {"n": LONGEST})
        return cls(
            name[:LONGEST], bool(params.get("exact")), checked("half", half in HALVES) or ANNUAL, int(year) if year else None,
            checked("division", _digits(division, 6, 9)), plain(params.get("unit", ""))[:40] if "unit" in params else None,
            checked("sort", sort.removeprefix("-") in SORTS) or "place",
            int(after) if (after := checked("after", _digits(after, 1, 18))) else None, tuple(problems),
        )  # fmt: skip

    def params(self) -> list[tuple[str, str]]:
        """As an address has it, without where its page begins."""
        given = {
            "name": self.name, "exact": "yes" if self.exact else "", "half": self.half if self.half != ANNUAL else "", "year": str(self.year or ""),
            "division": self.division, "sort": self.sort if self.sort != "place" else "",
        }  # fmt: skip
        found = [(name, value) for name, value in given.items() if value]
        return [*found, ("unit", self.unit)] if self.unit is not None else found


def _digits(words: str, least: int, most: int) -> bool:
    return words.isascii() and words.isdecimal() and least <= len(words) <= most


@dataclass(frozen=True, slots=True)
class Seen:
    """A row in short: where it stands, its number where it has one."""

    pk: int
    division: str
    department: str
    year: int
    project: str
    unit: str
    number: Decimal | None


@dataclass(frozen=True, slots=True)
class Indicators:
    """What is known of indicators. ``names`` are those found, of which the first ``counted`` are looked at.

    ``cut`` says that one name has more rows than are looked at: then the newest are.
    """

    names: tuple[Named, ...]
    counted: int
    rows: Listing
    units: Listing
    classes: Listing | None
    unit: str | None
    years: tuple[int, ...]
    divisions: tuple[tuple[str, str], ...]
    after: int | None
    cut: bool
    more: bool


def indicators(wanted: Wanted, most: int = 0) -> Indicators:
    """All that is known of the indicator asked for: ``most`` of its rows from ``after`` on (0: a page), its numbers by unit."""
    most = most or PER_PAGE
    names = tuple(indicator_names(wanted.name, MOST_NAMES + 1)) if wanted.name else ()
    looked = [wanted.name] if wanted.exact else _looked(names[:MOST_NAMES])
    seen, cut = _seen(looked, wanted) if wanted.name else ([], False)
    units = _by_unit(seen)
    unit = wanted.unit if wanted.unit is not None else next(iter(units), None)
    listed = _sorted([s for s in seen if wanted.unit is None or s.unit == wanted.unit], wanted.sort)
    begin = next((i + 1 for i, s in enumerate(listed) if s.pk == wanted.after), 0)
    of_page = listed[begin : begin + most]
    more = begin + most < len(listed)
    years, divisions = _choices()
    return Indicators(
        names[:MOST_NAMES],
        len(looked),
        Listing("rows", _("指标"), ROWS, tuple(_rows(of_page)), len(listed), not cut),
        _units_list(units),
        classes_of(unit, units[unit]) if unit in units else None,
        unit, years, divisions, of_page[-1].pk if more else None, cut, len(names) > MOST_NAMES,
    )  # fmt: skip


def _looked(names: Sequence[Named]) -> list[str]:
    """The most frequent names, as many as have no more rows than are looked at; at least one."""
    found: list[str] = []
    rows = 0
    for each in names:
        rows += each.projects * len(HALVES)
        if found and rows > MOST_ROWS:
            break
        found.append(each.name)
    return found


def _seen(names: Sequence[str], wanted: Wanted) -> tuple[list[Seen], bool]:
    """The rows of names, in short, the newest of them, and whether there are more."""
    half = wanted.half
    found = OpenIndicator.objects.filter(name__in=names)
    if half == WHOLE:
        found = found.filter(half=half)
    if wanted.year is not None:
        found = found.filter(project__year=wanted.year)
    if wanted.division:
        found = found.filter(project__division_code=wanted.division)
    rows = list(
        found.order_by(*(["-project_id"] if len(names) == 1 else [])).values_list(
            "pk", "project_id", "name", "half", "project__division_code", "project__department_code",
            "project__year", "project__name", "unit", "number",
        )[: MOST_ROWS + 1]
    )  # fmt: skip
    annual = {(project, name) for _pk, project, name, own, *_rest in rows if own == ANNUAL}
    seen = [
        Seen(pk, division, department, year, called, unit, _decimal(number))
        for pk, project, name, own, division, department, year, called, unit, number in rows
        if own == half or (project, name) not in annual
    ]
    return sorted(seen, key=lambda each: each.pk), len(rows) > MOST_ROWS


def _choices() -> tuple[tuple[int, ...], tuple[tuple[str, str], ...]]:
    """The years and divisions that there are to choose from."""
    rows = (
        OpenBudget.objects.order_by()
        .values_list("year", "division_code", "release__division_name")
        .distinct()
    )
    found = list(rows)
    years = tuple(sorted({year for year, _code, _name in found}, reverse=True))
    return years, tuple(sorted({code: name for _year, code, name in found}.items()))


def _decimal(words: str) -> Decimal | None:
    try:
        found = Decimal(words) if words else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and abs(found.adjusted()) <= _LARGEST else None


def _sorted(seen: list[Seen], sort: str) -> list[Seen]:
    return sorted(seen, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _by_unit(seen: Iterable[Seen]) -> dict[str, list[Decimal]]:
    """The numbers by their units, the most frequent first."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for each in seen:
        if each.number is not None:
            found[each.unit].append(each.number)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def _units_list(units: dict[str, list[Decimal]]) -> Listing:
    rows = tuple(
        Row({"unit": unit or None, "count": len(n), "min": min(n), "median": median(n), "max": max(n)})
        for unit, n in units.items()
    )
    return Listing("units", _("按计量单位"), UNITS, rows, len(rows))


def classes_of(unit: str, numbers: Sequence[Decimal]) -> Listing:
    """How numbers lie: each by itself where there are few different ones, else in classes of the same breadth."""
    counts = Counter(numbers)
    if len(counts) <= FEW:
        told = [(f"{_said(n)}{unit}", count) for n, count in sorted(counts.items())]
    else:
        told = [(f"{_said(a)}–{_said(b)}{unit}", count) for a, b, count in _classes(numbers)]
    rows = tuple(Row({"class": name, "count": count}) for name, count in told)
    return Listing("classes", _("分布"), CLASSES, rows, len(rows))


def _classes(numbers: Sequence[Decimal]) -> Iterator[tuple[Decimal, Decimal, int]]:
    """From (with), to (without), how many; bounds are round numbers."""
    step = _round_step((max(numbers) - min(numbers)) / BINS)
    counts = Counter(n // step if n >= 0 else -(-n // step) - (n % step != 0) for n in numbers)
    for i in range(int(min(counts)), int(max(counts)) + 1):
        yield i * step, (i + 1) * step, counts[Decimal(i)]


def _round_step(least: Decimal) -> Decimal:
    """The next of 1, 2, 5 times a power of ten.

    >>> _round_step(Decimal("0.3")), _round_step(Decimal(21))
    (Decimal('0.5'), Decimal('5E+1'))
    """
    power = Decimal(1).scaleb(least.adjusted())
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least)


def _said(number: Decimal) -> str:
    """A number without needless zeros."""
    plain_ = format(number, "f")
    return plain_.rstrip("0").rstrip(".") if "." in plain_ else plain_


def _rows(seen: Sequence[Seen]) -> Iterator[Row]:
    """Rows in full, in their order."""
    found = OpenIndicator.objects.filter(pk__in=[s.pk for s in seen]).select_related(
        "project__budget__release"
    )
    known = {
        each.pk: each
        for each in found.only(
            "name", "level2", "value", "number", "unit", "project__name", "project__key", "project__year",
            "project__division_code", "project__department_code", "project__budget__department_name",
            "project__budget__release__division_name",
        )
    }  # fmt: skip
    for short in seen:
        if short.pk in known:
            yield _row(known[short.pk], short.number)


def _row(each: OpenIndicator, number: Decimal | None) -> Row:
    project = each.project
    values: dict[str, Value] = {
        "division": project.budget.release.division_name, "department": project.budget.department_name,
        "year": str(project.year), "project": project.name, "name": each.name, "level2": each.level2 or None,
        "value": each.value or None, "number": number, "unit": each.unit or None,
    }  # fmt: skip
    return Row(
        values, addresses.project(project.division_code, project.department_code, project.year, project.key)
    )
