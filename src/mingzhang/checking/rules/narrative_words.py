"""Words of the narrative that do not fit: growth from nothing, projects of the wrong level, the wrong year, lists of items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.names import likeness
from mingzhang.checking.story.entries import Entry
from mingzhang.checking.story.statements import Role, Statement
from mingzhang.checking.story.story import Story, story
from mingzhang.checking.story.words import clause
from mingzhang.checking.subject import Paper, plain
from mingzhang.checking.sums.labels import bare
from mingzhang.domain.place import Printed

_SLACK = 10_000
_MANY = 10
_BASIS = "部门预算公开说明的通行写法"
_YEAR = re.compile(r"20\d\d(?=年)")
_MONEY = re.compile(r"[\d.,]+(?:万元|元)?$")
_ALIKE = 80
"""How alike names of one item are, in per cent."""
_ITEMS = re.compile(
    r"(人员|公用)经费[^。；;,，]*?(?:万元)?[,，]?(?:主要)?(?:包括|用于)[:：]?(.+?)(等)?[。；;]?$"
)


@rule(
    "N-31",
    defect="narrative-term",
    scope=Scope.DOCUMENT,
    title="上年为零的不写增幅",
    basis=_BASIS,
    message="上年为 0，没有增幅可算：{clauses}",
    remedy="只写增加额，注明上年没有安排",
    severity=Severity.NOTE,
)
def nothing_grows_by_a_percentage(paper: Paper) -> Iterator[Outcome]:
    """Speaks once a section of growth in per cent where last year's figure is 0, as stated or as this year's less
    the change gives it. A fall of 100% to nothing is right.
    """
    found = story(paper)
    by_section: dict[str, list[Statement]] = {}
    for entry in found.entries:
        if entry.growth is not None and entry.growth.sign > 0 and _from_zero(found, entry):
            by_section.setdefault(entry.growth.figure.section, []).append(entry.growth)
    for section, statements in by_section.items():
        yield Breach(
            tuple(place for s in statements for place in s.figure.printed.places),
            {"clauses": "、".join(f"“{clause(s)}”" for s in statements)},
            evidence=clause(statements[0]),
            section=section,
        )


def _from_zero(found: Story, entry: Entry) -> bool:
    if entry.last is not None:
        return entry.last.value == 0
    if entry.change is None or entry.growth is None:
        return False
    quantity = found.quantity(entry.change)
    known = found.quantities.values(quantity) if quantity else {}
    values = {entry.this.value} if entry.this is not None else set(known)
    return (
        bool(values)
        and any(abs(value - entry.change.value) <= _SLACK for value in values)
        and (entry.this is not None or entry.growth.value == 1_000_000)
    )


@rule(
    "N-32",
    defect="narrative-term",
    scope=Scope.DOCUMENT,
    title="逐个申报绩效目标的是二级项目",
    basis="项目支出分级管理：一级项目为支出方向，二级项目为具体项目（待核）",
    message="“{clause}”：所列、所附的是一个一个的具体项目，应为二级项目",
    remedy="改为“二级项目”",
    severity=Severity.WARNING,
)
def projects_are_of_the_second_level(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a count of first-level projects is about that of the forms attached or of table 12: these are
    projects of the second level. Ten or fewer may be first-level ones.
    """
    rows = len(paper.tables["projects"].rows) - 2 if "projects" in paper.tables else 0
    for statement in story(paper).told.of("performance"):
        if statement.role is not Role.COUNT or not any(
            w in statement.subject for w in lexicon("narrative")["levels"]["first"]
        ):
            continue
        like = any(abs(statement.value - n) <= max(2, n // 20) for n in (rows, len(paper.forms)) if n > _MANY)
        if not like:
            yield HOLDS
            continue
        yield Breach(
            statement.figure.printed.places,
            {"clause": clause(statement)},
            evidence=clause(statement),
            expected=lexicon("narrative")["levels"]["second"],
            section=statement.figure.section,
        )


@rule(
    "N-33",
    defect="stale-year",
    scope=Scope.DOCUMENT,
    title="说明的年份是预算年度，与上年比较的是前一年",
    basis=_BASIS,
    message="“{clause}”写的是 {actual} 年，应为 {expected} 年",
    remedy="改正年份",
)
def years_are_this_and_the_last(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a figure that the tables state for this year is dated another year, and where a comparison names
    a year that is not the one before. Silent where the figure is not in the tables: it may be of that year.
    """
    found = story(paper)
    year = paper.year
    for statement in found.told.statements if year else ():
        assert year is not None
        against = _YEAR.match(statement.predicate.lstrip("比较与同"))
        if statement.role is Role.CHANGE and against and int(against[0]) != year - 1:
            yield _dated(statement, int(against[0]), year - 1)
        elif statement.role is Role.LAST and statement.year not in (None, year, year - 1):
            quantity = found.quantity(statement)
            if quantity and any(
                abs(statement.value - v) <= _SLACK for v in found.quantities.values(quantity) if v
            ):
                yield _dated(statement, statement.year or 0, year)
        elif statement.year == year - 1 and statement.role is Role.LAST:
            yield from _this_years(found, statement, year)


def _this_years(found: Story, statement: Statement, year: int) -> Iterator[Outcome]:
    """A figure dated last year that is this year's of the tables, where this year's is not stated beside it."""
    quantity = found.quantity(statement)
    values = found.quantities.values(quantity) if quantity else {}
    stated = {
        s.value
        for s in found.told.of(statement.section)
        if s.role is Role.THIS and s.subject == statement.subject
    }
    if statement.value not in stated and any(
        value and abs(statement.value - value) <= _SLACK for value in values
    ):
        yield _dated(statement, year - 1, year)


def _dated(statement: Statement, actual: int, expected: int) -> Breach:
    return Breach(
        statement.figure.printed.places,
        {"clause": clause(statement), "actual": actual, "expected": expected},
        clause(statement), str(expected), str(actual), section=statement.figure.section,
    )  # fmt: skip


@rule(
    "N-34",
    defect="narrative-term",
    scope=Scope.DOCUMENT,
    title="列出的经济科目就是表6的科目",
    basis="说明与表6（基本支出分经济科目表）一致",
    message="{kind}经费{what}",
    remedy="按表6改正所列的科目",
    severity=Severity.NOTE,
)
def listed_items_are_those_of_table_6(paper: Paper) -> Iterator[Outcome]:
    """A hint, where items listed for staff or running costs are not in that column of table 6, under no like name
    either, and where a list that does not end in 等 leaves items of the table out.
    """
    sheet = story(paper).balance.sheets.get(6)
    section = story(paper).told.sections.get("basic")
    if sheet is None or section is None or sheet.empty:
        return
    for paragraph in section.paragraphs:
        match = _ITEMS.search(plain(paragraph.text))
        if match is None:
            continue
        column = "staff" if match[1] == "人员" else "office"
        have = [bare(line.texts.get("department_item", "")) for line in sheet.lines if column in line.money]
        leaves = [
            bare(sheet.lines[i].texts.get("department_item", ""))
            for i in _leaves(sheet.below(column))
            if sheet.lines[i].money.get(column)
        ]
        said = [item for part in re.split(r"[、,，]", match[2]) if (item := _MONEY.sub("", part))]
        yield from _lists(match[1], paragraph, section.title.text, said, have, [] if match[3] else leaves)


def _leaves(below: dict[int, tuple[int, ...]]) -> list[int]:
    """The rows that nothing stands below."""
    return [row for rows in below.values() for row in rows if row not in below]


def _lists(
    kind: str, paragraph: Printed, section: str, said: Sequence[str], have: Sequence[str], owed: Sequence[str]
) -> Iterator[Outcome]:
    """What a list names too much and too little."""
    extra = [item for item in said if not any(_near(item, other) for other in have)]
    missing = [item for item in owed if not any(_near(item, other) for other in said)]
    if len(extra) > len(said) / 2:
        return
    if not extra and not missing:
        yield HOLDS
    for items, what in ((extra, "列有表6该列没有的"), (missing, "没有列出表6中的")):
        if items:
            yield Breach(
                paragraph.places,
                {"kind": kind, "what": f"{what}{'、'.join(f'“{item}”' for item in items)}"},
                evidence="、".join(items),
                section=section,
            )


def _near(item: str, other: str) -> bool:
    """Whether two names are of one item: the same, or one with more words (维修费, 维修(护)费)."""
    return item == other or item in other or other in item or likeness(item, other) >= _ALIKE


RULES = (
    nothing_grows_by_a_percentage,
    projects_are_of_the_second_level,
    years_are_this_and_the_last,
    listed_items_are_those_of_table_6,
)
