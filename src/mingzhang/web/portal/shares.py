"""Parts of a whole and changes from a year to the next, as people say them. Exact until the last digit is printed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")


def share(part: int, whole: int) -> str:
    """A part of the whole as a percentage with one decimal; blank where the whole is nothing.

    >>> share(3, 8), share(1, 0)
    ('37.5%', '')
    """
    return f"{_rounded(Decimal(part) * 100 / whole, _TENTH)}%" if whole else ""


def of_hundred(part: int, whole: int) -> str:
    """How many of 100 yuan: whole yuan, below ten with one decimal.

    >>> of_hundred(37, 100), of_hundred(1, 80), of_hundred(1, 9000)
    ('37', '1.3', '0.1')
    """
    if not whole:
        return ""
    yuan = Decimal(part) * 100 / whole
    return str(_rounded(yuan, Decimal(1))) if yuan >= 10 else str(max(_rounded(yuan, _TENTH), _TENTH))


def change(now: int | None, was: int | None) -> str:
    """The change from last year as a signed percentage; blank where there is nothing to compare with.

    >>> change(110, 100), change(96, 100), change(5, 0), change(None, 5)
    ('+10.0%', '-4.0%', '', '')
    """
    if now is None or not was:
        return ""
    by = _rounded(Decimal(now - was) * 100 / abs(was), _TENTH)
    return f"{by:+}%" if by else "0.0%"


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return value.quantize(step, ROUND_HALF_UP)
