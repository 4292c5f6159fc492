"""What the tables say of a quantity that a narrative names: classes, items, funds, totals, by the words of a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from mingzhang.checking.sums.balance import Balance
from mingzhang.checking.sums.equation import Key
from mingzhang.checking.sums.labels import bare, class_of_name
from mingzhang.checking.sums.sheet import Sheet
from mingzhang.domain.amount import Unit
from mingzhang.forms.tables import EXPENDITURE
from mingzhang.tables.view import rounded

FIXED: tuple[tuple[str, str], ...] = (
    (
        r"(?:预算)?收入(?:预算)?(?:总计|总额|合计|总预算)|预算收入|收入预算|总收入",
        "1收入总计 1本年收入合计 2合计.total",
    ),
    (
        r"(?:预算)?支出(?:预算)?(?:总计|总额|合计|总预算)|预算支出|支出预算|总支出",
        "1支出总计 1本年支出合计 3合计.total",
    ),
    (
        r"收支总?预算|(?:部门)?预算资金|预算总额|收支总计",
        "1收入总计 1本年收入合计 4收入总计 4支出总计.total 4本年收入合计",
    ),
    (
        r"(?:本年|当年)(?:财政)?(?:拨款)?收入|(?:本年|当年)(?:预算)?(?:安排|支出)|当年拨款",
        "1本年收入合计 1本年支出合计 4本年收入合计 4本年支出合计.total 2合计.total",
    ),
    (
        r"上年(?:度)?(?:末)?(?:财政拨款)?结转(?:结余)?|结转(?=安排)",
        "1上年结转 1支出总计.carried 2合计.carried 4上年结转 4结转一般公共预算 4结转政府性基金预算 4结转国有资本经营预算 13合计",
    ),
    (
        r"一般公共预算",
        "1一般公共预算 2合计.general 4一般公共预算 4支出总计.general 4结转一般公共预算 5合计.total 12合计.general 13合计.general",
    ),
    (
        r"政府性基金(?:预算)?",
        "1政府性基金预算 2合计.fund 4政府性基金预算 4支出总计.fund 4结转政府性基金预算 7合计 8合计.total 12合计.fund 13合计.fund",
    ),
    (
        r"国有资本经营(?:预算)?",
        "1国有资本经营预算 2合计.capital 4国有资本经营预算 4支出总计.capital 4结转国有资本经营预算 9合计.total 9合计.income 12合计.capital",
    ),
    (r"财政专户(?:管理)?资金", "1财政专户管理资金 2合计.special 12合计.special"),
    (r"单位资金", "1单位资金 2合计.own 12合计.own"),
    (r"基本支出", "3合计.basic 5合计.basic 6合计.total 8合计.basic"),
    (r"项目支出", "3合计.project 5合计.project 8合计.project 12合计 13合计"),
    (r"人员经费", "6合计.staff"),
    (r"公用经费", "6合计.office"),
    (r"机关运行经费", "11合计"),
    (r"三公经费", "10合计"),
    (r"因公出国(?:\(境\)|境)?(?:费用|费|经费)?", "10因公出国(境)费"),
    (r"公务接待费?", "10公务接待费"),
    (r"公务用车购置(?:及|和)运行(?:维护)?费?|公务用车费", "10公务用车购置及运行费"),
    (r"公务用车购置费?", "10公务用车购置费"),
    (r"公务用车运行(?:维护)?费?", "10公务用车运行维护费"),
    (
        r"纳入绩效(?:目标)?管理的?(?:[一二三]级)?(?:预算)?项目|本年(?:[一二三]级)?项目",
        "3合计.project 12合计.total",
    ),
)
"""Words of a claim and the cells that state the quantity: table, row and, where only one, column."""
TOTALS = 4
"""How many of them, from the first, are totals: what a claim names otherwise comes before these."""
_FUNDS = frozenset({"一般公共预算", "政府性基金预算", "国有资本经营预算"})
"""Names of funds, one of which is a class of function too: a narrative means the fund."""
_QUOTES = re.compile(r"[\"“”‘’']")

_FILL = re.compile(
    r"^(?:支出|收入|预算|拨款|财政|安排|数|总额|合计|总计|经费|资金|费|的|为|是|共|本年度?|当年|今年|收支|总|中|等|编制|年初|\((?:不?含)上年结转\)|[:,、\"“”])*$"
)
_LEAD = re.compile(
    r"^(?:本年度?|当年|今年|年度|部门|单位|本级|预算|财政|拨款|安排|支出|收入|其中|主要(?:是|包括)?|包括|用于|共|的|中|一般公共预算|政府性基金(?:预算)?"
    r"|国有资本经营(?:预算)?|基本支出|项目支出|上年结转|纳入|涉及|当年拨款|[:,、\"“”()])*$"
)
SECTIONS = {
    "changes": (1, 2, 3), "income": (1, 2), "expenditure": (3, 1), "appropriation": (4,), "general": (5,), "basic": (6, 5),
    "three_public": (10,), "running_costs": (11,), "performance": (3, 12),
}  # fmt: skip
"""The tables that a section speaks of, the nearest first."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity that tables state: its name and the cells that state it."""

    name: str
    cells: tuple[Key, ...]
    code: str = ""


_Match = tuple[int, int, int, Quantity]
"""A name in a claim: how general it is, where it begins and ends, the quantity."""


def _best(words: str, matches: Iterator[_Match]) -> Quantity | None:
    """The least general quantity, of these the one that the words end with, of these the longest name."""
    fits = [
        (rank, -end, start - end, i, quantity)
        for i, (rank, start, end, quantity) in enumerate(matches)
        if _FILL.match(words[end:]) and _LEAD.match(words[:start])
    ]
    return min(fits)[-1] if fits else None


