"""Every text of a document that would be published, by path: to be looked at, and to be written anew.

One walk serves both, so that what is looked at and what can be hidden are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from mingzhang.checking.exposure.loose import REACH, beside
from mingzhang.checking.texts import LABELS
from mingzhang.domain.place import Printed, Unplaced
from mingzhang.domain.record import BudgetTable, ContentsLine, Document, Indicator, Record, Section, TableRow
from mingzhang.forms.naming import path_title
from mingzhang.forms.spec import Form, Holds, Kind
from mingzhang.forms.tables import TABLES
from mingzhang.forms.target import TARGET

_NUMBERS = frozenset({Kind.AMOUNT, Kind.STAMP})
_HEAD_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a text stands: its path, that in Chinese, and the words beside it that say what it is.

    ``head`` is the head of a column, the name of an indicator, the label of a private field; ``tail`` is what
    stands in the next cell; ``item`` says that the text names an item of a classification, ``private`` that
    its field is never published; ``owner`` names what the text belongs to (a project with its unit, a table, a
    section), wherever it stands in the paper.
    """

    path: str
    label: str
    head: str = ""
    item: bool = False
    private: bool = False
    tail: str = ""
    owner: str = ""


Change = Callable[[Spot, Printed], Printed]


def changed(document: Document, change: Change, form: Form = TARGET) -> Document:
    """The document with every text that would be published as ``change`` gives it."""
    walk = _Walk(change, form)
    return msgspec.structs.replace(
        document,
        cover=walk.each(document.cover, "cover", "封面"),
        contents=tuple(walk.contents(line, i) for i, line in enumerate(document.contents)),
        targets=tuple(walk.target(record, i) for i, record in enumerate(document.targets)),
        tables=tuple(walk.table(table, i) for i, table in enumerate(document.tables)),
        sections=tuple(walk.section(section, i) for i, section in enumerate(document.sections)),
        unplaced=tuple(
            walk.unplaced(text, i, *words)
            for i, (text, words) in enumerate(zip(document.unplaced, beside(document.unplaced), strict=True))
        ),
        department_name=walk.bare(document.department_name, "department_name", "部门名称"),
    )


