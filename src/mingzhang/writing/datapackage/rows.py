"""The rows of each resource, out of a ledger and a document: texts by column, nothing computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from mingzhang.domain.amount import Amount, Mark, Unit, looks_like_amount
from mingzhang.domain.chars import fold
from mingzhang.domain.ledger import BudgetLine, Ledger, RevenueLine
from mingzhang.domain.measure import parse_measure
from mingzhang.domain.record import BudgetTable, Document, Indicator, Record
from mingzhang.forms.codelists import code_list
from mingzhang.forms.ledger_exchange import money
from mingzhang.forms.ledger_sheet import FUNDS, KINDS, LEVELS, PERIODS, PROCUREMENTS, Choice
from mingzhang.forms.naming import list_half, path_title
from mingzhang.forms.spec import Holds, Kind
from mingzhang.forms.tables import TABLES
from mingzhang.forms.target import TARGET
from mingzhang.tables.names import LISTS, Names
from mingzhang.writing.datapackage.money import TYPE_WORDS, TYPES
from mingzhang.writing.datapackage.papers import HALF_TITLES, column_name
from mingzhang.writing.plain import plain, public
from mingzhang.writing.projects import Project, Projects

Row = Mapping[str, str | None]


def _words(choices: Iterable[Choice]) -> dict[str, str]:
    return {str(choice.value): choice.word for choice in choices}


_FUND, _KIND, _PERIOD = _words(FUNDS), _words(KINDS), _words(PERIODS)
_LEVEL, _PROCUREMENT = _words(LEVELS), _words(PROCUREMENTS)


class LedgerRows:
    """Rows of a ledger. The notes of its lines, which are for those who keep it, are left out."""

    def __init__(self, ledger: Ledger, projects: Projects) -> None:
        self.ledger, self.projects = ledger, projects
        self.departments = {d.code: public(d.name) for d in ledger.departments}
        self.units = {unit.code: public(unit.name) for unit in ledger.units}
        names = Names.of(ledger)
        self._name = lru_cache(maxsize=None)(names.name)

    def lines(self) -> Iterator[Row]:
        """Lines of expenditure."""
        for n, line in enumerate(self.ledger.lines, 1):
            type_ = TYPES[not line.kind.basic]
            project = self.projects.of_line(line)
            procurement = line.procurement or ""
            yield {
                **self._common(line, n),
                "expenditure_type": type_,
                "expenditure_type_name": TYPE_WORDS[type_],
                "kind": line.kind,
                "kind_name": _KIND[line.kind],
                "project": project.key if project else None,
                "project_name": project.name if project else None,
                **self._levels("function", line.function),
                **self._levels("departmental", line.departmental),
                **self._levels("government", line.government),
                "level": line.level,
                "level_name": _LEVEL[line.level],
                "period": line.period,
                "period_name": _PERIOD[line.period],
                "procurement": procurement,
                "procurement_name": _PROCUREMENT[procurement],
            }

    def revenue(self) -> Iterator[Row]:
        """Lines of revenue."""
        for n, line in enumerate(self.ledger.revenue, 1):
            yield {**self._common(line, n), **self._levels("revenue", line.code)}

    def _common(self, line: BudgetLine | RevenueLine, n: int) -> dict[str, str | None]:
        return {
            "id": str(n),
            "year": str(line.year),
            "department_code": line.department,
            "department_name": self.departments.get(line.department),
            "unit_code": line.unit,
            "unit_name": self.units.get(line.unit),
            "fund": line.fund,
            "fund_name": _FUND[line.fund],
            "amount": money(line.cents),
        }

    def _levels(self, kind: str, code: str) -> dict[str, str | None]:
        """The code with those above it: 类, 款, 项, by how long each is."""
        found: dict[str, str | None] = {}
        for n, length in enumerate(code_list(LISTS[kind]).lengths, 1):
            cut = code[:length] if len(code) >= length or n == 1 else ""
            found[f"{kind}_{n}_code"] = cut
            found[f"{kind}_{n}_name"] = self._name(kind, cut) if cut else None
        return found


def project_rows(projects: Iterable[Project]) -> Iterator[Row]:
    """Every project."""
    for project in projects:
        yield {
            "project": project.key,
            "code": project.code,
            "name": project.name,
            "department_code": project.department,
            "department_name": project.department_name,
            "unit_code": project.unit,
            "unit_name": project.unit_name,
        }


def table_rows(document: Document) -> Iterator[Row]:
    """The printed cells of a document's tables."""
    for sheet, table in enumerate(document.tables, 1):
        yield from _cells(table, sheet)


