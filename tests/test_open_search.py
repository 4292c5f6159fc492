"""Search over what is public, on whichever database the tests run: what is found, what filters let pass, counts, pages."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import QueryDict
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mingzhang.web.services.open import search as s
from mingzhang.web.services.open.finding import choosing, shelf, words
from mingzhang.web.services.open.finding.grams import plain
from mingzhang.web.services.open.search import BadCursor, Query, search
from mingzhang.web.store.models import OpenProject
from open_papers import budget, changed, project

pytestmark = pytest.mark.django_db
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = (
    "２０２６年农村供水（一期）工程", "小型水库除险加固、山洪灾害预警“三项”建设", "GB/T 5750—2023 水质检测 ≥９５％",
    "全县118处农村集中供水工程维修养护,更换管道19.6公里", "村卫生室Ａ类药品零差率补助", "𠮷田家庭教育指导", "ⅢE级公路路面改造",
    "農村公路養護項目", "妇幼保健院CT设备购置（含安装）", "图书馆·文化馆总分馆制", "特岗教师工资性补助", "水",
)  # fmt: skip


def names(query: Query | str, **filters: Any) -> list[str]:
    """The names of what is found."""
    asked = Query(text=query, **filters) if isinstance(query, str) else query
    return [hit.project.name for hit in search(asked, size=100).hits]


def pages(query: Query, size: int) -> Iterator[s.Found]:
    """Page after page."""
    after = ""
    while True:
        found = search(query, after, size)
        yield found
        if not found.after:
            return
        after = found.after


def corpus() -> dict[int, list[str]]:
    """A few projects whose texts have everything in them that texts may have, by key."""
    made: dict[int, list[str]] = {}
    for i, text in enumerate(TEXTS):
        goal, name, value = (TEXTS[(i + n) % len(TEXTS)] for n in (3, 5, 7))
        own = project(text, goal, [(name, value)], unit=TEXTS[i - 1], function_name=TEXTS[i - 2])
        made[own.pk] = [text, goal, name, value, TEXTS[i - 1], TEXTS[i - 2]]
    return made


def test_whatever_two_to_eight_characters_of_a_text_are_typed_its_project_is_found() -> None:
    made = corpus()

    @MANY
    @given(st.data())
    def found(data: st.DataObject) -> None:
        pk, texts = data.draw(st.sampled_from(list(made.items())))
        text = data.draw(st.sampled_from(texts))
        start = data.draw(st.integers(0, max(len(text) - 2, 0)))
        piece = text[start : start + data.draw(st.integers(2, 8))]
        assume(all(len(plain(word)) > 1 for word in piece.split()))
        result = search(Query(text=piece), size=100)
        assert pk in {hit.project.pk for hit in result.hits}
        assert not result.near
        assert result.count == sum(
            all(any(plain(word) in plain(own) for own in of) for word in piece.split())
            for of in made.values()
        )

    found()


def test_width_case_punctuation_and_traditional_characters_do_not_matter() -> None:
    project("２０２６年农村供水（一期）工程", "妇幼保健院ＣＴ设备")
    for typed in ("2026年农村", "供水一期", "供水(一期)", "農村供水", "ct设备", "保健院Ct"):
        assert names(typed) == ["２０２６年农村供水（一期）工程"], typed


def test_all_words_must_stand_and_each_in_one_text() -> None:
    project("农村供水", "水库大坝维修")
    assert names("供水 大坝") == names("大坝　供水") == ["农村供水"]
    assert names("供水 道路") == names("供水水库") == names("供水库") == []


def test_a_character_alone_is_too_short_unless_something_else_narrows_what_is_found() -> None:
    project("水", of=budget(year=2025))
    project("水库管护")
    project("道路养护")
    found = search(Query(text="水"))
    assert (found.hits, found.count) == ((), 0)
    assert found.problems == ("“水”太短，请至少写连着的两个字，或者同时选一个筛选条件。",)
    assert names("水", years=(2025, 2026)) == ["水库管护", "水"]
    assert names("库 管护") == ["水库管护"]


def test_a_search_for_nothing_but_marks_says_so() -> None:
    project("道路养护")
    assert search(Query(text="《》")).problems == ("“《》”里没有可以查找的字，请写文字或数字。",)
    assert names("《》") == []
    assert names("") == ["道路养护"]


def test_one_mistake_in_a_word_of_four_characters_and_more_is_let_pass_where_nothing_else_is_found() -> None:
    texts = ["农村饮水安全巩固提升", "城乡居民基本医疗保险", "小型病险水库除险加固", "特岗教师工资性补助"]
    made = {text: project(text, f"完成{text}任务").pk for text in texts}

    @MANY
    @given(st.data())
    def found(data: st.DataObject) -> None:
        text = data.draw(st.sampled_from(texts))
        length = data.draw(st.integers(4, 8))
        start = data.draw(st.integers(0, len(text) - length))
        word = text[start : start + length]
        i = data.draw(st.integers(0, length - 1))
        other = data.draw(st.sampled_from("龘氺木林圾8q"))
        typed = data.draw(
            st.sampled_from((
                word[:i] + other + word[i + 1 :], word[:i] + other + word[i:], word[:i] + word[i + 1 :],
                word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :] if i else word,
            ))
        )  # fmt: skip
        assume(len(typed) >= 4)
        result = search(Query(text=typed))
        assert made[text] in {hit.project.pk for hit in result.hits}
        assert result.near == (typed not in text)
        marked = "".join(piece for piece, mark in result.hits[0].snippet if mark)
        assert marked in text

    found()


def test_a_mistake_is_not_let_pass_in_a_short_word_nor_two_in_a_long_one_nor_where_the_word_stands_elsewhere() -> (
    None
):
    project("农村饮水安全")
    project("农村供水安全", of=budget(year=2025))
    assert names("饮氺安") == names("农木饮氺安全") == []
    assert names("农村饮水安全") == ["农村饮水安全"]
    assert names("农村饮水安全", years=(2025,)) == []


WORDS = ("供水", "道路养护", "校舍维修", "病虫害")
FUNCTIONS = ("2130305", "2130306", "2140106", "2050201", "")
FUNDS = ("general", "general,own", "fund", "")


def many(count: int, seed: int) -> list[OpenProject]:
    """Projects of all kinds, every second of the older years' put in after newer ones."""
    chance = random.Random(seed)
    made = []
    for i in range(count):
        place = (
            chance.choice(("301", "302", "303")),
            chance.choice((2024, 2025, 2026)),
            chance.choice(("149901", "149902")),
        )
        made.append(
            project(
                f"{chance.choice(WORDS)}{i}号", chance.choice(("", "农村供水")), of=budget(*place), found=False,
                function=chance.choice(FUNCTIONS), funds=chance.choice(FUNDS), kind=chance.choice(("specific", "other", "")),
                annual=chance.choice((None, 0, 100, 100, 5_000, i * 1_000)),
            )
        )  # fmt: skip
    s.add([each.pk for each in made])
    changed()
    return made


