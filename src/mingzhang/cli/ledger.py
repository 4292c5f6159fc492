"""``mingzhang ledger``: the template of the ledger, its import, its export."""

from __future__ import annotations

from pathlib import Path

import click

from mingzhang.cli.chinese import Command, Group, one_of
from mingzhang.cli.ledger_from import from_

FORMATS = ("xlsx", "csv", "json", "standard")
UNITS = ("元", "万元")
DEFAULT_YEAR = 2026
FIRST_YEAR, LAST_YEAR = 2000, 2199
TEMPLATE_NAME = "账本模板.xlsx"


@click.group(
    "ledger",
    cls=Group,
    invoke_without_command=True,
    help="""
    账本：一个部门一年的预算，一行一笔钱；十三张表和情况说明由它算出。

    The ledger: a budget as lines of money.
    """,
    short_help="账本：模板、导入、导出 · The ledger",
    epilog="\n".join(
        (
            "例子 · Examples",
            "  mingzhang ledger template --year 2026 --out 账本.xlsx",
            "  mingzhang ledger import 账本.xlsx --out 账本.json",
            "  mingzhang ledger export 账本.json --format standard --out 标准/",
        )
    ),
)
@click.pass_context
def ledger(ctx: click.Context) -> None:
    """The help page where no command is named."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _year(ctx: click.Context, param: click.Parameter, value: str) -> int:
    if not (value.isascii() and value.isdigit() and FIRST_YEAR <= int(value) <= LAST_YEAR):
        raise click.BadParameter(f"“{value}”不是年份；请写成 2026 这样。", ctx, param)
    return int(value)


@ledger.command(
    "template",
    cls=Command,
    help="""
    写出账本的 Excel 模板：下拉选项、填写提示、科目代码、样例。

    Write the Excel template to fill in.
    """,
    short_help="写出 Excel 模板 · Write the template",
)
@click.option(
    "--year",
    callback=_year,
    default=str(DEFAULT_YEAR),
    metavar="年度",
    help=f"预算年度，默认 {DEFAULT_YEAR} · Budget year",
)
@click.option(
    "--out",
    "-o",
    metavar="文件",
    type=click.Path(),
    default=TEMPLATE_NAME,
    help=f"写到哪里，默认 {TEMPLATE_NAME} · Where",
)
def template(year: int, out: str) -> int:
    """Write the template."""
    from mingzhang.cli.ledger_run import run_template

    return run_template(year, _place(out))


@ledger.command(
    "import",
    cls=Command,
    help="""
    读入账本：xlsx、csv（一个文件，或一个文件夹）、json，列名用中文、英文或预算管理一体化数据标准的名称都可以。
    所有问题按表和单元格列出；有一处错误就一行也不读入。

    Import a ledger; every problem is listed by sheet and cell, and nothing is half imported.
    """,
    short_help="读入账本，逐格指出问题 · Import",
    epilog="\n".join(
        (
            "退出码 · Exit codes",
            "    0  读入了（可能有提醒）",
            "    1  读入了，但有提醒（只在加 --strict 时）",
            "    2  命令写得不对，或输出写不到指定的位置",
            "    4  有错误，没有读入",
        )
    ),
)
@click.argument("file", metavar="文件", type=click.Path())
@click.option(
    "--out",
    "-o",
    metavar="账本.json",
    type=click.Path(),
    help="把账本写到这里；不写就只检查 · Where the ledger goes",
)
@click.option(
    "--unit", callback=one_of(UNITS), metavar="单位", help="确认金额的单位：元、万元 · Unit of the amounts"
)
@click.option("--strict", is_flag=True, help="有提醒时，退出码为 1 · Exit code 1 if there are warnings")
@click.option("--quiet", "-q", is_flag=True, help="只报错误 · Errors only")
def import_(file: str, out: str | None, unit: str | None, strict: bool, quiet: bool) -> int:
    """Import a file."""
    from mingzhang.cli.ledger_run import run_import

    return run_import(Path(file), _place(out) if out else None, unit, strict, quiet)


@ledger.command(
    "export",
    cls=Command,
    help="""
    把账本写成 Excel、csv、json，或数据标准的 csv。csv 和 standard：写到 .csv 是一个文件，只有支出明细；
    写到文件夹则是全部内容，一表一个文件。

    Write a ledger as Excel, csv, json, or csv under the names of the national data standard.
    """,
    short_help="写成 xlsx、csv、json 或标准 csv · Export",
)
@click.argument("file", metavar="账本", type=click.Path())
@click.option(
    "--format",
    "-f",
    "format_",
    required=True,
    callback=one_of(FORMATS),
    metavar="格式",
    help="xlsx、csv、json、standard（数据标准的 csv） · Format",
)
@click.option("--out", "-o", required=True, metavar="位置", type=click.Path(), help="写到哪里 · Where")
def export(file: str, format_: str, out: str) -> int:
    """Export a ledger."""
    from mingzhang.cli.ledger_run import run_export

    return run_export(Path(file), format_, _place(out))


ledger.add_command(from_)


def _place(out: str) -> Path:
    """Where a result goes. Raises click.UsageError where it cannot."""
    path = Path(out)
    if not path.resolve().parent.is_dir():
        raise click.UsageError(f"--out {out}：上一级文件夹“{path.parent}”不存在，请先建好。")
    return path
