"""What indicators are called: placeholders, values that repeat the name, benefits that are harms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import Outcome, Scope, Severity, rule
from mingzhang.checking.indicators import BENEFITS, Item, by_severity, ending, grid, holding, verdict, words
from mingzhang.checking.indicators import breach as told
from mingzhang.checking.subject import Form, plain

_BASIS = "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）：绩效指标应指向明确、细化量化、合理可行、相应匹配（待核）"
_LEVELS = holding("placeholder.levels")
_FILLER = holding("placeholder.fillers")
_BLANK = frozenset(words("placeholder", "blank"))
_HEADINGS = frozenset(words("placeholder", "headings"))
_MANAGEMENT = holding("placeholder.management")
_SATISFIED = re.compile("^(?:完成)?(?:服务对象)?满意度指标的?(?:个数|数量|数|落实率|完成率|完成情况)$")
_FIGURES = "0123456789.-()"
_NUMBERED = re.compile(r"(?:三级)?指标[0-9一二三四五六七八九十]+")


def _only_levels(name: str) -> bool:
    """Whether nothing is left of a name without the words of the form."""
    if _SATISFIED.search(name):
        return True
    return bool(_LEVELS.search(name)) and not _FILLER.sub("", _LEVELS.sub("", name)).strip(_FIGURES)


def _placeholder(item: Item, project: str) -> Severity | None:
    """How grave a name is that says nothing of the project, None for a proper name."""
    name = item.name
    if _only_levels(name) or name in _BLANK or _NUMBERED.fullmatch(name):
        return Severity.ERROR
    if len(project) > 3 and name.startswith(project) and name[len(project) :].strip("的") in _HEADINGS:
        return Severity.WARNING
    return Severity.NOTE if name in _HEADINGS else None


@rule(
    "PI-10",
    defect="placeholder-indicator",
    scope=Scope.FORM,
    title="三级指标名称说明项目的产出和效果",
    basis=_BASIS,
    message="三级指标名称只是套用指标类别，没有说明项目内容：{rows}",
    remedy="按项目的具体产出、效果重新拟定指标名称和指标值",
)
def names_are_no_placeholders(form: Form) -> Iterator[Outcome]:
    """Speaks of names made of the words of the form itself (数量指标的个数, 带来的经济效益指标, 指标1): an
    error; of the project's name with 经济效益 behind it: a warning; of the bare heading: a note. Silent where
    anything is left beside these words (空气质量指标达标率, 成本控制指标), and about 对社会发展的影响.
    """
    items = grid(form).told
    project = plain(form.name)
    graded = by_severity((i, s) for i in items if i.name and (s := _placeholder(i, project)))
    for severity, bad in graded.items():
        yield told(bad, part="level3", severity=severity)
    if not graded:
        yield from verdict(items, (), part="level3")


@rule(
    "PI-11",
    defect="placeholder-indicator",
    scope=Scope.FORM,
    title="指标考核项目本身而不是绩效管理工作",
    basis=_BASIS,
    message="指标考核的是绩效管理或公开工作，与项目产出无关：{rows}",
    remedy="改为考核项目任务的指标，如资金兑付、工程完工的时间",
    severity=Severity.WARNING,
)
def indicators_are_about_the_project(form: Form) -> Iterator[Outcome]:
    """Speaks of indicators for publishing or evaluating performance. Silent in projects for just that."""
    project = plain(form.name)
    if "绩效" in project or "公开" in project:
        return
    items = grid(form).told
    yield from verdict(items, [i for i in items if _MANAGEMENT.search(i.name)], part="level3")


@rule(
    "PI-12",
    defect="value-repeats-name",
    scope=Scope.FORM,
    title="指标值不重复指标名称",
    basis=_BASIS,
    message="指标值照抄指标名称，没有设定目标：{rows}",
    remedy="填写可以考核的指标值：数值、比率、时间，或明确的程度",
    severity=Severity.WARNING,
)
def values_do_not_repeat_names(form: Form) -> Iterator[Outcome]:
    """Speaks when value and name are the same words, one of them cut off by at most two characters. Silent
    about values that take up the verb of the name (建立健全制度 / 建立健全).
    """
    items = grid(form).told
    yield from verdict(items, [i for i in items if _repeats(i)])


def _repeats(item: Item) -> bool:
    name, value = item.name, item.value
    if not name or not value:
        return False
    short, long = sorted((name, value), key=len)
    return short == long or (len(short) >= 6 and len(long) - len(short) <= 2 and long.startswith(short))


_RISE = "|".join(words("harm", "rise"))
_NOUNS = "|".join(sorted(words("harm", "nouns"), key=len, reverse=True))
_RAISED = re.compile(rf"(?:{_RISE})[^,，。;；、]{{0,8}}?(?:{_NOUNS})(?=$|[,，。;；、])")
_SPENDING = re.compile(
    rf"(?:{'|'.join(words('harm', 'burden'))}).*(?:{_RISE})了?[^,，。;；、]{{0,3}}(?:{'|'.join(words('harm', 'spending'))})$"
)
_NAMED, _HARD = ending("harm.nouns"), ending("harm.hardships")
_RISES = re.compile(rf"(?:逐步|稳步|明显|显著|持续|有所|不断)?(?:{_RISE})")
_STATE = ending("harm.states")
_RELIEF = holding("harm.relief")


def _harm(item: Item) -> bool:
    """Whether a benefit is a harm: a burden raised, or a bad state without its relief."""
    text = f"{item.name},{item.value}"
    if _RELIEF.search(text):
        return False
    return bool(
        _RAISED.search(text)
        or _SPENDING.search(item.value)
        or (_NAMED.search(item.name) and _RISES.fullmatch(item.value))
        or (len(item.value) <= 8 and _STATE.search(item.value))
    )


@rule(
    "PI-13",
    defect="benefit-direction",
    scope=Scope.FORM,
    title="效益指标写的是好处",
    basis=_BASIS,
    message="效益指标写成了不利后果：{rows}",
    remedy="改写为项目带来的好处，如“降低……成本”“缓解……难”",
)
def benefits_are_no_harms(form: Form) -> Iterator[Outcome]:
    """Speaks when a benefit raises costs, burdens, debts or pollution, or names a bad state (停车难) and
    nothing that relieves it; notes a difficulty or a waiting time that rises. Silent when a word of relief stands in name or value (缓解, 减少, 防止 …) and
    when the noun goes on (提高抗风险能力, 提升污染治理水平).
    """
    items = grid(form).of(*BENEFITS)
    bad = [i for i in items if _harm(i)]
    hard = [
        i for i in items if _HARD.search(i.name) and _RISES.fullmatch(i.value) and not _RELIEF.search(i.name)
    ]
    if bad or not hard:
        yield from verdict(items, bad)
    if hard:
        yield told(hard, severity=Severity.NOTE)


RULES = (
    names_are_no_placeholders,
    indicators_are_about_the_project,
    values_do_not_repeat_names,
    benefits_are_no_harms,
)
