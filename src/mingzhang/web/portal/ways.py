"""Where a page stands: the way that leads to it from the home page, and what is said of what is not there."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from mingzhang.web.portal.errors import NotShown
from mingzhang.web.services.open import reads
from mingzhang.web.store.models import OpenBudget, OpenRelease

Trail = list[tuple[str, str]]


def year_said(year: int) -> str:
    """A year in words."""
    return _("%(year)s年") % {"year": year}


def trail(release: OpenRelease, *more: str, budget: bool = True) -> Trail:
    """From the region to a department's year; ``more`` are names of what lies below, the last is the page itself."""
    place = (release.division_code, release.department_code)
    found: Trail = [
        (reverse("open:region", args=place[:1]), release.division_name),
        (reverse("open:department", args=place), release.department_name),
    ]
    to = reverse("open:budget", args=(*place, release.year)) if budget else ""
    found.append((to if more else "", year_said(release.year)))
    return found + [("", name) for name in more]


def shown(division: str, department: str, year: int, light: bool = True) -> OpenBudget:
    """The budget on display. Raises NotShown, with the nearest years that are."""
    found = reads.budget(division, department, year, light)
    if found is None:
        raise not_shown(division, department, year)
    return found


def not_shown(division: str, department: str, year: int) -> NotShown:
    """What to say of a year that is not on display: never published, or taken back."""
    found = reads.department(division, department)
    if found is None:
        return NotShown(_("这里没有这个部门公开的预算。"), _regions())
    years = sorted((b.year for b in found.budgets), key=lambda each: (abs(each - year), -each))
    near = [
        (reverse("open:budget", args=(division, department, each)), f"{found.name} {year_said(each)}")
        for each in years[:3]
    ]
    gone = [each for each in found.releases if each.year == year and each.state == "withdrawn"]
    near += [
        (
            reverse("open:release", args=(division, department, year, each.n)),
            _("被撤回的第 %(n)s 版") % {"n": each.n},
        )
        for each in gone[:1]
    ]
    words = {"name": found.name, "year": year}
    said = (
        _("%(name)s%(year)s年的预算公开后已经撤回。") if gone else _("%(name)s还没有公开%(year)s年的预算。")
    )
    return NotShown(said % words, near)


def _regions() -> Trail:
    return [(reverse("open:region", args=(each.code,)), each.name) for each in reads.regions()[:8]]
