"""Errors sown into the budget tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mingzhang.domain.amount import Amount
from mingzhang.domain.record import BudgetTable
from mingzhang.forms.spec import Holds
from mingzhang.forms.tables import TABLES
from sown.paper import EACH, Paper, Seed, slipped

CARRIED = 13
"""The table whose projects nothing else in the paper names."""


def tables(paper: Paper) -> Iterator[Seed]:
    """A cell, a code, a name, a row, a title, the unit of a budget table."""
    for table in paper.document.tables:
        yield from _cells(paper, table)
        yield from _rows(paper, table)
        yield from _around(paper, table)


def _role(table: BudgetTable, index: int) -> str:
    """What a row is: the total, a class, a division, an item; a name of its own in lists."""
    cells = dict(zip(table.keys, table.rows[index].cells, strict=False))
    code, spec = cells.get("code"), TABLES[table.n - 1]
    if code and code.text.isdigit():
        return {3: "class", 5: "division", 7: "item"}.get(len(code.text), "code")
    texts = [c.text for k, c in cells.items() if c and k and spec.column(k).holds is not Holds.AMOUNT]
    if any(word in text for text in texts for word in ("合计", "总计")):
        return "total"
    if table.n in (11, 12, 13):
        return ("department", "unit")[index] if index < 2 else "project"
    if table.n == 6 and cells.get("government_item") is None:
        return "subtotal"
    return "row"


def _cells(paper: Paper, table: BudgetTable) -> Iterator[Seed]:
    spec = TABLES[table.n - 1]
    tried: dict[str, int] = {}
    for i, row in enumerate(table.rows):
        role = _role(table, i)
        for key, cell in zip(table.keys, row.cells, strict=False):
            if key is None or not cell or spec.column(key).holds is not Holds.AMOUNT:
                continue
            for name, new in (
                ("changed", _changed(cell.text)),
                ("digits", _swapped(cell.text)),
                ("blanked", ""),
            ):
                if name != "changed" and (key != "total" and key != "income"):
                    continue
                if new is None:
                    continue
                kind = f"table {table.n} {key}, {role}: {name}"
                tried[kind] = tried.get(kind, 0) + 1
                if tried[kind] <= (EACH if name == "changed" else 1):
                    text, lines = paper.put((cell, new))
                    yield Seed("table cells", kind, text, lines, table=table.n, what=f"{cell.text} → {new}")


def _changed(text: str) -> str:
    """An amount ten more."""
    cents = (Amount.parse(text.replace(",", "")).cents or 0) + 1000
    return f"{cents // 100}.{cents % 100:02}"


def _swapped(text: str) -> str | None:
    """An amount with two neighbouring digits swapped; None where all are the same."""
    for i, (a, b) in enumerate(pairwise(text)):
        if a.isdigit() and b.isdigit() and a != b and (i or b != "0"):
            return text[:i] + b + a + text[i + 2 :]
    return None


def _rows(paper: Paper, table: BudgetTable) -> Iterator[Seed]:
    roles = [_role(table, i) for i in range(len(table.rows))]
    for role in dict.fromkeys(roles):
        if role in ("total", "department", "unit"):
            continue
        filled = [i for i, r in enumerate(roles) if r == role and _money(table, i)]
        for i in filled[:EACH]:
            lines = {place.line for cell in table.rows[i].cells if cell for place in cell.places}
            if len(lines) != 1:
                continue
            (number,) = lines
            assert number
            text, changed = paper.swap(number)
            yield Seed("table rows", f"table {table.n} {role} row left out", text, changed, table=table.n)
            line = paper.lines[number - 1]
            text, changed = paper.swap(number, line, line)
            yield Seed("table rows", f"table {table.n} {role} row twice", text, changed, table=table.n)
        for key, word in (("code", "code"), ("name", "name"), ("project_name", "project name")):
            if key in table.keys and filled and not (table.n == CARRIED and key == "project_name"):
                i = filled[len(filled) // 2]
                cell = dict(zip(table.keys, table.rows[i].cells, strict=False)).get(key)
                if cell and len(cell.places) == 1:
                    new = _other_code(cell.text) if key == "code" else slipped(cell.text)
                    text, changed = paper.put((cell, new))
                    kind = f"table {table.n} {word} of {role} changed"
                    yield Seed("table rows", kind, text, changed, table=table.n, what=f"{cell.text} → {new}")


def _money(table: BudgetTable, index: int) -> bool:
    spec = TABLES[table.n - 1]
    cells = zip(table.keys, table.rows[index].cells, strict=False)
    return any(c and k and spec.column(k).holds is Holds.AMOUNT for k, c in cells)


def _other_code(code: str) -> str:
    """A code of another class, so that it cannot belong where it stands."""
    return ("205" if not code.startswith("205") else "229") + code[3:]


def _around(paper: Paper, table: BudgetTable) -> Iterator[Seed]:
    n = table.n
    if table.label:
        for name, new in (("label of another table", f"预算公开表{n % 13 + 1}"), ("label missing", "")):
            text, lines = paper.put((table.label, new))
            yield Seed("table heads", f"table {n}: {name}", text, lines, table=n)
    if n in (1, 5, 12):
        year = table.title.text.replace(str(paper.year), str(paper.year - 1))
        text, lines = paper.put((table.title, year))
        yield Seed("table heads", f"table {n}: last year's title", text, lines, table=n)
        start = table.title.places[0].line or 0
        for number in range(start, start + 8):
            line = paper.lines[number - 1]
            if line.startswith(("单位:", "单位：")):
                text, lines = paper.swap(number, "单位：元")
                yield Seed("table heads", f"table {n}: unit 元 for 万元", text, lines, table=n)
            if line.startswith("部门名称"):
                text, lines = paper.swap(number, "部门名称：岚川市青岚县林业局")
                yield Seed("table heads", f"table {n}: another department", text, lines, table=n)
    if table.empty and table.notes:
        text, lines = paper.put((table.notes[0], ""))
        yield Seed("table heads", f"table {n}: empty without a note", text, lines, table=n)
