"""What a page holds, for programs that read pages: schema.org Dataset as JSON-LD, a block of data that nothing runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mingzhang.web.services.open import addresses
from mingzhang.web.services.open.bulk import MEDIA, Bulk
from mingzhang.web.services.open.feed import FILE_TYPES
from mingzhang.web.store.models import OpenRelease

Json = dict[str, Any]
_ESCAPED = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
_CONTEXT = "https://schema.org/"


def block(data: Mapping[str, Any]) -> SafeString:
    """JSON that cannot end the element it stands in.

    >>> block({"name": "</script>"})
    '{"name": "\\\\u003c/script\\\\u003e"}'
    """
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPED))  # escaped just now


def of_release(release: OpenRelease, site: str) -> SafeString:
    """A department's budget of a year as it was released; ``site`` is what addresses begin with."""
    at = (release.division_code, release.department_code, release.year, release.n)
    owner = {"@type": "GovernmentOrganization", "name": release.department_name}
    named = {"name": release.department_name, "year": release.year}
    told: Json = {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": _("%(name)s%(year)s年部门预算") % named,
        "description": _(
            "%(name)s公开的%(year)s年部门预算：收支总表等十三张表、情况说明、项目支出和绩效目标。"
        )
        % named,
        "url": site + addresses.release(*at),
        "identifier": [f"{site}{addresses.release(*at)}", f"sha256:{release.sha256}"],
        "version": str(release.n),
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "temporalCoverage": f"{release.year}-01-01/{release.year}-12-31",
        "spatialCoverage": {
            "@type": "Place",
            "name": release.division_name,
            "identifier": release.division_code,
        },
        "datePublished": release.released_at.isoformat(timespec="seconds"),
        "dateModified": release.changed_at.isoformat(timespec="seconds"),
        "creator": owner,
        "publisher": owner,
        "keywords": ["部门预算", "绩效目标", "public budget"],
        "includedInDataCatalog": _catalogue(site),
        "distribution": [_download(site + addresses.file(*at, f["name"]), f) for f in release.files],
    }
    return block({key: value for key, value in told.items() if value})


def of_bulk(bulk: Bulk, site: str, address: str) -> SafeString:
    """Everything there is to download; ``address`` is that of the page."""
    everything = bulk.scope("all")
    files = everything.files if everything else ()
    told: Json = {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": _("部门预算与绩效目标公开数据"),
        "description": _("这里公开的全部部门预算、项目、绩效目标和指标，CSV 数据包和 Parquet 文件，金额以元为单位。"),
        "url": site + address,
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": _("公开预算的各部门")},
        "includedInDataCatalog": _catalogue(site),
        "dateModified": everything.made_at.isoformat(timespec="seconds") if everything else None,
        "distribution": [
            {
                "@type": "DataDownload", "contentUrl": f"{site}{address}all/{file.name}", "name": file.name,
                "encodingFormat": MEDIA[file.kind], "contentSize": f"{file.size} B", "sha256": file.sha256,
            }
            for file in files
        ],
    }  # fmt: skip
    return block({key: value for key, value in told.items() if value})


def _catalogue(site: str) -> Json:
    return {"@type": "DataCatalog", "name": _("明账公开"), "url": f"{site}{addresses.ROOT}data/"}


def _download(address: str, file: Mapping[str, Any]) -> Json:
    return {
        "@type": "DataDownload", "contentUrl": address, "name": file["name"],
        "encodingFormat": FILE_TYPES.get(file["kind"], "application/octet-stream"),
        "contentSize": f"{file['size']} B", "sha256": file["sha256"],
    }  # fmt: skip


def for_programs(release: OpenRelease, site: str) -> Json:
    """What the page of a release says to programs: its data, and where else to find it (media types, addresses)."""
    at = f"{release.division_code}/{release.department_code}/{release.year}"
    same = f"/api/v1/releases/{at}/{release.n}"
    shown = [f"/api/v1/budgets/{at}"] if release.state == "released" else []
    gone = release.state == "withdrawn"
    return {
        "dataset": "" if gone else of_release(release, site),
        "alternates": [("application/json", address) for address in (*shown, same)],
    }
