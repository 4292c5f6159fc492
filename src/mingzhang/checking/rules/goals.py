"""Goals of a target form: whether they are goals at all, and of this kind of project."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.kinds import has, kind_of, works_instead
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.period import one_year
from mingzhang.checking.subject import Form, plain
from mingzhang.checking.texts import LABELS, is_name
from mingzhang.checking.words import bare, clauses, pairs, same

_GOAL, _WORKS = lexicon("texts")["goal"], lexicon("texts")["works"]
_MONEY, _PROCEDURE, _APPLIES = (re.compile(_GOAL[key]) for key in ("money", "procedure", "applies"))
_HOLLOW = re.compile(_GOAL["hollow"])
_MEASURED = re.compile(r"\d+(?:\.\d+)?(?:%|万?[\u4e00-\u9fffa-z㎡])")
_BASIS = "财预〔2015〕88号：绩效目标是预算资金计划在一定期限内达到的产出和效果（条款待核）"
GOALS = ("whole_goal", "annual_goal")


@rule(
    "PX-03",
    defect="goal-not-a-goal",
    scope=Scope.FORM,
    title="目标写明产出和效果",
    basis=_BASIS,
    message="{label}{reason}：“{text}”",
    remedy="写明到什么时间完成多少、达到什么效果，与绩效指标一一对应",
)
def a_goal_is_what_is_achieved(form: Form) -> Iterator[Outcome]:
    """Speaks where a goal is the project's name, the safeguards, how money is handled and nothing else, the way
    of papers and payments, or an application for money. A goal that would fit any office is a hint. What the
    goal says besides of works, people or results makes it a goal.
    """
    goals = {key: text for key in GOALS if (text := form.text(key))}
    if not goals:
        yield Unable("目标未填写", form.places("project_name"))
        return
    judged = [(key, *told) for key, text in goals.items() if (told := _no_goal(form, text))]
    if not judged:
        yield HOLDS
        return
    key, reason, severity = judged[0]
    keys = tuple(k for k, *_ in judged)
    yield Breach(
        form.places(*keys),
        {
            "label": "、".join(LABELS[k] for k in keys),
            "reason": reason,
            "text": _short(goals[key]),
        },
        evidence=form.record.text(key) or "",
        expected="产出和效果",
        actual=goals[key],
        field=key,
        severity=severity,
    )


def _no_goal(form: Form, text: str) -> tuple[str, Severity | None] | None:
    safeguards, plan = form.text("safeguards"), form.text("plan")
    parts = clauses(text)
    if is_name(text, form):
        return "只是项目名称", None
    if _all_of_money(parts, form):
        return "只说资金管理，没有项目的产出和效果", None
    if _APPLIES.search(text):
        return "是申请资金的说明", Severity.WARNING
    if safeguards and same(text, safeguards, 12) and has(text, _GOAL["safeguards"]) and text != plan:
        return "照抄制度、措施", Severity.WARNING
    steps = [part for part in parts if _PROCEDURE.search(part)]
    if len(steps) >= 2 and len(steps) * 2 >= len(parts):
        return "写的是办理程序或步骤", Severity.WARNING
    if _HOLLOW.search(bare(text)):
        return "适用于任何单位，没有本项目的内容", Severity.NOTE
    return None


def _all_of_money(parts: list[str], form: Form) -> bool:
    """Whether every clause speaks of handling money or of performance papers, and none of the project."""
    hits = [part for part in parts if _MONEY.search(part)]
    if not hits or len(hits) * 3 < len(parts) * 2 or any(_MEASURED.search(part) for part in parts):
        return False
    own = pairs(form.name) - pairs("项目资金工程经费补助补贴建设实施")
    return not own & pairs("，".join(parts))


@rule(
    "PX-04",
    defect="goal-indicator-conflict",
    scope=Scope.FORM,
    title="目标和计划与项目性质、指标一致",
    basis="财预〔2015〕88号：绩效目标与预算资金、绩效指标相匹配（条款待核）",
    message="本项目为{kind}，{labels}写的却是{works}（“{mark}”）",
    remedy="按本项目的内容重写目标和计划",
    severity=Severity.WARNING,
)
def debt_service_has_goals_of_debt_service(form: Form) -> Iterator[Outcome]:
    """Speaks where the name is of paying back loans and a goal or plan finishes and accepts building works
    without a word of loan, principal or interest.
    """
    kind = kind_of(plain(form.name))
    if kind is None or kind.key != "debt":
        return
    yield from works_instead(form, kind)


@rule(
    "PX-05",
    defect="goal-missing",
    scope=Scope.FORM,
    title="实施期目标和年度目标均已填写",
    basis=_BASIS,
    message="{label}未填写",
    remedy="补填目标；当年完成的项目可与实施期目标一致",
    severity=Severity.NOTE,
)
def both_goals_are_filled(form: Form) -> Iterator[Outcome]:
    """A note: the cell may have been lost in what was read. Silent where a year of a one-year project has no
    money, which is PF-03.
    """
    blank = [key for key in GOALS if not form.text(key)]
    if not blank:
        yield HOLDS
    elif blank == ["annual_goal"] and form.doubt(("whole_goal", "annual_goal")) is not None:
        yield Unable("两个目标的文字没有分开", form.places("whole_goal"))
    elif not (blank == ["annual_goal"] and one_year(form) and form.cents("annual") == 0):
        yield Breach(
            form.places("project_name"),
            {"label": "、".join(LABELS[key] for key in blank)},
            expected="填写目标",
            field=blank[0],
        )


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"


RULES = (a_goal_is_what_is_achieved, debt_service_has_goals_of_debt_service, both_goals_are_filled)