QUERIES = st.builds(
    Query,
    text=st.sampled_from(("", "供水", "道路养护", "校舍 农村供水", "病虫害")),
    years=st.lists(st.sampled_from((2024, 2025, 2026, 2030)), max_size=2, unique=True).map(tuple),
    divisions=st.lists(st.sampled_from(("149901", "149902")), max_size=1, unique=True).map(tuple),
    departments=st.lists(
        st.sampled_from(("149901/301", "149902/301", "149902/303")), max_size=2, unique=True
    ).map(tuple),
    functions=st.lists(
        st.sampled_from(("213", "21303", "2140106", "205", "999")), max_size=2, unique=True
    ).map(tuple),
    funds=st.lists(st.sampled_from(("general", "own", "special")), max_size=2, unique=True).map(tuple),
    kinds=st.lists(st.sampled_from(("specific", "other")), max_size=1, unique=True).map(tuple),
    least=st.sampled_from((None, None, 0, 100, 20_000)),
    most=st.sampled_from((None, None, 100, 30_000)),
    sort=st.sampled_from(("", "newest", "amount")),
)
PASSES: dict[str, Callable[[Query, OpenProject], bool]] = {
    "text": lambda q, p: all(w in p.name or w in p.goal for w in q.words),
    "year": lambda q, p: not q.years or p.year in q.years,
    "division": lambda q, p: not q.divisions or p.division_code in q.divisions,
    "department": lambda q, p: not q.departments or f"{p.division_code}/{p.department_code}" in q.departments,
    "function": lambda q, p: not q.functions or p.function.startswith(q.functions),
    "fund": lambda q, p: not q.funds or bool(set(q.funds) & set(p.funds.split(","))),
    "kind": lambda q, p: not q.kinds or p.kind in q.kinds,
    "least": lambda q, p: q.least is None or (p.annual is not None and p.annual >= q.least),
    "most": lambda q, p: q.most is None or (p.annual is not None and p.annual <= q.most),
}
VALUES: dict[str, Callable[[OpenProject], list[str]]] = {
    "year": lambda p: [str(p.year)],
    "division": lambda p: [p.division_code],
    "department": lambda p: [f"{p.division_code}/{p.department_code}"],
    "function": lambda p: [p.function[:3]],
    "fund": lambda p: p.funds.split(","),
    "kind": lambda p: [p.kind],
}


