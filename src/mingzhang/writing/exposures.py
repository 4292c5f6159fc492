"""What the screen before publication found, as JSON and in words; the thing itself is in neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from mingzhang.checking.exposure import Exposure, ExposureKind
from mingzhang.domain.record import Source
from mingzhang.writing.exchange import place_json, source_json

Json = dict[str, Any]


def screened_json(source: Source, found: Iterable[Exposure], private: int) -> Json:
    """What was found in one document; ``private`` counts forms whose private fields are filled."""
    return {
        "source": source_json(source),
        "exposures": [exposure_json(exposure) for exposure in found],
        "private_forms": private,
    }


def exposure_json(exposure: Exposure) -> Json:
    """One exposure, masked."""
    return {
        "key": exposure.key,
        "kind": str(exposure.kind),
        "sure": exposure.sure,
        "path": exposure.path,
        "label": exposure.label,
        "start": exposure.start,
        "length": exposure.length,
        "masked": exposure.masked,
        "place": place_json(exposure.place) if exposure.place else None,
    }


def exposures_sentence(found: Sequence[Exposure]) -> str:
    """How many of each kind, the certain first."""
    parts = [
        _counted(word, [exposure.kind for exposure in found if exposure.sure is sure])
        for word, sure in (("确定", True), ("待核", False))
    ]
    return "，".join(part for part in parts if part) or "没有发现个人信息和涉密标志"


def _counted(word: str, kinds: Sequence[ExposureKind]) -> str:
    counts = Counter(kinds)
    told = "、".join(f"{kind.chinese} {counts[kind]:,}" for kind in ExposureKind if counts[kind])
    return f"{word} {len(kinds):,} 处（{told}）" if kinds else ""
