"""The rows of each file of the standard, out of a ledger and target forms: texts by field, nothing computed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mingzhang.domain.amount import Mark, Unit
from mingzhang.domain.chars import fold
from mingzhang.domain.ledger import BudgetLine, Ledger
from mingzhang.domain.measure import parse_measure
from mingzhang.domain.record import Indicator, Record
from mingzhang.forms.codelists import code_list
from mingzhang.forms.ledger_exchange import money
from mingzhang.forms.ledger_sheet import FUNDS, KINDS, LEVELS, PERIODS, Choice
from mingzhang.forms.spec import Half
from mingzhang.tables.names import Names
from mingzhang.writing.national.keys import key_of
from mingzhang.writing.national.standard import EQUAL, QUALITATIVE, SIGNS
from mingzhang.writing.plain import plain
from mingzhang.writing.projects import Project, Projects, projects

Row = Mapping[str, str | None]


def _codes(choices: Sequence[Choice]) -> dict[str, str]:
    return {str(choice.value): choice.standard for choice in choices}


_KIND, _FUND, _LEVEL, _PERIOD = _codes(KINDS), _codes(FUNDS), _codes(LEVELS), _codes(PERIODS)
_FUND_NAMES = {str(choice.value): choice.word for choice in FUNDS}
_YEARFLAG = {Half.WHOLE: "1", Half.ANNUAL: "0"}
_OBJECT = {Half.WHOLE: ("1", "总体绩效"), Half.ANNUAL: ("2", "项目年度绩效")}
_TERM = re.compile(r"(\d{1,3})年")


@dataclass(frozen=True)
class NationalRows:
    """The rows of a ledger and of forms; ``division`` and ``year`` are what a ledger does not tell."""

    ledger: Ledger | None
    records: Sequence[Record]
    division: str = ""
    year: int | None = None

    @cached_property
    def found(self) -> Projects:
        """The projects of both."""
        return projects(self.ledger, self.records)

    def projects(self) -> Iterator[Row]:
        """PM_PROJECT_INFO: a row for each project, with what its first form says of it."""
        forms: dict[str, Record] = {}
        for project, record in zip(self.found.of_records(), self.records, strict=True):
            forms.setdefault(project.key, record)
        for project in self.found.all:
            form = forms.get(project.key)
            row = {**self._head(project, form), "PRO_CAT_CODE": _KIND[project.kind] if project.kind else ""}
            yield {**row, **_of_form(form)} if form else row

    def goals(self) -> Iterator[Row]:
        """PM_PERF_GOAL_INFO: a row for each half of a form that says anything."""
        for record, half, head in self._halves():
            code, name = _OBJECT[half]
            yield {
                **head,
                "PERF_OBJ_TYPE_CODE": code,
                "PERF_OBJ_TYPE_NAME": name,
                "YEARFLAG": _YEARFLAG[half],
                "KPI_TARGET": plain(record.text(f"{half}_goal")),
            }

    def indicators(self) -> Iterator[Row]:
        """PM_PERF_INDICATOR: a row for each indicator."""
        for record, half, head in self._halves():
            seen: Counter[tuple[str, ...]] = Counter()
            for indicator in record.lists.get(f"{half}_indicators", ()):
                texts = (indicator.level1, indicator.level2, indicator.level3.text, indicator.value.text)
                seen[texts] += 1
                yield {
                    **head,
                    "KPI_ID": key_of(str(head["KPI_PER_ID"]), *texts, str(seen[texts])),
                    "YEARFLAG": _YEARFLAG[half],
                    **_indicator(indicator),
                }

    def annual(self) -> Iterator[Row]:
        """BGT_PM_ANNUAL: a row for each line of money."""
        if not self.ledger:
            return
        names = Names.of(self.ledger)
        departments = {department.code: department.name for department in self.ledger.departments}
        units = {unit.code: unit.name for unit in self.ledger.units}
        for line in self.ledger.lines:
            project = self.found.of_line(line)
            yield {
                **self._division(None),
                "FISCAL_YEAR": str(line.year),
                "DEPT_CODE": line.department,
                "DEPT_NAME": plain(departments.get(line.department)),
                "AGENCY_CODE": line.unit,
                "AGENCY_NAME": plain(units.get(line.unit)),
                "PRO_ID": self._project_key(project) if project else None,
                "PRO_CODE": line.project_code,
                "PRO_NAME": plain(line.project),
                **_line(line, names),
            }

    def _halves(self) -> Iterator[tuple[Record, Half, dict[str, str | None]]]:
        """The halves of each form that say anything, with what stands in front of their rows."""
        forms: Counter[str] = Counter()
        for project, record in zip(self.found.of_records(), self.records, strict=True):
            forms[project.key] += 1
            for half in Half:
                if record.text(f"{half}_goal") or record.lists.get(f"{half}_indicators"):
                    head = self._head(project, record)
                    key = key_of(str(head["PRO_ID"]), half, str(forms[project.key]))
                    yield record, half, {**head, "KPI_PER_ID": key}

    def _head(self, project: Project, record: Record | None) -> dict[str, str | None]:
        return {
            **self._division(record),
            "AGENCY_CODE": project.unit,
            "AGENCY_NAME": plain(project.unit_name),
            "PRO_ID": self._project_key(project),
            "PRO_CODE": project.code,
            "PRO_NAME": plain(project.name),
        }

    def _division(self, record: Record | None) -> dict[str, str | None]:
        code = self._division_code
        named = code_list("divisions").get(code[:6]) if code else None
        told = fold(record.text("year") or "") if record else ""
        year = told if told.isdecimal() else self._year
        return {
            "MOF_DIV_CODE": code,
            "MOF_DIV_NAME": named.name if named else plain(record.text("region")) if record else None,
            "FISCAL_YEAR": year,
        }

    @cached_property
    def _division_code(self) -> str:
        return (self.ledger.division if self.ledger else "") or self.division

    @cached_property
    def _year(self) -> str | None:
        year = self.ledger.year if self.ledger else self.year
        return None if year is None else str(year)

    def _project_key(self, project: Project) -> str:
        return self._project_keys[project.key]

    @cached_property
    def _project_keys(self) -> dict[str, str]:
        """By the project's own key; made of what it is, whatever other projects there are."""
        seen: Counter[tuple[str, ...]] = Counter()
        found: dict[str, str] = {}
        for project in self.found.all:
            own = (project.department, project.unit or project.unit_name, project.code, project.name)
            seen[own] += 1
            found[project.key] = key_of(self._division_code, self._year or "", *own, str(seen[own]))
        return found


