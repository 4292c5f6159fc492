"""The county: its departments and units with who sits there. People, rounds, the import and the audit join in here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.web.desk.posted import number
from mingzhang.web.desk.views import audit, county_import, overview, people, rounds
from mingzhang.web.desk.views.guard import page
from mingzhang.web.desk.views.keepers import COUNTY, by, division_of, divisions_of, keeps, require_keep
from mingzhang.web.services.tree import put_department, put_unit
from mingzhang.web.store.models import Department, Division, SeatRow, Unit
from mingzhang.workflow.keeping import Keep
from mingzhang.workflow.places import Place
from mingzhang.workflow.roles import ROLES, Role


@dataclass
class Branch:
    """A department with who sits there, and its units."""

    department: Department
    people: list[SeatRow] = field(default_factory=list)
    units: list[Leaf] = field(default_factory=list)

    @property
    def empty(self) -> int:
        """How many units nobody fills in for."""
        return sum(1 for leaf in self.units if not leaf.clerks)


@dataclass
class Leaf:
    """A unit with its people."""

    unit: Unit
    clerks: list[SeatRow] = field(default_factory=list)
    heads: list[SeatRow] = field(default_factory=list)


@page()
def county(request: HttpRequest) -> HttpResponse:
    """The tree of a division."""
    divisions = divisions_of(request, *COUNTY)
    division = division_of(request, divisions)
    held = _held(division)
    departments = division.departments.prefetch_related(
        Prefetch("units", Unit.objects.annotate(declared=Count("projects")))
    )
    context = {
        "divisions": divisions, "division": division, "bureau": _bureau(held[division.place]),
        "branches": [_branch(d, division, held) for d in departments],
        "seats": keeps(request, Keep.SEATS, [division]), "tree": keeps(request, Keep.TREE, [division]),
    }  # fmt: skip
    return render(request, "desk/county.html", context)


def _held(division: Division) -> dict[Place, list[SeatRow]]:
    """The seats of a division that are held today, by place."""
    today = timezone.localdate()
    rows = SeatRow.objects.filter(division=division, account__is_active=True)
    found: dict[Place, list[SeatRow]] = defaultdict(list)
    for row in rows.select_related("account", "division", "department", "unit", "stands_in_for"):
        seat = row.seat
        if seat.held_on(today):
            found[seat.place].append(row)
    return found


def _bureau(rows: Iterable[SeatRow]) -> list[tuple[str, list[SeatRow]]]:
    """The roles of the bureau with who holds them."""
    rows = list(rows)
    roles = [role for role in Role if ROLES[role].level.value == "division"]
    return [(ROLES[role].name, [row for row in rows if row.role == role]) for role in roles]


def _branch(department: Department, division: Division, held: dict[Place, list[SeatRow]]) -> Branch:
    branch = Branch(department, held.get(Place(division.code, department.code), []))
    for unit in department.units.all():
        rows = held.get(unit.place, [])
        clerks = [row for row in rows if row.role == Role.CLERK]
        branch.units.append(Leaf(unit, clerks, [row for row in rows if row.role == Role.HEAD]))
    return branch


@page("POST")
def put(request: HttpRequest) -> HttpResponse:
    """A department or unit: new, or with another name."""
    divisions = divisions_of(request, *COUNTY)
    division = division_of(request, divisions)
    require_keep(request, Keep.TREE, division.code)
    code, name = request.POST.get("code", ""), request.POST.get("name", "")
    above = request.POST.get("department", "")
    if above:
        department = division.departments.filter(pk=number(above) or 0).first()
        if department is None:
            raise Http404
        made: Department | Unit = put_unit(department, code, name, by(request))
    else:
        made = put_department(division, code, name, by(request))
    messages.success(request, _("已保存：%(code)s %(name)s") % {"code": made.code, "name": made.name})
    return redirect("desk:county")


urls = [
    path("county/", county, name="county"),
    path("county/place/", put, name="county-place"),
    *overview.urls,
    *people.urls,
    *rounds.urls,
    *county_import.urls,
    *audit.urls,
]
