"""``mingzhang check``: what is wrong in files and folders of papers, for people or for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from mingzhang.cli.chinese import Command, one_of, size
from mingzhang.cli.codes import Exit

FORMATS = ("table", "json", "xlsx", "html", "docx", "pdf", "report", "sarif")
SEVERITIES = ("error", "warning", "note")
FOR_PEOPLE = ("table", "xlsx", "docx", "pdf", "report")
"""Formats in which notes are shown only when they are asked for."""
WRITTEN: Mapping[str, str] = {
    "xlsx": "问题清单.xlsx",
    "docx": "检查报告.docx",
    "pdf": "公开-批注.pdf",
    "report": "检查报告.pdf",
}
"""Formats that no screen shows, each with an example of a name."""
ENDINGS: Mapping[str, str] = {
    ".docx": "docx", ".pdf": "pdf", ".xlsx": "xlsx", ".html": "html", ".htm": "html", ".json": "json",
    ".sarif": "sarif",
}  # fmt: skip
"""The format that the name of the output asks for where --format does not."""
STDOUT = "-"

_HELP = """
检查县级预算文件：表内合计、表间勾稽、情况说明与表、项目与目标表、资金、文字、指标、个人信息。每个问题都注明在
第几行、应为什么、实为什么、依据和怎样改；没有能检查的也逐条说明。

Check county budget papers and say what is wrong, where, and what to do.

写几个文件或文件夹都可以；“-”是标准输入。宁可漏报，不愿错报：拿不准的只作提示（note），给人看时默认不列。
"""

_CODES = (
    (Exit.DONE, "没有错误（可能有警告和提示）"),
    (Exit.FOUND, "查出错误"),
    (Exit.USAGE, "命令、设置或豁免写得不对，或输出写不到指定的位置"),
    (Exit.SOME_FAILED, "有的文件没有读成，其余的已检查"),
    (Exit.NOTHING_READ, "一份也没有读成，没有结果"),
    (Exit.INTERRUPTED, "被中断（Ctrl+C）"),
)


def _epilog() -> str:
    return "\n".join(
        (
            "例子 · Examples",
            "  mingzhang check 公开.txt",
            "  mingzhang check 2026年/ --format xlsx --out 问题清单.xlsx",
            "  mingzhang check 公开.txt --format html --out 公开.html",
            "  mingzhang check 公开.docx --out 检查报告.docx",
            "  mingzhang check 公开.pdf --format pdf --out 公开-批注.pdf",
            "  mingzhang check 2026年/ --format report --out 检查报告.pdf",
            "  mingzhang check 公开.txt --only PF --skip cost-direction --severity note",
            "  mingzhang check 公开.txt --format json --out 上次.json",
            "  mingzhang check 改过的公开.txt --since 上次.json",
            "",
            "退出码 · Exit codes",
            *(f"  {code:>3}  {said}" for code, said in _CODES),
        )
    )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options ask for."""

    format: str = "table"
    out: Path | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    least: str | None = None
    waivers: Path | None = None
    config: Path | None = None
    since: Path | None = None
    personal: bool = False
    pack: str = "shanxi"
    max_size: int | None = None
    quiet: bool = False
    verbose: bool = False
    date: str = ""
    """As it stands on a report; blank is to be filled in by hand."""


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    """Names out of options that may be given more than once, several with commas between."""
    parts = (part.strip() for value in values for part in value.replace("，", ",").split(","))
    return tuple(part for part in parts if part)


def _date(context: click.Context, option: click.Parameter, value: str | None) -> str:
    """A date as a report has it."""
    if not value:
        return ""
    try:
        day = date.fromisoformat(value.strip())
    except ValueError as error:
        raise click.BadParameter(f"“{value}”不是日期；请写成 2026-11-20 这样。", context, option) from error
    return f"{day.year}年{day.month}月{day.day}日"


