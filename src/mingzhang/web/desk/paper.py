"""The paper beside the form: its pages with the values marked, or its lines; doubts of the reading as findings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from mingzhang.checking.finding import Severity
from mingzhang.domain.codes import same_name
from mingzhang.domain.place import Place
from mingzhang.domain.record import Document, Record
from mingzhang.web.services.checks import Shown
from mingzhang.web.services.intake import Shown as ShownPaper
from mingzhang.workflow.draft import Draft, plain

MARGIN = 400
"""Lines of a paper without pages that are shown before and after a form."""
_RULE = "读取"


@dataclass(frozen=True, slots=True)
class Spot:
    """A box on a page: where, of which cell of the form, whether doubtful."""

    left: float
    top: float
    width: float
    height: float
    path: str
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its size in points and the spots on it."""

    number: int
    width: float
    height: float
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a paper without pages, with the paths of the values that stand on it."""

    number: int
    cells: tuple[str, ...]
    paths: str = ""
    doubt: bool = False


def draft_path(path: str) -> str:
    """A path of a record that was read as one of the draft made of it.

    >>> draft_path("annual_indicators.2.value"), draft_path("overview")
    ('annual.r3.value', 'overview')
    """
    head, _, rest = path.partition(".")
    if not head.endswith("_indicators"):
        return path
    row, _, part = rest.partition(".")
    if not row.isdigit():
        return ""
    return ".".join(filter(None, (f"{head.removesuffix('_indicators')}.r{int(row) + 1}", part)))


def doubtful(record: Record, draft: Draft) -> list[Shown]:
    """What was doubtful in reading, beside its cell; not where someone has corrected the cell since."""
    printed = {draft_path(path): plain(value.text) for path, value in record.printed()}
    found: list[Shown] = []
    for doubt in record.doubts:
        path = draft_path(doubt.field)
        now = draft.text(path) if path else None
        if path in printed and now != printed[path]:
            continue
        key = hashlib.sha256(f"{_RULE}|{doubt.field}|{doubt.reason}".encode()).hexdigest()[:32]
        found.append(
            Shown(key, _RULE, Severity.WARNING, path, "读取存疑", doubt.reason, "对照原件核对，不对就改")
        )
    return found


def foreign(record: Record, draft: Draft) -> list[Shown]:
    """What the head of the paper says otherwise than the form that is made of it: department and year."""
    found: list[Shown] = []
    for path, key, what in (("department", "department_name", "主管部门"), ("year", "year", "年度")):
        old, new = (record.text(key) or "").removesuffix("年度"), draft.values.get(key, "")
        if old and not same_name(old, new):
            said = f"原件的{what}是“{old}”，这里是“{new}”"
            do = "确认是本单位的项目" if key != "year" else "核对金额、日期和指标是不是今年的"
            found.append(Shown(f"foreign-{key}", _RULE, Severity.WARNING, path, what, said, do))
    return found


def pages(record: Record, paper: ShownPaper) -> list[Page]:
    """The pages on which a form stands."""
    spots: dict[int, list[Spot]] = {}
    for path, place, doubt in _spots(record):
        if place.page and place.box:
            left, top, right, bottom = place.box
            spots.setdefault(place.page, []).append(
                Spot(left - 1, top - 1, right - left + 2, bottom - top + 2, path, doubt)
            )
    return [
        Page(number, size.width, size.height, tuple(spots.get(number, ())))
        for number, size in sorted(paper.sizes.items())
        if number in spots
    ]


def lines(record: Record, paper: ShownPaper) -> list[TextLine]:
    """The lines of a paper around a form, those that hold its values marked."""
    paths: dict[int, list[str]] = {}
    doubts: set[int] = set()
    for path, place, doubt in _spots(record):
        if place.line:
            paths.setdefault(place.line, []).append(path)
            doubts |= {place.line} if doubt else set()
    if not paths:
        return [TextLine(number, cells) for number, cells in paper.lines[:MARGIN]]
    first, last = min(paths), max(paths)
    return [
        TextLine(number, cells, " ".join(dict.fromkeys(paths.get(number, ()))), number in doubts)
        for number, cells in paper.lines
        if first - 8 <= number <= last + 8
    ]


def _spots(record: Record) -> Iterator[tuple[str, Place, bool]]:
    """Every place of every value, with the path of its cell and whether the reading doubts it."""
    doubted = {doubt.field for doubt in record.doubts}
    for path, value in record.printed():
        row = path.rpartition(".")[0]
        for place in value.places:
            yield draft_path(path), place, path in doubted or row in doubted


def unplaced(document: Document, record: Record) -> list[str]:
    """Text of the paper that belongs to no field, near this form: from its first page or line to the next form's."""
    first, following = _begins(record), None
    after = [r for r in document.targets if r.n > record.n]
    if after:
        following = _begins(after[0])
    found: list[str] = []
    for text in document.unplaced:
        at = (text.place.page or 0, text.place.line or 0)
        if (record is document.targets[0] or at >= first) and (following is None or at < following):
            found.append(text.text)
    return found


def _begins(record: Record) -> tuple[int, int]:
    places = [place for _, value in record.printed() for place in value.places]
    return min(((p.page or 0, p.line or 0) for p in places), default=(0, 0))
