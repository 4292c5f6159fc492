"""``mingzhang check`` as an office meets it: what is shown, what is chosen, what is waived, how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

import check_papers as made
from builders import EXAMPLES
from check_papers import CLERK, PHONE, form, paper
from mingzhang.checking import settings
from mingzhang.checking.finding import Severity
from mingzhang.cli.codes import Exit
from mingzhang.cli.columns import width
from mingzhang.cli.main import cli
from test_cli import TIME, lines


@pytest.fixture(autouse=True)
def with_the_rules_of_the_tests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for module in ("check_run", "rule_views"):
        monkeypatch.setattr(f"mingzhang.cli.{module}.standard", lambda: made.RULES)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def shown(result: Result) -> str:
    return TIME.sub("用时", result.stdout)


def findings(*arguments: str | Path) -> list[dict[str, object]]:
    result = run("check", *arguments, "--format", "json", "--quiet")
    return [f for d in json.loads(result.stdout)["documents"] for f in d["findings"]]


def codes(*arguments: str | Path) -> list[object]:
    return [f["rule"] for f in findings(*arguments)]


class TestForPeople:
    def test_a_finding_stands_under_its_project_with_place_figures_and_remedy(self, tmp_path: Path) -> None:
        result = run("check", paper(tmp_path, form(annual="0")))
        assert shown(result) == lines("""
            材料.txt
              青岚县 · 2024年
              错误 1；提示 1 处没有列出（加 --severity note 列出）

            第1份 档案馆库房改造                                                      错误 1
              错误 8:41     年度资金总额为 0 元  TT-01
                            应为 大于 0
                            整改：填写年度资金总额

            错误 1，提示 1；成立 1 次（1 条规则）；没有能检查的 0 处；用时
        """)
        assert (result.stderr, result.exit_code) == ("", Exit.FOUND)

    def test_without_errors_it_says_so_and_ends_with_0(self, tmp_path: Path) -> None:
        result = run("check", paper(tmp_path, form()))
        assert "  没有错误和警告；提示 1 处没有列出（加 --severity note 列出）\n" in result.stdout
        assert result.exit_code == Exit.DONE

    def test_warnings_alone_end_with_0(self, tmp_path: Path) -> None:
        assert run("check", paper(tmp_path, form(overview=f"电话{PHONE}"))).exit_code == Exit.DONE

    def test_what_could_not_be_tried_is_said_with_its_reason(self, tmp_path: Path) -> None:
        text = run("check", paper(tmp_path, form("甲工程", annual=""), form("乙工程", annual=""))).stdout
        assert (
            "没有能检查的 2 处（不等于没有问题）\n  年度资金总额不为零（TT-01）：年度资金总额未填写，第1、2份\n"
            in text
        )

    def test_the_same_defect_in_many_forms_is_told_once(self, tmp_path: Path) -> None:
        many = paper(tmp_path, *(form(f"{n}号工程", annual="0") for n in "甲乙丙丁"))
        text = run("check", many).stdout
        assert lines("""
            许多表单有同样的问题（加 --verbose 逐份列出）                             错误 4
              错误 4 份：资金未填——年度资金总额不为零（TT-01）
        """) in text  # fmt: skip
        assert text.count("整改") == 1
        assert run("check", many, "--verbose").stdout.count("整改") == 4

    def test_no_line_is_wider_than_the_terminal(self) -> None:
        result = run("check", EXAMPLES / "disclosure-with-errors.txt", "--verbose", "--severity", "note")
        assert all(width(line) <= 80 for line in result.stdout.splitlines())

    def test_without_a_terminal_there_is_no_colour(self, tmp_path: Path) -> None:
        assert "\x1b" not in run("check", paper(tmp_path, form(annual="0"))).stdout

    def test_severity_says_what_is_shown(self, tmp_path: Path) -> None:
        one = paper(tmp_path, form(annual="0", overview=f"电话{PHONE}"))
        assert "警告" in run("check", one).stdout
        assert "第1份" in run("check", one, "--severity", "error").stdout
        assert "警告 1 处没有列出" in run("check", one, "--severity", "error").stdout
        assert "共 1 份表单" in run("check", one, "--severity", "note").stdout


@pytest.mark.parametrize("command", ["check", "rules", "schema"])
def test_every_help_page_fits_eighty_columns(command: str) -> None:
    result = run(command, "--help")
    assert result.stdout.startswith(f"用法 · Usage: mingzhang {command}")
    assert all(width(line) <= 80 for line in result.stdout.splitlines())


class TestChoice:
    @pytest.mark.parametrize(
        ("options", "kept"),
        [
            ((), ["TX-01", "TT-01"]),
            (("--only", "TT"), ["TT-01"]),
            (("--only", "ocr-slip"), ["TX-01"]),
            (("--skip", "TT-01"), ["TX-01"]),
            (("--only", "TT-01,TX-01", "--skip", "TX"), ["TT-01"]),
            (("--only", "TT", "--only", "TX"), ["TX-01", "TT-01"]),
            (("--severity", "warning"), ["TT-01"]),
        ],
    )
    def test_rules_are_chosen_by_code_family_or_class(
        self, tmp_path: Path, options: tuple[str, ...], kept: list[str]
    ) -> None:
        assert codes(paper(tmp_path, form(annual="0")), *options) == kept

    def test_a_name_that_chooses_no_rule_is_refused(self, tmp_path: Path) -> None:
        result = run("check", paper(tmp_path, form()), "--only", "TT-1")
        assert result.stderr.startswith("--only：没有叫“TT-1”的规则、系列或缺陷类别。是不是想写 TT-01？")
        assert result.exit_code == Exit.USAGE

    def test_the_configuration_is_found_above_and_gives_way_to_options(self, tmp_path: Path) -> None:
        (tmp_path / settings.NAME).write_text(
            '[check]\nskip = ["TX-01"]\nleast = "error"\n[check.severities]\nfunds-missing = "warning"\n',
            encoding="utf-8",
        )
        one = paper(tmp_path, form(annual="0"))
        assert codes(one) == []
        assert run("check", one).exit_code == Exit.DONE
        (found,) = findings(one, "--severity", "note")
        assert (found["rule"], found["severity"]) == ("TT-01", "warning")
        assert codes(one, "--config", write(tmp_path / "空.toml", "")) == ["TX-01", "TT-01"]

    def test_a_pack_may_set_what_its_place_does_not_check(self, tmp_path: Path) -> None:
        shipped = (Path(settings.__file__).parents[1] / "forms" / "packs" / "shanxi.toml").read_text("utf-8")
        pack = write(tmp_path / "本地.toml", f'{shipped}\n[check]\nskip = ["TX"]\n')
        assert codes(paper(tmp_path, form(annual="0")), "--pack", pack) == ["TT-01"]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


class TestConfiguration:
    def test_a_code_is_stronger_than_its_class_and_a_class_than_its_family(self, tmp_path: Path) -> None:
        one = paper(tmp_path, form(annual="0"))
        said: list[object] = []
        for text in ('TT = "note"', 'funds-missing = "warning"', 'TT-01 = "error"'):
            said.append(text)
            write(tmp_path / settings.NAME, "[check.severities]\n" + "\n".join(map(str, said)))
            (found,) = findings(one, "--only", "TT")
            assert found["severity"] == text.split('"')[1]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[check]\nonly = [", "设置.toml：不是有效的 TOML（"),
            ("[chek]\n", "设置.toml：不认识 [chek]；检查的设置写在 [check] 下面。"),
            ("[check]\nonyl = []", "设置.toml：check.onyl 不认识。是不是想写 only？"),
            ('[check]\nonly = "TT"', '设置.toml：check.only 应当是一列名称，例如 ["PF-01", "cost-exceeds-funds"]。'),
            ('[check]\nskip = ["TT-11"]', "设置.toml：check.skip：没有叫“TT-11”的规则、系列或缺陷类别。是不是想写 TT-01？"),
            ('[check]\nleast = "bad"', "设置.toml：check.least 的值“bad”不能用；可以写 error、warning、note。"),
            ('[check.severities]\nTT = "grave"', "设置.toml：check.severities.TT 的值“grave”不能用；可以写 error、warning、note。"),
            ("[check]\nseverities = 1", "设置.toml：check.severities 应当是一段 [check.severities]。"),
            ("check = 1", "设置.toml：check 应当是一段 [check]。"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_with_file_and_key(self, tmp_path: Path, text: str, said: str) -> None:
        write(tmp_path / "设置.toml", text)
        result = run("check", paper(tmp_path, form()), "--config", "设置.toml")
        assert result.stderr.startswith(said)
        assert result.exit_code == Exit.USAGE

    def test_a_configuration_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        result = run("check", paper(tmp_path, form()), "--config", "没有.toml")
        assert result.stderr.startswith("没有.toml：没有这个文件。")


class TestWaivers:
    def waived(self, tmp_path: Path, text: str) -> Result:
        one = paper(tmp_path, form("甲工程", annual="0"), form("乙工程", annual="0"))
        return run("check", one, "--waivers", write(tmp_path / "豁免.toml", text).name, "--only", "TT")

    @pytest.mark.parametrize(
        "place", ["form = 1", 'project = "甲工程"', "line = 8", 'form = 1\nfield = "funds.annual.total"']
    )
    def test_a_waived_finding_is_set_apart_with_its_reason(self, tmp_path: Path, place: str) -> None:
        text = f'[[waiver]]\nrule = "TT-01"\nfile = "材料.txt"\n{place}\nreason = "已批复"\n'
        result = self.waived(tmp_path, text)
        assert "第1份" not in result.stdout
        assert "第2份 乙工程" in result.stdout
        assert "已豁免 1 处（加 --verbose 列出）" in result.stdout
        assert "错误 1；豁免 1 处；" in result.stdout
        document = json.loads(run("check", "材料.txt", "--waivers", "豁免.toml", "--format", "json").stdout)
        assert [(w["rule"], w["form"], w["reason"]) for w in document["documents"][0]["waived"]] == [
            ("TT-01", 1, "已批复")
        ]

    def test_when_every_error_is_waived_it_ends_with_0(self, tmp_path: Path) -> None:
        result = self.waived(tmp_path, '[[waiver]]\nrule = "TT-01"\nfile = "*.txt"\nreason = "已批复"\n')
        assert result.exit_code == Exit.DONE

    def test_the_configuration_may_name_the_waivers(self, tmp_path: Path) -> None:
        write(tmp_path / "豁免.toml", '[[waiver]]\nrule = "TT-01"\nfile = "材料.txt"\nreason = "已批复"\n')
        write(tmp_path / settings.NAME, '[check]\nwaivers = "豁免.toml"\n')
        assert codes(paper(tmp_path, form(annual="0"))) == ["TX-01"]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('rule = "TT-01"\nfile = "材料.txt"', "豁免.toml：第 1 条豁免没有写理由（reason），不起作用：TT-01 材料.txt。"),
            ('rule = "TT-01"\nfile = "材料.txt"\nreason = "批"\nuntil = 2001-01-01', "豁免.toml：第 1 条豁免已于 2001-01-01 到期，不再起作用：TT-01 材料.txt。"),
            ('rule = "TT-02"\nfile = "材料.txt"\nform = 2\nreason = "批"', "豁免没有对上任何问题，可以删去：TT-02 材料.txt（form=2）。"),
            ('rule = "TT-01"\nfile = "别的.txt"\nreason = "批"', "另有 1 条豁免，所指的文件不在这次检查之内。"),
        ],
    )  # fmt: skip
    def test_a_waiver_that_does_nothing_is_told(self, tmp_path: Path, text: str, said: str) -> None:
        result = self.waived(tmp_path, f"[[waiver]]\n{text}\n")
        assert said in result.stderr
        assert result.exit_code == Exit.FOUND

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('[[waiver]]\nfile = "a"', "豁免.toml：第 1 条豁免：缺少 rule。"),
            ('[[waiver]]\nrule = "TT-01"', "豁免.toml：第 1 条豁免：缺少 file。"),
            ('[[waiver]]\nrule = "TT"\nfile = "a"', "豁免.toml：第 1 条豁免：没有编号为“TT”的规则。豁免只能写规则编号。"),
            ('[[waiver]]\nrule = "TT-01"\nfile = "a"\nform = "一"', "豁免.toml：第 1 条豁免：form 应当是数字。"),
            ('[[waiver]]\nrule = "TT-01"\nfile = "a"\nuntil = "明年"', "豁免.toml：第 1 条豁免：until 应当是日期，例如 until = 2026-12-31（不加引号）。"),
            ('[[waiver]]\nrule = "TT-01"\nfile = "a"\nwhy = "b"', "豁免.toml：第 1 条豁免：不认识“why”；"),
            ("waiver = 1", "豁免.toml：每条豁免写成一段 [[waiver]]"),
        ],
    )  # fmt: skip
    def test_a_waiver_that_cannot_be_understood_is_refused(
        self, tmp_path: Path, text: str, said: str
    ) -> None:
        result = self.waived(tmp_path, text)
        assert result.stderr.startswith(said)
        assert result.exit_code == Exit.USAGE


class TestSince:
    def old(self, tmp_path: Path, *forms: str, name: str = "材料.txt") -> Path:
        before = tmp_path / "上次"
        before.mkdir()
        paper(before, *forms, name=name)
        run("check", before / name, "--format", "json", "--out", tmp_path / "上次.json")
        return tmp_path / "上次.json"

    def test_only_what_is_new_is_shown(self, tmp_path: Path) -> None:
        old = self.old(tmp_path, form("甲工程", annual="0"), form("乙工程"))
        one = paper(tmp_path, form("丙工程"), form("甲工程", annual="0"), form("乙工程", annual="0"))
        assert [(f["rule"], f["project"]) for f in findings(one, "--since", old)] == [("TT-01", "乙工程")]

    def test_with_nothing_new_it_says_so_and_ends_with_0(self, tmp_path: Path) -> None:
        old = self.old(tmp_path, form(annual="0"))
        result = run("check", paper(tmp_path, form(annual="0")), "--since", old)
        assert "  没有新的问题\n" in result.stdout
        assert result.exit_code == Exit.DONE

    def test_a_second_case_of_the_same_is_new(self, tmp_path: Path) -> None:
        old = self.old(tmp_path, form("甲工程", annual="0"))
        twice = paper(tmp_path, form("甲工程", annual="0"), form("甲工程", annual="0"))
        assert codes(twice, "--since", old) == ["TT-01"]

    def test_a_paper_that_was_renamed_is_compared_when_it_is_alone(self, tmp_path: Path) -> None:
        old = self.old(tmp_path, form(annual="0"), name="草稿.txt")
        assert codes(paper(tmp_path, form(annual="0"), name="定稿.txt"), "--since", old) == []

    def test_a_paper_that_was_not_there_is_shown_whole_and_said(self, tmp_path: Path) -> None:
        old = self.old(tmp_path, form(annual="0"))
        paper(tmp_path, form(annual="0"))
        result = run(
            "check", "材料.txt", paper(tmp_path, form("新", annual="0"), name="新.txt"), "--since", old
        )
        assert f"{old}：里面没有 新.txt，它的问题全部列出。\n" in result.stderr

    def test_what_is_no_result_of_a_check_is_refused(self, tmp_path: Path) -> None:
        other = write(tmp_path / "别的.json", '{"documents": [1]}')
        result = run("check", paper(tmp_path, form()), "--since", other)
        assert "不是 mingzhang check --format json 的结果。" in result.stderr
        assert result.exit_code == Exit.USAGE


class TestPersonalData:
    def outputs(self, tmp_path: Path, *more: str) -> Iterator[tuple[str, str]]:
        import openpyxl

        text = form(overview=f"联系人{CLERK}，电话{PHONE}").replace("经办人：", f"经办人：	{CLERK}", 1)
        one = paper(tmp_path, text)
        for format_ in ("table", "json", "html", "sarif"):
            yield format_, run("check", one, "--format", format_, "--verbose", *more).output
        run("check", one, "--format", "xlsx", "--out", tmp_path / "a.xlsx", *more)
        book = openpyxl.load_workbook(tmp_path / "a.xlsx")
        yield (
            "xlsx",
            "\n".join(str(cell) for s in book for row in s.iter_rows(values_only=True) for cell in row),
        )

    def test_a_published_number_is_never_published_again(self, tmp_path: Path) -> None:
        assert [name for name, text in self.outputs(tmp_path) if PHONE in text] == []

    def test_it_is_quoted_when_asked_for(self, tmp_path: Path) -> None:
        assert [n for n, text in self.outputs(tmp_path, "--with-personal-data") if PHONE not in text] == []


class TestFiles:
    def test_a_folder_is_checked_and_a_file_that_fails_is_said(self, tmp_path: Path) -> None:
        folder = tmp_path / "材料"
        folder.mkdir()
        paper(folder, form(annual="0"))
        (folder / "空.txt").write_bytes(b"")
        result = run("check", folder)
        assert "空.txt：文件是空的。" in result.stderr
        assert result.exit_code == Exit.SOME_FAILED

    def test_what_is_no_paper_is_said_and_gives_no_result(self, tmp_path: Path) -> None:
        letter = write(tmp_path / "信.txt", "请各单位派员参加。\n")
        result = run("check", letter, "--format", "json", "--out", tmp_path / "a.json")
        assert result.exit_code == Exit.NOTHING_READ
        assert not (tmp_path / "a.json").exists()

    def test_standard_input_is_checked(self) -> None:
        result = CliRunner().invoke(cli, ["check", "-"], input=form(annual="0").encode())
        assert result.stdout.startswith("标准输入\n")
        assert result.exit_code == Exit.FOUND

    def test_a_book_needs_a_place(self, tmp_path: Path) -> None:
        result = run("check", paper(tmp_path, form()), "--format", "xlsx")
        assert result.stderr.startswith("xlsx 不能显示在屏幕上，请用 --out 说明写到哪里")

    def test_json_says_what_the_exchange_format_has(self, tmp_path: Path) -> None:
        result = run("check", paper(tmp_path, form(annual="0")), "--format", "json", "--only", "TT")
        (document,) = json.loads(result.stdout)["documents"]
        assert set(document) == {"source", "findings", "unable", "held", "waived"}
        assert document["held"] == [{"rule": "TT-02", "times": 1}]
        assert document["findings"] == [
            {
                "rule": "TT-01",
                "defect": "funds-missing",
                "severity": str(Severity.ERROR),
                "title": "年度资金总额不为零",
                "message": "年度资金总额为 0 元",
                "basis": "测试办法第一条",
                "remedy": "填写年度资金总额",
                "form": 1,
                "project": "档案馆库房改造",
                "table": None,
                "section": None,
                "field": "funds.annual.total",
                "places": [{"line": 8, "column": 41, "length": 1}],
                "evidence": "0",
                "expected": "大于 0",
                "actual": "0",
            }
        ]

    def test_what_is_printed_holds_against_the_schema(self, tmp_path: Path) -> None:
        schema = json.loads(run("schema", "--check").stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        write(tmp_path / "豁免.toml", '[[waiver]]\nrule = "TT-01"\nfile = "*"\nform = 1\nreason = "已批复"\n')
        one = paper(tmp_path, form("甲", annual="0"), form("乙", annual="0"), form("丙", annual=""))
        result = run("check", one, "--format", "json", "--waivers", "豁免.toml")
        (document,) = json.loads(result.stdout)["documents"]
        assert all(document[key] for key in ("findings", "unable", "held", "waived"))
        jsonschema.Draft202012Validator(schema).validate(json.loads(result.stdout))


class TestRules:
    def test_they_are_listed_by_family(self) -> None:
        assert run("rules").stdout == lines("""
            TT-01  错误  年度资金总额不为零（funds-missing）
            TT-02  警告  概况不写个人电话（personal-data）

            TX-01  提示  地区写全称（ocr-slip）

            规则 3 条：错误 1，警告 1，提示 1。说明一条：mingzhang rules 编号
        """)

    @pytest.mark.parametrize(
        ("options", "kept"),
        [
            (("--family", "TT"), ["TT-01", "TT-02"]),
            (("--defect", "ocr-slip"), ["TX-01"]),
            (("--severity", "warning"), ["TT-02"]),
            (("--search", "电话"), ["TT-02"]),
        ],
    )
    def test_they_can_be_filtered(self, options: tuple[str, ...], kept: list[str]) -> None:
        assert [r["code"] for r in json.loads(run("rules", *options, "--format", "json").stdout)] == kept

    def test_one_is_explained_whatever_the_case_of_its_code(self) -> None:
        text = run("rules", "tt-01").stdout
        assert text.startswith("TT-01 年度资金总额不为零\n  级别      错误（error）\n")
        for said in (
            "测试办法第一条",
            "各年度",
            "年度资金总额为 {amount} 元",
            "填写年度资金总额",
            "Speaks where",
        ):
            assert said in text

    def test_a_code_that_is_not_there_is_said_with_the_nearest(self) -> None:
        result = run("rules", "TT-10")
        assert "没有叫“TT-10”的规则" in result.stderr
        assert "是不是想写 TT-0" in result.stderr
        assert result.exit_code == Exit.USAGE