def _report_file(out: Path, shown: str) -> Path:
    """Where a report goes, as its name says; a name without an ending gets that of its kind."""
    endings = {"docx": (".docx",), "report": (".pdf", ".docx", ".html", ".htm")}.get(shown)
    if endings is None or out.is_dir() or out.suffix.lower() in endings:
        return out
    if not out.suffix:
        return out.with_name(f"{out.name}{endings[0]}")
    raise click.UsageError(
        f"--out {out}：检查报告的文件名请以 {'、'.join(endings[:3])} 结尾；Excel 的问题清单用 --format xlsx"
    )


_PATH = click.Path()


@click.command(
    "check", cls=Command, help=_HELP, short_help="检查文件，指出问题 · Check files", epilog=_epilog()
)
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹…", type=_PATH)
@click.option(
    "--format", "-f", "format_", callback=one_of(FORMATS), metavar="格式",
    help="table（默认，给人看）、report（检查报告，可打印签字：PDF、Word 或网页，看 --out 的文件名）、docx（检查报告，Word）、"
    "pdf（在原 PDF 的副本上标注，不是 PDF 的写成检查报告）、xlsx（问题清单）、html（原文与问题对照）、json、sarif；"
    "不写时看 --out 的文件名 · Output format",
)  # fmt: skip
@click.option("--out", "-o", metavar="位置", type=_PATH, help="写到文件 · Write there")
@click.option(
    "--only", multiple=True, metavar="名称",
    help="只查这些：规则编号、系列（编号前两位）或缺陷类别；可以写几个 · Only these rules",
)  # fmt: skip
@click.option("--skip", multiple=True, metavar="名称", help="不查这些；写法同 --only · Not these rules")
@click.option(
    "--severity", "least", callback=one_of(SEVERITIES), metavar="级别",
    help="列到哪一级：error 错误、warning 警告、note 提示（table、xlsx、docx、pdf、report 默认到 warning，其余全部） · Least shown",
)  # fmt: skip
@click.option("--waivers", metavar="文件", type=_PATH, help="豁免清单（.toml） · Waivers")
@click.option(
    "--config", metavar="文件", type=_PATH,
    help="设置（默认：从当前文件夹往上找 mingzhang.toml） · Configuration",
)  # fmt: skip
@click.option(
    "--since", metavar="上次.json", type=_PATH,
    help="只列上次（--format json 的结果）没有的问题 · Only what is new since",
)  # fmt: skip
@click.option(
    "--date", "dated", metavar="年-月-日", callback=_date,
    help="检查报告上的日期，如 2026-11-20（默认留空，手填） · Date of the report",
)  # fmt: skip
@click.option("--verbose", "-v", is_flag=True, help="同样的问题也逐份列出 · Every finding by itself")
@click.option(
    "--with-personal-data", "personal", is_flag=True,
    help="引文中保留姓名和电话（默认隐去） · Quote personal data",
)  # fmt: skip
@click.option(
    "--pack", default="shanxi", metavar="名称", help="地方包：自带的名称，或 .toml 文件 · The place's manner"
)
@click.option("--max-size", callback=size, metavar="大小", help="单个文件的上限，如 500MB · Largest file")
@click.option("--quiet", "-q", is_flag=True, help="不显示进度和总结，只报错误 · No progress, no summary")
def check(
    paths: tuple[str, ...],
    format_: str | None,
    out: str | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    least: str | None,
    waivers: str | None,
    config: str | None,
    since: str | None,
    dated: str,
    verbose: bool,
    personal: bool,
    pack: str,
    max_size: int | None,
    quiet: bool,
) -> int:
    """Check files."""
    place = Path(out) if out and out != STDOUT else None
    shown = format_ or ENDINGS.get(place.suffix.lower() if place else "", "table")
    if place is None and shown in WRITTEN:
        raise click.UsageError(
            f"{shown} 不能显示在屏幕上，请用 --out 说明写到哪里，例如 --out {WRITTEN[shown]}"
        )
    wishes = Wishes(
        shown,
        _report_file(place, shown) if place else None,
        _names(only),
        _names(skip),
        least,
        Path(waivers) if waivers else None,
        Path(config) if config else None,
        Path(since) if since else None,
        personal,
        pack,
        max_size,
        quiet,
        verbose,
        dated,
    )
    from mingzhang.cli.check_run import run

    return run(paths, wishes)
