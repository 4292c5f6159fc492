"""What addresses begin with when they are told to those who are elsewhere: feeds, site maps, data."""

from __future__ import annotations

from django.http import HttpRequest

from mingzhang.web.config import config


def site(request: HttpRequest) -> str:
    """The setting ``address``, else what was asked for, without a slash at its end."""
    said = config().text("address").strip().rstrip("/")
    return said or f"{request.scheme}://{request.get_host()}"
