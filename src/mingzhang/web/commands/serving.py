"""The server: tables and static files made ready, pages served, background tasks done beside them."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import click

from mingzhang.cli.console import reason
from mingzhang.web.commands.starting import migrate, start

THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
"""Requests that a process answers at once."""
MARK = "serving.json"
"""Says where the server of a data folder listens, so that nobody changes the folder under it."""
_ALL = frozenset({"0.0.0.0", "::"})
_OWN = frozenset({"127.0.0.1", "localhost", "::1"})


def run_server(host: str, port: int, workers: int, open_: bool, data: str | None) -> int:
    """Serve until Ctrl-C. Raises ClickException where it cannot start."""
    _free(host, port)
    shown = _hosts(host, data)
    folder = start(data)
    running = listening(folder)
    if running:
        raise click.ClickException(f"这个数据文件夹的系统已经在运行：{running}")
    _ready()
    address = f"http://{f'[{shown[0]}]' if ':' in shown[0] else shown[0]}:{port}/"
    mark = folder / MARK
    with _background():
        try:
            _serve(host, port, workers, lambda: _greet(folder, address, shown, port, mark, open_))
        finally:
            mark.unlink(missing_ok=True)
    click.echo("已停止。")
    return 0


def _free(host: str, port: int) -> None:
    """Raise ClickException where the port is taken, or the address is not of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise click.ClickException(f"“{host}”不是地址；本机写 127.0.0.1，局域网写 0.0.0.0。") from error
        except PermissionError as error:
            raise click.ClickException(
                f"没有权限用端口 {port}；请换一个大于 1024 的：--port 8000。"
            ) from error
        except OSError as error:
            raise click.ClickException(_taken(host, port, error)) from error


def _taken(host: str, port: int, error: OSError) -> str:
    """Why a port cannot be had: something listens there, or the address is none of this machine's."""
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} 不是本机的地址；本机写 127.0.0.1，局域网写 0.0.0.0。"
    return (
        f"端口 {port} 已被占用：可能明账已经启动，请在浏览器里打开 http://127.0.0.1:{port}/ 看看；"
        f"是别的程序占用的，请换一个：--port {port + 1 if port < 65535 else 8000}。"
    )


def _hosts(host: str, data: str | None) -> list[str]:
    """The addresses that people may use, which are let in besides those of the settings; the first is shown."""
    from mingzhang.cli.datafolder import VARIABLE
    from mingzhang.web.config import ConfigError, config

    if data:
        os.environ[VARIABLE] = str(Path(data).expanduser().resolve())
    own = [] if host in _OWN else _addresses() if host in _ALL else [host]
    try:
        listed = config().listed("hosts")
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    os.environ["MINGZHANG_HOSTS"] = ",".join(
        dict.fromkeys(
            [*listed, "localhost", "127.0.0.1", "[::1]", *(f"[{a}]" if ":" in a else a for a in own)]
        )
    )
    config.cache_clear()
    return ["127.0.0.1", *own] if host in _ALL or host in _OWN else own


def _addresses() -> list[str]:
    """The name of this machine, and its address on the network."""
    found = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent: the system only chooses its own address
        found.append(probe.getsockname()[0])
    name = socket.gethostname()
    return [*found, *([name] if name else [])]


def _ready() -> None:
    """Tables and static files as this version wants them."""
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        migrate()
        call_command("collectstatic", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise click.ClickException(f"数据库连不上，或不能更新：{error}") from error
    except OSError as error:
        raise click.ClickException(f"数据文件夹写不进去（{reason(error)}）：{error.filename}") from error


def _greet(folder: Path, address: str, shown: list[str], port: int, mark: Path, open_: bool) -> None:
    """Say where it is, and what to do where there is nobody yet."""
    from django.db import connections

    from mingzhang.web.config import config
    from mingzhang.web.store.models import Account

    mark.write_text(json.dumps({"pid": os.getpid(), "address": address, "port": port}), encoding="utf-8")
    click.echo(f"明账已启动：{address}")
    for other in shown[1:]:
        click.echo(f"别的电脑用：http://{other}:{port}/")
    where = "PostgreSQL" if config().text("database_url") else "SQLite"
    click.echo(f"数据在：{folder}（{where}）")
    if not Account.objects.exists():
        click.echo(
            "还没有账号。请另开一个窗口：mingzhang admin template，填好后 mingzhang admin import 县.xlsx"
        )
    connections.close_all()
    click.echo("按 Ctrl+C 停止。")
    sys.stdout.flush()
    if open_:
        webbrowser.open(address)


@contextmanager
def _background() -> Iterator[None]:
    """The process of background tasks, as long as the server lives."""
    command = [sys.executable, "-m", "mingzhang.web.commands.background"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _serve(host: str, port: int, workers: int, started: Callable[[], None]) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "mingzhang.web.commands.application:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    )
    server.on_startup(started)
    server.serve()


def listening(folder: Path) -> str:
    """The address of a server that runs on a data folder, blank where none does.

    A server that was killed leaves its mark behind: it counts only while its process lives and its pages answer.
    """
    try:
        told = json.loads((folder / MARK).read_text(encoding="utf-8"))
        if os.name == "posix":  # elsewhere signal 0 would end it
            os.kill(int(told["pid"]), 0)
        asked = Request(f"{told['address']}health/", headers={"X-Forwarded-Proto": "https"})
        with urlopen(asked, timeout=2) as answer:
            return str(told["address"]) if "status" in json.load(answer) else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""
