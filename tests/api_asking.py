"""Asking the API in tests: answers, what they tell, the pages of a list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.test import Client

from mingzhang.web.api.declare import ROOT

LISTS = ("/divisions", "/departments", "/budgets", "/projects", "/indicators", "/releases", "/search?q=供水",
         "/codes", "/codes/funds", "/budgets/149901/317/2026/tables")  # fmt: skip
THINGS = ("", "/budgets/149901/317/2026", "/budgets/149901/317/2026/tables/1", "/projects/149901/317/2026/n1",
          "/releases/149901/317/2026/2")  # fmt: skip


def ask(path: str, **more: Any) -> Any:
    return Client().get(f"{ROOT}{path}", **more)


def told(path: str, **more: Any) -> Any:
    response = ask(path, **more)
    assert response.status_code == 200, response.content.decode()
    return json.loads(response.content)


def pages(path: str) -> Iterator[list[Any]]:
    """The pages of a list, followed to its end."""
    at: str | None = f"{ROOT}{path}"
    while at:
        response = Client().get(at)
        page = json.loads(response.content)
        yield page["items"]
        link = f'<{page["next"]}>; rel="next"' if page["next"] else None
        assert response.headers.get("Link") == link
        at = page["next"]


def with_limit(path: str, limit: int) -> str:
    return f"{path}{'&' if '?' in path else '?'}limit={limit}"