@dataclass(frozen=True)
class Quantities:
    """Every quantity that a paper's tables state, found by the words of a claim."""

    balance: Balance
    named: Mapping[str, Quantity]
    fixed: Sequence[tuple[int, re.Pattern[str], Quantity]]
    _known: dict[str, Quantity | None] = field(default_factory=dict)

    def of(self, subject: str) -> Quantity | None:
        """The quantity that a subject names; None where it says more than that, or nothing known."""
        if subject not in self._known:
            self._known[subject] = self._find(subject)
        return self._known[subject]

    def _find(self, subject: str) -> Quantity | None:
        """The quantity that the words come down to: items and classes before funds, funds before totals."""
        words = _QUOTES.sub("", subject)
        return _best(words, self._by_name(words)) or _best(words, self._by_pattern(words))

    def _by_name(self, words: str) -> Iterator[_Match]:
        for name, quantity in self.named.items():
            at = words.rfind(name)
            if at >= 0:
                yield 0, at, at + len(name), quantity

    def _by_pattern(self, words: str) -> Iterator[_Match]:
        for rank, pattern, quantity in self.fixed:
            for match in pattern.finditer(words):
                yield rank, match.start(), match.end(), quantity

    def values(self, quantity: Quantity) -> dict[int, Key]:
        """What the tables state of it, as it should be and as printed; 0 where they state nothing else."""
        found: dict[int, Key] = {}
        for cell in quantity.cells:
            found.setdefault(self.balance.mended[cell], cell)
            found.setdefault(self.balance.values[cell], cell)
        for value, cell in self._less(quantity):
            found.setdefault(value, cell)
        return {value: cell for value, cell in found.items() if value} or found

    def _less(self, quantity: Quantity) -> Iterator[tuple[int, Key]]:
        """What is stated without what was carried over, without basic expenditure: no table prints it by itself."""
        by_column: dict[str, dict[int, Key]] = {}
        for cell in quantity.cells:
            by_column.setdefault(cell[3], {}).setdefault(self.balance.mended[cell], cell)
        for whole in ("total", "project"):
            for part in ("carried", "basic") if quantity.code else ():
                for value, cell in by_column.get(whole, {}).items():
                    yield from ((value - less, cell) for less in by_column.get(part, ()) if 0 < less < value)

    def expected(self, quantity: Quantity, value: int, section: str, column: str = "") -> Key | None:
        """The cell that a wrong figure was most likely meant to be: of the section's own tables, the likest print."""
        order = SECTIONS.get(section, ())
        cells = [cell for cell in quantity.cells if self.balance.mended[cell]]
        near = next(([c for c in cells if c[1] == n] for n in order if any(c[1] == n for c in cells)), cells)
        near = [cell for cell in near if cell[3] == column] or near
        printed = rounded(value, Unit.WAN)
        return min(
            near,
            key=lambda cell: Levenshtein.distance(rounded(self.balance.mended[cell], Unit.WAN), printed),
            default=None,
        )


def quantities(found: Balance) -> Quantities:
    """The quantities of a paper's tables."""
    named = {
        name: Quantity(name, tuple(dict.fromkeys(cells)), code)
        for name, (cells, code) in _named(found).items()
    }
    fixed = []
    for i, (pattern, places) in enumerate(FIXED):
        cells = tuple(dict.fromkeys(key for place in places.split() for key in _fixed(found, place)))
        if cells:
            fixed.append((1 if i >= TOTALS else 2, re.compile(pattern), Quantity(pattern, cells)))
    return Quantities(found, named, tuple(fixed))


_PLACE = re.compile(r"(\d+)([^.]+)(?:\.(\w+))?")


def _fixed(found: Balance, place: str) -> Iterator[Key]:
    match = _PLACE.fullmatch(place)
    if match is None or int(match[1]) not in found.sheets:
        return
    sheet = found.sheets[int(match[1])]
    label = match[2]
    row = sheet.total if label == "合计" and sheet.n not in (1, 4, 10) else sheet.named(label)
    if row is not None:
        yield from (sheet.key(row, c) for c in _columns(sheet, label) if match[3] in (None, c))


def _columns(sheet: Sheet, label: str) -> tuple[str, ...]:
    """The columns that belong to a row of a two-sided table: income lines have income alone."""
    if sheet.n in (1, 4):
        income = (
            "收入" in label
            or "结转" in label
            or label in ("一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "单位资金")
        )
        return ("income",) if income else sheet.spending
    return sheet.columns


def _named(found: Balance) -> dict[str, tuple[list[Key], str]]:
    """Cells by the names of function codes and of economic items, with the code where it is a class."""
    cells: dict[str, tuple[list[Key], str]] = {}
    for sheet in found.sheets.values():
        for line in sheet.lines:
            for key, columns in (
                ("name", sheet.columns),
                ("department_item", sheet.columns),
                ("item", sheet.spending),
            ):
                name = _short(bare(line.texts.get(key, ""))) if key in line.texts else ""
                if len(name) < 2 or name.endswith(("合计", "总计", "结转")) or name in _FUNDS:
                    continue
                known = cells.setdefault(
                    name,
                    (
                        [],
                        line.texts.get("code", "")
                        or class_of_name().get(bare(line.texts.get("item", "")), ""),
                    ),
                )
                known[0].extend(sheet.key(line.index, column) for column in columns)
    return cells


def _short(name: str) -> str:
    """A name as narratives print it: 社会保障和就业 of 社会保障和就业支出."""
    return name.removesuffix("支出") if len(name) > 4 else name


CLASS_NAMES = frozenset(_short(bare(name)) for name in EXPENDITURE)
"""The names of the classes of function, without 支出."""
