"""Editing what a department says of itself, item by item, beside others who do the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from mingzhang.domain.amount import Amount
from mingzhang.domain.ledger import Facts
from mingzhang.forms.ledger_exchange import money
from mingzhang.forms.ledger_facts import FACTS, Fact, FactHolds
from mingzhang.workflow.access import Refused
from mingzhang.workflow.moves import ActRefused

ITEMS = {fact.path: fact for fact in FACTS if not fact.of_ledger}
"""The items that a department fills in, by their paths."""
LONGEST = 20_000
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_DETAIL = re.compile(r"[^\x00-\x1f]{1,80}")


class FactUnfit(ActRefused):
    """What was typed does not fit its item; ``path`` names it."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(Refused(why))
        self.path = path


@dataclass(frozen=True, slots=True)
class FactEdit:
    """An item as it was typed: ``detail`` the key within a dictionary, ``seen`` what stood there before (None: unasked)."""

    path: str
    text: str
    detail: str = ""
    seen: str | None = None

    @property
    def name(self) -> str:
        """What it is called in addresses and conflicts: ``reasons/changes``."""
        return f"{self.path}/{self.detail}" if self.detail else self.path


def edited(facts: Facts, edits: Sequence[FactEdit]) -> tuple[Facts, Mapping[str, str], list[str]]:
    """Facts with edits in them; conflicts by name with what stands there now; the labels of what was changed.

    Raises FactUnfit where something does not fit.
    """
    tree: dict[str, Any] = msgspec.to_builtins(facts)
    conflicts: dict[str, str] = {}
    done: list[str] = []
    for edit in edits:
        fact = ITEMS.get(edit.path)
        if fact is None or (fact.details is None) is bool(edit.detail):
            raise FactUnfit(edit.path, "没有这一项，请刷新页面")
        now = text_of(facts, edit.path, edit.detail)
        if (
            edit.seen is not None
            and edit.seen.strip() not in (now, edit.text.strip())
            and now != edit.text.strip()
        ):
            conflicts[edit.name] = now
            continue
        _put(tree, edit, _value(fact, edit))
        done.append(fact.label + (f"·{_called(fact, edit.detail)}" if edit.detail else ""))
    return msgspec.convert(tree, Facts), conflicts, list(dict.fromkeys(done))


def _called(fact: Fact, detail: str) -> str:
    return dict(fact.details or ()).get(detail, detail)


def _put(tree: dict[str, Any], edit: FactEdit, value: Any) -> None:  # noqa: ANN401  # a text, a number, or nothing
    *way, last = edit.path.split(".")
    for step in way:
        tree = tree[step]
    if not edit.detail:
        tree[last] = value
    elif value in (None, ""):
        tree[last].pop(edit.detail, None)
    else:
        tree[last][edit.detail] = value


def _value(fact: Fact, edit: FactEdit) -> str | int | None:
    text = edit.text.strip()
    if len(text) > LONGEST:
        raise FactUnfit(edit.path, f"{fact.label}最多 {LONGEST} 个字")
    if edit.detail and not _DETAIL.fullmatch(edit.detail):
        raise FactUnfit(edit.path, f"{fact.label}的明细名称不能用")
    if fact.holds in (FactHolds.TEXT, FactHolds.PROSE):
        return text
    if not text:
        return None
    try:
        return _NUMBERS[fact.holds](text)
    except (ValueError, InvalidOperation):
        wanted = {
            FactHolds.COUNT: "整数",
            FactHolds.AREA: "数字，如 1250.5",
            FactHolds.AMOUNT: "以元为单位的金额",
        }
        raise FactUnfit(edit.path, f"{fact.label}应填{wanted[fact.holds]}，不能是“{text[:40]}”") from None


def _count(text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _area(text: str) -> str:
    area = Decimal(text.replace(",", ""))
    if not area.is_finite() or not 0 <= area < 10**9:
        raise ValueError(text)
    return format(area, "f")


def _amount(text: str) -> int:
    cents = Amount.parse(text).cents
    if cents is None:
        raise ValueError(text)
    return cents


_NUMBERS: Mapping[FactHolds, Callable[[str], str | int]] = {
    FactHolds.COUNT: _count,
    FactHolds.AREA: _area,
    FactHolds.AMOUNT: _amount,
}


def text_of(facts: Facts, path: str, detail: str = "") -> str:
    """An item as a person types it; money in yuan, blank where it is not known."""
    value: Any = facts
    for step in path.split("."):
        value = getattr(value, step)
    if detail:
        value = value.get(detail)
    if value is None or isinstance(value, dict):
        return ""
    return money(value) if ITEMS[path].holds is FactHolds.AMOUNT else str(value)


def details_of(facts: Facts, fact: Fact) -> Iterator[tuple[str, str]]:
    """The keys of an item that is a dictionary, each with its label: the usual ones, then its own."""
    usual = dict(fact.details or ())
    yield from usual.items()
    value: Any = facts
    for step in fact.path.split("."):
        value = getattr(value, step)
    yield from ((key, key) for key in value if key not in usual)
