"""Empty tables and their note, and projects that are printed twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.subject import Paper, Table, TableLine, plain
from mingzhang.checking.sums.balance import balance
from mingzhang.tables.view import rounded

_NO_DATA = re.compile(r"无数据|空表")
_EMPTY_NOTE = re.compile(
    r"无数据|空表|[没无]有?.{0,20}(?:预算|安排|收支|支出|收入|经费|内容|此项|项目|资金)|为零|为空|不涉及"
)
_EMPTY_BASIS = "《地方预决算公开操作规程》（财预〔2016〕143号）：没有数据的表格应当列出空表并予以说明（待核）"


@rule(
    "T00-06",
    defect="table-note-missing",
    scope=Scope.DOCUMENT,
    title="没有数据的表注明“本表无数据”",
    basis=_EMPTY_BASIS,
    message="表{n}“{title}”没有数据，也没有注明“本表无数据”",
    remedy="在表下注明“本表无数据”或者说明没有此项收支",
    severity=Severity.WARNING,
)
def empty_tables_say_so(paper: Paper) -> Iterator[Outcome]:
    """Speaks of a table without any figure but 0 and without words below it that say there is none. Where such
    words stand in the paper and belong to no table, it cannot be tried.
    """
    loose = any(_NO_DATA.search(plain(part.text)) for part in paper.document.unplaced)
    for table in paper.tables.values():
        if _filled(table):
            continue
        title = table.table.title
        if any(_EMPTY_NOTE.search(plain(note.text)) for note in (*table.table.notes, *table.table.furniture)):
            yield HOLDS
        elif loose:
            yield Unable("“无数据”的说明没有归入哪张表", title.places, table=table.n)
        else:
            facts = {"n": table.n, "title": title.text}
            yield Breach(title.places, facts, title.text, "本表无数据", table=table.n)


@rule(
    "T00-07",
    defect="table-note-missing",
    scope=Scope.TABLE,
    title="注明“本表无数据”的表没有数据",
    basis=_EMPTY_BASIS,
    message="表{n}注明“{note}”，表内却有金额 {figure} 万元",
    remedy="有数据的删去说明，没有数据的删去金额",
)
def tables_said_to_be_empty_are_empty(table: Table) -> Iterator[Outcome]:
    """Speaks where a note says that the table has no data and a figure other than 0 stands in it."""
    said = next((note for note in table.table.notes if _NO_DATA.search(plain(note.text))), None)
    if said is None:
        return
    filled = _filled(table)
    if filled is None:
        yield HOLDS
        return
    line, key = filled
    yield Breach(
        (*said.places, *line.places(key)),
        {"n": table.n, "note": said.text, "figure": rounded(line.money[key], table.unit)},
        evidence=said.text,
        actual=line.cells[key].text,
    )


def _filled(table: Table) -> tuple[TableLine, str] | None:
    """A figure of a table that is not 0."""
    return next(((line, key) for line in table.rows for key, cents in line.money.items() if cents), None)


@rule(
    "T00-08",
    defect="duplicate-row",
    scope=Scope.DOCUMENT,
    title="项目在项目支出预算表中只列一次",
    basis="项目支出预算按项目逐项编列，一个项目一行",
    message="表{n}“{name}”列了 {times} 行（{amounts} 万元）{counted}",
    remedy="重复的删去一行并核对合计；确是两个项目的，在名称上区分开",
    severity=Severity.WARNING,
)
def projects_stand_once(paper: Paper) -> Iterator[Outcome]:
    """Speaks of rows of one name and the same money: an error where the total contains it once only. Rows of
    one name and different money, with nothing to tell them apart, are a note.
    """
    sheets = balance(paper).sheets
    for n in (12, 13):
        if n not in sheets:
            continue
        sheet = sheets[n]
        rows: dict[tuple[str, int], list[TableLine]] = {}
        for index in sheet.projects:
            line = sheet.lines[index]
            rows.setdefault((line.texts.get("project_name", ""), sheet.unit_of(index)), []).append(line)
        for (name, _), lines in rows.items():
            if len(lines) < 2 or not name:
                yield HOLDS
                continue
            amounts = [rounded(line.money.get("total", 0), sheet.table.unit) for line in lines]
            same = len(set(amounts)) < len(amounts)
            surplus = sheet.surplus in {line.index for line in lines}
            last = next((line for line in lines if line.index == sheet.surplus), lines[-1])
            yield Breach(
                (*last.places("project_name", "total"), *(p for line in lines for p in line.places("project_name"))),
                {
                    "n": n,
                    "name": sheet.name(last.index),
                    "times": len(lines),
                    "amounts": "、".join(amounts),
                    "counted": "，合计只计了一次" if surplus else "",
                },
                evidence=sheet.name(last.index),
                table=n,
                severity=Severity.ERROR if surplus else None if same else Severity.NOTE,
            )  # fmt: skip


RULES = (empty_tables_say_so, tables_said_to_be_empty_are_empty, projects_stand_once)
