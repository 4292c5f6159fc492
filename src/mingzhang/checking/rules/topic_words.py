"""Texts of a form that are another paper's by their words: stock phrases, levels, institutions, copies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.kinds import has
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.subject import Form, Row, plain
from mingzhang.checking.texts import LABELS
from mingzhang.checking.words import bare, pairs

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
_LONG, _LITTLE = 13, 0.08
"""Pairs of characters of a goal that are enough to judge by, and the share of them that says it is another's."""
_ANY_GOAL = pairs(
    "项目工程建设改造实施资金经费完成提升保障目标环境生活社会经济发展城市居民群众管理设施基础工作服务进一步推进推动促进加强"
    "提高确保全县全区全年年度有效水平能力质量安全需要正常运行持续稳定"
)
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
    "PX-44",
    defect="text-off-topic",
    scope=Scope.FORM,
    title="文字不是与本项目无关的套话",
    basis=_BASIS,
    message="{told}",
    remedy=_REMEDY,
    severity=Severity.WARNING,
)
def texts_are_no_stock_phrases(form: Form) -> Iterator[Outcome]:
    """Speaks of the list of an office's duties (two phrases of it), of contract clauses between 甲方 and 乙方, of a
    goal for whichever building it may be, and of the energy review as reason or measure. The provincial budget
    scheme among a county's measures is a hint. The basis may cite what it likes.
    """
    found, hints = [], []
    for key, text in form.texts.items():
        if key == "basis":
            continue
        duties = [word for word in _STOCK["duties"] if word in text]
        if len(duties) >= 2:
            found.append((key, f"是单位的职责（“{duties[0]}…”）"))
        elif all(word in text for word in _STOCK["contract"]):
            found.append((key, "是合同条款（甲方、乙方）"))
        elif _WHICHEVER.search(text):
            found.append((key, "是不针对本项目的通用文字（“若为…，若为…”）"))
        elif has(text, _STOCK["review"]):
            found.append((key, "是节能审查的规定"))
        elif has(text, _STOCK["scheme"]) and "省" not in (form.record.text("region") or ""):
            hints.append((key, "引用的是省级预算编制文件"))
    if not found and not hints:
        yield HOLDS
    else:
        yield _breach(form, found or hints, None if found else Severity.NOTE)


@rule(
    "PX-45",
    defect="text-off-topic",
    scope=Scope.FORM,
    title="文字说的是本县（区）的事",
    basis=_BASIS,
    message="{told}，而本项目属{region}",
    remedy=_REMEDY,
    severity=Severity.WARNING,
)
def texts_speak_for_this_level(form: Form) -> Iterator[Outcome]:
    """Speaks where overview, plan and goals of a county's form are in two places the province's or the city's
    (全省推广, 我市); in one place it is a hint. Silent inside 《》, for 全省平均, 全市前列 and the like, and for a city's own forms.
    """
    region = form.record.text("region") or ""
    if not region:
        yield Unable("没有读到县（区）名称", form.places("project_name"))
        return
    if not _COUNTY.search(region):
        return
    found = []
    for key in ("overview", "plan", *_GOALS):
        text = re.sub("《[^》]*》|“[^”]*”", "", form.text(key))
        for match in _HIGHER.finditer(text):
            head = text[: match.start()]
            if not _AFTER.search(text[match.end() :]) and not _BEFORE.search(head):
                found.append((key, f"写“{text[max(0, match.start() - 4) : match.end() + 6]}”"))
                break
    if not found:
        yield HOLDS
        return
    grave = len({key for key, _ in found} - {"annual_goal"}) > 1
    one = _breach(form, found, None if grave else Severity.NOTE, "本县（区）的目标和计划")
    yield Breach(
        one.places, {**one.facts, "region": region}, one.evidence, one.expected, one.actual, one.field,
        severity=one.severity,
    )  # fmt: skip


@rule(
    "PX-46",
    defect="text-off-topic",
    scope=Scope.FORM,
    title="生态效益写的是生态效益",
    basis=_BASIS,
    message="生态效益指标值“{value}”照抄{other}",
    remedy="写本项目对环境、资源的影响；没有生态效益的可不填",
    severity=Severity.WARNING,
)
def the_ecological_effect_is_no_copy(form: Form) -> Iterator[Outcome]:
    """Speaks where the value of the ecological effect is that of the social or economic one, word for word and
    of eight characters and more, and says nothing of environment, energy, air, water or waste.
    """
    wanted = (
        "环境",
        "生态",
        "污染",
        "节能",
        "绿",
        "水",
        "空气",
        "排放",
        "垃圾",
        "噪",
        "尘",
        "土",
        "资源",
        "能耗",
        "低碳",
    )
    for row in form.half("whole"):
        value = bare(row.value)
        if row.level2 != _ECOLOGICAL or len(value) < 8:
            continue
        other = next(
            (
                r
                for r in form.half("whole")
                if r.level2 in ("社会效益指标", "经济效益指标") and bare(r.value) == value
            ),
            None,
        )
        if other is None or (has(value, wanted) and "居住" not in value):
            yield HOLDS
        else:
            yield _rows([row, other], {"value": plain(row.value), "other": other.level2})


