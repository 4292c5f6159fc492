"""Equations written as rows that a budget officer can read, and what they come to over the tables of a paper.

A figure is written 表·行·列. 每 makes an equation of each row or column, 各 adds up: 表3·每上级·每列 = 表3·各下级·每列
is one equation for every row that others stand below and every column of money. 或 gives a second right side,
for papers that count the other way; ≤ stands for what may not exceed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mingzhang.checking.sums.equation import Equation, Key, Values
from mingzhang.checking.sums.sheet import Sheet

COLUMNS = {
    "收入": "income", "合计": "total", "当年": "current", "上年结转": "carried", "一般公共预算": "general",
    "政府性基金": "fund", "国有资本": "capital", "财政专户": "special", "单位资金": "own", "基本支出": "basic",
    "项目支出": "project", "人员经费": "staff", "公用经费": "office",
}  # fmt: skip
"""How rows and messages name the columns of money."""
WORDS = {key: word for word, key in COLUMNS.items()}
APPROPRIATED_ONLY = "没有专户和单位资金时"
_TERM = re.compile(r"表(\d{1,2})·([^·+≤=\s]+)·([^·+≤=\s]+)")


@dataclass(frozen=True, slots=True)
class EquationRow:
    """A row of a table of equations: code, left, right, and the condition under which it must hold.

    ``loose`` says that papers have reason to go by other figures: broken alone it is a hint.
    """

    code: str
    left: str
    right: str
    when: str = ""
    loose: bool = False

    @property
    def text(self) -> str:
        """The equation as it is said to people, in its first wording."""
        right = self.right.partition(" 或 ")[0]
        sign = "不超过" if right.startswith("≤") else "＝"
        left, terms = _term(self.left), [_term(text) for text in right.removeprefix("≤").split(" + ")]
        if left.row == "每上级":
            return f"表{left.n}的合计与各级小计＝其下级之和"
        if left.row == "每行":
            return f"表{left.n}各行的{WORDS[left.column]}＝{'＋'.join(WORDS[term.column] for term in terms)}"
        return f"{_said(left)}{sign}{'＋'.join(_said(term, left) for term in terms)}"

    @property
    def tables(self) -> tuple[int, ...]:
        """The tables it speaks of."""
        return _tables(f"{self.left} {self.right}")

    @property
    def across(self) -> bool:
        """Whether it speaks of more than one table."""
        return len(self.tables) > 1


@dataclass(frozen=True, slots=True)
class Lowered:
    """What a row comes to over a paper: equations for each wording, and cells that cannot be read."""

    row: EquationRow
    wordings: tuple[tuple[Equation, ...], ...]
    unread: tuple[Key, ...] = ()
    missing: str = ""


def lower(row: EquationRow, sheets: Mapping[int, Sheet], values: Values) -> Lowered | None:
    """A row over a paper's tables and their figures; None where it does not apply, ``missing`` said where a table or line lacks."""
    if row.when == APPROPRIATED_ONLY and _has_own_money(sheets):
        return None
    rights = row.right.split(" 或 ")
    needed = _tables(f"{row.left} {rights[0]}")
    lacking = [n for n in needed if n not in sheets]
    if lacking and len(needed) == len(lacking):
        return None
    if lacking:
        return Lowered(row, (), missing=f"没有读到表{'、表'.join(map(str, lacking))}")
    if all(sheets[n].empty for n in needed):
        return None
    left = _term(row.left)
    if not left.row.startswith("每") and _row(sheets[left.n], left.row) is None:
        return Lowered(row, (), missing=f"表{left.n}没有“{left.row}”一行")
    wordings, unread = [], []
    for right in rights:
        if not set(_tables(right)) <= sheets.keys():
            continue
        terms = tuple(_term(text) for text in right.removeprefix("≤").split(" + "))
        found = []
        for equation, cells in _each(row.code, left, terms, sheets, values, right.startswith("≤")):
            bad = [key for key in cells if sheets[key[1]].unread(key[2], key[3])]
            unread += bad
            if not bad:
                found.append(equation)
        wordings.append(tuple(found))
    return Lowered(row, tuple(wordings), tuple(dict.fromkeys(unread)))


@dataclass(frozen=True, slots=True)
class _Term:
    n: int
    row: str
    column: str


