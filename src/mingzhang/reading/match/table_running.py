"""The body of a table that reached us as running text: rows by code, name and number of amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from mingzhang.domain.amount import looks_like_amount
from mingzhang.domain.chars import fold
from mingzhang.domain.place import Printed
from mingzhang.forms.spec import Holds, RowsBy, TableSpec
from mingzhang.reading.layout.table import BodyLine, row_labels
from mingzhang.reading.match.joining import close_up, looks_like_tail
from mingzhang.reading.match.table_heads import PrintedColumn
from mingzhang.reading.match.table_rows import Draft
from mingzhang.reading.match.table_sums import cents_of, loose_row, settle
from mingzhang.reading.page import Cell, Line, stretch

_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_CODE_NAME = re.compile(r"(\d{3}(?:\d\d){0,2})([^\d.,\s-].*)")
_TOTALS = frozenset({"合计", "总计"})
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-—–]{1,2}")


class _Piece(msgspec.Struct):
    """One side of a row: code, name and amounts as they follow one another."""

    code: Printed | None = None
    name: Printed | None = None
    amounts: list[Printed] = []
    words: list[Printed] = []
    doubts: list[str] = []


class _Side(msgspec.Struct, frozen=True):
    """The columns of one side of a table, by position, and the labels that stand there."""

    code: int | None
    names: tuple[int, ...]
    amounts: tuple[int, ...]
    labels: frozenset[str]


def read_running(
    body: Sequence[BodyLine], columns: Sequence[PrintedColumn], spec: TableSpec
) -> tuple[list[Draft], list[Cell]]:
    """Rows out of lines of words, and the words that fit no column."""
    sides = _sides(columns, spec)
    fixed = frozenset(label for side in sides for label in side.labels)
    lines = [_pieces(b.line, fixed) for b in body]
    rows = _assembled(lines, row_labels(spec), coded=sides[0].code is not None)
    drafts = [Draft([None] * len(columns)) for _ in rows]
    placed = [_named(pieces, sides, draft) for pieces, draft in zip(rows, drafts, strict=True)]
    for n, side in enumerate(sides):
        pieces = [next((piece for m, piece in row if m == n), None) for row in placed]
        filled = [
            (piece, draft) for piece, draft in zip(pieces, drafts, strict=True) if piece and piece.amounts
        ]
        _place_amounts(_total_first(filled, n, spec), side, columns, spec)
    return drafts, []


def _sides(columns: Sequence[PrintedColumn], spec: TableSpec) -> list[_Side]:
    """One side, or two where names stand again to the right of amounts (tables 1 and 4)."""
    starts = [0]
    for i, column in enumerate(columns[1:], start=1):
        if column.holds is not Holds.AMOUNT and columns[i - 1].holds is Holds.AMOUNT:
            starts.append(i)
    sides = []
    for n, (start, end) in enumerate(zip(starts, [*starts[1:], len(columns)], strict=True)):
        span = range(start, end)
        code = next((i for i in span if columns[i].holds is Holds.CODE), None)
        names = tuple(i for i in span if columns[i].holds is Holds.TEXT)
        amounts = tuple(i for i in span if columns[i].holds is Holds.AMOUNT)
        sides.append(_Side(code, names, amounts, _labels_of(names, n, columns, spec)))
    return sides


def _labels_of(
    names: Iterable[int], side: int, columns: Sequence[PrintedColumn], spec: TableSpec
) -> frozenset[str]:
    fixed = {label for i in names for column in (columns[i].spec,) if column for label in column.labels}
    foot = {row[side] for row in spec.foot if side < len(row) and row[side]}
    return frozenset(fold(label) for label in fixed | foot)


def _pieces(line: Line, labels: frozenset[str]) -> list[_Piece]:
    """The words of a line as codes, names and the amounts that follow each name; a label ends a name."""
    pieces: list[_Piece] = [_Piece()]
    words: list[Cell] = []

    def close() -> None:
        if words:
            text = stretch(words[0], words[-1], line)
            pieces[-1].name = Printed(close_up(text.text), text.places)
            pieces[-1].words = [word.printed for word in words]
            words.clear()

    for i, cell in enumerate(line.cells):
        text = cell.folded
        if i == 0 and _CODE.fullmatch(text) and len(line.cells) > 1:
            pieces[-1].code = cell.printed
        elif _AMOUNT.fullmatch(text) and looks_like_amount(text) and _ends_name(line.cells[i:]):
            close()
            pieces[-1].amounts.append(cell.printed)
        else:
            if pieces[-1].amounts or (words and fold("".join(word.text for word in words)) in labels):
                close()
                pieces.append(_Piece())
            words.append(cell)
    close()
    return [_with_code(piece) for piece in pieces]


def _ends_name(cells: Sequence[Cell]) -> bool:
    """Whether a number is an amount rather than a word of a name: it has decimals, or only amounts follow."""
    return "." in cells[0].text or all(_AMOUNT.fullmatch(cell.folded) for cell in cells)


def _with_code(piece: _Piece) -> _Piece:
    """A code glued to its name, parted."""
    match = _CODE_NAME.fullmatch(piece.name.text) if piece.name and piece.code is None else None
    if match is None or piece.name is None or match[2].startswith("年"):
        return piece
    place = piece.name.places[0]
    cut = len(match[1])
    first = msgspec.structs.replace(place, length=cut)
    second = msgspec.structs.replace(
        place, column=(place.column or 1) + cut, length=(place.length or cut) - cut
    )
    return _Piece(Printed(match[1], (first,)), Printed(match[2], (second,)), piece.amounts, piece.words)


def _assembled(rows: list[list[_Piece]], labels: frozenset[str], coded: bool) -> list[list[_Piece]]:
    """Rows put together from lines: a name may stand above, beside and below its amounts."""
    done: list[list[_Piece]] = []
    waiting: list[_Piece] = []
    for i, row in enumerate(rows):
        piece = row[0]
        if len(row) > 1 or (piece.name and fold(piece.name.text) in labels):
            done += [[p] for p in waiting]
            waiting = []
            done.append(row)
        elif (
            not piece.amounts
            and piece.code is None
            and _belongs_above(piece, done, waiting, rows[i + 1 :], coded)
        ):
            _append_name(done[-1][-1], piece)
        elif not piece.amounts:
            waiting.append(piece)
        else:
            done.append([_crowned(waiting, piece)])
            waiting = []
    return done + [[p] for p in waiting]


def _belongs_above(
    piece: _Piece, done: list[list[_Piece]], waiting: list[_Piece], below: Sequence[list[_Piece]], coded: bool
) -> bool:
    """Whether a line of a name ends the name of the row above rather than beginning the next one."""
    if not done or waiting or piece.name is None:
        return False
    above = done[-1][-1]
    follows = below[0][0] if below else None
    if follows is None or (follows.name and not follows.amounts and follows.code is None):
        return above.name is None or bool(above.doubts) or follows is None
    if follows.amounts and follows.name is None and follows.code is None:
        return False
    return coded or looks_like_tail(piece.name.text)


def _append_name(piece: _Piece, tail: _Piece) -> None:
    if tail.name is None:
        return
    piece.doubts = [*piece.doubts, f"“{tail.name.text}”单独成行，接在上一行的名称之后"]
    piece.words = [*piece.words, tail.name] if piece.words else []
    before = piece.name or Printed("")
    piece.name = Printed(close_up(before.text + tail.name.text), before.places + tail.name.places)


def _crowned(waiting: Sequence[_Piece], piece: _Piece) -> _Piece:
    """A row with the lines of its name that stand above its amounts."""
    if not waiting:
        return piece
    names = [p.name for p in (*waiting, piece) if p.name]
    joined = Printed(
        close_up("".join(n.text for n in names)), tuple(place for n in names for place in n.places)
    )
    code = next((p.code for p in (*waiting, piece) if p.code), None)
    doubt = f"“{joined.text}”的名称分在几行，已连起"
    return _Piece(code, joined, piece.amounts, [], [*piece.doubts, doubt])


def _named(pieces: list[_Piece], sides: list[_Side], draft: Draft) -> list[tuple[int, _Piece]]:
    """Codes and names into their columns; for each piece the side it stands on."""
    placed: list[tuple[int, _Piece]] = []
    taken = -1
    for piece in _as_many(pieces, len(sides)):
        taken = _side_of(piece, sides, taken)
        side = sides[taken]
        draft.doubts = draft.doubts + piece.doubts
        if piece.code and side.code is not None:
            draft.cells[side.code] = piece.code
        elif piece.code:
            piece.name = _joined(piece.code, piece.name)
        _place_name(piece, side, draft)
        placed.append((taken, piece))
    return placed


def _as_many(pieces: list[_Piece], sides: int) -> list[_Piece]:
    """No more pieces than sides: what is over is taken into the last one, with a doubt."""
    if len(pieces) <= sides:
        return pieces
    last, over = pieces[sides - 1], pieces[sides:]
    names = [
        p for piece in (last, *over) for p in (piece.code if piece is not last else None, piece.name) if p
    ]
    name = (
        Printed("".join(p.text for p in names), tuple(place for p in names for place in p.places))
        if names
        else None
    )
    amounts = [amount for piece in (last, *over) for amount in piece.amounts]
    doubt = f"“{name.text if name else ''}”中夹有金额，可能是两行连在一起"
    return [*pieces[: sides - 1], _Piece(last.code, name, amounts, [], [*last.doubts, doubt])]


def _joined(first: Printed, second: Printed | None) -> Printed:
    return Printed(first.text + second.text, first.places + second.places) if second else first


def _side_of(piece: _Piece, sides: list[_Side], taken: int) -> int:
    name = fold(piece.name.text) if piece.name else ""
    known = [i for i, side in enumerate(sides) if name in side.labels and i > taken]
    return known[0] if known else min(taken + 1, len(sides) - 1)


def _place_name(piece: _Piece, side: _Side, draft: Draft) -> None:
    """The name into its column; where two columns hold names the last word is the second one."""
    if piece.name is None or not side.names:
        return
    if len(side.names) > 1 and len(piece.words) > 1:
        first, second = piece.words[:-1], piece.words[-1]
        places = tuple(place for word in first for place in word.places)
        draft.cells[side.names[0]] = Printed("".join(word.text for word in first), places)
        draft.cells[side.names[1]] = second
        if len(first) > 1:
            draft.doubts = [*draft.doubts, f"“{piece.name.text}”分作两列是推定的"]
        return
    total = side.code is not None and piece.code is None and piece.name.text in _TOTALS
    draft.cells[side.code if total and side.code is not None else side.names[0]] = piece.name


def _total_first(
    filled: list[tuple[_Piece, Draft]], side: int, spec: TableSpec
) -> list[tuple[_Piece, Draft]]:
    """The rows of a two-sided table with the total of its items before them, as trees of sums are read."""
    if not spec.foot:
        return filled
    foot = [fold(row[side]) for row in spec.foot if side < len(row)]

    def rank(row: tuple[_Piece, Draft]) -> int:
        name = fold(row[0].name.text) if row[0].name else ""
        return 0 if name == foot[0] else 2 if name in foot else 1

    return sorted(filled, key=rank)


def _place_amounts(
    filled: Sequence[tuple[_Piece, Draft]], side: _Side, columns: Sequence[PrintedColumn], spec: TableSpec
) -> None:
    """The amounts of one side into its columns: by their number, else by sums, else from the left with a doubt."""
    if not side.amounts:
        return
    keys = [column.spec.key if column.spec else "" for column in (columns[i] for i in side.amounts)]
    rows = [
        loose_row(_level(draft, side, spec), [cents_of(a.text) for a in piece.amounts], keys, spec.sums)
        for piece, draft in filled
    ]
    settle(rows, len(keys))
    for (piece, draft), row in zip(filled, rows, strict=True):
        _put(piece.amounts, [side.amounts[i] for i in row.ways[0]], draft)
        if not row.sure:
            reason = f"{len(side.amounts)} 列金额只印出 {len(piece.amounts)} 个，所在的列是推定的"
            draft.doubts = [*draft.doubts, reason]


def _put(amounts: Sequence[Printed], positions: Sequence[int], draft: Draft) -> None:
    for position, amount in zip(positions, amounts, strict=False):
        draft.cells[position] = amount
    if len(amounts) > len(positions):
        extra = amounts[len(positions) - 1 :]
        places = tuple(place for amount in extra for place in amount.places)
        draft.cells[positions[-1]] = Printed(" ".join(amount.text for amount in extra), places)
        draft.doubts = [*draft.doubts, f"金额多于列数：{'、'.join(amount.text for amount in amounts)}"]


def _level(draft: Draft, side: _Side, spec: TableSpec) -> int:
    """How deep a row stands under the total: by its code, or by whether it is a subtotal."""
    named = (draft.cells[i] for i in (side.code, *side.names) if i is not None)
    texts = {fold(cell.text) for cell in named if cell}
    totals = {fold(label) for row in spec.foot for label in row if label.endswith(("合计", "总计", "结转"))}
    if texts & (_TOTALS | totals | {fold(spec.total)}):
        return 0
    code = draft.cells[side.code] if side.code is not None else None
    if code is not None:
        return max(1, (len(code.text) - 1) // 2)
    if spec.rows_by is RowsBy.ECONOMIC and len(side.names) > 1:
        return 2 if draft.cells[side.names[1]] else 1
    return 1
