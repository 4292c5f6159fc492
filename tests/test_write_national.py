"""The files of the national data standard: names, codes and keys of their rows, and what does not fit."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from any_papers import DOCUMENTS
from builders import EXAMPLES, ROOT, example
from ledgers import ledgers
from mingzhang.domain.ledger import (
    BudgetLine,
    Department,
    Fund,
    Kind,
    Ledger,
    Level,
    Period,
    Procurement,
    Unit,
)
from mingzhang.domain.place import Printed
from mingzhang.domain.record import Document, Indicator, Record
from mingzhang.forms.ledger_sheet import LINES
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.reading.ledger_sheets import read_ledger
from mingzhang.reading.reader import read_file
from mingzhang.writing.national.fit import Misfit, told
from mingzhang.writing.national.package import write_national
from mingzhang.writing.national.standard import FILES, Basis

SEEDS = ROOT.parent / "shared" / "seeds"
LEDGER = Ledger(
    2026,
    "140600",
    (Department("1", "青岚县水务局"),),
    (Unit("101", "青岚县水务局", "1"),),
    (
        BudgetLine(2026, "1", "101", Kind.OFFICE, "", "2130301", "30201", "50201", Fund.GENERAL, Period.CURRENT, 100_050),
        BudgetLine(2026, "1", "101", Kind.SPECIFIC, "东岭引水", "2130305", "31005", "50402", Fund.GOVERNMENT, Period.CARRIED,
                   -5, Level.PROVINCIAL, Procurement.WORKS, "140600260000000000001"),
    ),
)  # fmt: skip


def form(
    n: int = 1,
    name: str = "东岭引水",
    values: tuple[str, ...] = ("≥12.5公里",),
    total: str = "",
    **texts: str,
) -> Record:
    told = {
        "project_name": name,
        "implementing_unit": "青岚县水务局",
        "year": "2026",
        "whole_goal": "建成渠道。",
    }
    texts = {**told, **texts, **({"funds.whole.total": total} if total else {})}
    rows = tuple(Indicator("产出指标", "数量指标", Printed("渠道长度"), Printed(value)) for value in values)
    lists = {"whole_indicators": rows, "annual_indicators": ()}
    return Record("project_target", n, {key: Printed(text) for key, text in texts.items()}, lists)


def written(**given: Any) -> tuple[dict[str, list[dict[str, str]]], tuple[Misfit, ...]]:
    stream = io.BytesIO()
    misfits = write_national(stream, **given)
    with zipfile.ZipFile(stream) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    assert all(text.startswith(b"\xef\xbb\xbf") for text in texts.values())
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
        for name, text in texts.items()
    }, misfits


def test_a_line_of_money_stands_under_the_names_and_codes_of_the_standard() -> None:
    files, misfits = written(ledger=LEDGER, for_excel=False)
    office, project = files["BGT_PM_ANNUAL"]
    (listed,) = files["PM_PROJECT_INFO"]
    assert project == {
        "MOF_DIV_CODE": "140600", "MOF_DIV_NAME": "朔州市", "FISCAL_YEAR": "2026", "DEPT_CODE": "1", "DEPT_NAME": "青岚县水务局",
        "AGENCY_CODE": "101", "AGENCY_NAME": "青岚县水务局", "PRO_ID": listed["PRO_ID"],
        "PRO_CODE": "140600260000000000001", "PRO_NAME": "东岭引水", "PRO_KIND_CODE": "3",
        "EXP_FUNC_CODE": "2130305", "EXP_FUNC_NAME": "水利工程建设", "GOV_BGT_ECO_CODE": "50402",
        "GOV_BGT_ECO_NAME": "基础设施建设", "DEP_BGT_ECO_CODE": "31005", "DEP_BGT_ECO_NAME": "基础设施建设",
        "FUND_TYPE_CODE": "12", "FUND_TYPE_NAME": "政府性基金预算", "FOUND_TYPE_NAME": "上年结转安排",
        "BUDGET_LEVEL_CODE": "2", "REPLY_AMT": "-0.05", "IS_GOV_PUR": "1", "IS_DELETED": "2",
    }  # fmt: skip
    assert (office["PRO_KIND_CODE"], office["PRO_ID"], office["REPLY_AMT"], office["IS_GOV_PUR"]) == (
        "21",
        "",
        "1000.50",
        "2",
    )
    assert not misfits


def test_whole_period_and_year_of_a_form_are_two_goals() -> None:
    files, _ = written(records=[form(annual_goal="开工。", period="3年", overview="修渠。", total="1,200")])
    whole, annual = files["PM_PERF_GOAL_INFO"]
    assert [
        (g["YEARFLAG"], g["PERF_OBJ_TYPE_CODE"], g["KPI_TARGET"], g["IS_DELETED"]) for g in (whole, annual)
    ] == [
        ("1", "1", "建成渠道。", "2"),
        ("0", "2", "开工。", "2"),
    ]
    (project,) = files["PM_PROJECT_INFO"]
    assert (project["PRO_TERM"], project["PRO_TOTAL_AMT"], project["PRO_DESC"]) == ("3", "1200.00", "修渠。")
    assert whole["PRO_ID"] == annual["PRO_ID"] == project["PRO_ID"]


@pytest.mark.parametrize(
    ("value", "sign", "number", "unit"),
    [
        ("≥12.5公里", "1", "12.5", "公里"),
        (">3个", "2", "3", "个"),
        ("=3个", "3", "3", "个"),
        ("118处", "3", "118", "处"),
        ("≤326.4万元", "4", "326.4", "万元"),
        ("<5%", "5", "5", "%"),
        ("健全", "6", "健全", ""),
        ("85%-90%", "6", "85%-90%", ""),
        ("2026年11月底前", "6", "2026年11月底前", ""),
        ("", "", "", ""),
    ],
)
def test_a_value_is_told_by_sign_number_and_unit_else_as_printed(
    value: str, sign: str, number: str, unit: str
) -> None:
    files, _ = written(records=[form(values=(value,))], for_excel=False)
    (row,) = files["PM_PERF_INDICATOR"]
    assert (row["COMPUTESIGN"], row["KPI_VAL"], row["METERUNIT"]) == (sign, number, unit)


def test_keys_are_made_of_the_content_and_lead_from_one_file_to_the_next() -> None:
    files, _ = written(ledger=LEDGER, records=[form(values=("3个", "3个"), annual_goal="开工。")])
    ids = {name: list(rows) for name, rows in files.items()}
    goals = {row["KPI_PER_ID"]: row["PRO_ID"] for row in ids["PM_PERF_GOAL_INFO"]}
    assert all(goals[row["KPI_PER_ID"]] == row["PRO_ID"] for row in ids["PM_PERF_INDICATOR"])
    assert set(goals.values()) <= {row["PRO_ID"] for row in ids["PM_PROJECT_INFO"]}
    keys = [row["KPI_ID"] for row in ids["PM_PERF_INDICATOR"]] + list(goals)
    assert len(set(keys)) == len(keys) == 4
    assert {len(key) for key in keys} == {38}
    again, _ = written(
        ledger=LEDGER, records=[form(2, "西坪护堤"), form(3, values=("3个", "3个"), annual_goal="开工。")]
    )
    assert {row["KPI_ID"] for row in ids["PM_PERF_INDICATOR"]} <= {
        row["KPI_ID"] for row in again["PM_PERF_INDICATOR"]
    }


def test_a_text_that_is_too_long_is_written_whole_and_said() -> None:
    long = "按合同约定的时间节点完成" * 6
    files, misfits = written(records=[form(values=(long,))])
    assert files["PM_PERF_INDICATOR"][0]["KPI_VAL"] == long
    assert list(told(misfits)) == [
        "PM_PERF_INDICATOR.csv 第 2 行 KPI_VAL（指标值）有 72 个字符，标准最多 60 个，已照原文写出，没有截断，请精简后再导入"
    ]


def test_many_that_do_not_fit_are_one_sentence() -> None:
    _, misfits = written(records=[form(values=("长" * 61,) * 7)])
    assert len(misfits) == 7
    assert list(told(misfits)) == [
        "PM_PERF_INDICATOR.csv KPI_VAL（指标值）有 7 处放不进标准：第 2、3、4、5、6 行等共 7 行，如第 2 行有 61 个字符，标准最多 60 个；"
        "已照原文写出，没有截断，请精简后再导入"
    ]


def test_what_is_no_number_is_left_blank_and_said() -> None:
    files, misfits = written(records=[form(period="长期", total="约455万")])
    (project,) = files["PM_PROJECT_INFO"]
    assert (project["PRO_TERM"], project["PRO_TOTAL_AMT"]) == ("", "")
    assert list(map(str, misfits)) == [
        "PM_PROJECT_INFO.csv 第 2 行 PRO_TERM（项目期限（年））“长期”不是数，这一格留空，请核对后补上",
        "PM_PROJECT_INFO.csv 第 2 行 PRO_TOTAL_AMT（项目总额）“约455万”不是数，这一格留空，请核对后补上",
    ]


def test_a_dash_is_no_amount_and_nothing_is_said() -> None:
    files, misfits = written(records=[form(total="—")])
    assert (files["PM_PROJECT_INFO"][0]["PRO_TOTAL_AMT"], misfits) == ("", ())


def test_excel_is_kept_from_rounding_codes_and_running_texts() -> None:
    files, _ = written(ledger=LEDGER, records=[form(name="=1+1")])
    assert files["PM_PROJECT_INFO"][0]["PRO_CODE"] == "\t140600260000000000001"
    assert files["PM_PROJECT_INFO"][1]["PRO_NAME"] == "'=1+1"
    plain, _ = written(ledger=LEDGER, records=[form(name="=1+1")], for_excel=False)
    assert plain["PM_PROJECT_INFO"][0]["PRO_CODE"] == "140600260000000000001"
    assert plain["PM_PROJECT_INFO"][1]["PRO_NAME"] == "=1+1"


def test_division_and_year_of_forms_without_a_ledger_are_told() -> None:
    record = form()
    del record.values["year"]
    files, _ = written(records=[record], division="140603", year=2025)
    assert {(row["MOF_DIV_CODE"], row["FISCAL_YEAR"]) for rows in files.values() for row in rows} == {
        ("140603", "2025")
    }


def test_a_file_without_rows_is_not_there() -> None:
    files, _ = written(ledger=LEDGER)
    assert list(files) == ["PM_PROJECT_INFO", "BGT_PM_ANNUAL"]
    files, _ = written(records=[form()])
    assert list(files) == ["PM_PROJECT_INFO", "PM_PERF_GOAL_INFO", "PM_PERF_INDICATOR"]


def test_nothing_to_write_gives_the_heads_of_the_first_file() -> None:
    assert written() == ({"PM_PROJECT_INFO": []}, ())


def test_an_unknown_department_is_refused() -> None:
    with pytest.raises(KeyError):
        written(ledger=LEDGER, department="9")


def test_no_field_is_of_persons() -> None:
    record = form(responsible="李某某", handler="王某某", phone="13900000001")
    files, _ = written(records=[record])
    assert not {"李某某", "王某某", "13900000001"} & {
        cell for rows in files.values() for row in rows for cell in row.values()
    }


def test_the_same_input_gives_the_same_bytes() -> None:
    streams = [io.BytesIO() for _ in range(2)]
    for stream in streams:
        write_national(stream, ledger=LEDGER, records=example("disclosure").targets)
    assert streams[0].getvalue() == streams[1].getvalue()


@given(ledger=ledgers())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_lines_of_any_ledger_are_all_there(ledger: Ledger) -> None:
    files, _ = written(ledger=ledger, for_excel=False)
    rows = files.get("BGT_PM_ANNUAL", [])
    assert [row["REPLY_AMT"] for row in rows] == [
        f"{'-' if x.cents < 0 else ''}{abs(x.cents) // 100}.{abs(x.cents) % 100:02d}" for x in ledger.lines
    ]
    known = {row["PRO_ID"] for row in files.get("PM_PROJECT_INFO", [])}
    assert len(known) == len(files.get("PM_PROJECT_INFO", []))
    assert {row["PRO_ID"] for row in rows if row["PRO_ID"]} == known


@given(document=DOCUMENTS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_indicator_of_any_document_has_a_row_and_a_key_of_its_own(document: Document) -> None:
    files, _ = written(records=document.targets)
    found = files.get("PM_PERF_INDICATOR", [])
    assert len(found) == sum(len(rows) for t in document.targets for rows in t.lists.values())
    assert len({row["KPI_ID"] for row in found}) == len(found)


def test_the_budget_file_is_read_as_a_ledger_again(tmp_path: Any) -> None:
    ledger = load_ledger(EXAMPLES / "ledger.json")
    stream = io.BytesIO()
    write_national(stream, ledger=ledger)
    path = tmp_path / "BGT_PM_ANNUAL.csv"
    with zipfile.ZipFile(stream) as archive:
        path.write_bytes(archive.read(path.name))
    back = read_ledger(path).ledger
    assert back is not None

    def seen(line: BudgetLine) -> tuple[Any, ...]:
        return (
            line.unit,
            line.kind,
            line.project,
            line.function,
            line.departmental,
            line.government,
            line.fund,
            line.period,
            line.level,
            line.cents,
        )

    assert list(map(seen, back.lines)) == list(map(seen, ledger.lines))


def test_names_are_those_that_the_ledgers_own_columns_have() -> None:
    ours = {field.name for file in FILES for field in file.fields}
    theirs = {column.standard for column in LINES.columns if column.standard}
    assert theirs <= ours


def test_every_field_is_declared_whole_and_what_is_not_seen_is_marked() -> None:
    for file in FILES:
        assert len({field.name for field in file.fields}) == len(file.fields)
        assert all(field.meaning and (field.source or field.value) for field in file.fields)
    unsure = {f.name for file in FILES for f in file.fields if f.basis in (Basis.INFERRED, Basis.TO_CONFIRM)}
    assert unsure >= {
        "PRO_ID",
        "PRO_CAT_CODE",
        "PRO_KIND_CODE",
        "COMPUTESIGN",
        "PERF_OBJ_TYPE_CODE",
        "PRO_TERM",
    }


@pytest.mark.parametrize("name", sorted(path.name for path in SEEDS.glob("*.txt")))
def test_a_real_paper_has_a_row_for_each_form_and_indicator(name: str) -> None:
    targets = read_file(SEEDS / name).targets
    files, _ = written(records=targets)
    assert len(files["PM_PERF_INDICATOR"]) == sum(len(rows) for t in targets for rows in t.lists.values())
    keys = [row["KPI_ID"] for row in files["PM_PERF_INDICATOR"]]
    assert len(set(keys)) == len(keys)
