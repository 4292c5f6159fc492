"""A form printed as either kind of paper is read back as it was, field by field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from mingzhang.reading.reader import read_text
from mingzhang.writing.exchange import target_json
from papers import BROKEN, CUT, Style, as_cells, as_running_text, cut_form
from strategies import forms

SAME = ("form_kind", "region", "year", "project_name", "department_code", "department_name", "implementing_unit",
        "attribute", "period", "overview", "basis", "necessity", "safeguards", "plan", "whole_goal", "annual_goal",
        "filed_at", "funds")  # fmt: skip


def read_back(text: str) -> list[dict[str, Any]]:
    read = [target_json(record) for record in read_text(text).targets]
    return [
        {
            **{key: form[key] for key in SAME},
            **{
                half: [{k: row[k] for k in ("level1", "level2", "level3", "value")} for row in form[half]]
                for half in ("whole_indicators", "annual_indicators")
            },
        }
        for form in read
    ]


@given(form=forms())
@settings(max_examples=60, deadline=None)
def test_a_form_of_cells_is_read_as_printed(form: dict[str, Any]) -> None:
    assert read_back(as_cells(form)) == [form]


@pytest.mark.parametrize("breadth", [8, 9, 14])
@given(form=forms())
@settings(max_examples=15, deadline=None)
def test_the_number_of_empty_cells_in_a_row_means_nothing(breadth: int, form: dict[str, Any]) -> None:
    assert read_back(as_cells(form, breadth)) == [form]


@given(form=forms())
@settings(max_examples=60, deadline=None)
def test_a_form_whose_cells_are_broken_over_lines_is_joined_again(form: dict[str, Any]) -> None:
    assert read_back(as_running_text(form, BROKEN)) == [form]


@given(form=forms())
@settings(max_examples=60, deadline=None)
def test_a_form_whose_cells_are_cut_and_glued_is_read_as_cut(form: dict[str, Any]) -> None:
    shown = cut_form(form, CUT)
    assert read_back(as_running_text(shown, CUT)) == [shown]


@pytest.mark.parametrize("style", [CUT, BROKEN], ids=["cut", "broken"])
@given(form=forms())
@settings(max_examples=20, deadline=None)
def test_forms_that_follow_each_other_do_not_mix(style: Style, form: dict[str, Any]) -> None:
    shown = cut_form(form, style) if style.cut else form
    page = as_running_text(shown, style)
    assert read_back(page + "\n\n" + page) == [shown, shown]
