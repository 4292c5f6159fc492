"""Typing mistakes in search: which words may be meant, and that nobody can make the server work long over them."""

from __future__ import annotations

import string

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingzhang.web.services.open.finding import near, pairs, shelf, words
from mingzhang.web.services.open.finding.grams import grams
from mingzhang.web.services.open.finding.pairs import PAIRS, add_pairs
from mingzhang.web.services.open.search import Query, search
from open_papers import project

pytestmark = pytest.mark.django_db
LETTERS = "水农村供库"
MANY = [chr(0x4E00 + n) for n in range(600)]


def known(pairs: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {PAIRS}")
    add_pairs(pairs)


def one_mistake_away(word: str) -> set[str]:
    """Everything that one needless, swapped, missing or wrong character may have been, wrong ones not at an end."""
    ends = range(len(word))
    made = {word[:i] + word[i + 1 :] for i in ends}
    made |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in ends[:-1]}
    made |= {word[:i] + c + word[i:] for i in ends[1:] for c in LETTERS}
    made |= {word[:i] + c + word[i + 1 :] for i in ends[1:-1] for c in LETTERS}
    return made - {word}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sets(st.text(LETTERS, min_size=2, max_size=2), max_size=25),
    st.text(LETTERS + "镇", min_size=4, max_size=7),
)
def test_the_words_that_may_be_meant_are_those_one_mistake_away_whose_pairs_all_stand_somewhere(
    there: set[str], word: str
) -> None:
    known(there)
    assert set(near.nearly(word)) == {
        other for other in one_mistake_away(word) if there.issuperset(grams(other))
    }


def test_where_very_many_words_may_be_meant_some_are_made_and_of_every_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    word = "".join(MANY[:16])
    known({a + b for a in word for b in MANY} | {b + a for a in word for b in MANY})
    counts: list[int] = []

    def between(first: str, last: str, most: int) -> list[str]:
        found = pairs.between(first, last, most)
        counts.append(len(found))
        return found

    monkeypatch.setattr(near, "between", between)
    with CaptureQueriesContext(connection) as asked:
        made = near.nearly(word)
    assert len(made) == near.MOST
    assert near.MOST < sum(counts) <= near.MOST_MADE
    assert len(asked) <= 2 * len(word) + 2
    longer = [each for each in made if len(each) == 17]
    assert {next(i for i in range(17) if each[:i] + each[i + 1 :] == word) for each in longer} >= set(
        range(2, 15)
    )


def test_a_word_with_a_pair_that_nobody_wrote_is_mended_only_there(monkeypatch: pytest.MonkeyPatch) -> None:
    word = "".join(MANY[:16])
    known({a + b for a in word for b in MANY} | {b + a for a in word for b in MANY})
    places: list[str] = []

    def between(first: str, last: str, _most: int) -> list[str]:
        places.append(first + last)
        return []

    monkeypatch.setattr(near, "between", between)
    near.nearly(word[:8] + "镇" + word[9:])
    assert places == [word[7] + word[9]]


def test_a_mistake_is_let_pass_in_two_words_of_a_search_and_in_no_more() -> None:
    project("农村饮水安全巩固", "城乡居民医疗保险", [("病险水库除险加固", "≥1")])
    two = search(Query(text="农村饮氺安全 城乡居氏医疗"))
    assert ([hit.project.name for hit in two.hits], two.near) == (["农村饮水安全巩固"], True)
    assert search(Query(text="农村饮氺安全 城乡居氏医疗 水库除验加固")).count == 0
    assert search(Query(text="农村饮氺安全 城乡居民医疗 水库除验加固")).count == 1


def test_what_may_be_meant_is_found_out_once_until_something_public_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project("农村饮水安全巩固")
    asked: list[str] = []

    def nearly(word: str) -> tuple[str, ...]:
        asked.append(word)
        return near.nearly(word)

    monkeypatch.setattr(words, "nearly", nearly)
    for _ in range(3):
        assert search(Query(text="农村饮氺安全")).near
    assert asked == ["农村饮氺安全"]
    project("道路养护")
    assert search(Query(text="农村饮氺安全")).near
    assert len(asked) == 2


def test_only_so_much_of_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST_NEAR", 5)
    project("农村饮水安全巩固")
    for letter in string.ascii_lowercase:
        search(Query(text=f"农村饮{letter}安全"))
    assert list(shelf.shelf().near) == [f"农村饮{letter}安全" for letter in "vwxyz"]
