"""The value of an indicator is taken apart; what is no number, date or range stays a quality in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.domain.measure import Measure, in_yuan, parse_measure

CASES = {
    "≥95%": Measure("≥", "95", "%"),
    "≤88000元": Measure("≤", "88000", "元"),
    "2910m": Measure(None, "2910", "m"),
    "大于90%": Measure(">", "90", "%"),
    "不低于90%": Measure("≥", "90", "%"),
    ">=3个": Measure("≥", "3", "个"),
    "≤650元/月/人": Measure("≤", "650", "元/月/人"),
    "≥6000元\\人\\年": Measure("≥", "6000", "元\\人\\年"),
    "1.99亿": Measure(None, "1.99", "亿"),
    "8.5万亩": Measure(None, "8.5", "万亩"),
    "12,000户": Measure(None, "12000", "户"),
    "2*41.182km": Measure(None, "41.182", "km", factor="2"),
    "85%-90%": Measure(None, "85", "%", upper="90"),
    "三座": Measure(None, "3", "座"),
    "一百二十户": Measure(None, "120", "户"),
    "每年大约500万元": Measure(None, "500", "万元"),
    "388": Measure(None, "388"),
    "2023年6月-11月": Measure(since="2023-06", until="2023-11"),
    "2023年1月到2023年12月": Measure(since="2023-01", until="2023-12"),
    "2023年8月18日至9月26日": Measure(since="2023-08-18", until="2023-09-26"),
    "2025年10月": Measure(since="2025-10"),
    "2023年12月底": Measure(since="2023-12"),
    "2023年全年": Measure(since="2023"),
    "12月31日前": Measure(since="--12-31"),
    "2023-06-30": Measure(since="2023-06-30"),
    "及时": Measure(quality="及时"),
    "按标准": Measure(quality="按标准"),
    "三级": Measure(quality="三级"),
    "220KV一座，10KV一座": Measure(quality="220KV一座，10KV一座"),
    "2026年还本付息": Measure(quality="2026年还本付息"),
    "": Measure(),
}


@pytest.mark.parametrize(("text", "measure"), CASES.items(), ids=list(CASES))
def test_a_value_says(text: str, measure: Measure) -> None:
    assert parse_measure(text) == measure


@given(st.text(max_size=60))
def test_any_text_is_read_without_fail_and_says_no_number_it_does_not_print(text: str) -> None:
    measure = parse_measure(text)
    if measure.number is not None and measure.number.isascii() and any(c in text for c in "0123456789"):
        assert all(
            digit in text.replace(",", "") for digit in measure.number if digit.isascii() and digit in text
        )


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("≤88000元", "88000"),
        ("9.33万元", "93300"),
        ("1.99亿", "199000000"),
        ("15万元/亩", None),
        ("95%", None),
    ],
)
def test_only_a_plain_amount_is_money(text: str, yuan: str | None) -> None:
    assert in_yuan(parse_measure(text)) == (Decimal(yuan) if yuan else None)
