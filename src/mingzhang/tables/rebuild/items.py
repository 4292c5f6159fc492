"""The items of table 6: which economic codes its names mean, and which of its rows are subtotals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mingzhang.domain.codes import CodeList
from mingzhang.forms.codelists import code_list
from mingzhang.tables.rebuild.printed import PrintedRow

ItemKey = tuple[str, str]
"""Departmental and government economic code; the government's is empty for a subtotal."""


def item_codes(rows: Sequence[PrintedRow], year: int) -> dict[str, str]:
    """Names of the codes that table 6 means, under the keys of ``Ledger.names``.

    A name that no list knows gets a code of its own within its class (``302?01``), which sorts after the known.
    """
    names: dict[str, str] = {}
    departmental, government = code_list("departmental_economic"), code_list("government_economic")
    current, unknown = "", 0
    for row in rows[1:]:
        name, beside = row.texts.get("department_item", ""), row.texts.get("government_item", "")
        found = _code(departmental, name, year, current if beside else "")
        if found and len(found) == 3 and not beside:
            current = found
        elif not found and name:
            unknown += 1
            found = f"{current or '399'}?{unknown:02}"
        if found:
            names[f"departmental:{found}"] = name
        if beside:
            names[f"government:{_code(government, beside, year, '') or f'599?{unknown:02}'}"] = beside
    return names


def _code(codes: CodeList, name: str, year: int, within: str) -> str | None:
    """The code of a name, within a class where one is given; the lowest where several bear it."""
    same = sorted(code.code for code in codes.named(name, year))
    inside = [code for code in same if code.startswith(within) and (not within or len(code) > len(within))]
    return inside[0] if inside else (same[0] if same and not within else None)


def item_keys(rows: Sequence[PrintedRow], names: Mapping[str, str]) -> Iterator[ItemKey | None]:
    """The codes of each row of table 6 below the total, which has none: subtotals and items."""
    departmental = _by_name(names, "departmental")
    government = _by_name(names, "government")
    current = ""
    for i, row in enumerate(rows):
        name, beside = row.texts.get("department_item", ""), row.texts.get("government_item", "")
        if i == 0:
            yield None
            continue
        codes = departmental.get(name, [])
        whole = next((code for code in codes if len(code) == 3), None)
        if not beside and whole:
            current = whole
            yield (whole, "")
            continue
        code = next((c for c in codes if c.startswith(current) and len(c) > 3), codes[0] if codes else None)
        yield (code, government.get(beside, [""])[0]) if code else None


def leaf_items(rows: Sequence[PrintedRow], names: Mapping[str, str]) -> Iterator[tuple[PrintedRow, ItemKey]]:
    """The rows of table 6 that are no subtotals of others."""
    keys = list(item_keys(rows, names))
    for row, key in zip(rows, keys, strict=True):
        if key is None:
            continue
        if not any(k and k != key and k[0].startswith(key[0]) for k in keys) or key[1]:
            yield row, key


def _by_name(names: Mapping[str, str], kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, name in sorted(names.items()):
        if key.startswith(f"{kind}:"):
            found.setdefault(name, []).append(key.partition(":")[2])
    return found
