"""How a place words and orders what it prints around its papers: the ``[print]`` part of a pack."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

ANNEX_END = "end"
"""The annex of target forms stands behind everything else."""


class PrintingError(Exception):
    """A ``[print]`` part cannot be used; ``str()`` says in Chinese which entry, and what to do."""


@dataclass(frozen=True, slots=True)
class Printing:
    """Texts with ``{fields}``: region, kind, year, department, office, unit, n, numeral, title as each names.

    ``annex_after`` is the key of the section behind which the target forms stand, or ``end``. ``parts`` are the
    titles of the parts by key. ``approval_…`` word the paper by which the bureau approves targets. ``style`` replaces sizes, margins and faces. ``logo`` is the path of a picture.
    """

    target_title: str
    target_year: str
    target_name: str
    table_label: str
    table_listed: str
    table_name: str
    department_line: str
    unit_line: str
    cover: tuple[str, ...]
    disclosure_title: str
    booklet_title: str
    contents: str
    parts: Mapping[str, str]
    annex: str
    annex_after: str
    pie: str
    approval_title: str
    approval_text: tuple[str, ...]
    approval_office: str
    approval_list: str
    approval_annex: str
    foot_colon: str = "："
    logo: str = ""
    style: Mapping[str, Any] = field(default_factory=dict)

    def over(self, changes: Mapping[str, Any]) -> Printing:
        """With some entries replaced. Raises PrintingError for an entry or a {field} that there is not."""
        known = {f.name for f in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise PrintingError(f"[print] 里没有“{name}”；可以设的有：{'、'.join(sorted(known))}")
            _check(name, value)
        given = dict(changes)
        if "parts" in given:
            given["parts"] = {**self.parts, **given["parts"]}
        if "style" in given:
            given["style"] = {**self.style, **given["style"]}
        for name in ("cover", "approval_text"):
            if name in given:
                given[name] = tuple(given[name])
        return replace(self, **given)


FIELDS: Mapping[str, frozenset[str]] = {
    "target_title": frozenset({"region", "kind", "year"}),
    "target_year": frozenset({"year"}),
    "target_name": frozenset({"n", "name"}),
    "table_label": frozenset({"n"}),
    "table_listed": frozenset({"numeral", "n", "title"}),
    "table_name": frozenset({"n", "title"}),
    "department_line": frozenset({"department"}),
    "unit_line": frozenset({"unit"}),
    "cover": frozenset({"department", "year"}),
    "disclosure_title": frozenset({"department", "year"}),
    "booklet_title": frozenset({"region", "year", "kind"}),
    "parts": frozenset({"year"}),
    "annex": frozenset({"year"}),
    "approval_title": frozenset({"region", "department", "year"}),
    "approval_text": frozenset({"region", "department", "year", "count", "amount"}),
    "approval_office": frozenset({"region"}),
    "approval_list": frozenset({"year"}),
    "approval_annex": frozenset({"year"}),
}
"""The fields that each text may name."""


def _check(name: str, value: object) -> None:
    texts = (
        value.values()
        if isinstance(value, Mapping)
        else value
        if isinstance(value, list | tuple)
        else [value]
    )
    for text in texts:
        if name not in FIELDS or not isinstance(text, str):
            continue
        try:
            named = {part for _, part, _, _ in string.Formatter().parse(text) if part is not None}
        except ValueError as error:
            raise PrintingError(f"[print] 的 {name} 写得不对：“{text}”的花括号不成对") from error
        unknown = named - FIELDS[name]
        if unknown:
            could = "、".join(f"{{{n}}}" for n in sorted(FIELDS[name]))
            raise PrintingError(f"[print] 的 {name} 里没有 {{{min(unknown)}}}；可以写的有：{could}")


def printing(data: Mapping[str, Any]) -> Printing:
    """The ``[print]`` part of a whole pack. Raises PrintingError, also where an entry lacks."""
    needed = [f.name for f in fields(Printing) if f.name not in ("foot_colon", "logo", "style")]
    lacking = [name for name in needed if name not in data]
    if lacking:
        raise PrintingError(f"[print] 缺少 {lacking[0]} 一项，请对照自带的 shanxi.toml 补上")
    for name, value in data.items():
        _check(name, value)
    unknown = set(data) - {f.name for f in fields(Printing)}
    if unknown:
        raise PrintingError(f"[print] 里没有“{min(unknown)}”；可以设的有：{'、'.join(sorted(needed))}")
    lists = {name: tuple(data[name]) for name in ("cover", "approval_text")}
    return Printing(**{**data, **lists})
