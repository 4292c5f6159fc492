"""What stands before the pages of those who keep the county: which divisions they keep what of."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest
from django.utils import timezone

from mingzhang.web.desk.posted import number
from mingzhang.web.desk.views.guard import account_of
from mingzhang.web.store.models import Account, Division
from mingzhang.workflow.access import Refused
from mingzhang.workflow.keeping import Keep, kept, may_keep
from mingzhang.workflow.moves import ActRefused

COUNTY = (Keep.TREE, Keep.ACCOUNTS, Keep.SEATS, Keep.ROUNDS)
"""What the pages of the county are about."""


def divisions_of(request: HttpRequest, *keeps: Keep) -> list[Division]:
    """The divisions of which a person keeps one of these. Raises Http404 where there are none."""
    person, today = account_of(request).person, timezone.localdate()
    codes = {code for keep in keeps for code in kept(person, keep, today)}
    found = list(Division.objects.filter(code__in=codes)) if codes else []
    if not found:
        raise Http404
    return found


def keeps(request: HttpRequest, keep: Keep, divisions: Iterable[Division]) -> bool:
    """Whether a person keeps something of one of the divisions."""
    person, today = account_of(request).person, timezone.localdate()
    return any(may_keep(person, keep, division.code, today) for division in divisions)


def require_keep(request: HttpRequest, keep: Keep, division: str) -> None:
    """Raise ActRefused where a person does not keep something of a division."""
    answer = may_keep(account_of(request).person, keep, division, timezone.localdate())
    if isinstance(answer, Refused):
        raise ActRefused(answer)


def division_of(request: HttpRequest, divisions: list[Division]) -> Division:
    """The division that is asked for; the first where none is."""
    pk = number(request.POST.get("division") or request.GET.get("division", ""))
    if pk is None:
        return divisions[0]
    found = next((d for d in divisions if d.pk == pk), None)
    if found is None:
        raise Http404
    return found


def by(request: HttpRequest) -> str:
    """Who does it, as the audit names them."""
    account: Account = account_of(request)
    return account.username
