"""Names of codes as a ledger prints them: its owner's own words first, then the official list of the year."""

from __future__ import annotations

from dataclasses import dataclass

from mingzhang.domain.ledger import Ledger
from mingzhang.forms.codelists import code_list

LISTS = {
    "function": "function",
    "departmental": "departmental_economic",
    "government": "government_economic",
    "revenue": "revenue",
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one ledger's codes."""

    own: dict[str, str]
    year: int

    @classmethod
    def of(cls, ledger: Ledger) -> Names:
        """The names for a ledger."""
        return cls(ledger.names, ledger.year)

    def name(self, kind: str, code: str) -> str | None:
        """The name of a code, None when neither the ledger nor the list knows it."""
        own = self.own.get(f"{kind}:{code}")
        if own is not None:
            return own
        found = code_list(LISTS[kind]).get(code, self.year)
        return found.name if found else None
