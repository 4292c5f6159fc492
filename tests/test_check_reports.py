"""The reports of a check as files: the page, the bureau's list, the log for other programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from builders import example
from check_papers import PHONE, RULES, form
from mingzhang.checking.finding import Report
from mingzhang.checking.standard import standard
from mingzhang.domain.record import Document
from mingzhang.reading.reader import read_text
from mingzhang.writing.check_html import Page
from mingzhang.writing.check_sarif import sarif
from mingzhang.writing.check_xlsx import COUNTS, FINDINGS, FindingsBook

VOID = {"meta", "col", "br", "input"}


class Tags(HTMLParser):
    """Every element with its attributes; those left open; the text outside of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text += data

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.found if "id" in attrs]


def checked(text: str) -> tuple[Document, Report]:
    document = read_text(text, "材料.txt")
    return document, RULES.check(document)


def page(*documents: tuple[Document, Report], personal: bool = False) -> str:
    one = Page(personal)
    return one.head() + "".join(p for d, r in documents for p in one.document(d, r)) + one.foot()


WITH_ERRORS = example("disclosure-with-errors")


class TestPage:
    def test_every_element_is_closed_and_every_anchor_is_there_once(self) -> None:
        tags = Tags(page((WITH_ERRORS, standard().check(WITH_ERRORS)), checked(form(annual="0"))))
        assert (tags.open, tags.crossed) == ([], [])
        ids = tags.ids()
        assert len(ids) == len(set(ids))
        links = [a["href"] or "" for tag, a in tags.found if tag == "a" and "href" in a]
        assert links
        assert [link for link in links if link.removeprefix("#") not in ids] == []

    def test_it_loads_nothing_from_anywhere(self) -> None:
        text = page(checked(form()))
        assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)|url\(|@import|https?://", text)

    def test_the_paper_is_shown_as_it_is_laid_out(self) -> None:
        text = Tags(page(checked(form()))).text
        for said in ("项目概况", "实施期资金总额", "绩效指标", "数量指标", "改造库房面积", "620平方米"):
            assert said in text
        assert text.index("项目概况") < text.index("立项依据") < text.index("绩效指标")

    def test_every_word_of_a_disclosure_is_there(self) -> None:
        document = example("disclosure")
        shown = "".join(Tags(page((document, standard().check(document)))).text.split())
        said = [c for t in document.tables for row in t.rows for c in row.cells if c]
        said += [p for s in document.sections for p in s.paragraphs]
        said += [
            v for r in document.targets for k, v in r.printed() if k not in ("form_kind", "region", "year")
        ]
        assert [p.text for p in said if "".join(p.text.split()) not in shown] == []

    def test_the_place_of_a_finding_is_marked_and_leads_to_it(self) -> None:
        text = page(checked(form(annual="0")))
        assert (
            '<a id="d1-p2"></a><mark class="error" data-f="2">0</mark>'
            '<sup data-f="2"><a href="#d1-f2">2</a></sup>' in text
        )
        assert '<a href="#d1-p2">8:41</a>' in text

    def test_what_stands_in_a_paper_is_never_taken_for_markup(self) -> None:
        evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
        text = page(checked(form(f"甲{evil}", annual="0", overview=evil)))
        assert "<script>alert" not in text
        assert "<img" not in text
        assert all(tag in ("html", "head", "body") or tag != "img" for tag, _ in Tags(text).found)

    def test_names_and_numbers_are_hidden_unless_asked_for(self) -> None:
        one = checked(form(overview=f"电话{PHONE}"))
        paper = re.compile(r"<table class=\"form\">.*?</table>", re.DOTALL)
        assert PHONE not in "".join(paper.findall(page(one)))
        assert PHONE in "".join(paper.findall(page(one, personal=True)))

    def test_a_finding_without_a_place_stands_at_the_head(self) -> None:
        text = page(checked(form()))
        assert text.index("共 1 份表单") < text.index("项目概况")


class TestBook:
    def rows(self, path: Path, *documents: tuple[Document, Report]) -> dict[str, list[Sequence[Any]]]:
        book = FindingsBook(path)
        for document, report in documents:
            book.add(document, report)
        book.close()
        return {s.title: list(s.iter_rows(values_only=True)) for s in openpyxl.load_workbook(path)}

    def test_a_finding_is_a_row_of_the_bureaus_list(self, tmp_path: Path) -> None:
        sheets = self.rows(tmp_path / "a.xlsx", checked(form(annual="0")))
        heads, whole, row = sheets["问题清单"]
        assert list(heads) == [head for head, _ in FINDINGS]
        assert list(heads)[:10] == [
            "单位",
            "项目",
            "缺陷",
            "级别",
            "说明",
            "位置",
            "应为",
            "实为",
            "依据",
            "整改建议",
        ]
        assert row == (
            "岚川市青岚县档案馆", "档案馆库房改造", "资金未填", "错误", "年度资金总额为 0 元",
            "第1份 年度资金总额 （8:41）", "大于 0", "0", "测试办法第一条", "填写年度资金总额", "0", "材料.txt",
            "TT-01", None,
        )  # fmt: skip
        assert whole[1] == "全文"

    def test_the_counts_are_by_unit_and_class(self, tmp_path: Path) -> None:
        sheets = self.rows(
            tmp_path / "a.xlsx", checked(form("甲", annual="0") + "\n\n" + form("乙", annual="0"))
        )
        heads, *rows = sheets["统计"]
        assert list(heads) == [head for head, _ in COUNTS]
        assert ("岚川市青岚县档案馆", "资金未填", 2, 0, 0, 2) in rows
        assert rows[-1] == ("全部单位 合计", None, 2, 0, 1, 3)

    def test_what_could_not_be_tried_has_its_sheet(self, tmp_path: Path) -> None:
        sheets = self.rows(tmp_path / "a.xlsx", checked(form(annual="")))
        assert sheets["没有能检查的"][1][2:] == ("TT-01", "年度资金总额不为零", "年度资金总额未填写")

    def test_no_text_is_a_formula(self, tmp_path: Path) -> None:
        self.rows(tmp_path / "a.xlsx", checked(form("=1+1", annual="0")))
        cells = [c for s in openpyxl.load_workbook(tmp_path / "a.xlsx") for row in s.iter_rows() for c in row]
        assert "=1+1" in [cell.value for cell in cells]
        assert {cell.data_type for cell in cells} <= {"s", "n"}


_URI = {"type": "string", "format": "uri-reference", "pattern": r"^[!-~]+$"}
_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_POSITIVE = {"type": "integer", "minimum": 1}
_REGION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["startLine"],
    "properties": dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), _POSITIVE),
}
_PHYSICAL = {
    "type": "object",
    "required": ["artifactLocation"],
    "properties": {
        "artifactLocation": {
            "type": "object",
            "required": ["uri", "index"],
            "properties": {"uri": _URI, "index": {"type": "integer", "minimum": 0}},
        },
        "region": _REGION,
    },
}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_RESULT = {
    "type": "object",
    "required": ["message", "ruleId", "ruleIndex", "level", "locations"],
    "properties": {
        "message": _TEXT,
        "level": _LEVEL,
        "locations": {
            "type": "array",
            "minItems": 1,
            "items": {"properties": {"physicalLocation": _PHYSICAL}},
        },
        "relatedLocations": {"type": "array", "items": {"properties": {"physicalLocation": _PHYSICAL}}},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "suppressions": {
            "type": "array",
            "items": {"properties": {"kind": {"enum": ["inSource", "external"]}}},
        },
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id", "shortDescription"],
                                            "properties": {
                                                "shortDescription": _TEXT,
                                                "fullDescription": _TEXT,
                                                "help": _TEXT,
                                                "defaultConfiguration": {"properties": {"level": _LEVEL}},
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": {"items": {"required": ["executionSuccessful"]}},
                    "results": {"type": "array", "items": _RESULT},
                },
            },
        },
    },
}
"""What SARIF 2.1.0 requires of the properties that are used (OASIS standard, §3)."""


