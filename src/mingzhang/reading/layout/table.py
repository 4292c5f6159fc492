"""A budget table's region cut into title, department, unit, heads, body lines and notes; nothing is read yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec
from rapidfuzz.distance import Levenshtein

from mingzhang.domain.amount import looks_like_amount
from mingzhang.domain.chars import fold
from mingzhang.domain.place import Printed
from mingzhang.forms.spec import Column, Group, Holds, TableSpec
from mingzhang.forms.tables import table_of_title
from mingzhang.reading.page import Cell, Line, part_of


class BodyLine(msgspec.Struct, frozen=True, gc=False):
    """A line below the heads, and whether a page break (a blank line) stands before it."""

    line: Line
    after_break: bool


class TableCut(msgspec.Struct):
    """What the region of one table prints, line by line."""

    title: Printed = Printed("")
    label: Printed | None = None
    department: Printed | None = None
    unit: str | None = None
    heads: list[Line] = []
    body: list[BodyLine] = []
    notes: list[Printed] = []
    furniture: list[Printed] = []
    rest: list[Cell] = []


_LABEL = re.compile(r"(?:(?:预算|部门|单位)?公开)?(?:表格?|附表|附件)[一二三四五六七八九十\d]{1,3}[:：]?")
_UNIT = re.compile(r"[(（]?\s*(?:金额)?\s*单\s*位\s*[:：]?\s*(?:人民币)?\s*(万元|亿元|千元|元)\s*[)）]?")
_DEPARTMENT = re.compile(
    r"\s*(?:部门名称|单位名称|编制部门|编制单位|填报部门|填报单位|公开部门|公开单位|预算单位|部门|单位)\s*[:：]\s*"
)
_NOTE = re.compile(r"\*?(?:注|备注|说明|附注)\d?[:：、.]")
_NUMBERED = re.compile(r"(?:[1-9]|[(][1-9][)])[.、](?!\d)|[二三四五六七八九十]、")
_NO_DATA = re.compile(
    r"(?:本|此|该)表(?:无|为空|没有|未|不涉及)|无数据|空表|无(?:此|该)项|(?:部门|单位|我局|年度?)无.{0,24}(?:预算|收入|支出|安排|资金)"
)
_QUALIFIER = re.compile(r"\((?:不含上年结转|本年预算|上年结转|当年预算|上年结转资金|续表?|续\d*)\)|续表?\d*")
_FURNITURE = re.compile(r"[-—–·~]*\d{1,4}[-—–·~]*|第\d+页(?:[,，/]?共\d+页)?|\d+/\d+")
_NUMBER_CELL = re.compile(r"\(?\d{1,2}\)?(?:=[\d+\-()]+)?|栏次|行次")
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_YEAR = re.compile(r"(?:20\d\d|\{year\})年?度?")
_COMMON_HEAD = re.compile(
    r"序号|备注|[小合总]计|金额|项目|科目|[类款项]|其中:?|[栏行]次|(?:(?:功能|经济)?(?:分类)?科目)?(?:编码|名称|代码)"
    r"|@(?:年初)?(?:预算数?|合计|执行数|决算数)?|.{0,16}(?:增减|增长|比上年|同比).{0,8}"
)
_FUZZY_FROM = 5
_LONGEST_HEADS = 120
_LONGEST_LINE = 400


def is_label(folded: str) -> bool:
    """Whether a line is the number line above a table's title (预算公开表1, 部门公开表9)."""
    return _LABEL.fullmatch(folded) is not None and not folded.startswith(("表格", "附件"))


def says_no_data(text: str) -> bool:
    """Whether a note says that the table is empty."""
    return _NO_DATA.search(fold(text)) is not None


def head_words(label: str) -> str:
    """A head as it is compared: folded, the year as ``@``."""
    return _YEAR.sub("@", fold(label))


def same_words(printed: str, label: str) -> bool:
    """Whether a printed head says a declared label; the year may be missing, one character wrong."""
    if printed in (label, label.replace("@", "")) or printed.replace("@", "") == label:
        return True
    return len(label) >= _FUZZY_FROM and Levenshtein.distance(printed, label, score_cutoff=1) <= 1


