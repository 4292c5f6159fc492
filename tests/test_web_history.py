"""What became of a form: its timeline, its kept states beside each other, the words for them."""

from __future__ import annotations

import pytest

from mingzhang.web.desk.words import path_words
from mingzhang.web.store.models import ReturnedCopy
from mingzhang.workflow.roles import Role
from mingzhang.workflow.spans import Span, spans
from web_county import County, county
from web_desk import as_, returned_and_mended

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def test_the_history_says_who_did_what_with_before_and_after(place: County) -> None:
    made = returned_and_mended(place)
    page = as_(place.people[Role.AUDITOR]).get(f"/projects/{made.pk}/history/").content.decode()
    for words in (
        "某reviewer",
        "主管部门审核退回：写明规模",
        "<ins>≥8公里</ins>",
        "年度目标指标·指标值",
        "现在（第 1 版）",
    ):
        assert words in page, words
    assert as_(place.outsider).get(f"/projects/{made.pk}/history/").status_code == 404


def test_any_two_states_stand_beside_each_other(place: County) -> None:
    made = returned_and_mended(place)
    copy = ReturnedCopy.objects.get()
    client = as_(place.clerk())
    page = client.get(
        f"/projects/{made.pk}/compare/", {"a": f"r{copy.pk}", "b": "now", "all": "1"}
    ).content.decode()
    assert ("改动 2 处" in page, "全部栏目" in page, "新增管网长度：≥8公里" in page) == (True, True, True)
    same = client.get(f"/projects/{made.pk}/compare/", {"a": "now", "b": "now"}).content.decode()
    assert "内容一样" in same
    assert client.get(f"/projects/{made.pk}/compare/", {"a": "r999", "b": "now"}).status_code == 404
    assert client.get(f"/projects/{made.pk}/states/r{copy.pk}/").status_code == 200
    assert client.get(f"/projects/{made.pk}/states/v7/").status_code == 404


def test_the_audits_paths_become_words() -> None:
    assert [path_words(path) for path in ("annual.r3.value", "whole.r1", "stage", "overview", "a" * 32)] == [
        "年度目标指标·指标值", "实施期目标指标", "环节", "项目概况", "对问题的说明",
    ]  # fmt: skip


def test_what_changed_of_two_texts_is_told_apart() -> None:
    plan = "2026年3月完成批复，4月至5月完成采购，11月底前验收。"
    assert list(spans(plan, plan.replace("3月", "2月"))) == [
        (Span.SAME, "2026年"), (Span.GONE, "3"), (Span.CAME, "2"), (Span.SAME, plan[6:]),
    ]  # fmt: skip
    assert list(spans("14.6公里", "12座")) == [(Span.GONE, "14.6公里"), (Span.CAME, "12座")]
    assert list(spans("", "新")) == [(Span.CAME, "新")]
    assert list(spans("甲乙丙丁", "子丑寅卯")) == [(Span.GONE, "甲乙丙丁"), (Span.CAME, "子丑寅卯")]
    for before, after in (("aa", "a"), ("abab", "ab"), ("", ""), ("x", "x")):
        assert "".join(text for span, text in spans(before, after) if span is not Span.CAME) == before
        assert "".join(text for span, text in spans(before, after) if span is not Span.GONE) == after
