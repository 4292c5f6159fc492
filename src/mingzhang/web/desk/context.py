"""What every page of the desk shows around itself: who is there, where to go, what is unread."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from mingzhang import __version__
from mingzhang.web.asking import asking
from mingzhang.web.store.models import Account
from mingzhang.workflow.releasing import BUREAU, CHECKERS, MAKERS
from mingzhang.workflow.roles import ROLES, Role

_REVIEWERS = (Role.HEAD, Role.REVIEWER, Role.BUSINESS, Role.PERFORMANCE, Role.BUDGET)


@dataclass(frozen=True, slots=True)
class Way:
    """An entry of the menu: the name of its address, what it is called, for which roles."""

    address: str
    name: str
    english: str
    roles: frozenset[Role]


_SEEING = frozenset(role for role in Role if ROLES[role].sees)
MENU = (
    Way("desk:home", "今天", "Today", frozenset(Role)),
    Way("desk:projects", "项目", "Projects", _SEEING),
    Way("desk:queue", "待审", "Queue", frozenset(_REVIEWERS)),
    Way("desk:approvals", "批复", "Approvals", frozenset({Role.BUDGET, Role.PERFORMANCE, Role.ADMINISTRATOR, Role.AUDITOR})),
    Way("desk:publishing", "公开", "Publishing", MAKERS | CHECKERS | BUREAU),
    Way("desk:library", "指标库", "Indicators", _SEEING),
    Way("desk:overview", "进度", "Progress", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
    Way("desk:audit", "痕迹", "Audit", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
    Way("desk:county", "设置", "Settings", frozenset({Role.ADMINISTRATOR, Role.SYSTEM})),
)  # fmt: skip
"""The menu, in its order; people see what their roles have to do with."""


def desk(request: HttpRequest) -> dict[str, object]:
    """What the base template needs; nothing where nobody is logged in."""
    context: dict[str, object] = {"version": __version__}
    user = getattr(request, "user", None)
    if not isinstance(user, Account) and not getattr(user, "is_authenticated", False):
        return context
    today = timezone.localdate()
    held = {seat.role for seat in user.person.seats if seat.held_on(today)}  # type: ignore[union-attr]
    return {
        **context,
        "menu": [way for way in MENU if way.roles & held],
        "roles": [ROLES[role].name for role in Role if role in held],
        "unread": _unread(request, user),  # type: ignore[arg-type]
    }


def _unread(request: HttpRequest, user: Account) -> int:
    """The messages that are not read yet. Looking at a page reads some, and sends none: where there were none, none are."""
    asks = asking(request) if request.method == "GET" else None
    if asks and asks.account.pk == user.pk and not asks.unread:
        return 0
    return user.messages.filter(read_at=None).count()