def _term(text: str) -> _Term:
    match = _TERM.fullmatch(text.strip())
    if match is None or (match[3] != "每列" and match[3] not in COLUMNS):
        raise ValueError(f"写不成等式：{text}")
    return _Term(int(match[1]), match[2], COLUMNS.get(match[3], match[3]))


def _tables(text: str) -> tuple[int, ...]:
    """The tables that terms speak of."""
    return tuple(dict.fromkeys(int(match[1]) for match in _TERM.finditer(text)))


_ROW_WORDS = {
    "每科目": "各科目的", "同科目": "同科目的", "每类": "各类的", "同类": "同类的", "合计": "合计行的", "部门": "部门合计的",
    "各收入项目": "各收入项目之和", "各支出项目": "各支出项目之和",
}  # fmt: skip


def _said(term: _Term, after: _Term | None = None) -> str:
    """A figure as it is said to people; the table is not named again."""
    table = "" if after is not None and after.n == term.n else f"表{term.n}"
    row = _ROW_WORDS.get(term.row, f"“{term.row}”")
    column = WORDS.get(term.column, "")
    if (
        term.column in ("每列", "income")
        or term.row.startswith("各")
        or (term.n == 1 and term.row.endswith("总计"))
    ):
        column = ""
    joint = "的" if column and not row.endswith("的") else ""
    return f"{table}{row}{joint}{column}" if column else f"{table}{row.removesuffix('的')}"


def _has_own_money(sheets: Mapping[int, Sheet]) -> bool:
    return any(
        line.money.get(column)
        for n in (2, 12)
        if n in sheets
        for line in sheets[n].lines
        for column in ("special", "own")
    ) or any(
        (row := sheets[1].named(label)) is not None and sheets[1].lines[row].money.get("income")
        for label in ("财政专户管理资金", "单位资金")
        if 1 in sheets
    )


def _each(
    code: str,
    left: _Term,
    terms: tuple[_Term, ...],
    sheets: Mapping[int, Sheet],
    values: Values,
    at_most: bool,
) -> Iterator[tuple[Equation, tuple[Key, ...]]]:
    """The equations of a row, each with its cells; one whose cells are all blank is none."""
    sheet = sheets[left.n]
    step = max(sheets[n].table.step for n in {left.n, *(t.n for t in terms)})
    for column in sheet.spending if left.column == "每列" else (left.column,):
        if column not in sheet.columns:
            continue
        columns = [(sheets[t.n], t.row, column if t.column == "每列" else t.column) for t in terms]
        for row in _left_rows(sheet, left.row, column):
            about = sheet.key(row, column)
            right = tuple(
                (other.key(r, c), 1)
                for other, name, c in columns
                if c in other.columns
                for r in _right_rows(other, name, sheet, row, c)
            )
            parts = sum(1 for key, _ in right if values[key])
            if right and (parts or values[about]):
                slack = step * (max(parts, 1) + 1) // 2
                yield Equation(code, about, right, slack, at_most), (about, *(key for key, _ in right))


def _left_rows(sheet: Sheet, name: str, column: str) -> Iterator[int]:
    if name == "每行":
        yield from sheet.each_row()
    elif name == "每上级":
        yield from sheet.below(column)
    elif name == "每科目":
        yield from (rows[0] for rows in sheet.codes.values() if len(rows) == 1)
    elif name == "每类":
        yield from sheet.classes.values()
    elif (row := _row(sheet, name)) is not None:
        yield row


def _right_rows(sheet: Sheet, name: str, left: Sheet, row: int, column: str) -> tuple[int, ...]:
    if name == "同行":
        return (row,)
    if name == "各下级":
        return sheet.below(column).get(row, ())
    if name == "同科目":
        return sheet.codes.get(left.lines[row].texts.get("code", ""), ())
    if name == "同类":
        code = next((code for code, index in left.classes.items() if index == row), "")
        return (sheet.classes[code],) if code in sheet.classes else ()
    if name == "各收入项目":
        return sheet.between("income_item", "本年收入合计")
    if name == "各支出项目":
        return sheet.between("item", "本年支出合计")
    found = _row(sheet, name)
    return () if found is None else (found,)


def _row(sheet: Sheet, name: str) -> int | None:
    if name in ("合计", "部门") and sheet.n not in (1, 4, 10):
        return sheet.total
    return sheet.named(name)
