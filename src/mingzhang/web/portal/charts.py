"""Charts of the portal: what is drawn, and the same figures as a table. Money in 分; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from mingzhang.tables.picture import Part, Picture
from mingzhang.web.portal.shares import change, share

Cell = str | int | None
_SIZES = ((3, "short"), (7, "middle"), (14, "tall"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a chart's table: texts, and money in 分; ``depth`` indents it, ``total`` sets it off."""

    cells: tuple[Cell, ...]
    depth: int = 0
    total: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: ``key`` is its part of an address, ``kind`` how it is drawn, ``said`` what it shows, in a sentence."""

    key: str
    kind: str
    title: str
    said: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    data: Mapping[str, Any]
    size: str = "tall"
    source: str = ""
    embed: str = ""

    @property
    def heads(self) -> list[tuple[str, Cell]]:
        """The heads, each with a cell that stands below it: a head is aligned as its column is."""
        last = self.rows[-1].cells if self.rows else ()
        return list(zip_longest(self.head, last[: len(self.head)], fillvalue=""))

    @property
    def script(self) -> str:
        """The id of the element that holds ``told``."""
        return f"data-{self.key}"

    @property
    def told(self) -> dict[str, Any]:
        """What the script needs to draw it."""
        return {
            "kind": self.kind, "title": self.title, "said": self.said, "source": self.source,
            "unit": _("万元"), "file": self.key, **self.data,
        }  # fmt: skip


def flow(picture: Picture) -> Chart:
    """From sources to classes of functions; its table is the matrix of both."""
    sources = {part.key: part.label for part in picture.sources}
    cents = {(each.source, each.target): each.cents for each in picture.flows}
    classes = [part for part in picture.functions if any((key, part.key) in cents for key in sources)]
    rows = [
        Row((part.label, *(cents.get((key, part.key)) for key in sources), part.cents))
        for part in _largest(classes)
    ]
    sums = Row((_("合计"), *(part.cents for part in picture.sources), picture.total), total=True)
    first, goal = _most(picture.sources), _most(picture.functions)
    said = _("最大的来源是%(source)s，占 %(from)s；最大的去处是%(target)s，占 %(to)s。") % {
        "source": first.label, "from": share(first.cents, picture.total),
        "target": goal.label, "to": share(goal.cents, picture.total),
    } if first and goal else ""  # fmt: skip
    nodes = [{"id": f"s-{p.key}", "name": p.label, "cents": p.cents, "side": "from"} for p in picture.sources]
    nodes += [{"id": f"t-{p.key}", "name": p.label, "cents": p.cents, "side": "to"} for p in classes]
    links = [
        {"source": f"s-{each.source}", "target": f"t-{each.target}", "cents": each.cents}
        for each in picture.flows
        if each.cents > 0 and each.source in sources
    ]
    return Chart(
        "flow", "sankey", _("钱从哪里来，到哪里去"), said, (_("去处"), *sources.values(), _("合计")),
        (*rows, sums), {"nodes": nodes, "links": links},
    )  # fmt: skip


def functions(picture: Picture) -> Chart:
    """Functions from class to item."""
    biggest = _most(picture.functions)
    said = _("方块越大，钱越多。最大的一类是%(name)s。") % {"name": biggest.label} if biggest else ""
    rows = tuple(_tree_rows(picture.functions, picture.total))
    return Chart(
        "functions", "treemap", _("花在哪些事上"), said, (_("科目编码"), _("做什么事"), _("金额"), _("占全部")),
        rows, {"sets": [{"name": "", "tree": [_node(part) for part in _largest(picture.functions)]}]},
    )  # fmt: skip


def items(picture: Picture) -> Chart | None:
    """What the money buys: classes of the economic classification; None where the ledger does not say."""
    if not picture.items:
        return None
    parts = _largest(picture.items)
    rows = tuple(_tree_rows(parts, picture.total))
    data = {
        "names": [part.label for part in parts],
        "series": [{"name": _("金额"), "cents": [p.cents for p in parts]}],
    }
    return Chart(
        "items", "bars", _("买了什么"), _("同一笔钱，按工资、办公、补助、建设等来看。"),
        (_("科目编码"), _("买什么"), _("金额"), _("占全部")), rows, data, _size(len(parts)),
    )  # fmt: skip


def change_by_class(picture: Picture, before: Mapping[str, int], names: Mapping[str, str]) -> Chart | None:
    """This year beside the last, by class of functions; ``before`` is last year's money by class."""
    if not before:
        return None
    now = {part.key: part.cents for part in picture.functions}
    labels = {**names, **{part.key: part.label for part in picture.functions}}
    keys = sorted({*now, *before}, key=lambda key: (-max(now.get(key, 0), before.get(key, 0)), key))
    pairs = [(labels.get(key, key), before.get(key), now.get(key)) for key in keys]
    return _beside("change", _("和上年比"), picture.year, pairs, (sum(before.values()), picture.total))


