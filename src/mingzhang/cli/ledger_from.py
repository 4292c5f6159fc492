"""``mingzhang ledger from``: a published disclosure back to a ledger, or to the figures of the year before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingzhang.cli.chinese import Command
from mingzhang.cli.codes import Exit

if TYPE_CHECKING:
    from mingzhang.domain.ledger import Ledger
    from mingzhang.tables.rebuild.rebuild import Rebuilt

MOST_SHOWN = 20
"""So many differences are listed without --verbose."""


@click.command(
    "from",
    cls=Command,
    help="""
    由公开的部门预算（十三张表）还原账本：还原出的账本，十三张表与印出的一格不差。
    表中定不下来的（哪个项目对应哪个科目）按说明的办法取一种，并说明；各表互相矛盾的，指出最小的一处。

    A ledger back from a published disclosure.
    """,
    short_help="由公开的十三张表还原账本 · From a disclosure",
    epilog="\n".join(
        (
            "例子 · Examples",
            "  mingzhang ledger from 部门预算公开.txt --out 账本.json",
            "  mingzhang ledger from 上年公开.txt --last-year-of 今年账本.json --out 今年账本2.json",
            "",
            "退出码 · Exit codes",
            "    0  还原的账本与印出的表一格不差",
            "    1  有的格与印出的不同，或各表互相矛盾",
            "    2  命令写得不对，或输出写不到指定的位置",
            "    4  没有可还原的表",
        )
    ),
)
@click.argument("file", metavar="文件", type=click.Path())
@click.option(
    "--out",
    "-o",
    metavar="账本.json",
    type=click.Path(),
    help="把账本写到这里；不写就只比对 · Where the ledger goes",
)
@click.option(
    "--last-year-of",
    metavar="账本",
    type=click.Path(),
    help="把还原的数作为这个账本的上年数 · As its last year's figures",
)
@click.option("--verbose", "-v", is_flag=True, help="列出每一处不同 · Every difference")
def from_(file: str, out: str | None, last_year_of: str | None, verbose: bool) -> int:
    """Rebuild a ledger."""
    from mingzhang.cli.console import complain, reason
    from mingzhang.reading.errors import ReadingError
    from mingzhang.reading.reader import read_file
    from mingzhang.reading.sources.guard import Guard
    from mingzhang.tables.rebuild.rebuild import rebuild

    try:
        with Guard() as guard:
            document = read_file(Path(file), guard=guard)
    except ReadingError as error:
        complain(str(error))
        return Exit.NOTHING_READ
    except OSError as error:
        raise click.UsageError(f"{file}：打不开（{reason(error)}）。") from error
    try:
        name = document.department_name or Path(file).stem
        rebuilt = rebuild(document.tables, document.year or 0, document.region or "", name)
    except ValueError as error:
        complain(f"{file}：{error}。请给一份带十三张表的部门预算公开文本。")
        return Exit.NOTHING_READ
    for line in _told(rebuilt, verbose):
        click.echo(line)
    if out is not None:
        _write(rebuilt.ledger, Path(out), Path(last_year_of) if last_year_of else None)
    return Exit.DOUBTFUL if rebuilt.differences or rebuilt.contradictions else Exit.DONE


def _told(rebuilt: Rebuilt, verbose: bool) -> list[str]:
    """What was rebuilt, what was chosen, what does not agree."""
    from mingzhang.domain.amount import Unit
    from mingzhang.forms.tables import TABLES
    from mingzhang.tables.view import rounded

    ledger = rebuilt.ledger
    same = rebuilt.figures - len(rebuilt.differences)
    money = rounded(sum(line.cents for line in ledger.lines), Unit.WAN)
    lines = [
        f"{ledger.departments[0].name} {ledger.year}年：还原 {len(ledger.lines)} 行，合计 {money} 万元",
        f"与印出的表比对 {rebuilt.figures} 个数，{same} 个一致",
    ]
    lines += [f"矛盾：{text}。" for text in rebuilt.contradictions]
    lines += [f"取法：{text}。" for text in rebuilt.freedom]
    shown = rebuilt.differences if verbose else rebuilt.differences[:MOST_SHOWN]
    for d in shown:
        column = TABLES[d.table - 1].column(d.column).label.replace("{year}", str(ledger.year))
        printed, found = rounded(d.printed, Unit.WAN), rounded(d.rebuilt, Unit.WAN)
        lines.append(f"  表{d.table} 第{d.row + 1}行 {d.label} {column}：印 {printed}，账本得 {found}")
    if len(shown) < len(rebuilt.differences):
        lines.append(f"  … 另有 {len(rebuilt.differences) - len(shown)} 处不同，加 --verbose 全部列出")
    return lines


def _write(ledger: Ledger, out: Path, last_year_of: Path | None) -> None:
    from mingzhang.cli.console import reason
    from mingzhang.reading.errors import BadLedger
    from mingzhang.reading.ledger_file import load_ledger
    from mingzhang.writing.ledger_sheets import LedgerFormat, write_ledger

    if last_year_of is not None:
        try:
            ledger = _with_last_year(load_ledger(last_year_of), ledger)
        except BadLedger as error:
            raise click.UsageError(str(error)) from error
    try:
        write_ledger(ledger, out, LedgerFormat.JSON)
    except OSError as error:
        raise click.UsageError(f"--out {out}：写不进去（{reason(error)}）。") from error
    click.echo(f"已写到 {out}")


def _with_last_year(ledger: Ledger, before: Ledger) -> Ledger:
    """The ledger with the figures of the year before in the facts of its department."""
    import msgspec

    from mingzhang.domain.ledger import Facts
    from mingzhang.tables.last_year import as_last_year

    code = _same_department(ledger, before.departments[0].name)
    facts = msgspec.structs.replace(ledger.facts.get(code, Facts()), last_year=as_last_year(before))
    return msgspec.structs.replace(ledger, facts={**ledger.facts, code: facts})


def _same_department(ledger: Ledger, name: str) -> str:
    """The code of the department of that name; of the only one where there is one. Raises click.UsageError."""
    for department in ledger.departments:
        if department.name == name:
            return department.code
    if len(ledger.departments) == 1:
        return ledger.departments[0].code
    raise click.UsageError(f"--last-year-of：账本里没有名为“{name}”的部门。")
