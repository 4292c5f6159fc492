"""Writing an export: crawled from the home page and every known address, beside its place, given its name when whole."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation

from mingzhang import __version__
from mingzhang.web.portal.export import pages, searching
from mingzhang.web.portal.export.asking import HOST, Asker
from mingzhang.web.portal.export.naming import STATIC, between, file_of, followed
from mingzhang.web.services.open.stamp import stamp
from mingzhang.web.store.models import OpenBudget, OpenProject, OpenRelease, OpenTable

MARK = "export.json"
"""Says of a folder that it is an export, and what it was made of."""
SEARCH = pages.SEARCH
_URL = re.compile(rb"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
Tell = Callable[[str, int, int], None]
"""Is told what is being written, how many pages are done, how many are known."""


class ExportError(Exception):
    """An export cannot be written; ``str()`` says in Chinese why, and what to do."""


@dataclass(frozen=True)
class Wishes:
    """What is asked for: where to, the site that answers what a folder cannot, English beside Chinese."""

    folder: Path
    online: str = ""
    english: bool = False
    force: bool = False


@dataclass
class Written:
    """What came of it: pages, files of releases, bytes, projects in the search; addresses that are not there."""

    pages: int = 0
    files: int = 0
    size: int = 0
    projects: int = 0
    dead: list[tuple[str, str]] = field(default_factory=list)
    unchanged: bool = False


def export(wishes: Wishes, application: WSGIApplication, tell: Tell) -> Written:
    """Write the public side into a folder. Raises ExportError, and OSError where it cannot be written.

    The folder that is there stays as it is until the new one is whole. Nothing is written where nothing has changed.
    """
    known = _known(wishes)
    if known == _told(wishes) and not wishes.force:
        return Written(unchanged=True)
    wishes.folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{wishes.folder.name}-", dir=wishes.folder.parent))
    try:
        done = _Export(wishes, draft, application, tell).all()
        (draft / MARK).write_text(json.dumps(_told(wishes), ensure_ascii=False, indent=1), encoding="utf-8")
        draft.chmod(0o755)
        _put_in_place(draft, wishes.folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return done


def _known(wishes: Wishes) -> dict[str, object] | None:
    """What the folder that is there was made of. Raises ExportError where it is something else."""
    folder = wishes.folder
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise ExportError(f"{folder} 是一个文件。请换一个文件夹。")
    if not any(folder.iterdir()):
        return None
    try:
        told: dict[str, object] = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ExportError(f"{folder} 里有别的东西，没有覆盖。请换一个空文件夹。") from None
    return told


def _told(wishes: Wishes) -> dict[str, object]:
    return {
        "program": "mingzhang", "version": __version__, "stamp": stamp().n, "online": wishes.online,
        "english": wishes.english, "day": timezone.localdate().isoformat(),
    }  # fmt: skip


def _put_in_place(draft: Path, folder: Path) -> None:
    if folder.exists():
        before = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        folder.replace(before / "old")
        draft.replace(folder)
        shutil.rmtree(before, ignore_errors=True)
    else:
        draft.replace(folder)


class _Export:
    def __init__(self, wishes: Wishes, draft: Path, application: WSGIApplication, tell: Tell) -> None:
        self.wishes, self.draft, self.application, self.tell = wishes, draft, application, tell
        self.done = Written()
        self.static: set[str] = set()
        self.files: set[str] = set()
        self.languages = [("zh-hans", "")] + ([("en", "en/")] if wishes.english else [])

    def all(self) -> Written:
        """Every page in every language, then what they need, then the search."""
        for language, below in self.languages:
            self._crawl(language, below)
        while self.static:
            self._put_static(self.static.pop())
        self.tell("搜索", 0, 1)
        index = searching.write_index(self._put, lambda done, of: self.tell("搜索", done, of))
        self.done.projects = index.projects
        return self.done

    def _crawl(self, language: str, below: str) -> None:
        asker = Asker(self.application, language, settings.LANGUAGE_COOKIE_NAME)
        waiting = deque(dict.fromkeys(addresses()))
        seen, came_from = set(waiting), dict.fromkeys(waiting, "")
        while waiting:
            address = waiting.popleft()
            self.tell(address, len(seen) - len(waiting), len(seen))
            for found in self._page(address, asker, language, below, came_from[address]):
                if found not in seen and followed(found):
                    seen.add(found)
                    came_from[found] = address
                    waiting.append(found)

    def _page(self, address: str, asker: Asker, language: str, below: str, before: str) -> Iterable[str]:
        """Write what is at an address; where it leads."""
        file = file_of(address, below)
        if file in self.files:
            return ()
        self.files.add(file)
        search = address.partition("?")[0] == SEARCH
        if search:
            content, kind = self._search(language, file), "text/html"
        else:
            answer = asker.get(address)
            if answer.status in (301, 302) and answer.location:
                return self._led(answer.location, file)
            if answer.status != 200:
                self.done.dead.append((address, before))
                return ()
            content, kind = answer.content, answer.kind
        if not kind.startswith("text/html") or not _is_page(file):
            self._put(file, content)
            self.done.files += 1
            return ()
        place = pages.Place(address, file, below, self.wishes.online, lambda a: self._other(a, below))
        page = pages.made(content, place)
        self._put(file, page.content)
        self.done.pages += 1
        self.static.update(page.static)
        return page.leads

    def _led(self, location: str, file: str) -> Iterable[str]:
        """A page that leads on by itself, for an address that leads elsewhere."""
        target = location.removeprefix(f"http://{HOST}")
        way = between(file, file_of(target))
        told = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={way}"><a href="{way}">→</a>'
        self._put(file, told.encode())
        return (target,)

    def _other(self, address: str, below: str) -> str | None:
        """The file of the same page in the other language."""
        others = [other for _, other in self.languages if other != below]
        return file_of(address, others[0]) if others else None

    def _search(self, language: str, file: str) -> bytes:
        index = between(file, f"{searching.FOLDER}/")
        context = {
            "here": SEARCH, "origin": f"http://{HOST}", "version": __version__, "index": f"{index}/",
            "top": f"{between(file, 'index.html').removesuffix('index.html')}",
        }  # fmt: skip
        with translation.override(language):
            return get_template("portal/export_search.html").render(context).encode()

    def _put_static(self, address: str) -> None:
        """A static file, and what it needs itself."""
        name = address.removeprefix(STATIC)
        if f"static/{name}" in self.files:
            return
        self.files.add(f"static/{name}")
        content = _static(name)
        if content is None:
            self.done.dead.append((address, ""))
            return
        self._put(f"static/{name}", content)
        if name.endswith(".css"):
            folder = address.rpartition("/")[0]
            for found in _URL.findall(content):
                target = found.decode()
                if not target.startswith(("data:", "http:", "https:", "#", "/")):
                    self.static.add(_joined(folder, target))

    def _put(self, file: str, content: bytes) -> None:
        target = self.draft / file
        if self.draft not in target.resolve().parents:
            raise ExportError(f"地址 {file} 写不成文件。")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.done.size += len(content)


def _is_page(file: str) -> bool:
    """Whether a file is a page of the portal, and not one that belongs to a release."""
    return file.endswith("index.html") or "/page-" in file


def _joined(folder: str, target: str) -> str:
    from posixpath import normpath

    return normpath(f"{folder}/{target.partition('?')[0].partition('#')[0]}")


def _static(name: str) -> bytes | None:
    """A static file as it is served: collected under its hashed name, or where it was written."""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as stream:
            data: bytes = stream.read()
            return data
    path = finders.find(name)
    return Path(path).read_bytes() if path else None


def addresses() -> Iterator[str]:
    """Every address that the public side is known to have, the home page first."""
    yield reverse("open:home")
    for name in ("search", "glossary", "about"):
        yield reverse(f"open:{name}")
    divisions: set[str] = set()
    departments: set[tuple[str, str]] = set()
    budgets = OpenBudget.objects.order_by("-year", "division_code", "department_code")
    for division, department, year in budgets.values_list("division_code", "department_code", "year"):
        if division not in divisions:
            divisions.add(division)
            yield reverse("open:region", args=(division,))
        if (division, department) not in departments:
            departments.add((division, department))
            yield reverse("open:department", args=(division, department))
        for name in ("budget", "text", "tables", "projects"):
            yield reverse(f"open:{name}", args=(division, department, year))
    at = ("division_code", "department_code", "year")
    for *place, n in OpenRelease.objects.order_by("pk").values_list(*at, "n"):
        yield reverse("open:release", args=(*place, n))
    tables = OpenTable.objects.order_by("budget", "n")
    for *place, n in tables.values_list(*(f"budget__{each}" for each in at), "n"):
        yield reverse("open:table", args=(*place, n))
    for *place, key in OpenProject.objects.order_by("pk").values_list(*at, "key"):
        yield reverse("open:project", args=(*place, key))
