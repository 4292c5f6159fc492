"""The codes and names of function in the tables that are laid out by them: the same in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.names import same_name
from mingzhang.checking.subject import Paper
from mingzhang.checking.sums.balance import balance
from mingzhang.checking.sums.sheet import Sheet
from mingzhang.forms.codelists import code_list

_BASIS = "《政府收支分类科目》：各表按同一套支出功能分类科目编列"
_PAIRS: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (3, 2, ("total", "carried")),
    (5, 2, ("general",)),
    (8, 2, ("fund",)),
)
"""A table, the table whose codes it must have, and the columns that count there."""
_MOSTLY = 0.6
_SLIP = 2


@rule(
    "X-50",
    defect="table-crosscheck",
    scope=Scope.DOCUMENT,
    title="各表的支出功能科目相同",
    basis=_BASIS,
    message="科目“{name}”在表{here}中有金额，表{there}没有这个科目{like}",
    remedy="核对科目编码和名称，改正写错的一张表",
)
def tables_have_the_same_codes(paper: Paper) -> Iterator[Outcome]:
    """Speaks of a code with money in one of two tables that must have the same codes (3 and 2, 5 and the general
    budget of 2, 8 and the funds of 2) and not in the other. Silent where less than most codes agree: then a
    table stops at 类 or 款, or is another department's.
    """
    sheets = balance(paper).sheets
    for n, m, columns in _PAIRS:
        if n not in sheets or m not in sheets or sheets[n].empty or sheets[m].empty:
            continue
        ours, theirs = _codes(sheets[n], sheets[n].columns), _codes(sheets[m], columns)
        both = ours.keys() & theirs.keys()
        if len(both) < _MOSTLY * max(len(ours), len(theirs)):
            continue
        yield from [HOLDS] * len(both)
        extra = sorted(ours.keys() - sheets[m].codes.keys())
        lacking = sorted(theirs.keys() - sheets[n].codes.keys())
        told: set[str] = set()
        for code in extra:
            twin = _twin(sheets[n], code, sheets[m], lacking)
            told |= {twin} if twin else set()
            yield _missing(
                sheets[n], ours[code], m, f"，那里是“{sheets[m].name(theirs[twin])}”" if twin else ""
            )
        for code in lacking:
            if code not in told:
                yield _missing(sheets[m], theirs[code], n, "")


def _codes(sheet: Sheet, columns: Sequence[str]) -> dict[str, int]:
    """The rows of the codes that have money in any of the columns."""
    return {
        code: rows[0]
        for code, rows in sheet.codes.items()
        if any(sheet.lines[row].money.get(column) for row in rows for column in columns)
    }


def _twin(sheet: Sheet, code: str, other: Sheet, lacking: Sequence[str]) -> str:
    """The code of the other table that this one is most likely meant to be: of the same name, or nearly the same."""
    name = sheet.lines[sheet.codes[code][0]].texts.get("name", "")
    near = [c for c in lacking if len(c) == len(code) and (Levenshtein.distance(c, code) <= _SLIP)]
    named = [c for c in near if other.lines[other.codes[c][0]].texts.get("name", "") == name]
    return next(iter(named or near), "")


def _missing(sheet: Sheet, row: int, there: int, like: str) -> Breach:
    return Breach(
        sheet.lines[row].places("code", "name"),
        {"name": sheet.name(row), "here": sheet.n, "there": there, "like": like},
        evidence=sheet.name(row),
        table=sheet.n,
    )


@rule(
    "X-51",
    defect="table-crosscheck",
    scope=Scope.DOCUMENT,
    title="同一科目在各表的名称相同",
    basis=_BASIS,
    message="表{n}的科目 {code} 写作“{name}”，其他表写作“{usual}”",
    remedy="按《政府收支分类科目》改正科目名称",
    severity=Severity.WARNING,
)
def codes_have_one_name(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a code has another name in one table than the classification and another table have, or, of
    codes that the list does not have, than at least two others that agree. A name that is cut off is the same
    name; one that differs in more than two characters is a note: names change from year to year.
    """
    names: dict[str, list[tuple[Sheet, int, str]]] = {}
    for sheet in balance(paper).sheets.values():
        if sheet.n in (2, 3, 5, 8):
            for code, rows in sheet.codes.items():
                text = sheet.lines[rows[0]].texts.get("name", "")
                if text:
                    names.setdefault(code, []).append((sheet, rows[0], text))
    for code, found in names.items():
        usual = _usual(code, [same_name(text) for _, _, text in found])
        for sheet, row, text in found if usual else ():
            name = same_name(text)
            if usual.startswith(name):
                yield HOLDS
                continue
            near = Levenshtein.distance(name, usual) <= _SLIP
            printed = next(t for _, _, t in found if same_name(t) == usual)
            yield Breach(
                sheet.lines[row].places("name"),
                {"n": sheet.n, "code": code, "name": text, "usual": printed},
                evidence=text,
                expected=printed,
                actual=text,
                table=sheet.n,
                severity=None if near else Severity.NOTE,
            )


def _usual(code: str, printed: Sequence[str]) -> str:
    """The name that a code should have: that of the list where a table prints it, else the one most tables print."""
    listed = code_list("function").get(code)
    if listed is not None and same_name(listed.name) in printed:
        return same_name(listed.name)
    usual, times = Counter(printed).most_common(1)[0]
    return usual if times > 1 else ""


RULES = (tables_have_the_same_codes, codes_have_one_name)
