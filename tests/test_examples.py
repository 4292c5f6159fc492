"""The example papers are read as a careful reader took them down, field by field, the whole of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from builders import (
    EXAMPLES,
    PAPERS,
    differences,
    example,
    example_json,
    expected,
    file_lines,
    like_print,
    misplaced,
)

NOT_COMPARED = frozenset({"doubts"})
"""Notes for a reader of the expected records, not what the paper says."""


def compared(record: Mapping[str, Any]) -> dict[str, Any]:
    """An expected record without the notes to it."""
    return {key: value for key, value in like_print(record).items() if key not in NOT_COMPARED}


@pytest.mark.parametrize("name", PAPERS)
class TestExamplePapers:
    def test_the_head_of_the_document_is_read_as_expected(self, name: str) -> None:
        keys = ("kind", "region", "year", "department_name")
        want = {key: expected(name)[key] for key in keys}
        assert not differences(like_print(example_json(name)), like_print(want))

    def test_the_table_of_contents_is_read_as_expected(self, name: str) -> None:
        assert_same(example_json(name)["contents"], expected(name)["contents"])

    def test_every_form_is_read_as_expected(self, name: str) -> None:
        assert_same(example_json(name)["targets"], [compared(record) for record in expected(name)["targets"]])

    def test_every_table_is_read_as_expected(self, name: str) -> None:
        assert_same(example_json(name)["tables"], [compared(table) for table in expected(name)["tables"]])

    def test_every_figure_of_the_narrative_is_read_in_order(self, name: str) -> None:
        assert_same(example_json(name)["narrative"], expected(name)["narrative"])

    def test_the_text_at_the_places_of_a_value_is_the_value(self, name: str) -> None:
        wrong = misplaced(example(name), file_lines(EXAMPLES / f"{name}.txt"))
        assert not wrong, "\n" + "\n".join(wrong)

    def test_everything_has_its_place(self, name: str) -> None:
        assert example(name).unplaced == ()


def assert_same(have: Any, want: Any) -> None:
    """Compare two readings as prints, and show every difference with its path."""
    found = differences(like_print(have), like_print(want))
    assert not found, f"{len(found)} differences\n" + "\n".join(found)


def test_every_example_has_its_expected_record_and_the_other_way_round() -> None:
    assert set(PAPERS) == {path.stem for path in (EXAMPLES / "expected").glob("*.json")}
