"""What becomes of people's work when the server is killed, nothing can be written, or the database goes away."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from builders import EXAMPLES, example
from web_server import MAKE, Browser, Server, Typist

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes and limits files as Linux does"),
]
POSTGRES = os.environ.get("MINGZHANG_TEST_DATABASE", "")
TOLD = """
print(json.dumps({
    "broken": str(audit.broken()) if audit.broken() else None,
    "texts": {p.pk: unpacked(p.draft).text("overview") for p in Project.objects.all()},
    "revisions": {p.pk: p.revision for p in Project.objects.all()},
    "audited": [r.after["overview"] for r in AuditRow.objects.filter(act="edit") if "overview" in r.after],
    "edits": {p.pk: AuditRow.objects.filter(subject=f"project:{p.pk}", act__in=["edit", "create"]).count() for p in Project.objects.all()},
    "whole": connection.vendor != "sqlite" or connection.cursor().execute("PRAGMA integrity_check").fetchone()[0],
}))
"""


@pytest.fixture(scope="module", name="made")
def a_county(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, str]]:
    """A data folder with a county in it, and what stands in its forms."""
    folder = tmp_path_factory.mktemp("county")
    return folder, texts(Server(folder).ask(MAKE))


def texts(told: dict[str, str]) -> dict[int, str]:
    return {int(pk): text for pk, text in told.items()}


@pytest.fixture(name="server")
def a_server(made: tuple[Path, dict[int, str]], tmp_path: Path) -> Iterator[Server]:
    server = Server(Path(shutil.copytree(made[0], tmp_path / "data")))
    yield server
    server.kill()


@pytest.fixture(name="forms")
def some_forms(made: tuple[Path, dict[int, str]]) -> dict[int, str]:
    return dict(made[1])


def logged_in(server: Server) -> Browser:
    browser = Browser(server)
    browser.log_in("clerk")
    return browser


def typing(server: Server, forms: dict[int, str]) -> tuple[list[Typist], threading.Event]:
    """People who save all the time, one at each form."""
    stop, cookies = threading.Event(), logged_in(server).cookies
    typists = [Typist(Browser(server, dict(cookies)), pk, text, stop) for pk, text in forms.items()]
    for typist in typists:
        typist.start()
    return typists, stop


def kept(server: Server, typists: list[Typist]) -> dict[str, Any]:
    """What stands in the store, where everything that was said to be saved must be."""
    told: dict[str, Any] = server.ask(TOLD)
    assert told["broken"] is None
    assert told["whole"] in ("ok", True)
    for typist in typists:
        assert typist.wrong == []
        assert typist.saved, "nothing was saved at all"
        assert set(typist.saved) <= set(told["audited"])
        assert told["texts"][str(typist.pk)] in (typist.saved[-1], typist.on_the_way)
        assert told["revisions"][str(typist.pk)] == told["edits"][str(typist.pk)], "an edit without its audit"
    return told


def test_a_server_that_is_killed_again_and_again_loses_nothing_it_said_it_has(
    server: Server, forms: dict[int, str]
) -> None:
    server.start()
    typists, stop = typing(server, forms)
    for _ in range(3):
        time.sleep(random.uniform(0.6, 1.6))
        server.kill()
        server.start()
    time.sleep(1)
    stop.set()
    for typist in typists:
        typist.join(35)
    kept(server, typists)


def test_a_paper_whose_reading_was_killed_is_read_once_more_and_whole(server: Server) -> None:
    server.start()
    browser = logged_in(server)
    paper = (EXAMPLES / "disclosure.txt").read_bytes()
    status, words = browser.upload("/intake/", "申报表.txt", paper, year="2026", unit=_unit(server.folder))
    assert status == 302, words
    until(server.folder, "running", "done")
    server.kill()
    server.ask("from datetime import timedelta\nfrom django.utils import timezone\n"
               "print(Task.objects.filter(state='running').update(seen_at=timezone.now() - timedelta(minutes=5)))")  # fmt: skip
    server.start()
    until(server.folder, "done")
    told = server.ask(
        "i = Intake.objects.get()\n"
        "print(json.dumps([i.problem, len(json.loads(i.document)['documents'][0]['targets']), audit.broken() is None]))"
    )
    assert told == ["", len(example("disclosure").targets), True]


def _unit(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "mingzhang.sqlite3")) as store:
        return str(store.execute("SELECT id FROM store_unit WHERE code = '317001'").fetchone()[0])


def until(folder: Path, *states: str) -> None:
    """Wait until the task is in one of the states."""
    for _ in range(400):
        with closing(sqlite3.connect(folder / "mingzhang.sqlite3")) as store:
            if store.execute("SELECT state FROM store_task").fetchone()[0] in states:
                return
        time.sleep(0.05)
    raise AssertionError("the paper is not read")


def test_when_nothing_can_be_written_people_are_told_and_nothing_is_lost(
    server: Server, forms: dict[int, str]
) -> None:
    server.start()
    browser = logged_in(server)
    pk, stands = next(iter(forms.items()))
    assert browser.save(pk, "写得进去", stands)[0] == 200
    before = server.ask(TOLD)
    _limit(server, 1)
    answers = [browser.save(pk, f"写不进去{n}", "写得进去") for n in range(3)]
    page = browser.get(f"/projects/{pk}/")
    _limit(server, resource.RLIM_INFINITY)
    assert [status for status, _ in answers] == [503, 503, 503]
    assert all("数据库暂时用不了" in words and "没有保存" in words for _, words in answers)
    assert page[0] in (200, 503)
    assert server.ask(TOLD) == before
    assert browser.save(pk, "又写得进去了", "写得进去")[0] == 200
    assert server.ask(TOLD)["texts"][str(pk)] == "又写得进去了"


def _limit(server: Server, most: int) -> None:
    """Let the server's processes write no file beyond so many bytes: what a full disk is to them."""
    for pid in server.pids():
        hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if most >= 0 else hard, hard))


@pytest.mark.postgres
@pytest.mark.skipif(not POSTGRES, reason="MINGZHANG_TEST_DATABASE names no PostgreSQL")
def test_when_postgresql_goes_and_comes_back_the_server_goes_on(server: Server) -> None:
    import psycopg

    name = f"mingzhang_faults_{os.getpid()}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            server.url = _with_database(POSTGRES, name)
            forms = texts(server.ask(MAKE))
            server.start()
            typists, stop = typing(server, forms)
            for _ in range(6):
                time.sleep(0.5)
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
                )
            time.sleep(1)
            stop.set()
            for typist in typists:
                typist.join(35)
            assert Browser(server).get("/health/")[0] == 200
            kept(server, typists)
        finally:
            server.kill()
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _with_database(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{tail}" if tail else "")
