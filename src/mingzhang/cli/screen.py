"""``mingzhang screen``: personal data and marks of secrecy in files that are about to be published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from mingzhang.cli.chinese import Command, one_of, size
from mingzhang.cli.codes import Exit

FORMATS = ("console", "json")
STDOUT = "-"

_HELP = """
公开前筛查：找出文件里的个人信息（手机、电话、身份证号、银行账号、姓名、住址、邮箱、车牌）和涉密标志，注明在第几行、
哪一栏。引文里的姓名和号码都隐去，筛查结果本身可以转发。

Screen files before publication: personal data and marks of secrecy, each with its place, masked.

预算公开、目标表和别的能读的文件（名单、说明、通知）都可以查。“确定”的应当删去；“待核”的请人看一看，可能有理由公开。
目标表表尾的负责人、经办人、联系电话是内部栏目，明账写出的公开材料不含，默认不计；文件要原样公开的，加 --as-is。
"""

_CODES = (
    (Exit.DONE, "没有确定的（可能有待核的）"),
    (Exit.FOUND, "有确定的个人信息或涉密标志"),
    (Exit.USAGE, "命令写得不对，或输出写不到指定的位置"),
    (Exit.SOME_FAILED, "有的文件没有读成，其余的已筛查"),
    (Exit.NOTHING_READ, "一份也没有读成，没有结果"),
    (Exit.INTERRUPTED, "被中断（Ctrl+C）"),
)


def _epilog() -> str:
    return "\n".join(
        (
            "例子 · Examples",
            "  mingzhang screen 公开.docx",
            "  mingzhang screen 2026年/ --as-is",
            "  mingzhang screen 公开.pdf --sure",
            "  mingzhang screen 公开.txt --format json --out 筛查.json",
            "",
            "退出码 · Exit codes",
            *(f"  {code:>3}  {said}" for code, said in _CODES),
        )
    )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options ask for."""

    format: str = "console"
    out: Path | None = None
    as_is: bool = False
    sure: bool = False
    pack: str = "shanxi"
    max_size: int | None = None
    quiet: bool = False


@click.command(
    "screen",
    cls=Command,
    help=_HELP,
    short_help="公开前筛查个人信息 · Screen for personal data",
    epilog=_epilog(),
)
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹…", type=click.Path())
@click.option(
    "--format", "-f", "format_", callback=one_of(FORMATS), metavar="格式",
    help="console（默认，给人看）、json · Output format",
)  # fmt: skip
@click.option("--out", "-o", metavar="文件", type=click.Path(), help="写到文件 · Write there")
@click.option(
    "--as-is", "as_is", is_flag=True,
    help="文件原样公开：表尾的负责人、经办人、联系电话也算 · Count the forms' private fields",
)  # fmt: skip
@click.option("--sure", is_flag=True, help="只列确定的 · Only what is certain")
@click.option(
    "--pack", default="shanxi", metavar="名称", help="地方包：自带的名称，或 .toml 文件 · The place's manner"
)
@click.option("--max-size", callback=size, metavar="大小", help="单个文件的上限，如 500MB · Largest file")
@click.option("--quiet", "-q", is_flag=True, help="不显示进度和总结，只报错误 · No progress, no summary")
def screen(
    paths: tuple[str, ...],
    format_: str | None,
    out: str | None,
    as_is: bool,
    sure: bool,
    pack: str,
    max_size: int | None,
    quiet: bool,
) -> int:
    """Screen files."""
    place = Path(out) if out and out != STDOUT else None
    shown = format_ or ("json" if place and place.suffix.lower() == ".json" else "console")
    from mingzhang.cli.screen_run import run

    return run(paths, Wishes(shown, place, as_is, sure, pack, max_size, quiet))
