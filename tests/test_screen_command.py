"""``mingzhang screen`` as an office meets it: what is shown, what is counted, how it ends, and that nothing is repeated."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from builders import EXAMPLES
from mingzhang.cli.codes import Exit
from test_cli import TIME, lines, run

ERRORS = EXAMPLES / "disclosure-with-errors.txt"
BOOKLET = EXAMPLES / "booklet-cells.txt"
CLEAN = EXAMPLES / "disclosure.txt"


@pytest.fixture(autouse=True)
def in_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_what_is_found_is_told_with_its_place_and_never_repeated() -> None:
    result = run("screen", ERRORS)
    assert TIME.sub("用时", result.stdout) == lines("""
        disclosure-with-errors.txt
          青岚县 · 2026年 · 岚川市青岚县水务局
          确定 2 处（手机号码 1、姓名 1）
          确定 879:57   姓名：第12份 水利工程管护人员劳务费：保证项目实施的制度、措施
                        “合格的扣减劳务费,联系人＊＊＊＊＊＊＊＊＊＊＊＊＊＊。”
          确定 879:60   手机号码：第12份 水利工程管护人员劳务费：保证项目实施的制度、措
                        施
                        “扣减劳务费,联系人＊＊＊＊＊＊＊＊＊＊＊＊＊＊。”

        确定 2 处（手机号码 1、姓名 1）；用时
    """)
    assert (result.stderr, result.exit_code) == ("", Exit.FOUND)


def test_a_clean_paper_ends_with_0() -> None:
    result = run("screen", CLEAN)
    assert "  没有发现个人信息和涉密标志\n" in result.stdout
    assert (result.stderr, result.exit_code) == ("", Exit.DONE)


def test_private_fields_of_forms_are_counted_and_listed_only_as_is() -> None:
    result = run("screen", BOOKLET)
    assert "另有 10 份表的表尾填了负责人、经办人或联系电话" in result.stdout
    assert result.exit_code == Exit.DONE
    listed = run("screen", BOOKLET, "--as-is")
    assert "确定 58:13    姓名：第1份 2023年农村饮水工程维修养护项目：经办人" in listed.stdout
    assert "温砚秋" not in listed.stdout
    assert "139000" not in listed.stdout
    assert listed.exit_code == Exit.FOUND


def test_only_what_is_certain_is_listed_when_asked(tmp_path: Path) -> None:
    letter = tmp_path / "通知.txt"
    letter.write_text("请与裴云起联系，手机13900000012。\n本项目属涉密工程。\n", encoding="utf-8")
    assert "待核 2:5" in run("screen", letter).stdout
    result = run("screen", letter, "--sure")
    assert "待核 2:5" not in result.stdout
    assert "确定 2 处（手机号码 1、姓名 1），待核 1 处（涉密或不宜公开 1）" in result.stdout


def test_what_is_only_to_be_looked_at_ends_with_0(tmp_path: Path) -> None:
    letter = tmp_path / "通知.txt"
    letter.write_text("本项目属涉密工程。\n", encoding="utf-8")
    assert run("screen", letter).exit_code == Exit.DONE


def test_folders_and_zip_files_are_gone_through_and_a_broken_file_does_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7\nbroken")
    with zipfile.ZipFile(tmp_path / "公开.zip", "w") as packed:
        packed.write(ERRORS, "水务局.txt")
    result = run("screen", tmp_path)
    assert "水务局.txt" in result.stdout
    assert "坏.pdf：" in result.stderr
    assert result.exit_code == Exit.SOME_FAILED
    assert run("screen", tmp_path / "没有.txt").exit_code == Exit.NOTHING_READ


def test_json_has_keys_places_and_masks_and_no_names(tmp_path: Path) -> None:
    out = tmp_path / "筛查.json"
    result = run("screen", ERRORS, BOOKLET, "--out", out)
    text = out.read_text(encoding="utf-8")
    first, second = json.loads(text)["documents"]
    assert [e["kind"] for e in first["exposures"]] == ["person", "phone"]
    assert first["exposures"][1] == {
        "key": first["exposures"][1]["key"],
        "kind": "phone",
        "sure": True,
        "path": "targets[11].safeguards",
        "label": "第12份 水利工程管护人员劳务费：保证项目实施的制度、措施",
        "start": 45,
        "length": 11,
        "masked": "扣减劳务费,联系人＊＊＊＊＊＊＊＊＊＊＊＊＊＊。",
        "place": first["exposures"][1]["place"],
    }
    assert (second["exposures"], second["private_forms"]) == ([], 10)
    assert not any(word in text for word in ("裴云起", "温砚秋", "139000"))
    assert f"已写到 {out}" in result.stderr
    assert result.exit_code == Exit.FOUND


def test_a_format_that_there_is_not_is_refused_with_what_there_is() -> None:
    result = run("screen", CLEAN, "--format", "xlsx")
    assert "可以写 console、json" in result.stderr
    assert result.exit_code == Exit.USAGE
