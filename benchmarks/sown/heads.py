"""Errors sown into the head and the funds of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mingzhang.domain.record import Record
from sown.paper import HALVES, SOURCES, Made, Paper, Seed, Skip, one_year, slipped, sow

Change = Callable[[str], str]
STAMPS: tuple[tuple[str, Change], ...] = (
    ("13 digits", lambda t: t[:-1]),
    ("an impossible month", lambda t: f"{t[:4]}13{t[6:]}"),
    ("three years before", lambda t: f"{int(t[:4]) - 3}{t[4:]}"),
    ("blank", lambda _: ""),
)
FIELDS: tuple[tuple[str, str, Change], ...] = (
    ("project_name", "two characters swapped", slipped),
    ("project_name", "blank", lambda _: ""),
    ("project_name", "an earlier year's", lambda t: t.replace("2026", "2025")),
    ("project_name", "title of a request", lambda t: f"关于{t}的请示"),
    ("department_name", "another's", lambda _: "岚川市青岚县林业局"),
    ("implementing_unit", "another county's", lambda t: t.replace("青岚县", "白石县")),
    ("attribute", "经常性 for one year", lambda _: "经常性项目(长期开展)"),
    ("period", "three years for one", lambda _: "3年"),
    *(("filed_at", name, change) for name, change in STAMPS),
)
GROUP = "form head and funds"


def heads(paper: Paper) -> Iterator[Seed]:
    """A field of the head or a fund of a form."""
    for key, name, change in FIELDS:
        yield from sow(paper, GROUP, f"{key}: {name}", one_year, _changed(paper, change, key))
    yield from sow(paper, GROUP, "department: 901-预算股", one_year, lambda r: paper.put(
        (r.values.get("department_code"), "901"), (r.values.get("department_name"), "预算股")))  # fmt: skip
    for half in HALVES:
        yield from _funds(paper, half)
    zero = _changed(paper, lambda _: "0", *(f"funds.annual.{source}" for source in SOURCES))
    yield from sow(paper, GROUP, "funds.annual: all zero", one_year, zero)
    both = [f"funds.{half}.{source}" for half in HALVES for source in ("total", "local")]
    for name, change in (("in 万元", _in_wan), ("ten more", _more)):
        yield from sow(
            paper, GROUP, f"funds: both halves {name}", _only_local, _changed(paper, change, *both)
        )
    mobile = _after(paper, "联系电话", "13900000017")
    yield from sow(paper, GROUP, "联系电话: a mobile", one_year, mobile)


def _changed(paper: Paper, change: Change, *keys: str) -> Callable[[Record], Made]:
    return lambda record: paper.put(*((record.values.get(k), change(record.text(k) or "")) for k in keys))


def _funds(paper: Paper, half: str) -> Iterator[Seed]:
    for source in SOURCES:
        key = f"funds.{half}.{source}"
        yield from sow(paper, GROUP, f"{key}: changed", _funded(key), _changed(paper, _more, key))
        yield from sow(paper, GROUP, f"{key}: blank", _funded(key), _changed(paper, lambda _: "", key))
    total, local, central = (f"funds.{half}.{source}" for source in ("total", "local", "central"))
    tenfold = _changed(paper, lambda t: f"{int(t.replace(',', '')) * 10:,}", total, local)
    yield from sow(paper, GROUP, f"funds.{half}: tenfold", _only_local, tenfold)

    def swapped(record: Record) -> Made:
        one, other = record.values.get(local), record.values.get(central)
        return paper.put((one, other.text if other else ""), (other, one.text if one else ""))

    yield from sow(paper, GROUP, f"funds.{half}: source swapped", _only_local, swapped)


def _in_wan(text: str) -> str:
    return f"{int(text.replace(',', '')) / 10000:g}"


def _after(paper: Paper, label: str, new: str) -> Callable[[Record], Made]:
    """A value into the blank cell after a label of the foot."""
    return lambda record: _filled(paper, record, label, new)


def _filled(paper: Paper, record: Record, label: str, new: str) -> Made:
    stamp = record.values.get("filed_at")
    if stamp is None or not stamp.places[0].line:
        raise Skip
    number = stamp.places[0].line
    line = paper.lines[number - 1]
    cells = line.split("\t")
    at = next((i for i, cell in enumerate(cells) if cell.startswith(label)), None)
    if at is None or at + 1 >= len(cells) or cells[at + 1]:
        raise Skip
    return paper.swap(number, "\t".join([*cells[: at + 1], new, *cells[at + 2 :]]))


def _more(text: str) -> str:
    return f"{int(text.replace(',', '')) + 100_000:,}"


def _funded(key: str) -> Callable[[Record], bool]:
    return lambda record: (record.text(key) or "0") != "0" and one_year(record)


def _only_local(record: Record) -> bool:
    return record.text("funds.whole.total") == record.text("funds.whole.local") and one_year(record)
