"""Papers with what people really type into them, and any paper at all: written as every kind, read back the same."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

import any_papers
import strategies
from builders import EXAMPLES
from mingzhang.domain.place import Printed
from mingzhang.domain.record import Document, Indicator, Record, Source
from mingzhang.reading.reader import read_file, read_stream
from mingzhang.tables.published import Published
from mingzhang.writing.files import Work, write
from mingzhang.writing.kinds import KINDS
from mingzhang.writing.paper.disclosure import paper_of
from test_write_round_trip import LAID_OUT, differences, facts, form_facts, lost

Rows = Sequence[tuple[str, str, str]]

LEVELS = {
    "数量指标": "产出指标",
    "质量指标": "产出指标",
    "经济成本指标": "成本指标",
    "社会成本指标": "成本指标",
    "生态环境成本指标": "成本指标",
    "社会效益指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}
USUAL: Rows = (
    ("数量指标", "修缮水渠长度", "≥12公里"),
    ("质量指标", "验收合格率", "100%"),
    ("社会效益指标", "受益群众", "≥300户"),
    ("服务对象满意度指标", "群众满意度", "≥95%"),
)


def indicators(rows: Rows) -> tuple[Indicator, ...]:
    return tuple(Indicator(LEVELS[kind], kind, Printed(name), Printed(value)) for kind, name, value in rows)


def form(
    whole: Rows = USUAL, annual: Rows | None = None, funds: Mapping[str, str] | None = None, **given: str
) -> Record:
    """A usual form, but for what a test gives; a blank text is a blank cell."""
    values = {
        "form_kind": "申报表", "year": "2026", "region": "青岚县", "project_name": "水渠修缮项目",
        "department_code": "203", "department_name": "青岚县水务局", "implementing_unit": "河道管理站",
        "attribute": "一次性项目", "period": "1年", "overview": "概况。", "basis": "依据。", "necessity": "必要。",
        "safeguards": "健全。", "plan": "按计划。", "whole_goal": "完成修缮。", "annual_goal": "完成修缮。",
        "funds.whole.total": "100000", "funds.annual.total": "100000", **(funds or {}), **given,
    }  # fmt: skip
    lists = {
        "whole_indicators": indicators(whole),
        "annual_indicators": indicators(whole if annual is None else annual),
    }
    return Record("project_target", 1, {k: Printed(v) for k, v in values.items() if v}, lists)


def paper(*records: Record) -> Published:
    numbered = tuple(msgspec.structs.replace(record, n=n) for n, record in enumerate(records, start=1))
    kind = "form" if len(records) == 1 else "booklet"
    source = Source("x.json", "0" * 64, "text")
    return Published(Document(source, kind, "青岚县", 2026, None, (), (), numbered, (), (), (), ()))


LONG = "".join(f"目标{n}：新建{n * 7}处水渠，修缮{n * 3}公里；" for n in range(200))
SECOND: Rows = (("数量指标", "水渠长度", "1公里"), ("数量指标", "渠道面积", ""), *USUAL[1:])
STRANGE = {
    "marks of every markup": form(
        project_name='“智慧”水务<一期>&"二期"#3*@$\\项目',
        overview="$5 & <b>不是</b> #标题 *强调* _下划_ @引用 \\反斜杠 `码` ~ [链](x) {括} //注 /*块*/ = - +",
    ),
    "rare characters": form(implementing_unit="喆堃站", overview="含㎡、㎏、℃、‰、①②③、㐂。"),
    "slashes in the name": form(project_name='水/电/暖\\改造:项目*?"<>|'),
    "a text of 5,000 characters": form(overview="本项目建设水渠修缮、堤防加固、管网改造。" * 250),
    "goals over three pages": form(whole_goal=LONG, annual_goal=LONG),
    "a goal over three pages beside a short one": form(whole_goal=LONG, annual_goal="完成。"),
    "200 indicators of a kind": form(
        [*(("数量指标", f"第{n}处水渠长度", f"≥{n}公里") for n in range(1, 201)), *USUAL[1:]]
    ),
    "no goal of the year": form(annual=(), annual_goal=""),
    "amounts of every kind": form(
        funds={
            "funds.whole.total": "123,456,789,012.50",
            "funds.whole.central": "—",
            "funds.whole.other": "0.00",
            "funds.annual.total": "-5.00",
            "funds.annual.local": "/",
        }
    ),
    "costs of their own": form(
        (
            ("经济成本指标", "总成本", "≤10万元"),
            ("社会成本指标", "投诉", "≤3起"),
            ("生态环境成本指标", "弃渣", "≤5吨"),
            *USUAL,
        )
    ),
    "line breaks": form(overview="第一行\n第二行", plan="1.第一项；\n2.第二项。"),
    "English": form(project_name="World Bank Loan (Phase II)", overview="Improves rural water supply. " * 30),
    "a second name without a value": form(SECOND),
    "names without values that differ": form(
        SECOND, (("数量指标", "水渠长度", "1公里"), ("数量指标", "渠道座数", ""), *USUAL[1:])
    ),
    "a value without a name": form((USUAL[0], ("数量指标", "", "3亩"), *USUAL[1:])),
    "a value like its name in one half": form(
        (USUAL[0], ("质量指标", "及时", "及时"), ("质量指标", "合格", "合格"), *USUAL[2:]), ()
    ),
}


@pytest.mark.parametrize("kind", LAID_OUT)
@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_form_is_read_back_the_same(name: str, kind: str) -> None:
    assert lost(paper(STRANGE[name]), kind) == []


@pytest.mark.parametrize("kind", LAID_OUT)
def test_a_booklet_of_strange_forms_is_read_back_the_same(kind: str) -> None:
    assert lost(paper(*STRANGE.values()), kind) == []


@pytest.mark.parametrize("kind", LAID_OUT)
def test_numbered_notes_of_a_table_stay_apart(kind: str) -> None:
    whole = read_file(EXAMPLES / "disclosure.txt")
    notes = (Printed("注：1.本表四舍五入，可能有尾差。"), Printed("2.金额单位为万元。"))
    tables = tuple(msgspec.structs.replace(table, notes=notes) for table in whole.tables[:3])
    assert lost(Published(msgspec.structs.replace(whole, tables=tables)), kind) == []


@pytest.mark.skipif(not shutil.which("pdftocairo"), reason="no pdftocairo here")
def test_a_pdf_that_was_printed_to_pdf_again_is_read_the_same(tmp_path: Path) -> None:
    whole = Published(read_file(EXAMPLES / "disclosure.txt"))
    with (tmp_path / "a.pdf").open("wb") as stream:
        write(Work(whole, paper_of(whole, personal=True), personal=True), "pdf", stream)
    subprocess.run(["pdftocairo", "-pdf", "a.pdf", "b.pdf"], cwd=tmp_path, check=True, capture_output=True)
    assert list(differences(facts(read_file(tmp_path / "b.pdf")), facts(read_file(tmp_path / "a.pdf")))) == []


@pytest.mark.parametrize("kind", LAID_OUT)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=strategies.forms())
def test_any_form_is_read_back_the_same(kind: str, said: dict[str, object]) -> None:
    source = paper(_record(said))
    stream = io.BytesIO()
    write(Work(source, paper_of(source, personal=True), personal=True), kind, stream)
    stream.seek(0)
    (back,) = read_stream(stream, f"x.{kind}").targets
    assert list(differences(form_facts(back), form_facts(source.document.targets[0]))) == []


def _record(said: dict[str, object]) -> Record:
    """A form of the exchange format as a record."""
    lists: dict[str, tuple[Indicator, ...]] = {}
    values: dict[str, Printed] = {}
    for key, value in said.items():
        if isinstance(value, list):
            lists[key] = tuple(
                Indicator(row["level1"], row["level2"], Printed(row["level3"]), Printed(row["value"]))
                for row in value
            )
        elif isinstance(value, dict):
            for half, funds in value.items():
                values |= {f"funds.{half}.{k}": Printed(v) for k, v in funds.items() if v}
        else:
            values[key] = Printed(str(value))
    return Record("project_target", 1, values, lists)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=any_papers.DOCUMENTS)
def test_any_document_is_written_as_a_file_that_opens(kind: str, document: Document) -> None:
    source = Published(document)
    stream = io.BytesIO()
    write(Work(source, paper_of(source)), kind, stream)
    stream.seek(0)
    if kind in LAID_OUT:
        read_stream(stream, f"x.{kind}")
    else:
        assert stream.getvalue()
