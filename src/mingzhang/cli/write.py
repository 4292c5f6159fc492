"""``mingzhang write``: papers ready to hand in and publish, out of ledgers, exchange files and papers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingzhang.cli.chinese import Command
from mingzhang.cli.codes import Exit
from mingzhang.forms.defaults import DEFAULT
from mingzhang.writing.kinds import KINDS

if TYPE_CHECKING:
    from mingzhang.writing.choice import Choice

_HELP = """
把账本、交换文件或读得懂的任何一份预算文件，写成可以上报、签字、公开的 Word、Excel、PDF、网页和开放数据：
绩效目标申报表、目标表及汇编，十三张表，整份部门预算公开（封面、目录、四个部分、目标表附件）。

Write budget papers: forms, tables, a whole disclosure.

账本写成部门预算公开：十三张表和情况说明都由账本算出；--targets 给出目标表。读来的文件原样重排，一字不改。
负责人、经办人、联系电话默认不写。已有的文件不会被盖掉，除非加 --force。
"""

_CODES = (
    (Exit.DONE, "全部写成"),
    (Exit.USAGE, "命令写得不对，或输出写不到指定的位置"),
    (Exit.SOME_FAILED, "有的文件没有写成，其余的已写"),
    (Exit.NOTHING_READ, "一份也没有写成"),
    (Exit.INTERRUPTED, "被中断（Ctrl+C），写到一半的不会留下"),
)


def _epilog() -> str:
    return "\n".join(
        (
            "能写成 · Kinds of files",
            *(f"  {kind.key:<12} {kind.listed}" for kind in KINDS.values()),
            "",
            "例子 · Examples",
            "  mingzhang write 账本.json --targets 目标表.docx --to docx,pdf --out 公开",
            "  mingzhang write 公开.docx --to pdf --out 公开.pdf",
            "  mingzhang write 公开.txt --only tables --to xlsx --out 十三张表.xlsx",
            "  mingzhang write 申报表.pdf --only form:3 --to docx --out 第三份.docx",
            "  mingzhang write 汇编.txt --each --to docx,pdf --out 目标表.zip",
            "",
            "退出码 · Exit codes",
            *(f"  {code:>3}  {said}" for code, said in _CODES),
        )
    )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options ask for."""

    kinds: tuple[str, ...]
    out: Path
    choice: Choice
    each: bool = False
    department: str | None = None
    targets: tuple[Path, ...] = ()
    personal: bool = False
    pack: str = DEFAULT
    fonts: Path | None = None
    template: Path | None = None
    licence: str = ""
    force: bool = False
    quiet: bool = False


def _kinds(text: str | None, out: Path) -> tuple[str, ...]:
    """The kinds that are asked for; without --to what the name of the output says."""
    words = [
        w.strip().lower() for w in (text or "").replace("，", ",").replace("、", ",").split(",") if w.strip()
    ]
    if not words:
        named = [kind.key for kind in KINDS.values() if kind.suffix == kind.last == out.suffix.lower()]
        if not named:
            raise click.UsageError(f"请用 --to 写明写成什么，例如 --to docx,pdf；能写的有 {'、'.join(KINDS)}")
        return tuple(named)
    unknown = [word for word in words if word not in KINDS]
    if unknown:
        raise click.UsageError(f"--to {unknown[0]}：不能写成这种文件；能写的有 {'、'.join(KINDS)}")
    return tuple(dict.fromkeys(words))


def _choice(values: tuple[str, ...]) -> Choice:
    from mingzhang.writing.choice import Choice

    words = tuple(w.strip().lower() for v in values for w in v.replace("，", ",").split(",") if w.strip())
    try:
        return Choice.parse(words)
    except ValueError as error:
        raise click.UsageError(f"--only {error}") from error


_PATH = click.Path()


@click.command(
    "write",
    cls=Command,
    help=_HELP,
    short_help="写成 Word、Excel、PDF、网页 · Write papers",
    epilog=_epilog(),
)
@click.argument("paths", nargs=-1, required=True, metavar="账本或文件…", type=_PATH)
@click.option(
    "--to", "-t", "kinds", metavar="种类", help="写成什么，可以几种：docx,xlsx,pdf,html… · Kinds of files"
)
@click.option(
    "--out", "-o", required=True, metavar="位置", type=_PATH,
    help="写到哪里：文件夹；只有一份时可以是文件名；名称以 .zip 结尾就打成压缩包 · Write there",
)  # fmt: skip
@click.option(
    "--only", multiple=True, metavar="内容",
    help="只写这些：text 文字部分，tables 全部表，forms 全部目标表，table:3 表三，form:12 第12份 · Only these",
)  # fmt: skip
@click.option("--each", is_flag=True, help="每张表、每份目标表各写一个文件 · A file for each table and form")
@click.option(
    "--department", "-d", metavar="代码", help="账本里只要这个部门 · Only this department of a ledger"
)
@click.option(
    "--targets", multiple=True, metavar="文件", type=_PATH,
    help="账本的目标表附件：读得懂的文件，或 read --format json 的结果 · The forms of the annex",
)  # fmt: skip
@click.option(
    "--with-personal-data", "personal", is_flag=True,
    help="写上负责人、经办人、联系电话（默认不写） · Include personal data",
)  # fmt: skip
@click.option(
    "--pack", default=DEFAULT, metavar="名称", help="地方包：标题、措辞、次序、版式 · How the place prints"
)
@click.option(
    "--fonts", metavar="文件夹", type=_PATH, help="自己的字体（仿宋、小标宋等），PDF 用 · Own fonts"
)
@click.option("--template", metavar="文件", type=_PATH, help="自己的 PDF 版式（.typ） · Own page template")
@click.option(
    "--licence", default="", metavar="名称", help="开放数据的许可，如 CC-BY-4.0 · Licence of the open data"
)
@click.option("--force", is_flag=True, help="已有同名文件时盖掉 · Replace files that are there")
@click.option("--quiet", "-q", is_flag=True, help="不显示进度和总结，只报错误 · Errors only")
def write(
    paths: tuple[str, ...],
    kinds: str | None,
    out: str,
    only: tuple[str, ...],
    each: bool,
    department: str | None,
    targets: tuple[str, ...],
    personal: bool,
    pack: str,
    fonts: str | None,
    template: str | None,
    licence: str,
    force: bool,
    quiet: bool,
) -> int:
    """Write papers."""
    for option, path in (("--fonts", fonts), ("--template", template)):
        if path is not None and not Path(path).exists():
            raise click.UsageError(f"{option} {path}：没有这个文件或文件夹。")
    wishes = Wishes(
        _kinds(kinds, Path(out)), Path(out), _choice(only), each, department, tuple(map(Path, targets)), personal,
        pack, Path(fonts) if fonts else None, Path(template) if template else None, licence, force, quiet,
    )  # fmt: skip
    from mingzhang.cli.write_run import run

    return run(paths, wishes)
