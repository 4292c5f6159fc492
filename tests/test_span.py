"""Days and spans of time as forms say them, and what a form is told that says them otherwise."""

from __future__ import annotations

from datetime import date

import pytest

from mingzhang.checking.period import _years
from mingzhang.domain.span import DateSpan, day_of, span_of
from mingzhang.workflow.completeness import lacks
from mingzhang.workflow.draft import Draft


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026年3月至2027年12月", "2026年3月至2027年12月"),
        ("2026.03.01-2026.11.30", "2026年3月至2026年11月"),
        ("2026年3月5日—2026年9月30日", "2026年3月5日至2026年9月30日"),
        ("2026年3月-9月", "2026年3月至2026年9月"),
        ("2026-2028", "2026年1月至2028年12月"),
        ("2026年度", "2026年1月至2026年12月"),
        ("2026年3月至2028年", "2026年3月至2028年12月"),
    ],
)
def test_a_span_is_read_however_it_is_written_and_its_own_words_are_read_back(text: str, said: str) -> None:
    found = span_of(text)
    assert str(found) == said
    assert span_of(said) == found


@pytest.mark.parametrize("text", ["", "1年", "长期", "2026-03", "2026年3月", "3至5年", "20260101-20261231"])
def test_what_names_no_span_is_none(text: str) -> None:
    assert span_of(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026年2月30日至2026年12月", "没有2026年2月30日这一天"),
        ("2026年13月至2027年1月", "没有2026年13月1日这一天"),
        ("2027年至2026年", "结束的2026年12月早于开始的2027年1月"),
    ],
)
def test_a_span_that_cannot_be_is_refused_with_the_day(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        span_of(text)


def test_a_stamp_is_a_day_with_or_without_its_time() -> None:
    assert {day_of(text) for text in ("20230419150723", "20230419", "2023年4月19日", "2023-4-19")} == {
        date(2023, 4, 19)
    }
    assert day_of("四月") is day_of("2023年4月") is None


def test_the_years_of_a_span_are_counted_and_a_year_is_no_length() -> None:
    assert [_years(text) for text in ("1年", "2026年3月至2028年2月", "2026年", "2026年2月30日至2027年")] == [
        1, 2, 1, None,
    ]  # fmt: skip
    assert DateSpan(date(2026, 3, 1), date(2027, 3, 31)).years == 2


def test_a_form_keeps_what_its_paper_says_of_time_and_is_told_what_is_expected() -> None:
    def said(period: str, filed_at: str = "") -> list[tuple[str, str, bool]]:
        found = lacks(Draft({"period": period, "filed_at": filed_at}))
        return [(lack.path, lack.message, lack.grave) for lack in found if lack.code == "WB-05"]

    for fine in ("1年", "三年", "18个月", "2026年3月至2027年12月", "长期"):
        assert said(fine, "20230419150723") == []
    assert said("见附件", "昨天") == [
        ("period", "项目期“见附件”看不出多长", False), ("filed_at", "填报日期“昨天”认不出日期", False),
    ]  # fmt: skip
    assert said("2027年至2026年") == [
        ("period", "项目期“2027年至2026年”不对：结束的2026年12月早于开始的2027年1月", True)
    ]
