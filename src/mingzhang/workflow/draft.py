"""A form that people are filling in: texts by field, indicator rows with ids of their own, and how edits meet.

A row keeps its id wherever it moves, so that two people can work on different rows at once. An edit names the text
that its author saw; where another text stands by then, it is a conflict and is not applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from mingzhang.domain.place import Printed
from mingzhang.domain.record import Indicator, Record
from mingzhang.forms.spec import Form, Half
from mingzhang.forms.target import TARGET

MOST_ROWS = 200
"""Rows of one half."""
LONGEST = {"project_name": 180, "level3": 200, "value": 200}
"""Characters of single fields; the national data standard's lengths where it has one."""
LONGEST_TEXT = 5_000
"""Characters of any other field."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
HEAD = ("form_kind", "region", "year")
"""What the title of a form says; it is filled in by the program."""


class DraftError(Exception):
    """An edit cannot be made; ``str()`` says in Chinese which field, and what to do."""


class IndicatorRow(msgspec.Struct, frozen=True):
    """A row of a half: its id, kind (level 2), name and value."""

    id: str
    level2: str
    level3: str = ""
    value: str = ""


class Draft(msgspec.Struct, frozen=True):
    """A form in the making: texts by key, rows by half. ``rows`` keeps the order in which they stand."""

    values: dict[str, str] = {}
    rows: dict[str, tuple[IndicatorRow, ...]] = {}

    def half(self, half: str) -> tuple[IndicatorRow, ...]:
        """The rows of a half."""
        return self.rows.get(half, ())

    def text(self, path: str) -> str | None:
        """What stands at a path (``overview``, ``annual.r3.value``); None where there is no such row."""
        half, _, rest = path.partition(".")
        if half in set(Half) and rest:
            id_, _, part = rest.partition(".")
            row = next((row for row in self.half(half) if row.id == id_), None)
            return None if row is None else str(getattr(row, part)) if part else row.id
        return self.values.get(path, "")


class Op(StrEnum):
    """What an edit does."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"


class Edit(msgspec.Struct, frozen=True):
    """One edit. ``path`` is a field, or ``half.row`` of a row, or ``half.row.part``.

    SET writes ``text`` over ``seen``. ADD puts a row of kind ``text`` behind the row ``after`` (blank: last of its
    half). MOVE puts a row behind another. REMOVE takes a row that still reads as ``seen`` (``name|value``).
    """

    op: Op
    path: str
    text: str = ""
    seen: str = ""
    after: str = ""


class Applied(msgspec.Struct, frozen=True):
    """What came of edits: the draft, the paths that changed with texts before and after, and the conflicts.

    A conflict is a path with the text that stands there now.
    """

    draft: Draft
    before: dict[str, str | None]
    after: dict[str, str | None]
    conflicts: dict[str, str]


def apply(draft: Draft, edits: Iterable[Edit], form: Form = TARGET) -> Applied:
    """Make edits in their order. Raises DraftError where one makes no sense; then none is made."""
    before: dict[str, str | None] = {}
    after: dict[str, str | None] = {}
    conflicts: dict[str, str] = {}
    for edit in edits:
        if edit.path in conflicts:  # what was typed after it was typed over a text that never stood
            continue
        found = _one(draft, edit, form)
        if isinstance(found, str):
            conflicts[edit.path] = found
            continue
        old, new = _told(draft, edit), _told(found, edit)
        if old != new:
            before.setdefault(edit.path, old)
            after[edit.path] = new
        draft = found
    return Applied(draft, before, after, conflicts)


def _told(draft: Draft, edit: Edit) -> str | None:
    """What the audit keeps of a path: a text, or a whole row."""
    half, _, rest = edit.path.partition(".")
    if edit.op is Op.SET or not rest:
        return draft.text(edit.path)
    row = next((row for row in draft.half(half) if row.id == rest), None)
    if row is None:
        return None
    ahead = "" if edit.op is not Op.MOVE else f"{draft.half(half).index(row) + 1}. "
    return f"{ahead}{row.level2}｜{row.level3}|{row.value}"


