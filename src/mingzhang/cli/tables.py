"""``mingzhang tables`` and ``mingzhang narrative``: what a disclosure prints, out of a ledger."""

from __future__ import annotations

from pathlib import Path

import click

from mingzhang.cli.chinese import Command, one_of
from mingzhang.forms.defaults import DEFAULT

TABLE_FORMATS = ("table", "json", "csv")
NARRATIVE_FORMATS = ("text", "json")
_LEDGER = click.argument("ledger", metavar="账本", type=click.Path())
_DEPARTMENT = click.option(
    "--department", "-d", metavar="代码", help="只要这个部门（默认：账本里的全部部门） · Only this department"
)
_OUT = click.option("--out", "-o", metavar="文件", type=click.Path(), help="写到文件 · Write there")


def _number(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 13):
        raise click.BadParameter(f"“{value}”不是表号；请写 1 到 13。", ctx, param)
    return int(value)


@click.command(
    "tables",
    cls=Command,
    help="""
    由账本算出部门预算公开的十三张表。金额只在印出时由元四舍五入为万元；没有数的格子是空白，不是 0。

    The thirteen tables of a disclosure, out of a ledger.
    """,
    short_help="由账本算出十三张表 · The thirteen tables",
    epilog="\n".join(
        (
            "例子 · Examples",
            "  mingzhang tables 账本.json",
            "  mingzhang tables 账本.json --table 3",
            "  mingzhang tables 账本.json --table 12 --format csv --out 表十二.csv",
            "  mingzhang tables 账本.json --format json --out 十三张表.json",
        )
    ),
)
@_LEDGER
@_DEPARTMENT
@click.option(
    "--table", "-t", "n", callback=_number, metavar="表号", help="只要这张表，1 到 13 · Only this table"
)
@click.option(
    "--format", "-f", "format_", callback=one_of(TABLE_FORMATS), metavar="格式",
    help="table（默认，给人看）、json、csv · Output format",
)  # fmt: skip
@click.option(
    "--all", "whole", is_flag=True, help="没有数的行和列也列出 · Rows and columns without amounts too"
)
@_OUT
def tables(
    ledger: str, department: str | None, n: int | None, format_: str | None, whole: bool, out: str | None
) -> int:
    """Print tables."""
    from mingzhang.cli.fromledger import show_tables

    if format_ == "csv" and n is None:
        raise click.UsageError("csv 一次写一张表：请用 --table 写明表号，例如 --table 3")
    return show_tables(Path(ledger), department, n, format_ or "table", whole, Path(out) if out else None)


@click.command(
    "narrative",
    cls=Command,
    help="""
    由账本写出部门预算情况说明：金额、占比、增减幅度、个数都由账本算出，与十三张表一致；变动原因、职责等
    用部门自己的话。还欠的内容逐条列在后面，说明里不会编造。

    The narrative of a disclosure, out of a ledger.
    """,
    short_help="由账本写出情况说明 · The narrative",
    epilog="\n".join(
        (
            "例子 · Examples",
            "  mingzhang narrative 账本.json",
            "  mingzhang read 目标表.txt --format json --out 目标表.json",
            "  mingzhang narrative 账本.json --targets 目标表.json --out 情况说明.txt",
        )
    ),
)
@_LEDGER
@_DEPARTMENT
@click.option(
    "--targets", metavar="文件", type=click.Path(),
    help="绩效目标表：read --format json 的结果 · The target forms as read",
)  # fmt: skip
@click.option(
    "--format", "-f", "format_", callback=one_of(NARRATIVE_FORMATS), metavar="格式",
    help="text（默认）、json · Output format",
)  # fmt: skip
@click.option(
    "--pack", default=DEFAULT, metavar="名称", help="地方包：自带的名称，或 .toml 文件 · How it is worded"
)
@_OUT
def narrative(
    ledger: str, department: str | None, targets: str | None, format_: str | None, pack: str, out: str | None
) -> int:
    """Print the narrative."""
    from mingzhang.cli.fromledger import show_narrative

    return show_narrative(
        Path(ledger),
        department,
        Path(targets) if targets else None,
        format_ or "text",
        pack,
        Path(out) if out else None,
    )
