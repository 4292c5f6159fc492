"""Case templates: what a form of a common kind of project begins with. Our own wording, as data, without figures."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from mingzhang.domain.place import Printed
from mingzhang.domain.record import Indicator, Record
from mingzhang.forms.spec import Form, Half
from mingzhang.forms.target import TARGET


@dataclass(frozen=True, slots=True)
class Case:
    """A template: its key, name, what it is for, the project's attribute, indicators by kind, what to mind."""

    key: str
    name: str
    about: str
    attribute: str
    indicators: tuple[tuple[str, str], ...]
    hints: tuple[str, ...]

    def record(self, form: Form = TARGET) -> Record:
        """The form that it begins: the names of indicators in both halves, their values left to the clerk."""
        level1 = {level.name: level.level1 for level in form.grid.levels}
        rows = tuple(
            Indicator(level1[level2], level2, Printed(name), Printed("")) for level2, name in self.indicators
        )
        lists = {f"{half}_indicators": rows for half in Half}
        return Record(form.key, 1, {"attribute": Printed(self.attribute)}, lists)


@lru_cache(maxsize=1)
def load_cases() -> tuple[Case, ...]:
    """The templates shipped with the program, in their order."""
    text = (resources.files("mingzhang.workflow") / "cases.toml").read_text(encoding="utf-8")
    return tuple(
        Case(
            each["key"],
            each["name"],
            each["about"],
            each["attribute"],
            tuple((level2, name) for level2, names in each["indicators"].items() for name in names),
            tuple(each["hints"]),
        )
        for each in tomllib.loads(text)["cases"]
    )