@lru_cache(maxsize=64)
def declared_heads(spec: TableSpec) -> frozenset[str]:
    """Every word of the declaration that may stand in a head, as it is compared."""

    def words(items: Sequence[Column | Group]) -> list[str]:
        found: list[str] = []
        for item in items:
            found += [item.label, *item.also]
            if isinstance(item, Group):
                found += words(item.items)
        return found

    return frozenset(head_words(word) for word in words(spec.heads))


@lru_cache(maxsize=64)
def row_labels(spec: TableSpec) -> frozenset[str]:
    """Every fixed row label of the declaration, folded."""
    foot = {label for row in spec.foot for label in row}
    fixed = {label for column in spec.columns for label in column.labels}
    return frozenset(fold(label) for label in {*foot, *fixed, spec.total} if label)


def cut_table(lines: Sequence[Line], spec: TableSpec) -> TableCut:
    """Cut the lines of one table, from its title to the line before the next block."""
    cut = TableCut()
    broken = noting = False
    for line in lines:
        if not line.cells:
            broken, noting = True, False
            continue
        if _around(line, cut, spec):
            cut.furniture.append(printed_line(line))
            continue
        if _is_note(line) or (noting and not line.tabular):
            _note(line, cut, noting)
            noting = True
            continue
        noting = False
        if _FURNITURE.fullmatch(line.folded) and len(line.cells) == 1 and not line.tabular:
            cut.rest += line.cells
        elif _is_head_line(line, cut, spec):
            cut.furniture.append(printed_line(line))
        else:
            cut.body.append(BodyLine(line, broken))
            broken = False
    return cut


def printed_line(line: Line) -> Printed:
    """All that a line prints, as one text."""
    if line.tabular or len(line.cells) == 1:
        return Printed(
            "".join(cell.text for cell in line.cells), tuple(p for c in line.cells for p in c.places)
        )
    return part_of(line, 0, len(line.text))


def _around(line: Line, cut: TableCut, spec: TableSpec) -> bool:
    """Title, number line, department and unit, at the head of the table or repeated on a page."""
    folded = line.folded
    if len(line.text) > _LONGEST_LINE or len(folded) > _LONGEST_HEADS:
        return False
    if not cut.body and not cut.heads and is_label(folded):
        cut.label = cut.label or printed_line(line)
        return True
    if cut.label and folded == fold(cut.label.text):
        return True
    named = table_of_title(folded)
    if named is not None and named.n in (spec.n, 12 if spec.n == 13 else spec.n):
        cut.title = cut.title or printed_line(line)
        return True
    if cut.title and not cut.heads and not cut.body and _QUALIFIER.fullmatch(folded):
        more = printed_line(line)
        cut.title = Printed(cut.title.text + more.text, cut.title.places + more.places)
        return True
    if _QUALIFIER.fullmatch(folded):
        return True
    return _meta(line, cut)


def _meta(line: Line, cut: TableCut) -> bool:
    """部门名称：… and 单位：…, on lines of their own or on one."""
    if line.tabular:
        return _meta_cells(line, cut)
    unit = _UNIT.search(line.text)
    department = _DEPARTMENT.match(line.text)
    if unit and (unit.start() == 0 or department or not line.text[: unit.start()].strip()):
        cut.unit = cut.unit or unit[1]
        if department and department.end() < unit.start():
            cut.department = cut.department or part_of(line, department.end(), unit.start())
        return True
    if department and not cut.body:
        cut.department = cut.department or part_of(line, department.end(), len(line.text)) or None
        return True
    return bool(
        department and cut.department and line.text[department.end() :].strip() == cut.department.text
    )


