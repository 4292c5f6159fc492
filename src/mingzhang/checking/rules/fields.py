"""Whether each text of a form holds what its field asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.dates import spans
from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.subject import Form, Paper
from mingzhang.checking.texts import LABELS
from mingzhang.checking.words import bare

_FIELD = lexicon("texts")["field"]
_CONTENTLESS, _PAID, _MEASURE, _DOCUMENT, _APPEAL, _MINUTES, _SCHEDULE, _LEADERS, _NAMES = (
    re.compile(_FIELD[key])
    for key in (
        "contentless",
        "paid",
        "measure",
        "document",
        "appeal",
        "minutes",
        "schedule",
        "leaders",
        "names_only",
    )
)
_BUDGET = re.compile(lexicon("texts")["basis"]["budget"])
_NUMBERED = re.compile(r"\d+(?:号|次|期|届)|[一二三四五六七八九十]+(?:号|次|期)|20\d\d年")
_NUMBER_ALONE = re.compile(r"^(?:20\d\d年)?第?[\d一二三四五六七八九十]+(?:次|期|号)$")
_PERIOD_ONLY = re.compile(r"[\d年月日至到底前末初全度内上下半完工成支出实施竣投用时间,.。;、~—-]+")
_GOING_ON = re.compile(
    "(?:全年|常年|长期|年内|本年度?|按照?计划|按时|逐步|有序|持续|稳步|扎实|组织|推进|实施|开展|进行|执行|完成|落实|项目|工作)+[.。]?"
)
_TEXTS = ("overview", "basis", "necessity", "safeguards", "plan")
_GOALS = ("whole_goal", "annual_goal")
_BASIS = "项目支出绩效目标表填报说明：立项依据、必要性、制度措施、实施计划分别填写（待核）"


@rule(
    "PX-10",
    defect="field-none",
    scope=Scope.FORM,
    title="各栏均有内容",
    basis=_BASIS,
    message="{told}",
    remedy="补写依据的文件名称和文号、实施的制度和措施",
    severity=Severity.WARNING,
)
def every_field_has_contents(form: Form) -> Iterator[Outcome]:
    """Speaks of 无 and its like in any field, and of safeguards of a few characters that name no rule, measure
    or duty. Safeguards that only promise to follow the documents, or say that the money has been paid, are a
    hint, as is 无 for the goal of the year alone. A blank cell is not told here: it may have been lost in what was read.
    """
    filled = {key: text for key in _TEXTS if (text := form.text(key))}
    if not filled:
        yield Unable("文字各栏均未填写", form.places("project_name"))
        return
    goals = {key: text for key in _GOALS if (text := form.text(key))}
    filled |= goals
    none = [key for key, text in filled.items() if bare(text) in _FIELD["none"]]
    safeguards = bare(filled.get("safeguards", ""))
    empty = 0 < len(safeguards) <= 12 and not _MEASURE.search(safeguards) and "safeguards" not in none
    hollow = bool(safeguards) and bool(
        _CONTENTLESS.search(safeguards) or (_PAID.search(safeguards) and not _MEASURE.search(safeguards))
    )
    if not none and not empty and not hollow:
        yield HOLDS
        return
    keys = none or ["safeguards"]
    told = (
        f"{'、'.join(LABELS[key] for key in none)}填为“{filled[none[0]]}”"
        if none
        else f"制度、措施“{filled['safeguards']}”没有写出任何制度或措施"
    )
    yield Breach(
        form.places(*keys),
        {"told": told},
        evidence=filled[keys[0]],
        expected="文件、制度或措施",
        actual=filled[keys[0]],
        field=keys[0],
        severity=Severity.NOTE if (hollow and not none and not empty) or none == ["annual_goal"] else None,
    )


@rule(
    "PX-11",
    defect="field-shift",
    scope=Scope.FORM,
    title="内容填在应填的栏内",
    basis=_BASIS,
    message="{told}",
    remedy="把内容移到应填的栏，空出的栏补写",
    severity=Severity.WARNING,
)
def contents_stand_in_their_field(form: Form) -> Iterator[Outcome]:
    """Speaks of safeguards that are a schedule, of an overview that is minutes, of a necessity that sets up a
    leading group, or that only repeats or cites documents. Two and more are an error: the fields have slipped.
    """
    if not any(form.text(key) for key in _TEXTS):
        yield Unable("文字各栏均未填写", form.places("project_name"))
        return
    found = dict(_shifted(form))
    if not found:
        yield HOLDS
        return
    keys = tuple(found)
    yield Breach(
        form.places(*keys),
        {"told": "；".join(f"{LABELS[key]}填的是{what}" for key, what in found.items())},
        evidence=form.record.text(keys[0]) or "",
        expected=LABELS[keys[0]],
        actual=form.text(keys[0]),
        field=keys[0],
        severity=Severity.ERROR if len(found) > 1 else None,
    )


def _shifted(form: Form) -> Iterator[tuple[str, str]]:
    overview, basis, necessity = form.text("overview"), form.text("basis"), form.text("necessity")
    if (
        overview
        and len(overview) <= 30
        and _MINUTES.search(overview)
        and not re.sub(r"[政府区县市委第次届20\d年月日号期()〔〕\[\],.。]|" + _MINUTES.pattern, "", overview)
    ):
        yield "overview", "会议纪要"
    if necessity and _is_basis_again(bare(basis), bare(necessity)):
        yield "necessity", "立项依据"
    elif necessity and _LEADERS.search(necessity):
        yield "necessity", "制度、措施"
    elif "《" in necessity and _NAMES.search(bare(necessity)):
        yield "necessity", "文件名称"
    if _SCHEDULE.search(bare(form.text("safeguards"))):
        yield "safeguards", "实施计划"


def _is_basis_again(basis: str, necessity: str) -> bool:
    """Whether the necessity is the basis, or its beginning, and cites documents."""
    if len(necessity) < 8 or not (
        basis == necessity or (basis.startswith(necessity) and len(necessity) >= 20)
    ):
        return False
    return bool(re.search("批复|纪要|通知|号文|号|文件$", necessity))


@rule(
    "PX-12",
    defect="plan-empty",
    scope=Scope.FORM,
    title="实施计划写明步骤",
    basis=_BASIS,
    message="实施计划“{text}”{lack}",
    remedy="分阶段写明做什么、何时完成",
    severity=Severity.NOTE,
)
def the_plan_has_steps(form: Form) -> Iterator[Outcome]:
    """A hint where nothing is left of a plan besides dates and 完成, 完工, 支出, or 全年有序推进."""
    plan = form.text("plan")
    if not plan:
        yield Unable("实施计划未填写", form.places("project_name"))
    elif _PERIOD_ONLY.fullmatch(plan) or _GOING_ON.fullmatch(plan):
        yield Breach(
            form.places("plan"), {"text": form.record.text("plan"), "lack": "只有时间，没有步骤" if _PERIOD_ONLY.fullmatch(plan) else "没有步骤和时间"},
            evidence=plan, expected="步骤和时间", actual=plan, field="plan",
        )  # fmt: skip
    else:
        yield HOLDS


@rule(
    "PX-13",
    defect="basis-invalid",
    scope=Scope.FORM,
    title="立项依据是写明名称和文号的文件",
    basis="财预〔2015〕88号：绩效目标应符合法律法规、规划和政策（条款待核）；项目支出绩效目标表填报说明（待核）",
    message="立项依据“{text}”{reason}",
    remedy="写明文件名称和文号；会议纪要写明会议名称、届次和日期",
    severity=Severity.WARNING,
)
def the_basis_is_a_document(form: Form) -> Iterator[Outcome]:
    """Speaks of a basis that names no document, decision or rule, and of a bare number that does not say of
    what. Hints: an appeal to superiors without a document, the budget itself. Minutes without a number are
    PX-14, 无 is PX-10; where the fields have slipped, PX-11 speaks instead.
    """
    text = form.text("basis")
    if not text:
        yield Unable("立项依据未填写", form.places("project_name"))
        return
    plain = bare(text)
    if plain in _FIELD["none"] or len(dict(_shifted(form))) > 1:
        return
    reason, severity = _fault(text, plain)
    if reason is None:
        yield HOLDS
        return
    yield Breach(
        form.places("basis"),
        {"text": text if len(text) <= 40 else f"{text[:40]}…", "reason": reason},
        evidence=form.record.text("basis") or "",
        expected="文件名称和文号",
        actual=text,
        field="basis",
        severity=severity,
    )


def _fault(text: str, plain: str) -> tuple[str | None, Severity | None]:
    if _NUMBER_ALONE.fullmatch(plain):
        return "没有说明是什么文件或会议", None
    if _BUDGET.search(plain):
        return "是预算安排本身，不是立项的依据", Severity.NOTE
    if not _DOCUMENT.search(text):
        return (
            ("不是文件、决定或规定", None)
            if not _APPEAL.search(text)
            else ("没有写明文件名称和文号", Severity.NOTE)
        )
    if (
        len(text) >= 40
        and not re.search("号|《|纪要|批复|通知|意见|方案|规划|条例|协议|合同", text)
        and not spans(text)[1:]
    ):
        return "是情况叙述，没有写明文件名称和文号", Severity.NOTE
    return None, None


@rule(
    "PX-14",
    defect="basis-invalid",
    scope=Scope.DOCUMENT,
    title="作为依据的会议纪要写明届次和日期",
    basis=_BASIS,
    message="第 {forms} 份目标表的立项依据只写“会议纪要”，没有届次和日期",
    remedy="写明会议名称、届次和日期",
    severity=Severity.NOTE,
)
def minutes_are_dated(paper: Paper) -> Iterator[Outcome]:
    """One hint for the paper: many units write no more than 会议纪要. Speaks where a basis is nothing else."""
    bare_minutes = [form for form in paper.forms if _only_minutes(bare(form.text("basis")))]
    if not bare_minutes:
        if any(form.text("basis") for form in paper.forms):
            yield HOLDS
        return
    yield Breach(
        tuple(place for form in bare_minutes for place in form.places("basis")),
        {"forms": "、".join(str(form.n) for form in bare_minutes)},
        evidence=bare_minutes[0].text("basis"),
        expected="会议名称、届次和日期",
        actual=bare_minutes[0].text("basis"),
    )


def _only_minutes(plain: str) -> bool:
    return 0 < len(plain) <= 14 and bool(_MINUTES.search(plain)) and not _NUMBERED.search(plain)


RULES = (
    every_field_has_contents,
    contents_stand_in_their_field,
    the_plan_has_steps,
    the_basis_is_a_document,
    minutes_are_dated,
)
