"""``mingzhang admin template`` and ``import``: the county out of an Excel file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingzhang.cli.chinese import Command
from mingzhang.cli.codes import Exit
from mingzhang.cli.console import complain, reason
from mingzhang.web.commands.starting import data_option, in_store, operator

if TYPE_CHECKING:
    from mingzhang.web.services.county_plan import Plan

TEMPLATE = "县.xlsx"
MOST_SHOWN = 200
"""Problems and changes that are listed one by one."""


@click.command(
    "template",
    cls=Command,
    help="""
    写出 Excel 模板：区划、主管部门、单位、人员四张表，带例子和下拉选项。

    Write the Excel template of the county.
    """,
    short_help="写出县的 Excel 模板 · Write the template",
)
@click.option(
    "--out",
    "-o",
    type=click.Path(),
    default=TEMPLATE,
    metavar="文件",
    help=f"写到哪里，默认 {TEMPLATE} · Where",
)
def template(out: str) -> int:
    """Write the template."""
    from mingzhang.workflow.county_template import write_county_template

    target = Path(out)
    if target.exists():
        raise click.ClickException(f"{target} 已经有了，没有覆盖。请用 --out 换一个名字。")
    try:
        with target.open("xb") as stream:
            write_county_template(stream)
    except OSError as error:
        raise click.ClickException(f"写不到 {target}（{reason(error)}）。") from error
    click.echo(f"已写到 {target}。填好后运行 mingzhang admin import {target}")
    return Exit.DONE


@click.command(
    "import",
    cls=Command,
    help="""
    从 Excel 导入区划、主管部门、单位、人员和职责。有一处不对就全部不导入，每个问题都说明是哪张表第几行。
    可以反复导入，只改不同的；文件里没有的不删。

    Import the county from Excel, whole or not at all.
    """,
    short_help="导入县的部门、单位和人员 · Import the county",
)
@click.argument("file", metavar="县.xlsx", type=click.Path())
@click.option("--dry-run", is_flag=True, help="只看会改什么，不导入 · Only show what would change")
@click.option(
    "--passwords",
    metavar="文件.csv",
    type=click.Path(),
    help="为没有写密码的新账号生成密码，写到这里 · Make passwords for new accounts",
)
@data_option
@in_store
def import_(file: str, dry_run: bool, passwords: str | None, data: str | None) -> int:  # noqa: ARG001
    """Import a book."""
    from mingzhang.web.services.county_plan import plan
    from mingzhang.workflow.county_read import CountyFileError, read_county

    if passwords and Path(passwords).exists():
        raise click.ClickException(f"{passwords} 已经有了，没有覆盖。请换一个名字。")
    try:
        found = plan(read_county(Path(file)))
    except CountyFileError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"打不开 {file}（{reason(error)}）。") from error
    if found.problems:
        complain(f"有 {len(found.problems)} 处不对，什么也没有导入：")
        _list([str(problem) for problem in found.problems], err=True)
        return Exit.NOTHING_READ
    _list([change.said for change in found.changes])
    if not found.changes:
        click.echo(f"没有要改的：文件里的 {found.same} 项系统里都有了。")
    elif dry_run:
        click.echo(f"以上 {len(found.changes)} 项会改，{found.same} 项不变。没有导入（--dry-run）。")
    else:
        _carry_out(found, passwords)
    return Exit.DONE


def _list(lines: list[str], err: bool = False) -> None:
    for line in lines[:MOST_SHOWN]:
        click.echo(f"  {line}", err=err)
    if len(lines) > MOST_SHOWN:
        click.echo(f"  ……还有 {len(lines) - MOST_SHOWN} 项", err=err)


def _carry_out(found: Plan, passwords: str | None) -> None:
    from mingzhang.cli.progress import Bar
    from mingzhang.web.services.county_import import carry_out, hashed

    new = sum(change.what == "account" and change.new for change in found.changes)
    with Bar(new, new, quiet=False, doing="准备账号") as bar:

        def tell(n: int, _total: int) -> None:
            bar.file(n, "")
            bar.read(1)

        ready = hashed(found, bool(passwords), tell)
    target = Path(passwords) if passwords and ready.made else None
    if target:
        _write_passwords(target, ready.made)
    try:
        made = carry_out(found, operator(), ready)
    except BaseException:
        if target:
            target.unlink(missing_ok=True)
        raise
    click.echo(f"已导入：改了 {made} 项，{found.same} 项原来就有。")
    if target:
        click.echo(f"新账号的初始密码在 {target}：发给本人后请删去，第一次登录必须改。")


def _write_passwords(path: Path, passwords: Mapping[str, str]) -> None:
    """Readable by its owner alone; what cannot be written keeps the import from being made."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as out:
            out.write("账号,初始密码\r\n")
            out.writelines(f"{username},{password}\r\n" for username, password in passwords.items())
    except OSError as error:
        raise click.ClickException(f"密码写不到 {path}（{reason(error)}），什么也没有导入。") from error
