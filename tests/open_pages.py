"""Public pages as tests look at them: what they say, their tables, their charts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import lxml.html
from django.db import transaction
from django.test import Client

from open_examples import ADDRESS, papers

PAGES = (
    "/open/", "/open/149901/", "/open/149901/317/", ADDRESS, f"{ADDRESS}text/", f"{ADDRESS}tables/",
    f"{ADDRESS}tables/1/", f"{ADDRESS}projects/", f"{ADDRESS}projects/n1/", f"{ADDRESS}v1/", f"{ADDRESS}v2/",
    f"{ADDRESS}embed/flow/", "/open/glossary/", "/open/about/",
)  # fmt: skip


@contextmanager
def published(blocker: Any) -> Iterator[None]:
    """The examples' releases, there for all tests of a module."""
    with blocker.unblock(), transaction.atomic():
        papers()
        yield
        transaction.set_rollback(True)


def html(address: str, **more: Any) -> Any:
    answer = Client().get(address, **more)
    assert answer.status_code == 200, address
    return parsed(answer)


def parsed(answer: Any) -> Any:
    return lxml.html.fromstring(answer.content.decode())


def said(page: Any) -> str:
    """What a page says, without its scripts, white space as one."""
    for script in page.xpath("//script"):
        script.drop_tree()
    return " ".join(page.text_content().split())


def cells(table: Any) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in table.xpath(".//tr")
    ]


def chart(page: Any, key: str) -> tuple[dict[str, Any], list[list[str]]]:
    """What a chart is drawn of, and its table."""
    (figure,) = page.xpath(f'//figure[@id="chart-{key}"]')
    (script,) = figure.xpath('.//script[@type="application/json"]')
    return json.loads(script.text), cells(figure.xpath(".//table")[0])


def wan(cents: int) -> str:
    return f"{Decimal(cents) / 1_000_000:,.2f}"
