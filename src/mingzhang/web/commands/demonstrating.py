"""The demonstration on disk: made once in a folder of its own, served where somebody sits before the screen."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
import webbrowser
from contextlib import closing
from pathlib import Path

import click

from mingzhang.cli.console import reason
from mingzhang.cli.datafolder import data_folder
from mingzhang.cli.examples import examples
from mingzhang.web.commands.demo import PORT
from mingzhang.web.commands.serving import listening, run_server
from mingzhang.web.commands.starting import migrate, start
from mingzhang.web.config import SETTINGS

STALE = 10
"""Days after which the windows of the county's rounds are about to shut."""


def run_demo(data: str | None, fresh: bool, serve: bool, port: int | None) -> int:
    """Make the county where it is not there, say how to log in, serve it. Raises ClickException."""
    folder = data_folder(data) / "demo"
    running = listening(folder)
    if running:
        return _running(running, fresh)
    if fresh:
        _remove(folder)
    _alone()
    start(str(folder))
    migrate()
    _made(folder)
    if not serve or not sys.stdin.isatty():
        click.echo("启动网页：mingzhang demo" + (f" --data {data}" if data else ""))
        return 0
    return run_server("127.0.0.1", port or _free_port(), 1, True, str(folder))


def _running(address: str, fresh: bool) -> int:
    if fresh:
        raise click.ClickException(f"示例县正在运行（{address}），请先在它的窗口按 Ctrl+C 停止，再重新生成。")
    click.echo(f"示例县已经在运行：{address}")
    if sys.stdin.isatty():
        webbrowser.open(address)
    return 0


def _remove(folder: Path) -> None:
    """Take a county away that this command made; any other folder is left alone."""
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / "mingzhang.sqlite3").is_file():
        raise click.ClickException(f"{folder} 里不是示例县的数据，没有删除。请用 --data 换一个文件夹。")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise click.ClickException(f"旧的示例县删不掉（{reason(error)}）：{error.filename}") from error


def _alone() -> None:
    """The demonstration takes none of the settings that a county has for its own work."""
    for setting in SETTINGS:
        os.environ[setting.variable] = setting.default


def _made(folder: Path) -> None:
    from mingzhang.web.demo import build

    if build.there():
        _age(folder)
    else:
        papers = examples()
        if papers is None:
            raise click.ClickException("找不到示例文件：安装不完整，请重新安装 mingzhang。")
        click.echo("正在生成示例县…")
        began = time.monotonic()
        build.build(papers)
        click.echo(f"示例县“青岚县”已生成，用时 {time.monotonic() - began:.1f} 秒：{build.told()}。")
    _accounts()


def _age(folder: Path) -> None:
    """Say that the county is there, and since when: its rounds end some days after it was made."""
    from mingzhang.web.demo import build

    days = build.age()
    click.echo(f"示例县在：{folder}（{f'{days} 天前' if days else '今天'}生成）")
    if days >= STALE:
        click.echo("填报时间已经或快要截止；要从头试，请写：mingzhang demo --fresh")


def _accounts() -> None:
    from mingzhang.cli.columns import pad
    from mingzhang.web.demo.places import PASSWORD, SHOWN
    from mingzhang.workflow.roles import ROLES

    click.echo(f"账号（密码都是 {PASSWORD}）：")
    for role, (username, name) in SHOWN.items():
        click.echo(f"  {pad(username, 20)}{pad(ROLES[role].name, 18)}{name}")


def _free_port() -> int:
    """The usual port, or the next that is free."""
    for port in range(PORT, PORT + 20):
        with closing(socket.socket()) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"端口 {PORT} 到 {PORT + 19} 都被占用，请用 --port 写一个别的。")
