"""Search as a call of the service, beside the database's own plain query for the same words, one after another.

    MINGZHANG_DATA=FOLDER python benchmarks/portal_calls.py [CALLS]

Words are pieces of the texts that are there, so that broad ones come as often as they are written. Prints JSON: by kind
of search the seconds of a word that nobody asked for since the last release, of one that is kept, of the plain query.
"""

# ruff: noqa: E402  # Django is set up before its models are imported

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingzhang.web.settings")

import django

django.setup()

from django.db import connection

from mingzhang.web.services.open import search as service
from mingzhang.web.services.open.finding.grams import grams, plain
from mingzhang.web.services.open.finding.shelf import forget, shelf
from mingzhang.web.store.models import OpenProject

LENGTHS = (2, 4, 8)
BROAD = ("项目", "资金", "满意度", "完成", "完成时间", "按照实施", "合格率", "总成本")
RARE = 20
"""Projects that a rare word stands in, at most."""


def main() -> None:
    """Measure, and print what was found."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    chance = random.Random(8)
    start = time.perf_counter()
    held = shelf()
    first = time.perf_counter() - start
    found: dict[str, dict[str, Any]] = {}
    for name, words, filtered in _kinds(chance, calls):
        times: dict[str, list[float]] = defaultdict(list)
        counts = []
        for word in words:
            query = service.Query(text=word, **(_filters(chance, held) if filtered else {}))
            held.standing.clear()

            for kind in ("new", "kept"):
                took, worked, result = timed(lambda query=query: service.search(query))  # type: ignore[misc]
                times[kind].append(took)
                times[f"{kind}, CPU"].append(worked)
            times["plain"].append(timed(lambda word=word: _plain(word))[0])  # type: ignore[misc]
            counts.append((result.count, result.exact))
        found[name] = {
            **times, "words": words, "found": sorted(c for c, _ in counts)[len(counts) // 2],
            "inexact": sum(not exact for _, exact in counts),
        }  # fmt: skip
    forget()
    print(json.dumps({"first": first, "kinds": found}))


def timed(call: Callable[[], Any]) -> tuple[float, float, Any]:
    """The seconds that a call took, those of them that this process worked, and what it gave."""
    start, worked = time.perf_counter(), time.process_time()
    result = call()
    return time.perf_counter() - start, time.process_time() - worked, result


def _kinds(chance: random.Random, calls: int) -> Iterator[tuple[str, list[str], bool]]:
    """What a kind of search is called, its words, whether filters are set as well."""
    texts = [
        plain(text)
        for pair in OpenProject.objects.filter(pk__in=chance.sample(range(1, OpenProject.objects.count() + 1), 400))
        .order_by("pk").values_list("name", "goal")
        for text in pair
    ]  # fmt: skip
    rare: list[str] = []
    for length in LENGTHS:
        words = [_piece(chance, texts, length) for _ in range(calls)]
        rare += [word for word in words if service.search(service.Query(text=word), size=1).count <= RARE]
        for filtered in (False, True):
            yield f"{length} characters{', filters' if filtered else ''}", words, filtered
    for filtered in (False, True):
        end = ", filters" if filtered else ""
        yield f"broad words{end}", [BROAD[i % len(BROAD)] for i in range(calls // 2)], filtered
        yield f"rare words{end}", rare[:calls], filtered
    yield "no words, filters", [""] * calls, True


def _piece(chance: random.Random, texts: list[str], length: int) -> str:
    """A piece of a text, without figures: as people type."""
    while True:
        text = chance.choice(texts)
        start = chance.randrange(max(len(text) - length, 1))
        piece = text[start : start + length]
        if len(piece) == length and not any(c.isdigit() for c in piece):
            return piece


def _filters(chance: random.Random, held: Any) -> dict[str, Any]:  # noqa: ANN401  # what is held in memory
    """One or two filters of any kind."""
    every: list[dict[str, Any]] = [
        {"years": (2026,)}, {"divisions": (chance.choice(list(held.sets["division"])),)},
        {"departments": (chance.choice(list(held.sets["department"])),)}, {"funds": ("general",)}, {"kinds": ("other",)},
        {"functions": (chance.choice(list(held.sets["function"])),)}, {"least": 10_000_000}, {"most": 50_000_000},
    ]  # fmt: skip
    one, other = chance.sample(every, 2)
    return one | other


def _plain(word: str) -> list[Any]:
    """The database's own query: how many there are and the first twenty, without filters, facets and snippets."""
    sqlite = connection.vendor == "sqlite"
    table = "store_opensearch" if sqlite else "store_opensearch_text"
    key, holds = ("rowid", f"{table} MATCH %s") if sqlite else ("id", "texts LIKE %s")
    asked = [f'"{" ".join(grams(plain(word)))}"' if sqlite else f"%{plain(word)}%"]
    if not word:
        table, key, holds, asked = "store_openproject", "id", "year = %s", ["2026"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {holds}", asked)
        count = cursor.fetchall()
        cursor.execute(f"SELECT {key} FROM {table} WHERE {holds} ORDER BY {key} DESC LIMIT 20", asked)
        return [*count, *cursor.fetchall()]


if __name__ == "__main__":
    main()
