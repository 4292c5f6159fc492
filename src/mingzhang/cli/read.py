"""``mingzhang read``: files and folders to records, for people or for other programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from mingzhang.cli.chinese import Command, one_of, size
from mingzhang.cli.codes import EXIT_CODES

FORMATS = ("table", "json", "jsonl", "csv", "xlsx")
PAGE = "page"
STAGES = ("cells", "layout", "match", PAGE)
STDOUT = "-"

_HELP = """
读取县级预算文件（PDF、Word、Excel、网页、扫描件、文本）：项目支出绩效目标申报表、目标表及其汇编，部门预算公开；给出每份表单、每张表的内容，
以及读不准（存疑）和放不进任何栏目（未归位）的文字，都注明在第几行第几列。

Read county budget papers (PDF, Word, Excel, web pages, scans, text): target forms, booklets of them, departments' disclosures.

写几个文件或文件夹都可以；“-”是标准输入。文件夹和压缩包里能读的都读。一个文件读不了，不影响其余的。
"""


def _codes() -> tuple[str, ...]:
    return ("", "退出码 · Exit codes", *(f"  {m.code:>3}  {m.chinese}" for m in EXIT_CODES))


def _examples() -> tuple[str, ...]:
    return (
        "例子 · Examples",
        "  mingzhang read 申报表.txt",
        "  mingzhang read 2026年/ --format xlsx --out 结果.xlsx",
        "  mingzhang read 公开.txt --format json --out 公开.json",
        "  mingzhang read 申报表.txt --show match",
        "  mingzhang read 扫描件.pdf --show page --out 页面图",
    )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options ask for."""

    format: str = "table"
    out: Path | None = None
    stage: str | None = None
    personal: bool = False
    pack: str = "shanxi"
    max_size: int | None = None
    quiet: bool = False
    verbose: bool = False
    strict: bool = False


@click.command(
    "read",
    cls=Command,
    help=_HELP,
    short_help="读取文件 · Read files",
    epilog="\n".join((*_examples(), *_codes())),
)
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹…", type=click.Path())
@click.option(
    "--format",
    "-f",
    "format_",
    callback=one_of(FORMATS),
    metavar="格式",
    help="table（默认，给人看）、json、jsonl（逐份输出）、csv、xlsx · Output format",
)
@click.option(
    "--out",
    "-o",
    metavar="位置",
    type=click.Path(),
    help="写到文件；csv 写到文件夹（projects.csv、indicators.csv） · Write there",
)
@click.option(
    "--show",
    "stage",
    callback=one_of(STAGES),
    metavar="步骤",
    help="看读取的一步：cells 单元格，layout 版面，match 记录；page 把 PDF 和扫描件的每页画成图，用 --out 写明文件夹 · Show a stage of reading",
)
@click.option(
    "--verbose", "-v", is_flag=True, help="逐栏列出每份表单，存疑和未归位全部列出 · Every field of every form"
)
@click.option(
    "--with-personal-data",
    "personal",
    is_flag=True,
    help="输出负责人、经办人、联系电话（默认不输出） · Include personal data",
)
@click.option(
    "--pack",
    default="shanxi",
    metavar="名称",
    help="地方包：自带的名称，或 .toml 文件 · How the place prints its forms",
)
@click.option(
    "--max-size",
    callback=size,
    metavar="大小",
    help="单个文件的上限，如 500MB（table、json 有默认上限，其余不限） · Largest file",
)
@click.option(
    "--strict", is_flag=True, help="有存疑或未归位的文字时，退出码为 1 · Exit code 1 if anything is doubtful"
)
@click.option("--quiet", "-q", is_flag=True, help="不显示进度和总结，只报错误 · Errors only")
def read(
    paths: tuple[str, ...],
    format_: str | None,
    out: str | None,
    stage: str | None,
    verbose: bool,
    personal: bool,
    pack: str,
    max_size: int | None,
    strict: bool,
    quiet: bool,
) -> int:
    """Read files."""
    place = Path(out) if out and out != STDOUT else None
    wishes = Wishes(format_ or "table", place, stage, personal, pack, max_size, quiet, verbose, strict)
    _agree(wishes, format_, out)
    from mingzhang.cli.run import run

    return run(paths, wishes)


def _agree(wishes: Wishes, format_: str | None, out: str | None) -> None:
    """Refuse what does not go together."""
    if wishes.stage and format_ and format_ != "table":
        raise click.UsageError("--show 和 --format 只能用一个：--show 显示的是读取的步骤，不是结果。")
    if wishes.stage == PAGE and wishes.out is None:
        raise click.UsageError(
            "--show page 画的是图片，不能显示在屏幕上，请用 --out 说明写到哪个文件夹，例如 --out 页面图"
        )
    if wishes.format in ("csv", "xlsx") and wishes.out is None:
        name = "结果文件夹" if wishes.format == "csv" else "结果.xlsx"
        wrong = f"--out {out} 不行：" if out else ""
        raise click.UsageError(
            f"{wrong}{wishes.format} 不能显示在屏幕上，请用 --out 说明写到哪里，例如 --out {name}"
        )
