"""How often an address may ask: counted in memory by each worker, said in the headers of every answer."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address, IPv6Network

from django.http import HttpRequest

from mingzhang.web.config import config
from mingzhang.web.limits import address_of
from mingzhang.web.services.limits import Limit, count

SECONDS = 60
HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")
_HOME = 64
"""Bits of an IPv6 address that say whose network it is: who has one has all that begin so."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How an address stands: so many allowed, so many left, for so many seconds; ``over`` when there were too many."""

    most: int
    left: int
    seconds: int
    over: bool

    @property
    def headers(self) -> dict[str, str]:
        """What an answer says of it."""
        told = (str(self.most), str(self.left), str(self.seconds), f"{self.most};w={SECONDS}")
        return dict(zip(HEADERS, told, strict=True)) | (
            {"Retry-After": str(self.seconds)} if self.over else {}
        )


def rate(request: HttpRequest, setting: str = "api_per_minute", name: str = "api") -> Rate:
    """Count a request by its address; ``name`` tells what is counted apart, ``setting`` says how many there may be."""
    most = config().number(setting)
    taken, seconds = count(Limit(name, most, SECONDS, shared=False), network(address_of(request)))
    return Rate(most, max(0, most - taken), seconds, taken > most)


def network(address: str) -> str:
    """Whose address it is.

    >>> network("2001:db8:1:2:3::4"), network("10.0.0.7")
    ('2001:db8:1:2::/64', '10.0.0.7')
    """
    try:
        return str(IPv6Network((int(IPv6Address(address)), _HOME), strict=False))
    except AddressValueError:
        return address
