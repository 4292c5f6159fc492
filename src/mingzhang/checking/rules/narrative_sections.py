"""Whose narrative it is, of which year, whether every section is there, and units, changes and reasons that do not fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.names import same_name
from mingzhang.checking.rules.narrative_reasons import words_of
from mingzhang.checking.story.statements import Role, section_key
from mingzhang.checking.story.story import story
from mingzhang.checking.story.words import clause
from mingzhang.checking.subject import Paper, plain
from mingzhang.checking.sums.labels import OFFICE
from mingzhang.domain.amount import Unit
from mingzhang.domain.chars import chinese_number
from mingzhang.domain.place import Place, Printed
from mingzhang.domain.record import Section
from mingzhang.tables.view import rounded

_BASIS = "部门预算公开说明的通行写法"
_AGREE = 3
_DATE = r"20\d\d\s*年(?:度|\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*[,，]?)?\s*"
_YEAR = re.compile(r"(20\d\d)\s*年")
_NUMBER = re.compile(r"([一二三四五六七八九十]{1,3})[、.．]")
_END = re.compile(r"[;；。]")
_CHANGE = re.compile(r"(增加|减少)额?(?:为)?([\d.,]+)万元?")
_PARTS = (
    ("abroad", re.compile("出国")),
    ("reception", re.compile("接待")),
    ("cars", re.compile("购置(?:及|和|与)运行")),
    ("buying", re.compile("购置费|车购置")),
    ("running", re.compile("运行(?:维护)?费")),
)
_WHOLES = ({"abroad", "reception", "cars"}, {"abroad", "reception", "buying", "running"})
_GIVING = ("changes", "income", "general", "three_public", "running_costs")
_SLACK = 20_000


@lru_cache(maxsize=1)
def _subject() -> re.Pattern[str]:
    after = "|".join(map(re.escape, lexicon("narrative")["subject"]["before"]))
    return re.compile(rf"{_DATE}(?P<name>[\u4e00-\u9fff（）()]{{4,40}}?)(?={after})")


def _subjects(paper: Paper) -> Iterator[tuple[Section, Printed, tuple[int, int], str]]:
    """The offices that sentences of the narrative are about: section, paragraph, where, the name."""
    for section in paper.document.sections:
        for paragraph in section.paragraphs if section_key(section.title.text) else ():
            for match in _subject().finditer(paragraph.text):
                name = plain(match["name"])
                if OFFICE.search(name) and not name.startswith(("本", "我", "全", "编报")):
                    yield section, paragraph, match.span("name"), name


@rule(
    "N-35",
    defect="agency-name-mismatch",
    scope=Scope.DOCUMENT,
    title="说明写的是本部门",
    basis=_BASIS,
    message="写的是“{name}”，本部门是“{usual}”",
    remedy="核对是否照抄了其他部门、其他县（区）的说明，改为本部门的情况",
    severity=Severity.WARNING,
)
def sentences_are_of_this_department(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a sentence (2026年度……局预算收入…) is about an office that is not the paper's own: the one that the
    tables and most sentences name. Its units, what it says of its own set-up, the agencies of its forms, and a name that
    is part of its own, or has it as a part, are its own. Silent where fewer than three places agree.
    """
    found = list(_subjects(paper))
    if not found:
        return
    tables = [plain(t.table.department.text) for t in paper.tables.values() if t.table.department]
    usual, times = Counter([*tables, *(name for *_, name in found)]).most_common(1)[0]
    if times < _AGREE or times * 2 <= len(tables) + len(found):
        return
    own = _own(paper) | {usual}
    about = _overview(paper)
    for section, paragraph, (start, end), name in found:
        same = same_name(name)
        if name in own or same in same_name(usual) or same_name(usual) in same or same in about:
            yield HOLDS
            continue
        yield Breach(
            paragraph.part(start, end).places or paragraph.places,
            {"name": name, "usual": usual},
            evidence=name,
            expected=usual,
            actual=name,
            section=section.title.text,
        )


def _own(paper: Paper) -> set[str]:
    """The units that tables list and the agencies of the forms."""
    tables = [
        paper.tables[key] for key in ("running_costs", "projects", "carried_projects") if key in paper.tables
    ]
    names = {text for table in tables for line in table.rows for text in line.texts.values()}
    return {name for name in names if OFFICE.search(name)} | set(paper.agencies)


def _overview(paper: Paper) -> str:
    """What the paper says of the department's tasks, offices and units."""
    sections = (s for s in paper.document.sections if section_key(s.title.text) in ("duties", "offices"))
    return same_name("".join(p.text for section in sections for p in section.paragraphs))


