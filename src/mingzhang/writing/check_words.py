"""What every report of a check says in words: severities, whose finding it is, where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from mingzhang.checking.finding import Finding, Severity
from mingzhang.domain.place import Place
from mingzhang.domain.record import Document
from mingzhang.forms.naming import path_title, table_path_title
from mingzhang.forms.tables import TABLES

SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
)
"""The gravest first."""
WHOLE = "全文"
MOST_LINES = 4
"""Lines of a finding that are named before the rest are counted."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What a finding belongs to: a form, a table, a section of the narrative, or the whole paper."""

    kind: str  # form, table, section, whole
    key: str
    title: str
    line: int = 0


def owner(finding: Finding, document: Document) -> Owner:
    """Whose finding it is."""
    breach = finding.breach
    if breach.form is not None:
        return Owner("form", str(breach.form), finding.project or "（项目名称空白）")
    if breach.table is not None:
        title = next((t.title.text for t in document.tables if t.n == breach.table), "")
        return Owner("table", str(breach.table), title or TABLES[breach.table - 1].title)
    if breach.section is not None:
        return Owner("section", breach.section, breach.section)
    return Owner("whole", "", WHOLE)


def owner_title(one: Owner) -> str:
    """What people call it.

    >>> owner_title(Owner("form", "3", "水库工程")), owner_title(Owner("table", "12", "项目支出预算表"))
    ('第3份 水库工程', '表12 项目支出预算表')
    """
    lead = {"form": f"第{one.key}份 ", "table": f"表{one.key} "}.get(one.kind, "")
    return lead + one.title


def unit_of(finding: Finding, document: Document) -> str:
    """The unit that has to mend it."""
    record = next((r for r in document.targets if r.n == finding.breach.form), None)
    named = (record.text(key) for key in ("implementing_unit", "department_name")) if record else ()
    return next((name for name in named if name), document.department_name or "（单位不详）")


def field_words(finding: Finding) -> str:
    """The field that is wrong, in words; empty where the finding names none."""
    path, table = finding.breach.field, finding.breach.table
    if path is None:
        return ""
    if table is None or not path.startswith("rows."):
        return path_title(path)
    head, _, rest = path.partition(".")
    row, _, key = rest.partition(".")
    columns = {column.key: column.label for column in TABLES[table - 1].columns}
    return table_path_title(f"{head}.{row}" if row else head) + columns.get(key, key)


def position(place: Place | None) -> str:
    """A place as people look it up: cell of a sheet, page of a PDF file, line and column of a text.

    >>> position(Place(line=7, column=3)), position(Place(line=7, sheet="汇总", cell="B4"))
    ('7:3', '汇总!B4')
    """
    if place is None or (place.line is None and place.cell is None):
        return "—"
    if place.cell or (place.box and place.page):
        return spot(place)
    page = f"{place.page}页 " if place.page else ""
    return f"{page}{place.line}:{place.column or 1}"


def spot(place: Place) -> str:
    """A place in short, to be named beside others: cell, page or line."""
    if place.cell:
        owner = place.sheet or (f"表{place.table}" if place.table else "")
        return f"{owner}!{place.cell}" if owner else place.cell
    return f"{place.page}页" if place.box and place.page else f"{place.line}行"


def spots(places: Iterable[Place]) -> list[str]:
    """The places of a finding in short, each once, in their order."""
    return list(dict.fromkeys(spot(place) for place in places if place.line or place.cell))


def positions(places: Sequence[Place]) -> str:
    """Where a finding stands: the first place with its column, further ones after it.

    >>> positions((Place(line=3, column=2), Place(line=5, column=1), Place(line=5, column=9)))
    '3:2，5行'
    """
    first = next((place for place in places if place.line or place.cell), None)
    if first is None:
        return "—"
    more = [said for said in spots(places) if said != spot(first)]
    named = "".join(f"，{said}" for said in more[: MOST_LINES - 1])
    rest = f" 等{len(more) + 1}处" if len(more) >= MOST_LINES else ""
    return position(first) + named + rest


def counts_sentence(counts: Mapping[Severity, int], nothing: str = "没有发现问题") -> str:
    """How many of each severity.

    >>> counts_sentence({Severity.ERROR: 2, Severity.NOTE: 1})
    '错误 2，提示 1'
    """
    said = [f"{word} {counts[s]:,}" for s, word in SEVERITIES.items() if counts.get(s)]
    return "，".join(said) or nothing
