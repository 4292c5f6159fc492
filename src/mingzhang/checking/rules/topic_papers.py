"""Texts of a form that are another project's of the same paper."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.subject import Form, Paper, plain
from mingzhang.checking.texts import LABELS
from mingzhang.checking.words import bare, core, likeness, pairs, share

_PLACES = lexicon("texts")["places"]
_OFFICE = re.compile(_PLACES["office"])
_FIELDS = ("overview", "safeguards", "plan", "whole_goal", "annual_goal")
_ENTITY = re.compile(r"([\u4e00-\u9fff]{2})(小区|社区|村|公园|中学|小学|水库|大道|广场|医院)")
_LEADING = re.compile("由|经|向|与|和|及|会同|根据|报|请|按|在|县|是|为")
_ANY_ESTATE = frozenset(
    [
        "部分",
        "住宅",
        "花园",
        "老旧",
        "安置",
        "回迁",
        "居民",
        "各个",
        "全部",
        "试点",
        "行政",
        "自然",
        "示范",
        "农村",
        "城市",
        "中心",
        "人民",
        "建设",
        "改造",
        "新建",
        "等村",
        "个村",
        "公立",
        "基层",
    ]
)
_GENERIC = pairs("项目工程建设改造实施资金经费完成提升保障目标环境生活社会经济发展城市居民群众管理设施基础")
_BASIS = "财预〔2015〕88号：绩效目标应当指向明确，与项目内容相符（条款待核）"
_REMEDY = "按本项目的内容重写；从其他项目复制的逐句核对"


def _told(form: Form, key: str, told: str, severity: Severity | None = None) -> Breach:
    return Breach(
        form.places(key),
        {"told": told},
        evidence=form.record.text(key) or "",
        expected="本项目的内容",
        actual=form.text(key),
        field=key,
        form=form.n,
        severity=severity,
    )


@rule(
    "PX-50",
    defect="text-off-topic",
    scope=Scope.DOCUMENT,
    title="文字写的不是本文件的另一个项目",
    basis=_BASIS,
    message="{told}",
    remedy=_REMEDY,
)
def texts_are_not_another_projects(paper: Paper) -> Iterator[Outcome]:
    """Speaks where an overview or goal is the name of another project of the paper, or where safeguards, plan or
    goals hold another project's whole name. Names that share half of their characters are one matter and let
    be, as is a text that speaks of the project itself besides.
    """
    names = {core(name) for name in paper.projects if len(core(name)) >= 8}
    everything = "\n".join(bare(text) for _, _, text in paper.each_text())
    printed = [name for name in names if name in everything]
    for form in paper.forms:
        own = core(form.name)
        hit = next(_other_names(form, own, printed), None)
        if hit is None:
            near = _is_anothers_name(form, paper, own)
            hit = (
                ("overview", f"项目概况“{form.text('overview')}”是另一个项目“{near}”的名称") if near else None
            )
        yield _told(form, *hit) if hit else HOLDS


def _other_names(form: Form, own: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """The fields that hold the name of a project that is quite another."""
    for key in _FIELDS:
        text = bare(form.text(key))
        for other in names:
            if other not in text or other in own or own in other or likeness(other, own) >= 0.5:
                continue
            if "围绕" in text or share(own, text) >= 0.3:
                continue
            yield key, f"{LABELS[key]}写的是另一个项目“{other}”"


def _is_anothers_name(form: Form, paper: Paper, own: str) -> str | None:
    """The other project of which a short overview is the name or the end of it."""
    text = bare(form.text("overview"))
    if not 8 <= len(text) <= 40 or text in own or share(own, text) >= 0.75:
        return None
    for name in paper.projects:
        other = bare(name)
        if other.endswith(text) and own not in other and likeness(text, other) >= likeness(text, own) + 0.15:
            return name
    return None


@rule(
    "PX-51",
    defect="text-off-topic",
    scope=Scope.DOCUMENT,
    title="不同项目的概况说不同的内容",
    basis=_BASIS,
    message="{told}",
    remedy=_REMEDY,
)
def one_overview_is_not_for_several_projects(paper: Paper) -> Iterator[Outcome]:
    """Speaks where forms of unlike names share one overview of thirty characters and more, and what sets the
    name of a form apart from the others stands nowhere in its texts and indicators. Names that differ by a
    number or a letter (一期, 二期) are one project.
    """
    by_text: dict[str, list[Form]] = defaultdict(list)
    for form in paper.forms:
        text = bare(form.text("overview"))
        if len(text) >= 30:
            by_text[text].append(form)
    for forms in by_text.values():
        if len(forms) < 2:
            yield HOLDS
            continue
        counts = Counter(pair for form in forms for pair in pairs(form.name))
        for form in forms:
            apart = {pair for pair in pairs(form.name) if counts[pair] == 1} - _GENERIC
            others = "、".join(str(other.n) for other in forms if other is not form)
            if len(apart) >= 4 and len(apart & _said(form)) <= 0.2 * len(apart):
                told = f"项目概况与第 {others} 份表相同，各栏没有说到本项目“{form.name}”自己的内容"
                yield _told(form, "overview", told, None if not apart & _said(form) else Severity.WARNING)
            else:
                yield HOLDS


def _said(form: Form) -> frozenset[str]:
    texts = "，".join(text for key, text in form.texts.items())
    rows = "，".join(f"{plain(row.name)}，{plain(row.value)}" for row in form.rows)
    return pairs(f"{texts}，{rows}")


@rule(
    "PX-52",
    defect="text-off-topic",
    scope=Scope.DOCUMENT,
    title="概况说的是名称中的地点",
    basis=_BASIS,
    message="{told}",
    remedy=_REMEDY,
)
def the_overview_is_at_the_projects_place(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a name has one estate, village, park, school, … and the overview another one that is of
    another project's name, and not its own.
    """
    owned = {
        form.n: {(stem, kind) for stem, kind in _ENTITY.findall(plain(form.name)) if stem not in _ANY_ESTATE}
        for form in paper.forms
    }
    known = set().union(*owned.values()) if owned else set()
    for form in paper.forms:
        text, mine = form.text("overview"), owned[form.n]
        if not mine or not text:
            continue
        kinds = {kind for _, kind in mine}
        if any(stem in text for stem, _ in mine):
            yield HOLDS
            continue
        other = next((f"{s}{k}" for s, k in known - mine if k in kinds and f"{s}{k}" in text), None)
        if other is None:
            yield HOLDS
        else:
            here = "".join(next(iter(mine)))
            yield _told(form, "overview", f"项目概况写的是{other}，本项目是{here}", Severity.WARNING)