def _one(draft: Draft, edit: Edit, form: Form) -> Draft | str:
    """The draft after an edit, or the text that stands in its way."""
    half, _, rest = edit.path.partition(".")
    if rest and half in set(Half):
        return _row(draft, edit, half, rest, form)
    if edit.op is not Op.SET or edit.path not in _keys(form):
        raise DraftError(f"表里没有“{edit.path}”这个栏目，请刷新页面再试")
    now = draft.values.get(edit.path, "")
    if now not in (plain(edit.seen), plain(edit.text)):
        return now
    return msgspec.structs.replace(draft, values={**draft.values, edit.path: _clean(edit.path, edit.text)})


def _row(draft: Draft, edit: Edit, half: str, rest: str, form: Form) -> Draft | str:
    rows = list(draft.half(half))
    id_, _, part = rest.partition(".")
    at = next((i for i, row in enumerate(rows) if row.id == id_), None)
    if edit.op is Op.ADD:
        return _add(draft, edit, half, id_, form)
    if at is None:
        return draft if edit.op is Op.REMOVE else ""  # it is gone already
    row = rows[at]
    if edit.op is Op.SET:
        return _set(draft, edit, half, at, part, form)
    if edit.op is Op.REMOVE:
        stands = f"{row.level3}|{row.value}"
        if edit.seen and plain(edit.seen) != plain(stands):
            return stands
        del rows[at]
    else:
        del rows[at]
        rows.insert(_behind(rows, edit.after), row)
    return _with(draft, half, rows)


def _set(draft: Draft, edit: Edit, half: str, at: int, part: str, form: Form) -> Draft | str:
    rows = list(draft.half(half))
    if part not in ("level2", "level3", "value"):
        raise DraftError(f"指标没有“{part}”这一项，请刷新页面再试")
    now = str(getattr(rows[at], part))
    if now not in (plain(edit.seen), plain(edit.text)):
        return now
    if part == "level2":
        _kind(edit.text, form)
    rows[at] = msgspec.structs.replace(rows[at], **{part: _clean(part, edit.text)})
    return _with(draft, half, rows)


def _add(draft: Draft, edit: Edit, half: str, id_: str, form: Form) -> Draft | str:
    rows = list(draft.half(half))
    if any(row.id == id_ for row in rows):
        return draft  # sent twice
    if len(rows) >= MOST_ROWS:
        raise DraftError(f"一份表的指标最多 {MOST_ROWS} 条")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", id_):
        raise DraftError("指标的编号不对，请刷新页面再试")
    _kind(edit.text, form)
    rows.insert(_behind(rows, edit.after), IndicatorRow(id_, edit.text))
    return _with(draft, half, rows)


def _kind(level2: str, form: Form) -> None:
    if level2 not in {level.name for level in form.grid.levels}:
        raise DraftError(f"没有“{level2}”这种二级指标")


def _behind(rows: Sequence[IndicatorRow], id_: str) -> int:
    return next((i + 1 for i, row in enumerate(rows) if row.id == id_), len(rows) if not id_ else 0)


def _with(draft: Draft, half: str, rows: Sequence[IndicatorRow]) -> Draft:
    return msgspec.structs.replace(draft, rows={**draft.rows, half: tuple(rows)})


def _keys(form: Form) -> frozenset[str]:
    return frozenset(key for field in form.fields for key in field.keys)


def _clean(key: str, text: str) -> str:
    """A text as it is kept. Raises DraftError for one that is too long."""
    kept = plain(text)
    most = LONGEST.get(key, LONGEST_TEXT)
    if len(kept) > most:
        raise DraftError(f"这一栏最多 {most} 个字，现在有 {len(kept)} 个，请压缩后再填")
    return kept


