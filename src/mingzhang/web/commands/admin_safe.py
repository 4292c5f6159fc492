"""``mingzhang admin backup``, ``restore``, ``verify``, ``settings``, ``check``: that nothing is lost or changed."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from mingzhang.cli.chinese import Command
from mingzhang.cli.codes import Exit
from mingzhang.cli.console import complain, reason
from mingzhang.web.commands.starting import data_option, in_store, migrate, operator, start

MOST_SHOWN = 200
"""Faults that are told one by one."""


@click.command(
    "backup",
    cls=Command,
    help="""
    把全部数据备份成一个 zip 文件：数据库、上传的文件、设置（不含密码），附校验值。系统运行时也可以备份。

    Back everything up to one file.
    """,
    short_help="备份成一个文件 · Back up to one file",
)
@click.argument("file", metavar="备份.zip", type=click.Path())
@click.option(
    "--rows", is_flag=True, help="数据库按行写出，换数据库时用（SQLite 换 PostgreSQL） · For another database"
)
@data_option
@in_store
def backup(file: str, rows: bool, data: str | None) -> int:  # noqa: ARG001
    """Back up."""
    from django.db import transaction

    from mingzhang.web.config import config
    from mingzhang.web.services import audit
    from mingzhang.web.services.backup import BackupError, write_backup

    target = Path(file)
    if target.exists():
        raise click.ClickException(f"{target} 已经有了，没有覆盖。请换一个名字。")
    with transaction.atomic():
        audit.record(operator(), "backup", "system", f"备份到 {target.name}")
    try:
        manifest = write_backup(target, config().folder, rows)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"备份写不到 {target}（{reason(error)}）。") from error
    files = sum(name.startswith("files/") for name in manifest.members)
    click.echo(
        f"已备份到 {target}：数据库和 {files} 个文件，{target.stat().st_size / 1e6:.1f} MB，校验无误。"
    )
    click.echo("里面有全县的数据，请妥善保管。")
    return Exit.DONE


@click.command(
    "restore",
    cls=Command,
    help="""
    从备份恢复到空的数据文件夹。先校验，校验不过就什么也不动。已有数据时要加 --force，原来的移到旁边，不删。

    Restore from a backup.
    """,
    short_help="从备份恢复 · Restore from a backup",
)
@click.argument("file", metavar="备份.zip", type=click.Path())
@click.option("--force", is_flag=True, help="换掉已有的数据 · Replace the data that is there")
@data_option
def restore(file: str, force: bool, data: str | None) -> int:
    """Restore."""
    from mingzhang.web.services.backup import BackupError

    try:
        return _restore(Path(file), force, data)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"没有恢复（{reason(error)}）：{error.filename or file}") from error


def _restore(path: Path, force: bool, data: str | None) -> int:
    from mingzhang.cli.datafolder import VARIABLE
    from mingzhang.web.commands.serving import listening
    from mingzhang.web.config import ConfigError, config
    from mingzhang.web.services.restore import put_files, put_rows

    if data:
        os.environ[VARIABLE] = str(Path(data).expanduser().resolve())
    try:
        folder = config().folder
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    address = listening(folder)
    if address:
        raise click.ClickException(f"这个数据文件夹的系统正在运行（{address}），请先停止它。")
    manifest, aside = put_files(path, folder, force)
    config.cache_clear()
    start(data)
    migrate()
    if not manifest.sqlite:
        put_rows(path, force)
    if aside:
        click.echo(f"原来的数据移到了 {aside}。")
    return _after(path, manifest.created)


def _after(path: Path, created: str) -> int:
    """Note the restoring in the audit, and say whether what was put back is sound."""
    from django.db import transaction

    from mingzhang.web.services import audit
    from mingzhang.web.services.keeping_safe import faults

    created = f"{datetime.fromisoformat(created).astimezone():%Y-%m-%d %H:%M}"
    found = list(faults())
    for fault in found:
        complain(f"  {fault}")
    if not any("链条" in fault for fault in found):
        with transaction.atomic():
            audit.record(operator(), "restore", "system", f"从 {path.name}（{created}）恢复")
    click.echo(
        f"已恢复到 {created} 的样子。"
        + (f"有 {len(found)} 处和当初不符。" if found else "痕迹、版本、文件都核对无误。")
    )
    return Exit.FOUND if found else Exit.DONE


@click.command(
    "verify",
    cls=Command,
    help="""
    核对操作记录的链条、已批复版本和上传文件的校验值；被改过、缺了的逐一说出。

    Verify the audit's chain, versions and files.
    """,
    short_help="核对痕迹、版本、文件 · Verify",
    epilog="退出码 · Exit codes\n    0  全部相符\n    1  有不符的",
)
@data_option
@in_store
def verify(data: str | None) -> int:  # noqa: ARG001
    """Verify."""
    from mingzhang.web.services.keeping_safe import faults

    found = 0
    counts: list[str] = []
    for fault in faults(lambda what, n: counts.append(f"{what} {n}")):
        found += 1
        if found <= MOST_SHOWN:
            complain(f"  {fault}")
    if found > MOST_SHOWN:
        complain(f"  ……还有 {found - MOST_SHOWN} 处")
    click.echo(f"核对了：{'，'.join(counts)}。" + (f"有 {found} 处不符。" if found else "全部相符。"))
    return Exit.FOUND if found else Exit.DONE


@click.command(
    "settings",
    cls=Command,
    help="""
    列出每项设置现在的值，是默认的、写在 settings.toml 里的，还是环境变量给的。

    Show every setting, its value and where it comes from.
    """,
    short_help="列出设置和来源 · Show the settings",
)
@data_option
def settings(data: str | None) -> int:
    """Show the settings."""
    from mingzhang.cli.datafolder import VARIABLE
    from mingzhang.web.config import FILE, SETTINGS, ConfigError, config
    from mingzhang.web.services.settings_shown import shown

    if data:
        os.environ[VARIABLE] = str(Path(data).expanduser().resolve())
    try:
        values = config()
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"设置文件：{values.folder / FILE}")
    for setting in SETTINGS:
        value, source = shown(setting, values)
        click.echo(f"{setting.name} = {value or '（空）'}    {source}")
        click.echo(f"    {setting.chinese}")
    return Exit.DONE


@click.command(
    "check",
    cls=Command,
    help="""
    看看能不能放心用：数据库、文件夹、磁盘、权限、安全设置、有没有管理员。

    Check that it is fit for use.
    """,
    short_help="检查能不能放心用 · Check that it is fit for use",
    epilog="退出码 · Exit codes\n    0  都好，或只有提醒\n    1  有必须处理的",
)
@data_option
def check(data: str | None) -> int:
    """Check."""
    folder = start(data)
    from mingzhang.web.services.fitness import fitness

    bad = 0
    for mark, text in fitness(folder):
        bad += mark == "错误"
        click.echo(f"{mark}  {text}")
    click.echo(f"有 {bad} 项必须处理。" if bad else "可以用。")
    return Exit.FOUND if bad else Exit.DONE


@click.command(
    "tidy",
    cls=Command,
    help="""
    清理很久以前上传、已经建立项目或没有读成的文件，和读的时候留下的中间文件。等待确认的、附件和痕迹不动。

    Take away papers that were dealt with long ago. Attachments stay.
    """,
    short_help="清理办完的上传文件 · Tidy papers that were dealt with",
    epilog="例子 · Examples\n    mingzhang admin tidy --try\n    mingzhang admin tidy --days 90",
)
@click.option(
    "--days", type=click.IntRange(1, 36_500), help="多少天以前的（默认看设置 tidy_days） · Older than this"
)
@click.option("--try", "try_", is_flag=True, help="只说会清理什么，不动 · Only say what would go")
@data_option
@in_store
def tidy(days: int | None, try_: bool, data: str | None) -> int:  # noqa: ARG001
    """Tidy."""
    from mingzhang.web.config import ConfigError, config
    from mingzhang.web.services.tidy import tidy as take_away

    try:
        done = take_away(days or config().number("tidy_days"), operator(), try_)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{'会清理' if try_ else '已清理'}：上传文件 {done.papers} 份（其中原件 {done.originals} 个没有别处用），"
        f"中间文件 {done.made} 个，共 {done.size / 1e6:.1f} MB。"
    )
    return Exit.DONE
