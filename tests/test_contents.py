"""Tables of contents: titles, numbers and pages, however dots, spaces and lines part them."""

from __future__ import annotations

from mingzhang.reading.match.contents import is_contents_line, read_contents
from mingzhang.reading.sources.text import lines

Entry = tuple[int, str, int | None]


def read(text: str) -> tuple[list[Entry], list[str]]:
    """The lines of a table of contents and the texts that are none."""
    found, rest = read_contents(list(lines(text.strip("\n").split("\n"))))
    return [(line.n, line.title.text, line.page) for line in found], [cell.text for cell in rest]


def test_a_booklet_numbers_its_lines() -> None:
    assert read("""
目 录

1.县城供水管网改造项目.....\t1
2、2024 年村级公路养护……………3
3.青石河治理工程 0301-4000.....\t6
4．县道117线大修工程 8
5.老旧小区改造（二期）······12
""") == (
        [
            (1, "县城供水管网改造项目", 1),
            (2, "2024 年村级公路养护", 3),
            (3, "青石河治理工程 0301-4000", 6),
            (4, "县道117线大修工程", 8),
            (5, "老旧小区改造（二期）", 12),
        ],
        [],
    )


def test_a_disclosure_keeps_its_titles_as_printed_and_counts_its_lines() -> None:
    assert read("""
第一部分 概况\t1
一、本部门职责.....\t1
第二部分 2025年部门预算报表 4
表一2025年预算收支总表.....\t4
（一）政府购买服务指导性目录————31
""") == (
        [
            (1, "第一部分 概况", 1),
            (2, "一、本部门职责", 1),
            (3, "第二部分 2025年部门预算报表", 4),
            (4, "表一2025年预算收支总表", 4),
            (5, "（一）政府购买服务指导性目录", 31),
        ],
        [],
    )


def test_a_title_broken_over_two_lines_is_one_title() -> None:
    entries, _ = read_contents(
        list(lines(["1.青岚县北山产业园区配套道路及", "管网工程.....2", "2.路灯改造项目.....3"]))
    )
    assert [(entry.n, entry.title.text, entry.page) for entry in entries] == [
        (1, "青岚县北山产业园区配套道路及管网工程", 2),
        (2, "路灯改造项目", 3),
    ]
    assert [place.line for place in entries[0].title.places] == [1, 2]


def test_a_page_may_be_missing_and_a_title_may_end_in_a_year() -> None:
    assert read("""
1.饮水工程维修.....2
2.无页码的项目
3.高标准农田建设 2024
4.河道清淤.....7
""") == (
        [
            (1, "饮水工程维修", 2),
            (2, "无页码的项目", None),
            (3, "高标准农田建设 2024", None),
            (4, "河道清淤", 7),
        ],
        [],
    )


def test_a_figure_at_the_head_of_a_title_is_no_number() -> None:
    assert read("""
1.路灯改造.....1
2.2.5万亩高标准农田.....2
3.5公里防渗渠.....3
""")[0] == [(1, "路灯改造", 1), (2, "2.5万亩高标准农田", 2), (3, "5公里防渗渠", 3)]


def test_a_title_starts_where_its_place_says() -> None:
    text = "  12、青石河治理工程.....\t9"
    entries, _ = read_contents(list(lines(["11.路灯改造.....8", text])))
    place = entries[1].title.places[0]
    assert place.column is not None
    assert place.length is not None
    assert text[place.column - 1 : place.column - 1 + place.length] == "青石河治理工程"


def test_what_is_no_line_of_contents_is_handed_back() -> None:
    assert read("""
1.路灯改造.....1
- 2 -
本目录由财政局编制。
9
""") == ([(1, "路灯改造", 1)], ["-", "2", "-", "本目录由财政局编制。", "9"])


def test_lines_of_contents_are_told_from_prose() -> None:
    texts = [
        "一、本部门职责.....1",
        "3.路灯改造\t4",
        "表二预算收入总表 7",
        "第一部分 概况",
        "一、本部门负责水利工作。",
        "合计 100",
    ]
    assert [is_contents_line(line) for line in lines(texts)] == [True, True, True, False, False, False]