def _meta_cells(line: Line, cut: TableCut) -> bool:
    found: list[tuple[str, Printed]] = []
    for cell in line.cells:
        unit, department = _UNIT.fullmatch(cell.text), _DEPARTMENT.match(cell.text)
        if unit:
            found.append(("unit", Printed(unit[1])))
        elif department:
            rest = cell.text[department.end() :]
            place = msgspec.structs.replace(
                cell.place, column=(cell.place.column or 1) + department.end(), length=len(rest)
            )
            found.append(("department", Printed(rest, (place,))))
        elif found and found[-1][0] == "department" and not found[-1][1].text:
            found[-1] = ("department", cell.printed)
        else:
            return False
    for kind, value in found:
        if kind == "unit":
            cut.unit = cut.unit or value.text
        elif value:
            cut.department = cut.department or value
    return bool(found)


def _is_note(line: Line) -> bool:
    if len(line.cells) > 1 and line.tabular:
        return False
    text = line.folded
    if _NOTE.match(text):
        return True
    if text.endswith(("。", "；")):
        return True
    return len(text) < 60 and _NO_DATA.search(text) is not None and not looks_like_amount(line.cells[-1].text)


def _note(line: Line, cut: TableCut, goes_on: bool) -> None:
    text = printed_line(line)
    if goes_on and cut.notes and not _NOTE.match(line.folded) and not _NUMBERED.match(line.folded):
        before = cut.notes.pop()
        text = Printed(before.text + text.text, before.places + text.places)
    cut.notes.append(text)


def _is_head_line(line: Line, cut: TableCut, spec: TableSpec) -> bool:
    """Whether a line belongs to the heads; it is kept among them unless it repeats or numbers them."""
    if _numbers_columns(line):
        return True
    if cut.body:
        return any(_same_cells(line, head) for head in cut.heads)
    if not _heads(line, spec):
        return False
    cut.heads.append(line)
    return True


def _numbers_columns(line: Line) -> bool:
    """1 2 3 … below the heads, with or without 栏次."""
    texts = [cell.folded for cell in line.cells]
    if len(texts) < 2 or not all(_NUMBER_CELL.fullmatch(text) for text in texts):
        return False
    digits = [int(re.sub(r"\D.*", "", text.lstrip("("))) for text in texts if text not in ("栏次", "行次")]
    return bool(digits) and digits[0] == 1 and digits == list(range(1, len(digits) + 1))


def _same_cells(line: Line, head: Line) -> bool:
    return [c.folded for c in line.cells] == [c.folded for c in head.cells]


def _heads(line: Line, spec: TableSpec) -> bool:
    texts = [head_words(cell.text) for cell in line.cells]
    if _is_total_row(line, spec) or any(
        fold(c.text) in row_labels(spec) - declared_heads(spec) for c in line.cells
    ):
        return False
    known = [is_head_word(text, spec) for text in texts]
    if all(known) or (not line.tabular and _made_of_heads(head_words(line.text), spec)):
        return True
    if any(
        looks_like_amount(c.text) or _CODE.fullmatch(c.folded)
        for c, k in zip(line.cells, known, strict=True)
        if not k
    ):
        return False
    return any(known) and sum(known) * 2 >= len(known)


def _made_of_heads(words: str, spec: TableSpec) -> bool:
    """Whether a line is nothing but declared heads one after another, wherever spaces cut them."""
    if len(words) > _LONGEST_HEADS:
        return False
    declared = declared_heads(spec)
    reached = {0}
    for i in range(len(words)):
        if i in reached:
            reached.update(i + len(word) for word in declared if words.startswith(word, i))
    return len(words) in reached


def is_head_word(words: str, spec: TableSpec) -> bool:
    """Whether a text, as heads are compared, may stand in a head of the table."""
    declared = declared_heads(spec)
    return (
        words in declared
        or _COMMON_HEAD.fullmatch(words) is not None
        or any(same_words(words, d) for d in declared)
    )


def _is_total_row(line: Line, spec: TableSpec) -> bool:
    """A total without amounts: its only word stands where names stand."""
    if len(line.cells) != 1 or line.cells[0].folded not in {"合计", "总计", fold(spec.total)}:
        return False
    index = line.cells[0].index
    return index < len(spec.columns) and spec.columns[index].holds is not Holds.AMOUNT
