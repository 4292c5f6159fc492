"""The rules about indicators as a whole: complete, quiet on clean papers, right on real ones, quick."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from builders import EXAMPLES, example
from mingzhang.checking.finding import Severity
from mingzhang.checking.indicators import words
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.rulebook import Choice
from mingzhang.checking.standard import standard
from mingzhang.domain.chars import fold
from mingzhang.reading.reader import read_file

SHARED = Path(__file__).resolve().parents[2] / "shared"
RULES = [rule for rule in standard().rules if rule.code.startswith("PI-")]
ONLY = Choice(only=frozenset({"PI"}))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_holds_why_and_what_to_do(rule: Any) -> None:
    assert rule.title
    assert rule.basis
    assert rule.remedy
    assert rule.explanation.startswith(("Speaks", "Notes"))


@pytest.mark.parametrize("section", [k for k, v in lexicon("indicators").items() if isinstance(v, dict)])
def test_a_list_of_the_lexicon_names_no_word_twice_and_none_that_nothing_matches(section: str) -> None:
    for key, entries in lexicon("indicators")[section].items():
        assert len(words(section, key)) == len(entries), key
        assert all(fold(word) for word in entries)


@pytest.mark.parametrize("name", sorted(p.stem for p in EXAMPLES.glob("*.txt") if "errors" not in p.stem))
def test_the_clean_examples_give_no_error_and_no_warning(name: str) -> None:
    findings = standard().check(example(name), ONLY).findings
    assert [f for f in findings if f.severity is not Severity.NOTE] == []


def test_the_planted_defects_of_indicators_are_named_and_nothing_else() -> None:
    findings = standard().check(example("disclosure-with-errors"), ONLY).findings
    assert [(f.breach.form, f.rule.defect) for f in findings] == [
        (1, "unit-missing"), (2, "satisfaction-100"), (4, "indicator-misplaced"), (5, "unmeasurable-quantity"),
        (9, "direction-wrong"), (10, "cost-exceeds-funds"), (11, "placeholder-indicator"), (15, "missing-cost-indicator"),
    ]  # fmt: skip


def _measured() -> tuple[dict[str, float], float]:
    """Recall by certainty and precision of errors and warnings, by form and class, on the hand-read papers."""
    classes = {rule.defect for rule in RULES}
    known, found = Counter[str](), Counter[str]()
    loud = right = 0
    for path in sorted((SHARED / "findings").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        findings = standard().check(read_file(SHARED / "seeds" / f"{path.stem}.txt"), ONLY).findings
        said = {(f.breach.form, f.rule.defect) for f in findings}
        listed = {(_form(entry), entry["class"]) for entry in truth}
        for entry in truth:
            if entry["class"] in classes and _form(entry) is not None:
                known[entry["certainty"]] += 1
                found[entry["certainty"]] += (_form(entry), entry["class"]) in said
        graves = [f for f in findings if f.severity is not Severity.NOTE]
        loud += len(graves)
        right += sum((f.breach.form, f.rule.defect) in listed for f in graves)
    return {certainty: found[certainty] / known[certainty] for certainty in known}, right / loud


def _form(entry: dict[str, Any]) -> int | None:
    where = entry["where"]
    return int(where.split()[1].rstrip(":")) if where.startswith("form ") else None


@pytest.mark.skipif(not (SHARED / "findings").is_dir(), reason="the hand-read papers are not here")
def test_the_hand_read_defects_are_found_and_little_else_is_said() -> None:
    recall, precision = _measured()
    assert recall["certain"] >= 0.96
    assert recall["likely"] >= 0.93
    assert precision >= 0.96