@rule(
    "PX-53",
    defect="text-off-topic",
    scope=Scope.DOCUMENT,
    title="目标不是从另一个项目抄来的",
    basis=_BASIS,
    message="{told}",
    remedy=_REMEDY,
    severity=Severity.WARNING,
)
def a_goal_is_not_copied_from_another_project(paper: Paper) -> Iterator[Outcome]:
    """Speaks where two forms of unlike names have one goal, and its words stand elsewhere in the one form and
    nowhere in the other: that one has the copy.
    """
    by_goal: dict[str, list[Form]] = defaultdict(list)
    for form in paper.forms:
        goal = bare(form.text("whole_goal")).removeprefix("目标")
        if len(goal) >= 12:
            by_goal[goal].append(form)
    for goal, forms in by_goal.items():
        if len(forms) < 2:
            continue
        words = pairs(goal) - _GENERIC
        said = {form.n: len(words & _rest(form)) for form in forms}
        best = max(forms, key=lambda f: said[f.n])
        for form in forms:
            if (
                form is not best
                and said[form.n] == 0
                and said[best.n]
                and likeness(form.name, best.name) < 0.4
            ):
                told = f"实施期目标与第 {best.n} 份表“{best.name}”相同，与本项目其他文字没有关系"
                yield _told(form, "whole_goal", told)
            else:
                yield HOLDS


def _rest(form: Form) -> frozenset[str]:
    """The pairs of characters of name, overview, necessity and benefits."""
    texts = [form.name, form.text("overview"), form.text("necessity")]
    texts += [
        f"{plain(row.name)}，{plain(row.value)}"
        for row in form.half("whole")
        if "效益" in row.level2 or row.level2 == "数量指标"
    ]
    return pairs("，".join(texts))


RULES = (
    texts_are_not_another_projects,
    one_overview_is_not_for_several_projects,
    the_overview_is_at_the_projects_place,
    a_goal_is_not_copied_from_another_project,
)
