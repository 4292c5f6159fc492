"""The exchange format is taken back in: what was printed is the same again, what does not fit is named."""

from __future__ import annotations

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import example as always
from hypothesis import strategies as st

from any_papers import DOCUMENTS, OTHERS
from builders import EXAMPLES, PAPERS, ROOT, example
from mingzhang.domain.place import Printed
from mingzhang.domain.record import Document, Source
from mingzhang.reading.errors import BadExchange, EmptyFile, ReadingError
from mingzhang.reading.exchange import documents_of
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.reading.reader import read_file
from mingzhang.tables.published import published
from mingzhang.writing.exchange import documents_json
from mingzhang.writing.exchange_schema import schema
from strategies import forms

SEEDS = ROOT.parent / "shared" / "seeds"
SEED_PAPERS = sorted(path.name for path in SEEDS.glob("*.txt") if path.name != "README.md")


def printed(*documents: Document, personal: bool = False) -> bytes:
    return msgspec.json.encode(documents_json(documents, personal))


def assert_same_again(document: Document) -> None:
    for personal in (False, True):
        once = printed(document, personal=personal)
        (back,) = documents_of(once, "a.json")
        assert printed(back, personal=personal) == once


@pytest.mark.parametrize("name", PAPERS)
def test_an_example_is_the_same_again(name: str) -> None:
    assert_same_again(example(name))


@pytest.mark.parametrize("name", SEED_PAPERS)
def test_a_real_paper_is_the_same_again(name: str) -> None:
    assert_same_again(read_file(SEEDS / name))


def test_a_disclosure_out_of_a_ledger_is_the_same_again_with_all_that_is_printed_above_its_tables() -> None:
    ledger = load_ledger(EXAMPLES / "ledger.json")
    document = published(ledger, "317", example("disclosure").targets).document
    assert_same_again(document)
    (back,) = documents_of(printed(document), "a.json")
    assert back.tables == document.tables
    assert back.sections == document.sections


@pytest.mark.parametrize("name", PAPERS)
def test_what_the_format_holds_is_in_the_document_again(name: str) -> None:
    document = example(name)
    (back,) = documents_of(printed(document, personal=True), "a.json")
    assert back.source == document.source
    assert [t.keys for t in back.tables] == [t.keys for t in document.tables]
    assert [t.label and t.label.text for t in back.tables] == [
        t.label and t.label.text for t in document.tables
    ]
    assert [[[c and c.places for c in row.cells] for row in table.rows] for table in back.tables] == [
        [[c and c.places for c in row.cells] for row in table.rows] for table in document.tables
    ]
    assert [r.lists for r in back.targets] == [r.lists for r in document.targets]
    for have, want in zip(back.targets, document.targets, strict=True):
        plain = {key: value for key, value in want.values.items() if not key.startswith("funds.")}
        assert {key: have.values.get(key) for key in plain} == {
            key: Printed(value.text, value.places) for key, value in plain.items()
        }
        assert (have.n, have.doubts, have.form) == (want.n, want.doubts, want.form)


@given(document=DOCUMENTS)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_any_document_is_the_same_again(document: Document) -> None:
    assert_same_again(document)


def of_another_program(form: dict[str, Any]) -> dict[str, Any]:
    """A file as another program writes it: no places, no doubts, nothing parsed, a key of its own."""
    blank = dict.fromkeys(key for key in OTHERS if key not in ("responsible", "handler", "phone"))
    target = {"n": 1, **blank, **form, "approved_by": "another program"}
    document = {"kind": "form", "region": None, "year": 2025, "targets": [target], "tables": []}
    return {"format": "mingzhang/1", "documents": [document], "made_by": "another program"}


@given(form=forms())
@settings(max_examples=40, deadline=None)
def test_a_form_of_another_program_is_taken_as_it_says(form: dict[str, Any]) -> None:
    data = json.dumps(of_another_program(form)).encode()
    (document,) = documents_of(data, "their.json")
    (back,) = documents_json([document])["documents"][0]["targets"]
    assert {key: back[key] for key in form if not key.endswith("indicators")} == {
        key: value for key, value in form.items() if not key.endswith("indicators")
    }
    for half in ("whole_indicators", "annual_indicators"):
        assert [
            {key: row[key] for key in ("level1", "level2", "level3", "value")} for row in back[half]
        ] == form[half]
    assert document.source == Source("their.json", document.source.sha256, "json")
    assert len(document.source.sha256) == 64
    jsonschema.validate(json.loads(printed(document)), schema())


