"""A browser for the tests: the system's Chromium, driven by Playwright, and servers for it to visit."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge"))),
    None,
)
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here (Debian: apt-get install chromium)"
)
SCREEN = {"width": 1366, "height": 768}
AXE = "4.10.3"
_AXE_TARBALL = f"https://registry.npmjs.org/axe-core/-/axe-core-{AXE}.tgz"
_AXE_SHA512 = "Xm7bpRXnDSX2YE2YFfBk2FnF0ep6tmG7xPh8iHee8MIcrgq762Nkce856dYtJYLkuIoYZvGfTs/PbZhideTcEg=="


def command(*words: str | Path, data: Path) -> list[str]:
    """A command of ours on a data folder."""
    return [sys.executable, "-m", "mingzhang.cli.main", *map(str, words), "--data", str(data)]


def surroundings() -> dict[str, str]:
    """The environment without what would lead our commands elsewhere."""
    ours = ("MINGZHANG_", "DJANGO_", "DATABASE_URL")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}


def run(*words: str | Path, data: Path) -> str:
    """Run a command of ours; what it prints. It must end well."""
    done = subprocess.run(
        command(*words, data=data), env=surroundings(), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The address of a server on a data folder, as ``mingzhang serve`` starts it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = data / "server.log"
    data.mkdir(parents=True, exist_ok=True)
    with (
        log.open("wb") as out,
        subprocess.Popen(
            command("serve", "--port", str(port), data=data), env=surroundings(), stdout=out, stderr=out,
            stdin=subprocess.DEVNULL,
        ) as server,
    ):  # fmt: skip
        try:
            _await(address, server, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _await(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's browser, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def visitor(opened: Browser, address: str) -> BrowserContext:
    """A person's browser of its own: 1366 × 768, Chinese."""
    context = opened.new_context(viewport=SCREEN, locale="zh-CN", base_url=address)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    return context


def axe() -> str:
    """The script of axe-core, fetched once and known by its hash. Skips the test where it cannot be had."""
    kept = Path(tempfile.gettempdir()) / f"mingzhang-axe-{AXE}.tgz"
    packed = kept.read_bytes() if kept.is_file() else b""
    if not _is_axe(packed):
        packed = _fetched()
        kept.write_bytes(packed)
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        script = tar.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode("utf-8")


def _is_axe(packed: bytes) -> bool:
    return hashlib.sha512(packed).digest() == b64decode(_AXE_SHA512)


def _fetched() -> bytes:
    """The package from the registry: by npm, which knows a mirror where there is one, else straight."""
    with tempfile.TemporaryDirectory() as folder:
        npm = shutil.which("npm")
        if npm:
            words = [npm, "pack", "--silent", f"axe-core@{AXE}"]
            with suppress(subprocess.TimeoutExpired):
                subprocess.run(words, cwd=folder, capture_output=True, check=False, timeout=60)
        found = Path(folder) / f"axe-core-{AXE}.tgz"
        packed = found.read_bytes() if found.is_file() else b""
    if not packed:
        try:
            with urllib.request.urlopen(_AXE_TARBALL, timeout=30) as answer:
                packed = answer.read()
        except OSError as error:
            pytest.skip(f"axe-core {AXE} cannot be fetched from the npm registry ({error})")
    if not _is_axe(packed):
        pytest.skip(f"what the npm registry gives for axe-core {AXE} is not what it should be")
    return packed
