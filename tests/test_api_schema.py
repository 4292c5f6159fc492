"""The API does what its OpenAPI document says: asked in all ways by a program that knows the document alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from mingzhang.web.store.models import OpenRelease, OpenStamp
from open_examples import papers
from open_rows import rows

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
EXAMPLES = 30
"""Of each address, besides those that follow from the document's edges."""
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published() -> Iterator[None]:
    """What is published, in a transaction that no request of the application may end."""
    rows()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.filter_too_much,
        HealthCheck.too_slow,
    ],
)
def test_every_address_answers_as_the_document_says(case: Any) -> None:
    case.call_and_validate()


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("/budgets/{division}/{department}/{year}", {}),
        ("/budgets/{division}/{department}/{year}/tables", {}),
        ("/budgets/{division}/{department}/{year}/tables/{n}", {"n": 1}),
        ("/projects/{division}/{department}/{year}/{key}", {"key": "n1"}),
        ("/releases/{division}/{department}/{year}/{n}", {"n": 2}),
    ],
)
def test_what_there_is_fits_the_document(path: str, at: dict[str, Any]) -> None:
    case = schema[path]["GET"].Case(
        path_parameters={"division": "149901", "department": "317", "year": 2026, **at}
    )
    assert case.call_and_validate().status_code == 200


def test_what_whole_papers_give_fits_the_document() -> None:
    OpenRelease.objects.all().delete()
    OpenStamp.objects.all().delete()
    papers()
    at = ("division", "department", "year")

    def given(path: str, **parameters: Any) -> Any:
        return schema[path]["GET"].Case(path_parameters=parameters).call_and_validate().json()

    budgets = given("/budgets")["items"]
    assert len(budgets) > 3
    for budget in budgets[:4]:
        place = {key: budget[key] for key in at}
        given("/budgets/{division}/{department}/{year}", **place)
        for table in given("/budgets/{division}/{department}/{year}/tables", **place)["items"]:
            given("/budgets/{division}/{department}/{year}/tables/{n}", n=table["n"], **place)
    for project in given("/projects")["items"][:8]:
        keys = {key: project[key] for key in (*at, "key")}
        form = given("/projects/{division}/{department}/{year}/{key}", **keys)["form"] or {}
        assert not {"responsible", "handler", "phone"} & set(form)
