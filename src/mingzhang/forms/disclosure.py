"""A department's disclosure (部门预算公开): its parts, the sections of its narrative, cover and contents.

The titles are those of Shanxi's counties; a paper may number its sections otherwise or leave some out.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from mingzhang.domain.chars import fold
from mingzhang.forms.spec import Part, SectionSpec

PARTS = (
    Part(
        1,
        "overview",
        "概况",
        ("概况", "部门概况", "单位概况", "部门基本情况", "部门概况及预算说明"),
        "who we are",
    ),
    Part(
        2,
        "tables",
        "部门预算报表",
        ("部门预算报表", "部门预算表", "预算报表", "部门预算公开报表", "单位预算报表"),
        "tables",
    ),
    Part(
        3,
        "narrative",
        "部门预算情况说明",
        ("部门预算情况说明", "预算情况说明", "部门预算说明", "单位预算情况说明"),
        "narrative",
    ),
    Part(4, "glossary", "名词解释", ("名词解释", "专业名词解释", "专业性名词解释"), "glossary"),
)

OVERVIEW = (
    SectionSpec(
        1,
        "duties",
        "本部门职责",
        1,
        ("部门职责", "主要职责", "本单位职责", "部门主要职责", "主要职能", "单位职责"),
        "duties",
    ),
    SectionSpec(
        2,
        "offices",
        "机构设置情况",
        1,
        ("机构设置", "机构设置及人员情况", "部门机构设置情况", "机构情况", "部门预算单位构成"),
        "offices",
    ),
)

NARRATIVE = (
    SectionSpec(
        1, "changes", "部门预算收支数据变动情况及原因", 3,
        ("预算收支数据变动情况及原因", "部门预算数据变动情况及原因", "预算收支增减变化情况说明", "部门预算收支增减变化情况"),
        "changes of income and expenditure",
    ),
    SectionSpec(2, "income", "收入预算情况说明", 3, ("预算收入情况说明", "收入预算说明", "部门收入预算情况说明"), "income"),
    SectionSpec(3, "expenditure", "支出预算情况说明", 3, ("预算支出情况说明", "支出预算说明", "部门支出预算情况说明"), "expenditure"),
    SectionSpec(
        4, "appropriation", "财政拨款收支预算总体情况说明", 3,
        ("财政拨款收支预算情况说明", "财政拨款收支总体情况说明", "财政拨款收支预算总体情况"),
        "appropriations",
    ),
    SectionSpec(
        5, "general", "一般公共预算支出情况说明", 3,
        ("一般公共预算当年拨款情况说明", "一般公共预算支出预算情况说明", "一般公共预算支出情况"),
        "general public budget",
    ),
    SectionSpec(
        6, "basic", "一般公共预算基本支出情况说明", 3,
        ("一般公共预算安排基本支出情况说明", "一般公共预算基本支出情况"),
        "basic expenditure",
    ),
    SectionSpec(
        7, "three_public", "“三公”经费增减变动原因说明", 3,
        ("三公经费增减变动情况说明", "三公经费预算情况说明", "三公经费增减变动情况及原因", "三公经费情况说明"),
        "travel abroad, receptions and official cars",
    ),
    SectionSpec(
        8, "running_costs", "机关运行经费增减变动原因说明", 3,
        ("机关运行经费增减变动情况说明", "机关运行经费情况说明", "机关运行经费安排情况说明", "机关运行经费情况"),
        "running costs",
    ),
    SectionSpec(9, "procurement", "政府采购情况", 3, ("政府采购情况说明", "政府采购预算情况", "政府采购安排情况"), "procurement"),
    SectionSpec(
        10, "performance", "绩效管理情况", 3,
        ("预算绩效管理情况", "绩效管理情况说明", "绩效目标设置情况", "绩效目标情况", "预算绩效情况说明"),
        "performance",
    ),
    SectionSpec(
        11, "assets", "国有资产占有使用情况", 3,
        ("国有资产占用情况", "国有资产占有使用情况说明", "国有资产占用使用情况", "国有资产情况"),
        "state assets",
    ),
    SectionSpec(12, "other", "其他说明", 3, ("其他情况说明", "其他需要说明的情况", "其他事项说明", "其他事项"), "other"),
)  # fmt: skip
"""The twelve sections of part three in order."""

SECTIONS = (*OVERVIEW, *NARRATIVE)

_PART = re.compile(r"第?([一二三四五六七八九]|[1-9])部[分份][、.:：]?(.{0,60})")
_NUMBER = re.compile(r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．,，:：]")
_YEAR = re.compile(r"20\d\d年?度?")
_QUOTES = re.compile(r"[\"'“”‘’「」『』]")
_SENTENCE = re.compile(r"[。；;，,：:]|\.{2,}|…")
_OWNER = re.compile(r"^(?:本|我)?(?:部门|单位)(?=.{4})")
_LONGEST = 60
_FUZZY_FROM = 5

COVER = re.compile(
    r"(?P<office>.*?)(?P<year>20\d\d)年度?(?:部门|单位)?预算(?:信息)?公开(?:说明|情况|报告|文本)?"
)
"""A cover's title, folded: the office and the year."""
CONTENTS = re.compile(r"目[录次录]")
"""The heading of a table of contents, folded."""