SAMPLE = of_another_program(
    {
        "form_kind": "目标表",
        "project_name": "东岭引水工程",
        "region": "青岚县",
        "year": 2026,
        "funds": {
            half: dict.fromkeys(("total", "central", "provincial", "local", "self_raised", "other"), "12.50")
            for half in ("whole", "annual")
        },
        "whole_indicators": [
            {"level1": "产出指标", "level2": "数量指标", "level3": "渠道长度", "value": None, "operator": "≥", "number": "12", "unit": "公里"}
        ],
        "annual_indicators": [],
        "places": {"plan": [{"line": 3, "box": [1, 2, 3, 4]}], "basis": []},
        "doubts": [{"field": "plan", "reason": "看不清"}],
    }
)  # fmt: skip
TABLE = {
    "n": 3, "title": "预算支出总表", "unit": "万元", "empty": False,
    "columns": ["科目/科目编码", "科目/科目名称", "2026年预算数/小计", "2026年预算数/基本支出", "2026年预算数/项目支出"],
    "rows": [["合计", None, "3.00", "1.00", "2.00"]], "places": [[None, None, [{"page": 2}], None, None]],
}  # fmt: skip
SAMPLE["documents"][0]["tables"] = [TABLE]
SAMPLE["documents"][0]["narrative"] = [
    {
        "section": "二",
        "claim": "收入",
        "value": "3.00",
        "unit": "万元",
        "text": "收入3.00万元",
        "place": {"line": 1},
    }
]
SAMPLE["documents"][0]["contents"] = [{"n": 1, "title": "部门概况", "page": 2}]
SAMPLE["documents"][0]["sections"] = [{"part": None, "title": "一、职责", "paragraphs": ["负责水务。"]}]


def taken(content: Any) -> Document:
    (document,) = documents_of(json.dumps(content).encode(), "某县.json")
    return document


def test_columns_without_keys_are_known_by_their_heads() -> None:
    assert taken(SAMPLE).tables[0].keys == ("code", "name", "total", "basic", "project")


def test_a_value_told_in_its_parts_is_put_together() -> None:
    row = taken(SAMPLE).targets[0].lists["whole_indicators"][0]
    assert (row.value.text, row.measure.operator, row.measure.number) == ("≥12公里", "≥", "12")


def test_a_null_amount_that_has_a_place_is_a_dash() -> None:
    content = copy.deepcopy(SAMPLE)
    target = content["documents"][0]["targets"][0]
    target["funds"]["annual"]["other"] = None
    target["funds"]["annual"]["central"] = None
    target["places"]["funds.annual.other"] = [{"line": 9}]
    values = taken(content).targets[0].values
    assert values["funds.annual.other"].text == "—"
    assert "funds.annual.central" not in values


def _change(path: str, value: Any, content: Any = SAMPLE) -> Any:
    changed = copy.deepcopy(content)
    at: Any = changed
    *steps, last = [
        int(s) if s.isdecimal() else s for s in path.replace("[", ".").replace("]", "").split(".")
    ]
    for step in steps:
        at = at[step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("documents[0].targets[0].funds.annual.total", 5, "documents[0].targets[0].funds.annual.total：应是文字、空，现在是整数"),
        ("documents[0].targets[0].project_name", ..., "documents[0].targets[0]：缺 project_name"),
        ("documents[0].targets[0].whole_indicators[0].level2", "质量", "documents[0].targets[0].whole_indicators[0].level2：没有“质量”这个取值"),
        ("documents[0].targets[0].places.plan[0].line", "三", "documents[0].targets[0].places.plan[0].line：应是整数、空，现在是文字"),
        ("documents[0].targets[0].places.plan[0].box", [1, 2], "documents[0].targets[0].places.plan[0].box：应有 4 项"),
        ("documents[0].tables[0].n", 14, "documents[0].tables[0].n：应不大于 13"),
        ("documents[0].targets[0].n", 0, "documents[0].targets[0].n：应不小于 1"),
        ("documents[0].tables[0].rows[0]", ["合计"], "documents[0].tables[0].rows[0]：有 1 格，表头（columns）有 5 列"),
        ("documents[0].kind", "letter", "documents[0].kind：没有“letter”这个取值"),
        ("documents", {}, "documents：应是列表，现在是对象"),
        ("format", "mingzhang/2", "format：是“mingzhang/2”，应是“mingzhang/1”"),
        ("format", ..., "是 JSON，但不是 mingzhang/1 格式（没有 format: mingzhang/1）"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_its_path(path: str, value: Any, said: str) -> None:
    with pytest.raises(BadExchange) as caught:
        taken(_change(path, value))
    remedy = "请改正后再用；哪些键要写、怎么写，见 mingzhang schema --input"
    assert str(caught.value) == f"某县.json：{said}。{remedy}。"


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        documents_of(data, "某县.json")


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b"null",
        b'{"format": "mingzhang/1", "documents": [{"kind": "\xff"}]}',
        b"PK\x03\x04",
        b"\x00" * 9,
        b"[" * 100_000,
    ],
)
def test_what_is_no_json_of_this_kind_is_refused(data: bytes) -> None:
    with pytest.raises(ReadingError, match=r"^某县\.json：.*。$"):
        documents_of(data, "某县.json")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"format": "mingzhang/1"', "JSON 不完整，到末尾还没有结束，可能没有保存完"),
        ('{\n"format": "甲", 乙}'.encode(), "不是 JSON：第 2 行第 16 个字附近写法不对"),
        (b'{"source":"a"}\n{"source":"b"}', "不是 JSON：第 2 行第 2 个字附近写法不对"),
        (b'{"format": "\xff"}', "不是 JSON：里面有不是 UTF-8 编码的文字"),
        (b'{"format": "mingzhang/1", "documents": [{"findings": []}]}', "documents[0]：是检查的结果（mingzhang check），不是读出来的文件（mingzhang read）"),
    ],
)  # fmt: skip
def test_what_is_no_paper_is_said_in_words(data: bytes, said: str) -> None:
    with pytest.raises(BadExchange) as caught:
        documents_of(data, "某县.json")
    assert caught.value.problem == said


