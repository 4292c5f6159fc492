"""``mingzhang portal``: the public side: written as files, made anew out of the releases."""

from __future__ import annotations

import time
from pathlib import Path

import click

from mingzhang.cli.chinese import Command, Group
from mingzhang.cli.codes import Exit
from mingzhang.cli.console import complain, reason
from mingzhang.web.commands.starting import data_option, in_store

MOST_SHOWN = 20


@click.group(
    "portal",
    cls=Group,
    invoke_without_command=True,
    help="""
    公开门户：把公众看到的全部内容导出成静态网页，或从各次公开的版本重新生成。

    The public portal: write it as static files, or make it anew.
    """,
    short_help="公开门户：导出静态网页 · The public portal as static files",
    epilog="\n".join(
        (
            "例子 · Examples",
            "  mingzhang portal export 公开网站",
            "  mingzhang portal export 公开网站 --online https://www.example.gov.cn --english",
            "  mingzhang portal rebuild",
        )
    ),
)
@click.pass_context
def portal(ctx: click.Context) -> None:
    """The help page where no command is named."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@click.command(
    "export",
    cls=Command,
    help="""
    把公开门户写成一个文件夹：每一页、每次公开的文件、搜索都在里面，放到任何网站上，或直接从磁盘打开都能用。
    文件夹已有上次的导出就换成新的，内容没变就不动；里面有别的东西就不写。

    Write the whole public side as static files, search included.
    """,
    short_help="导出静态网页 · Write static files",
)
@click.argument("folder", metavar="文件夹", type=click.Path())
@click.option(
    "--online",
    metavar="网址",
    default="",
    help="在线门户的网址：比较、下载等要服务器的功能链接到那里 · Site for what needs a server",
)
@click.option("--english", is_flag=True, help="同时导出英文界面 · English pages too")
@click.option("--force", is_flag=True, help="没有变化也重新导出 · Also where nothing has changed")
@click.option("--quiet", is_flag=True, help="不显示进度 · No progress")
@data_option
@in_store
def export(folder: str, online: str, english: bool, force: bool, quiet: bool, data: str | None) -> int:  # noqa: ARG001
    """Write the public side into a folder."""
    from django.conf import settings
    from django.core.management import call_command

    from mingzhang.web.portal.export.asking import HOST
    from mingzhang.web.portal.export.run import ExportError, Wishes, Written
    from mingzhang.web.portal.export.run import export as write

    if online and not online.startswith(("http://", "https://")):
        raise click.UsageError("--online：请写完整的网址，以 https:// 开头。")
    target = Path(folder)
    started = time.perf_counter()
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
    try:
        call_command("collectstatic", verbosity=0, interactive=False)
        from mingzhang.web.wsgi import application  # it looks for the static files as it begins

        with _Told(quiet) as told:
            wishes = Wishes(target, online, english, force)
            done: Written = write(wishes, application, told.tell)
    except ExportError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"{target}：写不进去（{reason(error)}），没有留下写到一半的文件。"
        ) from error
    if done.unchanged:
        click.echo(f"{target} 已经是最新的，没有改动。要重新导出请加 --force。")
        return Exit.DONE
    seconds = time.perf_counter() - started
    click.echo(
        f"已导出到 {target}：{done.pages} 页，{done.files} 个文件，{done.size / 1e6:.1f} MB，搜索收入 {done.projects} 个项目，用时 {seconds:.0f} 秒。"
    )
    click.echo(f"打开 {target / 'index.html'} 就能看。")
    for address, before in done.dead[:MOST_SHOWN]:
        complain(f"链接不通：{address}" + (f"（在 {before}）" if before else ""))
    return Exit.SOME_FAILED if done.dead else Exit.DONE


class _Told:
    """How far it is: a bar on a terminal."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet

    def __enter__(self) -> _Told:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        self.progress = Progress(
            TextColumn("导出"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeRemainingColumn(),
            console=console, transient=True, disable=self.quiet or not console.is_terminal,
        )  # fmt: skip
        self.task = self.progress.add_task("", total=None)
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def tell(self, _what: str, done: int, known: int) -> None:
        """Show how many of how many are done."""
        self.progress.update(self.task, completed=done, total=known)


@click.command(
    "rebuild",
    cls=Command,
    help="""
    从各次公开的版本重新生成公众看到的内容和搜索索引。恢复备份、升级以后，或页面和公开的版本对不上时用。

    Make the public side anew out of the releases.
    """,
    short_help="重新生成公开内容和搜索 · Make it anew",
)
@data_option
@in_store
def rebuild(data: str | None) -> int:  # noqa: ARG001
    """Make it anew."""
    from mingzhang.web.services.open import index

    with _Told(quiet=False) as told:
        count = index.rebuild(lambda done, known: told.tell("", done, known))
    click.echo(f"已从 {count} 次公开重新生成。")
    return Exit.DONE


portal.add_command(export)
portal.add_command(rebuild)