def passing(made: list[OpenProject], query: Query, but: str = "") -> list[OpenProject]:
    """What a search should find, one by one; ``but`` leaves a filter out."""
    return [p for p in made if all(passes(query, p) for name, passes in PASSES.items() if name != but)]


def test_filters_pages_and_counts_are_those_of_looking_at_each_project() -> None:
    made = many(70, seed=8)

    @MANY
    @given(QUERIES, st.integers(1, 9))
    def checked(query: Query, size: int) -> None:
        expected = passing(made, query)
        if query.sort == "amount":
            expected.sort(key=lambda p: (p.annual is not None, p.annual or 0, p.pk), reverse=True)
        else:
            expected.sort(key=lambda p: (p.year, p.pk), reverse=True)
        seen = list(pages(query, size))
        assert [hit.project.pk for page in seen for hit in page.hits] == [p.pk for p in expected]
        assert all(len(page.hits) == size for page in seen[:-1])
        assert {(page.count, page.exact, page.near) for page in seen} == {(len(expected), True, False)}
        for name, facets in seen[0].facets.items():
            counted = Counter(v for p in passing(made, query, but=name) for v in VALUES[name](p) if v)
            assert {facet.key: facet.count for facet in facets} == counted, name

    checked()


def test_where_not_all_texts_can_be_looked_at_what_is_told_is_at_least_so_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only an index that does not know which pairs follow one another has to look; the other tells all at once."""
    for module in (words, choosing, s):
        monkeypatch.setattr(module, "MOST_LOOKED_AT", 2)
    for module in (words, choosing):
        monkeypatch.setattr(module, "ROUNDS", 1)
    for i in range(12):
        project("农村供水" if i % 3 else "农村、村供、供水".replace("、", "一"), of=budget(year=2024 + i % 2))
    found = search(Query(text="农村供水"), size=2)
    assert found.exact == (connection.vendor == "sqlite")
    assert bool(found.after)
    assert len(found.hits) <= found.count <= 8
    assert (found.count == 8) or not found.exact
    assert all(facet.exact == found.exact for facets in found.facets.values() for facet in facets)
    seen = [hit.project for page in pages(Query(text="农村供水"), 2) for hit in page.hits]
    assert [p.name for p in seen] == ["农村供水"] * 8
    assert seen == sorted(seen, key=lambda p: (p.year, p.pk), reverse=True)
    assert len(set(seen)) == 8
    assert search(Query(text="农村供水"), size=2).count == 8


def test_what_is_published_while_someone_turns_pages_is_not_seen_twice() -> None:
    first = [project("供水一"), project("供水二"), project("供水三")]
    page = search(Query(text="供水"), size=2)
    project("供水四")
    rest = search(Query(text="供水"), page.after, 2)
    assert [hit.project.pk for hit in (*page.hits, *rest.hits)] == [p.pk for p in reversed(first)]


@pytest.mark.parametrize(
    "after", ["x", "你好", "%%%", "MS4yLjM", "=" * 500, "MTAuMTA" * 40, "LjEu", "MS4xLmFi\n"]
)
def test_a_cursor_that_is_none_is_answered_clearly(after: str) -> None:
    project("供水")
    with pytest.raises(BadCursor, match="请从第一页看起"):
        search(Query(text="供水"), after)


def test_a_cursor_of_another_search_is_answered_clearly() -> None:
    project("供水一")
    project("供水二")
    after = search(Query(text="供水"), size=1).after
    assert search(Query(text="供水"), after).count == 2
    with pytest.raises(BadCursor, match="另一次查找"):
        search(Query(text="供水", years=(2026,)), after)


def test_a_snippet_shows_where_the_words_stand_in_so_many_characters() -> None:
    long = "为了" * 40 + "更换供水（管道）19.6公里" + "。" * 60
    project("甲", long, [("供水保证率", "≥95%")], unit="青岚县水务局")
    (hit,) = search(Query(text="供水管道")).hits
    assert hit.field == "goal"
    assert "".join(text for text, mark in hit.snippet if mark) == "供水（管道"
    assert len("".join(text for text, _ in hit.snippet).strip("…")) == 80
    for typed, field in (("保证率 95", "indicator"), ("青岚", "unit")):
        assert search(Query(text=typed)).hits[0].field == field
    assert search(Query(text="保证率")).hits[0].snippet == (
        ("供水", False),
        ("保证率", True),
        ("：≥95%", False),
    )


def standing(held: shelf.Shelf) -> dict[str, dict[str, int]]:
    """The sets of a shelf, whatever key they begin at."""
    sets = {**held.sets, "": {"": held.live}}
    return {name: {value: bits << held.base for value, bits in of.items()} for name, of in sets.items()}


def test_what_was_taken_away_is_not_found_and_what_came_is_in_every_worker() -> None:
    gone, stays = project("供水一", indicators=[("保证率",)]), project("供水二", of=budget("302"))
    assert names("供水") == ["供水二", "供水一"]
    s.remove([gone.pk])
    gone.delete()
    changed()
    assert names("供水") == ["供水二"]
    assert s.indicator_names("") == []
    held = shelf.shelf()
    project("供水三", of=budget("302"), kind="other", funds="own,fund")
    after = shelf.shelf()
    assert after is not held
    shelf.forget()
    assert standing(after) == standing(shelf.shelf())
    assert stays.name in names("供水")


def test_the_index_made_anew_finds_the_same() -> None:
    made = corpus()
    before = {text: names(text) for text in TEXTS[:-1]}
    kept = s.indicator_names("", 100)
    told: list[tuple[int, int]] = []
    assert s.rebuild(lambda done, every: told.append((done, every))) == len(made)
    assert told[-1] == (len(made), len(made))
    assert {text: names(text) for text in before} == before
    assert s.indicator_names("", 100) == kept
    last = next(iter(made))
    s.remove([last])
    OpenProject.objects.filter(pk=last).delete()
    changed()
    assert TEXTS[0] not in {name for text in before for name in names(text)}


def test_an_address_is_read_back_as_it_was_written() -> None:
    @MANY
    @given(QUERIES)
    def same(query: Query) -> None:
        assume(query.least is None or query.most is None or query.least <= query.most)
        params = QueryDict(mutable=True)
        for name, value in query.params():
            params.appendlist(name, value)
        read = Query.of(params)
        assert read.params() == query.params()
        assert (set(read.years), read.text, read.least, read.most) == (
            set(query.years), query.text, query.least, query.most
        )  # fmt: skip
        assert read.problems == ()

    same()


@pytest.mark.parametrize(
    ("address", "problems"),
    [
        ("year=20x6&year=2026", ["筛选条件“20x6”看不懂，没有算进来。"]),
        ("fund=gold&kind=1&function=2e5&department=1/2&division=x", [f"筛选条件“{x}”看不懂，没有算进来。" for x in ("x", "1/2", "2e5", "gold", "1")]),
        ("least=一百", ["金额“一百”看不懂，应当是以万元为单位的数，例如 12.5。"]),
        ("most=-1", ["金额“-1”看不懂，应当是以万元为单位的数，例如 12.5。"]),
        ("least=5&most=1", ["金额的下限大于上限，两个都没有算进来。"]),
        ("sort=name", ["不能按“name”排序，按年度从新到旧排。"]),
        ("q=" + "水" * 201, ["要找的字超过 200 个，后面的没有算进来。"]),
    ],
)  # fmt: skip
def test_what_of_an_address_cannot_be_used_is_told_and_left_out(address: str, problems: list[str]) -> None:
    query = Query.of(QueryDict(address))
    assert list(query.problems) == problems
    assert not Query.of(QueryDict(address.replace("&year=2026", ""))).filtered
    assert list(search(query).problems[: len(problems)]) == problems


def test_amounts_of_an_address_are_ten_thousands_of_yuan() -> None:
    query = Query.of(QueryDict("least=1,200.5&most=1200.500001"))
    assert (query.least, query.most) == (1_200_500_000, 1_200_500_001)
    assert query.params() == [("least", "1200.5"), ("most", "1200.500001")]


def test_an_indicator_of_the_same_name_is_shown_wherever_it_is_with_its_numbers_by_unit() -> None:
    for i, (number, unit) in enumerate(
        [("95", "%"), ("90", "%"), ("100", "%"), ("3", "分"), ("", ""), ("1,000.5", "%")]
    ):
        place = budget(f"30{i}", 2025 + i % 2)
        project(
            f"甲{i}", indicators=[("满意度", f"≥{number}{unit}", number, unit)], of=place, funds="general"
        )
    project("乙", indicators=[("群众满意度", "≥1%", "1", "%")])
    same = s.same_indicator("满意度", size=4)
    assert [row.project.name for row in same.rows] == ["甲5", "甲3", "甲1", "甲4"]
    assert {row.half for row in same.rows} == {"annual"}
    assert [row.project.name for row in s.same_indicator("满意度", None, same.after, 4).rows] == [
        "甲2",
        "甲0",
    ]
    assert [(n.unit, n.count, n.least, n.median, n.most) for n in same.numbers] == [
        ("%", 4, Decimal(90), Decimal("97.5"), Decimal("1000.5")),
        ("分", 1, Decimal(3), Decimal(3), Decimal(3)),
    ]
    assert (same.count, same.exact) == (6, True)
    newer = s.same_indicator("满意度", Query(years=(2026,)))
    assert (newer.count, [n.count for n in newer.numbers]) == (3, [2, 1])
    assert {f.key: f.count for f in newer.facets["year"]} == {"2026": 3, "2025": 3}
    assert [(n.name, n.projects) for n in s.indicator_names("满意")] == [("满意度", 6), ("群众满意度", 1)]
    assert s.same_indicator("没有这个").rows == ()
    with pytest.raises(BadCursor):
        s.same_indicator("群众满意度", None, same.after)


def test_names_are_offered_while_someone_types() -> None:
    project("农村供水工程", "道路", [("供水保证率",)])
    project("农村供水工程", of=budget(year=2025))
    project("灌溉", indicators=[("供水保证率",)])
    project("道路", "农村供水")
    assert s.terms("供水") == ["供水保证率", "农村供水工程"]
    assert s.terms("供") == s.terms("") == []


def test_how_many_queries_a_search_makes_does_not_depend_on_how_much_is_found(
    django_assert_num_queries: Any,
) -> None:
    for i in range(3):
        project("农村供水", "改造", [("保证率", "1")], of=budget(f"30{i}"))
    search(Query(text="供水"))
    for i in range(3, 30):
        project("农村供水", "改造", [("保证率", "1")], of=budget(f"3{i}"))
    search(Query(text="供水"))
    with django_assert_num_queries(4):  # what has changed (2), projects, indicators
        assert search(Query(text="供水"), size=30).count == 30
    with django_assert_num_queries(4):
        assert search(Query(text="供水"), size=1).count == 30


@pytest.mark.django_db(transaction=True)
def test_the_tables_of_search_can_be_taken_away_and_made_again() -> None:
    executor = MigrationExecutor(connection)
    newest = [key for key in executor.loader.graph.leaf_nodes() if key[0] == "store"]
    executor.migrate([("store", "0007_releases")])
    assert not [t for t in connection.introspection.table_names() if t.startswith("store_opensearch")]
    MigrationExecutor(connection).migrate(newest)
    project("农村供水", indicators=[("保证率", "1")])
    assert names("供水") == ["农村供水"]
    s.remove(OpenProject.objects.values_list("pk", flat=True))
