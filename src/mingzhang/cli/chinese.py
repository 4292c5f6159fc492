"""Click in Chinese: help pages laid out by display width, and click's own complaints said in Chinese."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mingzhang.cli.codes import Exit
from mingzhang.cli.columns import indent, terminal_width, width, wrap
from mingzhang.cli.console import complain, is_closed_pipe, prepare, silence_stdout, unwritable

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_NAMES = 26
"""Columns of the names in a list of options."""
_LINE_END = re.compile(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_IN_BRACKETS = re.compile(r"\((.*)\)\.?$")


class _Helped(click.Command):
    """Help in Chinese; the epilog is printed below it as it is."""

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """Both spellings."""
        return [*super().get_help_option_names(ctx), "-h"]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that prints the help page."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明 · Show this help"
        return option

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; whatever is wrong is said with the help of this command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help(self, ctx: click.Context) -> str:
        """The help page."""
        return "\n".join(self._help_lines(ctx, terminal_width()))

    def _help_lines(self, ctx: click.Context, columns: int) -> Iterator[str]:
        yield f"用法 · Usage: {ctx.command_path} {self._usage()}"
        for paragraph in (self.help or "").strip().split("\n\n"):
            yield ""
            for line in wrap(" ".join(_LINE_END.sub("", paragraph).split()), columns - 2):
                yield f"  {line}"
        if isinstance(self, click.Group):
            yield from _listed(
                "命令 · Commands", [(n, c.short_help or "") for n, c in _named(self, ctx)], columns
            )
        options = [_option(p) for p in self.get_params(ctx) if isinstance(p, click.Option) and not p.hidden]
        yield from _listed("选项 · Options", options, columns)
        if self.epilog:
            yield ""
            yield self.epilog

    def _usage(self) -> str:
        if isinstance(self, click.Group):
            return "命令 [选项]"
        arguments = [
            p.make_metavar(click.Context(self)) for p in self.params if isinstance(p, click.Argument)
        ]
        return " ".join(["[选项]", *arguments])


class Command(_Helped):
    """A command."""


class Group(_Helped, click.Group):
    """A command with subcommands; run as the program it says everything in Chinese and sets the exit code.

    ``plugins`` is a group of entry points whose commands belong here too; one is loaded when it is asked for.
    """

    def __init__(self, *args: Any, plugins: str = "", **attrs: Any) -> None:  # noqa: ANN401  # as click has it
        super().__init__(*args, **attrs)
        self.plugins = plugins
        self._found: Mapping[str, EntryPoint] | None = None

    def _points(self) -> Mapping[str, EntryPoint]:
        if self._found is None:
            from importlib import metadata  # slow to load, and wanted for few commands

            points = metadata.entry_points(group=self.plugins) if self.plugins else ()
            self._found = {point.name: point for point in points}
        return self._found

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click has it
        """Every name: own commands in their order, then what others bring."""
        return list(dict.fromkeys((*self.commands, *sorted(self._points()))))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, loaded now if another part brings it."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or cmd_name not in self._points():
            return own
        try:
            loaded = self._points()[cmd_name].load()
        except ImportError as error:
            raise click.ClickException(f"命令“{cmd_name}”装得不完整，缺少 {error.name}。") from error
        if not isinstance(loaded, click.Command):
            raise click.ClickException(f"“{cmd_name}”不是命令，不能用。")
        self.add_command(loaded, cmd_name)
        return loaded

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The subcommand that is named, or what might have been meant."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            names = self.list_commands(ctx)
            near = difflib.get_close_matches(name, names, 1)
            hint = f"是不是想写 {near[0]}？" if near else f"可用的命令有：{'、'.join(names)}。"
            if Path(name).exists():
                hint = f"要读这个文件，请写：{ctx.command_path} read {name}"
            raise click.UsageError(f"没有“{name}”这个命令。{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run; a pipe that its reader closed (``| head``) ends the run quietly."""
        try:
            result: object = super().invoke(ctx)
            sys.stdout.flush()
        except OSError as error:
            silence_stdout()
            if is_closed_pipe(error):
                raise click.exceptions.Exit(Exit.DONE) from None
            raise unwritable(error) from error
        return result

    def main(  # type: ignore[override]  # with standalone_mode it never returns
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,  # noqa: ANN401  # as click has it
    ) -> object:
        """Run as a program: exceptions of click become sentences on stderr and an exit code."""
        prog_name = prog_name or "mingzhang"

        def plain() -> object:
            return super(Group, self).main(args, prog_name, complete_var, standalone_mode=False, **extra)

        if not standalone_mode:
            return plain()
        prepare()
        sys.exit(_said(plain, prog_name))


