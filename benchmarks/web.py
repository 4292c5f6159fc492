"""How fast the pages of the web application are with a whole county in it and 20 people at once, beside a bare view.

    python benchmarks/web.py [--postgres URL] [--seconds 5] [--rounds 3] [--workers 2] [--readme]

The county (``big_county.py``) is put into SQLite, and into PostgreSQL where a server is named; the server is the one
of ``mingzhang serve``, the bare view (``bare.py``) runs on the same server with as many workers and threads, turn by
turn with the pages: the shorter the turns (``--seconds 1 --rounds 15``), the less it matters what else the machine does.
20 clients ask without a pause, each a person of their own, over kept connections; times are those of the client.
Each kind of page is asked for alone. A page is kept while nothing has happened (``mingzhang.web.kept``): "each drawn
anew" is what it takes when something has. Nothing of it is kept from one time to the next but what the checks say of
the same text (docs/adr/0012-drawn-anew.md). ``queries`` are those of one page, among 400 projects and in the county.

The clients share the processors with the servers: of a bare view's 0.35 ms they take 0.1, of a page's 5 to 10 ms 0.3.
That flatters the ratios. ``wrk`` with as many connections is lighter: it finds a p95 of 5 to 8 ms for the bare view.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from common import ROOT, fill, table
from serving import Client, free_port, granian, ours, percentiles, server, times

HERE = Path(__file__).parent
CLIENTS = 20
MOST = {"queue": 8.0, "form": 15.0}
"""Times the bare view's p95 that are asked for."""
SEARCHES = ("供水", "道路", "校舍", "第3局", "养老服务", "项目1999")


