"""The form on the screen: the same grid that is printed, its cells joined to the draft's paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from django.utils.translation import gettext as _

from mingzhang.domain.amount import Amount, Unit
from mingzhang.domain.span import day_of, span_of
from mingzhang.forms.naming import path_title
from mingzhang.forms.spec import Field, Half, Kind
from mingzhang.forms.target import TARGET
from mingzhang.tables.view import rounded
from mingzhang.web.desk.spoken import worded
from mingzhang.web.services.checks import Shown
from mingzhang.workflow.completeness import PERIOD
from mingzhang.workflow.differences import Change, Difference
from mingzhang.workflow.draft import LONGEST, LONGEST_TEXT, Draft, record_of, row_paths
from mingzhang.workflow.standing import Opinion
from mingzhang.writing.paper.model import Cell, Look
from mingzhang.writing.paper.target import HALF_COLUMNS, target_sheet

T = TypeVar("T")
_LOOKS = {Look.AMOUNT: "n", Look.UPRIGHT: "upright", Look.PROSE: "prose", Look.WORD: "word"}
_LABELS = frozenset({Look.HEAD, Look.LABEL, Look.UPRIGHT})
_LEVELS = frozenset(level.name for level in TARGET.grid.levels)
_HALVES = {column: half for half, column in HALF_COLUMNS.items()}
_FIXED = frozenset({"department"})
"""Fields that the program fills in: whose form it is."""


@dataclass(frozen=True, slots=True)
class Picker:
    """A picker of a day: what it is for, and the day that the cell names (``2026-03-05``), blank where it names none."""

    said: str
    value: str = ""


@dataclass(frozen=True)
class Box:
    """A cell on the screen. ``path`` is that of the draft, blank for labels; ``input`` how it is filled in.

    ``half`` and ``level2`` are set on the label of a kind, where a row can be added.
    """

    cell: Cell
    path: str = ""
    title: str = ""
    input: str = ""
    text: str = ""
    longest: int = 0
    half: str = ""
    level2: str = ""
    row: str = ""
    findings: tuple[Shown, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    before: str | None = None
    pickers: tuple[Picker, ...] = ()

    @property
    def tag(self) -> str:
        """The HTML element."""
        return "th" if self.cell.look in _LABELS else "td"

    @property
    def wan(self) -> str:
        """An amount in 万元, for those who think in it; blank where it is none."""
        if self.cell.look is not Look.AMOUNT or not self.path:
            return ""
        try:
            cents = Amount.parse(self.text).cents
        except ValueError:
            return ""
        return f"{Decimal(rounded(cents, Unit.WAN)):,} {_('万元')}" if cents else ""

    @property
    def narrow(self) -> bool:
        """Whether it is too narrow for what is written beside it."""
        return self.cell.look in (Look.AMOUNT, Look.WORD)

    @property
    def to_fill(self) -> bool:
        """Whether it is a blank that nobody has come to yet."""
        return any(f.quiet for f in self.findings)

    @property
    def marks(self) -> str:
        """The classes of the cell."""
        look = _LOOKS.get(self.cell.look, "")
        if not (self.findings or self.opinions) and self.before is None:
            return look
        marks = [look]
        marks += ["to-fill" if f.quiet else f"has-{f.severity}" for f in self.findings if not f.explained]
        marks += ["has-opinion"] if any(not o.settled for o in self.opinions) else []
        marks += ["changed"] if self.before is not None else []
        return " ".join(dict.fromkeys(filter(None, marks)))


@dataclass(frozen=True)
class Screen:
    """A form for the screen: its title, rows of boxes, the foot, findings that belong to no cell."""

    title: str
    subtitle: str
    widths: tuple[float, ...]
    rows: tuple[tuple[Box, ...], ...]
    foot: tuple[Box, ...]
    loose: tuple[Shown, ...]
    opinions: tuple[Opinion, ...] = ()


@dataclass
class _Beside:
    """What stands in cells and beside them, by path."""

    texts: Mapping[str, str]
    findings: Mapping[str, list[Shown]]
    opinions: Mapping[str, list[Opinion]]
    before: Mapping[str, str]
    personal: bool = True
    taken: set[str] = field(default_factory=set)


def screen(
    draft: Draft,
    findings: Iterable[Shown] = (),
    opinions: Iterable[Opinion] = (),
    differences: Iterable[Difference] = (),
    editable: bool = False,
    personal: bool = True,
) -> Screen:
    """A draft laid out as its paper. ``differences`` are those from the version before, by the record's paths."""
    paths = row_paths(draft, blank_rows=True)
    sheet = target_sheet(record_of(draft, blank_rows=True), personal=personal)
    kept = row_paths(draft)
    said = list(opinions)
    shown = list(findings)
    changed = _changed(differences, kept)
    beside = _Beside(
        _texts(draft), _by(shown, lambda f: f.path), _by(said, lambda o: o.field), changed, personal
    )
    rows = tuple(
        tuple(_box(cell, draft, paths, beside, editable) for cell in row) for row in sheet.grid.rows()
    )
    foot = tuple(_box(cell, draft, paths, beside, editable) for cell in sheet.foot)
    loose = tuple(f for f in shown if f.path not in beside.taken)
    lost = tuple(o for o in said if o.field not in beside.taken)
    return Screen(sheet.title, sheet.subtitle, sheet.grid.widths, rows, foot, loose, lost)


