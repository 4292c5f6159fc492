"""Budget lines out of a spreadsheet that someone has: the columns by their heads, as the ledger's book knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.chars import fold
from mingzhang.forms.ledger_sheet import LINES
from mingzhang.reading.ledger.cells import Bad, as_text
from mingzhang.reading.ledger.grid import Grid
from mingzhang.reading.ledger.heads import matched
from mingzhang.web import apart
from mingzhang.web.services.budget import CODES, KEYS, MOST_LINES, Typed, code_in, proposals
from mingzhang.web.services.files import FileRefused

_TOTALS = ("合计", "总计", "小计", "共计")


@dataclass(frozen=True)
class Found:
    """The rows of a file, the unit of their amounts, and what is to be said of it."""

    rows: list[Typed]
    unit: MoneyUnit
    said: str = ""


def rows_of(data: bytes, name: str, project: str, year: int) -> Found:
    """The lines of a workbook that are of a project. Raises FileRefused."""
    try:
        sheets = apart.cells(data, name)
    except apart.CannotBeShown as error:
        why = str(error) or "打不开，可能已损坏"
        raise FileRefused(f"“{name}”：{why}", "请用 Excel 或 WPS 打开后另存为 xlsx 再导入") from error
    best: Found | None = None
    for sheet in sheets:
        found = _sheet(sheet, project, year)
        if found and (best is None or len(found.rows) > len(best.rows)):
            best = found
    if best is None:
        raise FileRefused(
            f"“{name}”里没有认出预算明细", "表头至少要有功能分类科目、金额两列；列名可以照账本模板写"
        )
    if len(best.rows) > MOST_LINES:
        raise FileRefused(f"“{name}”里有 {len(best.rows)} 行，超过上限 {MOST_LINES} 行", "请只留这个项目的")
    return best


def _sheet(sheet: apart.Cells, project: str, year: int) -> Found | None:
    grid = Grid(sheet.name, sheet.rows)
    try:
        top, first, columns = matched(grid, LINES)
    except LookupError:
        return None
    at = {column.key: c for c, (column, _) in sorted(columns.items(), reverse=True)}
    if "function" not in at or "cents" not in at:
        return None
    rows = [row for row in sheet.rows[first:] if not _total(row, at)]
    said = ""
    if "project" in at:
        rows, said = _of_project(rows, at["project"], project)
    wan = any(
        "万元" in fold(cell) for row in sheet.rows[: top + 1] for cell in row if isinstance(cell, str)
    ) and not _says_yuan(columns, at["cents"])
    typed = [one for row in rows if not (one := _typed(row, at, year)).empty]
    return Found(typed, MoneyUnit.WAN if wan else MoneyUnit.YUAN, said)


def _says_yuan(columns: Mapping[int, tuple[object, str]], at: int) -> bool:
    head = fold(columns[at][1])
    return "元" in head and "万元" not in head


def _total(row: apart.CellRow, at: dict[str, int]) -> bool:
    """Whether a row is a sum of others."""
    texts = [fold(cell) for cell in row if isinstance(cell, str) and cell.strip()]
    return bool(texts) and not _cell(row, at["function"]) and any(t.startswith(_TOTALS) for t in texts)


def _of_project(rows: list[apart.CellRow], at: int, project: str) -> tuple[list[apart.CellRow], str]:
    """The rows that name the project; all of them where they name but one, or none."""
    names = {fold(name) for row in rows if (name := _cell(row, at))}
    own = [row for row in rows if fold(_cell(row, at)) == fold(project)]
    if own and len(names) > 1:
        return own, f"文件里有 {len(names)} 个项目，只取了“{project}”的 {len(own)} 行。"
    if len(names) > 1:
        raise FileRefused(
            f"文件里有 {len(names)} 个项目，没有一个叫“{project}”", "请只留这个项目的行，或把项目名称写成一样"
        )
    return rows, ""


def _typed(row: apart.CellRow, at: dict[str, int], year: int) -> Typed:
    values = {
        key: _cell(row, at[source]) for key in KEYS if (source := "cents" if key == "amount" else key) in at
    }
    typed = Typed(**{key: _plain(key, value[:100]) for key, value in values.items() if value})
    proposed = proposals(typed.departmental, year) if typed.departmental and not typed.government else ()
    return replace(typed, government=proposed[0].code) if len(proposed) == 1 else typed


def _plain(key: str, text: str) -> str:
    return code_in(text) if key in CODES else text


def _cell(row: apart.CellRow, at: int) -> str:
    try:
        return as_text(row[at]) if at < len(row) else ""
    except Bad:
        return str(row[at])
