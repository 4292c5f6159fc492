"""A form that is being filled in: edits, conflicts, rows that keep their ids, pasting, the way to a record and back."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import PAPERS, example
from mingzhang.workflow.completeness import REQUIRED, lacks
from mingzhang.workflow.draft import (
    Draft,
    DraftError,
    Edit,
    IndicatorRow,
    Op,
    apply,
    edits_of,
    of_record,
    packed,
    pasted,
    record_of,
    row_paths,
    unpacked,
)

DRAFT = Draft(
    {"overview": "旧"},
    {
        "annual": (
            IndicatorRow("a", "数量指标", "长度", "3公里"),
            IndicatorRow("b", "质量指标", "合格率", "100%"),
        )
    },
)


def ids(draft: Draft) -> list[str]:
    return [row.id for row in draft.half("annual")]


def test_an_edit_is_made_and_what_changed_is_told() -> None:
    done = apply(
        DRAFT,
        [Edit(Op.SET, "overview", "新", seen="旧"), Edit(Op.SET, "annual.a.value", "4公里", seen="3公里")],
    )
    assert done.draft.text("overview") == "新"
    assert done.before == {"overview": "旧", "annual.a.value": "3公里"}
    assert done.after == {"overview": "新", "annual.a.value": "4公里"}
    assert done.conflicts == {}


def test_an_edit_over_a_text_that_its_author_did_not_see_is_a_conflict_and_the_others_are_made() -> None:
    done = apply(DRAFT, [Edit(Op.SET, "overview", "我的", seen="更旧"), Edit(Op.SET, "plan", "计划")])
    assert done.conflicts == {"overview": "旧"}
    assert (done.draft.text("overview"), done.draft.text("plan")) == ("旧", "计划")


def test_what_is_sent_twice_is_made_once() -> None:
    edits = [Edit(Op.ADD, "annual.n", "成本指标", after="a"), Edit(Op.SET, "annual.n.value", "5万元")]
    once = apply(DRAFT, edits).draft
    again = apply(once, edits)
    assert again.draft == once
    assert (again.before, again.conflicts) == ({}, {})
    assert ids(once) == ["a", "n", "b"]


def test_rows_are_removed_and_moved_by_their_ids() -> None:
    assert ids(apply(DRAFT, [Edit(Op.MOVE, "annual.a", after="b")]).draft) == ["b", "a"]
    assert ids(apply(DRAFT, [Edit(Op.REMOVE, "annual.a", seen="长度|3公里")]).draft) == ["b"]
    changed = apply(DRAFT, [Edit(Op.REMOVE, "annual.a", seen="长度|2公里")])
    assert changed.conflicts == {"annual.a": "长度|3公里"}
    assert apply(DRAFT, [Edit(Op.SET, "annual.gone.value", "1")]).conflicts == {"annual.gone.value": ""}


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (Edit(Op.SET, "nothing", "1"), "表里没有“nothing”这个栏目"),
        (Edit(Op.SET, "region", "别处"), "表里没有“region”这个栏目"),
        (Edit(Op.ADD, "annual.x", "没有的指标"), "没有“没有的指标”这种二级指标"),
        (Edit(Op.ADD, "annual.a b", "数量指标"), "指标的编号不对"),
        (Edit(Op.SET, "project_name", "长" * 181), "这一栏最多 180 个字，现在有 181 个"),
        (Edit(Op.SET, "annual.a.hash", "1"), "指标没有“hash”这一项"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_in_chinese_and_nothing_is_changed(
    edit: Edit, said: str
) -> None:
    with pytest.raises(DraftError, match=said):
        apply(DRAFT, [Edit(Op.SET, "plan", "计划"), edit])


def test_characters_that_nobody_sees_are_left_out() -> None:
    done = apply(DRAFT, [Edit(Op.SET, "plan", "  一\u200b期\r\n二\x07期 ")])
    assert done.draft.text("plan") == "一期\n二期"


@pytest.mark.parametrize("name", PAPERS)
def test_a_form_that_was_read_becomes_a_draft_and_the_same_form_again(name: str) -> None:
    for record in example(name).targets:
        again = record_of(unpacked(packed(of_record(record))), record.n)
        assert {k: v.text for k, v in again.values.items()} == {
            k: v.text for k, v in record.values.items() if v
        }
        for key, rows in record.lists.items():
            have = sorted((r.level2, r.level3.text, r.value.text) for r in again.lists[key])
            assert have == sorted((r.level2, r.level3.text, r.value.text) for r in rows)


def test_a_finding_on_a_row_leads_to_the_row_that_people_see() -> None:
    draft = apply(
        DRAFT, [Edit(Op.ADD, "annual.q", "数量指标"), Edit(Op.SET, "annual.q.level3", "座数")]
    ).draft
    assert row_paths(draft) == {
        "annual_indicators.0": "annual.a", "annual_indicators.1": "annual.q", "annual_indicators.2": "annual.b",
    }  # fmt: skip
    rows = record_of(draft).lists["annual_indicators"]
    assert [row.level3.text for row in rows] == ["长度", "座数", "合格率"]


def test_rows_copied_from_a_spreadsheet_become_rows_of_their_kinds() -> None:
    text = "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t管网长度\t14.6公里\n\t\t泵站\t2座\n\t质量\t合格率\t100%\n"
    names = (f"p{i}" for i in count(1))
    draft = apply(Draft(), pasted(text, "数量指标", names)).draft
    assert [(r.level2, r.level3, r.value) for r in draft.half("annual")] == [
        ("数量指标", "管网长度", "14.6公里"), ("数量指标", "泵站", "2座"), ("质量指标", "合格率", "100%"),
    ]  # fmt: skip


def test_edits_from_the_wire_are_checked() -> None:
    assert edits_of([{"op": "set", "path": "plan", "text": "x"}]) == [Edit(Op.SET, "plan", "x")]
    with pytest.raises(DraftError, match="看不懂"):
        edits_of([{"op": "fly", "path": 3}])


PATHS = st.sampled_from(["overview", "plan", "annual.a.value", "annual.b.level3"])
TEXTS = st.sampled_from(["甲", "乙", ""])


@given(st.lists(st.tuples(PATHS, TEXTS), max_size=8), st.lists(st.tuples(PATHS, TEXTS), max_size=8))
def test_two_people_at_once_never_overwrite_each_other(
    first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    def seen_by(edits: list[tuple[str, str]]) -> list[Edit]:
        seen, made = DRAFT, []
        for path, text in edits:
            made.append(Edit(Op.SET, path, text, seen=seen.text(path) or ""))
            seen = apply(seen, made[-1:]).draft
        return made

    one = apply(DRAFT, seen_by(first))
    both = apply(one.draft, seen_by(second))
    for path, text in one.after.items():
        mine = [t for p, t in second if p == path]
        assert both.draft.text(path) == text or (
            path not in both.conflicts and (both.draft.text(path) in mine)
        )
        if both.draft.text(path) != text:
            assert DRAFT.text(path) == text or path in both.after


def test_a_blank_form_lacks_every_required_field_and_both_kinds_of_each_half() -> None:
    found = list(lacks(Draft()))
    assert [lack.path for lack in found if lack.code == "WB-01"] == list(REQUIRED)
    assert [lack.message for lack in found if lack.code == "WB-02"] == [
        "实施期目标没有填完整的产出指标", "实施期目标没有填完整的效益指标",
        "年度目标没有填完整的产出指标", "年度目标没有填完整的效益指标",
    ]  # fmt: skip


def test_a_cell_for_money_that_holds_no_sum_is_pointed_at() -> None:
    values = {
        "funds.whole.total": "abc万", "funds.annual.total": "9" * 15, "funds.annual.central": "326.4万元",
        "funds.whole.local": "3,264,000.00", "funds.annual.local": "—", "funds.annual.other": "",
    }  # fmt: skip
    assert [(lack.path, lack.message) for lack in lacks(Draft(values)) if lack.code == "WB-04"] == [
        ("funds.whole.total", "实施期资金总额“abc万”认不出金额"),
        ("funds.annual.total", "年度资金总额“999999999999999”太大"),
        ("funds.annual.central", "年度中央财政资金“326.4万元”认不出金额"),
    ]


def test_a_row_with_a_name_and_no_value_is_pointed_at() -> None:
    draft = Draft(
        {}, {"annual": (IndicatorRow("a", "数量指标", "长度"), IndicatorRow("b", "数量指标", "", "3座"))}
    )
    assert [(lack.path, lack.message) for lack in lacks(draft) if lack.code == "WB-03"] == [
        ("annual.a.value", "“长度”没有指标值"), ("annual.b.level3", "“3座”没有指标名称"),
    ]  # fmt: skip


def test_a_whole_form_of_the_example_lacks_nothing() -> None:
    assert list(lacks(of_record(example("disclosure").targets[0]))) == []