@dataclass
class Person(Client):
    """A person at a browser: their forms, the text that was last saved."""

    forms: list[int] = field(default_factory=list)
    seen: dict[int, str] = field(default_factory=dict)

    def log_in(self, username: str, password: str) -> None:
        """Log in as someone."""
        self.username = username
        self.ask("GET", "/login/")
        words = urlencode(
            {"username": username, "password": password, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        )
        status, content = self.ask("POST", "/login/", words, "application/x-www-form-urlencoded")
        if status != 302:
            raise SystemExit(f"{username} cannot log in: {status} {content[:300]!r}")

    def save(self) -> None:
        """Save an edit to one of the person's forms."""
        pk = random.choice(self.forms)
        text = f"新建和改造工程，惠及 {random.randrange(10**6)} 人"
        edit = {"op": "set", "path": "overview", "text": text, "seen": self.seen.get(pk, "")}
        status, content = self.ask(
            "POST", f"/projects/{pk}/save/", json.dumps({"edits": [edit]}), "application/json"
        )
        if status != 200:
            raise SystemExit(f"{self.username} save {pk}: {status} {content[:300]!r}")
        self.seen[pk] = json.loads(content)["conflicts"].get("overview", text)


Kinds = dict[str, tuple[list[Person], Callable[[Person], None]]]


def kinds(told: dict[str, Any], port: int) -> Kinds:
    """For each kind of page who asks for it, and how."""
    clerks = [_clerk(told, port, i) for i in range(CLIENTS)]
    reviewers = [_person(told, port, "reviewer", i) for i in range(CLIENTS - 4)]
    seats = [_person(told, port, role, 0) for role in ("business", "performance")]
    bureau = [Person(port, c.username, c.cookies) for c in seats * (CLIENTS // 2)]
    queue = [*reviewers, *bureau[:4]]
    asked = iter(range(10**9))
    return {
        "queue": (queue, lambda c: c.get("/queue/")),
        "queue, each drawn anew": (queue, lambda c: c.get(f"/queue/?new={next(asked)}")),
        "form": (clerks, lambda c: c.get(f"/projects/{random.choice(c.forms[:3])}/")),
        "form, each drawn anew": (
            bureau,
            lambda c: c.get(f"/projects/{random.choice(told['in_review'])}/?new={next(asked)}"),
        ),
        "save": (clerks, lambda c: c.save()),
        "search, each drawn anew": (
            bureau,
            lambda c: c.get(f"/projects/?q={quote(SEARCHES[next(asked) % len(SEARCHES)])}&new={next(asked)}"),
        ),
    }


def _person(told: dict[str, Any], port: int, role: str, i: int) -> Person:
    client = Person(port)
    client.log_in(told["accounts"][role][i], told["password"])
    return client


def _clerk(told: dict[str, Any], port: int, i: int) -> Person:
    client = _person(told, port, "clerk", i)
    client.forms = told["drafts"][client.username]
    return client


def filled(folder: Path, url: str, projects: int) -> tuple[dict[str, Any], float]:
    """The county in a database; how long it took to make."""
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, str(HERE / "big_county.py"), str(projects)],
        env={**os.environ, **_environment(folder, url)}, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return json.loads(run.stdout), time.perf_counter() - start


def _environment(folder: Path, url: str) -> dict[str, str]:
    return {
        "MINGZHANG_DATA": str(folder), "DATABASE_URL": url, "MINGZHANG_SAVES_PER_MINUTE": "1000000",
        "PYTHONPATH": str(HERE),
    }  # fmt: skip


def queries(folder: Path, url: str) -> dict[str, int]:
    """How many queries each page makes."""
    run = subprocess.run(
        [sys.executable, str(HERE / "big_county.py"), "queries"],
        env={**os.environ, **_environment(folder, url), "MINGZHANG_HOSTS": "testserver"},
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    found: dict[str, int] = json.loads(run.stdout)
    return found


def measure(
    folder: Path, url: str, told: dict[str, Any], chosen: argparse.Namespace
) -> dict[str, list[float]]:
    """Per kind of page: p50, p95, p99 in milliseconds, and requests a second."""
    found: dict[str, list[float]] = defaultdict(list)
    spent: dict[str, float] = defaultdict(float)
    one, other = free_port(), free_port()
    with (
        server(ours(one, chosen.workers), one, "/health/", _environment(folder, url)),
        server(granian("bare:application", other, chosen.workers), other, "/", _environment(folder, url)),
    ):
        pages = kinds(told, one)
        pages["bare view"] = ([Person(other) for _ in range(CLIENTS)], lambda c: c.get("/"))
        wanted = [
            name
            for name in ("bare view", *pages)
            if not chosen.only or name == "bare view" or chosen.only in name
        ]
        for clients, ask in (pages[name] for name in wanted):
            times(clients[:4], ask, 0.5)  # workers read what they keep
        for _ in range(chosen.rounds):
            for name in dict.fromkeys(wanted):
                each, took = times(*pages[name], chosen.seconds)
                found[name] += each
                spent[name] += took
    return {name: [*percentiles(each), len(each) / spent[name]] for name, each in found.items()}


def shown(found: dict[str, list[float]], few: dict[str, int], many: dict[str, int]) -> str:
    """The table of a database."""
    bare = found["bare view"][1]
    rows = []
    for name, (p50, p95, p99, rate) in found.items():
        most = f" (≤ {MOST[name]:g})" if name in MOST else ""
        ratio = "1" if name == "bare view" else f"{p95 / bare:.1f}{most}"
        counted = f"{few[name]} / {many[name]}" if name in many else ""
        rows.append([name, f"{p50:.0f}", f"{p95:.0f}", f"{p99:.0f}", f"{rate:.0f}", ratio, counted])
    heads = [
        "page",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "requests/s",
        "p95 × bare",
        "queries, 400 / 20,000 projects",
    ]
    return table(heads, rows)


def main() -> None:
    """Print a table for each database; with ``--readme`` put them into the README."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument(
        "--postgres",
        default=os.environ.get("MINGZHANG_BENCH_DATABASE", ""),
        help="address of an empty database",
    )
    arguments.add_argument("--seconds", type=float, default=5)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--projects", type=int, default=20_000)
    arguments.add_argument("--only", default="", help="only kinds of page with this in their name")
    arguments.add_argument(
        "--readme", action="store_true", help="write the figures into benchmarks/README.md"
    )
    chosen = arguments.parse_args()
    tables = []
    with tempfile.TemporaryDirectory() as small:
        filled(Path(small), "", 400)
        few = queries(Path(small), "")
    for name, url in (("SQLite", ""), *([("PostgreSQL", chosen.postgres)] if chosen.postgres else [])):
        with tempfile.TemporaryDirectory() as folder:
            told, took = filled(Path(folder), url, chosen.projects)
            found = measure(Path(folder), url, told, chosen)
            many = queries(Path(folder), url)
        about = f"{name}: {told['projects']:,} projects, {told['indicators']:,} indicators, put in within {took:.0f} s; {chosen.workers} workers, {CLIENTS} people at once."
        tables.append(f"{about}\n\n{shown(found, few, many)}")
        print(tables[-1], flush=True)
    if chosen.readme:
        fill(ROOT / "benchmarks" / "README.md", "\n\n".join(tables), "web")


if __name__ == "__main__":
    main()
