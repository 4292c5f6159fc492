"""Lines of prose to paragraphs: a page or line end inside a sentence breaks no paragraph."""

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
    open_ended = False
    for line in lines:
        if not line.cells:
            continue
        printed = running(line.cells, {line.number: line})
        if open_ended:
            found[-1].append(printed)
        else:
            found.append([printed])
        length = sum(len(part.text) for part in found[-1])
        open_ended = not line.tabular and length >= SHORTEST_BROKEN and printed.text[-1] not in _ENDS
    return [join(parts) for parts in found]
