"""The search of an export: pairs of neighbouring characters in small scripts, loaded as they are asked for.

Scripts and not data: a page that was opened from a disk may load the one and not the other. Projects are numbered in
the order in which they are shown (newest year first), so that a year is a range.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.urls import reverse

from mingzhang.domain.amount import Unit
from mingzhang.domain.chars import TRADITIONAL
from mingzhang.tables.view import rounded
from mingzhang.web.portal.export.naming import file_of
from mingzhang.web.services.open.finding.grams import END, document
from mingzhang.web.services.open.finding.texts import AT_ONCE, texts_of
from mingzhang.web.store.models import OpenProject

FOLDER = "search-index"
IN_A_FILE = 100
"""Projects of one file of texts."""
_SHARD = 60_000
"""Places of words that one file of pairs is meant to have."""
_MOST_SHARDS = 4096
Put = Callable[[str, bytes], None]
"""Takes a file's name, from the top of the export, and what is in it."""


@dataclass(frozen=True, slots=True)
class Index:
    """What was written: how many projects, how many files of pairs."""

    projects: int
    shards: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A project as the search shows it; ``path`` is its file, ``texts`` what can be found, a line each."""

    n: int
    year: int
    path: str
    name: str
    about: str
    money: str
    texts: str


def write_index(put: Put, tell: Callable[[int, int], None]) -> Index:
    """Write the search's files. Memory grows with the pairs of one export, not with its texts."""
    rows = OpenProject.objects.order_by("-year", "division_code", "department_code", "pk")
    keys = list(rows.values_list("pk", flat=True))
    number = {pk: n for n, pk in enumerate(keys)}
    found: dict[str, list[int]] = defaultdict(list)
    years: dict[int, list[int]] = {}
    for start in range(0, len(keys), IN_A_FILE):
        tell(start, len(keys))
        entries = list(_entries(keys[start : start + IN_A_FILE], number, found))
        for entry in entries:
            years.setdefault(entry.year, [entry.n, entry.n])[1] = entry.n
        body = [[e.path, e.name, e.about, e.money, e.texts] for e in entries]
        put(f"{FOLDER}/d/{start // IN_A_FILE}.js", _script("d", start // IN_A_FILE, body))
    shards = _write_pairs(put, found)
    told = {
        "projects": len(keys), "each": IN_A_FILE, "shards": shards, "years": sorted(years.items(), reverse=True),
        "traditional": "".join(f"{chr(a)}{chr(b)}" for a, b in TRADITIONAL.items()),
    }  # fmt: skip
    put(f"{FOLDER}/about.js", _script("about", 0, told))
    return Index(len(keys), shards)


def _entries(keys: list[int], number: dict[int, int], found: dict[str, list[int]]) -> Iterator[_Entry]:
    projects = {
        p.pk: p
        for p in OpenProject.objects.filter(pk__in=keys)
        .select_related("budget__release")
        .defer("form", "lines", "goal", "budget__picture", "budget__sections")
    }
    plain = {
        each.project: each.texts
        for start in range(0, len(keys), AT_ONCE)
        for each in texts_of(keys[start : start + AT_ONCE])
    }
    for pk in keys:
        project, n = projects[pk], number[pk]
        for pair in dict.fromkeys(document(plain[pk])):
            if END not in pair:
                found[pair].append(n)
        place = (project.division_code, project.department_code)
        address = reverse("open:project", args=(*place, project.year, project.key))
        release = project.budget.release
        yield _Entry(
            n,
            project.year,
            quote(file_of(address)),
            project.name,
            f"{release.division_name} · {release.department_name} · {project.year}年",
            "" if project.annual is None else rounded(project.annual, Unit.WAN),
            "\n".join(plain[pk]),
        )


def _write_pairs(put: Put, found: dict[str, list[int]]) -> int:
    """The pairs, by a hash of their first two characters, as differences of numbers; how many files."""
    total = sum(map(len, found.values()))
    shards = max(1, min(_MOST_SHARDS, -(-total // _SHARD)))
    files: dict[int, dict[str, list[int]]] = defaultdict(dict)
    for pair, numbers in found.items():
        before = [0, *numbers]
        files[shard_of(pair, shards)][pair] = [b - a for a, b in zip(before, numbers, strict=False)]
    for shard in range(shards):
        put(f"{FOLDER}/g/{shard}.js", _script("g", shard, files.get(shard, {})))
    return shards


def shard_of(pair: str, shards: int) -> int:
    """In which file a pair stands; the script of the page reckons the same."""
    reckoned = 0
    for unit in pair.encode("utf-16-le"):
        reckoned = (reckoned * 31 + unit) % 1_000_003
    return reckoned % shards


def _script(kind: str, n: int, body: object) -> bytes:
    told = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    plain = told.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"mzFound({json.dumps(kind)},{n},{plain});\n".encode()


def size_of(folder: Path) -> int:
    """Bytes of the search's files."""
    return sum(path.stat().st_size for path in (folder / FOLDER).rglob("*.js"))
