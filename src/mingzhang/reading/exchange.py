"""The exchange format back into documents: what ``mingzhang read --format json`` prints, or another program writes.

The structs below are that format as it is taken in; keys that the paper does not need may be missing, keys that
are not known are let be. The target form's own come from its declaration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from mingzhang.domain.place import Doubt, Place, Printed, Unplaced
from mingzhang.domain.record import (
    BudgetTable,
    ContentsLine,
    Document,
    Figure,
    Indicator,
    Record,
    Section,
    Source,
    TableRow,
)
from mingzhang.forms.exchange import FORMAT, OPTIONAL
from mingzhang.forms.spec import Kind
from mingzhang.forms.tables import TABLES
from mingzhang.forms.target import FUNDS, TARGET
from mingzhang.reading.errors import BadExchange, EmptyFile
from mingzhang.reading.match.table_heads import align
from mingzhang.reading.misfit import broken, misfit

Places = tuple[Place, ...]
Text = str | None
MEDIUM = "json"
"""The medium of a document that does not say what it was read from."""


class _ContentsWire(Struct):
    n: int
    title: str
    page: int | None = None
    place: Place = Place()


class _FigureWire(Struct):
    section: str
    claim: str
    value: str
    unit: Text
    text: str
    place: Place = Place()
    places: Places = ()


class _SectionWire(Struct):
    part: Text
    title: str
    paragraphs: tuple[str, ...]
    place: Place = Place()


class _TableWire(Struct):
    n: Annotated[int, Meta(ge=1, le=len(TABLES))]
    title: str
    unit: Text
    empty: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    places: tuple[tuple[Places | None, ...], ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    keys: tuple[Text, ...] = ()
    label: Text = None
    department: Text = None


def _struct(kind: str, keys: Mapping[str, Any]) -> Any:  # noqa: ANN401  # a class made of a declaration
    """A struct whose optional keys are null by default."""
    optional = OPTIONAL.get(kind, frozenset())
    needed = [(key, its) for key, its in keys.items() if key not in optional]
    return msgspec.defstruct(
        kind, [*needed, *((key, its, None) for key, its in keys.items() if key in optional)]
    )


def _one_of(words: Iterable[str]) -> Any:  # noqa: ANN401
    return Literal.__getitem__(tuple(dict.fromkeys(words)))


_LEVELS = TARGET.grid.levels
_LISTS = ("whole_indicators", "annual_indicators")
_TEXTS = tuple(key for field in TARGET.fields if field.kind is not Kind.AMOUNT for key in field.keys)
_AMOUNTS = tuple(field.key for field in TARGET.fields if field.kind is Kind.AMOUNT)
_IndicatorWire = _struct(
    "indicator",
    {
        "level1": _one_of(("", *(level.level1 for level in _LEVELS))),
        "level2": _one_of(("", *(level.name for level in _LEVELS))),
        **dict.fromkeys(("level3", "value"), Text),
        **dict.fromkeys(("operator", "number", "unit", "quality", "upper", "factor", "since", "until"), Text),
    },
)
_HalfWire = _struct("half", dict.fromkeys((key for key, *_ in FUNDS), Text))
_FundsWire = _struct("funds", {"whole": _HalfWire, "annual": _HalfWire})
_TargetWire = _struct(
    "target",
    {
        "n": Annotated[int, Meta(ge=1)],
        "form_kind": _one_of(("申报表", "目标表")) | None,
        "region": Text,
        "year": int | None,
        "funds": _FundsWire,
        **dict.fromkeys(_TEXTS, Text),
        **dict.fromkeys(_LISTS, tuple[_IndicatorWire, ...]),  # type: ignore[valid-type]
        "places": dict[str, Places],
        "doubts": tuple[Doubt, ...],
    },
)


class _DocumentWire(Struct):
    kind: Literal["form", "booklet", "disclosure"] | None
    region: Text
    year: int | None
    targets: tuple[_TargetWire, ...]  # type: ignore[valid-type]
    tables: tuple[_TableWire, ...]
    source: Source | msgspec.UnsetType = msgspec.UNSET
    department_name: Text = None
    cover: tuple[str, ...] = ()
    contents: tuple[_ContentsWire, ...] = ()
    narrative: tuple[_FigureWire, ...] = ()
    sections: tuple[_SectionWire, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class _Head(Struct):
    format: str


class _Wire(Struct):
    documents: tuple[_DocumentWire, ...]


def documents_of(data: bytes, name: str) -> tuple[Document, ...]:
    """The documents of a file in the exchange format; ``name`` is for messages.

    Raises ReadingError (EmptyFile, BadExchange) with a sentence in Chinese that names the path in the file.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise EmptyFile(name)
    try:
        found = msgspec.json.decode(data, type=_Head).format
        told = msgspec.json.decode(data, type=_Wire) if found == FORMAT else None
    except _UNREADABLE as error:
        raise _explained(data, name, error) from error
    if told is None:
        raise BadExchange(name, "format", f"是“{found}”，应是“{FORMAT}”")
    source = Source(name, hashlib.sha256(data).hexdigest(), MEDIUM)
    return tuple(_document(d, source, f"documents[{i}]", name) for i, d in enumerate(told.documents))