@rule(
    "PX-47",
    defect="text-off-topic",
    scope=Scope.FORM,
    title="目标中的院校与本项目有关",
    basis=_BASIS,
    message="{told}，本项目其他各处都没有提到",
    remedy=_REMEDY,
    severity=Severity.WARNING,
)
def goals_name_no_foreign_institutions(form: Form) -> Iterator[Outcome]:
    """Speaks where a goal turns on a university or institute that stands nowhere else in a form whose name and
    overview have nothing to do with teaching, research, planning or survey.
    """
    rest = form.name + "".join(form.text(k) for k in ("overview", "basis", "necessity", "plan", "safeguards"))
    found = []
    for key in _GOALS:
        names = [m for m in _INSTITUTION.findall(form.text(key)) if m[-6:] not in rest]
        if names and not has(plain(form.name) + form.text("overview"), _PLACES["learning"]):
            found.append((key, f"提到“{_LEAD.sub('', names[0])}”"))
    if found:
        yield _breach(form, found)
    elif form.text("whole_goal"):
        yield HOLDS


@rule(
    "PX-48",
    defect="text-off-topic",
    scope=Scope.FORM,
    title="名称列举的内容在文字中都有说明",
    basis=_BASIS,
    message="项目名称列有{items}，各栏文字都没有说到",
    remedy="概况、计划、目标按名称所列逐项写明，或改项目名称",
    severity=Severity.NOTE,
)
def what_the_name_lists_is_spoken_of(form: Form) -> Iterator[Outcome]:
    """A hint where a name lists three and more things and two of them stand in no text, not by a single pair of
    characters: the texts are of another matter. Places (…乡, …村, …路) are not looked for.
    """
    items = [item for item in re.split("[、,，和及]", plain(form.name)) if len(bare(item)) >= 2]
    if len(items) < 3 or not form.texts:
        return
    said = "，".join(form.texts.values())
    missing = [
        item for item in items if not pairs(item) & pairs(said) and item[-1] not in "乡镇村街路区县桥站校园"
    ]
    if len(missing) < 2:
        yield HOLDS
        return
    keys = [key for key in ("overview", "plan", "whole_goal") if form.text(key)]
    yield Breach(
        form.places("project_name", *keys),
        {"items": "、".join(f"“{item}”" for item in missing)},
        evidence=form.name,
        expected="逐项写明",
        field=keys[0] if keys else "project_name",
    )


@rule(
    "PX-49",
    defect="text-off-topic",
    scope=Scope.FORM,
    title="目标与本表其他内容说的是一件事",
    basis=_BASIS,
    message="{labels}“{text}”与项目名称、概况、计划和各项指标没有共同的内容",
    remedy=_REMEDY,
    severity=Severity.WARNING,
)
def a_goal_has_something_of_its_form(form: Form) -> Iterator[Outcome]:
    """Speaks where a goal of some length has not one pair of characters, but for the words of every goal, with the
    name, the other texts and the indicators of its form; a hint where it has one in twelve.
    """
    texts = {key: text for key in _GOALS if (text := form.text(key))}
    found: list[tuple[str, float]] = []
    tried = False
    for key, text in texts.items():
        words = pairs(text) - _ANY_GOAL
        if len(words) < _LONG:
            continue
        tried = True
        shared = len(words & _all_but(form, text)) / len(words)
        if shared <= _LITTLE:
            found.append((key, shared))
    if not found:
        if tried:
            yield HOLDS
        return
    keys = tuple(key for key, _ in found)
    text = texts[keys[0]]
    yield Breach(
        form.places(*keys),
        {
            "labels": "、".join(LABELS[key] for key in keys),
            "text": text if len(text) <= 40 else f"{text[:40]}…",
        },
        evidence=form.record.text(keys[0]) or "",
        expected="本项目的目标",
        actual=text,
        field=keys[0],
        severity=None if any(not shared for _, shared in found) else Severity.NOTE,
    )


def _all_but(form: Form, goal: str) -> frozenset[str]:
    """The pairs of characters of a form without a goal and, where it is a copy of it, the other goal."""
    mine = bare(goal)
    texts = [
        text
        for key, text in form.texts.items()
        if key not in _GOALS or (bare(text) not in mine and mine not in bare(text))
    ]
    rows = [f"{plain(row.name)}，{plain(row.value)}" for row in form.rows]
    return pairs("，".join((plain(form.name), *texts, *rows)))


def _rows(rows: list[Row], facts: dict[str, object]) -> Breach:
    return Breach(
        tuple(place for row in rows for place in row.places),
        facts,
        evidence=f"{plain(rows[0].name)} {plain(rows[0].value)}",
        expected="本项目的指标",
        actual=plain(rows[0].value),
        field=f"{rows[0].path}.value",
    )


RULES = (
    texts_are_no_stock_phrases,
    texts_speak_for_this_level,
    the_ecological_effect_is_no_copy,
    goals_name_no_foreign_institutions,
    what_the_name_lists_is_spoken_of,
    a_goal_has_something_of_its_form,
)
