"""A ledger out of its exchange format: decoded in one go, or, where it is wrong, looked at piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from mingzhang.domain.ledger import BudgetLine, Ledger, RevenueLine
from mingzhang.forms.ledger_exchange import FORMAT, LedgerHead, LedgerWire, LineWire, RevenueWire, unwire
from mingzhang.reading.ledger.checks import Placed
from mingzhang.reading.ledger.lines import WORDS
from mingzhang.reading.ledger.problems import (
    BOTH,
    NO_PROJECT,
    OTHER_DEPARTMENT,
    OTHER_VERSION,
    UNIT_TWICE,
    UNKNOWN_DEPARTMENT,
    UNKNOWN_UNIT,
    UNREADABLE,
    Problems,
)
from mingzhang.reading.misfit import misfit


def is_exchange(path: Path) -> bool:
    """Whether a file is JSON rather than cells."""
    with path.open("rb") as stream:
        head = stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith((b"{", b"["))


def read_exchange(path: Path, problems: Problems) -> Ledger | None:
    """The ledger of a JSON file; None where it is none, with every problem."""
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        told = msgspec.json.decode(data, type=LedgerWire)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _explain(data, path.name, error, problems)
        return None
    if told.format != FORMAT:
        problems.add(OTHER_VERSION, path.name, "format", found=told.format, format=FORMAT)
        return None
    year = told.year
    try:
        lines = tuple([line.line(year) for line in told.lines])
        revenue = tuple([line.line(year) for line in told.revenue])
        ledger = unwire(told, lines, revenue)
    except ValueError as error:
        problems.add(UNREADABLE, path.name, why=f"“{error}”不是以元为单位的金额")
        return None
    consistent(ledger, path.name, problems)
    return None if problems.fatal else ledger


def placed(ledger: Ledger, name: str) -> list[Placed]:
    """The lines of a ledger with where they stand in the file."""
    lines = [Placed(line, name, i, key="lines") for i, line in enumerate(ledger.lines)]
    return lines + [Placed(line, name, i, key="revenue") for i, line in enumerate(ledger.revenue)]


def consistent(ledger: Ledger, name: str, problems: Problems) -> None:
    """Errors of a ledger in itself: units and departments that are not there, lines both basic and project."""
    departments = {department.code for department in ledger.departments}
    owners: dict[str, str] = {}
    for i, unit in enumerate(ledger.units):
        if unit.code in owners:
            problems.add(UNIT_TWICE, name, f"units[{i}]", code=unit.code)
        if unit.department not in departments:
            problems.add(UNKNOWN_DEPARTMENT, name, f"units[{i}].department", code=unit.department)
        owners[unit.code] = unit.department
    for i, line in enumerate(ledger.lines):
        if owners.get(line.unit) != line.department:
            _owner(owners, line, name, f"lines[{i}]", problems)
        if line.kind.basic is bool(line.project):
            _basic_or_project(line, name, f"lines[{i}]", problems)
    for i, income in enumerate(ledger.revenue):
        if owners.get(income.unit) != income.department:
            _owner(owners, income, name, f"revenue[{i}]", problems)
    for code in ledger.facts:
        if code not in departments:
            problems.add(UNKNOWN_DEPARTMENT, name, f"facts.{code}", code=code)


def _owner(
    owners: dict[str, str], line: BudgetLine | RevenueLine, name: str, where: str, problems: Problems
) -> None:
    theirs = owners.get(line.unit)
    if theirs is None:
        problems.add(UNKNOWN_UNIT, name, f"{where}.unit", code=line.unit)
    else:
        problems.add(
            OTHER_DEPARTMENT, name, f"{where}.department", unit=line.unit, theirs=theirs, ours=line.department
        )  # fmt: skip


def _basic_or_project(line: BudgetLine, name: str, where: str, problems: Problems) -> None:
    kind = WORDS[line.kind]
    if line.kind.basic:
        do = "是基本支出的请删去项目名称，是项目支出的请改项目类别"
        other = f"又写了项目名称“{line.project}”"
        problems.add(BOTH, name, f"{where}.project", kind=kind, other=other, do=do)
    else:
        problems.add(NO_PROJECT, name, f"{where}.project", kind=kind)


def _explain(data: bytes, name: str, error: Exception, problems: Problems) -> None:
    """What is wrong, for each line on its own."""
    try:
        raw: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        problems.add(UNREADABLE, name, why=f"不是完整的 JSON（{error}）")
        return
    if not isinstance(raw, dict) or "format" not in raw:
        problems.add(UNREADABLE, name, why=f"是 JSON，但不是账本（没有 format: {FORMAT}）")
        return
    if raw["format"] != FORMAT:
        problems.add(OTHER_VERSION, name, "format", found=raw["format"], format=FORMAT)
        return
    for where, why in _pieces(raw):
        problems.add(UNREADABLE, name, where, why=why)
    if not problems:
        problems.add(UNREADABLE, name, why=str(error))


def _pieces(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    head = {key: value for key, value in raw.items() if key not in ("lines", "revenue")}
    yield from _wrong(head, LedgerHead, "")
    for key, kind in (("lines", LineWire), ("revenue", RevenueWire)):
        rows = raw.get(key, [])
        if not isinstance(rows, list):
            yield key, "应是列表"
            continue
        for i, row in enumerate(rows):
            yield from _wrong(row, kind, f"{key}[{i}]")


def _wrong(value: object, kind: type, where: str) -> Iterator[tuple[str, str]]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        path, why = misfit(error)
        yield f"{where}.{path}".strip("."), why
