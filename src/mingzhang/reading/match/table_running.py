"""The body of a table that reached us as running text: rows by code, name and number of amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from mingzhang.domain.amount import looks_like_amount
from mingzhang.domain.chars import fold
from mingzhang.domain.place import Printed
from mingzhang.forms.spec import ColumnSum, Holds, TableSpec
from mingzhang.reading.layout.table import BodyLine, row_labels
from mingzhang.reading.match.joining import close_up, looks_like_tail
from mingzhang.reading.match.table_heads import PrintedColumn
from mingzhang.reading.match.table_rows import Draft
from mingzhang.reading.page import Cell, Line, stretch

_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_CODE_NAME = re.compile(r"(\d{3}(?:\d\d){0,2})([^\d.,\s-].*)")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-—–]{1,2}")


class _Piece(msgspec.Struct):
    """One side of a row: code, name and amounts as they follow one another."""

    code: Printed | None = None
    name: Printed | None = None
    amounts: list[Printed] = []
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
    rows = _assembled([_pieces(b.line) for b in body], row_labels(spec), coded=sides[0].code is not None)
    drafts = [_draft(pieces, sides, columns, spec) for pieces in rows]
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


def _pieces(line: Line) -> list[_Piece]:
    """The words of a line as codes, names and the amounts that follow each name."""
    pieces: list[_Piece] = [_Piece()]
    words: list[Cell] = []

    def close() -> None:
        if words:
            text = stretch(words[0], words[-1], line)
            pieces[-1].name = Printed(close_up(text.text), text.places)
            words.clear()

    for i, cell in enumerate(line.cells):
        text = cell.folded
        if (
            not words
            and not pieces[-1].amounts
            and pieces[-1].code is None
            and _CODE.fullmatch(text)
            and i == 0
        ):
            pieces[-1].code = cell.printed
        elif _AMOUNT.fullmatch(text) and looks_like_amount(text) and _ends_name(line.cells[i:]):
            close()
            pieces[-1].amounts.append(cell.printed)
        else:
            if pieces[-1].amounts:
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
    return _Piece(Printed(match[1], (first,)), Printed(match[2], (second,)), piece.amounts)


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
    return _Piece(code, joined, piece.amounts, [*piece.doubts, doubt])


def _draft(
    pieces: list[_Piece], sides: list[_Side], columns: Sequence[PrintedColumn], spec: TableSpec
) -> Draft:
    draft = Draft([None] * len(columns))
    taken = -1
    for piece in pieces:
        n = _side_of(piece, sides, taken)
        taken = n
        side = sides[n]
        draft.doubts = draft.doubts + piece.doubts
        if piece.code and side.code is not None:
            draft.cells[side.code] = piece.code
        elif piece.code:
            piece.name = _joined(piece.code, piece.name)
        _place_name(piece, side, draft)
        _place_amounts(piece, side, draft, columns, spec)
    return draft


def _joined(first: Printed, second: Printed | None) -> Printed:
    return Printed(first.text + second.text, first.places + second.places) if second else first


def _side_of(piece: _Piece, sides: list[_Side], taken: int) -> int:
    name = fold(piece.name.text) if piece.name else ""
    known = [i for i, side in enumerate(sides) if name in side.labels and i > taken]
    return known[0] if known else min(taken + 1, len(sides) - 1)


def _place_name(piece: _Piece, side: _Side, draft: Draft) -> None:
    """The name into its column; with two columns of names, the halves of the text where a space parts them."""
    if piece.name is None or not side.names:
        return
    total = side.code is not None and piece.code is None and piece.name.text == "合计"
    draft.cells[side.code if total and side.code is not None else side.names[0]] = piece.name


def _place_amounts(
    piece: _Piece, side: _Side, draft: Draft, columns: Sequence[PrintedColumn], spec: TableSpec
) -> None:
    """Amounts into columns: one each where their number decides it, else from the left with a doubt."""
    positions = list(side.amounts)
    amounts = piece.amounts
    if 0 < len(amounts) < len(positions):
        positions, certain = _likely(amounts, positions, columns, spec.sums)
        if not certain:
            draft.doubts = [
                *draft.doubts,
                f"{len(side.amounts)} 列金额只印出 {len(amounts)} 个，所在的列是推定的",
            ]
    for position, amount in zip(positions, amounts, strict=False):
        draft.cells[position] = amount
    if len(amounts) > len(positions) and positions:
        last = positions[-1]
        extra = amounts[len(positions) - 1 :]
        draft.cells[last] = Printed(
            " ".join(a.text for a in extra), tuple(p for a in extra for p in a.places)
        )
        draft.doubts = [*draft.doubts, f"金额多于列数：{'、'.join(a.text for a in amounts)}"]


def _likely(
    amounts: Sequence[Printed],
    positions: list[int],
    columns: Sequence[PrintedColumn],
    sums: Sequence[ColumnSum],
) -> tuple[list[int], bool]:
    """Columns for fewer amounts than columns; certain only where a sum leaves one way."""
    keys = {column.spec.key: i for i, column in enumerate(columns) if column.spec and i in positions}
    for equation in sums:
        parts = [keys[key] for key in equation.parts if key in keys]
        if equation.total in keys and len(amounts) == 2 and len(parts) >= 1:
            return [keys[equation.total], parts[0]], len(parts) == 1
    return positions, False
