"""``mingzhang admin``: the county and its people, backups, what is set and whether all is well."""

from __future__ import annotations

import click

from mingzhang.cli.chinese import Group
from mingzhang.web.commands.admin_import import import_, template
from mingzhang.web.commands.admin_people import round_, seat, user
from mingzhang.web.commands.admin_safe import backup, check, restore, settings, tidy, verify


@click.group(
    "admin",
    cls=Group,
    invoke_without_command=True,
    help="""
    管理网页系统：导入县的部门、单位和人员，维护账号、职责和填报时间，备份和恢复，核对痕迹。

    Keep the web application.
    """,
    short_help="管理网页系统：导入、账号、备份 · Keep the web application",
    epilog="\n".join(
        (
            "例子 · Examples",
            "  mingzhang admin template",
            "  mingzhang admin import 县.xlsx",
            "  mingzhang admin round set 149901 2026 first --opens 2025-11-01 --closes 2025-11-20",
            "  mingzhang admin backup 备份.zip",
        )
    ),
)
@click.pass_context
def admin(ctx: click.Context) -> None:
    """The help page where no command is named."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for command in (template, import_, user, seat, round_, backup, restore, verify, settings, check, tidy):
    admin.add_command(command)
