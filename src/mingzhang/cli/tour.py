"""``mingzhang tour``: a guided tour over the example papers, in two screens."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from mingzhang.cli.chinese import Command
from mingzhang.cli.examples import FORM, examples

BOOKLET, DISCLOSURE = "declarations-running.txt", "disclosure.txt"


@click.command(
    "tour",
    cls=Command,
    help="""
    带着示例文件走一遍：读出什么，在第几行第几列，哪里存疑，接下来怎么做。示例都是虚构的。

    A guided tour over the example papers.
    """,
    short_help="看一遍示例文件 · A guided tour of the papers",
)
def tour() -> int:
    """Show the tour."""
    from mingzhang.cli.codes import Exit
    from mingzhang.cli.console import complain

    folder = examples()
    if folder is None:
        complain("找不到示例文件：安装不完整，请重新安装 mingzhang。")
        return Exit.NOTHING_READ
    first, second = _screens(folder)
    click.echo("\n".join(first))
    if sys.stdout.isatty() and sys.stdin.isatty():
        click.pause("—— 按任意键看第二屏 · Press any key ——")
    click.echo("\n".join(["", *second]))
    return Exit.DONE


def _screens(folder: Path) -> tuple[list[str], list[str]]:
    from mingzhang.cli.tour_screens import first_screen, second_screen

    return list(first_screen(folder / FORM)), list(
        second_screen(folder / BOOKLET, folder / DISCLOSURE, _commands(folder))
    )


def _commands(folder: Path) -> Iterator[tuple[str, str]]:
    """What to try next: exact commands, and what each does."""
    here = folder
    if folder.is_relative_to(Path.cwd()):
        here = folder.relative_to(Path.cwd())

    def path(name: str = "") -> str:
        text = str(here / name)
        return f'"{text}"' if " " in text else text

    yield f"mingzhang read {path(BOOKLET)}", "一份汇编的全貌"
    yield f"mingzhang read {path(FORM)} --verbose", "逐栏看一份表单"
    yield f"mingzhang read {path()} --format xlsx --out 示例.xlsx", "全部读进 Excel"
    yield f"mingzhang read {path(DISCLOSURE)} --show match", "看每个值从哪一行来"
    yield "mingzhang read 你的文件.txt", "读自己的文件"
