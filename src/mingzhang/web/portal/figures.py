"""Pictures over lists: the same figures as the table that stands below. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from mingzhang.web.services.open.lists import Column, Holds, Listing, Row

MOST_PARTS = 7
"""Parts that are told apart by colours; the rest is one more."""
_SIZES = ((4, "short"), (9, "middle"), (16, "tall"))
_PLAIN = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of a list: ``kind`` is how ``chart.js`` draws it, ``said`` what it shows, ``unit`` of its numbers."""

    key: str
    kind: str
    title: str
    said: str
    unit: str
    size: str
    data: Mapping[str, Any]
    source: str = ""

    @property
    def script(self) -> str:
        """Where in the page its figures stand."""
        return f"data-{self.key}"

    @property
    def told(self) -> dict[str, Any]:
        """What the script needs to draw it."""
        return {
            "kind": self.kind, "title": self.title, "said": self.said, "source": self.source, "unit": self.unit,
            "file": self.key, **self.data,
        }  # fmt: skip


def shares(listing: Listing, names: Sequence[str], source: str) -> Figure | None:
    """Parts of each whole, a bar for each: out of a list with a column of shares for each."""
    columns = [column for column in listing.columns if column.holds is Holds.SHARE]
    if not listing.rows or len(columns) != len(names):
        return None
    order = sorted(listing.rows, key=lambda row: -max(_number(row, c) or 0 for c in columns))
    first, rest = order[:MOST_PARTS], order[MOST_PARTS:]
    series = [{"name": str(row.values["name"]), "cents": [_number(row, c) for c in columns]} for row in first]
    if rest:
        others = [sum(_number(row, c) or 0 for row in rest) for c in columns]
        series.append({"name": _("其他"), "cents": others})
    most = str(first[0].values["name"])
    said = _("每一条是一个部门的全部支出，各段是它的组成。占比最大的是%(name)s。") % {"name": most}
    data = {"names": list(names), "series": series, "divisor": _PLAIN}
    return Figure(
        f"shares-{listing.key}", "shares", listing.name, said, "%", _size(len(names) * 2), data, source
    )  # fmt: skip


def beside(listing: Listing, source: str) -> Figure | None:
    """Money in several columns: for each row a bar of each."""
    columns = [c for c in listing.columns if c.holds is Holds.MONEY and c.key not in ("change",)]
    rows = sorted(listing.rows, key=lambda row: -max(_number(row, c) or 0 for c in columns))[:MOST_PARTS]
    if not rows or len(columns) < 2:
        return None
    series = [
        {
            "name": str(c.head).removesuffix(_("（万元）")),
            "cents": [_number(row, c) for row in rows],
            "colour": n,
        }
        for n, c in enumerate(columns)
    ]
    said = _("金额最大的 %(n)s 项。") % {"n": len(rows)} if len(rows) < len(listing.rows) else ""
    data = {"names": [str(row.values["name"]) for row in rows], "series": series}
    return Figure(
        f"beside-{listing.key}", "bars", listing.name, said, _("万元"), _size(len(rows) * len(columns)), data, source
    )  # fmt: skip


def distribution(listing: Listing, name: str, unit: str, source: str) -> Figure:
    """How the numbers of a unit lie: a bar for each class."""
    counts = [_number(row, listing.columns[1]) or 0 for row in listing.rows]
    names = [str(row.values["class"]) for row in listing.rows]
    most = max(range(len(counts)), key=lambda i: counts[i])
    said = _("最多的是 %(name)s，有 %(n)s 个。") % {"name": names[most], "n": counts[most]}
    data = {"names": names, "series": [{"name": _("指标数"), "cents": counts}], "divisor": _PLAIN}
    title = _("“%(name)s”的数值分布（计量单位：%(unit)s）") % {"name": name, "unit": unit or _("没有单位")}
    return Figure("distribution", "bars", title, said, _("个"), _size(len(counts)), data, source)


def _number(row: Row, column: Column) -> int | float | None:
    value = row.values.get(column.key)
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, int) else None


def _size(bars: int) -> str:
    return next((size for most, size in _SIZES if bars <= most), "huge")
