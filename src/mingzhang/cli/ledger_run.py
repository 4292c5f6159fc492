"""What ``mingzhang ledger`` does: reads, says what it found, writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import click

from mingzhang.cli.codes import Exit
from mingzhang.cli.columns import pad, terminal_width, width, wrap
from mingzhang.cli.console import complain, reason
from mingzhang.cli.examples import examples
from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.ledger import Ledger
from mingzhang.forms.ledger_exchange import money
from mingzhang.forms.ledger_sheet import FUNDS, KINDS, PERIODS
from mingzhang.reading.errors import BadLedger
from mingzhang.reading.ledger.problems import Problem, Weight
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.reading.ledger_sheets import LedgerReading, read_ledger
from mingzhang.tables.view import rounded
from mingzhang.writing.ledger_sheets import (
    LedgerFormat,
    is_single,
    left_out,
    write_ledger,
    write_template,
)

HEADS = {
    Weight.ERROR: "错误 {n} 处 · Errors",
    Weight.WARNING: "提醒 {n} 处 · Warnings",
    Weight.NOTE: "说明 {n} 处 · Notes",
}
EXAMPLE = "ledger.json"
_NAME, _AMOUNT = 18, 11


def run_template(year: int, out: Path) -> int:
    """Write the template, with the example where it is at hand."""
    folder = examples()
    path = folder / EXAMPLE if folder else None
    example = load_ledger(path) if path and path.is_file() else None
    try:
        write_template(out, year, example)
    except OSError as error:
        raise _refused(out, error) from error
    click.echo(f"已写到 {out}：{year} 年的账本模板。填好后运行 mingzhang ledger import {out} --out 账本.json")
    return Exit.DONE


def run_import(file: Path, out: Path | None, unit: str | None, strict: bool, quiet: bool) -> int:
    """Read a ledger, list every problem, write it where there is no error."""
    if out is not None and out.exists() and file.exists() and out.samefile(file):
        raise click.UsageError(f"--out {out}：这正是要读的文件，写入会把它盖掉。请换一个文件名。")
    reading = _read(file, MoneyUnit(unit) if unit else None)
    for line in _problems(reading, quiet):
        click.echo(line, err=reading.ledger is None)
    if reading.ledger is None:
        complain(f"没有读入：有 {len(reading.of(Weight.ERROR))} 处错误，改正后再导入。")
        return Exit.NOTHING_READ
    if not quiet:
        click.echo("\n".join(summary(reading.ledger, file.name)))
    if out is not None:
        _write(reading.ledger, out, LedgerFormat.JSON)
        if not quiet:
            click.echo(f"已写到 {out}")
    return Exit.DOUBTFUL if strict and reading.of(Weight.WARNING) else Exit.DONE


def run_export(file: Path, format_: str, out: Path) -> int:
    """Write a ledger in another format."""
    try:
        ledger = load_ledger(file)
    except BadLedger as error:
        complain(str(error))
        return Exit.NOTHING_READ
    except OSError as error:
        raise click.UsageError(f"{file}：打不开（{reason(error)}）。") from error
    kind = LedgerFormat(format_)
    _write(ledger, out, kind)
    click.echo(f"已写到 {out}")
    missing = left_out(ledger) if kind in (LedgerFormat.CSV, LedgerFormat.STANDARD) and is_single(out) else ()
    if missing:
        click.echo(f"这一个 csv 只有支出明细，不含：{'、'.join(missing)}。要全部内容，请写到文件夹。")
    return Exit.DONE


def _read(file: Path, unit: MoneyUnit | None) -> LedgerReading:
    try:
        return read_ledger(file, unit)
    except OSError as error:
        raise click.UsageError(f"{file}：打不开（{reason(error)}）。") from error


def _write(ledger: Ledger, out: Path, kind: LedgerFormat) -> None:
    folder = kind in (LedgerFormat.CSV, LedgerFormat.STANDARD) and not is_single(out)
    if out.is_dir() and not folder:
        raise click.UsageError(f"--out {out}：这是文件夹，请写明文件名。")
    if out.is_file() and folder:
        raise click.UsageError(f"--out {out}：这是文件；请给文件夹，或以 .csv 结尾的文件名。")
    try:
        write_ledger(ledger, out, kind)
    except OSError as error:
        raise _refused(out, error) from error


def _refused(out: Path, error: OSError) -> click.UsageError:
    return click.UsageError(f"--out {out}：写不进去（{reason(error)}）。文件正打开着的话，请先关闭。")


def _problems(reading: LedgerReading, quiet: bool) -> Iterator[str]:
    """The problems under their weights."""
    for weight, head in HEADS.items():
        found = reading.of(weight)
        if found and not (quiet and weight is not Weight.ERROR):
            yield head.format(n=len(found))
            for problem in found:
                yield from _said(problem)
            yield ""


def _said(problem: Problem) -> Iterator[str]:
    columns = terminal_width()
    for i, line in enumerate(wrap(str(problem), columns - 4)):
        yield f"{'  ' if i == 0 else '    '}{line}"


def summary(ledger: Ledger, name: str) -> Iterator[str]:
    """What a ledger holds: who, how many lines, how much by fund and kind."""
    projects = {(line.unit, line.project, line.project_code) for line in ledger.lines if line.project}
    yield f"{name}：{ledger.year} 年，部门 {len(ledger.departments)} 个，单位 {len(ledger.units)} 个，支出 {len(ledger.lines):,} 行，项目 {len(projects):,} 个，收入 {len(ledger.revenue):,} 行"
    for department in ledger.departments[:10]:
        cents = sum(line.cents for line in ledger.lines if line.department == department.code)
        yield f"  {department.code} {department.name}  {_yuan(cents)} 元"
    if len(ledger.departments) > 10:
        yield f"  … 另有 {len(ledger.departments) - 10} 个部门"
    if not ledger.lines:
        return
    sums: Counter[tuple[str, str]] = Counter()
    for line in ledger.lines:
        sums[line.fund, line.kind] += line.cents
    kinds = [c for c in KINDS if any(kind == c.value for _, kind in sums)]
    yield _line("金额（万元）", [c.word for c in kinds] + ["合计"])
    for fund in FUNDS:
        cells = [sums.get((fund.value, c.value)) for c in kinds]
        if any(cell is not None for cell in cells):
            total = sum(cell or 0 for cell in cells)
            yield _line(fund.word, [_wan(c) if c is not None else "" for c in cells] + [_wan(total)])
    totals = [sum(cents for (_, kind), cents in sums.items() if kind == c.value) for c in kinds]
    yield _line("合计", [_wan(cents) for cents in [*totals, sum(totals)]])
    periods = Counter[str]()
    for line in ledger.lines:
        periods[line.period] += line.cents
    yield "  " + "，".join(f"{c.word} {_yuan(periods[c.value])} 元" for c in PERIODS if c.value in periods)


def _yuan(cents: int) -> str:
    whole, _, rest = money(abs(cents)).partition(".")
    return f"{'-' if cents < 0 else ''}{int(whole):,}.{rest}"


def _wan(cents: int) -> str:
    return f"{Decimal(rounded(cents, MoneyUnit.WAN)):,}"


def _line(name: str, cells: list[str]) -> str:
    wide = max(_AMOUNT, *(width(cell) + 1 for cell in cells))
    return ("  " + pad(name, _NAME) + "".join(pad(cell, wide, right=True) for cell in cells)).rstrip()