def _texts(draft: Draft) -> Mapping[str, str]:
    """Every text of a draft by its path."""
    rows = ((f"{half}.{row.id}", row) for half in Half for row in draft.half(half))
    in_rows = {
        f"{at}.{part}": text
        for at, row in rows
        for part, text in (("level3", row.level3), ("value", row.value))
    }
    return {**draft.values, **in_rows}


def _changed(differences: Iterable[Difference], rows: Mapping[str, str]) -> Mapping[str, str]:
    """What stood in each cell that differs; both cells of a row that is new. A row that went has no cell."""
    found: dict[str, str] = {}
    for each in differences:
        path, _, part = each.path.rpartition(".")
        row = path.endswith("_indicators") and part.isdigit()
        if not row:
            found[_path(each.path, rows)] = each.before
        elif each.change is Change.ADDED:
            found |= {f"{_path(each.path, rows)}.{cell}": "" for cell in ("level3", "value")}
    return found


def _by(items: Iterable[T], key: Callable[[T], str]) -> Mapping[str, list[T]]:
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def _path(key: str, rows: Mapping[str, str]) -> str:
    """A path of the record as one of the draft."""
    head, _, rest = key.partition(".")
    if head.endswith("_indicators"):
        index, _, part = rest.partition(".")
        row = rows.get(f"{head}.{index}", "")
        return f"{row}.{part}" if row and part else row
    return key


def _box(cell: Cell, draft: Draft, paths: Mapping[str, str], beside: _Beside, editable: bool) -> Box:
    if not cell.key:
        return _label(cell)
    path = _path(cell.key, paths)
    declared = _declared(path)
    part = path.rpartition(".")[2]
    keys = _keys(path)
    beside.taken.update(keys)
    findings = tuple(f for key in keys if key in beside.findings for f in beside.findings[key])
    opinions = tuple(o for key in keys if key in beside.opinions for o in beside.opinions[key])
    return Box(
        cell, path, worded(_title(cell.key)),
        input=_input(cell, declared) if editable and path not in _FIXED else "",
        text=_text(cell, path, declared, beside),
        longest=LONGEST.get(part, LONGEST.get(path, LONGEST_TEXT)),
        row=path.rpartition(".")[0] if declared is None else "",
        findings=findings, opinions=opinions, before=beside.before.get(path),
        pickers=_pickers(path, declared, draft) if editable and declared else (),
    )  # fmt: skip


def _pickers(path: str, declared: Field, draft: Draft) -> tuple[Picker, ...]:
    """What helps with a cell that says when: one day for a stamp, two for how long the project lasts."""
    text = draft.text(path) or ""
    if path == PERIOD:
        span = _known(span_of, text)
        first, last = (span.first.isoformat(), span.last.isoformat()) if span else ("", "")
        return Picker(_("开始的日期"), first), Picker(_("结束的日期"), last)
    if declared.kind is Kind.STAMP:
        day = _known(day_of, text)
        return (Picker(_("选日期"), day.isoformat() if day else ""),)
    return ()


def _known(read: Callable[[str], T | None], text: str) -> T | None:
    try:
        return read(text)
    except ValueError:
        return None


def _text(cell: Cell, path: str, declared: Field | None, beside: _Beside) -> str:
    """What stands in a cell; personal data only for those who may see it."""
    if declared and declared.kind is Kind.CODED:
        return cell.text.text
    return "" if declared and declared.private and not beside.personal else beside.texts.get(path, "")


@lru_cache(maxsize=1024)
def _keys(path: str) -> tuple[str, ...]:
    """The paths of what belongs to a cell: its own, and those of the fields that it prints."""
    declared = _declared(path)
    return tuple(dict.fromkeys((path, *(declared.keys if declared else ()))))


@lru_cache(maxsize=1024)
def _title(key: str) -> str:
    return path_title(key)


@lru_cache(maxsize=1024)
def _declared(path: str) -> Field | None:
    try:
        return TARGET.field(path)
    except KeyError:
        return None


def _input(cell: Cell, declared: Field | None) -> str:
    if cell.look is Look.AMOUNT:
        return "amount"
    return "text" if cell.look is Look.PROSE or declared is None else "line"


def _label(cell: Cell) -> Box:
    """A label; that of a kind of indicator takes rows."""
    half = _HALVES.get(cell.column)
    if half and cell.look is Look.LABEL and cell.text.text in _LEVELS:
        return Box(cell, half=half.value, level2=cell.text.text)
    return Box(cell)
