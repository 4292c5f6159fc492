"""What the benchmarks of the web share: servers started and ended, clients over kept connections, times of answers."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from mingzhang.web.commands.serving import THREADS

HERE = Path(__file__).parent


@dataclass
class Client:
    """A browser: a kept connection, cookies."""

    port: int
    username: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: str | None = None, kind: str = "") -> tuple[int, bytes]:
        """Ask and read the whole answer."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        try:
            answer = self._sent(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):  # idle for too long
            self.connection = None
            answer = self._sent(method, path, body, headers)
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content

    def _sent(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()

    def get(self, path: str) -> None:
        """A page that must be there."""
        status, content = self.ask("GET", path)
        if status != 200:
            raise SystemExit(f"{self.username} {path}: {status} {content[:300]!r}")


@contextmanager
def server(command: list[str], port: int, path: str, environment: dict[str, str]) -> Iterator[int]:
    """A server that answers at a path, ended at the end; its log goes to standard error where it fails."""
    with tempfile.TemporaryFile() as log:
        run = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log, cwd=HERE)
        try:
            _wait(run, port, path)
            yield port
        finally:
            run.terminate()
            run.wait(60)
            if run.returncode not in {0, -15, 143}:
                log.seek(0)
                sys.stderr.write(log.read().decode(errors="replace")[-3000:])


def _wait(run: subprocess.Popen[bytes], port: int, path: str) -> None:
    for _ in range(300):
        if run.poll() is not None:
            raise SystemExit("the server ended")
        try:
            if Client(port).ask("GET", path)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def granian(application: str, port: int, workers: int) -> list[str]:
    """The server of ``mingzhang serve``, with another application."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning", application,
    ]  # fmt: skip


def ours(port: int, workers: int) -> list[str]:
    """``mingzhang serve``."""
    return [
        str(Path(sys.executable).with_name("mingzhang")),
        "serve",
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]


C = TypeVar("C", bound=Client)


def times(clients: Sequence[C], ask: Callable[[C], None], seconds: float) -> tuple[list[float], float]:
    """The seconds of each answer while all clients ask at once, and how long it took."""
    found: list[list[float]] = [[] for _ in clients]
    wrong: list[BaseException] = []
    begin = threading.Barrier(len(clients))

    def run(client: C, kept: list[float]) -> None:
        try:
            begin.wait()
            end = time.perf_counter() + seconds
            while (start := time.perf_counter()) < end:
                ask(client)
                kept.append(time.perf_counter() - start)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=pair) for pair in zip(clients, found, strict=True)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    return [each for kept in found for each in kept], time.perf_counter() - start


def percentiles(each: list[float]) -> list[float]:
    """The median, the 95th and the 99th of a hundred parts, in milliseconds."""
    cuts = statistics.quantiles(each, n=100)
    return [cuts[49] * 1e3, cuts[94] * 1e3, cuts[98] * 1e3]
