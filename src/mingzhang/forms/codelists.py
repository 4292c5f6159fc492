"""The code lists that come with the program, and a user's own that are put over them from their year on.

The data are CSV files in ``codes/``: code, name, since, until, source, note. A user's own lists stand in a
folder under names such as ``function-2026.csv``, in the same columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from mingzhang.domain.codes import Code, CodeList, Correspondence, Level, Pair, superseded


class CodeListError(Exception):
    """A code list cannot be used; ``str()`` says in Chinese which file and line, and what to do."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A code list that there is: its key, its title, its levels; codes filled up with zeros to ``pad``."""

    key: str
    title: str
    english: str
    levels: tuple[Level, ...]
    begins: str = ""
    pad: int = 0


def _levels(**lengths: int) -> tuple[Level, ...]:
    return tuple(Level(name, length) for name, length in lengths.items())


LISTS = (
    Declared(
        "function",
        "支出功能分类",
        "functional classification of expenditure",
        _levels(类=3, 款=5, 项=7),
        begins="2",
    ),
    Declared(
        "departmental_economic",
        "部门预算支出经济分类",
        "economic classification of departments' budgets",
        _levels(类=3, 款=5),
        begins="3",
    ),
    Declared(
        "government_economic",
        "政府预算支出经济分类",
        "economic classification of government budgets",
        _levels(类=3, 款=5),
        begins="5",
    ),
    Declared("revenue", "收入分类", "classification of revenue", _levels(类=3, 款=5, 项=7, 目=9), begins="1"),
    Declared("funds", "资金性质", "kinds of money", _levels(大类=1, 中类=2, 小类=3)),
    Declared("project_kinds", "项目类别", "kinds of projects", _levels(类=1, 子类=2)),
    Declared("divisions", "行政区划", "administrative divisions", _levels(省级=2, 市级=4, 县级=6), pad=6),
)
"""Every code list, in the order in which pages and commands show them."""
KEYS = tuple(declared.key for declared in LISTS)
HEADS = ("code", "name", "since", "until", "source", "note")
_OWN = re.compile(r"([a-z_]+)-(\d{4})\.csv")


def declared(key: str) -> Declared:
    """The list of that key. Raises CodeListError where there is none."""
    for one in LISTS:
        if one.key == key:
            return one
    raise CodeListError(f"没有“{key}”这份清单；有：{'、'.join(f'{d.key}（{d.title}）' for d in LISTS)}。")


def code_list(key: str, folder: Path | None = None) -> CodeList:
    """The list of that key as shipped, with the user's own lists of a folder put over it.

    Raises CodeListError where there is no such list, or a file of the folder cannot be used.

    >>> code_list("function").get("2120899").name
    '其他国有土地使用权出让收入安排的支出'
    """
    declared(key)
    own = tuple(own_lists(key, folder).values()) if folder is not None else ()
    return _with_own(key, own, tuple(_stamp(path) for path in own)) if own else _shipped(key)


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when a file does."""
    state = path.stat()
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=64)
def _with_own(key: str, own: tuple[Path, ...], _stamps: tuple[tuple[int, int], ...]) -> CodeList:
    shipped = _shipped(key)
    codes = shipped.codes
    for path in own:
        codes = superseded(codes, read_own(path, key))
    return CodeList(shipped.key, shipped.title, shipped.levels, codes, shipped.pad)


@lru_cache(maxsize=len(KEYS))
def _shipped(key: str) -> CodeList:
    one = declared(key)
    bare = CodeList(one.key, one.title, one.levels, (), one.pad)
    return CodeList(one.key, one.title, one.levels, tuple(_codes(_text(key), f"{key}.csv", bare)), one.pad)


@lru_cache(maxsize=1)
def correspondence() -> Correspondence:
    """Which departmental and government economic codes go together, as 财预〔2017〕98号 has it.

    >>> correspondence().government_of("30201")
    ('50201', '50502')
    """
    return Correspondence(
        tuple(
            Pair(
                row["department"],
                row["government"],
                _year(row["since"]),
                _year(row["until"]),
                row["source"],
                row["note"],
            )
            for row in csv.DictReader(io.StringIO(_text("correspondence")))
        )
    )


def own_lists(key: str, folder: Path) -> dict[int, Path]:
    """The user's own files of a list in a folder, by year in order; none where there is no such folder."""
    found = {}
    for path in folder.glob(f"{key}-*.csv") if folder.is_dir() else ():
        match = _OWN.fullmatch(path.name)
        if match and match[1] == key:
            found[int(match[2])] = path
    return dict(sorted(found.items()))


def own_path(key: str, year: int, folder: Path) -> Path:
    """Where a user's own list of a year stands."""
    return folder / f"{key}-{year}.csv"


def read_own(path: Path, key: str) -> tuple[Code, ...]:
    """The codes of a user's own list. Raises CodeListError when the file cannot be used."""
    one = declared(key)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CodeListError(f"{path}：读不出来，可能已损坏。请删去它，再重新导入这份清单。") from error
    return tuple(_codes(text, str(path), CodeList(one.key, one.title, one.levels, (), one.pad)))


def own_text(codes: tuple[Code, ...]) -> str:
    """Codes as a user's own list is kept."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEADS)
    rows.writerows((c.code, c.name, c.since or "", c.until or "", c.source, c.note) for c in codes)
    return out.getvalue()


def _text(key: str) -> str:
    return (resources.files("mingzhang.forms") / "codes" / f"{key}.csv").read_text(encoding="utf-8")


def _codes(text: str, where: str, bare: CodeList) -> Iterator[Code]:
    rows = csv.DictReader(io.StringIO(text))
    missing = [head for head in HEADS if head not in (rows.fieldnames or ())]
    if missing:
        raise CodeListError(f"{where}：缺少 {missing[0]} 一列。请删去它，再重新导入这份清单。")
    try:
        for line, row in enumerate(rows, 2):
            yield _code(row, f"{where} 第 {line} 行", bare)
    except csv.Error as error:
        raise CodeListError(f"{where}：不是有效的 csv。请删去它，再重新导入这份清单。") from error


def _code(row: Mapping[str, str | None], where: str, bare: CodeList) -> Code:
    cells = {head: (row.get(head) or "").strip() for head in (*HEADS, "column")}
    level = bare.level_of(cells["code"])
    if level is None or not cells["name"]:
        raise CodeListError(f"{where}：编码“{cells['code']}”或名称不对。请改正这一行。")
    try:
        since, until = _year(cells["since"]), _year(cells["until"])
    except ValueError as error:
        raise CodeListError(f"{where}：起止年份不是年份。请改正这一行。") from error
    return Code(
        cells["code"], cells["name"], level, since, until, cells["source"], cells["note"], cells["column"]
    )


def _year(text: str) -> int | None:
    return int(text) if text else None
