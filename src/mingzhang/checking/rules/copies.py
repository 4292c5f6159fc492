"""The same text where different things are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.subject import Form
from mingzhang.checking.texts import LABELS, is_name
from mingzhang.checking.words import bare, likeness, same

_FIELDS = ("overview", "basis", "necessity", "safeguards", "plan", "whole_goal")
_BASIS = "财预〔2015〕88号：绩效目标应当指向明确、细化量化、合理可行（条款待核）"


@rule(
    "PX-01",
    defect="text-copy",
    scope=Scope.FORM,
    title="各栏文字各有内容",
    basis=_BASIS,
    message="{told}",
    remedy="按各栏要求分别填写：概况写做什么，必要性写为什么，计划写步骤和时间，目标写完成后达到的产出和效果",
    severity=Severity.WARNING,
)
def every_field_has_its_own_text(form: Form) -> Iterator[Outcome]:
    """Speaks where three or more fields hold one text; of two it is a note. One text is what is equal but for
    punctuation and a few words, the beginning of the other, or pasted into it whole. The annual goal
    may be the goal of the whole period, and otherwise adds no more than a note. The bare name of the project, a basis that another field
    cites in passing and texts of less than eight characters are no copies.
    """
    texts = {key: text for key in _FIELDS if (text := form.text(key)) and not is_name(text, form)}
    goal = form.text("annual_goal")
    if goal and texts and not is_name(goal, form) and not same(goal, form.text("whole_goal")):
        texts["annual_goal"] = goal
    if len(texts) < 2:
        yield Unable("可比较的文字不足两栏", form.places("project_name"))
        return
    groups = [group for group in _groups(tuple(texts.items())) if len(group) > 1]
    if not groups:
        yield HOLDS
        return
    groups.sort(key=len, reverse=True)
    keys = tuple(key for group in groups for key in group)
    most = groups[0]
    yield Breach(
        form.places(*keys),
        {"told": "；".join(_told(group, texts[group[0]]) for group in groups)},
        evidence=form.record.text(most[0]) or "",
        expected="各栏分别填写",
        actual=texts[most[0]],
        field=most[1],
        rests_on=keys,
        severity=None if len([key for key in most if key in _FIELDS]) > 2 else Severity.NOTE,
    )


def _copied(key: str, text: str, other_key: str, other: str) -> bool:
    """Whether two fields hold one text. A basis that another field cites in passing is no copy."""
    one, two = sorted((bare(text), bare(other)), key=len)
    cited = "basis" in (key, other_key) and one in two and not two.startswith(one)
    return not cited and same(text, other)


@lru_cache(maxsize=512)
def _groups(texts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, ...], ...]:
    """The fields grouped by text, in the order of the form."""
    groups: list[list[tuple[str, str]]] = []
    for key, text in texts:
        home = next((g for g in groups if any(_copied(key, text, *other) for other in g)), None)
        if home is None:
            groups.append([(key, text)])
        else:
            home.append((key, text))
    return tuple(tuple(key for key, _ in group) for group in groups)


@rule(
    "PX-02",
    defect="overview-is-name",
    scope=Scope.FORM,
    title="项目概况说明项目内容",
    basis="项目支出绩效目标表填报说明：项目概况写明主要内容、规模和标准（待核）",
    message="项目概况“{text}”只是项目名称，没有说明内容",
    remedy="写明做什么、多大规模、在哪里、由谁实施",
    severity=Severity.WARNING,
)
def the_overview_says_more_than_the_name(form: Form) -> Iterator[Outcome]:
    """Speaks where the overview is the name but for place, punctuation, 工程 or 项目; where it is nearly the name
    and no longer, it is a hint.
    """
    text = form.text("overview")
    if not text or not form.name:
        yield Unable("项目概况未填写", form.places("project_name"))
        return
    equal = is_name(text, form)
    length = len(bare(form.name))
    near = abs(len(bare(text)) - length) <= max(3, length // 5) and likeness(text, form.name) >= 0.75
    if not equal and not near:
        yield HOLDS
        return
    yield Breach(
        form.places("overview", "project_name"),
        {"text": form.record.text("overview")},
        evidence=form.record.text("overview") or "",
        expected="项目内容",
        actual=form.record.text("overview") or "",
        field="overview",
        rests_on=("project_name",),
        severity=None if equal else Severity.NOTE,
    )


def _told(group: tuple[str, ...], text: str) -> str:
    labels = "、".join(LABELS[key] for key in group)
    return f"{labels} {len(group)} 栏文字相同：“{text if len(text) <= 24 else f'{text[:24]}…'}”"


RULES = (every_field_has_its_own_text, the_overview_says_more_than_the_name)
