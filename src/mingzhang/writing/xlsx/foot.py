"""The line below a form (负责人、经办人 …): labels with their values, spread over the columns of the grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from mingzhang.writing.paper.model import Cell, Look
from mingzhang.writing.xlsx.measure import breadth

_ROOM = 4.0
"""Characters that a blank value has room for."""


def foot_texts(cells: Sequence[Cell]) -> list[str]:
    """Each label with its value behind it."""
    texts: list[str] = []
    for cell in cells:
        if cell.look is Look.LABEL or not texts:
            texts.append(cell.text.text)
        else:
            texts[-1] += cell.text.text
    return texts


def spread(texts: Sequence[str], widths: Sequence[float]) -> Iterator[tuple[int, int]]:
    """First and last column of each text, so that none has much less room than its words take; none where
    there are more texts than columns."""
    needs = [breadth(text) + (_ROOM if text.endswith(("：", ":")) else 0) for text in texts]
    if texts and len(texts) <= len(widths):
        yield from ((first, last - 1) for first, last in pairwise(_edges(needs, widths)))


def _edges(needs: Sequence[float], widths: Sequence[float]) -> list[int]:
    """The columns at which texts begin, and the end: of all ways that whose tightest text is least tight."""
    total = list(accumulate(widths, initial=0.0))
    ways: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for need in needs:
        longer: dict[int, tuple[float, list[int]]] = {}
        for start, (tight, edges) in ways.items():
            for end in range(start + 1, len(total)):
                tightest = max(tight, need / max(total[end] - total[start], 1.0))
                if end not in longer or tightest < longer[end][0]:
                    longer[end] = (tightest, [*edges, end])
        ways = longer
    return ways[len(widths)][1]
