"""A county whose departments have published: made by the demonstration's people, through real releases."""

from __future__ import annotations

from builders import EXAMPLES
from mingzhang.web.demo import build


def open_county() -> int:
    """Make the demonstration's county with its releases; the newest year that has any."""
    from django.utils import timezone

    build.build(EXAMPLES)
    return build.budget_year(timezone.localtime()) - 1
