"""How a county reviews: its stages in order, reasons, the four-part review. Dated data with their basis, in TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from mingzhang.workflow.roles import Role

DEFAULT = "county"


class ProcedureError(Exception):
    """A procedure cannot be used; ``str()`` says in Chinese which file and entry, and what to do."""


class AfterReturn(StrEnum):
    """Where a form goes that is handed in again."""

    FIRST = "first"  # through all stages
    RETURNER = "returner"  # straight to the stage that returned it


class Leads(StrEnum):
    """What a grade of the four-part review leads to."""

    ON = "on"
    ON_WHEN_MENDED = "on_when_mended"
    BACK = "back"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of review: who does it, whether the four-part review is made there, whether it approves."""

    key: str
    name: str
    role: Role
    review: bool = False
    approves: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A coded reason of an opinion; one that needs text says nothing without it."""

    code: str
    name: str
    needs_text: bool = False


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """A part of the review, with the questions that a reviewer answers."""

    key: str
    name: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of the review, and what it leads to."""

    key: str
    name: str
    leads: Leads


@dataclass(frozen=True)
class Procedure:
    """A county's way of reviewing, from a year on."""

    key: str
    name: str
    since: int
    basis: str
    stages: tuple[Stage, ...]
    after_return: AfterReturn
    reasons: tuple[Reason, ...]
    parts: tuple[ReviewPart, ...]
    grades: tuple[Grade, ...]

    def stage(self, key: str) -> Stage:
        """The stage of that key. Raises KeyError."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)

    def after(self, key: str) -> Stage | None:
        """The stage behind another, None behind the last."""
        order = [stage.key for stage in self.stages]
        at = order.index(key) + 1
        return self.stages[at] if at < len(order) else None

    def grade(self, key: str) -> Grade | None:
        """The grade of that key."""
        return next((grade for grade in self.grades if grade.key == key), None)

    def reason(self, code: str) -> Reason | None:
        """The reason of that code."""
        return next((reason for reason in self.reasons if reason.code == code), None)


@lru_cache(maxsize=16)
def load_procedure(name: str = DEFAULT) -> Procedure:
    """The procedure of that name shipped with the program, or of a TOML file of the user's. Raises ProcedureError."""
    if name.endswith(".toml"):
        path = Path(name)
        if not path.is_file():
            raise ProcedureError(f"{name}：没有这个文件。")
        text = path.read_text(encoding="utf-8")
    else:
        shipped = resources.files("mingzhang.workflow") / "procedures" / f"{name}.toml"
        if not shipped.is_file():
            raise ProcedureError(f"没有名为“{name}”的审核流程。")
        text = shipped.read_text(encoding="utf-8")
    try:
        return _procedure(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProcedureError(f"{name}：不是有效的 TOML（{error}）。") from error
    except KeyError as error:
        raise ProcedureError(f"{name}：缺少 {error.args[0]} 一项，请对照自带的 county.toml 补上。") from error
    except ValueError as error:
        raise ProcedureError(f"{name}：{error}。") from error


def _procedure(data: Mapping[str, Any]) -> Procedure:
    stages = tuple(
        Stage(s["key"], s["name"], _role(s["role"]), s.get("review", False), s.get("approves", False))
        for s in data["stages"]
    )
    keys = [stage.key for stage in stages]
    if len(set(keys)) != len(keys):
        raise ValueError("stages 里有重复的 key")
    if not stages or [s.approves for s in stages] != [False] * (len(stages) - 1) + [True]:
        raise ValueError("stages 的最后一环必须写 approves = true，其余各环不能写")
    return Procedure(
        key=data["key"],
        name=data["name"],
        since=int(data["since"]),
        basis=data["basis"],
        stages=stages,
        after_return=AfterReturn(data["after_return"]),
        reasons=tuple(Reason(r["code"], r["name"], r.get("needs_text", False)) for r in data["reasons"]),
        parts=tuple(ReviewPart(p["key"], p["name"], tuple(p["questions"])) for p in data["parts"]),
        grades=tuple(Grade(g["key"], g["name"], Leads(g["leads"])) for g in data["grades"]),
    )


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise ValueError(f"没有“{text}”这个角色；可以写 {'、'.join(Role)}") from None
