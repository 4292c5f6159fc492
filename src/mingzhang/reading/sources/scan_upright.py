"""Pages that were laid on the glass askew, sideways or head down, turned upright."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mingzhang.reading.sources.scan_engine import recognise

MOST_SKEW = 8.0
"""Degrees."""
PROBED = 6
"""So many lines of a page are read to tell which way is up."""
PLAIN = 0.85
"""Lines read so well are upright."""


def turned(grey: Any, quads: Sequence[Any]) -> int:
    """By how many quarter turns (counter-clockwise) a page must be turned, by the lines of text found on it."""
    import numpy as np

    sides = [_sides(points) for points in quads]
    lying = sum(max(w, h) for w, h in sides if w > 2 * h)
    standing = sum(max(w, h) for w, h in sides if h > 2 * w)
    turns = 1 if standing > lying else 0
    pieces = []
    for points in sorted(quads, key=lambda p: -max(_sides(p))):
        left, top = np.floor(points.min(axis=0)).astype(int)
        right, bottom = np.ceil(points.max(axis=0)).astype(int)
        piece = np.rot90(grey[max(top, 0) : bottom, max(left, 0) : right], turns)
        if piece.size and 4 * piece.shape[0] < piece.shape[1] < 14 * piece.shape[0]:
            pieces.append(np.ascontiguousarray(piece))
        if len(pieces) == PROBED:
            break
    if not pieces:
        return turns
    upright = _score(pieces)
    if upright >= PLAIN:
        return turns
    over = _score([np.ascontiguousarray(np.rot90(piece, 2)) for piece in pieces])
    return turns + 2 if over > upright + 0.1 else turns


def _score(pieces: list[Any]) -> float:
    return sum(reading.mean for reading in recognise(pieces)) / len(pieces)


def _sides(points: Any) -> tuple[float, float]:
    across, down = points.max(axis=0) - points.min(axis=0)
    return float(across), float(down)


def skew(grey: Any) -> float:
    """By how many degrees (counter-clockwise) the lines of a page rise: where their rows stand out most."""
    import cv2
    import numpy as np

    ratio = min(1.0, 1000 / max(grey.shape))
    small = cv2.resize(grey, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    rows, columns = np.nonzero(ink)
    if len(rows) < 50:
        return 0.0
    if len(rows) > 60_000:
        chosen = np.random.default_rng(0).choice(len(rows), 60_000, replace=False)
        rows, columns = rows[chosen], columns[chosen]

    def sharpness(degrees: float) -> float:
        slope = np.tan(np.radians(degrees))
        at = rows + columns * slope
        counts = np.bincount((at - at.min()).astype(int)).astype(float)
        return float(((counts[1:] - counts[:-1]) ** 2).sum())

    best, reach, step = 0.0, MOST_SKEW, 0.5
    while step >= 0.02:
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=sharpness))
        reach, step = step, step / 5
    return best if sharpness(best) > 1.02 * sharpness(0.0) else 0.0


def turn(grey: Any, degrees: float) -> tuple[Any, Any]:
    """A page turned clockwise by a few degrees about its middle, and the matrix that turns its points."""
    import cv2

    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    page = cv2.warpAffine(
        grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return page, matrix
