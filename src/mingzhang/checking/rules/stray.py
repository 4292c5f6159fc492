"""What a form took from elsewhere: another project's text, another year's dates, another county's unit, a larger number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from mingzhang.checking.dates import Span, bare_months, spans
from mingzhang.checking.facts import numbers, speaks_of
from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.kinds import has
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.period import ALWAYS, one_year, years_of
from mingzhang.checking.subject import Form, Paper, plain
from mingzhang.checking.texts import LABELS
from mingzhang.checking.words import bare, core, likeness, pairs, share

_WORDS = lexicon("texts")["stray"]
_GENERIC = pairs(_WORDS["generic"])
_ARREARS = lexicon("texts")["dates"]["arrears"]
_PAYS, _OWES = re.compile(_WORDS["pays"]), re.compile(_WORDS["owes"])
_OVER = re.compile(_WORDS["over"])
_HEAD = lexicon("head")
_COPIED = ("overview", "necessity", "safeguards", "plan", "annual_goal", "basis")
_LONG, _OTHERS, _LEAST = 15, 3, 3
_COUNTING = ("overview", "plan", "whole_goal", "annual_goal")
_BOUNDS = frozenset("≥>≤<")
_BASIS = "财预〔2015〕88号：绩效目标应当指向明确，与项目内容相符（条款待核）"


@rule(
    "PX-55",
    defect="text-off-topic",
    scope=Scope.DOCUMENT,
    title="各栏文字不是从另一张表抄来的",
    basis=_BASIS,
    message="{label}与第 {other} 份表“{name}”相同，说的是那个项目的内容",
    remedy="按本项目的内容重写；从其他项目复制的逐句核对",
    severity=Severity.NOTE,
)
def a_text_is_not_copied_from_another_form(paper: Paper) -> Iterator[Outcome]:
    """A note where two or three forms of unlike names have one text, and its words stand in name, overview and
    indicators of the one form three times as often as in the other: that one has the copy. A text that is as
    near to both, such as measures that every form has, is let be, as is one that more forms share.
    """
    for key in _COPIED:
        by_text: dict[str, list[Form]] = defaultdict(list)
        for form in paper.forms:
            if len(form.text(key)) >= _LONG:
                by_text[bare(form.text(key))].append(form)
        for text, forms in by_text.items():
            if len(forms) < 2 or len(forms) > _OTHERS:
                yield HOLDS
                continue
            words = pairs(text) - _GENERIC
            near = {form.n: len(words & _rest(form, key)) for form in forms}
            best = max(forms, key=lambda f: near[f.n])
            for form in forms:
                far = near[best.n] >= _LEAST and near[best.n] >= 3 * near[form.n]
                if form is best or not far or likeness(form.name, best.name) >= 0.35:
                    yield HOLDS
                    continue
                yield Breach(
                    form.places(key),
                    {"label": LABELS[key], "other": best.n, "name": best.name},
                    evidence=form.record.text(key) or "",
                    expected="本项目的内容",
                    actual=form.text(key),
                    field=key,
                    form=form.n,
                )


def _rest(form: Form, key: str) -> frozenset[str]:
    """The pairs of characters of name, overview and indicators, without the field itself."""
    texts = [plain(form.name), *(form.text(k) for k in ("overview", "whole_goal") if k != key)]
    return pairs("，".join((*texts, *(plain(row.name) for row in form.half("whole")))))


@rule(
    "PX-56",
    defect="text-off-topic",
    scope=Scope.DOCUMENT,
    title="立项依据不是另一个项目的批复",
    basis=_BASIS,
    message="立项依据说的是另一个项目“{other}”",
    remedy="改为本项目的批复或文件",
    severity=Severity.NOTE,
)
def the_basis_is_this_projects(paper: Paper) -> Iterator[Outcome]:
    """A note where the basis holds the whole name of another project of the paper that has little of this
    form's own name and is not in its texts. Names that share half of their characters are one matter.
    """
    names = {core(plain(form.name)) for form in paper.forms}
    names = {name for name in names if len(name) >= 6}
    everything = "\n".join(bare(form.text("basis")) for form in paper.forms)
    printed = [name for name in names if name in everything]
    for form in paper.forms:
        basis, own = bare(form.text("basis")), core(plain(form.name))
        if not basis:
            continue
        other = next((n for n in printed if n in basis and n != own), None)
        if (
            other is None
            or likeness(other, own) >= 0.5
            or other in own
            or share(own, basis) >= 0.4
            or other in bare(form.text("overview"))
        ):
            yield HOLDS
        else:
            yield Breach(
                form.places("basis"), {"other": other}, evidence=form.record.text("basis") or "",
                expected="本项目的依据", actual=form.text("basis"), field="basis", form=form.n,
            )  # fmt: skip


@rule(
    "PX-24",
    defect="stale-year",
    scope=Scope.FORM,
    title="计划和目标的时间在预算年度",
    basis="预算法第三条、财预〔2015〕88号：年度绩效目标是预算年度内达到的产出和效果（条款待核）",
    message="{year} 年度的项目，{told}",
    remedy="按预算年度更新日期；已完成的写明本年支付什么",
    severity=Severity.NOTE,
)
def plans_are_not_of_an_earlier_year(form: Form) -> Iterator[Outcome]:
    """A note where a plan or goal begins with an earlier year, names no later one and goes on with months of
    its own, and where one says that things were done in an earlier year (已于2023年完成). Silent for projects
    and texts that pay for what is over, for works that go on into the new year by their months, and where
    PX-20 speaks.
    """
    if form.year is None:
        yield Unable("没有读到预算年度", form.places("project_name"))
        return
    if has(plain(form.name), _ARREARS):
        return
    found = [
        (key, told)
        for key in ("overview", "plan", "whole_goal", "annual_goal")
        for told in _past(form, key, form.year)
    ]
    if not found:
        yield HOLDS
        return
    yield Breach(
        form.places(*dict.fromkeys(key for key, _ in found)),
        {
            "year": form.year,
            "told": "；".join(dict.fromkeys(f"{LABELS[key]}写“{told}”" for key, told in found)),
        },
        evidence=found[0][1],
        expected=f"{form.year}年",
        actual=form.text(found[0][0]),
        field=found[0][0],
    )


def _past(form: Form, key: str, year: int) -> Iterator[str]:
    text = form.text(key)
    if "20" not in text or _OWES.search(text):
        return
    if key != "overview" and not _PAYS.search(text):
        for match in _OVER.finditer(text):
            if int(match["year"]) < year:
                yield match.group()
                return
    dated = spans(text)
    if key != "plan" or not dated or max(span.last for span in dated) != year - 1:
        return
    if bare_months(text[: dated[0].start]) or not bare_months(text[dated[-1].stop :]):
        return
    if _ascending(text, dated[-1]):
        yield re.split("[,，;；。]", text[dated[0].start :])[0][:24]


_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])(?:月|[-—~至到](?:1[0-2]|[1-9])月)")


def _ascending(text: str, last: Span) -> bool:
    """Whether the months after the last year go on from its own, so that they are months of that year."""
    months = [last.until or last.month or 1, *(int(m) for m in _MONTH.findall(text[last.stop :]))]
    return months == sorted(months)


@rule(
    "PX-34",
    defect="text-fact-conflict",
    scope=Scope.FORM,
    title="文字中的数量不大于指标中的同一数量",
    basis="财预〔2015〕88号：绩效目标应与绩效指标相匹配、前后一致（条款待核）",
    message="指标“{row}”，{label}却写“{text}”",
    remedy="核对数量，改为一致；口径不同的写明口径",
    severity=Severity.NOTE,
)
def texts_count_no_more_than_the_indicator(form: Form) -> Iterator[Outcome]:
    """A note where a text counts more of what a quantity or benefit counts in the same unit, while another text
    has the indicator's own number: one of the two is wrong. Silent for bounds, money and rates, for projects
    of several years, and for a text that has both numbers. What stands nowhere in the texts is PX-31.
    """
    if not one_year(form):
        return
    rows = [(row, said[0]) for row in form.half("whole") if len(said := numbers(plain(row.value))) == 1]
    if not rows:
        return
    said_of = {key: numbers(text) for key in _COUNTING if (text := form.text(key))}
    taken = [number for _, number in rows]
    for row, mine in rows:
        if mine.dimension in {"元", "%", "期"} or row.measure.operator in _BOUNDS:
            continue
        there = {key: [n for n in all_ if n.dimension == mine.dimension] for key, all_ in said_of.items()}
        if not any(mine.equals(n) for found in there.values() for n in found):
            continue
        for key, found in there.items():
            odd = next((n for n in found if n.value > mine.value and speaks_of(n, row.name)), None)
            if odd is None or any(mine.equals(n) for n in found) or any(odd.equals(n) for n in taken):
                continue
            yield Breach(
                (*form.places(key), *row.places),
                {"row": f"{plain(row.name)} {plain(row.value)}", "label": LABELS[key], "text": f"{odd.before[-8:]}{odd.printed}{odd.after[:8]}"},
                evidence=odd.printed, expected=plain(row.value), actual=odd.printed, field=key,
            )  # fmt: skip
            return
    yield HOLDS


@rule(
    "PH-12",
    defect="attribute-conflict",
    scope=Scope.FORM,
    title="一次办完的项目不填经常性项目",
    basis="项目支出绩效目标表填报说明：项目属性分一次性、延续性、经常性，项目期与之对应（待核）",
    message="项目属性为“{attribute}”，项目期却为 {period}，名称也是当年办完的事",
    remedy="当年结束的填一次性项目；确系长期开展的填实际期限",
    severity=Severity.NOTE,
)
def what_ends_is_not_permanent(form: Form) -> Iterator[Outcome]:
    """A note where a permanent project is given for one year and its name is of works or a purchase, or has the
    budget year. Running costs that a place asks for year by year are let be.
    """
    attribute, name = form.text("attribute"), plain(form.name)
    if ALWAYS not in attribute or years_of(form) != 1:
        return
    dated = any(span.first == form.year for span in spans(name))
    if not dated and not has(name, _HEAD["recurring"]["once"]):
        yield HOLDS
        return
    yield Breach(
        form.places("attribute", "period"),
        {"attribute": form.record.text("attribute"), "period": form.record.text("period")},
        evidence=form.record.text("attribute") or "",
        expected="一次性项目",
        actual=form.record.text("attribute") or "",
        field="attribute",
        rests_on=("period", "project_name"),
    )


@rule(
    "PH-13",
    defect="agency-name-mismatch",
    scope=Scope.FORM,
    title="实施单位是本县（区）的单位",
    basis="预算法第三十二条：各部门、各单位编制本部门、本单位预算草案（条款待核）",
    message="实施单位“{unit}”是“{there}”的，本表属{region}",
    remedy="改为本县（区）的实施单位",
    severity=Severity.NOTE,
)
def the_unit_is_of_this_county(form: Form) -> Iterator[Outcome]:
    """A note where the department is of the form's county by its name and the unit, otherwise of the same name,
    has another county in its place. Silent where either names no county.
    """
    region = form.document.document.region or form.record.text("region") or ""
    department, unit = bare(form.text("department_name")), bare(form.text("implementing_unit"))
    if not region or not unit or region not in department:
        return
    at = department.index(region)
    there = re.match(r"[\u4e00-\u9fff]{2,3}?[县区旗]", unit[at:]) if unit[:at] == department[:at] else None
    if region in unit or there is None or has(there[0], _WORDS["zones"]):
        yield HOLDS
        return
    yield Breach(
        form.places("implementing_unit"), {"unit": form.record.text("implementing_unit"), "there": there[0], "region": region},
        evidence=unit, expected=region, actual=there[0], field="implementing_unit", rests_on=("department_name",),
    )  # fmt: skip


RULES = (
    a_text_is_not_copied_from_another_form,
    the_basis_is_this_projects,
    plans_are_not_of_an_earlier_year,
    texts_count_no_more_than_the_indicator,
    what_ends_is_not_permanent,
    the_unit_is_of_this_county,
)
