"""检查报告: the report of a check as a paper to print, sign and file."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from click.testing import CliRunner, Result

import check_papers as made
from builders import example
from check_papers import PHONE, RULES, form
from mingzhang import __version__
from mingzhang.checking.finding import Finding, Report, Severity
from mingzhang.checking.standard import standard
from mingzhang.cli.codes import Exit
from mingzhang.cli.main import cli
from mingzhang.domain.record import Document
from mingzhang.reading.reader import read_text
from mingzhang.writing.check_words import counts_sentence, owner, owner_title
from mingzhang.writing.docx import write_docx
from mingzhang.writing.paper.disclosure import paper_of
from mingzhang.writing.paper.model import Contents, Cover, Paper, Sheet, SheetKind
from mingzhang.writing.paper.report import (
    BLANK_DATE,
    FINDINGS,
    HELD,
    SHARED,
    TITLE,
    UNTRIED,
    WAIVED,
    chapter,
    report_paper,
)
from mingzhang.writing.pdf import write_pdf

WITH_ERRORS = example("disclosure-with-errors")
TITLES = {rule.code: rule for rule in RULES.rules}
ALL = {rule.code: rule for rule in standard().rules}


def checked(text: str, name: str = "材料.txt") -> tuple[Document, Report]:
    document = read_text(text, name)
    return document, RULES.check(document)


def paper(*documents: tuple[Document, Report], date: str = "") -> Paper:
    return report_paper([chapter(d, r, date=date) for d, r in documents], TITLES, date=date)


def lines(sheet: Sheet) -> list[list[str]]:
    """The rows of a sheet as texts."""
    return [[cell.text.text for cell in row] for row in sheet.grid.rows()]


def sheet(one: Paper, name: str) -> Sheet:
    return next(s for s in one.sheets if s.name == name)


def names(one: Paper) -> list[str]:
    return [s.name for s in one.sheets]


class TestTitleBlock:
    def test_it_says_which_file_was_checked_and_what_came_of_it(self) -> None:
        document, report = checked(form(annual="0"))
        first = paper((document, report)).sheets[0]
        assert (first.title, first.subtitle) == (TITLE, "青岚县2024年申报表")
        assert dict(row[:2] for row in lines(first)[:10]) == {
            "文件名称": "材料.txt",
            "文件校验值": f"SHA-256 {document.source.sha256}",
            "部门（单位）": "—",
            "材料种类": "申报表",
            "地区": "青岚县",
            "检查程序": f"明账 Mingzhang {__version__}",
            "材料内容": "绩效目标表 1 份",
            "检查结果": "错误 1，提示 1；成立 1 次（1 条规则）；没有能检查的 0 处",
            "结论": "有错误，改正后再上报、公开。",
            "说明": lines(first)[9][1],
        }

    def test_the_date_is_left_to_be_written_by_hand_unless_it_is_given(self) -> None:
        rows = {row[2]: row[3] for row in lines(paper(checked(form())).sheets[0]) if len(row) == 4}
        assert rows["检查日期"] == BLANK_DATE
        dated = paper(checked(form()), date="2026年11月20日")
        rows = {row[2]: row[3] for row in lines(dated.sheets[0]) if len(row) == 4}
        assert rows["检查日期"] == "2026年11月20日"

    def test_who_checked_and_who_looked_over_it_sign_on_the_first_page(self) -> None:
        rows = lines(paper(checked(form())).sheets[0])
        assert ["检查人\n（签字）", BLANK_DATE, "复核人\n（签字）", BLANK_DATE] in rows

    def test_the_findings_are_counted_where_they_belong(self) -> None:
        first = paper(checked(form(annual="0"))).sheets[0]
        assert lines(first)[11:] == [
            ["问题所在", "错误", "警告", "提示", "合计"],
            ["全文", "", "", "1", "1"],
            ["第1份 档案馆库房改造", "1", "", "", "1"],
            ["合计", "1", "0", "1", "2"],
        ]

    def test_what_is_not_listed_is_said_and_not_counted_as_none(self) -> None:
        document, report = checked(form(annual="0"))
        kept = tuple(f for f in report.findings if f.severity is Severity.ERROR)
        shown = Report(kept, report.unable, report.held)
        one = report_paper([chapter(document, shown, hidden={Severity.NOTE: 1})], TITLES)
        rows = lines(one.sheets[0])
        assert rows[7][1].startswith("错误 1；提示 1 处没有列出；")
        assert rows[11] == ["问题所在", "错误", "警告", "合计"]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (form(annual="0"), "有错误，改正后再上报、公开。"),
            (form(overview=f"电话{PHONE}"), "没有错误；有警告，改正或者说明理由后上报、公开。"),
            (form(), "没有查出错误和警告。"),
        ],
    )
    def test_it_concludes(self, text: str, said: str) -> None:
        assert lines(paper(checked(text)).sheets[0])[8] == ["结论", said]


class TestFindings:
    def test_each_says_where_what_and_what_to_do(self) -> None:
        found = sheet(paper(checked(form(annual="0"))), FINDINGS)
        assert (found.kind, found.landscape) == (SheetKind.REPORT, True)
        assert (found.left, found.right) == ("文件：材料.txt", "错误 1，提示 1")
        assert lines(found) == [
            ["序号", "级别", "位置", "问题", "原文或实为", "应为", "整改要求和依据"],
            ["全文　（提示 1）"],
            ["1", "提示", "—", "共 1 份表单（TX-01）", "青岚县", "", "看一看\n依据：测试办法第三条"],
            ["第1份 档案馆库房改造　（错误 1）"],
            ["2", "错误", "第8行\n年度资金总额", "年度资金总额为 0 元（TT-01）", "0", "大于 0",
             "填写年度资金总额\n依据：测试办法第一条"],
        ]  # fmt: skip
        assert (found.grid.heads, found.grid.bands) == (1, (1, 3))

    def test_every_finding_is_there_under_what_it_belongs_to(self) -> None:
        report = standard().check(WITH_ERRORS)
        rows = lines(sheet(report_paper([chapter(WITH_ERRORS, report, fold=False)], ALL), FINDINGS))
        shown: dict[str, list[str]] = {}
        for row in rows[1:]:
            if len(row) == 1:
                band = row[0].rpartition("　（")[0]
                shown[band] = []
            else:
                shown[band].append(row[3])
        assert shown == said_of(report.findings, WITH_ERRORS)
        numbers = [row[0] for row in rows[1:] if len(row) > 1]
        assert numbers == [str(n) for n in range(1, len(report.findings) + 1)]

    def test_what_many_forms_share_is_told_once_with_their_number(self) -> None:
        text = "\n".join(form(f"项目{n}", annual="0") for n in range(1, 6))
        one = paper(checked(text))
        rows = lines(sheet(one, FINDINGS))
        assert [row for row in rows if len(row) == 1] == [["全文　（提示 1）"], [f"{SHARED}　（错误 5）"]]
        (shared,) = [row for row in rows if row[:2] == ["2", "错误"]]
        assert shared[2] == "第1至5份，共 5 份"
        assert shared[3].endswith("，例如第1份：年度资金总额为 0 元（TT-01）")
        assert ["合计", "5", "0", "1", "6"] in lines(one.sheets[0])

    def test_the_same_advice_is_given_once_for_what_belongs_together(self) -> None:
        report = standard().check(WITH_ERRORS)
        twice = [f for f in report.findings if f.rule.code == "N-01"]
        again = Report((twice[0], twice[0]), (), {})
        rows = lines(sheet(report_paper([chapter(WITH_ERRORS, again)], ALL), FINDINGS))
        assert [row[6] for row in rows if len(row) == 7][1:] == [
            f"{twice[0].rule.remedy}\n依据：{twice[0].rule.basis}",
            "同序号 1",
        ]

    def test_a_long_text_is_cut_and_one_that_the_message_quotes_is_not_repeated(self) -> None:
        report = standard().check(WITH_ERRORS)
        finding = next(f for f in report.findings if f.rule.code == "PH-03")
        quoted = replace(finding, breach=replace(finding.breach, actual=finding.message))
        long = replace(finding, breach=replace(finding.breach, actual="长" * 5_000))
        one = report_paper([chapter(WITH_ERRORS, Report((quoted, long), (), {}))], ALL)
        assert [row[4] for row in lines(sheet(one, FINDINGS))[2:]] == ["见左", "长" * 59 + "…"]

    def test_a_paper_without_findings_has_no_list_of_them(self) -> None:
        document, report = checked(form())
        assert names(paper((document, Report((), (), report.held)))) == ["检查情况", HELD]


def said_of(findings: Sequence[Finding], document: Document) -> dict[str, list[str]]:
    """The messages that belong to each owner, gravest first, forms last."""
    groups: dict[str, list[Finding]] = {}
    for form_first in (False, True):
        for finding in findings:
            if (finding.breach.form is not None) is form_first:
                groups.setdefault(owner_title(owner(finding, document)), []).append(finding)
    return {
        title: [f"{f.message}（{f.rule.code}）" for f in sorted(kept, key=lambda f: f.severity.rank)]
        for title, kept in groups.items()
    }


class TestTheRest:
    def test_what_could_not_be_tried_is_listed_with_its_reason(self) -> None:
        one = paper(checked(form(annual="")))
        assert lines(sheet(one, UNTRIED)) == [
            ["序号", "检查的事项", "没有能检查的原因", "所在"],
            ["1", "年度资金总额不为零（TT-01）", "年度资金总额未填写", "第1份"],
        ]
        assert "没有列出的不等于没有问题" in lines(one.sheets[0])[9][1]

    def test_what_is_waived_is_listed_with_its_reason(self) -> None:
        document, report = checked(form(annual="0"))
        kept, waived = report.findings[:1], report.findings[1]
        one = paper((document, Report(kept, (), report.held, ((waived, "已批复调整"),))))
        assert lines(sheet(one, WAIVED))[1] == [
            "1", "第1份 档案馆库房改造\n第8行\n年度资金总额", "年度资金总额为 0 元（TT-01）", "已批复调整"
        ]  # fmt: skip

    def test_every_rule_that_holds_is_listed_once_with_how_often(self) -> None:
        report = standard().check(WITH_ERRORS)
        held = sheet(report_paper([chapter(WITH_ERRORS, report)], ALL), HELD)
        listed = [
            tuple(row[i : i + 3])
            for row in lines(held)[1:]
            if len(row) == 6
            for i in (0, 3)
            if row[i]
        ]  # fmt: skip
        assert sorted(listed) == sorted((c, ALL[c].title, f"{n:,}") for c, n in report.held.items())
        assert held.right == f"{len(report.held)} 条规则，成立 {sum(report.held.values()):,} 次"


class TestSeveralFiles:
    def test_each_is_a_chapter_behind_cover_contents_and_a_table_of_all(self) -> None:
        one = paper(checked(form(annual="0"), "甲.txt"), checked(form(annual=""), "乙.txt"))
        assert [type(block) for block in one.blocks[:2]] == [Cover, Contents]
        assert [block.listed for block in one.listed] == ["各文件检查结果", "1　甲.txt", "2　乙.txt", HELD]
        assert lines(one.sheets[0]) == [
            ["序号", "文件", "部门（地区）", "错误", "警告", "提示", "合计", "没有能检查"],
            ["1", "甲.txt", "青岚县", "1", "", "1", "2", ""],
            ["2", "乙.txt", "青岚县", "", "", "1", "1", "1"],
            ["合计", "1", "0", "2", "3", "1"],
        ]
        anchors = [s.anchor for s in one.sheets]
        assert len(anchors) == len(set(anchors))

    def test_what_holds_is_one_list_of_all(self) -> None:
        one = paper(checked(form(), "甲.txt"), checked(form(), "乙.txt"))
        assert names(one).count(HELD) == 1
        assert ["TT-01", "年度资金总额不为零", "2", "TT-02", "概况不写个人电话", "2"] in lines(
            sheet(one, HELD)
        )


class TestEveryKindOfFile:
    LONG = "长" * 5_000

    def papers(self) -> list[Paper]:
        report = standard().check(WITH_ERRORS)
        return [
            report_paper([chapter(WITH_ERRORS, report)], ALL),
            paper(checked(form(f"甲{self.LONG}\x07", annual="0")), checked(form(overview=f"电话{PHONE}"))),
        ]

    def test_all_words_are_in_the_word_file(self) -> None:
        for one in self.papers():
            stream = io.BytesIO()
            write_docx(one, stream)
            shown = {
                cell.text
                for table in docx.Document(io.BytesIO(stream.getvalue())).tables
                for row in table.rows
                for cell in row.cells
            }
            said = {text.replace("\x07", "") for s in one.sheets for row in lines(s) for text in row}
            assert said <= shown

    def test_all_words_are_in_the_pdf_and_it_is_made_to_be_kept(self) -> None:
        for one in self.papers():
            stream = io.BytesIO()
            assert write_pdf(one, stream).standards == ("a-2a", "ua-1")
            with pypdfium2.PdfDocument(stream.getvalue()) as file:
                shown = "".join(page.get_textpage().get_text_range() for page in file)
            shown = bare(re.sub(r"— \d+ —", "", shown))
            said = [text for s in one.sheets for row in lines(s) for text in row if len(text) < 40]
            assert [text for text in said if bare(text) not in shown] == []

    def test_no_page_ends_with_the_title_of_what_comes_next(self) -> None:
        one = self.papers()[0]
        bands = {bare(row[0]) for s in one.sheets for row in lines(s) if len(row) == 1}
        stream = io.BytesIO()
        write_pdf(one, stream)
        with pypdfium2.PdfDocument(stream.getvalue()) as file:
            for page in file:
                *_, last, _number = page.get_textpage().get_text_range().splitlines()
                assert bare(last) not in bands
        stream = io.BytesIO()
        write_docx(one, stream)
        for row in (row for table in docx.Document(stream).tables for row in table.rows):
            if bare(row.cells[0].text) in bands:
                assert row.cells[0].paragraphs[0].paragraph_format.keep_with_next

    def test_the_same_check_gives_the_same_bytes(self) -> None:
        made = []
        for _ in range(2):
            streams = (io.BytesIO(), io.BytesIO())
            write_docx(self.papers()[0], streams[0])
            write_pdf(self.papers()[0], streams[1])
            made.append([stream.getvalue() for stream in streams])
        assert made[0] == made[1]


def bare(text: str) -> str:
    return "".join(text.replace("\x07", "").split())


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["check", *(str(a) for a in arguments), "--quiet"])


class TestCommand:
    @pytest.fixture(autouse=True)
    def with_the_rules_of_the_tests(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr("mingzhang.cli.check_run.standard", lambda: made.RULES)
        monkeypatch.chdir(tmp_path)
        (tmp_path / "甲.txt").write_text(form(annual="0", overview=f"电话{PHONE}"), encoding="utf-8")
        (tmp_path / "乙.txt").write_text(form(), encoding="utf-8")

    @pytest.mark.parametrize(
        ("arguments", "name", "start"),
        [
            (("--format", "docx", "--out", "报告.docx"), "报告.docx", b"PK"),
            (("--format", "docx", "--out", "报告"), "报告.docx", b"PK"),
            (("--format", "report", "--out", "报告.docx"), "报告.docx", b"PK"),
            (("--format", "report", "--out", "报告.pdf"), "报告.pdf", b"%PDF-"),
            (("--format", "report", "--out", "报告"), "报告.pdf", b"%PDF-"),
            (("--format", "report", "--out", "报告.html"), "报告.html", b"<!doctype html>"),
            (("--format", "pdf", "--out", "报告.pdf"), "报告.pdf", b"%PDF-"),
            (("--out", "报告.docx"), "报告.docx", b"PK"),
            (("--out", "报告.pdf"), "报告.pdf", b"%PDF-"),
            (("--out", "报告.xlsx"), "报告.xlsx", b"PK"),
            (("--out", "报告.json"), "报告.json", b"{"),
        ],
    )
    def test_the_name_of_the_output_says_what_is_written(
        self, arguments: tuple[str, ...], name: str, start: bytes
    ) -> None:
        result = run("甲.txt", *arguments)
        assert (result.exit_code, result.stderr) == (Exit.FOUND, "")
        assert Path(name).read_bytes().lower().startswith(start.lower())
        assert sorted(path.name for path in Path().iterdir()) == sorted(["甲.txt", "乙.txt", name])

    def test_several_files_are_one_report(self) -> None:
        assert run("甲.txt", "乙.txt", "--format", "report", "--out", "报告.pdf").exit_code == Exit.FOUND
        with pypdfium2.PdfDocument("报告.pdf") as file:
            titles = [mark.get_title() for mark in file.get_toc()]
        assert titles == ["各文件检查结果", "1　甲.txt", FINDINGS, "2　乙.txt", HELD]

    def test_of_a_pdf_pdf_is_the_paper_with_notes_and_report_the_report(self) -> None:
        name = "甲.pdf"
        with Path(name).open("wb") as stream:
            pages = write_pdf(paper_of(WITH_ERRORS), stream).pages
        run(name, "--format", "pdf", "--out", "批注.pdf")
        run(name, "--format", "report", "--out", "报告.pdf")
        with pypdfium2.PdfDocument("批注.pdf") as file:
            assert len(file) == pages
        with pypdfium2.PdfDocument("报告.pdf") as file:
            assert TITLE in file[0].get_textpage().get_text_range()

    def test_names_and_numbers_are_hidden_unless_asked_for(self) -> None:
        for more, there in (((), False), (("--with-personal-data",), True)):
            run("甲.txt", "--out", "报告.docx", *more)
            texts = [c.text for t in docx.Document("报告.docx").tables for r in t.rows for c in r.cells]
            assert any(PHONE in text for text in texts) is there

    def test_a_date_is_written_as_papers_have_it(self) -> None:
        run("甲.txt", "--out", "报告.docx", "--date", "2026-11-20")
        texts = [c.text for t in docx.Document("报告.docx").tables for r in t.rows for c in r.cells]
        assert "2026年11月20日" in texts

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--format", "report"), "report 不能显示在屏幕上，请用 --out 说明写到哪里，例如 --out 检查报告.pdf"),
            (("--format", "report", "--out", "报告.doc"), "检查报告的文件名请以 .pdf、.docx、.html 结尾"),
            (("--format", "docx", "--out", "报告.pdf"), "检查报告的文件名请以 .docx 结尾"),
            (("--format", "report", "--out", "甲.txt"), "检查报告的文件名请以"),
            (("--out", "报告.docx", "--date", "20日"), "“20日”不是日期；请写成 2026-11-20 这样。"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_done_is_said(self, arguments: tuple[str, ...], said: str) -> None:
        result = run("甲.txt", *arguments)
        assert result.exit_code == Exit.USAGE
        assert said in result.stderr
        assert sorted(path.name for path in Path().iterdir()) == sorted(["甲.txt", "乙.txt"])

    def test_nothing_is_written_where_nothing_could_be_read(self) -> None:
        Path("空.txt").write_bytes(b"")
        assert run("空.txt", "--out", "报告.docx").exit_code == Exit.NOTHING_READ
        assert not Path("报告.docx").exists()


def test_the_words_of_the_counts_are_those_of_the_other_reports() -> None:
    report = standard().check(example("booklet-cells"))
    one = report_paper([chapter(example("booklet-cells"), report)], ALL)
    counts = {s: len(list(report.of(s))) for s in Severity}
    assert sheet(one, FINDINGS).right == counts_sentence(counts)
