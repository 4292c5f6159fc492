"""Every figure that a department's narrative may state, computed exactly from its ledger and its facts.

Nothing is rounded but in print, nothing divided by zero. A figure that cannot be known is absent and says why,
and which fact it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from mingzhang.domain.ledger import LastYear, Ledger
from mingzhang.forms.narrative import FIELDS, FigureSpec, Holds, ListSpec, SectionFields
from mingzhang.tables.annex import ROUNDING, Annex, TargetForm
from mingzhang.tables.computed import WAN, Compared, Computed, compare, known, printed, share
from mingzhang.tables.sources import COUNTED, LISTS, Source

Field = Computed | Compared | str
"""A figure, a comparison, or words (blank where missing)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list with its fields."""

    key: str
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class SectionFigures:
    """The fields of a section's templates, and its lists."""

    key: str
    fields: Mapping[str, Field]
    lists: Mapping[str, tuple[Entry, ...]]

    def all(self) -> Iterator[Computed]:
        """Every figure, those of lists after the others."""
        for fields in (self.fields, *(entry.fields for entries in self.lists.values() for entry in entries)):
            for field in fields.values():
                if isinstance(field, Computed):
                    yield field
                elif isinstance(field, Compared):
                    yield from (field.change, field.growth)


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice of the pie of section five; the exact shares of all slices add up to one."""

    label: str
    cents: int
    share: Computed


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one department's narrative. ``gaps`` says where last year's figures contradict each other."""

    department: str
    name: str
    year: int
    sections: Mapping[str, SectionFigures]
    annex: Annex | None
    gaps: tuple[str, ...] = ()

    @property
    def pie(self) -> tuple[Slice, ...]:
        """This year's general budget by class, the slices in the order of the codes; none where a share is negative."""
        slices = []
        for entry in self.sections["general"].lists["classes"]:
            amount, share = entry.fields["amount"], entry.fields["share"]
            assert isinstance(amount, Computed)
            assert isinstance(share, Computed)
            if isinstance(amount.exact, int) and amount.exact and share.exact is not None:
                slices.append(Slice(str(entry.fields["name"]), amount.exact, share))
        return tuple(slices) if all(piece.cents > 0 for piece in slices) else ()


def figures(ledger: Ledger, department: str, targets: Iterable[TargetForm] | None = None) -> Figures:
    """The figures of a department; ``targets`` are the forms of its annex, None where they are not known."""
    own = ledger.of(department)
    name = next((d.name for d in own.departments if d.code == department), department)
    source = Source(own, department, targets)
    sections = {spec.key: _section(source, spec) for spec in FIELDS}
    return Figures(department, name, own.year, sections, source.annex, tuple(contradictions(source.last)))


_LAST_YEAR_SUMS = (
    ("total", ("basic", "project"), "上年基本支出与项目支出之和"),
    ("total", ("carried", "income"), "上年收入各类与上年结转之和"),
    ("total", ("expenditure",), "上年支出各类之和"),
    ("basic", ("basic_by_class",), "上年基本支出各类之和"),
    ("project", ("carried", "project_by_class"), "上年项目支出各类与上年结转之和"),
)


def contradictions(last: LastYear) -> Iterator[str]:
    """Where last year's figures do not add up, beyond what rounding to 万元 explains."""
    for whole, parts, what in _LAST_YEAR_SUMS:
        base = getattr(last, whole)
        values = [getattr(last, part) for part in parts]
        if base is None or any(value is None or value == {} for value in values):
            continue
        amounts = [
            cents for value in values for cents in (value.values() if isinstance(value, dict) else [value])
        ]
        if abs(sum(amounts) - base) > ROUNDING * (len(amounts) + 1):
            said = f"{printed(Fraction(sum(amounts), WAN))}万元", f"{printed(Fraction(base, WAN))}万元"
            label = {"total": "上年预算总计", "basic": "上年基本支出", "project": "上年项目支出"}[whole]
            yield f"{what}（{said[0]}）与{label}（{said[1]}）不等，请核对上年数"


def _section(source: Source, spec: SectionFields) -> SectionFigures:
    """The fields and lists of a section."""
    found: dict[str, Field] = {}
    wholes: dict[str, Computed] = {}
    for figure in spec.figures:
        this = found[figure.key] = wholes[figure.key] = _figure(source, spec.key, figure)
        if figure.share_of:
            found[f"{figure.key}.share"] = share(this, wholes[figure.share_of])
        if figure.last:
            compared = compare(this, source.last_of(figure.last, figure.claim), f"last_year.{figure.last}")
            found[f"{figure.key}.last"], found[f"{figure.key}.compared"] = compared.last, compared
            found[f"{figure.key}.reason"] = source.reason(spec.key, figure.key)
    for words in spec.words:
        found[words.key] = source.words(spec.key, words.key)
    lists = {listed.key: tuple(_entries(source, spec.key, listed, wholes)) for listed in spec.lists}
    return SectionFigures(spec.key, found, lists)


def _figure(source: Source, section: str, spec: FigureSpec) -> Computed:
    key = f"{section}.{spec.key}"
    number = COUNTED[key](source) if spec.where is None else known(source.sum(spec.where))
    return Computed(key, section, spec.claim, spec.holds, spec.unit, *number)


_FACTS = {"funds": "", "project_spending": "expenditure"}
"""The fact behind what a list is compared with, where it bears another name; blank: that of the entry."""


def _entries(source: Source, section: str, spec: ListSpec, wholes: Mapping[str, Computed]) -> Iterator[Entry]:
    for key, name, money, number, last in LISTS[spec.by](source, spec):
        path = f"{section}.{spec.key}.{key}"
        this = Computed(path, section, name, Holds.AMOUNT, "万元", *money)
        found: dict[str, Field] = {"name": name}
        if spec.counted:
            at = f"{path}.count" if spec.amounts else path
            found["count"] = Computed(at, section, name, Holds.COUNT, spec.counted, *number)
        if spec.amounts:
            found["amount"] = this
        if spec.share_of:
            found["share"] = share(this, wholes[spec.share_of])
        if spec.last:
            fact = f"last_year.{_FACTS.get(spec.last, spec.last) or key}"
            compared = compare(this, last, fact if this.exact else "")
            found["last"], found["compared"] = compared.last, compared
            found["reason"] = source.reason(section, spec.key, key)
        yield Entry(path, found)
