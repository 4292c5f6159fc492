"""What stands before every page: logged in, the password changed, the project within the person's places."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from mingzhang.web.services.standings import seen
from mingzhang.web.store.models import Account, Project
from mingzhang.workflow.draft import DraftError
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.roles import Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def account_of(request: HttpRequest) -> Account:
    """The account that asks; only behind ``page``."""
    assert isinstance(request.user, Account) or request.user.is_authenticated
    return request.user  # type: ignore[return-value]


def page(*methods: str) -> Callable[[View[P]], View[P]]:
    """A page of the desk for people who are logged in; ``methods`` are GET alone where none is named.

    What the workflow refuses is answered with its reason, and 409; nothing has been changed then.
    """

    def wrap(view: View[P]) -> View[P]:
        @require_http_methods(list(methods or ("GET", "HEAD")))
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_login(request)
            if account_of(request).must_change:
                return redirect("desk:password")
            if _unkept(request.GET) or _unkept(request.POST):
                return refused(request, "里面有看不见的字符，存不进去，请重新填写。", 400)
            try:
                return view(request, *args, **kwargs)
            except (ActRefused, DraftError) as error:
                return refused(request, str(error))

        return guarded

    return wrap


def _unkept(given: QueryDict) -> bool:
    """Whether something that was sent has a NUL in it, which no database keeps."""
    return any("\0" in text for name, texts in given.lists() for text in (name, *map(str, texts)))


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login page and back; a part of a page is told to reload instead."""
    address = f"{reverse('desk:login')}?{urlencode({'next': request.get_full_path()})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("desk:login")})
    return HttpResponseRedirect(address)


def refused(request: HttpRequest, said: str, status: int = 409) -> HttpResponse:
    """A refusal: a line for a part of a page, a page otherwise."""
    part = "HX-Request" in request.headers or request.headers.get("Accept", "").startswith("application/json")
    template = "desk/parts/refusal.html" if part else "desk/refused.html"
    return render(request, template, {"said": said, "back": _came_from(request)}, status=status)


def _came_from(request: HttpRequest) -> str:
    """The page of this site on which the person stood; blank where it is not told."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host() or not parts.path.startswith("/") or parts.path.startswith("//"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def project_of(request: HttpRequest, pk: int) -> Project:
    """A project within the person's places. Raises Http404 as for one that is not there."""
    project = seen(account_of(request).person, pk)
    if project is None:
        raise Http404
    return project


def needs(request: HttpRequest, *roles: Role) -> None:
    """Raise Http404 where the person holds none of the roles today: such pages are not even known of."""
    from django.utils import timezone

    today = timezone.localdate()
    held = {seat.role for seat in account_of(request).person.seats if seat.held_on(today)}
    if not held & set(roles):
        raise Http404
