"""What each role may ask of each address: the lines of ``web_access.txt``.

A line: address, what it is about (``-``: nothing) with further parameters, method, then the status for each role.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mingzhang.workflow.roles import Role
from web_walk import MISSING, Address, Things

FILE = Path(__file__).with_name("web_access.txt")
NOBODY = "nobody"
ASKING = (*(role.value for role in Role), NOBODY)
"""The columns."""


@dataclass(frozen=True)
class Asked:
    """A line: an address, its parameters, a method, and the status by who asks."""

    name: str
    about: str
    more: tuple[tuple[str, str], ...]
    method: str
    statuses: tuple[int, ...]

    def arguments(self, address: Address, things: Things | None) -> dict[str, object]:
        """The parameters of the address for one's own or foreign things, for what is not there without any."""
        given: dict[str, object] = dict(self.more)
        for name in address.parameters:
            kind = self.about if name == "pk" else name.removesuffix("_pk")
            if name not in given:
                given[name] = MISSING if things is None else things.keys[kind]
        return given

    def status(self, who: str) -> int:
        return self.statuses[ASKING.index(who)]


def lines() -> list[Asked]:
    """The table."""
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        at = next(i for i, word in enumerate(words) if word in ("GET", "POST"))
        name, about, *more = words[:at]
        pairs = tuple((k, v) for k, _, v in (each.partition("=") for each in more))
        found.append(Asked(name, about, pairs, words[at], tuple(map(int, words[at + 1 :]))))
    return found


def printed(rows: list[Asked]) -> str:
    """The table as its file has it."""
    head = "# address | about | method | " + " ".join(ASKING)
    out = [head]
    for row in rows:
        where = " ".join((row.name, row.about, *(f"{k}={v}" for k, v in row.more)))
        out.append(f"{where:58} {row.method:5}" + " ".join(f"{status:3}" for status in row.statuses))
    return "\n".join(out) + "\n"
