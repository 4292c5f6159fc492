"""A project's money: where it comes from and how much; the lines of the budget behind it. Money in 分."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mingzhang.domain.ledger import Level, Period
from mingzhang.forms.ledger_exchange import cents
from mingzhang.forms.ledger_sheet import FUNDS, KINDS, LEVELS, PERIODS, PROCUREMENTS, Choice
from mingzhang.forms.spec import Field
from mingzhang.forms.target import FUNDS as FORM_FUNDS
from mingzhang.forms.target import TARGET
from mingzhang.tables.names import Names
from mingzhang.web.store.models import OpenProject


@dataclass(frozen=True, slots=True)
class Source:
    """Money from one source: ``name`` says whose it is, ``more`` from which government and of which year."""

    name: str
    more: str
    cents: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the budget in words."""

    kind: str
    function: str
    departmental: str
    government: str
    fund: str
    period: str
    level: str
    procurement: str
    cents: int


def _said(choices: tuple[Choice, ...], value: object) -> str:
    return next((choice.word for choice in choices if choice.value == value), str(value or ""))


def lines(project: OpenProject) -> tuple[Line, ...]:
    """The lines of a project in words, codes with their names."""
    names = Names(
        {f"function:{project.function}": project.function_name} if project.function_name else {}, project.year
    )
    return tuple(_line(told, names) for told in project.lines)


def _line(told: Mapping[str, Any], names: Names) -> Line:
    def named(kind: str) -> str:
        code = told.get(kind, "")
        return f"{code} {names.name(kind, code) or ''}".strip()

    return Line(
        _said(KINDS, told["kind"]), named("function"), named("departmental"), named("government"),
        _said(FUNDS, told["fund"]), _said(PERIODS, told.get("period", Period.CURRENT.value)),
        _said(LEVELS, told.get("level", Level.LOCAL.value)), _said(PROCUREMENTS, told.get("procurement")),
        cents(told["amount"]),
    )  # fmt: skip


def sources(project: OpenProject) -> tuple[Source, ...]:
    """Where this year's money comes from: by the lines of the budget, else by the form; the largest first."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines(project):
        sums[line.fund, f"{line.level}，{line.period}"] += line.cents
    found = [Source(*name, money) for name, money in sums.items() if money]
    return tuple(sorted(found or _of_form(project.form), key=lambda source: -source.cents))


def _of_form(form: Mapping[str, Any]) -> list[Source]:
    annual = (form.get("funds") or {}).get("annual") or {}
    told = ((label, annual.get(key)) for key, label, _english in FORM_FUNDS if key != "total")
    return [Source(label, "", money) for label, yuan in told if (money := form_cents(yuan))]


def form_cents(yuan: str | None) -> int | None:
    """Yuan as the form has them, in 分; None for what is blank or no number."""
    try:
        return cents(yuan) if yuan else None
    except ValueError:
        return None


def original(form: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of the form as it was published: label and text, those without personal data that say anything."""
    fields = (item for row in TARGET.rows for item in row.items if isinstance(item, Field))
    for field in fields:
        text = _text(form, field.key)
        if text:
            yield field.title or field.label, text


def _text(form: Mapping[str, Any], key: str) -> str:
    if key == "department":
        return " ".join(filter(None, (form.get("department_code"), form.get("department_name"))))
    if key.startswith("funds."):
        _funds, half, name = key.split(".")
        money = ((form.get("funds") or {}).get(half) or {}).get(name)
        return f"{money} 元" if money else ""
    return str(form.get(key) or "")
