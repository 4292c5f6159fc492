"""The data package: what stands in its files, how it is described, that frictionless finds nothing wrong with it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from frictionless import validate
from hypothesis import HealthCheck, given, settings

from any_papers import DOCUMENTS
from builders import EXAMPLES, PAPERS, ROOT, example
from ledgers import ledgers
from mingzhang.domain.ledger import BudgetLine, Department, Fund, Kind, Ledger, Period, Procurement, Unit
from mingzhang.domain.place import Printed
from mingzhang.domain.record import Document, Indicator, Record
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.reading.reader import read_file
from mingzhang.writing.datapackage.describe import Licence
from mingzhang.writing.datapackage.money import BUDGET_LINES
from mingzhang.writing.datapackage.package import DESCRIPTOR, RESOURCES, write_datapackage
from mingzhang.writing.datapackage.spec import OURS
from mingzhang.writing.exchange import documents_json
from mingzhang.writing.sheets import Sheets

SEEDS = ROOT.parent / "shared" / "seeds"
SEED_PAPERS = sorted(path.name for path in SEEDS.glob("*.txt"))
LEDGER = Ledger(
    2026,
    "140600",
    (Department("1", "青岚县水务局"), Department("2", "青岚县教育局")),
    (Unit("101", "青岚县水务局", "1"), Unit("201", "青岚县教育局", "2")),
    (
        BudgetLine(2026, "1", "101", Kind.STAFF, "", "2130301", "30101", "50101", Fund.GENERAL, Period.CURRENT, 12_345_600),
        BudgetLine(2026, "1", "101", Kind.SPECIFIC, "东岭引水", "2130305", "31005", "", Fund.GOVERNMENT, Period.CARRIED, -5,
                   procurement=Procurement.WORKS, project_code="140600260000000000001", note="内部备注"),
        BudgetLine(2026, "2", "201", Kind.SPECIFIC, "校舍修缮", "2050202", "", "", Fund.GENERAL, Period.CURRENT, 100),
    ),
)  # fmt: skip


def packed(**given: Any) -> bytes:
    stream = io.BytesIO()
    write_datapackage(stream, **given)
    return stream.getvalue()


def described(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        told: dict[str, Any] = json.loads(archive.read(DESCRIPTOR))
    return told


def rows(data: bytes, resource: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read(f"{resource}.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def filled(row: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in row.items() if value}


def faults(data: bytes, folder: Path) -> list[Any]:
    path = folder / "a.zip"
    path.write_bytes(data)
    found: list[Any] = validate(str(path)).flatten(["type", "fieldName", "rowNumber", "message"])
    return found


def test_a_line_of_money_has_its_codes_with_those_above_them_and_their_names() -> None:
    data = packed(ledger=LEDGER)
    assert filled(rows(data, "budget-lines")[1]) == {
        "id": "2", "year": "2026", "department_code": "1", "department_name": "青岚县水务局",
        "unit_code": "101", "unit_name": "青岚县水务局", "expenditure_type": "project", "expenditure_type_name": "项目支出",
        "kind": "specific", "kind_name": "特定目标类", "project": "140600260000000000001", "project_name": "东岭引水",
        "function_1_code": "213", "function_1_name": "农林水支出", "function_2_code": "21303", "function_2_name": "水利",
        "function_3_code": "2130305", "function_3_name": "水利工程建设",
        "departmental_1_code": "310", "departmental_1_name": "资本性支出",
        "departmental_2_code": "31005", "departmental_2_name": "基础设施建设",
        "fund": "fund", "fund_name": "政府性基金预算", "level": "local", "level_name": "市县",
        "period": "carried", "period_name": "上年结转安排", "procurement": "works", "procurement_name": "工程",
        "amount": "-0.05",
    }  # fmt: skip
    assert [row["amount"] for row in rows(data, "budget-lines")] == ["123456.00", "-0.05", "1.00"]


def test_basic_expenditure_has_no_project() -> None:
    (row, *_) = rows(packed(ledger=LEDGER), "budget-lines")
    assert (row["expenditure_type_name"], row["project"], row["project_name"]) == ("基本支出", "", "")


def test_one_department_is_published_without_the_others() -> None:
    data = packed(ledger=LEDGER, department="2")
    assert [row["project"] for row in rows(data, "projects")] == ["校舍修缮"]
    assert described(data)["title"] == "青岚县教育局2026年度部门预算与绩效目标数据"
    assert described(data)["name"] == "budget-2026-2"
    with pytest.raises(KeyError):
        packed(ledger=LEDGER, department="9")


def test_notes_of_lines_are_not_published() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(ledger=LEDGER))) as archive:
        assert not any("内部备注".encode() in archive.read(name) for name in archive.namelist())


def test_what_is_the_same_in_every_row_stands_in_the_description() -> None:
    (lines, *_) = described(packed(ledger=LEDGER))["resources"]
    assert {field["name"]: field["constant"] for field in lines["schema"]["extraFields"]} == {
        "currency": "CNY",
        "direction": "expenditure",
        "stage": "approved",
        "division": "140600",
        "division_name": "朔州市",
    }


def form(n: int, name: str, unit: str = "青岚县水务局", **values: str) -> Record:
    texts = {"project_name": name, "implementing_unit": unit, **values}
    rows = (Indicator("产出指标", "数量指标", Printed("渠道长度"), Printed("≥12.5公里")),)
    lists = {"whole_indicators": rows, "annual_indicators": ()}
    return Record("project_target", n, {key: Printed(text) for key, text in texts.items()}, lists)


def paper(*records: Record) -> Document:
    return msgspec.structs.replace(example("single-cells"), targets=records, tables=())


def test_a_form_is_joined_to_the_ledgers_project_by_its_name() -> None:
    data = packed(
        ledger=LEDGER, document=paper(form(1, "东岭引水"), form(2, "东岭 引水"), form(3, "西坪护堤"))
    )
    assert [(row["project"], row["name"]) for row in rows(data, "projects")] == [
        ("140600260000000000001", "东岭引水"),
        ("校舍修缮", "校舍修缮"),
        ("西坪护堤", "西坪护堤"),
    ]
    assert [row["project"] for row in rows(data, "targets")] == ["140600260000000000001"] * 2 + ["西坪护堤"]


def test_projects_of_one_name_in_two_units_are_two() -> None:
    data = packed(
        document=paper(form(1, "取暖费", "一中"), form(2, "取暖费", "二中"), form(3, ""), form(4, ""))
    )
    assert [row["project"] for row in rows(data, "targets")] == [
        "取暖费（一中）",
        "取暖费（二中）",
        "未填项目名称（青岚县水务局）",
        "未填项目名称（青岚县水务局）#2",
    ]


def test_money_of_a_form_is_in_yuan_and_what_is_no_amount_is_said() -> None:
    values = {
        "funds.unit": "万元",
        "funds.annual.total": "1.5",
        "funds.annual.local": "约2万",
        "funds.whole.total": "—",
    }
    (row,) = rows(packed(document=paper(form(1, "东岭引水", **values))), "targets")
    assert (row["funds_annual_total"], row["funds_annual_local"], row["funds_whole_total"]) == (
        "15000.00",
        "",
        "",
    )
    assert row["amounts_as_printed"] == "实施期资金总额：—；年度市县（区）财政资金：约2万"


def test_an_indicator_has_its_value_as_printed_and_in_parts() -> None:
    (row,) = rows(packed(document=paper(form(1, "东岭引水"))), "indicators")
    assert filled(row) == {
        "target": "1", "half": "whole", "half_name": "实施期目标", "n": "1", "level1": "产出指标", "level2": "数量指标",
        "level3": "渠道长度", "value": "≥12.5公里", "operator": "≥", "number": "12.5", "unit": "公里",
    }  # fmt: skip


def test_personal_data_is_never_written() -> None:
    record = form(
        1,
        "东岭引水",
        responsible="李某某",
        handler="王某某",
        phone="13900000001",
        plan="电话13900000002，六月开工",
    )
    data = packed(document=paper(record))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert not [word for word in ("李某某", "王某某", "13900000001", "13900000002") if word in whole]
    assert "电话＊＊＊，六月开工" in whole


def test_a_cell_of_a_table_is_told_as_printed_and_in_yuan() -> None:
    cells = rows(packed(document=example("disclosure")), "tables")
    table = example("disclosure").tables[0]
    (cell,) = [c for c in cells if (c["sheet"], c["row"], c["column"]) == ("1", "1", "2")]
    printed = table.rows[0].cells[1]
    assert printed is not None
    assert cell["text"] == printed.text
    assert cell["amount"] == f"{float(printed.text.replace(',', '')) * 10_000:.2f}"
    assert cell["column_key"] == "income"
    filled_cells = [c for t in example("disclosure").tables for row in t.rows for c in row.cells if c]
    assert [c["text"] for c in cells] == [c.text for c in filled_cells]


@pytest.mark.parametrize("name", PAPERS)
def test_the_package_of_an_example_is_valid(name: str, tmp_path: Path) -> None:
    assert not faults(packed(document=example(name)), tmp_path)


@pytest.mark.parametrize("name", SEED_PAPERS)
def test_the_package_of_a_real_paper_is_valid_and_whole(name: str, tmp_path: Path) -> None:
    document = read_file(SEEDS / name)
    data = packed(document=document)
    assert not faults(data, tmp_path)
    told = documents_json([document])["documents"][0]["targets"]
    for have, want in zip(rows(data, "targets"), told, strict=True):
        assert have["project_name"] == (want["project_name"] or "")
        for half, lines in want["funds"].items():
            assert {k: float(have[f"funds_{half}_{k}"] or "nan") for k, v in lines.items() if v} == {
                k: float(v) for k, v in lines.items() if v
            }
    count = sum(len(t["whole_indicators"]) + len(t["annual_indicators"]) for t in told)
    assert len(rows(data, "indicators")) == count


def test_ledger_and_paper_together_are_valid(tmp_path: Path) -> None:
    data = packed(
        ledger=load_ledger(EXAMPLES / "ledger.json"), document=example("disclosure"), department="317"
    )
    assert not faults(data, tmp_path)
    assert [r["name"] for r in described(data)["resources"]] == [r.name for r in RESOURCES]


@given(ledger=ledgers())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_package_of_any_ledger_is_valid(ledger: Ledger, tmp_path: Path) -> None:
    data = packed(ledger=ledger)
    if len(described(data)["resources"]) > 1:
        assert not faults(data, tmp_path)
        assert len(rows(data, "budget-lines")) == len(ledger.lines) if ledger.lines else True


@given(document=DOCUMENTS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_package_of_any_document_is_valid(document: Document, tmp_path: Path) -> None:
    assert not faults(packed(document=document), tmp_path)


def test_a_package_that_was_tampered_with_is_not_valid(tmp_path: Path) -> None:
    data = packed(ledger=LEDGER)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(changed, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name).replace("校舍修缮".encode(), "校舍修建".encode(), 1))
    assert faults(changed.getvalue(), tmp_path)


def test_a_paper_without_data_gives_a_package_of_heads_and_says_so(tmp_path: Path) -> None:
    stream = io.BytesIO()
    assert write_datapackage(stream, document=paper()) == ("里面没有公开表、目标表和账本，数据包只有表头",)
    assert not faults(stream.getvalue(), tmp_path)


def test_odd_texts_do_not_spoil_the_package(tmp_path: Path) -> None:
    odd = 'a\x00b\r\nc\ud800"d",\u2028e\x85'
    records = [form(n, f"{odd}{n}", plan=odd * 400, **{"funds.annual.total": odd}) for n in range(1, 4)]
    data = packed(document=paper(*records))
    assert not faults(data, tmp_path)
    assert rows(data, "targets")[0]["project_name"] == 'ab\ncd",\ne\n1'.replace('cd"', 'c"d"')


def test_the_same_input_gives_the_same_bytes() -> None:
    given: dict[str, Any] = {"ledger": LEDGER, "document": example("disclosure")}
    data = packed(**given)
    assert data == packed(**given)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_each_file_is_described_with_its_size_and_hash() -> None:
    data = packed(ledger=LEDGER)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for resource in described(data)["resources"]:
            content = archive.read(resource["path"])
            assert resource["bytes"] == len(content)
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_sources_are_cited_with_their_hash() -> None:
    told = described(packed(ledger=LEDGER, document=example("single-cells")))
    ledger, paper = told["sources"]
    assert ledger["title"] == "账本（mingzhang-ledger/1）"
    assert paper == {
        "title": "single-cells.txt",
        "medium": "text",
        "sha256": hashlib.sha256((EXAMPLES / "single-cells.txt").read_bytes()).hexdigest(),
    }


def test_the_licence_is_the_publishers() -> None:
    assert "licenses" not in described(packed(ledger=LEDGER))
    licence = Licence("CC-BY-4.0", path="https://creativecommons.org/licenses/by/4.0/")
    assert described(packed(ledger=LEDGER, licence=licence))["licenses"] == [
        {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    ]


def test_nothing_to_write_is_said() -> None:
    with pytest.raises(ValueError, match="没有可写的内容"):
        packed()


def test_every_field_has_a_meaning_a_title_and_a_name_of_its_own() -> None:
    for resource in RESOURCES:
        fields = resource.fields
        assert all(f.column_type and f.title and f.english for f in fields)
        assert len({f.name for f in fields}) == len(fields)
        assert len({f.column_type for f in fields}) == len(fields), resource.name
        assert set(resource.primary) <= {c.name for c in resource.columns}


def test_the_types_that_are_ours_are_defined_in_the_package() -> None:
    told = described(packed(ledger=LEDGER, document=example("disclosure")))
    defined = {type_["name"] for type_ in told["columnTypes"][1]}
    fields = [
        f for r in told["resources"] for f in (*r["schema"]["fields"], *r["schema"].get("extraFields", ()))
    ]
    assert {f["columnType"] for f in fields if f["columnType"].startswith(OURS)} == defined


def test_every_field_of_the_form_that_is_not_personal_is_published() -> None:
    heads = {column.head for column in Sheets().projects.columns}
    titles = {column.title for r in RESOURCES if r.name == "targets" for column in r.columns}
    assert {head for head in heads if head in titles} >= {
        "项目名称",
        "项目概况",
        "实施期资金总额",
        "年度目标",
    }
    assert not titles & {"负责人", "经办人", "联系电话"}
    assert BUDGET_LINES.columns[-1].column_type == "value"
