"""The figures of a narrative: exact sums, shares and changes, nothing divided by zero, nothing made up."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given, settings

from builders import EXAMPLES, expected
from mingzhang.domain.ledger import Assets, Facts, Fund, Kind, Ledger, Period, Procurement
from mingzhang.forms.narrative import FIELDS, By, Holds, entry_fields, fields
from mingzhang.forms.tables import TABLES
from mingzhang.tables.annex import TargetForm, of_exchange, of_records
from mingzhang.tables.build import table_view
from mingzhang.tables.computed import NEGATIVE_BASE, NO_BASE, NO_LAST_YEAR, NO_WHOLE, Compared, Computed
from mingzhang.tables.figures import Figures, figures
from mingzhang.tables.last_year import as_last_year
from mingzhang.tables.sources import COUNTED, LISTS, NO_ANNEX, NO_MONEY
from narrative_ledgers import WAN, ledger, line, office, staff, told_ledgers


def of(book: Ledger, targets: tuple[TargetForm, ...] | None = None) -> Figures:
    return figures(book, "317", targets)


def figure(found: Figures, section: str, key: str) -> Computed:
    value = found.sections[section].fields[key]
    assert isinstance(value, Computed)
    return value


def value(found: Figures, section: str, key: str) -> str | None:
    return figure(found, section, key).value


def compared(found: Figures, section: str, key: str) -> Compared:
    value = found.sections[section].fields[f"{key}.compared"]
    assert isinstance(value, Compared)
    return value


def listed(found: Figures, section: str, key: str, field: str = "amount") -> dict[str, str | None]:
    entries = {}
    for entry in found.sections[section].lists[key]:
        its = entry.fields[field]
        entries[str(entry.fields["name"])] = its.value if isinstance(its, Computed) else str(its)
    return entries


def test_a_total_is_this_years_money_and_what_was_carried_over() -> None:
    found = of(ledger(staff(10), line(5.5), line(4, period=Period.CARRIED)))
    assert [value(found, "changes", key) for key in ("total", "current", "carried")] == [
        "19.50",
        "15.50",
        "4.00",
    ]


def test_an_amount_is_rounded_once_from_the_exact_sum() -> None:
    found = of(ledger(*(line(0.004, project=f"项目{n}") for n in range(3))))
    assert value(found, "changes", "total") == "0.01"
    assert listed(found, "performance", "kinds") == {"其他运转类项目": "0", "特定目标类项目": "0.01"}


def test_what_is_exactly_nothing_is_0_and_what_rounds_to_nothing_is_not() -> None:
    found = of(ledger(line(0.0049)))
    assert (value(found, "changes", "total"), value(found, "changes", "carried")) == ("0.00", "0")


def test_shares_are_of_the_exact_whole() -> None:
    found = of(ledger(staff(1), line(2)))
    assert figure(found, "expenditure", "basic.share").exact == Fraction(1, 3)
    assert (value(found, "expenditure", "basic.share"), value(found, "expenditure", "project.share")) == (
        "33.33",
        "66.67",
    )


def test_a_share_of_nothing_is_absent_and_says_why() -> None:
    found = of(ledger())
    share = figure(found, "expenditure", "basic.share")
    assert (share.exact, share.value, share.why, share.lacks) == (None, None, NO_WHOLE, "")


@pytest.mark.parametrize(
    ("this", "last", "state", "change", "growth"),
    [
        (110, 100, "up", "10.00", "10.00"),
        (90, 100, "down", "10.00", "10.00"),
        (100, 100, "same", "0", "0"),
        (0, 100, "down", "100.00", "100"),
        (100.004, 100, "about", "0.00", "0.00"),
        (90, 0, "new", "90.00", None),
        (0, 0, "same", "0", "0"),
        (90, -10, "negative", "100.00", None),
        (90, None, "unknown", None, None),
        (100, 33.33, "up", "66.67", "200.03"),
    ],
)
def test_a_change_against_last_year(
    this: float, last: float | None, state: str, change: str | None, growth: str | None
) -> None:
    book = ledger(line(this)) if last is None else ledger(line(this), total=last)
    its = compared(of(book), "changes", "total")
    assert (its.state, its.change.value, its.growth.value) == (state, change, growth)


@pytest.mark.parametrize(("last", "why"), [(0, NO_BASE), (-1, NEGATIVE_BASE)])
def test_a_growth_from_nothing_or_less_is_absent_and_says_why(last: float, why: str) -> None:
    growth = compared(of(ledger(line(1), total=last)), "changes", "total").growth
    assert (growth.exact, growth.why, growth.lacks) == (None, why, "")


def test_a_change_against_an_unknown_year_names_the_fact_it_lacks() -> None:
    change = compared(of(ledger(line(1))), "changes", "carried").change
    assert (change.exact, change.why, change.lacks) == (None, NO_LAST_YEAR, "last_year.carried")


def test_a_fall_is_negative_and_printed_as_how_much() -> None:
    its = compared(of(ledger(line(90), total=100)), "changes", "total")
    assert (its.change.exact, its.growth.exact) == (-10 * WAN, Fraction(-1, 10))
    assert (its.change.claim, its.growth.claim) == ("预算收支总计 比上年减少", "预算收支总计 下降")


def test_where_there_was_no_budget_last_year_every_figure_was_nothing() -> None:
    found = of(ledger(staff(3), total=0))
    states = {
        compared(found, s, k).state
        for s, k in (("changes", "total"), ("expenditure", "basic"), ("running_costs", "total"))
    }
    assert states == {"new", "same"}


def test_income_is_by_fund_with_the_carry_over_of_all_funds_last() -> None:
    found = of(
        ledger(line(6), line(3, fund=Fund.GOVERNMENT), line(1, fund=Fund.GOVERNMENT, period=Period.CARRIED))
    )
    assert listed(found, "income", "funds") == {
        "一般公共预算拨款收入": "6.00",
        "政府性基金预算拨款收入": "3.00",
        "国有资本经营预算拨款收入": "0",
        "财政专户管理资金收入": "0",
        "单位资金收入": "0",
        "上年结转": "1.00",
    }
    assert listed(found, "income", "funds", "share")["政府性基金预算拨款收入"] == "30.00"


def test_a_fund_that_last_year_does_not_name_was_nothing_where_the_others_make_up_the_total() -> None:
    known = of(ledger(line(5, fund=Fund.OWN), total=10, general=8, fund=1, carried=1))
    unknown = of(ledger(line(5, fund=Fund.OWN), total=12, general=8, fund=1, carried=1))
    for found, state in ((known, "new"), (unknown, "unknown")):
        its = {str(e.fields["name"]): e.fields["compared"] for e in found.sections["income"].lists["funds"]}
        compared_with = its["单位资金收入"]
        assert isinstance(compared_with, Compared)
        assert compared_with.state == state


def test_a_class_that_was_there_last_year_alone_is_listed_with_nothing() -> None:
    found = of(ledger(line(5), income={"213": 4, "224": 40, "201": 0}))
    assert listed(found, "changes", "classes") == {"农林水支出": "5.00", "灾害防治及应急管理支出": "0"}
    assert listed(found, "changes", "classes", "last") == {
        "农林水支出": "4.00",
        "灾害防治及应急管理支出": "40.00",
    }


def test_appropriations_leave_out_special_accounts_and_own_money() -> None:
    found = of(
        ledger(line(5), line(2, fund=Fund.CAPITAL), line(7, fund=Fund.OWN), line(1, fund=Fund.SPECIAL))
    )
    assert [value(found, "appropriation", k) for k in ("total", "general", "fund", "capital")] == [
        "7.00",
        "5.00",
        "0",
        "2.00",
    ]


def test_the_general_budget_is_this_years_by_class() -> None:
    found = of(ledger(staff(1), line(2), line(9, period=Period.CARRIED), line(1, function="2080505")))
    assert value(found, "general", "total") == "4.00"
    assert listed(found, "general", "classes", "share") == {
        "社会保障和就业支出": "25.00",
        "农林水支出": "75.00",
    }


def test_the_pie_is_the_general_budget_by_class_and_its_shares_add_up_to_the_whole() -> None:
    pie = of(ledger(*(line(1, function=code) for code in ("2080505", "2101101", "2130305")))).pie
    assert [(piece.label, piece.cents, piece.share.value) for piece in pie] == [
        ("社会保障和就业支出", WAN, "33.33"),
        ("卫生健康支出", WAN, "33.33"),
        ("农林水支出", WAN, "33.33"),
    ]
    assert sum(Fraction(piece.share.exact or 0) for piece in pie) == 1


def test_a_pie_of_one_class_is_one_whole_slice_and_one_of_nothing_has_none() -> None:
    assert [piece.share.value for piece in of(ledger(line(1))).pie] == ["100"]
    assert of(ledger(line(1, fund=Fund.OWN))).pie == ()


def test_there_is_no_pie_with_a_slice_below_nothing() -> None:
    assert of(ledger(line(2), line(-1, function="2080505"))).pie == ()


def test_items_of_basic_expenditure_are_named_in_the_order_of_their_codes() -> None:
    found = of(ledger(staff(1, departmental="30108"), staff(2), office(1, departmental="30231"), office(1)))
    assert list(listed(found, "basic", "staff_items")) == ["基本工资", "机关事业单位基本养老保险缴费"]
    assert list(listed(found, "basic", "office_items")) == ["办公费", "公务用车运行维护费"]


def test_an_item_or_a_class_without_a_name_is_named_by_its_code() -> None:
    found = of(ledger(staff(1, departmental="30177", function="9990101")))
    assert list(listed(found, "basic", "staff_items")) == ["30177号科目"]
    assert list(listed(found, "general", "classes")) == ["999号科目"]


def test_three_public_has_four_parts_and_a_total_of_them() -> None:
    found = of(
        ledger(
            office(6, departmental="30231"),
            office(0.8, departmental="30217"),
            three_public={"公务接待费": 1, "①公务用车购置费": 2},
        )
    )
    assert value(found, "three_public", "total") == "6.80"
    assert value(found, "three_public", "cars") == "6.00"
    assert compared(found, "three_public", "total").last.value == "3.00"
    assert listed(found, "three_public", "parts", "last") == {
        "因公出国（境）费": "0", "公务接待费": "1.00", "公务用车购置费": "2.00", "公务用车运行维护费": "0",
    }  # fmt: skip


def test_procurement_is_goods_works_and_services() -> None:
    found = of(
        ledger(line(3, procurement=Procurement.WORKS), line(1, procurement=Procurement.GOODS), line(9))
    )
    assert value(found, "procurement", "total") == "4.00"
    assert list(listed(found, "procurement", "kinds").values()) == ["1.00", "3.00", "0"]


def test_projects_are_counted_once_however_many_lines_they_have() -> None:
    found = of(
        ledger(
            line(1),
            line(2, departmental="31005"),
            line(3, kind=Kind.OTHER, project="巡河"),
            line(4, period=Period.CARRIED),
        )
    )
    assert (value(found, "performance", "projects"), value(found, "performance", "carried")) == ("2", "1")
    assert listed(found, "performance", "kinds", "count") == {"其他运转类项目": "1", "特定目标类项目": "1"}
    assert listed(found, "performance", "kinds") == {"其他运转类项目": "3.00", "特定目标类项目": "3.00"}


def test_projects_of_like_names_in_two_units_are_two() -> None:
    assert value(of(ledger(line(1), line(2, unit="317002"))), "performance", "projects") == "2"


def test_a_department_without_projects_has_none_and_no_shares_of_them() -> None:
    found = of(ledger(staff(1)), ())
    assert [
        value(found, "performance", k) for k in ("projects", "projects_amount", "forms", "forms_by_number")
    ] == ["0", "0", "0", None]


def test_units_that_set_goals_have_a_known_amount_only_if_all_or_none_do() -> None:
    for goals, units, amount in ((1, 1, "3.00"), (0, 2, "0"), (1, 2, None), (None, 1, None)):
        found = of(ledger(line(3), facts=Facts(units=units, goals=goals)))
        assert value(found, "performance", "goals_amount") == amount


ANNEX = (TargetForm("东岭引水", "", 3_000_000), TargetForm("巡河", "", 1_000_000))


def test_the_annex_is_counted_and_its_shares_say_of_what() -> None:
    book = ledger(
        line(3),
        line(1, kind=Kind.OTHER, project="巡河"),
        line(4, project="修渠"),
        line(8, project="旧渠", period=Period.CARRIED),
    )
    found = of(book, ANNEX)
    assert [value(found, "performance", k) for k in ("forms", "forms_amount")] == ["2", "4.00"]
    assert [value(found, "performance", f"forms_by_{k}") for k in ("number", "amount", "expenditure")] == [
        "66.67",
        "50.00",
        "25.00",
    ]
    assert listed(found, "performance", "form_kinds", "count") == {
        "其他运转类项目": "1",
        "特定目标类项目": "1",
    }


def test_without_an_annex_nothing_is_said_of_it() -> None:
    forms = figure(of(ledger(line(3))), "performance", "forms")
    assert (forms.exact, forms.why, forms.lacks) == (None, NO_ANNEX, "targets")


def test_a_form_without_money_leaves_the_money_of_the_annex_unknown() -> None:
    found = of(ledger(line(3)), (TargetForm("东岭引水"),))
    assert (value(found, "performance", "forms"), figure(found, "performance", "forms_amount").why) == (
        "1",
        NO_MONEY,
    )


def test_forms_and_projects_that_find_no_partner_are_told() -> None:
    found = of(ledger(line(3), line(1, project="修渠")), (TargetForm("东 岭引水", "", 5), TargetForm("不明")))
    assert found.annex is not None
    assert (found.annex.unknown, found.annex.undisclosed, found.annex.differing) == (
        ("不明",),
        ("修渠",),
        ("东 岭引水",),
    )


def test_of_projects_of_one_name_a_form_takes_that_of_its_unit_or_its_money() -> None:
    book = ledger(line(3), line(1, kind=Kind.OTHER))
    book = Ledger(
        book.year,
        book.division,
        book.departments,
        book.units,
        (line(3), line(1, kind=Kind.OTHER, project_code="9")),
        facts=book.facts,
    )
    found = of(book, (TargetForm("东岭引水", "", 1_000_000),))
    assert listed(found, "performance", "form_kinds", "count") == {
        "其他运转类项目": "1",
        "特定目标类项目": "0",
    }


def test_money_of_forms_is_in_yuan() -> None:
    exchange = {
        "documents": [
            {
                "targets": [
                    {"project_name": "甲", "funds": {"annual": {"total": "1234567.8"}}},
                    {"project_name": None},
                ]
            }
        ]
    }
    assert of_exchange(json.dumps(exchange).encode()) == (TargetForm("甲", "", 123_456_780), TargetForm(""))


def test_assets_are_the_facts_and_unknown_ones_stay_unknown() -> None:
    held = Assets(vehicles={"执法执勤用车": 2, "离退休干部用车": 1}, vehicle_quota=4, office_area="2,380.50")
    found = of(ledger(facts=Facts(assets=held)))
    assert [value(found, "assets", k) for k in ("quota", "vehicles", "area", "equipment_1m")] == [
        "4",
        "3",
        "2380.5",
        None,
    ]
    assert listed(found, "assets", "kinds", "count")["离退休干部用车"] == "1"
    assert listed(of(ledger()), "assets", "kinds", "count") == {}


def test_last_years_figures_that_do_not_add_up_are_told() -> None:
    found = of(ledger(line(1), total=10, basic=4, project=5, expenditure={"213": 10}))
    assert found.gaps == (
        "上年基本支出与项目支出之和（9.00万元）与上年预算总计（10.00万元）不等，请核对上年数",
    )


def test_last_years_figures_in_rounded_wan_add_up() -> None:
    assert of(ledger(line(1), total=10, basic=4.01, project=6)).gaps == ()


# What holds of every ledger.


@settings(deadline=None)
@given(told_ledgers())
def test_every_declared_field_is_there_and_no_other(book: Ledger) -> None:
    found = of(book, ())
    common = {"department", "year", "last_year"}
    for spec in FIELDS:
        lists = {item.key for item in spec.lists}
        assert set(found.sections[spec.key].fields) == {name for name, *_ in fields(spec)} - common - lists
        for item in spec.lists:
            for entry in found.sections[spec.key].lists[item.key]:
                assert set(entry.fields) == {name for name, *_ in entry_fields(item)}


def test_every_figure_that_adds_up_no_lines_is_counted_and_every_list_is_found() -> None:
    declared = {f"{s.key}.{f.key}" for s in FIELDS for f in s.figures if f.where is None}
    assert declared == set(COUNTED)
    assert set(LISTS) == set(By)


@settings(deadline=None)
@given(told_ledgers())
def test_shares_of_parts_add_up_to_the_whole_and_parts_to_their_total(book: Ledger) -> None:
    found = of(book)
    for section, name in (("income", "funds"), ("general", "classes")):
        entries = found.sections[section].lists[name]
        amounts = [entry.fields["amount"] for entry in entries]
        assert (
            sum(a.exact or 0 for a in amounts if isinstance(a, Computed))
            == figure(found, section, "total").exact
        )
        shares = [entry.fields["share"] for entry in entries]
        exact = [share.exact for share in shares if isinstance(share, Computed)]
        assert None in exact or not exact or sum(Fraction(share or 0) for share in exact) == 1


@settings(deadline=None)
@given(told_ledgers())
def test_figures_say_what_the_tables_say(book: Ledger) -> None:
    found, views = of(book), {spec.key: table_view(book, spec) for spec in TABLES}
    for section, key, table, column in (
        ("expenditure", "total", "expenditure", "total"),
        ("expenditure", "basic", "expenditure", "basic"),
        ("expenditure", "project", "expenditure", "project"),
        ("general", "total", "general_expenditure", "total"),
        ("basic", "staff", "basic_expenditure", "staff"),
        ("basic", "office", "basic_expenditure", "office"),
        ("running_costs", "total", "running_costs", "total"),
        ("performance", "projects_amount", "projects", "total"),
    ):
        spec = next(spec for spec in TABLES if spec.key == table)
        rows = views[table].rows
        at = next(i for i, c in enumerate(spec.columns) if c.key == column)
        cell = rows[0].cells[at] if rows else None
        assert (cell or 0) == figure(found, section, key).exact, (table, column)


@settings(deadline=None)
@given(told_ledgers())
def test_a_budget_beside_itself_has_not_changed(book: Ledger) -> None:
    facts = msgspec.structs.replace(book.facts.get("317", Facts()), last_year=as_last_year(book))
    for section in of(msgspec.structs.replace(book, facts={"317": facts})).sections.values():
        for its in (
            *section.fields.values(),
            *(f for e in section.lists.values() for x in e for f in x.fields.values()),
        ):
            if isinstance(its, Compared) and its.change.lacks != "last_year.project_by_class":  # may be empty
                assert its.state == "same", its


@settings(deadline=None)
@given(told_ledgers())
def test_an_absent_figure_says_why_and_every_other_is_printed(book: Ledger) -> None:
    for section in of(book).sections.values():
        for its in section.all():
            assert (its.value is None) == (its.exact is None) == bool(its.why)
            assert its.holds is not Holds.GROWTH or its.exact is None or its.unit == "%"


EXAMPLE = EXAMPLES / "ledger.json"


@pytest.mark.skipif(not EXAMPLE.is_file(), reason="no example ledger yet")
def test_the_figures_of_the_example_are_those_that_its_disclosure_prints() -> None:
    from builders import example
    from mingzhang.reading.ledger_file import load_ledger

    book = load_ledger(EXAMPLE)
    found = figures(book, book.departments[0].code, of_records(example("disclosure").targets))
    titles = {title: key for key, title in _titles().items()}
    have = {
        (section.key, Decimal(its.value), its.unit)
        for section in found.sections.values()
        for its in section.all()
        if its.value is not None
    }
    want = {
        (titles[f["section"]], Decimal(f["value"]), f["unit"]) for f in expected("disclosure")["narrative"]
    }
    assert not sorted(map(str, want - have))


def _titles() -> dict[str, str]:
    from mingzhang.forms.disclosure import NARRATIVE
    from mingzhang.tables.narrative import numeral

    return {spec.key: f"{numeral(spec.n)}、{spec.title}" for spec in NARRATIVE}
