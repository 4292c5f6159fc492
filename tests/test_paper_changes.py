"""What changed from one published paper to another: figures by row and column, paragraphs, target forms."""

from __future__ import annotations

from msgspec import structs

from builders import example, lines
from mingzhang.domain.place import Printed
from mingzhang.domain.record import Document, TableRow
from mingzhang.reading.reader import read_text
from mingzhang.workflow.differences import Change
from mingzhang.workflow.paper_changes import CellChange, PaperChanges, paper_changes


def paper() -> Document:
    return example("disclosure")


def with_cell(document: Document, table: int, row: int, column: int, text: str | None) -> Document:
    """The same paper with another text in a cell."""
    tables = list(document.tables)
    rows = list(tables[table].rows)
    cells = list(rows[row].cells)
    cells[column] = Printed(text) if text else None
    rows[row] = TableRow(tuple(cells))
    tables[table] = structs.replace(tables[table], rows=tuple(rows))
    return structs.replace(document, tables=tuple(tables))


def said(change: CellChange) -> tuple[object, ...]:
    return (change.table, change.row, change.column, change.before, change.after, change.gap)


def test_the_same_paper_differs_in_nothing() -> None:
    found = paper_changes(paper(), paper())
    assert found == PaperChanges()
    assert not found


def test_a_figure_is_told_by_its_row_and_column_with_what_it_grew_by() -> None:
    found = paper_changes(paper(), with_cell(paper(), 2, 0, 2, "5300.00"))
    assert list(map(said, found.cells)) == [(3, "合计", "2026年预算数/合计", "5294.96", "5300.00", 5_040_000)]
    assert found.count == 1


def test_a_figure_that_came_or_went_has_no_growth_and_another_way_of_writing_is_no_difference() -> None:
    gone = paper_changes(paper(), with_cell(paper(), 2, 0, 2, None))
    assert list(map(said, gone.cells)) == [(3, "合计", "2026年预算数/合计", "5294.96", "", None)]
    assert not paper_changes(paper(), with_cell(paper(), 2, 0, 2, "5,294.96"))


def test_the_two_sides_of_a_table_are_told_apart() -> None:
    found = paper_changes(paper(), with_cell(paper(), 0, 0, 1, "3340.00"))
    assert list(map(said, found.cells)) == [
        (1, "一、一般公共预算", "收入/2026年", "3338.81", "3340.00", 1_190_000)
    ]


def test_a_row_that_moved_is_no_difference_and_rows_of_one_name_are_counted() -> None:
    table = paper().tables[11]
    turned = structs.replace(table, rows=(table.rows[0], *reversed(table.rows[1:])))
    tables = tuple(turned if each.n == table.n else each for each in paper().tables)
    assert not paper_changes(paper(), structs.replace(paper(), tables=tables)).cells
    twice = structs.replace(table, rows=(*table.rows, table.rows[1]))
    tables = tuple(twice if each.n == table.n else each for each in paper().tables)
    found = paper_changes(paper(), structs.replace(paper(), tables=tables))
    assert {change.before for change in found.cells} == {""}


def test_paragraphs_and_forms_that_changed_came_and_went_are_told() -> None:
    before = paper()
    section = before.sections[2]
    changed = structs.replace(section, paragraphs=(Printed("另一段。"), *section.paragraphs[1:]))
    first = before.targets[0]
    values = {**first.values, "overview": Printed("改写了。")}
    after = structs.replace(
        before,
        sections=tuple(changed if each is section else each for each in before.sections),
        targets=(structs.replace(first, values=values), *before.targets[2:]),
    )
    found = paper_changes(before, after)
    assert [(c.section, c.after) for c in found.texts] == [(section.title.text, "另一段。")]
    names = [record.text("project_name") for record in before.targets]
    assert [(form.project, form.change) for form in found.forms] == [
        (names[0], Change.CHANGED), (names[1], Change.REMOVED),
    ]  # fmt: skip
    assert [each.name for each in found.forms[0].differences] == ["项目概况"]
    assert [form.change for form in paper_changes(after, before).forms] == [Change.CHANGED, Change.ADDED]


def test_a_paper_without_tables_is_compared_by_what_it_has() -> None:
    bare = read_text(lines("一、本部门职责\n管水。\n"))
    assert paper_changes(bare, paper()).cells == ()
