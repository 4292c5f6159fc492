"""Recognition of text in pictures, with the models that come inside the package of the scan extra."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

BATCH = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def cut(self, other: Box) -> Box:
        """What lies in both."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def grown(self, across: int, down: int) -> Box:
        """A rectangle larger on every side."""
        return Box(self.left - across, self.top - down, self.right + across, self.bottom + down)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a piece of picture says, with the confidence in each of its characters (0 to 1)."""

    text: str
    sure: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The confidence on the whole."""
        return sum(self.sure) / len(self.sure) if self.sure else 0.0


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The models, loaded once in a process; each runs on one thread, more pages a minute take more processes."""
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.max_side_len": 4000,
            "Global.return_word_box": True,
            "Rec.rec_img_shape": [3, 48, 160],
            "Rec.rec_batch_num": BATCH,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    engine.return_word_box = True
    return engine


def detect(grey: Any, ratio: float) -> list[Any]:
    """The quadrilaterals (four points each) round the lines of text, looked for at a scale."""
    import cv2
    import numpy as np

    small = cv2.resize(grey, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA) if ratio != 1 else grey
    found = _engine()(
        cv2.cvtColor(small, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False
    ).boxes
    return [] if found is None else [np.asarray(points) / ratio for points in found]


def recognise(pieces: Sequence[Any]) -> list[Reading]:
    """What each piece of picture says; each is one line of text, upright."""
    import cv2
    from rapidocr.ch_ppocr_rec import TextRecInput

    if not pieces:
        return []
    colour = [cv2.cvtColor(piece, cv2.COLOR_GRAY2BGR) for piece in pieces]
    result = _engine()._load_rec_model()(TextRecInput(img=colour, return_word_box=True))
    readings = []
    for text, words in zip(result.txts, result.word_results, strict=True):
        sure = tuple(float(c) for c in words.confs)
        readings.append(
            Reading(text, sure)
            if len(sure) == len(text)
            else Reading(text, (min(sure, default=0.0),) * len(text))
        )
    return readings
