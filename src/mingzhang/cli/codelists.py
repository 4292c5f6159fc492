"""``mingzhang codes``: look codes up, and take an official list in place of the shipped one."""

from __future__ import annotations

import click

from mingzhang.cli.chinese import Command, Group, one_of
from mingzhang.cli.datafolder import VARIABLE

FORMATS = ("table", "csv", "json")
FIRST_YEAR, LAST_YEAR = 1949, 2199


def _year(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and FIRST_YEAR <= int(value) <= LAST_YEAR):
        raise click.BadParameter(f"“{value}”不是年份；请写成 2026 这样。", ctx, param)
    return int(value)


_data = click.option(
    "--data",
    metavar="文件夹",
    help=f"自己导入的清单所在（默认是系统的数据文件夹，或环境变量 {VARIABLE}） · Your own lists",
)
_YEAR_HELP = "哪一年的（默认：现行的） · Budget year"


@click.group(
    "codes",
    cls=Group,
    invoke_without_command=True,
    help="""
    预算科目等编码：支出功能分类、两套支出经济分类、收入分类、资金性质、项目类别、行政区划。可以查，
    也可以导入财政部印发的清单。

    The code lists of the budget.
    """,
    short_help="查科目编码，导入官方清单 · Code lists",
    epilog="\n".join(
        (
            "例子 · Examples",
            "  mingzhang codes list",
            "  mingzhang codes list function --under 212 --year 2026",
            "  mingzhang codes show 2120899",
            "  mingzhang codes import 2026年政府收支分类科目.xlsx --list function --year 2026",
        )
    ),
)
@click.pass_context
def codes(ctx: click.Context) -> None:
    """The help page where no command is named."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@codes.command(
    "list",
    cls=Command,
    help="""
    列出有哪些清单；写明清单时，列出它的编码。

    List the code lists, or the codes of one.
    """,
    short_help="列出清单，或一份清单的编码 · List codes",
)
@click.argument("key", required=False, metavar="[清单]")
@click.option("--year", callback=_year, metavar="年份", help=_YEAR_HELP)
@click.option("--under", metavar="编码", help="只列这个编码和它的下级 · Only this code and what is below it")
@click.option("--search", metavar="文字", help="只列名称或编码含这几个字的 · Only names or codes with this")
@click.option(
    "--format",
    "-f",
    "format_",
    callback=one_of(FORMATS),
    metavar="格式",
    help="table（默认）、csv、json · Output format",
)
@_data
def list_(
    key: str | None,
    year: int | None,
    under: str | None,
    search: str | None,
    format_: str | None,
    data: str | None,
) -> int:
    """List codes."""
    from mingzhang.cli.codeviews import list_codes, list_lists

    if key is None and (under or search):
        raise click.UsageError(
            "--under、--search 要写明清单，例如 mingzhang codes list function --search 医疗"
        )
    shown = format_ or "table"
    return list_lists(year, shown, data) if key is None else list_codes(key, year, under, search, shown, data)


@codes.command(
    "show",
    cls=Command,
    help="""
    说明一个编码：名称、上级、下级、哪些年份有效、出处；经济科目还有两套之间的对应。

    Explain a code.
    """,
    short_help="说明一个编码 · Explain a code",
)
@click.argument("code", metavar="编码")
@click.option("--year", callback=_year, metavar="年份", help=_YEAR_HELP)
@_data
def show(code: str, year: int | None, data: str | None) -> int:
    """Explain a code."""
    from mingzhang.cli.codeviews import show_code

    return show_code(code, year, data)


@codes.command(
    "import",
    cls=Command,
    help="""
    读一份官方清单（xlsx、csv），列出与现有清单不同的地方；加 --yes 才保存，从那一年起代替自带的清单。

    Take an official list; nothing is kept without --yes.

    列按表头找：科目编码（编码、代码）或分开的类、款、项，科目名称（名称）。
    """,
    short_help="导入官方清单 · Import an official list",
)
@click.argument("file", metavar="文件", type=click.Path())
@click.option("--list", "key", metavar="清单", help="是哪一份清单（默认：按编码判断） · Which list it is")
@click.option(
    "--year", callback=_year, metavar="年份", help="从哪一年起用（默认：文件里写的年份） · From which year"
)
@click.option(
    "--complete", is_flag=True, help="这是完整的清单：其中没有的编码从那一年起停用 · Codes not in it end"
)
@click.option("--all", "everything", is_flag=True, help="不同的地方全部列出 · Every difference")
@click.option("--yes", is_flag=True, help="保存 · Keep it")
@_data
def import_(
    file: str,
    key: str | None,
    year: int | None,
    complete: bool,
    everything: bool,
    yes: bool,
    data: str | None,
) -> int:
    """Take an official list."""
    from mingzhang.cli.codeimport import Wish, import_codes

    return import_codes(Wish(file, key, year, complete, everything, yes, data))