class TestSarif:
    @pytest.mark.parametrize("name", ["disclosure-with-errors", "booklet-cells"])
    def test_a_log_holds_what_the_standard_requires(self, name: str) -> None:
        document = example(name)
        log = sarif([(f"示例/{name}.txt", document, standard().check(document))])
        jsonschema.Draft202012Validator(SARIF).validate(log)
        (run,) = log["runs"]
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
            location = result["locations"][0]["physicalLocation"]["artifactLocation"]
            assert run["artifacts"][location["index"]]["location"]["uri"] == location["uri"]

    def test_a_region_ends_behind_its_last_character(self) -> None:
        document, report = checked(form(annual="0"))
        results = sarif([("材料.txt", document, report)])["runs"][0]["results"]
        regions = [r["locations"][0]["physicalLocation"].get("region") for r in results]
        assert regions == [None, {"startLine": 8, "startColumn": 41, "endColumn": 42}]

    def test_a_fingerprint_stays_when_lines_move(self) -> None:
        prints = []
        for lead in ("", "\n\n\n"):
            document, report = checked(lead + form(annual="0"))
            results = sarif([("材料.txt", document, report)])["runs"][0]["results"]
            prints.append(results[1]["partialFingerprints"])
        assert prints[0] == prints[1]

    def test_what_could_not_be_tried_is_a_notification(self) -> None:
        document, report = checked(form(annual=""))
        (invocation,) = sarif([("材料.txt", document, report)])["runs"][0]["invocations"]
        (note,) = invocation["toolExecutionNotifications"]
        assert note["message"]["text"] == "没有能检查：年度资金总额不为零：年度资金总额未填写"
        assert note["associatedRule"]["id"] == "TT-01"