def test_a_byte_order_mark_is_no_matter() -> None:
    assert documents_of(b"\xef\xbb\xbf" + json.dumps(SAMPLE).encode(), "a.json")


def test_a_file_of_many_papers_gives_them_in_order() -> None:
    papers = [example(name) for name in PAPERS]
    back = documents_of(printed(*papers), "a.json")
    assert [d.source.name for d in back] == [d.source.name for d in papers]


STRICT, GIVEN = (jsonschema.Draft202012Validator(schema(given)) for given in (False, True))
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    (None, True, 0, 3, -1, "甲", "", [], {}, [[]], [None], ["甲"], {"甲": 1}, 1.5)
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(p for key, item in inner for p in _paths(item, (*path, key)))][: 10**5]


def _damaged(content: Any, path: tuple[Any, ...], junk: Any, drop: bool) -> Any:
    changed = copy.deepcopy(content)
    at = changed
    for step in path[:-1]:
        at = at[step]
    if drop:
        del at[path[-1]]
    else:
        at[path[-1]] = junk
    return changed


class _RowsOfOtherLength(Exception):
    """What a schema cannot say: rows are as long as the head."""


def _strict(data: bytes) -> None:
    try:
        documents_of(data, "a.json")
    except BadExchange as error:
        raise (_RowsOfOtherLength if ".rows[" in error.at else AssertionError) from error


WHOLE = {
    "format": "mingzhang/1",
    "documents": [*SAMPLE["documents"], *json.loads(printed(example("single-cells")))["documents"]],
}
PATHS = [path for path in _paths(WHOLE) if path]


@given(path=st.sampled_from(PATHS), junk=JUNK, drop=st.booleans())
@always(path=("documents", 1, "source"), junk=None, drop=False)
@settings(max_examples=300, deadline=None)
def test_a_file_is_refused_exactly_when_the_schema_refuses_it(
    path: tuple[Any, ...], junk: Any, drop: bool
) -> None:
    content = _damaged(WHOLE, path, junk, drop)
    data = json.dumps(content).encode()
    if GIVEN.is_valid(content):
        with contextlib.suppress(_RowsOfOtherLength):
            _strict(data)
    else:
        with pytest.raises(BadExchange):
            documents_of(data, "a.json")


@pytest.mark.parametrize("name", PAPERS)
def test_what_is_printed_fits_both_schemas(name: str) -> None:
    content = json.loads(printed(example(name)))
    assert not list(STRICT.iter_errors(content))
    assert not list(GIVEN.iter_errors(content))


def test_the_schema_of_what_is_printed_admits_no_other_key() -> None:
    content = json.loads(printed(example("single-cells")))
    content["documents"][0]["targets"][0]["approved_by"] = "x"
    assert not STRICT.is_valid(content)
    assert GIVEN.is_valid(content)


def test_a_disclosure_is_taken_in_as_fast_as_it_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(printed(*[example("disclosure")] * 20))
    assert len(documents_of(path.read_bytes(), path.name)) == 20