def change_of_sums(picture: Picture) -> Chart | None:
    """This year beside the last, where only sums of the last are known."""
    last = picture.before
    if last is None or last.total is None:
        return None
    pairs = [
        (name, was, now)
        for name, was, now in (
            (_("基本支出"), last.basic, picture.basic),
            (_("项目支出"), last.project, picture.project),
        )
        if was is not None
    ]
    return _beside("change", _("和上年比"), picture.year, pairs, (last.total, picture.total))


def _beside(
    key: str,
    title: str,
    year: int,
    pairs: Sequence[tuple[str, int | None, int | None]],
    totals: tuple[int, int],
) -> Chart:
    was, now = _("%(year)s年") % {"year": year - 1}, _("%(year)s年") % {"year": year}
    rows = [Row((name, a, b, _less(b, a), change(b, a))) for name, a, b in pairs]
    rows.append(Row((_("合计"), *totals, totals[1] - totals[0], change(totals[1], totals[0])), total=True))
    data = {
        "names": [name for name, _was, _now in pairs],
        "series": [
            {"name": was, "cents": [a for _name, a, _b in pairs], "quiet": True},
            {"name": now, "cents": [b for _name, _a, b in pairs]},
        ],
    }
    said = _("%(now)s比%(was)s%(change)s。") % {"now": now, "was": was, "change": moved(totals[1], totals[0])}
    head = (_("项目"), was, now, _("增减"), _("增减比例"))
    return Chart(key, "bars", title, said, head, tuple(rows), data, _size(len(pairs) * 2 - 1))


def over_years(years: Iterable[tuple[int, int | None, int | None, int | None]]) -> Chart | None:
    """Basic and project expenditure by year: (year, total, basic, project), the newest first; None for one year alone."""
    known = [each for each in reversed(list(years)) if each[1] is not None]
    if len(known) < 2:
        return None
    names = [_("%(year)s年") % {"year": year} for year, *_rest in known]
    data = {
        "names": names,
        "series": [
            {"name": _("基本支出"), "cents": [basic for _y, _t, basic, _p in known], "quiet": True},
            {"name": _("项目支出"), "cents": [project for *_rest, project in known]},
        ],
    }
    rows = tuple(Row((name, *each[1:])) for name, each in zip(names, known, strict=True))
    said = _("%(now)s比%(was)s%(change)s。") % {
        "now": names[-1], "was": names[-2], "change": moved(known[-1][1] or 0, known[-2][1] or 0),
    }  # fmt: skip
    head = (_("年度"), _("合计"), _("基本支出"), _("项目支出"))
    return Chart("years", "stack", _("历年的预算"), said, head, rows, data, "middle")


def by_department(sets: Iterable[tuple[int, Sequence[tuple[str, str, int | None]]]]) -> Chart | None:
    """Departments of a region by size: for each year (name, address, money); None where no money is known."""
    told = [(year, [each for each in own if each[2]]) for year, own in sets]
    told = [(year, own) for year, own in told if own]
    if not told:
        return None
    years = [year for year, _own in told]
    sums: dict[str, dict[int, int | None]] = {}
    for year, own in told:
        for name, _to, cents in own:
            sums.setdefault(name, {})[year] = cents
    ordered = sorted(sums, key=lambda name: tuple(-(sums[name].get(year) or 0) for year in years))
    rows = [Row((name, *(sums[name].get(year) for year in years))) for name in ordered]
    totals = tuple(sum(cents or 0 for _n, _t, cents in own) for _y, own in told)
    rows.append(Row((_("合计"), *totals), total=True))
    names = [_("%(year)s年") % {"year": year} for year in years]
    data = {
        "sets": [
            {"name": label, "tree": [{"name": n, "to": to, "cents": cents} for n, to, cents in own]}
            for label, (_year, own) in zip(names, told, strict=True)
        ]
    }
    said = _("方块越大，这个部门的预算越多。点一个方块，看这个部门。")
    return Chart("departments", "treemap", _("各部门的预算"), said, (_("部门"), *names), tuple(rows), data)


def moved(now: int, was: int) -> str:
    """How money changed, in words: 增加 12.3%, 减少 4.0%, 持平."""
    if now == was:
        return _("持平")
    by = change(now, was).lstrip("+-")
    if not by:
        return _("从无到有")
    return (_("增加 %(by)s") if now > was else _("减少 %(by)s")) % {"by": by}


def _less(now: int | None, was: int | None) -> int | None:
    return None if now is None or was is None else now - was


def _size(bars: int) -> str:
    return next((size for most, size in _SIZES if bars <= most), "huge")


def _largest(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: -part.cents)


def _most(parts: Sequence[Part]) -> Part | None:
    return max(parts, key=lambda part: part.cents, default=None)


def _tree_rows(parts: Iterable[Part], total: int, depth: int = 0) -> Iterator[Row]:
    for part in parts:
        yield Row((part.key, part.label, part.cents, share(part.cents, total)), depth)
        yield from _tree_rows(part.parts, total, depth + 1)


def _node(part: Part) -> dict[str, Any]:
    told: dict[str, Any] = {"name": part.label, "code": part.key, "cents": part.cents}
    if part.parts:
        told["children"] = [_node(each) for each in _largest(part.parts)]
    return told
