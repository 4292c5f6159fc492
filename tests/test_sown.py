"""The errors that the benchmark sows: of many kinds, one place at a time, each in a paper that is read as before."""

from __future__ import annotations

from collections import Counter
from functools import cache

from builders import EXAMPLES, example
from mingzhang.reading.reader import read_text
from sown import Seed, kinds, seeds

CLEAN = EXAMPLES / "disclosure.txt"
LINES = CLEAN.read_text(encoding="utf-8").split("\n")


@cache
def sown() -> tuple[Seed, ...]:
    return tuple(seeds(CLEAN))


def test_there_are_two_hundred_kinds_in_every_part_of_the_paper() -> None:
    by_kind = kinds(sown())
    assert len(by_kind) >= 200
    groups = Counter(kept[0].group for kept in by_kind.values())
    assert min(groups.values()) >= 10
    assert len(groups) == 9


def test_only_the_lines_that_are_named_are_changed() -> None:
    for seed in sown():
        new = seed.text.split("\n")
        if len(new) != len(LINES):
            continue
        changed = {n for n, (old, now) in enumerate(zip(LINES, new, strict=True), start=1) if old != now}
        assert changed <= set(seed.lines), seed.kind
        assert changed, seed.kind


def test_a_changed_paper_is_still_the_same_paper() -> None:
    clean = example("disclosure")
    for kept in list(kinds(sown()).values())[::12]:
        document = read_text(kept[0].text)
        assert document.kind == clean.kind
        assert abs(len(document.targets) - len(clean.targets)) <= 1
        assert len(document.tables) == len(clean.tables)