def _said(run: Callable[[], object], prog_name: str) -> int:
    """The exit code of a run; what went wrong is said."""
    try:
        result = run()
    except click.UsageError as error:
        complain(in_chinese(error))
        complain(f"看用法 · Help: {error.ctx.command_path if error.ctx else prog_name} --help")
        return Exit.USAGE
    except click.ClickException as error:
        complain(in_chinese(error))
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        complain("已中断 · Interrupted")
        return Exit.INTERRUPTED
    return result if isinstance(result, int) else Exit.DONE


def _named(group: click.Group, ctx: click.Context) -> Iterator[tuple[str, click.Command]]:
    """The commands of a group by name; one that cannot be loaded is left out of the list."""
    for name in group.list_commands(ctx):
        try:
            command = group.get_command(ctx, name)
        except click.ClickException:
            continue
        if command is not None:
            yield name, command


def _option(option: click.Option) -> tuple[str, str]:
    names = ", ".join(option.opts)
    metavar = "" if option.is_flag or option.count else f" {option.metavar or '值'}"
    return names + metavar, option.help or ""


def _listed(title: str, rows: list[tuple[str, str]], columns: int) -> Iterator[str]:
    yield ""
    yield title
    for name, text in rows:
        lead = f"  {name}"
        if width(lead) > _NAMES - 2:
            yield lead
            lead = ""
        yield from indent(text, columns, lead + " " * (_NAMES - width(lead)), " " * _NAMES)


def in_chinese(error: click.ClickException) -> str:
    """What a complaint of click's says, in Chinese.

    >>> in_chinese(click.NoSuchOption("--fromat", possibilities=["--format"]))
    '没有“--fromat”这个选项。是不是想写 --format？'
    """
    if isinstance(error, click.NoSuchOption):
        near = list(error.possibilities or ())
        return f"没有“{error.option_name}”这个选项。" + (f"是不是想写 {near[0]}？" if near else "")
    if isinstance(error, click.MissingParameter):
        return f"还缺：{_hint(error)}。"
    if isinstance(error, click.BadParameter):
        return (
            f"{_hint(error)}：{error.message}"
            if _CHINESE.search(error.message)
            else f"{_hint(error)} 的值不对。"
        )
    if isinstance(error, click.BadOptionUsage):
        return _bad_option(error)
    if isinstance(error, click.FileError):
        return f"打不开文件“{error.ui_filename}”。"
    if _CHINESE.search(error.message):
        return error.message
    extra = _IN_BRACKETS.search(error.message)
    if "extra" in error.message and extra:
        return f"多写了：{extra[1]}。"
    return "命令写得不对，或不完整。"


def _hint(error: click.BadParameter) -> str:
    parameter = error.param
    if parameter is None:
        return "参数"
    if isinstance(parameter, click.Option):
        return f"选项 {parameter.opts[0]}"
    return (parameter.metavar or parameter.human_readable_name).rstrip("…")


def _bad_option(error: click.BadOptionUsage) -> str:
    if "not take" in error.message:
        return f"选项 {error.option_name} 后面不带值。"
    return f"选项 {error.option_name} 后面还缺一个值。"


Callback = Callable[[click.Context, click.Parameter, str | None], str | None]


def one_of(words: tuple[str, ...]) -> Callback:
    """A check that a value is one of a few words, whatever its case; says in Chinese which they are."""

    def check(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value is None or value.lower() in words:
            return value and value.lower()
        near = difflib.get_close_matches(value.lower(), words, 1)
        hint = f"是不是想写 {near[0]}？" if near else ""
        raise click.BadParameter(f"“{value}”不能用；可以写 {'、'.join(words)}。{hint}", ctx, param)

    return check


_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)\s*([KMG]?)i?B?", re.IGNORECASE)


def size(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A size of a file in bytes out of 300MB, 2G, 1000."""
    if value is None:
        return None
    match = _SIZE.fullmatch(value.strip())
    if match is None:
        raise click.BadParameter(f"“{value}”不是大小；请写成 300MB、2GB 这样。", ctx, param)
    return int(float(match[1]) * {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}[match[2].upper()])
