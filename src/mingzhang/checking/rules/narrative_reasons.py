"""Sentences of the narrative that owe a reason, and a procurement budget that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.story.statements import Role, section_key
from mingzhang.checking.story.story import story
from mingzhang.checking.story.words import clause
from mingzhang.checking.subject import Paper, plain
from mingzhang.domain.amount import Unit
from mingzhang.domain.place import Place, Printed
from mingzhang.domain.record import Section
from mingzhang.tables.view import rounded

_OWING = ("changes", "general", "three_public", "running_costs")
"""The sections that state changes and owe reasons for them."""
_GIVING = (*_OWING, "income", "expenditure")
"""The sections that may give reasons."""
_BASIS = "《地方预决算公开操作规程》（财预〔2016〕143号）：公开时对增减变动情况予以说明（待核）"
_END = re.compile(r"[。；;]")
_SIGNS = re.compile(r"[\W\d_]+")
_LEAST = 2
_WORKS = re.compile(r"工程|改造|建设|修缮|维修")
_TENTH = 10


@lru_cache(maxsize=1)
def _empty() -> re.Pattern[str]:
    listed = sorted(words_of("empty"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, listed)))


@lru_cache(maxsize=1)
def _opens() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words_of("opens"), key=len, reverse=True))))


def words_of(key: str) -> tuple[str, ...]:
    """A list of words about reasons."""
    return tuple(lexicon("narrative")["reason"][key])


def _paragraphs(paper: Paper, keys: Sequence[str] = _OWING) -> Iterator[tuple[Section, Printed]]:
    for section in paper.document.sections:
        if section_key(section.title.text) in keys:
            for paragraph in section.paragraphs:
                yield section, paragraph


@rule(
    "N-41",
    defect="reason-missing",
    scope=Scope.DOCUMENT,
    title="增减变动写明原因",
    basis=_BASIS,
    message="“{clause}”，没有写明原因",
    remedy="写明增减的具体原因（人员、项目、政策、价格等）",
    severity=Severity.NOTE,
)
def changes_have_a_reason(paper: Paper) -> Iterator[Outcome]:
    """A hint, once a paragraph: one of the sections that owe reasons states a change and the paragraph has no word
    of a reason. Figures that stay the same owe none.
    """
    changes = [
        s for s in story(paper).told.statements if s.role is Role.CHANGE and s.section in _OWING and s.value
    ]
    reasons = words_of("words")
    for section, paragraph in _paragraphs(paper):
        text = plain(paragraph.text)
        here = [s for s in changes if s.figure.section == section.title.text and plain(s.figure.text) in text]
        if not here:
            continue
        if any(word in text for word in reasons):
            yield HOLDS
            continue
        yield Breach(
            here[0].figure.printed.places,
            {"clause": clause(here[0])},
            evidence=clause(here[0]),
            section=section.title.text,
        )


@rule(
    "N-42",
    defect="reason-missing",
    scope=Scope.DOCUMENT,
    title="原因不是把变动再说一遍",
    basis=_BASIS,
    message="原因写作“{reason}”，只是把增减又说了一遍",
    remedy="写明增减的具体原因（人员、项目、政策、价格等）",
    severity=Severity.WARNING,
)
def reasons_are_reasons(paper: Paper) -> Iterator[Outcome]:
    """Speaks where what is given as the reason has nothing but the quantity itself, that it changed, and when.
    What else it names is a reason, however thin (项目减少, 人员增加).
    """
    for section, paragraph in _paragraphs(paper, _GIVING):
        text = plain(paragraph.text)
        own = plain(section.title.text)
        for match in _opens().finditer(text):
            end = _END.search(text, match.end())
            reason = text[match.end() : end.start() if end else len(text)]
            if not reason:
                continue
            if _says_nothing(reason, own):
                yield Breach(
                    _places(paragraph, reason),
                    {"reason": reason},
                    evidence=reason,
                    section=section.title.text,
                )
            else:
                yield HOLDS


def _says_nothing(reason: str, title: str) -> bool:
    """Whether nothing of a reason is left without words that say nothing and the words of the section's own title.

    >>> _says_nothing("本年机关运行经费与上年相比有所减少", "八、机关运行经费增减变动原因说明")
    True
    >>> _says_nothing("项目减少", "八、机关运行经费增减变动原因说明")
    False
    """
    if re.search(r"\d", reason):
        return False
    subject = re.sub(r"增减.*|情况.*|说明.*|变动.*", "", re.sub(r"^[一二三四五六七八九十]+[、.]", "", title))
    rest = reason.replace(_SIGNS.sub("", subject), "") if subject else reason
    for name in ("机关运行", "三公", "一般公共"):
        rest = rest.replace(name, "") if name in plain(title) else rest
    return len(_SIGNS.sub("", _empty().sub("", _SIGNS.sub("", rest)))) < _LEAST


def _places(paragraph: Printed, words: str) -> tuple[Place, ...]:
    start = paragraph.text.find(words)
    return (paragraph.part(start, start + len(words)) if start >= 0 else paragraph).places


@rule(
    "N-43",
    defect="procurement-implausible",
    scope=Scope.DOCUMENT,
    title="政府采购预算与项目相称",
    basis="《政府采购法》第三十三条：政府采购项目及资金预算应当在部门预算中列出（待核）",
    message="政府采购工程预算为 0，而表12有 {count} 个工程类项目、{sum} 万元",
    remedy="核对应当列入政府采购预算的工程、货物和服务；已签合同或按招标投标法执行的予以说明",
    severity=Severity.NOTE,
)
def procurement_fits_the_projects(paper: Paper) -> Iterator[Outcome]:
    """A hint: no works are to be procured although table 12 has several projects of building works that make up a
    tenth of its money or more.
    """
    said = story(paper).told.of("procurement")
    works = next((s for s in said if s.role is Role.THIS and "工程" in s.subject), None)
    sheet = story(paper).balance.sheets.get(12)
    if works is None or works.value or sheet is None:
        return
    rows = [sheet.lines[row] for row in sheet.projects if _WORKS.search(sheet.name(row))]
    money = sum(line.money.get("total", 0) for line in rows)
    whole = sum(sheet.lines[row].money.get("total", 0) for row in sheet.projects)
    if len(rows) < 3 or money * _TENTH < whole:
        yield HOLDS
        return
    yield Breach(
        works.figure.printed.places,
        {"count": len(rows), "sum": rounded(money, Unit.WAN)},
        evidence=clause(works),
        section=works.figure.section,
    )


RULES = (changes_have_a_reason, reasons_are_reasons, procurement_fits_the_projects)
