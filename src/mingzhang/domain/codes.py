"""Code lists of the budget as dated values: a code with the years it is in force, a list to look codes up in.

Nothing here knows where a list comes from. A code that a list does not have is unknown: None, never an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import msgspec

from mingzhang.domain.chars import fold

TO_CONFIRM = "待核"
"""What a source or note says of a row that nobody has held against the official list."""


class Code(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True):
    """A code with its name, in force from ``since`` to ``until``, both years included.

    ``since`` is None where it is not known from when, ``until`` is None while it is in force. ``source`` says
    where the row is known from; ``column`` is, for kinds of money, the column of the tables it stands in.

    >>> Code("224", "灾害防治及应急管理支出", "类", since=2019).in_force(2018)
    False
    """

    code: str
    name: str
    level: str = ""
    since: int | None = None
    until: int | None = None
    source: str = ""
    note: str = ""
    column: str = ""

    def in_force(self, year: int | None) -> bool:
        """Whether it holds in a budget year; where no year is asked for, whether it holds until further notice."""
        if year is None:
            return self.until is None
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)

    @property
    def to_confirm(self) -> bool:
        """Whether the row is still to be held against the official list."""
        return TO_CONFIRM in self.source or TO_CONFIRM in self.note

    @property
    def years(self) -> str:
        """The years in force, in Chinese.

        >>> Code("224", "", since=2019).years, Code("1", "", until=2018).years, Code("1", "").years
        ('2019年起', '到2018年', '')
        """
        if self.since is not None and self.until is not None:
            return f"{self.since}年" if self.since == self.until else f"{self.since}—{self.until}年"
        if self.since is not None:
            return f"{self.since}年起"
        return f"到{self.until}年" if self.until is not None else ""


class Level(msgspec.Struct, frozen=True):
    """A level of a list: its name, and how many characters of a code say it."""

    name: str
    length: int


class CodeList(msgspec.Struct, frozen=True, dict=True):
    """Codes of one kind, of all years. With ``pad`` codes are filled up with zeros to that length (区划).

    >>> levels = (Level("类", 3), Level("款", 5))
    >>> some = CodeList("function", "支出功能分类", levels, (Code("212", "城乡社区支出"), Code("21201", "管理事务")))
    >>> some.get("21201").name, some.parent("21201").name, some.get("99999")
    ('管理事务', '城乡社区支出', None)
    """

    key: str
    title: str
    levels: tuple[Level, ...]
    codes: tuple[Code, ...]
    pad: int = 0

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[Code, ...]]:
        found: dict[str, tuple[Code, ...]] = {}
        for code in self.codes:
            found[code.code] = (*found.get(code.code, ()), code)
        return found

    @cached_property
    def _below(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code in self._by_code:
            found.setdefault(self._above(code) or "", []).append(code)
        return {code: tuple(below) for code, below in found.items()}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Code, ...]]:
        found: dict[str, tuple[Code, ...]] = {}
        for code in self.codes:
            found[fold(code.name)] = (*found.get(fold(code.name), ()), code)
        return found

    def get(self, code: str, year: int | None = None) -> Code | None:
        """The code as it holds in a year; without a year as it holds now, or else as it held last. None: unknown."""
        dated = self._by_code.get(code, ())
        held = next((row for row in dated if row.in_force(year)), None)
        if held is None and year is None and dated:
            return max(dated, key=lambda row: row.until or 0)
        return held

    def at_other_times(self, code: str, year: int) -> tuple[Code, ...]:
        """The code as it holds in other years than this one."""
        return tuple(row for row in self._by_code.get(code, ()) if not row.in_force(year))

    def why_unknown(self, code: str, year: int | None = None) -> str | None:
        """Why a code is unknown, in Chinese; None when it is known.

        >>> levels = (Level("类", 3), Level("款", 5))
        >>> some = CodeList("function", "支出功能分类", levels, (Code("224", "应急支出", "类", since=2019),))
        >>> some.why_unknown("224", 2018), some.why_unknown("22499"), some.why_unknown("2249"), some.why_unknown("224")
        ('2018年的支出功能分类中没有 224；别的年份有：应急支出（2019年起）', '支出功能分类中没有 22499；上级 224 应急支出 在清单中', '支出功能分类中没有 2249；编码应为 3、5 位数字', None)
        """
        if self.get(code, year) is not None:
            return None
        said = f"{f'{year}年的' if year else ''}{self.title}中没有 {code}"
        others = self.at_other_times(code, year) if year else ()
        if others:
            return f"{said}；别的年份有：{'、'.join(f'{row.name}（{row.years}）' for row in others)}"
        if self.level_of(code) is None:
            lengths = "、".join(str(n) for n in self.lengths)
            return f"{said}；编码应为 {lengths} 位数字"
        parent = self.parent(code, year)
        return f"{said}；上级 {parent.code} {parent.name} 在清单中" if parent else said

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many digits a code of this list may have."""
        return (self.pad,) if self.pad else tuple(level.length for level in self.levels)

    def level_of(self, code: str) -> str | None:
        """The level that a code's length says, whether the list has the code or not; None where it is none.

        >>> CodeList("d", "区划", (Level("省级", 2), Level("市级", 4), Level("县级", 6)), (), 6).level_of("140600")
        '市级'
        """
        if not (code.isascii() and code.isdigit()) or len(code) not in self.lengths:
            return None
        significant = len(self._bare(code))
        return next((level.name for level in self.levels if level.length == significant), None)

    def _bare(self, code: str) -> str:
        """A code without the zeros that fill it up, at the length of its level."""
        if not self.pad:
            return code
        for level in self.levels:
            if set(code[level.length :]) <= {"0"}:
                return code[: level.length]
        return code

    def _above(self, code: str) -> str | None:
        """The nearest code above this one that the list has in any year; None for what is no code."""
        if self.level_of(code) is None:
            return None
        bare = self._bare(code)
        shorter = [level.length for level in self.levels if level.length < len(bare)]
        candidates = (bare[:n].ljust(self.pad, "0") for n in reversed(shorter))
        return next((above for above in candidates if above in self._by_code), None)

    def parent(self, code: str, year: int | None = None) -> Code | None:
        """The code that this one stands under; also of a code that the list does not have."""
        above = self._above(code)
        return None if above is None else self.get(above, year) or self.get(above)

    def path(self, code: str, year: int | None = None) -> tuple[Code, ...]:
        """The codes above this one from the top, and the code itself where it is known."""
        found = self.get(code, year)
        above = self.parent(code, year)
        return (*(self.path(above.code, year) if above else ()), *((found,) if found else ()))

    def children(self, code: str = "", year: int | None = None) -> tuple[Code, ...]:
        """The codes right below this one, as they hold in a year; below nothing the top ones."""
        found = (self._held(below, year) for below in sorted(self._below.get(code, ())))
        return tuple(row for row in found if row is not None)

    def under(self, code: str, year: int | None = None) -> Iterator[Code]:
        """All codes below this one, depth first, those of a level in order."""
        for child in self.children(code, year):
            yield child
            yield from self.under(child.code, year)

    def in_force(self, year: int | None = None) -> tuple[Code, ...]:
        """The codes that hold in a year, in order."""
        found = (self._held(code, year) for code in sorted(self._by_code))
        return tuple(row for row in found if row is not None)

    def _held(self, code: str, year: int | None) -> Code | None:
        return next((row for row in self._by_code[code] if row.in_force(year)), None)

    def names(self, year: int | None = None) -> dict[str, str]:
        """Code → name of the codes that hold in a year."""
        return {row.code: row.name for row in self.in_force(year)}

    def named(self, name: str, year: int | None = None) -> tuple[Code, ...]:
        """The codes of this name that hold in a year; brackets and spaces may be written in any width."""
        return tuple(row for row in self._by_name.get(fold(name), ()) if row.in_force(year))


