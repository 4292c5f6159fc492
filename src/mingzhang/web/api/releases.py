"""Releases: what was published, corrected, withdrawn, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from django.db.models import Q
from msgspec import UNSET, Meta, UnsetType

from mingzhang.web.api import shapes
from mingzhang.web.api.declare import (
    Asked,
    Department,
    Division,
    Endpoint,
    Found,
    Listed,
    Number,
    Year,
    given,
)
from mingzhang.web.services.open import addresses
from mingzhang.web.store.models import OpenRelease

State = Annotated[
    Literal["released", "replaced", "withdrawn"], Meta(title="状态", description="how it stands")
]
After = Annotated[
    str,
    Meta(
        pattern="^[0-9]{1,17}-[0-9]{1,18}$",
        title="从哪里接着",
        description="from the `next` of the page before",
    ),
]
Since = Annotated[
    datetime,
    Meta(
        tz=True,
        title="自何时",
        description="changed at this time or later",
        examples=["2026-02-01T00:00:00Z"],
    ),
]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2500, 1, 1, tzinfo=UTC)
"""Nothing was released before or will be after; a database need not bear what is beyond."""


class ReleasesAsked(Listed, frozen=True, kw_only=True):
    """Releases of a place, a year, a state, since a time."""

    division: Division | UnsetType = UNSET
    department: Department | UnsetType = UNSET
    year: Year | UnsetType = UNSET
    state: State | UnsetType = UNSET
    since: Since | UnsetType = UNSET
    after: After | UnsetType = UNSET


class ReleaseAsked(Asked, frozen=True, kw_only=True):
    """One release."""

    division: Division
    department: Department
    year: Year
    n: Annotated[Number, Meta(title="第几版", description="its number")]


def releases(asked: ReleasesAsked) -> Found:
    """A page of releases; one query."""
    rows = OpenRelease.objects.order_by("-changed_at", "-id")
    named = {
        "division_code": given(asked.division), "department_code": given(asked.department),
        "year": given(asked.year), "state": given(asked.state), "changed_at__gte": _known(given(asked.since)),
    }  # fmt: skip
    rows = rows.filter(**{key: value for key, value in named.items() if value is not None})
    if after := given(asked.after):
        at, pk = _moment(after)
        rows = rows.filter(changed_at__lte=at).filter(Q(changed_at__lt=at) | Q(pk__lt=pk))
    found = list(rows[: asked.limit + 1])
    page = found[: asked.limit]
    return Found(tuple(map(release_of, page)), _after(page[-1]) if len(found) > asked.limit else "")


def release(asked: ReleaseAsked) -> shapes.Release | None:
    """One release; one query."""
    found = OpenRelease.objects.filter(
        division_code=asked.division, department_code=asked.department, year=asked.year, n=asked.n
    ).first()
    return release_of(found) if found else None


def release_of(row: OpenRelease) -> shapes.Release:
    """A release as it is given."""
    at = (row.division_code, row.department_code, row.year, row.n)
    files = tuple(
        shapes.File(
            kind=file["kind"], name=file["name"], size=file["size"], sha256=file["sha256"],
            address=addresses.file(*at, file["name"]),
        )
        for file in row.files
    )  # fmt: skip
    return shapes.Release(
        division=row.division_code, division_name=row.division_name, department=row.department_code,
        department_name=row.department_name, year=row.year, n=row.n, state=row.state, origin=row.origin,
        source=row.source, doubts=row.doubts, sha256=row.sha256, approved_on=row.approved_on, due=row.due,
        released_at=row.released_at, changed_at=row.changed_at, note=row.note, files=files,
        page=addresses.release(*at),
    )  # fmt: skip


def _known(since: datetime | None) -> datetime | None:
    return since and max(_FIRST, min(since, _LAST))


def _after(row: OpenRelease) -> str:
    return f"{(row.changed_at - _EPOCH) // _MICROSECOND}-{row.pk}"


def _moment(after: str) -> tuple[datetime, int]:
    at, _, pk = after.partition("-")
    return _EPOCH + int(at) * _MICROSECOND, int(pk)


ENDPOINTS = (
    Endpoint(
        "releases", "/releases", "公开、更正与撤下", "Releases, corrections and withdrawals, what changed last before the others.",
        ReleasesAsked, shapes.Releases, releases, shapes.Release, example="/releases?limit=5",
    ),
    Endpoint(
        "release", "/releases/{division}/{department}/{year}/{n}", "一次公开", "One release with its files.",
        ReleaseAsked, shapes.Release, release,
    ),
)  # fmt: skip
