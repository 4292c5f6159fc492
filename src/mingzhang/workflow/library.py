"""The library of indicators: common ones of the project's own wording, and how indicators are looked up and ranked."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

import msgspec

from mingzhang.domain.chars import fold
from mingzhang.domain.measure import parse_measure


class Model(msgspec.Struct, frozen=True):
    """An indicator to go by: what it is called, and what its value is made of. A number may be left to the unit.

    ``own`` says that it is the department's; ``used`` and ``returned`` how often such a one was handed in, and sent
    back with an opinion on it.
    """

    level2: str
    name: str
    operator: str = ""
    number: str = ""
    unit: str = ""
    quality: str = ""
    kind: str = ""
    note: str = ""
    own: bool = False
    used: int = 0
    returned: int = 0

    @property
    def value(self) -> str:
        """The value as it is written; where the number is missing, with a gap for it.

        >>> Model("质量指标", "合格率", "=", "100", "%").value, Model("数量指标", "处数", "≥", unit="处").value
        ('=100%', '≥＿处')
        """
        if self.quality:
            return self.quality
        return f"{self.operator}{self.number or '＿'}{self.unit}" if self.operator or self.unit else ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others."""
        return self.level2, fold(self.name)


@lru_cache(maxsize=1)
def common() -> tuple[Model, ...]:
    """The common indicators that come with the program."""
    text = (resources.files("mingzhang.workflow") / "indicators.csv").read_text(encoding="utf-8")
    return tuple(msgspec.convert(row, Model) for row in csv.DictReader(text.splitlines()))


def kinds() -> tuple[str, ...]:
    """The kinds of projects of the common indicators."""
    return tuple(dict.fromkeys(model.kind for model in common()))


def merged(*groups: Iterable[Model]) -> list[Model]:
    """Each indicator once: counts added up, what an earlier group says goes before what a later one says."""
    found: dict[tuple[str, str], Model] = {}
    for model in (model for group in groups for model in group):
        there = found.get(model.key)
        if there is None:
            found[model.key] = model
            continue
        found[model.key] = msgspec.structs.replace(
            there, used=there.used + model.used, returned=there.returned + model.returned,
            **{key: getattr(there, key) or getattr(model, key) for key in ("kind", "note")},
        )  # fmt: skip
    return list(found.values())


_SAME = {"成本指标": ("成本指标", "经济成本指标", "社会成本指标", "生态环境成本指标")}
"""What a kind of the older form takes in."""


def ranked(models: Iterable[Model], level2: str = "", words: str = "", kind: str = "") -> list[Model]:
    """Those that fit, best first: begin with what is asked for, the department's own, often used and seldom returned."""
    parts = [fold(part).lower() for part in words.split()]
    fitting = [
        model
        for model in models
        if (not level2 or model.level2 in _SAME.get(level2, (level2,)))
        and (not kind or model.kind == kind)
        and all(part in fold(f"{model.name}{model.kind}{model.note}").lower() for part in parts)
    ]
    start = parts[0] if parts else ""
    return sorted(
        fitting,
        key=lambda m: (not fold(m.name).lower().startswith(start), not m.own, m.returned * 3 - m.used),
    )


def of_value(level2: str, name: str, value: str) -> Model:
    """An indicator as it was filled in, as one to go by; the number itself stays with its project.

    >>> of_value("数量指标", "维修供水工程处数", "≥126处")
    Model(level2='数量指标', name='维修供水工程处数', operator='≥', number='', unit='处', quality='', kind='', note='', own=False, used=0, returned=0)
    """
    measure = parse_measure(value)
    rate = measure.number if measure.unit in ("%", "‰") else ""
    quality = (measure.quality or "") if not measure.measurable else ""
    return Model(level2, name, measure.operator or "", rate or "", measure.unit or "", quality[:60])