@rule(
    "N-36",
    defect="narrative-sum",
    scope=Scope.DOCUMENT,
    title="“三公”经费各项的增减合计等于总的增减",
    basis=_BASIS,
    message="“三公”经费{whole}，各项增减合计为{sum}，其中{flat}写作“持平”",
    remedy="核对写作“持平”的各项和总的增减额",
    severity=Severity.WARNING,
)
def what_stays_the_same_adds_up(paper: Paper) -> Iterator[Outcome]:
    """Speaks where the whole's change is stated, every item has its change or is said to stay the same, one at least
    the latter, and the changes do not come to the whole's. Silent where an item says neither.
    """
    section = story(paper).told.sections.get("three_public")
    for paragraph in section.paragraphs if section else ():
        text = plain(paragraph.text)
        head, mark, rest = text.partition("其中")
        whole = _change(head)
        parts: dict[str, tuple[int | None, bool]] = {}
        for piece in _END.split(rest):
            key = next((k for k, words in _PARTS if words.search(piece)), None)
            if key:
                parts[key] = (_change(piece), "持平" in piece)
        if not mark or whole is None or set(parts) not in _WHOLES:
            continue
        changes = [change for change, _ in parts.values()]
        known = [change for change in changes if change is not None]
        flat = [k for k, (_, same) in parts.items() if same]
        if len(known) < len(changes) or not flat:
            continue
        if abs(sum(known) - whole) <= _SLACK:
            yield HOLDS
            continue
        said = "、".join(_NAMES[key] for key in flat)
        yield Breach(
            paragraph.places,
            {"whole": _way(whole), "sum": _way(sum(known)), "flat": said},
            evidence="持平",
            section=section.title.text if section else None,
        )


_NAMES = {
    "abroad": "因公出国（境）费",
    "reception": "公务接待费",
    "cars": "公务用车购置及运行维护费",
    "buying": "公务用车购置费",
    "running": "公务用车运行维护费",
}


def _change(text: str) -> int | None:
    """A change in 分, 0 where the words say that it is the same; None where they say neither."""
    match = _CHANGE.search(text)
    if match is None:
        return 0 if "持平" in text else None
    try:
        cents = round(float(match[2].replace(",", "")) * Unit.WAN.cents)
    except ValueError:
        return None
    return cents if match[1] == "增加" else -cents


def _way(cents: int) -> str:
    return f"比上年{'增加' if cents >= 0 else '减少'} {rounded(abs(cents), Unit.WAN)} 万元"


@rule(
    "N-37",
    defect="narrative-term",
    scope=Scope.DOCUMENT,
    title="说明各部分的序号连续",
    basis=_BASIS,
    message="“{title}”之前是“{before}”，序号不连续{lacks}",
    remedy="补上缺的一部分，或者改正序号",
    severity=Severity.WARNING,
)
def sections_are_numbered_through(paper: Paper) -> Iterator[Outcome]:
    """Speaks where the number of a section is not the next after that of the section before, in a part most of whose
    numbers follow one another. Silent where numbers begin again at 一, and where a paragraph opens with a number
    that is missing: then it is a heading that was not read as one.
    """
    parts: dict[str | None, list[tuple[int, Section]]] = {}
    for section in paper.document.sections:
        match = _NUMBER.match(plain(section.title.text))
        number = chinese_number(match[1]) if match else None
        if number:
            parts.setdefault(section.part, []).append((number, section))
    for numbered in parts.values():
        steps = list(pairwise(numbered))
        right = sum(1 for (a, _), (b, _) in steps if b == a + 1)
        openings = {
            chinese_number(m[1])
            for _, s in numbered
            for p in s.paragraphs
            if (m := _NUMBER.match(plain(p.text)))
        }
        openings |= {
            chinese_number(m[1]) for p in paper.document.unplaced if (m := _NUMBER.match(plain(p.text)))
        }
        after: int | None = None
        for (a, one), (b, other) in steps:
            if b in (1, a + 1) or (after is not None and b == after + 1):
                yield HOLDS
                after = None
            elif right * 3 > len(steps) * 2 and not openings & set(range(a + 1, b if b > a else a + 2)):
                lacks = f"，缺第{a + 1}部分" if b == a + 2 else ""
                yield Breach(
                    (*other.title.places, *one.title.places),
                    {"title": other.title.text, "before": one.title.text, "lacks": lacks},
                    evidence=other.title.text,
                    section=other.title.text,
                )
                after = a + 1


