"""The files that a page offers of a list that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.http import urlencode

from mingzhang.web.services.open.downloads import KIND_NAMES


@dataclass(frozen=True, slots=True)
class Link:
    """A file that a page offers: where it is, what it is called."""

    to: str
    name: str


def offered(address: str, params: Sequence[tuple[str, str]] = ()) -> list[Link]:
    """The files of a list; ``address`` is that of a file without its kind, ``/open/search/results.``."""
    query = f"?{urlencode(params)}" if params else ""
    return [Link(f"{address}{kind}{query}", name) for kind, name in KIND_NAMES.items()]
