"""The rows of the tables: levels of codes left out, rows printed twice, names of revenue, whose table it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.names import same_name
from mingzhang.checking.subject import Paper, Table, TableLine, plain
from mingzhang.checking.sums.balance import balance
from mingzhang.checking.sums.sheet import Sheet
from mingzhang.domain.place import Place
from mingzhang.forms.codelists import code_list

_CODED = (2, 3, 5, 7, 8)
_LISTED = (6, 10)
_LEVELS = {3: "类", 5: "款", 7: "项"}
_MOSTLY = 0.8
_SLIP = 2
_AGREE = 3
_UNSURE = "待核"
_BASIS = "《政府收支分类科目》：科目按类、款、项逐级编列"


@rule(
    "T00-09",
    defect="table-crosscheck",
    scope=Scope.DOCUMENT,
    title="科目按类、款、项逐级列出",
    basis=_BASIS,
    message="表{n}列有科目“{name}”，{what}",
    remedy="补上漏列的一级科目，或者改正科目编码",
    severity=Severity.WARNING,
)
def every_level_has_its_row(paper: Paper) -> Iterator[Outcome]:
    """Speaks of a 款 or 项 whose 类 or 款 has no row of its own in the table, where nearly all others of the paper
    have theirs; a note where no other row of the same table has one. A hint, where a 类 or 款 has nothing below
    it although nearly all others have. Silent in papers that do not print every level.
    """
    sheets = [s for n, s in sorted(balance(paper).sheets.items()) if n in _CODED and not s.empty]
    above: dict[int, Counter[bool]] = defaultdict(Counter)
    below: dict[int, Counter[bool]] = defaultdict(Counter)
    for sheet in sheets:
        for code in _codes(sheet):
            if len(code) > 3:
                above[len(code)][code[:-2] in sheet.codes] += 1
            if len(code) < 7:
                below[len(code)][_has_below(sheet, code)] += 1
    for sheet in sheets:
        told: set[str] = set()
        for code in _codes(sheet):
            parent = code[:-2]
            if len(code) > 3 and parent not in sheet.codes:
                if _mostly(above[len(code)]) and parent not in told:
                    told.add(parent)
                    own = any(len(c) == len(code) and c[:-2] in sheet.codes for c in _codes(sheet))
                    what = f"没有列它的上一级{_LEVELS[len(parent)]}级科目 {parent}"
                    yield _level(sheet, code, what, None if own else Severity.NOTE)
            elif len(code) < 7 and not _has_below(sheet, code) and _mostly(below[len(code)]):
                what = f"下面没有列{_LEVELS[len(code) + 2]}级科目"
                yield _level(sheet, code, what, Severity.NOTE)
            else:
                yield HOLDS


def _codes(sheet: Sheet) -> list[str]:
    return [code for code in sheet.codes if len(code) in _LEVELS]


def _has_below(sheet: Sheet, code: str) -> bool:
    return any(len(c) > len(code) and c.startswith(code) for c in sheet.codes)


def _mostly(counted: Counter[bool]) -> bool:
    return counted[True] > 1 and counted[True] >= _MOSTLY * counted.total()


def _level(sheet: Sheet, code: str, what: str, severity: Severity | None) -> Breach:
    row = sheet.codes[code][0]
    name = sheet.name(row)
    places = sheet.lines[row].places("code", "name")
    return Breach(places, {"n": sheet.n, "name": name, "what": what}, name, table=sheet.n, severity=severity)


@rule(
    "T00-10",
    defect="duplicate-row",
    scope=Scope.TABLE,
    title="同一科目在一张表中只列一行",
    basis="部门预算公开表式：一个科目一行",
    message="表{n}“{name}”列了两行",
    remedy="删去重复的一行，核对合计",
    severity=Severity.WARNING,
)
def rows_stand_once(table: Table) -> Iterator[Outcome]:
    """Speaks in tables 6 and 10 of two rows one after the other with the same words and the same figures. Elsewhere
    the sums or the codes tell it; rows with other figures between them may belong to two headings.
    """
    if table.n not in _LISTED:
        return
    before: TableLine | None = None
    for line in table.rows:
        same = before is not None and line.texts == before.texts and line.money == before.money
        if same and before is not None and any(len(text) > 1 for text in line.texts.values()):
            name = line.label
            places = (*line.places(), *before.places())
            yield Breach(places, {"n": table.n, "name": name}, name)
        else:
            yield HOLDS
        before = line


@rule(
    "T00-11",
    defect="table-crosscheck",
    scope=Scope.DOCUMENT,
    title="收入科目的名称是收入分类科目的名称",
    basis="《政府收支分类科目》收入分类科目",
    message="表7的科目 {code} 写作“{name}”，收入分类科目为“{usual}”{unsure}",
    remedy="按《政府收支分类科目》改正科目名称或编码",
    severity=Severity.WARNING,
)
def revenue_has_its_name(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a code of table 7 has a name that differs in one or two characters from that of the list. A note
    where it differs in more, and where the list is not sure of the name. Codes that the list does not have,
    names cut off, and years in which a code was not in force are let be.
    """
    sheet = balance(paper).sheets.get(7)
    if sheet is None:
        return
    for code, rows in sheet.codes.items():
        listed = code_list("revenue").get(code, paper.year)
        text = sheet.lines[rows[0]].texts.get("name", "")
        if listed is None or not text:
            continue
        name, usual = same_name(text), same_name(listed.name)
        if usual.startswith(name):
            yield HOLDS
            continue
        near = Levenshtein.distance(name, usual) <= _SLIP
        sure = _UNSURE not in listed.source
        yield Breach(
            sheet.lines[rows[0]].places("code", "name"),
            {"code": code, "name": text, "usual": listed.name, "unsure": "" if sure else "（待核）"},
            evidence=text,
            expected=listed.name,
            actual=text,
            table=7,
            severity=None if near and sure else Severity.NOTE,
        )


