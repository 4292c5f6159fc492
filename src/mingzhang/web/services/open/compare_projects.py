"""Projects side by side: what they are, their money, what they want to reach, their indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingzhang.domain.amount import Unit
from mingzhang.domain.chars import fold
from mingzhang.web.services.open.lists import Column, Holds, Listing, Row, Value
from mingzhang.web.services.open.words import KIND_WORDS, funds_said
from mingzhang.web.store.models import OpenIndicator, OpenProject

ASPECT = Column("aspect", gettext_lazy("内容"), width=18)
LEVEL = Column("level", gettext_lazy("类别"), width=18)
INDICATOR = Column("indicator", gettext_lazy("指标"), width=28)
MARK = Column("mark", gettext_lazy("异同"), width=8)
_SOURCES = (
    ("central", gettext_lazy("其中：中央资金")),
    ("provincial", gettext_lazy("其中：省级资金")),
    ("local", gettext_lazy("其中：市县资金")),
    ("self_raised", gettext_lazy("其中：自筹资金")),
    ("other", gettext_lazy("其中：其他资金")),
)


def projects_lists(projects: Sequence[OpenProject], places: Sequence[str]) -> tuple[Listing, ...]:
    """The lists of a comparison of projects; ``places`` say where each is from."""
    if not projects:
        return ()
    sides = tuple(
        Column(f"p{i}", f"{i}. {project.name}（{place}）", Holds.MONEY, 32, short=str(i))
        for i, (project, place) in enumerate(zip(projects, places, strict=True), 1)
    )
    facts = tuple(_facts(projects, sides))
    found = [Listing("facts", _("项目"), (ASPECT, *sides, MARK), facts, len(facts))]
    indicators = tuple(_indicators(projects, sides))
    if indicators:
        found.append(
            Listing(
                "indicators", _("绩效指标"), (LEVEL, INDICATOR, *sides, MARK), indicators, len(indicators)
            )
        )
    return tuple(found)


def differing(values: Sequence[Value]) -> str:
    """A word where values are not all the same."""
    return _("不同") if len(set(values)) > 1 else ""


def _row(first: Mapping[str, Value], sides: Sequence[Column], values: Sequence[Value], holds: Holds) -> Row:
    mark = differing(values)
    told = {**first, **{c.key: v for c, v in zip(sides, values, strict=True)}, MARK.key: mark or None}
    return Row(told, holds=holds, mark=mark)


def _facts(projects: Sequence[OpenProject], sides: Sequence[Column]) -> Iterator[Row]:
    sources = {_of_source(name) for _, name in _SOURCES}
    for name, holds, ask in _aspects():
        values = [ask(project) for project in projects]
        if any(value is not None for value in values) and not (name in sources and not any(values)):
            yield _row({ASPECT.key: name}, sides, values, holds)


def _aspects() -> Iterator[tuple[str, Holds, Callable[[OpenProject], Value]]]:
    text, money, prose = Holds.TEXT, Holds.MONEY, Holds.PROSE
    yield _("地区"), text, lambda p: p.budget.release.division_name
    yield _("部门"), text, lambda p: p.budget.department_name
    yield _("年度"), text, lambda p: str(p.year)
    yield _("项目代码"), Holds.CODE, lambda p: p.code or None
    yield _("实施单位"), text, lambda p: p.unit or None
    yield _("功能科目"), text, lambda p: f"{p.function} {p.function_name}".strip() or None
    yield _("资金性质"), text, lambda p: funds_said(p.funds) or None
    yield _("项目类别"), text, lambda p: KIND_WORDS.get(p.kind, p.kind) or None
    yield _("年度资金（万元）"), money, lambda p: p.annual
    for key, name in _SOURCES:
        yield _of_source(name), money, _source(key)
    yield _("项目总额（万元）"), money, lambda p: p.whole
    yield _("项目概况"), prose, lambda p: _said(p.form, "overview")
    yield _("年度目标"), prose, lambda p: _said(p.form, "annual_goal")
    yield _("总体目标"), prose, lambda p: _said(p.form, "whole_goal")


def _of_source(name: Promise) -> str:
    return f"{name}（{_('万元')}）"


def _said(form: Mapping[str, Any], key: str) -> str | None:
    return form.get(key) or None


def _source(key: str) -> Callable[[OpenProject], Value]:
    """This year's money of a source in 分; forms have it in yuan."""

    def ask(project: OpenProject) -> Value:
        yuan = ((project.form.get("funds") or {}).get("annual") or {}).get(key)
        try:
            return None if yuan is None else int(Decimal(yuan) * Unit.YUAN.cents)
        except (InvalidOperation, ValueError):
            return None

    return ask


def _indicators(projects: Sequence[OpenProject], sides: Sequence[Column]) -> Iterator[Row]:
    """Every indicator that one of them has, by its kind and name; this year's, where there are any."""
    told: dict[tuple[str, str], tuple[str, list[list[str]]]] = {}
    for i, project in enumerate(projects):
        for each in _of_half(project):
            name, values = told.setdefault(
                (each.level2, fold(each.name)), (each.name, [[] for _ in projects])
            )
            values[i].append(each.value or "—")
    order = list(dict.fromkeys(level for level, _ in told))
    for (level, _folded), (name, lists) in sorted(told.items(), key=lambda item: order.index(item[0][0])):
        joined: list[Value] = ["；".join(each) or None for each in lists]
        yield _row({LEVEL.key: level, INDICATOR.key: name}, sides, joined, Holds.TEXT)


def _of_half(project: OpenProject) -> list[OpenIndicator]:
    rows = list(project.indicator_rows.all())
    return [row for row in rows if row.half == "annual"] or rows
