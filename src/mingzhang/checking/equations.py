"""Equations written as rows, lowered to rules: each speaks of the wrong figures that its equation shows best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Rule, Scope, Severity, Unable
from mingzhang.checking.subject import Paper
from mingzhang.checking.sums.balance import Balance, balance
from mingzhang.checking.sums.equation import Key
from mingzhang.checking.sums.roots import Root
from mingzhang.checking.sums.rows import WORDS, EquationRow
from mingzhang.domain.place import Place
from mingzhang.tables.view import rounded

_MESSAGE = "{cell}{actual}，按“{equation}”应为 {expected} {unit}，相差 {gap} {unit}{more}"
_NAMED = 5
"""How many equations a message names."""
_SEVERAL = 8
"""Wrong figures of one table beyond which it is its reading that is in doubt."""


def equations(rows: Iterable[EquationRow], *, defect: str, basis: str, remedy: str) -> tuple[Rule, ...]:
    """The rules of a table of equations."""
    return tuple(_rule(row, defect, basis, remedy) for row in rows)


def _rule(row: EquationRow, defect: str, basis: str, remedy: str) -> Rule:
    def check(paper: Paper) -> Iterator[Outcome]:
        yield from _outcomes(row, balance(paper))

    check.__doc__ = (
        f"{row.text}. Speaks where the printed figures are further apart than rounding explains: 0.005 × (terms + 1) "
        "of the printed unit. A figure that breaks several equations is told once, by the first of them, with the "
        "rest named. Silent where a table or line lacks or cannot be read (told as not tried), where most rows of a "
        "table go by another way of counting, and where all figures are blank."
    )
    return Rule(row.code, defect, Scope.DOCUMENT, row.text, basis, _MESSAGE, remedy, Severity.ERROR, check)


def _outcomes(row: EquationRow, found: Balance) -> Iterator[Outcome]:
    for untested in found.untested.get(row.code, ()):
        places = tuple(p for key in untested.keys for p in places_of(found, key))
        yield Unable(f"{untested.reason}，“{row.text}”未作检查", places, table=row.tables[0])
    own = [root for root in found.roots if root.mended[0].code == row.code]
    for _, same in groupby(own, key=lambda root: root.key[:3]):
        yield _breach(row, tuple(same), found)
    yield from [HOLDS] * found.held.get(row.code, 0)


def _breach(row: EquationRow, same: tuple[Root, ...], found: Balance) -> Breach:
    """The wrong figures of one row of a table."""
    first = same[0]
    sheet = found.sheets[first.key[1]]
    unit = sheet.table.unit
    columns = "、".join(f"“{_column(root.key)}”" for root in same)
    printed = sheet.lines[first.key[2]].cells.get(first.key[3])
    places = dict.fromkeys(p for key in _cells(same) for p in places_of(found, key))
    return Breach(
        tuple(places),
        {
            "cell": f"表{sheet.n}“{sheet.name(first.key[2], first.key[3])}”的{columns}",
            "actual": f"为 {rounded(first.old, unit)} {unit.value}" if printed else "未填",
            "equation": row.text,
            "unit": unit.value,
            "expected": rounded(first.new, unit),
            "gap": rounded(abs(first.old - first.new), unit),
            "more": _more(same, row, found),
        },
        evidence=printed.text if printed else "",
        expected=rounded(first.new, unit),
        actual=printed.text if printed else "",
        table=sheet.n,
        severity=_severity(same, row, found),
    )  # fmt: skip


def _cells(same: tuple[Root, ...]) -> Iterator[Key]:
    """The wrong figures, then what the broken equations are about."""
    for root in same:
        yield root.key
    for root in same:
        for relation in root.mended:
            yield relation.keys[0]


def _more(same: tuple[Root, ...], row: EquationRow, found: Balance) -> str:
    """What else does not hold for the same reason, and which other figure may be the wrong one."""
    codes = [r.code for root in same for r in (*root.mended, *root.follow)]
    others = list(dict.fromkeys(code for code in codes if code != row.code))
    said = ""
    if others:
        texts = "；".join(found.rows[code].text for code in others[:_NAMED] if code in found.rows)
        more = "等" if len(others) > _NAMED else ""
        said = f"；因此不符的还有：{texts}{more}"
    tied = [key for root in same for key in root.tied]
    if tied and len(tied) <= _NAMED:
        said += f"；也可能是{'、'.join(cell_name(found, key) for key in tied)}有误"
    return said


def _severity(same: tuple[Root, ...], row: EquationRow, found: Balance) -> Severity | None:
    """A lone identity between tables may be a matter of what is counted; a doubtful row or reading is a note."""
    doubtful = any(root.key[2] in found.sheets[root.key[1]].table.doubtful for root in same)
    if doubtful or found.doubtful or sum(1 for r in found.roots if r.key[1] == same[0].key[1]) > _SEVERAL:
        return Severity.NOTE
    if not row.across or sum(len(root.mended) for root in same) > 1:
        return None
    empty = any(found.sheets[n].empty for n in row.tables if n in found.sheets)
    return Severity.NOTE if row.loose or empty else Severity.WARNING


def cell_name(found: Balance, key: Key) -> str:
    """What a figure of a table is called."""
    return f"表{key[1]}“{found.sheets[key[1]].name(key[2], key[3])}”的“{_column(key)}”"


def places_of(found: Balance, key: Key) -> tuple[Place, ...]:
    """Where a figure of a table stands; where it is blank, its row."""
    line = found.sheets[key[1]].lines[key[2]]
    return line.places(key[3]) or line.places()


def _column(key: Key) -> str:
    return WORDS[key[3]]
