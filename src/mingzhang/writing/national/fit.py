"""Whether values fit the fields of the standard; what does not is said, and never cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from mingzhang.writing.national.standard import StandardField, StandardFile, Type

_NUMBER = re.compile(r"-?(\d+)(?:\.(\d+))?")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that does not fit: the file, the row (the heads are row 1), the field, and what is wrong."""

    file: str
    row: int
    field: StandardField
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}.csv 第 {self.row} 行 {self.field.name}（{self.field.meaning}）"
        return f"{where}{self.problem}，{self.remedy}"


def fitted(file: StandardFile, row: int, field: StandardField, value: str) -> tuple[str, Misfit | None]:
    """What is written for a value, and what is wrong with it, if anything.

    A text that is too long is written whole; what is no number is not written where a number belongs.
    """
    if field.type is Type.VARCHAR:
        if field.length is None or len(value) <= field.length:
            return value, None
        said = f"有 {len(value)} 个字符，标准最多 {field.length} 个"
        return value, Misfit(file.name, row, field, said, "已照原文写出，没有截断，请精简后再导入")
    number = _NUMBER.fullmatch(value)
    if value and not number:
        return "", Misfit(file.name, row, field, f"“{value}”不是数", "这一格留空，请核对后补上")
    if number and field.length is not None and not _within(number, field, field.length):
        problem = f"“{value}”超出 {field.typed}"
        return value, Misfit(file.name, row, field, problem, "已照原数写出，请核对后再导入")
    return value, None


def _within(number: re.Match[str], field: StandardField, digits: int) -> bool:
    return len(number[1]) <= digits - field.scale and len(number[2] or "") <= field.scale


def told(misfits: Iterable[Misfit]) -> Iterator[str]:
    """What does not fit, a sentence for each field and reason.

    One value is said in full, of many the first rows.
    """

    def kind(misfit: Misfit) -> tuple[str, str, str]:
        return misfit.file, misfit.field.name, misfit.remedy

    for _, group in groupby(sorted(misfits, key=lambda m: (*kind(m), m.row)), kind):
        first, *more = group
        if not more:
            yield str(first)
            continue
        rows = "、".join(str(m.row) for m in (first, *more)[:_SHOWN])
        count = f"第 {rows} 行{'等' if len(more) >= _SHOWN else ''}共 {len(more) + 1} 行"
        where = f"{first.file}.csv {first.field.name}（{first.field.meaning}）"
        yield f"{where}有 {len(more) + 1} 处放不进标准：{count}，如第 {first.row} 行{first.problem}；{first.remedy}"