class Pair(msgspec.Struct, frozen=True, omit_defaults=True):
    """A departmental economic code and a government one that it may be counted under."""

    department: str
    government: str
    since: int | None = None
    until: int | None = None
    source: str = ""
    note: str = ""

    def in_force(self, year: int | None) -> bool:
        """Whether it holds in a budget year."""
        return Code("", "", since=self.since, until=self.until).in_force(year)


class Correspondence(msgspec.Struct, frozen=True):
    """Which departmental and government economic codes go together, many to many."""

    pairs: tuple[Pair, ...]

    def government_of(self, department: str, year: int | None = None) -> tuple[str, ...]:
        """The government codes that a departmental one may be counted under."""
        return tuple(p.government for p in self.pairs if p.department == department and p.in_force(year))

    def department_of(self, government: str, year: int | None = None) -> tuple[str, ...]:
        """The departmental codes that are counted under a government one."""
        return tuple(p.department for p in self.pairs if p.government == government and p.in_force(year))


class Change(msgspec.Struct, frozen=True):
    """What differs between two lists at one code: ``before`` None is new, ``after`` None is gone."""

    before: Code | None
    after: Code | None

    @property
    def code(self) -> str:
        """The code that differs."""
        row = self.after or self.before
        return row.code if row else ""

    @property
    def kind(self) -> str:
        """新增, 更名 or 没有."""
        return "新增" if self.before is None else "没有" if self.after is None else "更名"


def same_name(one: str, other: str) -> bool:
    """Whether two names are one but for width and spaces.

    >>> same_name("政府办公厅(室)及相关机构事务", "政府办公厅（室）及相关机构事务")
    True
    """
    return fold(one) == fold(other)


def changes(before: Iterable[Code], after: Iterable[Code]) -> tuple[Change, ...]:
    """What is new, renamed and gone from one set of codes to another, by code."""
    old, new = {row.code: row for row in before}, {row.code: row for row in after}
    found = []
    for code in sorted({*old, *new}):
        was, now = old.get(code), new.get(code)
        if was is None or now is None or not same_name(was.name, now.name):
            found.append(Change(was, now))
    return tuple(found)


def superseded(codes: Iterable[Code], by: Iterable[Code]) -> tuple[Code, ...]:
    """Codes as they are after others were put in for the years from their ``since`` on.

    A row that goes on under the same name keeps its first year; a later row of the code stays; a row put in
    with ``until`` before ``since`` only ends what was there.
    """
    rows: dict[str, list[Code]] = {}
    for code in codes:
        rows.setdefault(code.code, []).append(code)
    for new in by:
        rows[new.code] = _put_in(rows.get(new.code, []), new)
    return tuple(row for code in sorted(rows) for row in rows[code])


def _put_in(dated: list[Code], new: Code) -> list[Code]:
    year = new.since or 0
    earlier = [row for row in dated if (row.since or 0) < year]
    later = [row for row in dated if (row.since or 0) > year]
    kept = [
        row if row.until is not None and row.until < year else msgspec.structs.replace(row, until=year - 1)
        for row in earlier
    ]
    if new.until is not None and new.until < year:
        return [*kept, *later]
    until = min((row.since - 1 for row in later if row.since), default=new.until)
    put = msgspec.structs.replace(new, until=until)
    last = kept[-1] if kept else None
    if last is not None and last.until == year - 1 and same_name(last.name, put.name):
        kept.pop()
        put = msgspec.structs.replace(
            put, since=last.since, note=put.note or last.note, column=put.column or last.column
        )
    return [*kept, put, *later]
