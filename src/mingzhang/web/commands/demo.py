"""``mingzhang demo``: the example county on this machine, in the middle of its budget year, to be tried out."""

from __future__ import annotations

import click

from mingzhang.cli.chinese import Command
from mingzhang.web.commands.starting import data_option

PORT = 8000


@click.command(
    "demo",
    cls=Command,
    help="""
    打开示例县：在网页上填报、审核、退回、批复、调整，各种角色的账号写在登录页上。示例县是虚构的，数据单独存放，
    可以随便改。按 Ctrl+C 停止；--fresh 恢复原样。

    Start the example county in the browser.
    """,
    short_help="打开示例县 · The example county in the browser",
)
@click.option("--fresh", is_flag=True, help="重新生成示例县，改过的都不保留 · Make it anew")
@click.option("--no-serve", is_flag=True, help="只生成，不启动网页 · Only make it")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="端口",
    help=f"端口，默认 {PORT}，被占用就换下一个 · Port",
)
@data_option
def demo(fresh: bool, no_serve: bool, port: int | None, data: str | None) -> int:
    """Make the county where it is not there yet, and serve it."""
    from mingzhang.web.commands.demonstrating import run_demo

    return run_demo(data, fresh, not no_serve, port)


if __name__ == "__main__":
    demo.main()
