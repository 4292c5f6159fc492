"""A real server with a county in a data folder of its own, that can be killed, and people who save in it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from web_county import PASSWORD

HERE = Path(__file__).parent
BEGIN = """
import json, sys, django
django.setup()
from django.core.management import call_command
from django.db import connection
from mingzhang.web.store.models import *
from mingzhang.web.services import audit
from mingzhang.workflow.draft import unpacked
"""
MAKE = """
call_command("migrate", verbosity=0)
import web_county
from builders import example
place = web_county.county()
forms = example("disclosure").targets
made = [web_county.project(place, forms[n % len(forms)]) for n in range(3)]
call_command("collectstatic", verbosity=0, interactive=False)
print(json.dumps({p.pk: unpacked(p.draft).text("overview") for p in made}))
"""


@dataclass
class Server:
    """``mingzhang serve`` on a data folder; ``start`` again after ``kill``."""

    folder: Path
    url: str = ""
    workers: int = 2
    port: int = 0
    run: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ, "MINGZHANG_DATA": str(self.folder), "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "mingzhang.web.settings", "PYTHONPATH": str(HERE),
            "MINGZHANG_SAVES_PER_MINUTE": "100000", "MINGZHANG_HOSTS": "127.0.0.1",
        }  # fmt: skip

    def ask(self, code: str) -> Any:
        """What a program on the same store prints as JSON."""
        run = subprocess.run(
            [sys.executable, "-c", BEGIN + code], env=self.environment, capture_output=True, check=False
        )
        assert run.returncode == 0, run.stderr.decode()
        return json.loads(run.stdout)

    def start(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", self.port))
            self.port = probe.getsockname()[1]
        command = [
            str(Path(sys.executable).with_name("mingzhang")),
            "serve", "--port", str(self.port), "--workers", str(self.workers),
        ]  # fmt: skip
        with (self.folder / "server.log").open("ab") as log:
            self.run = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + 40
        while time.monotonic() < end:
            try:
                if Browser(self).get("/health/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text(encoding="utf-8")[-3000:])

    def kill(self) -> None:
        """As a power cut does: all its processes at once, without a word."""
        if self.run is not None:
            pids = self.pids()
            os.killpg(self.run.pid, signal.SIGKILL)
            self.run.wait()
            self.run = None
            while any(Path(f"/proc/{pid}").exists() for pid in pids):
                time.sleep(0.02)

    def pids(self) -> list[int]:
        """The server's processes."""
        assert self.run is not None
        found = subprocess.run(
            ["ps", "-o", "pid=", "-g", str(self.run.pid)], capture_output=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]


@dataclass
class Browser:
    """Asks a server, keeps its cookies; a new connection each time, since servers die here."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str | bytes | None = None, kind: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def get(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)

    def log_in(self, username: str) -> None:
        self.get("/login/")
        words = urlencode({
            "username": username, "password": PASSWORD, "csrfmiddlewaretoken": self.cookies["csrftoken"],
        })  # fmt: skip
        assert self.ask("POST", "/login/", words, "application/x-www-form-urlencoded")[0] == 302

    def save(self, pk: int, text: str, seen: str) -> tuple[int, str]:
        edit = {"op": "set", "path": "overview", "text": text, "seen": seen}
        return self.ask("POST", f"/projects/{pk}/save/", json.dumps({"edits": [edit]}), "application/json")

    def upload(self, path: str, name: str, data: bytes, **fields: str) -> tuple[int, str]:
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()
        ]
        head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        body = ("".join(parts) + head).encode() + data + b"\r\n--x--\r\n"
        return self.ask("POST", path, body, "multipart/form-data; boundary=x")


@dataclass
class Typist(threading.Thread):
    """Saves one text after another to a form, and remembers which the server said that it has."""

    browser: Browser
    pk: int
    stands: str
    stop: threading.Event
    saved: list[str] = field(default_factory=list)
    on_the_way: str = ""
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        n = 0
        while not self.stop.is_set():
            n += 1
            self.on_the_way = f"第{self.pk}份第{n}次"
            try:
                self._take(*self.browser.save(self.pk, self.on_the_way, self.stands))
            except OSError:  # killed before it answered: what became of it shows at the next save
                time.sleep(0.05)

    def _take(self, status: int, words: str) -> None:
        if status == 503:
            return
        if status != 200:
            self.wrong.append(f"{status} {words[:200]}")
            return
        there = json.loads(words)["conflicts"].get("overview")
        if there is None:
            self.saved.append(self.on_the_way)
        self.stands = self.on_the_way if there is None else there