def _of_form(record: Record) -> dict[str, str | None]:
    period = record.text("period")
    term = _TERM.fullmatch(fold(period or ""))
    return {
        "PRO_TERM": term[1] if term else plain(period),
        "PRO_TOTAL_AMT": _yuan(record, "funds.whole.total"),
        "PRO_DESC": plain(record.text("overview")),
        "PRO_BASES": plain(record.text("basis")),
    }


def _yuan(record: Record, key: str) -> str | None:
    """Money in yuan; what is no amount as printed, to be said."""
    try:
        amount = record.amount(key)
    except ValueError:
        return plain(record.text(key))
    return amount.to(Unit.YUAN, 2).plain if amount and amount.mark is Mark.NUMBER else None


def _line(line: BudgetLine, names: Names) -> dict[str, str | None]:
    return {
        "PRO_KIND_CODE": _KIND[line.kind],
        "EXP_FUNC_CODE": line.function,
        "EXP_FUNC_NAME": names.name("function", line.function),
        "GOV_BGT_ECO_CODE": line.government,
        "GOV_BGT_ECO_NAME": names.name("government", line.government),
        "DEP_BGT_ECO_CODE": line.departmental,
        "DEP_BGT_ECO_NAME": names.name("departmental", line.departmental),
        "FUND_TYPE_CODE": _FUND[line.fund],
        "FUND_TYPE_NAME": _FUND_NAMES[line.fund],
        "FOUND_TYPE_NAME": _PERIOD[line.period],
        "BUDGET_LEVEL_CODE": _LEVEL[line.level],
        "REPLY_AMT": money(line.cents),
        "IS_GOV_PUR": "2" if line.procurement is None else "1",
    }


def _indicator(indicator: Indicator) -> dict[str, str | None]:
    """Names and value. One number with its sign and unit is quantitative; all else is told as printed."""
    text = plain(indicator.value.text)
    measure = parse_measure(text or "")
    single = measure.number is not None and measure.upper is None and measure.factor is None
    return {
        "LV1_PERF_IND_NAME": indicator.level1,
        "LV2_PERF_IND_NAME": indicator.level2,
        "LV3_PERF_IND_NAME": plain(indicator.level3.text),
        "COMPUTESIGN": (SIGNS.get(measure.operator or "", EQUAL) if single else QUALITATIVE)
        if text
        else None,
        "KPI_VAL": measure.number if single else text,
        "METERUNIT": measure.unit if single else None,
    }
