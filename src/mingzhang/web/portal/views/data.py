"""The page of the bulk downloads, and the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path, reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingzhang.web.portal.errors import NotShown
from mingzhang.web.portal.page import page
from mingzhang.web.portal.site import site
from mingzhang.web.services.open import bulk, markup
from mingzhang.writing.datapackage.open import OPEN_RESOURCES


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the page: what it holds, the package, the Parquet files, whether it is held back until made anew."""

    scope: bulk.BulkScope
    package: bulk.BulkFile
    parquet: Sequence[bulk.BulkFile]
    anew: bool


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Everything to take away, by region and year."""
    found = bulk.shown()
    rows = [
        _Row(
            scope,
            next(file for file in scope.files if file.kind == bulk.PACKAGE),
            [file for file in scope.files if file.kind == bulk.PARQUET],
            scope.key in found.held_back,
        )
        for scope in found.bulk.scopes
    ]
    told = {
        "everything": rows[0] if rows else None,
        "regions": rows[1:],
        "stale": found.stale,
        "parquet": found.bulk.parquet,
        "resources": OPEN_RESOURCES,
        "dataset": markup.of_bulk(found.there, site(request), reverse("open:data")),
        "trail": [("", _("数据"))],
    }
    response = page(request, "portal/data.html", told)
    response.headers["Cache-Control"] = "public, no-cache"  # files are made after what is public has changed
    return response


@require_safe
def file(request: HttpRequest, scope: str, name: str) -> HttpResponseBase:
    """A file of the downloads."""
    now = bulk.current()
    of = now.scope(scope)
    if of and scope in bulk.held_back(now):
        raise NotShown(
            _("其中有预算已经撤下，这里的下载文件正在重新生成，请过几分钟再来。"),
            [(reverse("open:data"), _("全部数据"))],
        )
    found = next((each for each in of.files if each.name == name), None) if of else None
    if found is None or not bulk.path_of(found).is_file():
        raise NotShown(_("没有这个下载文件，或者还没有生成。"), [(reverse("open:data"), _("全部数据"))])
    etag = f'"{found.sha256}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag)
    if response is None or response.status_code != 304:
        named = f"mingzhang-{scope}.zip" if found.kind == bulk.PACKAGE else f"mingzhang-{scope}-{name}"
        response = FileResponse(
            bulk.path_of(found).open("rb"),
            as_attachment=True,
            filename=named,
            content_type=bulk.MEDIA[found.kind],
        )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


urls = [
    path("data/", data, name="data"),
    path("data/<slug:scope>/<str:name>", file, name="data-file"),
]
