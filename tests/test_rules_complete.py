"""Every shipped rule is whole: it says what holds, why and what to do, in words that its breaches fill exactly."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from builders import EXAMPLES, PAPERS, ROOT, example
from mingzhang.checking.defects import defect_groups, defects
from mingzhang.checking.finding import Breach, Report, Rule
from mingzhang.checking.rulebook import Rulebook, RulebookError
from mingzhang.checking.standard import shipped_rules, standard
from mingzhang.reading.reader import read_file

SEEDS = ROOT.parent / "shared" / "seeds"
CLEAN = "disclosure"
_CODE = re.compile(r"[A-Z]{1,3}(?:\d\d)?-\d\d[a-z]?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
RULES = shipped_rules()


def fields_of(message: str) -> set[str]:
    """The names that a template asks for."""
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(message) if name}


@cache
def reports() -> dict[str, Report]:
    """What is said of every example, and of the real papers where they are beside the checkout."""
    said = {name: standard().check(example(name)) for name in PAPERS}
    for path in sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else ():
        said[path.stem] = standard().check(read_file(path))
    return said


def breaches() -> list[tuple[Rule, Breach]]:
    """Every breach of every report."""
    return [(f.rule, f.breach) for report in reports().values() for f in report.findings]


def test_codes_are_unique_and_a_repeated_one_is_refused() -> None:
    assert [code for code, n in Counter(rule.code for rule in RULES).items() if n > 1] == []
    with pytest.raises(RulebookError, match="规则编号重复"):
        Rulebook((RULES[0], RULES[0]))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
class TestEveryRule:
    def test_it_says_what_holds_why_and_what_to_do(self, rule: Rule) -> None:
        assert _CODE.fullmatch(rule.code)
        for text in (rule.title, rule.basis, rule.remedy, rule.message):
            assert _CHINESE.search(text) or (text == rule.message and fields_of(text))
            assert text == text.strip()
            assert not text.endswith("。")
        assert rule.explanation
        assert len(rule.years)

    def test_its_class_of_defect_is_known(self, rule: Rule) -> None:
        assert rule.defect in defects()

    def test_a_test_names_it(self, rule: Rule) -> None:
        """A rule made of a row of equations is tried with its family, any other by its own code."""
        named = named_in_tests()
        family = {code.partition("-")[0] for code in named} if made_of_a_row(rule) else set()
        assert rule.code in named or rule.code.partition("-")[0] in family, f"no test names {rule.code}"


def made_of_a_row(rule: Rule) -> bool:
    """Whether its check is not written for it alone."""
    return "<locals>" in getattr(rule.check, "__qualname__", "<locals>")


@cache
def named_in_tests() -> frozenset[str]:
    """Every code that a test of rules names."""
    files = [p for p in (ROOT / "tests").glob("test_*.py") if p.name != Path(__file__).name]
    return frozenset(code for path in files for code in _CODE.findall(path.read_text(encoding="utf-8")))


def test_the_facts_of_every_breach_are_exactly_the_fields_of_its_message() -> None:
    odd = {
        rule.code: sorted(fields_of(rule.message) ^ set(breach.facts))
        for rule, breach in breaches()
        if fields_of(rule.message) != set(breach.facts)
    }
    assert odd == {}


def test_every_message_can_be_said_and_leaves_no_placeholder() -> None:
    said = [finding.message for report in reports().values() for finding in report.findings]
    assert said
    assert [m for m in said if not m or "{" in m or "None" in m] == []


def test_every_finding_points_to_a_place_of_its_paper() -> None:
    for name, report in reports().items():
        folder = EXAMPLES if (EXAMPLES / f"{name}.txt").is_file() else SEEDS
        lines = len((folder / f"{name}.txt").read_text(encoding="utf-8").split("\n"))
        for finding in report.findings:
            for place in finding.breach.places:
                assert place.line is not None
                assert 1 <= place.line <= lines


def test_what_could_not_be_tried_says_why_in_chinese() -> None:
    reasons = {u.unable.reason for report in reports().values() for u in report.unable}
    assert [reason for reason in reasons if not _CHINESE.search(reason)] == []


def test_the_clean_paper_has_no_error_and_no_warning() -> None:
    loud = [f for f in reports()[CLEAN].findings if f.severity.rank < 2]
    assert [f"{f.rule.code}: {f.message}" for f in loud] == []


def test_the_classes_are_in_one_group_each_and_have_words() -> None:
    names = [name for _, words in defect_groups().values() for name in words]
    assert len(names) == len(set(names))
    assert all(_CHINESE.search(word) for word in defects().values())
    assert len(set(defects().values())) == len(names)