class _Walk:
    """Goes through the parts of a document."""

    def __init__(self, change: Change, form: Form) -> None:
        self._change = change
        self._private = frozenset(key for field in form.fields if field.private for key in field.keys)
        self._numbers = frozenset(
            key
            for field in form.fields
            for key in (
                field.keys if field.kind in _NUMBERS else field.keys[:1] if len(field.keys) > 1 else ()
            )
        )
        self._form = form
        self._owner = ""

    def one(self, value: Printed, path: str, label: str, head: str = "") -> Printed:
        return self._change(Spot(path, label, head, owner=self._owner), value) if value else value

    def each(self, values: tuple[Printed, ...], path: str, label: str) -> tuple[Printed, ...]:
        return tuple(self.one(value, f"{path}[{i}]", f"{label}第{i + 1}行") for i, value in enumerate(values))

    def bare(self, text: str | None, path: str, label: str) -> str | None:
        return self.one(Printed(text), path, label).text if text else text

    def contents(self, line: ContentsLine, i: int) -> ContentsLine:
        path, label, self._owner = f"contents[{i}]", f"目录第{i + 1}条", ""
        return msgspec.structs.replace(
            line,
            title=self.one(line.title, f"{path}.title", label),
            furniture=self.each(line.furniture, f"{path}.furniture", label),
        )

    def target(self, record: Record, i: int) -> Record:
        path = f"targets[{i}]"
        name = record.text("project_name") or "（项目名称空白）"
        label = f"第{record.n}份 {name}："
        self._owner = f"{name}|{record.text('implementing_unit') or ''}"
        values = {
            key: value if key in self._numbers else self._field(value, path, key, label)
            for key, value in record.values.items()
        }
        lists = {
            key: tuple(self._indicator(row, f"{key}.{n}", path, label) for n, row in enumerate(rows))
            for key, rows in record.lists.items()
        }
        return msgspec.structs.replace(record, values=values, lists=lists)

    def _field(self, value: Printed, path: str, key: str, label: str) -> Printed:
        private = key in self._private
        title = LABELS.get(key) or path_title(key, self._form)
        spot = Spot(
            f"{path}.{key}", label + title, title if private else "", private=private, owner=self._owner
        )
        return self._change(spot, value) if value else value

    def _indicator(self, row: Indicator, key: str, path: str, label: str) -> Indicator:
        level3, value = f"{key}.level3", f"{key}.value"
        head = row.level3.text[-_HEAD_LENGTH:]
        return msgspec.structs.replace(
            row,
            level3=self.one(row.level3, f"{path}.{level3}", label + path_title(level3, self._form)),
            value=self.one(row.value, f"{path}.{value}", label + path_title(value, self._form), head),
        )

    def table(self, table: BudgetTable, i: int) -> BudgetTable:
        path, label = f"tables[{i}]", f"表{table.n} {table.title.text or TABLES[table.n - 1].title}"
        self._owner = f"表{table.n}"
        holds = {column.key: column.holds for column in TABLES[table.n - 1].columns}
        kinds = [holds.get(key or "") for key in (*table.keys, *(None,) * len(table.columns))]
        return msgspec.structs.replace(
            table,
            title=self.one(table.title, f"{path}.title", f"{label} 标题"),
            columns=tuple(
                self.bare(head, f"{path}.columns[{n}]", f"{label} 表头") or ""
                for n, head in enumerate(table.columns)
            ),
            rows=tuple(
                TableRow(self._cells(row, f"{path}.rows[{n}]", f"{label} 第{n + 1}行", table.columns, kinds))
                for n, row in enumerate(table.rows)
            ),
            notes=self.each(table.notes, f"{path}.notes", f"{label} 表注"),
            label=self.one(table.label, f"{path}.label", label) if table.label else table.label,
            department=(
                self.one(table.department, f"{path}.department", f"{label} 部门名称")
                if table.department
                else table.department
            ),
            furniture=self.each(table.furniture, f"{path}.furniture", f"{label} 表外文字"),
        )

    def _cells(
        self, row: TableRow, path: str, label: str, heads: tuple[str, ...], kinds: list[Holds | None]
    ) -> tuple[Printed | None, ...]:
        cells: list[Printed | None] = []
        for n, cell in enumerate(row.cells):
            kind = kinds[n] if n < len(kinds) else None
            head = heads[n].rpartition("/")[2] if n < len(heads) else ""
            if cell and kind not in (Holds.AMOUNT, Holds.CODE):
                said = f"{label}“{head}”" if head else label
                near = row.cells[n + 1] if n + 1 < len(row.cells) else None
                spot = Spot(
                    f"{path}.{n}", said, "" if kind else head[-_HEAD_LENGTH:], kind is not None,
                    tail=near.text[:REACH] if near and not kind else "", owner=self._owner,
                )  # fmt: skip
                cells.append(self._change(spot, cell))
            else:
                cells.append(cell)
        return tuple(cells)

    def section(self, section: Section, i: int) -> Section:
        path, label = f"sections[{i}]", f"“{section.title.text}”"
        self._owner = section.title.text
        return msgspec.structs.replace(
            section,
            title=self.one(section.title, f"{path}.title", label),
            paragraphs=tuple(
                self.one(text, f"{path}.paragraphs[{n}]", f"{label}第{n + 1}段")
                for n, text in enumerate(section.paragraphs)
            ),
        )

    def unplaced(self, text: Unplaced, i: int, head: str, tail: str) -> Unplaced:
        label = f"未归位的文字“{head}”" if head else "未归位的文字"
        spot = Spot(f"unplaced[{i}]", label, head, tail=tail)
        printed = Printed(text.text, (text.place,))
        return Unplaced(text.place, self._change(spot, printed).text if text.text else text.text)
