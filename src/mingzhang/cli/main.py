"""The command ``mingzhang``: its first screen, its version, its subcommands."""

from __future__ import annotations

import click

from mingzhang import __version__
from mingzhang.cli.check import check
from mingzhang.cli.chinese import Group
from mingzhang.cli.codelists import codes
from mingzhang.cli.ledger import ledger
from mingzhang.cli.read import read
from mingzhang.cli.rules import rules
from mingzhang.cli.schema import schema
from mingzhang.cli.screen import screen
from mingzhang.cli.tables import narrative, tables
from mingzhang.cli.tour import tour
from mingzhang.cli.write import write

WELCOME = """\
明账 Mingzhang {version}
绩效目标申报、审核和部门预算公开：读文件、查问题、写材料、在网页上办理。
The open system for county budgets and their targets: read, check, write, run.

从这里开始 · Start here
  mingzhang demo              打开示例县：网页上填报、审核、批复
  mingzhang tour              看一遍示例文件：读出什么、在第几行、哪里存疑
  mingzhang read 文件.txt     读一个文件（也可以是文件夹）
  mingzhang check 文件.pdf    检查一份文件，指出问题和怎样改
  mingzhang screen 文件.docx  公开前筛查个人信息和涉密标志
  mingzhang write --help      写成 Word、Excel、PDF、网页
  mingzhang --help            全部命令

文件只在本机读取，不上传；输出默认不含经办人姓名和电话。
"""

_HELP = """
明账：绩效目标申报表、目标表和部门预算公开，读取、检查、写成材料，在网页上申报、审核、批复。

Mingzhang: county budgets and what they are for, read, checked, written and run.
"""


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"明账 mingzhang {__version__}")
        ctx.exit()


@click.group(
    "mingzhang",
    cls=Group,
    plugins="mingzhang.commands",
    help=_HELP,
    invoke_without_command=True,
    epilog="每个命令的说明 · Help on a command: mingzhang 命令 --help",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="显示版本 · Show the version",
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """The first screen where no command is named."""
    if ctx.invoked_subcommand is None:
        click.echo(WELCOME.format(version=__version__), nl=False)


for command in (read, check, screen, write, rules, tour, schema, codes, ledger, tables, narrative):
    cli.add_command(command)


def main() -> None:
    """Run the command."""
    cli.main()


if __name__ == "__main__":
    main()
