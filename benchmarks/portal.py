"""How fast the public side is at full size: search as a call and as a page, the pages, requests a second under load.

    python benchmarks/portal.py [--postgres URL] [--small] [--anew] [--seconds 4] [--rounds 2] [--readme]

What is measured is put in by ``big_portal.py``, and kept in ``--folder`` for the next time; ``--anew`` makes it again
(the database that is named for PostgreSQL must be empty then). Beside it in the same run stand the database's own plain
query and the bare view (``bare.py``), which runs on the same server with as many workers. Pages are asked for by a few
clients at once over kept connections, search by one; a page is kept while nothing public changes, "drawn anew" is asked for so that it
is not. The load is that of ``wrk``, where it is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from common import ROOT, fill, table
from serving import HERE, Client, free_port, granian, ours, percentiles, server, times

SIZES = {"full": ("200", "5", "100"), "small": ("20", "2", "50")}
MOST_SEARCH, MOST_PAGE = 100, 8
"""Milliseconds of a search, and times the bare view of a page, that are asked for at the 95th percentile."""
FILTERS = ("year=2026", "division=149901", "fund=general&year=2025", "least=10", "function=213")
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
READERS = 20
"""Places that people look at: what a worker keeps is bounded."""
ANEW = ", drawn anew"
Found = dict[str, list[float]]
Address = Callable[[], str]


def environment(folder: Path, url: str) -> dict[str, str]:
    """What a process is told of the database."""
    return {
        "MINGZHANG_DATA": str(folder), "DATABASE_URL": url, "PYTHONPATH": str(HERE),
        "MINGZHANG_API_PER_MINUTE": "100000000", "MINGZHANG_SEARCH_PER_MINUTE": "100000000",
    }  # fmt: skip


def run(script: str, folder: Path, url: str, *words: str) -> dict[str, Any]:
    """What a script of its own process prints."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), *words],
        env={**os.environ, **environment(folder, url)}, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def filled(folder: Path, url: str, size: str, anew: bool) -> dict[str, Any]:
    """What is there, made now or the last time."""
    told = folder / f"told-{hashlib.sha256(url.encode()).hexdigest()[:12]}.json"
    if anew or not told.exists():
        if anew and not url:
            for file in folder.glob("mingzhang.sqlite3*"):
                file.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        told.write_text(json.dumps(run("big_portal.py", folder, url, *SIZES[size])), encoding="utf-8")
    found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    return found


def pages(told: dict[str, Any]) -> dict[str, Address]:
    """For each kind of page an address of it."""

    def place(form: str) -> Address:
        return lambda: "/open/" + form.format(*random.choice(told["places"][:READERS]))

    return {
        "home": lambda: "/open/",
        "region": place("{0}/"),
        "department": place("{0}/{1}/"),
        "budget": place("{0}/{1}/{2}/"),
        "table 1": place("{0}/{1}/{2}/tables/1/"),
        "projects": place("{0}/{1}/{2}/projects/"),
        "project": place("{0}/{1}/{2}/projects/{3}/"),
        "text": place("{0}/{1}/{2}/text/"),
    }


def searches(calls: dict[str, Any]) -> dict[str, Address]:
    """For each kind of search an address of its page."""

    def page(name: str) -> Address:
        words, filtered = calls["kinds"][name]["words"], "filters" in name
        return lambda: (
            f"/open/search/?q={quote(random.choice(words))}{'&' + random.choice(FILTERS) if filtered else ''}"
        )

    return {name: page(name) for name in calls["kinds"]}


def asking(address: Address, anew: bool = False) -> Callable[[Client], None]:
    """How a client asks for a page; ``anew`` so that it is not kept."""
    return lambda client: client.get(address() + (f"?new={random.random()}" if anew else ""))


class Site:
    """A server that is asked for pages: the times of its answers by kind of page."""

    def __init__(
        self, port: int, addresses: dict[str, Address], chosen: argparse.Namespace, clients: int = 0
    ) -> None:
        self.port, self.addresses, self.chosen = port, addresses, chosen
        self.clients = [Client(port) for _ in range(clients or chosen.clients)]
        self.there = [name for name, to in addresses.items() if self.clients[0].ask("GET", to())[0] == 200]
        self.times: dict[str, list[float]] = defaultdict(list)
        for name in self.there:  # workers read what they keep
            times(self.clients, asking(addresses[name]), 1)

    def round(self, name: str, anew: bool = False) -> None:
        """Ask for a kind of page for some seconds."""
        ask = asking(self.addresses[name], anew)
        self.times[f"{name}{ANEW if anew else ''}"] += times(self.clients, ask, self.chosen.seconds)[0]

    def found(self) -> Found:
        """What was measured, and the load of each kind of page; nothing for what is not there."""
        rates = {
            name: [load(f"http://127.0.0.1:{self.port}{self.addresses[name]()}", self.chosen)]
            for name in self.there
        }
        measured = {name: [*percentiles(each), *rates.get(name, [])] for name, each in self.times.items()}
        return {name: [] for name in self.addresses} | measured


