"""What stands before the pages of publishing: the department's publication, or its release, within one's places."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone

from mingzhang.web.desk.views.guard import account_of
from mingzhang.web.store.models import Department, Publication, Release
from mingzhang.workflow.releasing import MAKERS, Publish, may_publish
from mingzhang.workflow.roles import ROLES


def sees(request: HttpRequest, department: Department) -> bool:
    """Whether a person may know of a department's publications."""
    person, today = account_of(request).person, timezone.localdate()
    return bool(may_publish(person, Publish.SEE, department.place, today))


def department_of(request: HttpRequest, pk: int | None) -> Department:
    """A department whose publications a person sees. Raises Http404."""
    found = Department.objects.select_related("division").filter(pk=pk or 0).first()
    if found is None or not sees(request, found):
        raise Http404
    return found


def publication_of(request: HttpRequest, pk: int) -> Publication:
    """A publication within the person's places. Raises Http404 as for one that is not there."""
    rows = Publication.objects.select_related("department__division", "updated_by")
    found = rows.filter(pk=pk).first()
    if found is None or not sees(request, found.department):
        raise Http404
    return found


def release_of(request: HttpRequest, pk: int) -> Release:
    """A release within the person's places. Raises Http404."""
    rows = Release.objects.select_related("publication__department__division", "maker", "checker", "task")
    found = rows.filter(pk=pk).first()
    if found is None or not sees(request, found.publication.department):
        raise Http404
    return found


def departments_of(request: HttpRequest, roles: frozenset[object]) -> list[Department]:
    """The departments that a person holds a seat of one of the roles in, or above."""
    today = timezone.localdate()
    found: dict[int, Department] = {}
    for seat in account_of(request).person.seats:
        if seat.role in roles and seat.held_on(today) and ROLES[seat.role].sees:
            rows = Department.objects.filter(division__code=seat.place.division).select_related("division")
            rows = rows.filter(code=seat.place.department) if seat.place.department else rows
            found |= {each.pk: each for each in rows}
    return sorted(found.values(), key=lambda each: (each.division.code, each.code))


def makes(request: HttpRequest) -> list[Department]:
    """The departments for which a person may prepare publications."""
    return departments_of(request, frozenset(MAKERS))
