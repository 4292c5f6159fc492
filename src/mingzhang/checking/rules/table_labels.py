"""The number lines, titles and years of the thirteen tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.subject import Paper, Table, plain
from mingzhang.domain.chars import chinese_number
from mingzhang.domain.place import Place
from mingzhang.forms.tables import TABLES, table_of_title

_LABEL = re.compile(r"(.*?)([\d]+|[一二三四五六七八九十]+)[、.:]?")
_YEAR = re.compile(r"20\d\d(?=年)")
_BASIS = "部门预算公开表式（山西省县级部门预算公开十三张表）"


def _labels(paper: Paper) -> dict[int, tuple[str, int | None]]:
    """The number lines of the tables: the words and the number; for tables that have one."""
    found: dict[int, tuple[str, int | None]] = {}
    for table in paper.tables.values():
        match = _LABEL.fullmatch(plain(table.table.label.text)) if table.table.label else None
        if match:
            number = int(match[2]) if match[2].isdecimal() else chinese_number(match[2])
            found[table.n] = (match[1], number)
    return found


def _places(table: Table) -> tuple[Place, ...]:
    return (table.table.label or table.table.title).places or table.table.title.places


@rule(
    "T00-01",
    defect="table-numbering",
    scope=Scope.DOCUMENT,
    title="各表表号的字样一致",
    basis=_BASIS,
    message="表{n}的表号是“{label}”，其他表为“{series}”",
    remedy="统一表号字样",
    severity=Severity.NOTE,
)
def number_lines_are_one_series(paper: Paper) -> Iterator[Outcome]:
    """Speaks where most number lines read alike and this one otherwise (部门公开表9 among 预算公开表). Silent
    where fewer than two agree.
    """
    labels = _labels(paper)
    counts = Counter(words for words, _ in labels.values())
    if not counts:
        return
    usual, times = counts.most_common(1)[0]
    for n, (words, _) in labels.items():
        table = paper.tables[TABLES[n - 1].key]
        if words == usual or times < 2 or times <= len(labels) - times:
            yield HOLDS
            continue
        printed = table.table.label.text if table.table.label else ""
        yield Breach(
            _places(table),
            {"n": n, "label": printed, "series": f"{usual}…"},
            evidence=printed,
            expected=f"{usual}{n}",
            actual=printed,
            table=n,
        )


@rule(
    "T00-02",
    defect="table-numbering",
    scope=Scope.DOCUMENT,
    title="表号与表的次序相符",
    basis=_BASIS,
    message="“{title}”是表{n}，表号印为“{label}”",
    remedy="改正表号",
    severity=Severity.WARNING,
)
def number_lines_have_their_number(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a number line has another number than its table; silent where the paper numbers its tables
    in another order throughout, that is, where fewer than half agree.
    """
    labels = {n: number for n, (_, number) in _labels(paper).items()}
    agreeing = sum(1 for n, number in labels.items() if n == number)
    for n, number in labels.items():
        if n == number:
            yield HOLDS
        elif agreeing * 2 > len(labels):
            table = paper.tables[TABLES[n - 1].key]
            printed = table.table.label.text if table.table.label else ""
            yield Breach(
                _places(table),
                {"n": n, "title": table.table.title.text, "label": printed},
                evidence=printed,
                expected=str(n),
                actual=str(number),
                table=n,
            )


@rule(
    "T00-03",
    defect="table-numbering",
    scope=Scope.DOCUMENT,
    title="各表都有表号",
    basis=_BASIS,
    message="表{numbers}没有表号，其他表有",
    remedy="补上表号",
    severity=Severity.NOTE,
)
def every_table_has_a_number_line(paper: Paper) -> Iterator[Outcome]:
    """Speaks once of all tables without a number line where at least two have one; it may have been lost on
    the way from the paper, so it is a note.
    """
    labels = _labels(paper)
    bare = [table for table in paper.tables.values() if table.n not in labels]
    if len(labels) >= 2 and bare:
        yield Breach(
            tuple(p for table in bare for p in _places(table)),
            {"numbers": "、".join(str(table.n) for table in bare)},
            table=bare[0].n,
        )
    elif labels:
        yield HOLDS


@rule(
    "T00-04",
    defect="table-numbering",
    scope=Scope.DOCUMENT,
    title="目录所列的表都在",
    basis=_BASIS,
    message="目录列有“{title}”，正文没有这张表",
    remedy="补上缺的表；没有数据的也应列出空表并注明",
    severity=Severity.WARNING,
)
def tables_of_the_contents_are_there(paper: Paper) -> Iterator[Outcome]:
    """Speaks where the contents list a table that was not found and whose title stands nowhere among what could
    not be placed. Silent where fewer than half of the listed tables were found: then it is the reading.
    """
    listed = {
        spec.n: line for line in paper.document.contents if (spec := table_of_title(plain(line.title.text)))
    }
    have = {table.n for table in paper.tables.values()}
    rest = plain("".join(part.text for part in paper.document.unplaced))
    for n, line in listed.items():
        if n in have:
            yield HOLDS
        elif len(have & set(listed)) * 2 < len(listed) or plain(TABLES[n - 1].title)[:6] in rest:
            yield Unable("正文没有读出这张表", line.title.places)
        else:
            yield Breach(line.title.places, {"title": line.title.text}, evidence=line.title.text, table=n)


@rule(
    "T00-05",
    defect="stale-year",
    scope=Scope.DOCUMENT,
    title="各表表名、表头的年份一致，是预算年度",
    basis=_BASIS,
    message="表{n}“{text}”是 {actual} 年，其他各表是 {expected} 年",
    remedy="改正年份",
)
def years_of_tables_agree(paper: Paper) -> Iterator[Outcome]:
    """Speaks where the title or a head of a table names another year than at least three others that agree.
    Silent in tables that compare two years in their heads.
    """
    years = {table.n: _years(table) for table in paper.tables.values()}
    counts = Counter(year for found in years.values() for year in {year for _, year in found})
    if not counts or counts.most_common(1)[0][1] < 4:
        return
    usual = counts.most_common(1)[0][0]
    for table in paper.tables.values():
        heads = {year for text, year in years[table.n] if text != table.table.title.text}
        stray = [(text, year) for text, year in years[table.n] if year != usual]
        if not stray:
            yield HOLDS
        elif len(heads) < 2 or stray[0][0] == table.table.title.text:
            text, year = stray[0]
            yield Breach(
                table.table.title.places,
                {"n": table.n, "text": text, "actual": year, "expected": usual},
                evidence=text,
                expected=usual,
                actual=year,
                table=table.n,
            )


def _years(table: Table) -> list[tuple[str, str]]:
    """The years that the title and the heads of a table name, with their words."""
    texts = (table.table.title.text, *table.table.columns)
    return [(text, year) for text in texts for year in _YEAR.findall(plain(text))]


RULES = (
    number_lines_are_one_series,
    number_lines_have_their_number,
    every_table_has_a_number_line,
    tables_of_the_contents_are_there,
    years_of_tables_agree,
)