def measure(
    folder: Path, url: str, told: dict[str, Any], calls: dict[str, Any], chosen: argparse.Namespace
) -> Found:
    """By kind of page: p50, p95, p99 in milliseconds, and requests a second of wrk."""
    one, other = free_port(), free_port()
    with (
        server(ours(one, chosen.workers), one, "/health/", environment(folder, url)),
        server(granian("bare:application", other, chosen.workers), other, "/", environment(folder, url)),
    ):
        bare = Site(other, {"bare view": lambda: "/"}, chosen)
        site = Site(one, pages(told), chosen)
        search = Site(one, searches(calls), chosen, clients=1)
        for _ in range(chosen.rounds):
            bare.round("bare view")
            for name in site.there:
                site.round(name)
                site.round(name, anew=True)
            for name in search.there:
                search.round(name)
        return {**bare.found(), **site.found(), **search.found()}


def load(address: str, chosen: argparse.Namespace) -> float:
    """Requests a second of wrk for one address; 0 where it is not installed."""
    if not shutil.which("wrk"):
        return 0
    done = subprocess.run(
        ["wrk", "-t", "1", "-c", "20", "-d", f"{max(chosen.seconds, 1):.0f}s", "--timeout", "10s", address],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    rate = _RATE.search(done.stdout)
    return float(rate[1]) if rate else 0


def search_table(calls: dict[str, Any], found: Found) -> str:
    """Search as a call and as a page, beside the plain query."""
    rows = []
    for name, kind in calls["kinds"].items():
        new, cpu, kept, plain = (percentiles(kind[key])[:2] for key in ("new", "new, CPU", "kept", "plain"))
        page = found[name]
        of = f"{kind['found']:,}" + (
            f" ({kind['inexact']} of {len(kind['words'])} counted “at least”)" if kind["inexact"] else ""
        )
        rows.append([
            name, of, *(f"{a:.0f} / {b:.0f}" for a, b in (new, cpu, kept, plain)),
            f"{page[0]:.0f} / {page[1]:.0f}" if page else "not there yet", f"{page[3]:.0f}" if page and page[3] else "",
        ])  # fmt: skip
    heads = [
        "search, p50 / p95 ms", "found (median)", f"new words (p95 ≤ {MOST_SEARCH})",
        "CPU of the worker", "words asked for before",
        "the database's plain query", "as a page", "requests/s (wrk)",
    ]  # fmt: skip
    return table(heads, rows)


def page_table(found: Found, told: dict[str, Any]) -> str:
    """The pages, beside the bare view."""
    bare = found["bare view"][1]
    rows = []
    for name in ("bare view", *pages(told)):
        if not found[name]:
            rows.append([name, "not there yet", "", "", "", ""])
            continue
        p50, p95, _, rate = found[name]
        anew = found.get(f"{name}{ANEW}")
        ratio = "1" if name == "bare view" else f"{p95 / bare:.1f} (≤ {MOST_PAGE})"
        drawn = f"{anew[0]:.0f} / {anew[1]:.0f}" if anew else ""
        rows.append([name, f"{p50:.1f}", f"{p95:.1f}", ratio, drawn, f"{rate:.0f}" if rate else ""])
    return table(
        ["page", "p50 ms", "p95 ms", "p95 × bare", "drawn anew, p50 / p95 ms", "requests/s (wrk)"], rows
    )


def about(name: str, told: dict[str, Any], calls: dict[str, Any], chosen: argparse.Namespace) -> str:
    """What was measured, in a sentence or two."""
    mega = 1024 * 1024
    return (
        f"{name}: {told['departments']} departments, {told['projects']:,} projects, {told['indicators']:,} indicators, put in"
        f" within {told['rows']:.0f} s ({told['bytes'] / mega:,.0f} MB, {told['memory'] / mega:.0f} MB of memory); the index of"
        f" search made within {told['index']:.0f} s, {told['index_bytes'] / mega:,.0f} MB of it; what a worker holds of the"
        f" projects, read within {calls['first']:.1f} s. {chosen.workers} workers, pages asked for by {chosen.clients}"
        " clients at once, search by one, wrk with 20 connections."
    )


def main() -> None:
    """Print the tables of each database; with ``--readme`` put them into the README."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument(
        "--postgres", default=os.environ.get("MINGZHANG_BENCH_DATABASE", ""), help="address of a database"
    )
    arguments.add_argument("--small", action="store_true", help="a hundredth of it, for a quick try")
    arguments.add_argument("--anew", action="store_true", help="make again what is measured")
    arguments.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mingzhang-portal")
    arguments.add_argument("--calls", type=int, default=120)
    arguments.add_argument("--clients", type=int, default=4)
    arguments.add_argument("--seconds", type=float, default=4)
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument(
        "--readme", action="store_true", help="write the figures into benchmarks/README.md"
    )
    chosen = arguments.parse_args()
    size = "small" if chosen.small else "full"
    texts = []
    for name, url in (("SQLite", ""), *([("PostgreSQL", chosen.postgres)] if chosen.postgres else [])):
        folder = chosen.folder / size
        told = filled(folder, url, size, chosen.anew)
        calls = run("portal_calls.py", folder, url, str(chosen.calls))
        found = measure(folder, url, told, calls, chosen)
        texts.append(
            "\n\n".join(
                (about(name, told, calls, chosen), search_table(calls, found), page_table(found, told))
            )
        )
        print(texts[-1], flush=True)
    if chosen.readme:
        fill(ROOT / "benchmarks" / "README.md", "\n\n".join(texts), "portal")


if __name__ == "__main__":
    main()
