"""Attribute and period of a project: against each other, against its name, its plan and its dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.dates import spans
from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.kinds import has
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.period import ALWAYS, ONCE, lasts_one_year, one_year, years_of
from mingzhang.checking.subject import Form, Row, plain
from mingzhang.domain.chars import chinese_number
from mingzhang.domain.place import Place

_BASIS = "项目支出绩效目标表填报说明：项目属性分一次性、延续性、经常性，项目期与之对应（待核）"
_WORDS = lexicon("head")
_LASTING = re.compile(
    r"(?<![\d.第])(\d{1,3}|[一二两三四五六七八九十]{1,3})(?:个)?(年|月)(?!度|底|\d|初|末|前)"
)
_PERIOD = re.compile(
    r"(?:工期|建设期|(?:建设|实施|施工|项目|工程)(?:周期|时长|期限))(?:计划|预计|暂定)?[为约是:]?(\d{1,3})个?(年|月)"
)
_QUARTERS = re.compile(r"(\d{1,2})[-—~至到](\d{1,2})月[^%;；。]{0,12}?(\d{1,3})%")
_OPENING = re.compile("开园|开学|开馆|使用|运营|质保|保修|移交|审计|决算|绩效评价|还款")


@rule(
    "PH-01",
    defect="attribute-conflict",
    scope=Scope.FORM,
    title="项目属性与项目期相符",
    basis=_BASIS,
    message="项目属性为“{attribute}”，项目期却为“{period}”",
    remedy="分年度实施的填延续性项目及年数；长期开展的填经常性项目；当年结束的填一次性项目、1年",
    severity=Severity.WARNING,
)
def attribute_and_period_agree(form: Form) -> Iterator[Outcome]:
    """Speaks where what ends in a year lasts longer, and where what never ends has two to ten years. 99年 is the
    system's code for what is permanent; a permanent project or one in stages given for one year is let be.
    """
    attribute, years = form.text("attribute"), years_of(form)
    if not attribute or years is None:
        yield Unable("项目属性或项目期未填写", form.places("attribute", "period"))
    elif (ONCE in attribute and years > 1) or (ALWAYS in attribute and 2 <= years <= 10):
        yield Breach(
            form.places("attribute", "period"),
            {"attribute": form.record.text("attribute"), "period": form.record.text("period")},
            evidence=f"{form.record.text('attribute')} / {form.record.text('period')}",
            expected="1年" if ONCE in attribute else "延续性项目，或99年",
            actual=form.record.text("period") or "",
            field="period",
            rests_on=("attribute",),
        )
    else:
        yield HOLDS


@rule(
    "PH-02",
    defect="attribute-conflict",
    scope=Scope.FORM,
    title="每年都有的支出不填一次性项目",
    basis=_BASIS,
    message="名称中的“{word}”是每年都有的支出，项目属性却为“{attribute}”",
    remedy="确系长期开展的改为经常性项目；仅当年安排的可不改",
    severity=Severity.NOTE,
)
def what_returns_every_year_is_not_once(form: Form) -> Iterator[Outcome]:
    """A hint only. Silent for works and purchases and for names of an earlier year or of half a year."""
    attribute, name = form.text("attribute"), plain(form.name)
    word = next((w for w in _WORDS["recurring"]["name"] if w in name), None)
    if not attribute or word is None or has(name, _WORDS["recurring"]["once"]):
        return
    if any(span.first != form.year for span in spans(name)) or ONCE not in attribute:
        yield HOLDS
        return
    yield Breach(
        form.places("attribute", "project_name"),
        {"word": word, "attribute": form.record.text("attribute")},
        evidence=form.record.text("attribute") or "",
        expected="经常性项目",
        actual=form.record.text("attribute") or "",
        field="attribute",
        rests_on=("project_name",),
    )


@rule(
    "PH-03",
    defect="one-year-but-multi-year",
    scope=Scope.FORM,
    title="一年期项目在一年内完成",
    basis=_BASIS,
    message="项目申报为当年结束，{told}",
    remedy="跨年实施的改为延续性项目并填实际年数，资金分年安排；否则改计划和时效指标",
)
def one_year_projects_end_in_their_year(form: Form) -> Iterator[Outcome]:
    """Speaks of a timeliness indicator or a stated building period of more than a year or 12 months, and of a
    plan, goal or timeliness that runs beyond the budget year. Works that began in the year before are let be,
    as are the terms of loans, guarantees and contracts, an opening after the works are done, and where things
    shall stand by a later year (到2030年…).
    """
    if not one_year(form) or form.year is None:
        return
    found = [*_long_rows(form), *_long_texts(form)]
    if not found:
        yield HOLDS
        return
    yield Breach(
        tuple(place for *_, places in found for place in places),
        {"told": "；".join(dict.fromkeys(told for _, told, _ in found))},
        evidence=found[0][1],
        expected=f"{form.year}年内完成",
        actual=found[0][1],
        field=found[0][0],
        rests_on=("attribute", "period"),
    )


_Told = tuple[str, str, tuple[Place, ...]]


def _long_rows(form: Form) -> Iterator[_Told]:
    for row in form.distinct:
        if row.level2 != "时效指标" or has(row.name, _WORDS["duration"]["other"]):
            continue
        value = plain(row.value)
        months = _duration(value) if len(value) <= 12 else None
        stated = _PERIOD.search(plain(row.name))
        if months is None and stated:
            months = _months(stated[1], stated[2])
        if months is not None and 12 < months <= 120:
            yield f"{row.path}.value", f"时效指标“{_told(row)}”超过一年", row.places
        elif _beyond(form, value):
            yield f"{row.path}.value", f"时效指标“{_told(row)}”晚于预算年度", row.places


def _long_texts(form: Form) -> Iterator[_Told]:
    for key, title in (("plan", "实施计划"), ("whole_goal", "实施期目标"), ("annual_goal", "年度目标")):
        text = form.text(key)
        late = _beyond(form, text)
        stated = _PERIOD.search(text)
        if late:
            yield key, f"{title}写明“{late}”，晚于预算年度", form.places(key)
        elif stated and (_months(stated[1], stated[2]) or 0) > 12:
            yield key, f"{title}写明“{stated.group()}”，超过一年", form.places(key)


def _beyond(form: Form, text: str) -> str | None:
    """The date in a text that lies after the budget year; none that speaks of use, guarantee or repayment."""
    for span in spans(text):
        clause = re.split("[,，;；。]", text[span.stop : span.stop + 24])[0]
        vision = not span.period and text[: span.start].endswith(("到", "至"))
        if (
            form.year is not None
            and form.year < span.last <= form.year + 10
            and not vision
            and not _OPENING.search(clause)
        ):
            return text[span.start : span.stop]
    return None


def _duration(value: str) -> int | None:
    match = _LASTING.search(value)
    return _months(match[1], match[2]) if match and not spans(value) else None


def _months(number: str, unit: str) -> int | None:
    count = int(number) if number.isdecimal() else chinese_number(number)
    return None if count is None else count * (12 if unit == "年" else 1)


def _told(row: Row) -> str:
    return f"{plain(row.name)} {plain(row.value)}"


@rule(
    "PH-04",
    defect="plan-period-conflict",
    scope=Scope.FORM,
    title="实施计划与项目期相符",
    basis=_BASIS,
    message="项目期为 {period}，计划却在一年的 {parts} 个时段内支付或完成 {total}%",
    remedy="按年度写明实施内容和资金安排，或改项目期",
    severity=Severity.WARNING,
)
def the_plan_covers_the_period(form: Form) -> Iterator[Outcome]:
    """Speaks where the months of one year take 100% of a project of two to ten years, and its year has not
    all the money.
    """
    years, plan = years_of(form), form.text("plan")
    if years is None or lasts_one_year(form) or years > 10 or form.cents("whole") == form.cents("annual"):
        return
    parts = _QUARTERS.findall(plan)
    total = sum(int(part[2]) for part in parts)
    if len(parts) < 2 or total != 100:
        yield HOLDS if plan else Unable("实施计划未填写")
        return
    yield Breach(
        form.places("plan", "period"),
        {"period": f"{years}年", "parts": len(parts), "total": total},
        evidence=plan,
        expected=f"{years}年的计划",
        actual="一年的计划",
        field="plan",
        rests_on=("period",),
    )


RULES = (
    attribute_and_period_agree,
    what_returns_every_year_is_not_once,
    one_year_projects_end_in_their_year,
    the_plan_covers_the_period,
)