@rule(
    "N-38",
    defect="stale-year",
    scope=Scope.DOCUMENT,
    title="政府采购等情况写的是预算年度",
    basis=_BASIS,
    message="“{clause}”写的是 {actual} 年，应为 {expected} 年",
    remedy="改为预算年度，并核对是否为上年的数字",
    severity=Severity.WARNING,
)
def the_only_year_is_this_years(paper: Paper) -> Iterator[Outcome]:
    """Speaks in the sections on procurement and other matters where the only year they name is the one before, and
    no word says why (截至, 决算, 上年). The figures of these are in no table, so that the year alone can tell.
    """
    year = paper.year
    for section in paper.document.sections if year else ():
        assert year is not None
        if section_key(section.title.text) not in ("procurement", "other"):
            continue
        years = {int(y) for p in section.paragraphs for y in _YEAR.findall(p.text)}
        if years != {year - 1}:
            continue
        for paragraph in section.paragraphs:
            match = _YEAR.search(paragraph.text)
            if match is None or any(word in paragraph.text for word in lexicon("narrative")["years"]["past"]):
                continue
            words = plain(paragraph.text[match.start() :])[:30]
            yield Breach(
                paragraph.part(*match.span()).places or paragraph.places,
                {"clause": words, "actual": year - 1, "expected": year},
                evidence=match.group(),
                expected=str(year),
                actual=str(year - 1),
                section=section.title.text,
            )
            break


@rule(
    "N-39",
    defect="narrative-count",
    scope=Scope.DOCUMENT,
    title="预算单位的个数与各表所列的单位一致",
    basis=_BASIS,
    message="“{clause}”，表11、表12列有 {count} 个单位",
    remedy="核对单位个数",
    severity=Severity.NOTE,
)
def units_are_those_of_the_tables(paper: Paper) -> Iterator[Outcome]:
    """A hint, where the number of units of the department is not that of the units that tables 11 and 12 list. A unit
    without projects and running costs stands in neither.
    """
    found = story(paper)
    said = next(
        (s for s in found.told.of("performance") if s.role is Role.COUNT and "下属" in s.subject), None
    )
    if said is None:
        return
    sheets = found.balance.sheets
    names = {sheets[n].lines[row].texts.get("project_name", "") for n in (12, 13) if n in sheets
             for row in {sheets[n].unit_of(r) for r in sheets[n].projects} if row}  # fmt: skip
    if 11 in sheets:
        names |= {line.texts.get("unit_name", "") for line in sheets[11].lines[1:]}
    names.discard("")
    if not names or len(names) == said.value:
        yield HOLDS
        return
    yield Breach(
        said.figure.printed.places, {"clause": clause(said), "count": len(names)}, clause(said),
        str(len(names)), str(said.value), section=said.figure.section,
    )  # fmt: skip


@rule(
    "N-44",
    defect="reason-missing",
    scope=Scope.DOCUMENT,
    title="逐项说明原因的，各项都写明",
    basis="《地方预决算公开操作规程》（财预〔2016〕143号）：公开时对增减变动情况予以说明（待核）",
    message="“{clause}”没有写明原因，同一段的其他各项写了",
    remedy="写明这一项增减的具体原因",
    severity=Severity.NOTE,
)
def every_item_has_its_reason(paper: Paper) -> Iterator[Outcome]:
    """A hint: of the items of a paragraph that state a change, half or more have a reason beside it and this one has
    none. What is broken down in the same sentence (其中) needs none of its own.
    """
    reasons = words_of("words")
    for section in paper.document.sections:
        if section_key(section.title.text) not in _GIVING:
            continue
        for paragraph in section.paragraphs:
            pieces = _END.split(plain(paragraph.text))
            owing = [
                piece.partition("其中:")[2] or piece
                for piece, after in zip(pieces, [*pieces[1:], ""], strict=True)
                if _CHANGE.search(piece) and not after.startswith("其中") and not piece.endswith("其中")
            ]
            bare = [piece for piece in owing if not any(word in piece for word in reasons)]
            if len(owing) < 2 or not bare:
                continue
            if len(bare) * 2 > len(owing):
                continue
            for piece in bare:
                facts = {"clause": piece[-48:]}
                yield Breach(_places(paragraph, piece), facts, piece, section=section.title.text)


def _places(paragraph: Printed, words: str) -> tuple[Place, ...]:
    start = paragraph.text.find(words)
    return (paragraph.part(start, start + len(words)) if start >= 0 else paragraph).places


RULES = (
    sentences_are_of_this_department,
    what_stays_the_same_adds_up,
    sections_are_numbered_through,
    the_only_year_is_this_years,
    units_are_those_of_the_tables,
    every_item_has_its_reason,
)
