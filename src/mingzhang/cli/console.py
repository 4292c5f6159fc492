"""The terminal: streams that take Chinese on every system, colour only where it is seen, sentences on stderr."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TextIO

import click


def prepare() -> None:
    """Let both streams take Chinese: UTF-8, except for a terminal whose own encoding has it; nothing fails on a character."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        with contextlib.suppress(OSError, ValueError):
            if os.name != "nt" and stream.isatty() and _takes_chinese(stream):
                reconfigure(errors="replace")
            else:
                reconfigure(encoding="utf-8", errors="replace")


def _takes_chinese(stream: TextIO) -> bool:
    try:
        "明账≥".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def coloured(stream: TextIO) -> bool:
    """Whether colours are seen there: a terminal, and nobody asked for none."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def complain(text: str) -> None:
    """Say a sentence on stderr."""
    click.echo(text, err=True)


def silence_stdout() -> None:
    """After a pipe was closed: what is still held back goes nowhere, so that nothing complains at the end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        stdout = sys.stdout.fileno()
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout)


def is_closed_pipe(error: OSError) -> bool:
    """Whether the reader of the output has gone (``| head``); Windows says so by EINVAL."""
    return isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL)


def unwritable(error: OSError) -> click.ClickException:
    """The complaint that a result cannot be written."""
    return click.ClickException(f"结果写不出去（{reason(error)}），没有留下写了一半的文件。")


_REASONS: tuple[tuple[type[OSError], str], ...] = (
    (PermissionError, "没有权限"),
    (FileNotFoundError, "文件不存在"),
    (IsADirectoryError, "是文件夹"),
    (NotADirectoryError, "路径中有一段不是文件夹"),
    (FileExistsError, "已经存在"),
)
_NUMBERS = {
    28: "磁盘满了",
    5: "读写出错，磁盘或网络可能断开",
    30: "磁盘是只读的",
    36: "文件名太长",
    122: "超过磁盘配额",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    for kind, text in _REASONS:
        if isinstance(error, kind):
            return text
    return _NUMBERS.get(error.errno or 0, f"系统错误 {error.errno}")


class Paint:
    """Bold and coloured words, or plain ones where colour is not seen."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
        """The text, painted."""
        return click.style(text, fg=fg, bold=bold or None, dim=dim or None) if self.on else text