_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def _explained(data: bytes, name: str, error: Exception) -> BadExchange:
    """What does not fit, and where; the key of an object that msgspec leaves out is looked for."""
    try:
        raw = msgspec.json.decode(data)
    except _UNREADABLE as deeper:
        return BadExchange(name, "", broken(data, deeper))
    if not isinstance(raw, dict) or not isinstance(raw.get("format"), str):
        return BadExchange(name, "", f"是 JSON，但不是 {FORMAT} 格式（没有 format: {FORMAT}）")
    first = raw["documents"][:1] if isinstance(raw.get("documents"), list) else ()
    if any(isinstance(document, dict) and "findings" in document for document in first):
        return BadExchange(
            name, "documents[0]", "是检查的结果（mingzhang check），不是读出来的文件（mingzhang read）"
        )
    at, why = misfit(error)
    if "[...]" in at:
        above, _, below = at.partition("[...]")
        at = f"{above}.{_key_of_misfit(_at(raw, above))}{below}"
    return BadExchange(name, at, why)


def _at(value: Any, path: str) -> Any:  # noqa: ANN401  # any JSON
    """What stands at a path (``documents[0].targets[3].places``)."""
    for step in path.replace("[", ".").replace("]", "").split("."):
        value = value[int(step)] if step.isdecimal() else value[step]
    return value


def _key_of_misfit(places: Mapping[str, object]) -> str:
    for key, value in places.items():
        try:
            msgspec.convert(value, Places)
        except msgspec.ValidationError:
            return key
    return "…"


def _document(told: _DocumentWire, source: Source, at: str, name: str) -> Document:
    tables = tuple(_table(table, f"{at}.tables[{i}]", name) for i, table in enumerate(told.tables))
    return Document(
        source=source if isinstance(told.source, msgspec.UnsetType) else told.source,
        kind=told.kind,
        region=told.region,
        year=told.year,
        department_name=told.department_name,
        cover=tuple(map(Printed, told.cover)),
        contents=tuple(ContentsLine(c.n, _placed(c.title, c.place), c.page) for c in told.contents),
        targets=tuple(map(_target, told.targets)),
        tables=tables,
        narrative=tuple(map(_figure, told.narrative)),
        sections=tuple(
            Section(s.part, _placed(s.title, s.place), tuple(map(Printed, s.paragraphs)))
            for s in told.sections
        ),
        unplaced=told.unplaced,
        doubts=told.doubts,
    )


def _placed(text: str, place: Place) -> Printed:
    """A text with its place; one that says nothing is none."""
    return Printed(text, (place,) if place != Place() else ())


def _figure(told: _FigureWire) -> Figure:
    number = Printed(told.value, told.places) if told.places else _placed(told.value, told.place)
    return Figure(told.section, told.claim, told.value, told.unit, told.text, number)


def _table(told: _TableWire, at: str, name: str) -> BudgetTable:
    for i, row in enumerate(told.rows):
        if len(row) != len(told.columns):
            raise BadExchange(
                name, f"{at}.rows[{i}]", f"有 {len(row)} 格，表头（columns）有 {len(told.columns)} 列"
            )
    return BudgetTable(
        n=told.n,
        title=Printed(told.title),
        unit=told.unit,
        empty=told.empty,
        columns=told.columns,
        rows=tuple(
            _row(row, places or ()) for row, places in zip_longest(told.rows, told.places[: len(told.rows)])
        ),
        notes=tuple(map(Printed, told.notes)),
        doubts=told.doubts,
        keys=tuple(_keys(told)),
        label=Printed(told.label) if told.label else None,
        department=Printed(told.department) if told.department else None,
    )


def _row(cells: Sequence[Text], places: Sequence[Places | None]) -> TableRow:
    pairs = zip_longest(cells, places[: len(cells)])
    return TableRow(tuple(Printed(text, its or ()) if text else None for text, its in pairs))


def _keys(told: _TableWire) -> Iterator[Text]:
    """For each column the declared one that it is: as told, else by its head, as in a paper that is read."""
    spec = TABLES[told.n - 1]
    if told.keys and len(told.keys) == len(told.columns):
        declared = {column.key for column in spec.columns}
        yield from (key if key in declared else None for key in told.keys)
        return
    leaves = [column.rpartition("/")[2] for column in told.columns]
    yield from (column.key if column else None for column in align(leaves, spec))


_DASH = "—"


def _target(told: Any) -> Record:  # noqa: ANN401  # a struct of the declaration
    """A form; what has a place and no text was printed: an amount that is null and has one is a dash."""
    places: dict[str, Places] = told.places or {}
    texts: dict[str, Text] = {
        "form_kind": told.form_kind,
        "region": told.region,
        "year": None if told.year is None else str(told.year),
        **{key: getattr(told, key) for key in _TEXTS},
        **{key: _amount(told.funds, key, key in places) for key in _AMOUNTS},
    }
    order = [key for key in places if key in texts] + [key for key in texts if key not in places]
    values = {
        key: Printed(texts[key] or "", places.get(key, ())) for key in order if texts[key] or key in places
    }
    lists = {
        key: tuple(_indicator(row, f"{key}.{i}", places) for i, row in enumerate(getattr(told, key)))
        for key in _LISTS
    }
    return Record(TARGET.key, told.n, values, lists, told.doubts or ())


def _amount(funds: Any, key: str, printed: bool) -> Text:  # noqa: ANN401
    _, half, line = key.split(".")
    text: Text = getattr(getattr(funds, half), line)
    return _DASH if text is None and printed else text


def _indicator(told: Any, path: str, places: Mapping[str, Places]) -> Indicator:  # noqa: ANN401
    """An indicator; a value that is told in its parts only is put together."""
    value = told.value or _value(told)
    return Indicator(
        told.level1,
        told.level2,
        Printed(told.level3 or "", places.get(f"{path}.level3", ())),
        Printed(value, places.get(f"{path}.value", ())),
    )


def _value(told: Any) -> str:  # noqa: ANN401
    if told.number is None:
        return told.quality or told.since or ""
    upper = f"-{told.upper}" if told.upper else ""
    return f"{told.operator or ''}{told.number}{upper}{told.unit or ''}"
