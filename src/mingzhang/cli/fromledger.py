"""The work of ``tables`` and ``narrative``: read a ledger, compute, print or write."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from mingzhang.cli import output
from mingzhang.cli.codes import Exit
from mingzhang.cli.columns import terminal_width
from mingzhang.cli.console import Paint, coloured, complain, reason, unwritable
from mingzhang.cli.tableview import table_lines
from mingzhang.domain.ledger import BudgetLine, Department, Ledger
from mingzhang.forms.disclosure import PARTS
from mingzhang.forms.narrative import FIELDS
from mingzhang.forms.pack import Pack, PackError, load_pack
from mingzhang.forms.tables import TABLES
from mingzhang.tables.annex import TargetForm, of_exchange
from mingzhang.tables.build import table_view
from mingzhang.tables.narrative import Narrative, Owed, narrative, numeral
from mingzhang.tables.view import TableView
from mingzhang.writing.tables_json import narratives_json, tables_json


def show_tables(
    path: Path, department: str | None, n: int | None, format_: str, whole: bool, out: Path | None
) -> int:
    """Print the tables of a ledger's departments."""
    ledger = _ledger(path)
    if ledger is None:
        return Exit.NOTHING_READ
    chosen = departments_of(ledger, department)
    specs = [spec for spec in TABLES if n in (None, spec.n)]
    own = ledgers_apart(ledger)
    views = [(d.code, d.name, [table_view(own[d.code], spec) for spec in specs]) for d in chosen]
    if format_ == "json":
        return _put(_json(tables_json(views, ledger.year)), out)
    if format_ == "csv":
        if len(views) != 1:
            raise click.UsageError(
                f"账本里有 {len(views)} 个部门，csv 一次写一个：请用 --department 写明部门代码"
            )
        return _put(("\ufeff" if out else "") + _csv(views[0][2][0]), out)
    paint = Paint(out is None and coloured(sys.stdout))
    lines = [
        line
        for _, name, its in views
        for line in (*([paint(name, bold=True), ""] if len(views) > 1 else []), *_lines(its, paint, whole))
    ]
    return _put("\n".join(lines), out)


def _lines(views: Sequence[TableView], paint: Paint, whole: bool) -> Iterator[str]:
    for view in views:
        yield from table_lines(view, terminal_width(), paint, whole)


def _csv(view: TableView) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(view.columns)
    writer.writerows([cell or "" for cell in row] for row in view.printed())
    return file.getvalue()


def show_narrative(
    path: Path, department: str | None, targets: Path | None, format_: str, pack: str, out: Path | None
) -> int:
    """Print the narratives of a ledger's departments; what is owed is said on stderr."""
    wording = _pack(pack)
    ledger = _ledger(path)
    if ledger is None:
        return Exit.NOTHING_READ
    forms = _targets(targets) if targets else None
    chosen = departments_of(ledger, department)
    if forms is not None and len(chosen) > 1:
        raise click.UsageError("--targets 是一个部门的目标表：请用 --department 写明部门代码")
    own = ledgers_apart(ledger)
    told = [narrative(own[d.code], d.code, forms, wording) for d in chosen]
    if format_ == "json":
        return _put(_json(narratives_json(told, ledger.year)), out)
    code = _put("\n".join(line for each in told for line in narrative_lines(each)), out)
    for each in told:
        say_owed(each.name, each.owed, len(told) > 1)
    return code


def narrative_lines(told: Narrative) -> Iterator[str]:
    """The narrative as a text: headings and paragraphs, a line each."""
    for part in PARTS:
        sections = [section for section in told.sections if section.part == part.key]
        if not sections:
            continue
        year = f"{told.year}年度" if part.key == "narrative" else ""
        yield f"第{numeral(part.n)}部分 {year}{part.title}"
        yield ""
        for section in sections:
            if section.key in _WRITTEN:
                yield from (section.title, "")
            yield from (paragraph.text for paragraph in section.paragraphs)
            yield ""


_WRITTEN = frozenset(section.key for section in FIELDS)


def say_owed(name: str, owed_by: Sequence[Owed], named: bool) -> None:
    """Say what the people of a department still have to write."""
    if owed_by:
        complain(f"{name if named else ''}还欠 {len(owed_by)} 项，说明里没有写：")
    for owed in owed_by:
        complain(f"  {owed.section}｜{owed.what}")


def _ledger(path: Path) -> Ledger | None:
    """The ledger of a file, None (and that is said) where it cannot be read."""
    from mingzhang.reading.errors import BadLedger
    from mingzhang.reading.ledger_file import load_ledger

    try:
        return load_ledger(path)
    except BadLedger as error:
        complain(str(error))
    except OSError as error:
        complain(f"{path}：打不开或读不完（{reason(error)}）。")
    return None


def departments_of(ledger: Ledger, code: str | None) -> list[Department]:
    """The departments that are asked for. Raises click.UsageError where there is none of that code."""
    chosen = [d for d in ledger.departments if code in (None, d.code)]
    if chosen:
        return chosen
    if code is None:
        raise click.UsageError("账本里没有部门")
    there = "、".join(f"{d.code}（{d.name}）" for d in ledger.departments[:10]) or "（没有）"
    more = f"等 {len(ledger.departments)} 个" if len(ledger.departments) > 10 else ""
    raise click.UsageError(f"--department {code}：账本里没有这个部门；有的是 {there}{more}")


def ledgers_apart(ledger: Ledger) -> dict[str, Ledger]:
    """The part of each department, in one pass over the lines."""
    lines: dict[str, list[BudgetLine]] = {d.code: [] for d in ledger.departments}
    for line in ledger.lines:
        if line.department in lines:
            lines[line.department].append(line)
    rest = msgspec.structs.replace(ledger, lines=())
    return {code: msgspec.structs.replace(rest.of(code), lines=tuple(its)) for code, its in lines.items()}


def _targets(path: Path) -> tuple[TargetForm, ...]:
    try:
        return of_exchange(path.read_bytes())
    except OSError as error:
        raise click.UsageError(f"--targets {path}：打不开（{reason(error)}）") from error
    except msgspec.MsgspecError as error:
        raise click.UsageError(
            f"--targets {path}：不是 mingzhang read --format json 的结果，请先用它把目标表读出来"
        ) from error


def _pack(name: str) -> Pack:
    try:
        return load_pack(name)
    except PackError as error:
        raise click.UsageError(f"--pack：{error}") from error
    except (OSError, ValueError) as error:
        raise click.UsageError(f"--pack：{name} 读不了，请检查是不是 UTF-8 的 .toml 文件。") from error


def _json(data: object) -> str:
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


def _put(text: str, out: Path | None) -> int:
    """Print a text, or write it to a file that takes its name when it is whole."""
    if out is None:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        return Exit.DONE
    output.check(out, (), folder=False)
    with output.new_file(out) as draft:
        try:
            draft.path.write_text(
                text if text.endswith("\n") else f"{text}\n", encoding="utf-8", newline="\n"
            )
        except OSError as error:
            raise unwritable(error) from error
        draft.keep = True
    complain(f"已写到 {out}")
    return Exit.DONE
