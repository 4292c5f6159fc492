"""Lines of prose to paragraphs: a page or line end inside a sentence, or left of the indent, breaks no paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.domain.place import Printed, join
from mingzhang.reading.page import Line, running

SHORTEST_BROKEN = 24
"""A shorter line without a full stop is a heading or an item of a list; a longer one goes on."""
_ENDS = "。；;：:！!？?”」』）)…."


def paragraphs(lines: Sequence[Line]) -> list[Printed]:
    """The paragraphs of a section; each keeps the places of the lines it was printed on."""
    found: list[list[Printed]] = []
    first: Line | None = None
    open_ended = False
    for line in lines:
        if not line.cells:
            continue
        printed = running(line.cells, {line.number: line})
        if first is not None and (open_ended or _hangs(first, line)):
            found[-1].append(printed)
        else:
            found.append([printed])
            first = line
        length = sum(len(part.text) for part in found[-1])
        told = line.tabular or line.ends
        open_ended = not told and length >= SHORTEST_BROKEN and printed.text[-1] not in _ENDS
    return [join(parts) for parts in found]


def _hangs(first: Line, line: Line) -> bool:
    """Whether a page shows that a line is no first one: it begins left of the indent that its paragraph begins with."""
    above, box = first.cells[0].place.box, line.cells[0].place.box
    if first.tabular or line.tabular or not above or not box:
        return False
    em = box[3] - box[1]
    return em <= above[0] - box[0] <= em * 3
