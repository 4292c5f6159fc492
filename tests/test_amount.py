"""Amounts are read to the 分 and printed again as they were; blank, zero and a dash stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.domain.amount import Amount, Mark, Unit, looks_like_amount


@pytest.mark.parametrize(
    ("text", "unit", "cents"),
    [
        ("6,256,733.12", Unit.YUAN, 625_673_312),
        ("39,108,130.9", Unit.YUAN, 3_910_813_090),
        ("18735.50", Unit.WAN, 18_735_500_000),
        ("1.99", Unit.YI, 19_900_000_000),
        ("－5.00", Unit.YUAN, -500),
        ("（1,200）", Unit.YUAN, -120_000),
        ("１２０", Unit.YUAN, 12_000),
        ("¥88", Unit.YUAN, 8_800),
        ("0", Unit.YUAN, 0),
    ],
)
def test_an_amount_is_whole_cents_whatever_its_unit(text: str, unit: Unit, cents: int) -> None:
    assert Amount.parse(text, unit).cents == cents


def test_blank_zero_and_dash_are_three_values() -> None:
    marks = [(Amount.parse(text).mark, Amount.parse(text).cents) for text in ("", " ", "0", "0.00", "—", "-")]
    assert marks == [
        (Mark.BLANK, None),
        (Mark.BLANK, None),
        (Mark.NUMBER, 0),
        (Mark.NUMBER, 0),
        (Mark.DASH, None),
        (Mark.DASH, None),
    ]


@pytest.mark.parametrize("text", ["约500", "1.2.3", "12,34", "500元", "见附表"])
def test_what_is_no_amount_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="不是金额"):
        Amount.parse(text)


def test_an_amount_finer_than_a_cent_is_refused() -> None:
    with pytest.raises(ValueError, match="细于一分"):
        Amount.parse("0.123")


@given(st.integers(-(10**15), 10**15), st.sampled_from(Unit), st.integers(0, 6))
def test_printing_gives_back_the_number_that_was_written(number: int, unit: Unit, decimals: int) -> None:
    least = {Unit.YUAN: 2, Unit.WAN: 6, Unit.YI: 6}[unit]
    decimals = min(decimals, least)
    sign, digits = ("-" if number < 0 else ""), str(abs(number)).rjust(decimals + 1, "0")
    text = f"{sign}{digits[: len(digits) - decimals]}" + (
        f".{digits[len(digits) - decimals :]}" if decimals else ""
    )
    text = "0" if text == "-0" else text
    assert Amount.parse(text, unit).plain == text


def test_a_sum_is_exact_and_blanks_add_nothing() -> None:
    parts = [Amount.parse("0.1"), Amount.parse("0.2"), Amount.parse(""), Amount.parse("—")]
    assert Amount.total(parts).plain == "0.30"


def test_a_number_with_words_does_not_look_like_an_amount() -> None:
    looks = {text: looks_like_amount(text) for text in ("1,200", "0", "—", "金", "12户", "2023年")}
    assert looks == {"1,200": True, "0": True, "—": True, "金": False, "12户": False, "2023年": False}


@pytest.mark.parametrize("text", ["9" * 30, "1" + "0" * 5000, "-" + "9" * 28, "9" * 26 + ".999"])
def test_more_digits_than_money_has_are_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="金额"):
        Amount.parse(text)