def plain(text: str) -> str:
    """A text without what no one sees in it: control characters, blanks around it, other line ends."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def of_record(record: Record) -> Draft:
    """A draft out of a form that was read; rows get ids by their order."""
    rows = {
        half.value: tuple(
            IndicatorRow(f"r{i}", row.level2, row.level3.text, row.value.text)
            for i, row in enumerate(record.lists.get(f"{half}_indicators", ()), start=1)
        )
        for half in Half
    }
    return Draft({key: value.text for key, value in record.values.items()}, rows)


def record_of(draft: Draft, n: int = 1, form: Form = TARGET, blank_rows: bool = False) -> Record:
    """The form that a draft is so far, as checks and papers take it; blanks are left out, and unless asked empty rows.

    Rows stand by kind in the order of the declaration, as the form prints them.
    """
    level1 = {level.name: level.level1 for level in form.grid.levels}
    lists = {
        f"{half}_indicators": tuple(
            Indicator(level1.get(row.level2, ""), row.level2, Printed(row.level3), Printed(row.value))
            for row in _printed(draft.half(half), form, blank_rows)
        )
        for half in Half
    }
    values = {key: Printed(text) for key, text in draft.values.items() if text}
    return Record(form.key, n, values, lists)


def row_paths(draft: Draft, form: Form = TARGET, blank_rows: bool = False) -> dict[str, str]:
    """For each path of ``record_of``'s indicators (``annual_indicators.3``) the path of its row (``annual.r7``)."""
    return {
        f"{half}_indicators.{i}": f"{half}.{row.id}"
        for half in Half
        for i, row in enumerate(_printed(draft.half(half), form, blank_rows))
    }


def _printed(rows: Sequence[IndicatorRow], form: Form, blank: bool) -> list[IndicatorRow]:
    """Rows by kind, as the form prints them."""
    order = {level.name: i for i, level in enumerate(form.grid.levels)}
    kept = [row for row in rows if blank or row.level3 or row.value]
    return sorted(kept, key=lambda row: order.get(row.level2, len(order)))


def pasted(text: str, level2: str, ids: Iterator[str]) -> list[Edit]:
    """Rows pasted from a spreadsheet as edits of the annual half, tabs between cells: name and value, a kind before them.

    A cell that names a kind of indicator holds for the rows below it, as merged cells are pasted.
    """
    edits: list[Edit] = []
    kinds = _kind_words()
    for line in text.replace("\r\n", "\n").split("\n"):
        cells = [cell.strip() for cell in line.split("\t")]
        named = [kinds[cell] for cell in cells if cell in kinds]
        level2 = named[-1] if named else level2
        rest = [cell for cell in cells if cell and cell not in kinds and not _is_level1(cell)]
        if not rest:
            continue
        id_ = next(ids)
        path = f"{Half.ANNUAL}.{id_}"
        edits.append(Edit(Op.ADD, path, level2))
        edits.append(Edit(Op.SET, f"{path}.level3", rest[0]))
        if len(rest) > 1:
            edits.append(Edit(Op.SET, f"{path}.value", " ".join(rest[1:])))
    return edits


def _kind_words() -> Mapping[str, str]:
    names = [level.name for level in TARGET.grid.levels]
    return {word: name for name in names for word in (name, name.removesuffix("指标"))}


def _is_level1(cell: str) -> bool:
    firsts = {level.level1 for level in TARGET.grid.levels}
    return cell in firsts or f"{cell}指标" in firsts or cell in TARGET.grid.heads or cell == TARGET.grid.label


def packed(draft: Draft) -> bytes:
    """A draft as it is stored."""
    return msgspec.json.encode(draft)


def unpacked(data: bytes | str) -> Draft:
    """A draft out of the store."""
    return msgspec.json.decode(data, type=Draft)


def edits_of(data: object) -> list[Edit]:
    """Edits that came over the wire. Raises DraftError where they are none."""
    try:
        return msgspec.convert(data, list[Edit])
    except msgspec.ValidationError as error:
        raise DraftError("发来的修改看不懂，请刷新页面再试") from error
