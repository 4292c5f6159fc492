"""Real papers, where they are at hand, are read as well as this release promises.

The papers, what they say and the measure lie in ``../shared`` beside the checkout; they are no part of the
project, and without them these tests are skipped.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from builders import ROOT, file_lines, misplaced
from mingzhang.domain.record import Document
from mingzhang.reading.reader import read_file
from mingzhang.writing.exchange import documents_json

SHARED = ROOT.parent / "shared"
MEASURE = SHARED / "tools" / "score.py"
FORMS = {"yungang-2023": 30, "pinglu-2026": 74, "shangdang-2023": 11, "yonghe-2023-part": 6}
"""How many forms each paper holds."""
TABLES = ("pinglu-2026",)
"""Papers that hold the thirteen tables."""

pytestmark = [
    pytest.mark.skipif(
        not MEASURE.is_file(),
        reason="the real papers are not at hand: ../shared/seeds, ../shared/truth, ../shared/tools",
    ),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # the measure leaves its files open
]


@cache
def measure() -> ModuleType:
    """The measure, loaded from where it lies."""
    spec = importlib.util.spec_from_file_location("score", MEASURE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def paper(name: str) -> Document:
    """A real paper as it is read, once a run."""
    return read_file(SHARED / "seeds" / f"{name}.txt")


@pytest.fixture(params=FORMS)
def name(request: pytest.FixtureRequest) -> str:
    """Each paper in turn."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def output(name: str, tmp_path: Path) -> Path:
    """What ``mingzhang read --format json`` prints of the paper."""
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps(documents_json([paper(name)]), ensure_ascii=False), encoding="utf-8")
    return path


def test_every_form_is_found_and_read(name: str, output: Path) -> None:
    figures, misses = measure().forms(output, SHARED / "truth" / name)
    said = "\n".join(misses)
    assert figures["forms"] == FORMS[name], said
    assert figures["header"] == 1.0, said
    assert figures["funds"] == 1.0, said
    assert figures["text"] >= 0.995, said
    assert figures["indicators_f1"] >= 0.985, said


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_the_thirteen_tables_is_read(name: str, output: Path) -> None:
    figures, misses = measure().tables(output, SHARED / "truth" / name / "tables.json")
    assert figures["tables"] == 13
    assert figures["rows_f1"] == 1.0, "\n".join(misses)


def test_the_text_at_the_places_of_every_value_is_the_value(name: str) -> None:
    wrong = misplaced(paper(name), file_lines(SHARED / "seeds" / f"{name}.txt"))
    assert not wrong, f"{len(wrong)} values\n" + "\n".join(wrong)


def test_hardly_any_text_is_left_unplaced(name: str) -> None:
    text = "".join(file_lines(SHARED / "seeds" / f"{name}.txt"))
    left = sum(len("".join(item.text.split())) for item in paper(name).unplaced)
    assert left < 0.003 * len("".join(text.split())), [item.text for item in paper(name).unplaced]


def test_no_line_of_text_is_both_placed_and_unplaced(name: str) -> None:
    taken = set(stretches(paper(name)))
    both = [item for item in paper(name).unplaced if (item.place.line, item.place.column) in taken]
    assert not both


def stretches(document: Document) -> Iterator[tuple[Any, Any]]:
    """Line and column where a value of a form begins or goes on."""
    for record in document.targets:
        for _, value in record.printed():
            yield from ((place.line, place.column) for place in value.places)
