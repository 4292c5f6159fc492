"""Where a page of results ends, as a word in an address: opaque, and refused where it is none of this search."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

_LONGEST = 80


class BadCursor(Exception):
    """A cursor is none of this search; ``str()`` says what to do."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last thing of a page: what it is sorted by (None: nothing known), and its key."""

    value: int | None
    key: int

    def told(self, of: str) -> str:
        """As an address has it; ``of`` is what it belongs to."""
        value = "" if self.value is None else str(self.value)
        return base64.urlsafe_b64encode(f"{value}.{self.key}.{_digest(of)}".encode()).decode().rstrip("=")


def cursor(told: str, of: str) -> Cursor | None:
    """A cursor out of an address, None where there is none. Raises BadCursor."""
    if not told:
        return None
    try:
        raw = base64.b64decode(told[:_LONGEST] + "=" * (-len(told) % 4), altchars=b"-_", validate=True)
        value, key, digest = raw.decode("ascii").split(".")
        made = Cursor(int(value) if value else None, int(key))
    except (ValueError, binascii.Error):
        raise BadCursor(_("“下一页”的位置看不懂，请从第一页看起。")) from None
    if digest != _digest(of) or made.told(of) != told:
        raise BadCursor(_("“下一页”的位置是另一次查找的，请从第一页看起。"))
    return made


def _digest(of: str) -> str:
    return hashlib.blake2s(of.encode(), digest_size=6).hexdigest()
