"""Texts of a form that are another project's by their words: kind of project, people, stock phrases, levels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.kinds import first, has, kind_of, works_instead
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.subject import Form, Row, plain
from mingzhang.checking.texts import LABELS
from mingzhang.checking.words import core, share
from mingzhang.domain.place import Place

_ALL = lexicon("texts")
_STOCK, _WORKS, _SUBSIDY, _LEVELS, _PLACES = (
    _ALL[k] for k in ("stock", "works", "subsidy", "levels", "places")
)
_GROUPS: tuple[tuple[str, ...], ...] = tuple(tuple(group) for group in _ALL["people"]["groups"])
_WHICHEVER = re.compile(_STOCK["whichever"])
_AROUND = re.compile(r"围绕(?P<name>[^,，;；。]{6,80}?)(?:项目|工程)*(?:建设|实施)?(?:的)?需要")
_HIGHER, _AFTER, _BEFORE = (re.compile(_LEVELS[key]) for key in ("higher", "after", "before"))
_INSTITUTION = re.compile(_PLACES["institution"])
_LEAD = re.compile("^(?:积极|主动)?(?:响应|推动|依托|联合|邀请|会同|委托|借助|与|和|及|由|在|同|向)")
_COUNTY = re.compile("[县区旗]$")
_ECOLOGICAL = "生态效益指标"
_GOALS = ("whole_goal", "annual_goal")
_BASIS = "财预〔2015〕88号：绩效目标应当指向明确，与项目内容相符（条款待核）"
_REMEDY = "按本项目的内容重写；从其他材料复制的逐句核对"


def _breach(
    form: Form, found: list[tuple[str, str]], severity: Severity | None = None, expected: str = ""
) -> Breach:
    keys = tuple(dict.fromkeys(key for key, _ in found))
    return Breach(
        form.places(*keys),
        {"told": "；".join(f"{LABELS[key]}{told}" for key, told in found)},
        evidence=found[0][1],
        expected=expected or "本项目的内容",
        actual=form.text(keys[0]),
        field=keys[0],
        severity=severity,
    )


@rule(
    "PX-40",
    defect="text-off-topic",
    scope=Scope.FORM,
    title="“围绕某项目需要”说的是本项目",
    basis=_BASIS,
    message="{told}，与本项目名称不符",
    remedy=_REMEDY,
)
def what_a_text_is_built_around_is_this_project(form: Form) -> Iterator[Outcome]:
    """The sentence 围绕X项目需要 is a template and let be; it speaks where X shares less than a third with the
    project's name, either way.
    """
    found = []
    tried = False
    region = form.record.text("region") or ""
    for key, text in form.texts.items():
        for match in _AROUND.finditer(text) if "围绕" in text else ():
            tried = True
            other, name = core(match["name"], region), core(form.name, region)
            if max(share(other, name), share(name, other), share(other, form.text("overview"))) < 0.34:
                found.append((key, f"围绕的是“{match['name']}”"))
    if found:
        yield _breach(form, found)
    elif tried:
        yield HOLDS


@rule(
    "PX-41",
    defect="text-off-topic",
    scope=Scope.FORM,
    title="计划和目标是本类项目的计划和目标",
    basis=_BASIS,
    message="本项目为{kind}，{labels}写的却是{works}（“{mark}”）",
    remedy=_REMEDY,
    severity=Severity.WARNING,
)
def plan_and_goals_are_of_this_kind_of_project(form: Form) -> Iterator[Outcome]:
    """Speaks where a compensation, a deposit or a reward by its name is planned as building works, without a
    word of what it is. Debt service is PX-04.
    """
    kind = kind_of(plain(form.name))
    building = kind is not None and kind.key == "incentive" and has(plain(form.name), _WORKS["name"])
    if kind is not None and kind.key in {"compensation", "deposit", "incentive"} and not building:
        yield from works_instead(form, kind)


@rule(
    "PX-42",
    defect="text-off-topic",
    scope=Scope.FORM,
    title="文字和指标说的是本项目的对象",
    basis=_BASIS,
    message="{told}",
    remedy=_REMEDY,
)
def texts_are_of_this_projects_people(form: Form) -> Iterator[Outcome]:
    """Speaks where the name is of one kind of people (退休人员) and a plan, goal or quantity of another (遗属) that
    the name has not and without a word of its own; and where a compensation is called an office's running cost.
    """
    name = plain(form.name)
    own = [group for group in _GROUPS if has(name, group)]
    found: list[tuple[str, str, tuple[Place, ...]]] = []
    if len(own) == 1:
        others = [group for group in _GROUPS if group is not own[0]]
        for path, label, text, places in _spoken(form):
            word = next((w for group in others if (w := first(text, group))), None)
            if word and not has(text, own[0]):
                found.append((path, f"本项目的对象是{own[0][-1]}，{label}说的却是{word}", places))
    kind = kind_of(name)
    if kind is not None and kind.key in {"compensation", "deposit", "debt"}:
        for key, text in form.texts.items():
            mark = first(text, _ALL["running"]["marks"])
            if mark:
                found.append((key, f"本项目为{kind.title}，{LABELS[key]}说的却是“{mark}”", form.places(key)))
    if found:
        yield Breach(
            tuple(dict.fromkeys(place for *_, places in found for place in places)),
            {"told": "；".join(told for _, told, _ in found)},
            evidence=found[0][1],
            expected="本项目的对象",
            field=found[0][0],
        )
    elif own or kind is not None:
        yield HOLDS


def _spoken(form: Form) -> Iterator[tuple[str, str, str, tuple[Place, ...]]]:
    for key in ("overview", "plan", *_GOALS):
        if form.text(key):
            yield key, LABELS[key], form.text(key), form.places(key)
    for row in form.distinct:
        if row.level2 == "数量指标":
            yield f"{row.path}.level3", f"数量指标“{row.name}”", plain(row.name), row.places


@rule(
    "PX-43",
    defect="text-off-topic",
    scope=Scope.FORM,
    title="建设、购置项目的指标不是发放补助的指标",
    basis=_BASIS,
    message="本项目是建设或购置项目，指标“{name}”说的却是发放补助",
    remedy=_REMEDY,
    severity=Severity.WARNING,
)
def works_have_no_indicators_of_subsidies(form: Form) -> Iterator[Outcome]:
    """Speaks where the name or the overview is of works or a purchase, neither name nor texts speak of subsidies or allotted
    money, and an indicator counts the handing out of subsidies.
    """
    name = plain(form.name)
    built = has(form.text("overview"), _WORKS["overview"]) and not has(name, _WORKS["money"])
    if not (has(name, _WORKS["name"]) or built) or has(name, _SUBSIDY["own"]):
        return
    if any(has(text, ("补助", "补贴", "补偿", "奖补", "救助")) for text in form.texts.values()):
        yield HOLDS
        return
    rows = [row for row in form.distinct if has(plain(row.name), _SUBSIDY["indicator"])]
    if rows:
        yield _rows(rows, {"name": "、".join(plain(row.name) for row in rows)})
    else:
        yield HOLDS


def _rows(rows: list[Row], facts: dict[str, object]) -> Breach:
    return Breach(
        tuple(place for row in rows for place in row.places),
        facts,
        evidence=f"{plain(rows[0].name)} {plain(rows[0].value)}",
        expected="本项目的指标",
        actual=plain(rows[0].value),
        field=f"{rows[0].path}.level3",
    )


RULES = (
    what_a_text_is_built_around_is_this_project,
    plan_and_goals_are_of_this_kind_of_project,
    texts_are_of_this_projects_people,
    works_have_no_indicators_of_subsidies,
)
