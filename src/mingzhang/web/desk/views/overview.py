"""The overview of those who keep the county: department by department how far the year is, and who is overdue."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from mingzhang.web.desk.listing import wan
from mingzhang.web.desk.posted import number
from mingzhang.web.desk.views.guard import page
from mingzhang.web.desk.views.keepers import division_of, divisions_of
from mingzhang.web.services.overview import COUNTED, Row, overview, years_of
from mingzhang.workflow.keeping import Keep
from mingzhang.workflow.standing import STATUS_NAMES


@page()
def by_department(request: HttpRequest) -> HttpResponse:
    """A division's year: a line for each department."""
    divisions = divisions_of(request, Keep.AUDIT)
    division = division_of(request, divisions)
    now, years = timezone.now(), years_of(division)
    asked = number(request.GET.get("year", ""))
    year = asked if asked in years else years[0] if years else now.year
    found = overview(division, year, now)
    states = [(status.value, STATUS_NAMES[status]) for status in COUNTED]
    context = {
        "divisions": divisions, "division": division, "year": year, "years": years, "is": found, "states": states,
        "rows": [_shown(row, year, now.date().toordinal()) for row in found.rows], "sum": wan(found.cents),
        "totals": [(key, found.counts[key], _to(year, state=key)) for key, _ in states],
        "all": sum(found.counts.values()), "units": sum(row.units for row in found.rows),
    }  # fmt: skip
    return render(request, "desk/overview.html", context)


def _shown(row: Row, year: int, today: int) -> dict[str, object]:
    department = str(row.department.pk)
    cells = [
        (status.value, row.counts[status], _to(year, department=department, state=status))
        for status in COUNTED
    ]
    waits = today - timezone.localtime(row.oldest).date().toordinal() if row.oldest else None
    return {
        "is": row, "cells": cells, "to": _to(year, department=department), "amount": wan(row.cents) if row.cents else "",
        "waits": waits, "longest": _to(year, department=department, state="in_review", sort="since"),
    }  # fmt: skip


def _to(year: int, **narrowed: str) -> str:
    """The list of projects behind a figure."""
    return f"{reverse('desk:projects')}?{urlencode({'year': str(year), **narrowed})}"


urls = [path("overview/", by_department, name="overview")]
