"""What is kept of a form's past: the audit's chain, differences of versions, what a new form takes over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import example
from mingzhang.domain.place import Printed
from mingzhang.domain.record import Indicator, Record
from mingzhang.workflow.audit import BEGINNING, Broken, Entry, entry, verify
from mingzhang.workflow.carrying import from_last_year, whole_to_annual
from mingzhang.workflow.differences import Change, differences

AT = datetime(2025, 11, 10, 9, 30, tzinfo=UTC)


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for i in range(length):
        last = entries[-1] if entries else None
        entries.append(
            entry(
                last, AT + timedelta(minutes=i), "li", "edit", "f1", "填写", {"a": str(i)}, {"a": str(i + 1)}
            )
        )
    return entries


def test_a_chain_that_nobody_touched_holds() -> None:
    entries = chain(5)
    assert entries[0].previous == BEGINNING
    assert verify(entries) is None
    assert verify(entries, entries[-1].hash) is None
    assert verify([]) is None


@pytest.mark.parametrize("field", ["at", "who", "act", "subject", "said", "before", "after"])
def test_a_changed_entry_is_named(field: str) -> None:
    entries = chain(5)
    new = {"at": AT, "before": {}, "after": {}}.get(field, "other")
    entries[2] = msgspec.structs.replace(entries[2], **{field: new})
    assert verify(entries) == Broken(3, "第 3 条的内容被改过")


def test_an_entry_that_was_changed_and_sealed_again_breaks_the_next() -> None:
    entries = chain(5)
    forged = msgspec.structs.replace(entries[2], who="wang")
    entries[2] = msgspec.structs.replace(forged, hash=forged.seal())
    assert verify(entries) == Broken(4, "第 4 条与前一条接不上：前一条被改过，或者这一条是插进来的")


def test_a_removed_entry_is_named_also_at_the_end() -> None:
    entries = chain(5)
    assert verify([*entries[:2], *entries[3:]]) == Broken(4, "第 2 条之后缺了 1 条")
    assert verify(entries[:4], entries[-1].hash) == Broken(4, "第 4 条之后的记录被删去了")
    assert verify([], entries[-1].hash) == Broken(0, "记录被全部删去了")


def test_an_entry_keeps_only_what_changed() -> None:
    made = entry(None, AT, "li", "edit", "f1", "填写", {"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"})
    assert (made.before, made.after) == ({"b": "2", "c": None}, {"b": "3", "c": "4"})


def test_an_entry_survives_its_way_through_json_in_another_time_zone() -> None:
    made = entry(None, AT.astimezone(timezone(timedelta(hours=8))), "李", "edit", "f1", "填写")
    back = msgspec.json.decode(msgspec.json.encode(made), type=Entry)
    assert verify([back], made.hash) is None


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="时间没有时区"):
        entry(None, datetime(2025, 1, 1), "li", "edit", "f1", "填写")


def changed(record: Record, **values: str) -> Record:
    texts = {key.replace("__", "."): Printed(text) for key, text in values.items()}
    return Record(record.form, record.n, {**record.values, **texts}, record.lists)


FORM = example("single-cells").targets[0]


def test_a_form_does_not_differ_from_itself_nor_from_itself_with_other_spaces() -> None:
    assert differences(FORM, FORM) == ()
    spaced = changed(FORM, overview=" ".join(FORM.text("overview") or ""))
    assert differences(FORM, spaced) == ()


def test_a_changed_field_is_told_in_the_words_of_the_form() -> None:
    (found,) = differences(FORM, changed(FORM, funds__annual__total="1"))
    assert (found.path, found.change) == ("funds.annual.total", Change.CHANGED)
    assert found.said == f"年度资金总额：由“{FORM.text('funds.annual.total')}”改为“1”"


def test_rows_are_compared_with_the_row_they_were() -> None:
    rows = FORM.lists["annual_indicators"]
    new = Indicator(rows[0].level1, rows[0].level2, Printed("新增的指标"), Printed("≥3个"))
    more = Record(
        FORM.form, FORM.n, FORM.values, {**FORM.lists, "annual_indicators": (new, *rows[1:-1], rows[-1])}
    )
    assert [d.path for d in differences(FORM, more)] == [
        "annual_indicators.0.level3",
        "annual_indicators.0.value",
    ]
    added = Record(
        FORM.form, FORM.n, FORM.values, {**FORM.lists, "annual_indicators": (*rows[:1], new, *rows[1:])}
    )
    assert [(d.path, d.change) for d in differences(FORM, added)] == [("annual_indicators.1", Change.ADDED)]
    assert [(d.path, d.change) for d in differences(added, FORM)] == [("annual_indicators.1", Change.REMOVED)]


ROWS = st.lists(
    st.builds(
        Indicator,
        st.just("产出指标"),
        st.sampled_from(["数量指标", "质量指标"]),
        st.sampled_from("甲乙丙").map(Printed),
        st.sampled_from("12").map(Printed),
    ),
    max_size=6,
).map(tuple)


@given(ROWS, ROWS)
def test_two_lists_differ_only_where_they_are_not_the_same(
    old: tuple[Indicator, ...], new: tuple[Indicator, ...]
) -> None:
    before, after = (Record("project_target", 1, {}, {"annual_indicators": rows}) for rows in (old, new))
    assert (differences(before, after) == ()) == (old == new)


def test_the_whole_period_is_copied_into_the_year() -> None:
    blank = Record(FORM.form, 1, {"funds.whole.total": Printed("5"), "whole_goal": Printed("建成"), "annual_goal": Printed("旧")},
                   {"whole_indicators": FORM.lists["whole_indicators"], "annual_indicators": ()})  # fmt: skip
    copied = whole_to_annual(blank)
    assert (copied.text("funds.annual.total"), copied.text("annual_goal")) == ("5", "建成")
    assert [(r.level3.text, r.value.text) for r in copied.lists["annual_indicators"]] == [
        (r.level3.text, r.value.text) for r in blank.lists["whole_indicators"]
    ]
    assert copied.text("funds.whole.total") == "5"


def test_last_years_form_gives_a_draft_without_people_stamps_and_money_of_the_year() -> None:
    old = changed(FORM, handler="某某", phone="13900000001", filed_at="20251111084416")
    new = from_last_year(old, 2027, "申报表")
    assert (new.text("year"), new.text("form_kind"), new.text("region")) == (
        "2027",
        "申报表",
        FORM.text("region"),
    )
    for key in ("handler", "phone", "filed_at", "funds.annual.total"):
        assert new.text(key) is None
    assert new.text("overview") == FORM.text("overview")
    assert new.text("funds.whole.total") == FORM.text("funds.whole.total")
