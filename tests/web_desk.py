"""The desk for the tests: who is logged in, forms brought to a stage, how often a page asks the database."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from builders import example
from mingzhang.web.services import acts
from mingzhang.web.services.checks import findings
from mingzhang.web.services.drafts import explain, save
from mingzhang.web.store.models import Account, Project
from mingzhang.workflow.acts import Act
from mingzhang.workflow.draft import Edit, Op, unpacked
from mingzhang.workflow.moves import Given
from mingzhang.workflow.roles import Role
from web_county import County, project

REVIEW = Given(
    grade="excellent",
    parts=dict.fromkeys(("completeness", "relevance", "suitability", "feasibility"), "符合"),
)
WAY = (Role.HEAD, Role.REVIEWER, Role.BUSINESS, Role.PERFORMANCE)


def as_(account: Account) -> Client:
    """A browser in which an account is logged in."""
    client = Client()
    client.force_login(account, backend="mingzhang.web.backend.Backend")
    return client


def clean(place: County, n: int = 0) -> Project:
    """A project whose errors are all explained."""
    made = project(place, example("disclosure").targets[n])
    for finding in findings(made):
        if finding.stands:
            explain(made.pk, place.clerk(), finding.key, "按实际情况填写")
    return Project.objects.get(pk=made.pk)


def handed_in(place: County, n: int = 0, passed: int = 0) -> Project:
    """A project in review, passed on by as many stages."""
    made = clean(place, n)
    acts.do(Act.HAND_IN, made.pk, place.clerk())
    for role in WAY[:passed]:
        if role is Role.PERFORMANCE:
            acts.do(Act.REVIEW, made.pk, place.people[role], REVIEW)
        acts.do(Act.PASS_ON, made.pk, place.people[role])
    return Project.objects.get(pk=made.pk)


def approved(place: County, n: int = 0) -> Project:
    """A project that is approved."""
    made = handed_in(place, n, passed=4)
    acts.do(Act.APPROVE, made.pk, place.people[Role.BUDGET])
    return Project.objects.get(pk=made.pk)


def queries(client: Client, address: str) -> int:
    """How often a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def returned_and_mended(place: County) -> Project:
    """A form that the department returned, changed in two places and handed in again."""
    made = handed_in(place, passed=1)
    reviewer = place.people[Role.REVIEWER]
    acts.do(Act.RETURN, made.pk, reviewer, Given(text="写明规模"))
    draft = unpacked(made.draft)
    save(made.pk, place.clerk(), [
        Edit(Op.SET, "plan", f"{draft.text('plan')}分两期实施。", seen=draft.text("plan") or ""),
        Edit(Op.ADD, "annual.new1", "数量指标"),
        Edit(Op.SET, "annual.new1.level3", "新增管网长度"), Edit(Op.SET, "annual.new1.value", "≥8公里"),
    ])  # fmt: skip
    acts.do(Act.HAND_IN, made.pk, place.clerk())
    return Project.objects.get(pk=made.pk)