def is_contents_title(folded: str) -> bool:
    """Whether a line heads a table of contents."""
    return CONTENTS.fullmatch(folded) is not None


def is_cover_title(folded: str) -> bool:
    """Whether a line is the title on the cover of a disclosure."""
    return COVER.fullmatch(folded) is not None


@lru_cache(maxsize=16384)
def heading(folded: str) -> Part | SectionSpec | None:
    """The part or section that a heading line opens, None for any other line.

    Any number may stand before the title and one character of it may be wrong; a sentence that merely
    begins with a number is no heading, nor is a line of a table of contents.

    >>> heading("第三部分2026年度部门预算情况说明").key, heading("十一、国有资产占有使用情况").key
    ('narrative', 'assets')
    >>> heading("三、“三公”经费:指用财政拨款安排的费用。"), heading("支出预算情况说明")
    (None, None)
    """
    if not 4 <= len(folded) <= _LONGEST or folded[-1].isdigit():
        return None
    part = _PART.fullmatch(folded)
    if part:
        return _part(part[1], part[2])
    number = _NUMBER.match(folded)
    return _section(folded[number.end() :]) if number else None


def _bare(text: str) -> str:
    """A title without quotation marks, year, the words before the year and a colon at its end."""
    text = _QUOTES.sub("", text).rstrip(":：。")
    year = _YEAR.search(text)
    return text[year.end() :] if year else text


def _part(numeral: str, rest: str) -> Part | None:
    title = _bare(rest)
    if _SENTENCE.search(title):
        return None
    for spec in PARTS:
        if any(title.endswith(word) or _near(title, word) for word in spec.words):
            return spec
    n = "一二三四五六七八九".find(numeral) + 1 or int(numeral)
    return PARTS[n - 1] if not title and n <= len(PARTS) else None


def _section(rest: str) -> SectionSpec | None:
    title = _bare(rest)
    if not title or _SENTENCE.search(title):
        return None
    for bare in dict.fromkeys((title, _OWNER.sub("", title))):
        for spec in SECTIONS:
            if any(_near(bare, word) for word in _words(spec)):
                return spec
    return None


@lru_cache(maxsize=64)
def _words(spec: SectionSpec) -> tuple[str, ...]:
    return tuple(_QUOTES.sub("", fold(word)) for word in (spec.title, *spec.words))


def _near(text: str, word: str) -> bool:
    if text == word:
        return True
    return len(word) >= _FUZZY_FROM and Levenshtein.distance(text, word, score_cutoff=1) <= 1
