"""The Atom feed of what was published, corrected and withdrawn: one entry for each release, whatever becomes of it."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingzhang.web.services.open import addresses
from mingzhang.web.store.models import OpenRelease
from mingzhang.writing.plain import plain

MEDIA = "application/atom+xml"
MOST = 100
"""Entries of a feed."""
_ATOM = "http://www.w3.org/2005/Atom"
FILE_TYPES = {"pdf": "application/pdf", "html": "text/html", "json": "application/json",
              "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
              "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
              "datapackage": "application/zip"}  # fmt: skip
_NOTHING = datetime(2000, 1, 1, tzinfo=UTC)


def latest(division: str = "", department: str = "") -> list[OpenRelease]:
    """The releases that changed last; of a place, where one is named."""
    named = {"division_code": division, "department_code": department}
    rows = OpenRelease.objects.filter(**{key: value for key, value in named.items() if value})
    return list(rows.order_by("-changed_at", "-id")[:MOST])


def feed(releases: Sequence[OpenRelease], site: str, address: str) -> bytes:
    """The feed; ``site`` is what addresses begin with, ``address`` the feed's own on it."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": get_language() or "zh-hans"})
    _add(root, "id", _id(address))
    _add(root, "title", _("部门预算公开：公开、更正与撤下"))
    _add(root, "updated", _moment(max((r.changed_at for r in releases), default=_NOTHING)))
    for rel, to in (("self", address), ("alternate", addresses.ROOT)):
        ET.SubElement(root, "link", {"rel": rel, "href": site + to})
    for release in releases:
        _entry(root, release, site)
    told: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{told}'.encode()


def _entry(root: ET.Element, release: OpenRelease, site: str) -> None:
    at = (release.division_code, release.department_code, release.year, release.n)
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", _id("/".join(map(str, at))))
    _add(entry, "title", title(release))
    _add(entry, "published", _moment(release.released_at))
    _add(entry, "updated", _moment(release.changed_at))
    author = ET.SubElement(entry, "author")
    _add(author, "name", release.department_name)
    ET.SubElement(
        entry, "link", {"rel": "alternate", "type": "text/html", "href": site + addresses.release(*at)}
    )
    for file in release.files:
        ET.SubElement(entry, "link", {
            "rel": "enclosure", "href": site + addresses.file(*at, file["name"]), "length": str(file["size"]),
            "type": FILE_TYPES.get(file["kind"], "application/octet-stream"), "title": file["name"],
        })  # fmt: skip
    ET.SubElement(entry, "category", {"term": release.state})
    _add(entry, "summary", _summary(release))


def title(release: OpenRelease) -> str:
    """What happened, in one line."""
    named = {"name": release.department_name, "year": release.year, "n": release.n}
    if release.state == "withdrawn":
        return _("%(name)s撤下了%(year)s年部门预算（第%(n)s版）") % named
    if release.state == "replaced":
        return _("%(name)s%(year)s年部门预算第%(n)s版已被更正") % named
    if release.n > 1:
        return _("%(name)s更正了%(year)s年部门预算（第%(n)s版）") % named
    return _("%(name)s公开了%(year)s年部门预算") % named


def _summary(release: OpenRelease) -> str:
    told = [release.note, _("校验值（SHA-256）：%(sha)s") % {"sha": release.sha256}]
    if release.origin == "file":
        told.append(_("读自已公开的文件“%(name)s”。") % {"name": release.source})
    return "\n".join(filter(None, told))


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = plain(text) or ""


def _id(name: str) -> str:
    """The same for ever and on whatever server."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"mingzhang:{name}").urn


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
