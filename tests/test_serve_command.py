"""``mingzhang serve``: it starts on an empty folder, answers, does background tasks, ends cleanly; says when it cannot."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

COMMAND = "import sys; from mingzhang.cli.main import main; sys.argv[0] = 'mingzhang'; main()"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "MINGZHANG_DATA": str(folder), "DATABASE_URL": "", "PYTHONUTF8": "1"}
    for name in ("DJANGO_SETTINGS_MODULE", "MINGZHANG_HOSTS"):
        environment.pop(name, None)
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "serve", *arguments],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


@contextmanager
def server(folder: Path, port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    running = started(folder, "--port", str(port), *arguments)
    try:
        for _ in range(300):
            if running.poll() is not None:
                raise AssertionError(running.stderr.read() if running.stderr else "")
            try:
                if get(port, "/health/")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield running
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGINT)
            running.wait(40)
        for stream in (running.stdout, running.stderr):
            if stream:
                stream.close()


def children(pid: int) -> list[int]:
    done = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in done.stdout.split()]


def test_it_serves_pages_and_static_files_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    with server(tmp_path / "data", port) as running:
        status, login = get(port, "/login/")
        assert status == 200
        style = login.partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert get(port, style)[0] == 200
        assert get(port, "/login/", host="evil.example")[0] == 400
        below = children(running.pid)
        taken = started(tmp_path / "data", "--port", str(port))
        said = taken.communicate(timeout=60)[1]
        assert (taken.returncode, f"端口 {port} 已被占用" in said) == (2, True)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=40)
    assert running.returncode == 0
    assert out.splitlines()[0] == f"明账已启动：http://127.0.0.1:{port}/"
    assert f"数据在：{tmp_path / 'data'}（SQLite）" in out
    assert "还没有账号" in out
    assert out.splitlines()[-1] == "已停止。"
    assert "Traceback" not in err
    assert not any(Path(f"/proc/{pid}").exists() for pid in below)
    assert not (tmp_path / "data" / "serving.json").exists()


def test_a_server_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    port = free_port()
    with server(tmp_path / "data", port) as running:
        below = children(running.pid)
        assert below
        running.kill()
        running.wait()
        for _ in range(150):
            alive = [pid for pid in below if _command(pid)]
            if not alive:
                break
            time.sleep(0.1)
        assert not alive
    with server(tmp_path / "data", port):
        assert get(port, "/login/")[0] == 200


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "no.such.host.invalid"], "不是地址"),
        (["--host", "203.0.113.9"], "不是本机的"),
        (["--port", "0"], "--port"),
        (["--workers", "0"], "--workers"),
    ],
)
def test_what_cannot_be_served_is_said(tmp_path: Path, arguments: list[str], said: str) -> None:
    failed = started(tmp_path, *arguments)
    err = failed.communicate(timeout=60)[1]
    assert (failed.returncode, said in err) == (2, True), err


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    failed = started(tmp_path / "data", "--port", str(free_port()))
    err = failed.communicate(timeout=60)[1]
    assert (failed.returncode, "数据文件夹用不了" in err) == (2, True), err


def test_a_second_server_on_a_folder_and_restoring_under_a_running_one_are_refused(tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "data"
    with server(folder, port):
        second = started(folder, "--port", str(free_port()))
        said = second.communicate(timeout=60)[1]
        assert (second.returncode, "已经在运行" in said) == (2, True)
        environment = {**os.environ, "MINGZHANG_DATA": str(folder), "DATABASE_URL": "", "PYTHONUTF8": "1"}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "admin", "restore", "b.zip", "--force"],
            env=environment, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
    assert (done.returncode, "正在运行" in done.stderr) == (2, True)
