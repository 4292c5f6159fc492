"""A document laid out: every value once, in its place, whatever file it becomes."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import example
from mingzhang.domain.place import Printed
from mingzhang.domain.record import Document, Indicator, Record
from mingzhang.forms.pack import PackError, load_pack
from mingzhang.forms.target import TARGET
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.reading.reader import read_file
from mingzhang.tables.published import published
from mingzhang.writing.paper.disclosure import paper_of
from mingzhang.writing.paper.heads import head_cells
from mingzhang.writing.paper.kinds import pairs_by_kind
from mingzhang.writing.paper.model import Contents, Cover, Heading, Look, Paragraph, Pie, Sheet
from mingzhang.writing.paper.target import target_sheet

EXAMPLES = Path(__file__).parents[1] / "examples"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
PAPERS = ("disclosure", "booklet-cells", "declarations-running", "single-cells")


def uncovered(sheet: Sheet) -> list[str]:
    """What is wrong with the cover of a grid: places that no cell or two cells cover."""
    seen = Counter(
        (row, column)
        for cell in sheet.grid.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    )
    places = {(r, c) for r in range(sheet.grid.height) for c in range(len(sheet.grid.widths))}
    return [f"{sheet.title} {place}: {seen[place]}" for place in places | set(seen) if seen[place] != 1]


def values(sheet: Sheet) -> dict[str, str]:
    """What stands at each key."""
    cells = [cell for cell in (*sheet.grid.cells, *sheet.foot) if cell.key and cell.text.text]
    assert len(cells) == len({cell.key for cell in cells})
    return {cell.key: cell.text.text for cell in cells}


def documents() -> list[Document]:
    found = [example(name) for name in PAPERS]
    return found + [read_file(path) for path in sorted(SEEDS.glob("*.txt"))]


@pytest.fixture(scope="module", name="papers")
def all_papers() -> list[Document]:
    return documents()


def test_every_place_of_every_grid_is_covered_once(papers: list[Document]) -> None:
    assert [
        bad for document in papers for sheet in paper_of(document).sheets for bad in uncovered(sheet)
    ] == []


def test_a_form_shows_every_value_of_its_record(papers: list[Document]) -> None:
    for document in papers:
        for record in document.targets:
            shown = values(target_sheet(record, personal=True))
            code = shown.pop("department", "")
            parts = [t for key in ("department_code", "department_name") if (t := record.text(key))]
            assert code == "-".join(parts)
            kept = {
                path: printed.text
                for path, printed in record.printed()
                if path
                not in ("region", "year", "form_kind", "funds.unit", "department_code", "department_name")
            }
            assert shown == kept


def test_a_table_shows_every_cell_as_printed(papers: list[Document]) -> None:
    for document in papers:
        sheets = [s for s in paper_of(document).sheets if s.anchor.startswith("table-")]
        assert len(sheets) == len(document.tables)
        for sheet, table in zip(sheets, document.tables, strict=True):
            body = [c.text.text or None for c in sheet.grid.cells if c.row >= sheet.grid.heads]
            assert body == [(c.text if c else None) for row in table.rows for c in row.cells]


def test_personal_data_is_left_out_and_its_labels_stay() -> None:
    record = example("single-cells").targets[0]
    named = Record(
        record.form,
        record.n,
        {**record.values, "handler": Printed("某某"), "phone": Printed("13900000001")},
        record.lists,
    )
    plain, full = target_sheet(named), target_sheet(named, personal=True)
    assert [c.text.text for c in plain.foot if c.look is Look.LABEL] == [
        "负责人：",
        "经办人：",
        "联系电话：",
        "填报日期：",
    ]
    assert "handler" not in values(plain)
    assert "phone" not in values(plain)
    assert (values(full)["handler"], values(full)["phone"]) == ("某某", "13900000001")


def test_the_title_of_a_form_is_read_back_by_its_pack(papers: list[Document]) -> None:
    pack = load_pack()
    for document in papers:
        for record in document.targets:
            title = pack.read_title(target_sheet(record, pack).title)
            assert title is not None
            assert (title.region, title.kind) == (record.text("region"), record.text("form_kind"))


def test_a_sum_is_marked_only_where_its_parts_add_up_exactly(papers: list[Document]) -> None:
    for document in papers:
        for sheet in paper_of(document).sheets:
            at = {(cell.row, cell.column): cell for cell in sheet.grid.cells}
            for cell in sheet.grid.cells:
                if cell.adds:
                    assert cell.number == sum(
                        (at[spot].number or Decimal(0) for spot in cell.adds), Decimal(0)
                    )


def test_the_sums_of_the_example_are_all_there() -> None:
    tables = [s for s in paper_of(example("disclosure")).sheets if s.anchor.startswith("table-")]
    without = [
        (sheet.name, cell.text.text)
        for sheet in tables
        for cell in sheet.grid.cells
        if cell.bold and cell.look is Look.AMOUNT and cell.number and not cell.adds
    ]
    assert without == []


def test_a_ledger_becomes_a_disclosure_with_its_exact_money_and_its_chart() -> None:
    ledger = load_ledger(EXAMPLES / "ledger.json")
    targets = example("disclosure").targets
    made = published(ledger, ledger.departments[0].code, targets)
    paper = paper_of(made)
    kinds = [type(block) for block in paper.blocks]
    assert kinds[:2] == [Cover, Contents]
    assert len(paper.sheets) == 13 + len(targets)
    assert [b.text for b in paper.blocks if isinstance(b, Heading) and b.level == 1] == [
        "第一部分　概况", "第二部分　2026年部门预算报表", "第三部分　2026年度部门预算情况说明", "第四部分　名词解释",
    ]  # fmt: skip
    (pie,) = [block for block in paper.blocks if isinstance(block, Pie)]
    assert abs(sum(piece.fraction for piece in pie.slices) - 1) < 1e-9
    first = paper.sheets[0]
    total = next(c for c in first.grid.cells if c.key == "tables.1.rows.32.total")
    assert total.number is not None
    assert total.adds
    assert f"{total.number:.2f}" == total.text.text
    assert uncovered(first) == []


def test_the_forms_of_a_disclosure_stand_behind_the_section_that_speaks_of_them() -> None:
    blocks = paper_of(example("disclosure")).blocks
    first = next(i for i, b in enumerate(blocks) if isinstance(b, Sheet) and b.anchor == "form-1")
    before = next(b for b in reversed(blocks[:first]) if isinstance(b, Heading))
    assert before.text == "十、绩效管理情况"
    assert isinstance(blocks[first - 1], Paragraph)


KEYS = [(level.level1, level.name) for level in TARGET.grid.levels]
INDICATORS = st.lists(st.sampled_from(KEYS), max_size=12).map(
    lambda keys: [Indicator(*key, Printed(f"名{i}"), Printed("1")) for i, key in enumerate(keys)]
)


@given(INDICATORS, INDICATORS)
def test_both_halves_keep_their_order_under_their_kinds(
    whole: list[Indicator], annual: list[Indicator]
) -> None:
    groups = pairs_by_kind(whole, annual, TARGET.grid.levels)
    for half, rows in enumerate((whole, annual)):
        order = [pair[half] for group in groups for pair in group.pairs if pair[half] is not None]
        assert order == list(range(len(rows)))
        for group in groups:
            own = [rows[i] for pair in group.pairs if (i := pair[half]) is not None]
            assert all((row.level1, row.level2) == (group.level1, group.level2) for row in own)


def test_heads_of_a_table_span_what_they_hold() -> None:
    depth, cells = head_cells(("项目/编码", "项目/名称", "数/合计", "结转"))
    assert depth == 2
    assert [(c.text.text, c.row, c.column, c.rows, c.columns) for c in cells] == [
        ("项目", 0, 0, 1, 2), ("数", 0, 2, 1, 1), ("结转", 0, 3, 2, 1),
        ("编码", 1, 0, 1, 1), ("名称", 1, 1, 1, 1), ("合计", 1, 2, 1, 1),
    ]  # fmt: skip


def test_a_pack_replaces_wording_and_sizes(tmp_path: Path) -> None:
    shipped = (Path(__file__).parents[1] / "src/mingzhang/forms/packs/shanxi.toml").read_text(
        encoding="utf-8"
    )
    head = shipped.partition("[print]")[0]
    own = tmp_path / "own.toml"
    own.write_text(
        f'{head}\n[print]\nunit_line = "金额单位：{{unit}}"\n[print.style]\ntable_size = 10.5\n',
        encoding="utf-8",
    )
    paper = paper_of(example("disclosure"), load_pack(str(own)))
    assert paper.sheets[0].right == "金额单位：万元"
    assert paper.style.table_size == 10.5
    assert paper.sheets[0].left.startswith("部门名称：")


def test_a_pack_that_names_no_such_field_is_refused_in_chinese(tmp_path: Path) -> None:
    shipped = (Path(__file__).parents[1] / "src/mingzhang/forms/packs/shanxi.toml").read_text(
        encoding="utf-8"
    )
    own = tmp_path / "own.toml"
    own.write_text(f'{shipped.partition("[print]")[0]}\n[print]\nunit_line = "{{money}}"\n', encoding="utf-8")
    with pytest.raises(PackError, match=r"unit_line 里没有 \{money\}；可以写的有：\{unit\}"):
        load_pack(str(own))
