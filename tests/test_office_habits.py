"""Office files as people save them: old Word and WPS files, paragraphs without full stops, tables side by side."""

from __future__ import annotations

from typing import Any

import pytest

from builders import differences, expected, like_print
from mingzhang.reading.sources import office
from mingzhang.writing.exchange import document_json
from office_papers import as_word, example_rows, p, word
from test_office_sources import book, book_rows, document


@pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("kind", "called"), [("doc", "表.wps"), ("rtf", "表.rtf")])
def test_an_old_file_is_read_as_the_one_it_was_saved_from(kind: str, called: str) -> None:
    printed = [*example_rows("single-cells"), ""]  # Word ends no file with a table
    old = office.convert(as_word(printed), "表.docx", kind, ".docx")
    have = document_json(document(old, called))
    want = [
        {k: v for k, v in record.items() if k != "doubts"} for record in expected("single-cells")["targets"]
    ]
    assert have["source"]["medium"] == "docx"
    assert not differences(like_print(have["targets"]), like_print(want))
    assert have["unplaced"] == []


def test_a_paragraph_of_a_word_file_ends_where_word_ends_it() -> None:
    long = "负责农村供水工程的规划和建设，指导各乡镇做好饮水安全巩固提升工作"
    body = ["岚川市青岚县水务局", "2026年度部门预算公开", "第一部分 概况", "一、本部门职责", long, long[::-1]]
    (section,) = (s for s in document(word("".join(map(p, body)))).sections if s.paragraphs)
    assert [paragraph.text for paragraph in section.paragraphs] == [long, long[::-1]]


def test_a_line_broken_within_a_paragraph_of_a_word_file_breaks_no_sentence() -> None:
    half = "负责农村供水工程的规划和建设，指导各乡镇做好饮水安全"
    broken = f"<w:p><w:r><w:t>{half}</w:t><w:br/><w:t>巩固提升工作</w:t></w:r></w:p>"
    body = "".join(map(p, ["岚川市青岚县水务局", "2026年度部门预算公开", "第一部分 概况", "一、本部门职责"]))
    (section,) = (s for s in document(word(body + broken)).sections if s.paragraphs)
    assert [paragraph.text for paragraph in section.paragraphs] == [f"{half}巩固提升工作"]


def test_tables_side_by_side_on_a_sheet_are_read_one_after_the_other() -> None:
    left = [["2026年收入表"], ["项目", "预算数"], ["财政拨款", "10.00"]]
    right = [["2026年支出表"], ["科目", "合计", "项目支出"], ["教育支出", "8.00", "2.00"]]

    def fill(_: Any, sheet: Any) -> None:
        for r, (ours, theirs) in enumerate(zip(left, right, strict=True)):
            sheet.write_row(r, 0, ours)
            sheet.write_row(r, 3, theirs)

    assert book_rows(book(fill)) == [
        {0: "2026年收入表"}, {0: "项目", 1: "预算数"}, {0: "财政拨款", 1: "10.00"},
        {0: "2026年支出表"}, {0: "科目", 1: "合计", 2: "项目支出"}, {0: "教育支出", 1: "8.00", 2: "2.00"},
    ]  # fmt: skip


@pytest.mark.parametrize("merged", [True, False])
def test_the_halves_of_one_table_stay_beside_each_other(merged: bool) -> None:
    rows = [["收入", "预算数", "", "支出", "预算数"], ["财政拨款", "10.00", "", "教育支出", "8.00"],
            ["其他", "1.00", "", "农林水支出", "3.00"]]  # fmt: skip

    def fill(_: Any, sheet: Any) -> None:
        if merged:
            sheet.merge_range(0, 0, 0, 4, "2026年收支总表")
        else:
            sheet.write(0, 0, "2026年收支总表")
        for r, row in enumerate(rows, start=1):
            for c, text in enumerate(row):
                if text:
                    sheet.write_string(r, c, text)

    assert [
        list(row.values()) for row in book_rows(book(fill)) if len(row) > 2 and isinstance(row, dict)
    ] == [[text for text in row if text] for row in rows]
