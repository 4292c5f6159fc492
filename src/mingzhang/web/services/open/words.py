"""What the keys in public rows are called: funds and kinds."""

from __future__ import annotations

from mingzhang.forms.ledger_sheet import FUNDS, KINDS
from mingzhang.tables.picture import CARRIED

FUND_WORDS = {str(choice.value): choice.word for choice in FUNDS} | {CARRIED: "上年结转"}
KIND_WORDS = {str(choice.value): choice.word for choice in KINDS}


def funds_said(keys: str) -> str:
    """Funds, whose keys are joined by commas, in words.

    >>> funds_said("general,own")
    '一般公共预算、单位资金'
    """
    return "、".join(FUND_WORDS.get(key, key) for key in keys.split(",") if key)
