"""Whatever is dropped, swapped, glued, cut or repeated in a paper: no text is lost, none is invented.

Every character of the text stands in a value, in a label, or is said to be unplaced; the text at each place
of a value is the value; and it ends in time.
"""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from damage import blows, damaged
from mingzhang.reading.account import account
from mingzhang.reading.errors import EmptyFile
from mingzhang.reading.match.target import TargetReading
from mingzhang.reading.page import Line
from mingzhang.reading.reader import Item, read_items, read_text
from mingzhang.reading.sources.text import lines, text_lines

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PAPERS = (
    "single-cells",
    "single-running",
    "declarations-broken",
    "declarations-running",
    "booklet-cells",
    "disclosure",
)
SECONDS = 10.0


@lru_cache
def paper(name: str) -> str:
    return (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")


def read(text: str) -> tuple[list[Line], list[Item]]:
    printed = list(lines(text_lines(text)))
    return printed, list(read_items(printed))


def invented(printed: list[Line], items: list[Item]) -> list[str]:
    """The values that do not stand at the places given for them."""
    text = {line.number: line.text for line in printed}
    return [
        value.text
        for item in items
        if isinstance(item, TargetReading)
        for _, value in item.record.printed()
        if "".join(text[p.line or 0][(p.column or 1) - 1 :][: p.length] for p in value.places) != value.text
    ]


@pytest.mark.parametrize("name", PAPERS)
def test_every_character_of_an_example_is_in_the_account(name: str) -> None:
    printed, items = read(paper(name))
    found = account(printed, items)
    assert (found.missing, found.unplaced) == ((), 0)
    assert invented(printed, items) == []


@pytest.mark.parametrize("name", PAPERS)
@given(blows=blows)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_paper_loses_and_invents_nothing(name: str, blows: list[tuple[str, int, int]]) -> None:
    text = damaged(paper(name), blows)
    start = time.monotonic()
    printed, items = read(text)
    assert time.monotonic() - start < SECONDS
    assert account(printed, items).missing == ()
    assert invented(printed, items) == []


@pytest.mark.parametrize(
    "text",
    [
        "项目名称 " * 50_000,
        "数量指标\n" * 20_000,
        "项目名称\t甲\n主管部门及代码\t乙\n" * 3_000,
        "一级指标 二级指标 三级指标 指标值\n" + "数量指标 甲 1个\n" * 5_000,
        "绩\n效\n指\n标\n" * 5_000,
        "（" * 100_000,
        "项目概况\n" + "甲" * 3_000_000,
        "目录\n" + "第一部分 概况\t1\n" * 20_000,
        "2025年预算收支总表\n" + "一、一般公共预算\t1.00\n" * 20_000,
        "\t" * 500_000,
        "总体目标\n" + "改善 " * 30_000,
    ],
    ids=lambda text: text[:12].split()[0] if text.strip() else "tabs",
)
def test_no_text_makes_it_hang(text: str) -> None:
    start = time.monotonic()
    head = "青岚县项目支出绩效目标申报表\n项目名称 甲项目\n项目属性 乙\n项目期 1年\n"
    for whole in (text, head + text):
        try:
            read_text(whole)
        except EmptyFile:
            continue
    assert time.monotonic() - start < 2 * SECONDS
