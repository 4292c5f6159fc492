"""``mingzhang admin user``, ``seat``, ``round``: accounts, seats and windows from the command line."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from mingzhang.cli.chinese import Command, Group, one_of
from mingzhang.cli.codes import Exit
from mingzhang.web.commands.starting import data_option, in_store, operator
from mingzhang.workflow.roles import ROLES, Role
from mingzhang.workflow.rounds import ROUND_NAMES, RoundKind

if TYPE_CHECKING:
    from mingzhang.web.store.models import Account

_ROLES = "、".join(f"{role.value} {ROLES[role].name}" for role in Role)
_KINDS = "、".join(f"{kind.value} {ROUND_NAMES[kind]}" for kind in RoundKind)
_PLACE = "所在：区划代码，或 区划代码/部门代码，或 区划代码/部门代码/单位代码"


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter(f"“{value}”不是日期；请写成 2026-01-31。", ctx, param) from None


def _moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter(
            f"“{value}”不是时间；请写成 2025-11-20 或 2025-11-20T18:00。", ctx, param
        ) from None


def _account(username: str) -> Account:
    from mingzhang.web.services.accounts import Unfit
    from mingzhang.web.store.models import Account

    found = Account.objects.filter(username=username).first()
    if found is None:
        raise Unfit(f"没有“{username}”这个账号。")
    return found


def _said(group: click.Group) -> None:
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        click.echo(group.get_help(ctx))


@click.group(
    "user", cls=Group, invoke_without_command=True, help="账号：新建、重设密码、解锁、停用。\n\nAccounts.",
    short_help="账号：新建、密码、解锁、停用 · Accounts",
)  # fmt: skip
def user() -> None:
    """The help page where no command is named."""
    _said(user)


@user.command(
    "add", cls=Command, help="新建账号，给出一次性密码。\n\nAdd an account.", short_help="新建账号 · Add"
)
@click.argument("username", metavar="账号")
@click.option("--name", required=True, metavar="姓名", help="姓名 · Name")
@click.option("--email", default="", metavar="邮箱", help="邮箱，可以不写 · Mail")
@data_option
@in_store
def add_user(username: str, name: str, email: str, data: str | None) -> int:  # noqa: ARG001
    """Add an account."""
    from mingzhang.web.services.accounts import add_account

    account, password = add_account(username, name, email, operator())
    click.echo(f"已新建 {account}，一次性密码：{password}")
    click.echo(f"还没有职责，请接着：mingzhang admin seat add {username} 角色 所在")
    return Exit.DONE


@user.command(
    "password", cls=Command, help="重设密码，给出一次性密码；本人下次登录必须改。\n\nReset a password.",
    short_help="重设密码 · Reset the password",
)  # fmt: skip
@click.argument("username", metavar="账号")
@data_option
@in_store
def password(username: str, data: str | None) -> int:  # noqa: ARG001
    """Reset a password."""
    from mingzhang.web.services.accounts import give_password

    account = _account(username)
    click.echo(f"{account} 的一次性密码：{give_password(account, operator())}")
    return Exit.DONE


@user.command(
    "unlock",
    cls=Command,
    help="解锁因连续输错密码而锁定的账号。\n\nUnlock an account.",
    short_help="解锁 · Unlock",
)
@click.argument("username", metavar="账号")
@data_option
@in_store
def unlock(username: str, data: str | None) -> int:  # noqa: ARG001
    """Unlock an account."""
    from mingzhang.web.services import accounts

    account = _account(username)
    accounts.unlock(account, operator())
    click.echo(f"已解锁 {account}。")
    return Exit.DONE


@user.command(
    "disable", cls=Command, help="停用账号：不能再登录，做过的事留着。加 --enable 重新启用。\n\nDisable an account.",
    short_help="停用，或重新启用 · Disable",
)  # fmt: skip
@click.argument("username", metavar="账号")
@click.option("--enable", is_flag=True, help="重新启用 · Enable again")
@data_option
@in_store
def disable(username: str, enable: bool, data: str | None) -> int:  # noqa: ARG001
    """Disable an account, or enable it again."""
    from mingzhang.web.services.accounts import set_active

    account = _account(username)
    set_active(account, enable, operator())
    click.echo(f"已{'启用' if enable else '停用'} {account}。")
    return Exit.DONE


@click.group(
    "seat", cls=Group, invoke_without_command=True, help="职责：谁在哪里是什么角色，起止到什么时候。\n\nSeats.",
    short_help="职责：安排、结束 · Seats",
)  # fmt: skip
def seat() -> None:
    """The help page where no command is named."""
    _said(seat)


@seat.command(
    "add",
    cls=Command,
    help=f"安排职责。角色：{_ROLES}。{_PLACE}。\n\nGive a seat.",
    short_help="安排职责 · Add",
)
@click.argument("username", metavar="账号")
@click.argument("role", metavar="角色", callback=one_of(tuple(role.value for role in Role)))
@click.argument("place", metavar="所在")
@click.option("--since", callback=_day, metavar="日期", help="从哪一天起 · From")
@click.option("--until", callback=_day, metavar="日期", help="到哪一天止 · Until")
@click.option("--for", "stands_in", metavar="账号", help="顶替谁 · Stands in for")
@data_option
@in_store
def add_seat(
    username: str,
    role: str,
    place: str,
    since: date | None,
    until: date | None,
    stands_in: str | None,
    data: str | None,  # noqa: ARG001
) -> int:
    """Give a seat."""
    from mingzhang.web.services import accounts

    stood = _account(stands_in) if stands_in else None
    row = accounts.add_seat(
        _account(username), Role(role), accounts.place_of(place), operator(), since, until, stood
    )
    click.echo(f"已安排：{row.account} 任{accounts.seat_words(row)}。")
    return Exit.DONE


@seat.command("end", cls=Command, help=f"结束职责。{_PLACE}。\n\nEnd a seat.", short_help="结束职责 · End")
@click.argument("username", metavar="账号")
@click.argument("role", metavar="角色", callback=one_of(tuple(role.value for role in Role)))
@click.argument("place", metavar="所在")
@click.option("--until", callback=_day, metavar="日期", help="到哪一天止（含当天）；不写就是马上 · Last day")
@data_option
@in_store
def end_seat(username: str, role: str, place: str, until: date | None, data: str | None) -> int:  # noqa: ARG001
    """End a seat."""
    from django.utils import timezone

    from mingzhang.web.services import accounts
    from mingzhang.web.store.models import SeatRow

    division, department, unit = accounts.place_of(place)
    account, today = _account(username), timezone.localdate()
    rows = SeatRow.objects.filter(
        account=account, role=role, division=division, department=department, unit=unit
    ).select_related("account", "division", "department", "unit")
    held = [row for row in rows if row.until is None or row.until >= today]
    if not held:
        raise accounts.Unfit(f"{account} 在那里没有这项职责，或者已经结束。")
    for row in held:
        accounts.end_seat(row, operator(), until)
    click.echo(f"已结束：{account}，{held[0]}，止于 {held[0].until}。")
    return Exit.DONE


@click.group(
    "round", cls=Group, invoke_without_command=True, help="填报时间：一年各轮从什么时候到什么时候。\n\nRounds of a year.",
    short_help="填报时间 · Rounds of a year",
)  # fmt: skip
def round_() -> None:
    """The help page where no command is named."""
    _said(round_)


@round_.command(
    "set", cls=Command, help=f"设置一轮的起止。轮次：{_KINDS}。只写日期时，止到当天结束。\n\nSet a window.",
    short_help="设置一轮的起止 · Set a window",
)  # fmt: skip
@click.argument("division", metavar="区划代码")
@click.argument("year", metavar="年度", type=click.IntRange(2000, 2199))
@click.argument("kind", metavar="轮次", callback=one_of(tuple(kind.value for kind in RoundKind)))
@click.option("--opens", required=True, callback=_moment, metavar="时间", help="从什么时候开放 · Opens")
@click.option("--closes", required=True, callback=_moment, metavar="时间", help="到什么时候截止 · Closes")
@click.option("--due", callback=_moment, metavar="时间", help="要求单位什么时候前交齐 · Due")
@data_option
@in_store
def set_(
    division: str,
    year: int,
    kind: str,
    opens: datetime,
    closes: datetime,
    due: datetime | None,
    data: str | None,  # noqa: ARG001
) -> int:
    """Set a window."""
    from mingzhang.web.services.accounts import Unfit
    from mingzhang.web.services.rounds import set_round
    from mingzhang.web.store.models import Division

    found = Division.objects.filter(code=division).first()
    if found is None:
        raise Unfit(f"没有代码为 {division} 的区划。")
    row = set_round(
        found,
        year,
        RoundKind(kind),
        _local(opens),
        _local(_end(closes)),
        _local(_end(due)) if due else None,
        operator(),
    )
    click.echo(f"已设置：{found}{row}。")
    return Exit.DONE


def _end(moment: datetime) -> datetime:
    """The end of a day where only the day is named."""
    return moment + timedelta(days=1) if moment.time() == time() and moment.tzinfo is None else moment


def _local(moment: datetime) -> datetime:
    from django.utils import timezone

    return moment if moment.tzinfo else timezone.make_aware(moment)
