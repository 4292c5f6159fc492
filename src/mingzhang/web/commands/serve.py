"""``mingzhang serve``: the web application on this machine, with nothing else to install."""

from __future__ import annotations

import click

from mingzhang.cli.chinese import Command
from mingzhang.web.commands.starting import data_option

PORT = 8000


@click.command(
    "serve",
    cls=Command,
    help="""
    启动网页系统：填报、审核、批复。数据放在一个文件夹里，不需要另装数据库；按 Ctrl+C 停止。

    Start the web application.
    """,
    short_help="启动网页系统 · Start the web application",
    epilog="\n".join(
        (
            "例子 · Examples",
            "  mingzhang serve --open",
            "  mingzhang serve --host 0.0.0.0 --port 8080    局域网里别的电脑也能用",
            "  mingzhang serve --data D:\\明账 --workers 4",
        )
    ),
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=PORT, metavar="端口", help=f"端口，默认 {PORT} · Port"
)
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="地址",
    help="在哪个地址上接受访问；默认只限本机，0.0.0.0 是所有网卡 · Address",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, metavar="个数", help="用几个进程，默认 1 · Processes"
)
@click.option("--open", "open_", is_flag=True, help="启动后打开浏览器 · Open the browser")
@data_option
def serve(port: int, host: str, workers: int, open_: bool, data: str | None) -> int:
    """Serve until it is stopped."""
    from mingzhang.web.commands.serving import run_server

    return run_server(host, port, workers, open_, data)
