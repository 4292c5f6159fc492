"""A pie as a drawing inside the page, told apart by lightness, hatching and numbers, with a list of what it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, pi, sin

from mingzhang.writing.html.words import line, words
from mingzhang.writing.paper.model import Pie, Slice

SHADES = 6
"""Fills that ``paper.css`` has; every second is hatched too."""
_RADIUS, _LABELS = 100.0, 118.0
_APART = 0.2
"""Radians between two numbers at least."""
_WHOLE = 0.999995


def pie_html(pie: Pie, name: str) -> str:
    """A chart, its title below it, its figures beside it; ``name`` begins the ids in it."""
    return (
        f'<figure class="pie" aria-labelledby="{name}-title">\n<div class="chart">\n{_drawing(pie, name)}'
        f"{_list(pie.slices)}</div>\n"
        f'<figcaption id="{name}-title">{words(pie.title)}</figcaption>\n</figure>\n'
    )


def _drawing(pie: Pie, name: str) -> str:
    said = "；".join(f"{piece.label} {piece.amount}，{piece.share}" for piece in pie.slices)
    return (
        f'<svg viewBox="-140 -140 280 280" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{line(pie.title)}</title><desc id="{name}-d">{line(said)}</desc>\n'
        f'<defs><pattern id="{name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line y2="6" class="hatch"/></pattern></defs>\n'
        f"{''.join(_slices(pie.slices, name))}</svg>\n"
    )


def _slices(slices: Sequence[Slice], name: str) -> Iterator[str]:
    begin = 0.0
    middles = []
    for i, piece in enumerate(slices):
        end = begin + piece.fraction
        if piece.fraction > 0:
            shape = _shape(begin, min(end, 1.0))
            hatched = f'<{shape} class="hatched" fill="url(#{name}-hatch)"/>' if i % 2 else ""
            yield f'<g class="s{i % SHADES}"><{shape}/>{hatched}</g>\n'
        middles.append(2 * pi * (begin + end) / 2)
        begin = end
    for i, (middle, shown) in enumerate(zip(middles, _spread(middles), strict=True), start=1):
        yield _numbered(i, middle, shown)


def _shape(begin: float, end: float) -> str:
    """The outline of a slice, which begins at the top and goes round as a clock does."""
    if end - begin >= _WHOLE:
        return f'circle r="{_RADIUS:g}"'
    (x1, y1), (x2, y2) = (_point(2 * pi * at, _RADIUS) for at in (begin, end))
    return f'path d="M0 0L{x1} {y1}A{_RADIUS:g} {_RADIUS:g} 0 {int(end - begin > 0.5)} 1 {x2} {y2}Z"'


def _numbered(number: int, middle: float, shown: float) -> str:
    (x1, y1), (x2, y2), (x, y) = _point(middle, _RADIUS), _point(shown, _LABELS - 9), _point(shown, _LABELS)
    return f'<path class="leader" d="M{x1} {y1}L{x2} {y2}"/><text x="{x}" y="{y}">{number}</text>\n'


def _spread(angles: Sequence[float]) -> list[float]:
    """Angles in order, moved so far apart that numbers at them do not touch."""
    apart = min(_APART, 2 * pi / max(len(angles), 1))
    shown: list[float] = []
    for angle in angles:
        shown.append(max(angle, shown[-1] + apart) if shown else angle)
    limit = 2 * pi + (angles[0] if angles else 0) - apart
    for i in range(len(shown) - 1, -1, -1):
        shown[i] = min(shown[i], limit)
        limit = shown[i] - apart
    return shown


def _point(angle: float, radius: float) -> tuple[str, str]:
    return _short(radius * sin(angle)), _short(-radius * cos(angle))


def _short(number: float) -> str:
    return f"{round(number, 1) + 0.0:g}"


def _list(slices: Sequence[Slice]) -> str:
    """The figures as a table; not a ``table``, as it repeats what the text says and is no table of the paper."""
    rows = "".join(
        f'<div role="row"><span role="cell" class="swatch s{i % SHADES}{" hatched" * (i % 2)}">{i + 1}</span>'
        f'<span role="rowheader">{words(piece.label)}</span><span role="cell" class="n">{words(piece.amount)}</span>'
        f'<span role="cell" class="n">{words(piece.share)}</span></div>\n'
        for i, piece in enumerate(slices)
    )
    return f'<aside aria-label="图中数据"><div role="table" class="figures" aria-label="图中数据">\n{rows}</div></aside>\n'
