"""Numbers that texts name: how many of what, so that two places can be held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from mingzhang.checking.words import bare, share

_SCALES = {"万": 10_000.0, "亿": 100_000_000.0, "千": 1000.0, "百": 100.0}
_UNITS = {
    "平方米": ("面积", 1.0), "平米": ("面积", 1.0), "m2": ("面积", 1.0), "㎡": ("面积", 1.0), "平方公里": ("面积", 1e6),
    "平方千米": ("面积", 1e6), "亩": ("亩", 1.0), "公顷": ("公顷", 1.0), "立方米": ("体积", 1.0), "m3": ("体积", 1.0),
    "公里": ("长度", 1000.0), "千米": ("长度", 1000.0), "km": ("长度", 1000.0), "米": ("长度", 1.0), "m": ("长度", 1.0),
    "元": ("元", 1.0), "吨": ("吨", 1.0), "人次": ("人次", 1.0), "人": ("人", 1.0), "名": ("人", 1.0), "户": ("户", 1.0),
    "个": ("个", 1.0), "座": ("座", 1.0), "处": ("处", 1.0), "条": ("条", 1.0), "栋": ("栋", 1.0), "套": ("套", 1.0),
    "台": ("台", 1.0), "盏": ("盏", 1.0), "眼": ("眼", 1.0), "辆": ("辆", 1.0), "株": ("株", 1.0), "块": ("块", 1.0),
    "间": ("间", 1.0), "所": ("所", 1.0), "家": ("家", 1.0), "床": ("床", 1.0), "张": ("张", 1.0), "份": ("份", 1.0),
    "场": ("场", 1.0), "期": ("期", 1.0), "盒": ("盒", 1.0), "件": ("件", 1.0), "只": ("只", 1.0), "头": ("头", 1.0), "项": ("项", 1.0), "村": ("村", 1.0), "%": ("%", 1.0),
    "组": ("组", 1.0), "副": ("副", 1.0), "具": ("具", 1.0), "箱": ("箱", 1.0), "袋": ("袋", 1.0), "瓶": ("瓶", 1.0), "桶": ("桶", 1.0),
    "支": ("支", 1.0), "口": ("口", 1.0), "孔": ("孔", 1.0), "把": ("把", 1.0), "顶": ("顶", 1.0), "趟": ("趟", 1.0),
    "场次": ("场", 1.0), "批次": ("批次", 1.0), "根": ("根", 1.0), "枚": ("枚", 1.0), "册": ("册", 1.0), "卷": ("卷", 1.0),
    "棵": ("株", 1.0), "架": ("架", 1.0), "艘": ("艘", 1.0), "幅": ("幅", 1.0), "画幅": ("幅", 1.0), "篇": ("篇", 1.0),
    "件套": ("件套", 1.0), "台套": ("台套", 1.0), "颗": ("颗", 1.0), "幢": ("栋", 1.0), "宗": ("宗", 1.0), "例": ("例", 1.0),
}  # fmt: skip
_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\d.A-Za-z*×年第])(?P<n>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>[万亿千百]?)(?P<unit>{_NAMES})"
    r"(?![A-Za-z\d/])(?!以[上下内])(?![一]?遇)"
)
_BEFORE = re.compile(r"[^,，。;；:：、()（）\d\"“”]*$")
_AFTER = re.compile(r"[^,，。;；:：、()（）\d\"“”及和]*")
_FILLERS = re.compile(
    r"(?:大约|约为|约合|约|共计|总计|合计|共|各|为|达到|达|计划|预计|拟|不低于|不少于|控制在|稳定在|提高到|降到|到|有|≥|≤|>|<|=|不超过|不高于|大于|小于|等于)+$"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text: its value in the basic unit, what is counted before and after it, as printed."""

    value: float
    places: int
    scale: float
    dimension: str
    before: str
    after: str
    printed: str
    start: int

    @property
    def step(self) -> float:
        """The least difference it prints, in the basic unit."""
        return self.scale / float(10**self.places)

    def equals(self, other: Number) -> bool:
        """Whether two numbers are one but for rounding."""
        slack = max(self.step, other.step) * 0.999
        return abs(self.value - other.value) <= max(slack if self.places or other.places else 0.0, 0.001 * abs(self.value) if self.dimension in {"长度", "面积"} else 0.0)  # fmt: skip


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[Number, ...]:
    """The numbers with a unit that a text names.

    >>> [(n.value, n.dimension, n.before, n.after) for n in numbers("更换供水管道19.6公里,修缮蓄水池15座。")]
    [(19600.0, '长度', '更换供水管道', ''), (15.0, '座', '修缮蓄水池', '')]
    """
    found = []
    for match in _NUMBER.finditer(text):
        printed = match["n"].replace(",", "")
        dimension, factor = _UNITS[match["unit"]]
        scale = factor * _SCALES.get(match["scale"], 1.0)
        head = _BEFORE.search(text, max(0, match.start() - 16), match.start())
        tail = _AFTER.match(text, match.end(), match.end() + 12)
        found.append(
            Number(
                float(printed) * scale,
                len(printed.partition(".")[2]),
                scale,
                dimension,
                _FILLERS.sub("", bare(head.group())) if head else "",
                bare(tail.group()) if tail else "",
                match.group(),
                match.start(),
            )
        )
    return tuple(found)


def sums_to(value: float, parts: Iterable[Number], slack: float) -> bool:
    """Whether two to four of the numbers add up to a value; of more than ten, neighbouring ones."""
    row = [part.value for part in parts if part.value < value]
    if len(row) > 10:
        return any(
            abs(sum(row[i : i + n]) - value) <= slack for n in (2, 3, 4) for i in range(len(row) - n + 1)
        )
    return any(abs(sum(some) - value) <= slack for n in (2, 3, 4) for some in combinations(row, n))


_COUNTED = re.compile("(?:数量|人数|户数|场次|批次|次数|数)$")


def counted(name: str) -> str:
    """What an indicator counts: its name without punctuation and the closing 数量, 人数, 场次.

    >>> counted("送戏下乡场次"), counted("改造道路")
    ('送戏下乡', '改造道路')
    """
    plain = bare(name)
    stem = _COUNTED.sub("", plain)
    return stem if len(stem) >= 4 else plain


def speaks_of(number: Number, name: str) -> bool:
    """Whether a number of a text counts what a name says: its words before or after it are the name's."""
    plain = bare(name)
    if len(plain) < 3:
        return False
    stem = counted(name)
    at = number.before.rfind(stem)
    if (at >= 0 and len(number.before) - at - len(stem) <= 2) or number.after.startswith(stem):
        return True
    for words in (number.before, number.after):
        near = words[-10:] if words is number.before else words[:10]
        if len(near) >= 3 and (near in plain or plain in words):
            return True
        if len(near) >= 4 and share(near, plain) >= 0.6:
            return True
    return False


_MEASURED = re.compile("(?:总?里程|总?长度|全长|总长|建筑面积|总面积|面积)$")
_TOTAL_BEFORE = {
    "长度": re.compile("(?:全长|总长|路线|里程|总长度)$"),
    "面积": re.compile("(?:总建筑面积|总面积)$"),
}


def measures_the_project(number: Number, row_name: str, project: str) -> bool:
    """Whether a row measures the project itself (its name, then 里程 or 面积) and a number of a text is its
    whole length or area.
    """
    plain, before = bare(row_name), _TOTAL_BEFORE.get(number.dimension)
    rest = _MEASURED.sub("", plain)
    if before is None or rest == plain or len(rest) < 4:
        return False
    return bool(before.search(number.before)) and share(rest, project) >= 0.6