def _cells(table: BudgetTable, sheet: int) -> Iterator[Row]:
    spec = TABLES[table.n - 1]
    unit = Unit(table.unit) if table.unit in set(Unit) else Unit(spec.unit)
    holds = {column.key: column.holds for column in spec.columns}
    head: dict[str, str | None] = {
        "sheet": str(sheet),
        "table": str(table.n),
        "table_key": spec.key,
        "title": public(table.title.text),
    }
    keys = (*table.keys, *[None] * (len(table.columns) - len(table.keys)))
    for n, row in enumerate(table.rows, 1):
        name = next((c.text for c in row.cells if c and not looks_like_amount(c.text)), None)
        for i, (cell, key, column) in enumerate(zip(row.cells, keys, table.columns, strict=False), 1):
            text = plain(cell.text) if cell else None
            if text is None:
                continue
            is_money = holds.get(key or "") is Holds.AMOUNT if key else looks_like_amount(text)
            yield {
                **head,
                "row": str(n),
                "row_name": public(name),
                "column": str(i),
                "column_key": key,
                "column_name": public(column),
                "text": text if is_money else public(text),
                "amount": _yuan(text, unit) if is_money else None,
            }


def _yuan(text: str, unit: Unit) -> str | None:
    """Money as a decimal string of yuan; None where the text is a dash or no amount."""
    try:
        amount = Amount.parse(text, unit)
    except ValueError:
        return None
    return amount.to(Unit.YUAN, 2).plain if amount.mark is Mark.NUMBER else None


def target_rows(records: Iterable[Record], projects: Projects) -> Iterator[Row]:
    """A row for each form."""
    for n, (record, project) in enumerate(zip(records, projects.of_records(), strict=True), 1):
        year = fold(record.text("year") or "")
        yield {
            "target": str(n),
            "project": project.key,
            "form_kind": record.text("form_kind"),
            "region": public(record.text("region")),
            "year": year if year.isdecimal() else None,
            **_fields(record),
        }


def _fields(record: Record) -> dict[str, str | None]:
    """The form's own fields; an amount that is no number is said in words, never dropped."""
    row: dict[str, str | None] = {}
    odd: list[str] = []
    for field in TARGET.fields:
        if field.private:
            continue
        for key in field.keys:
            text = record.text(key)
            if field.kind is Kind.AMOUNT:
                row[column_name(key)] = yuan = _money(record, key)
                if text and yuan is None:
                    odd.append(f"{path_title(key)}：{public(text)}")
            else:
                row[column_name(key)] = plain(text) if field.kind is Kind.STAMP else public(text)
    return {**row, "amounts_as_printed": "；".join(odd)}


def _money(record: Record, key: str) -> str | None:
    try:
        amount = record.amount(key)
    except ValueError:
        return None
    if amount is None or amount.mark is not Mark.NUMBER:
        return None
    return amount.to(Unit.YUAN, 2).plain


def indicator_rows(records: Iterable[Record]) -> Iterator[Row]:
    """A row for each indicator of either half."""
    for target, record in enumerate(records, 1):
        for key, rows in record.lists.items():
            half = list_half(key)
            for n, row in enumerate(rows, 1):
                yield {
                    "target": str(target),
                    "half": half,
                    "half_name": HALF_TITLES[half],
                    "n": str(n),
                    **_indicator(row),
                }


def _indicator(row: Indicator) -> dict[str, str | None]:
    value = public(row.value.text)
    measure = parse_measure(value or "")
    return {
        "level1": row.level1,
        "level2": row.level2,
        "level3": public(row.level3.text),
        "value": value,
        **{key: plain(getattr(measure, key)) for key in measure.__struct_fields__},
    }
