"""Every address of the API, in the order in which pages list them."""

from __future__ import annotations

from mingzhang import __version__
from mingzhang.web.api import budgets, codes, indicators, places, projects, releases, searching, shapes
from mingzhang.web.api.declare import ROOT, VERSION, Asked, Endpoint
from mingzhang.web.services.open.stamp import stamp


class Nothing(Asked, frozen=True, kw_only=True):
    """Nothing may be asked."""


def whole(_asked: Nothing) -> shapes.Whole:
    """Where everything is; one query."""
    now = stamp()
    return shapes.Whole(
        title="明账公开接口",
        version=VERSION,
        program=__version__,
        stamp=now.n,
        changed_at=now.at,
        addresses={each.name: ROOT + each.path for each in ENDPOINTS[1:]} | {"openapi": DOCUMENT},
    )


DOCUMENT = f"{ROOT}/openapi.json"
"""Where the description of all this is."""
ENDPOINTS = (
    Endpoint("start", "", "起点", "Where everything is.", Nothing, shapes.Whole, whole),
    *places.ENDPOINTS,
    *budgets.ENDPOINTS,
    *projects.ENDPOINTS,
    *indicators.ENDPOINTS,
    *searching.ENDPOINTS,
    *releases.ENDPOINTS,
    *codes.ENDPOINTS,
)
"""Each once: views, document, pages and tests go by it."""