@rule(
    "T00-12",
    defect="agency-name-mismatch",
    scope=Scope.DOCUMENT,
    title="各表的部门名称相同",
    basis="部门预算公开表式：各表填写同一部门名称",
    message="表{n}的部门名称是“{name}”，其他各表是“{usual}”",
    remedy="核对是否误用了其他部门的表；是的换成本部门的表，不是的改正部门名称",
    severity=Severity.WARNING,
)
def tables_are_one_departments(paper: Paper) -> Iterator[Outcome]:
    """Speaks where the line 部门名称 of a table names another than most tables do. A name that is part of the other is
    a note: it may be a short one. Silent where fewer than three tables agree.
    """
    named = {t.n: plain(t.table.department.text) for t in paper.tables.values() if t.table.department}
    if not named:
        return
    usual, times = Counter(named.values()).most_common(1)[0]
    for table in paper.tables.values():
        name = named.get(table.n)
        if not name or table.table.department is None:
            continue
        if name == usual or times < _AGREE or times * 2 <= len(named):
            yield HOLDS
            continue
        places: tuple[Place, ...] = table.table.department.places
        part = same_name(name) in same_name(usual) or same_name(usual) in same_name(name)
        yield Breach(
            places,
            {"n": table.n, "name": name, "usual": usual},
            evidence=table.table.department.text,
            expected=usual,
            actual=name,
            table=table.n,
            severity=Severity.NOTE if part else None,
        )


@rule(
    "T00-13",
    defect="table-crosscheck",
    scope=Scope.DOCUMENT,
    title="表6的款级科目列在类级科目之下",
    basis="《政府收支分类科目》支出经济分类：科目按类、款逐级编列",
    message="表6“{name}”等 {count} 行的上面没有类级科目一行，其他科目有",
    remedy="补上漏列的类级科目",
    severity=Severity.WARNING,
)
def items_stand_below_a_class(paper: Paper) -> Iterator[Outcome]:
    """Speaks where rows with a government item stand right below the total of table 6 although at least two classes
    have a row of their own with theirs below.
    """
    sheet = balance(paper).sheets.get(6)
    if sheet is None or sheet.total is None or not sheet.columns:
        return
    below = sheet.below(sheet.columns[0])
    tops = below.get(sheet.total, ())
    bare = [row for row in tops if row not in below and sheet.lines[row].texts.get("government_item")]
    if sum(row in below for row in tops) < 2:
        return
    if not bare:
        yield HOLDS
        return
    name = sheet.name(bare[0])
    places = sheet.lines[bare[0]].places()
    yield Breach(places, {"name": name, "count": len(bare)}, name, table=6)


RULES = (
    every_level_has_its_row,
    rows_stand_once,
    revenue_has_its_name,
    tables_are_one_departments,
    items_stand_below_a_class,
)
