"""Zip files are folders of files: read by content, nested once, bombs and strange names refused, nothing unpacked to disk."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mingzhang.cli import archives
from mingzhang.cli.codes import Exit
from mingzhang.cli.main import cli
from mingzhang.reading.errors import NotText
from mingzhang.reading.reader import read_file
from office_papers import EXAMPLES, as_book, as_page, as_word, example_rows, zipped

FORM = (EXAMPLES / "single-cells.txt").read_bytes()


def read(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["read", *map(str, arguments), "--format", "json", "--quiet"])


def names(result: Result) -> list[str]:
    return [document["source"]["name"] for document in json.loads(result.stdout)["documents"]]


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_the_files_of_an_archive_are_read_by_their_content(tmp_path: Path) -> None:
    rows = example_rows("single-cells")
    archive = zipped(
        {
            "表/一.docx": as_word(rows), "表/二.bin": as_book(rows), "三.htm": as_page(rows), "四": FORM,
            "说明.md": "x", "__MACOSX/._一.docx": "x", "里.zip": zipped({"五.txt": FORM}),
        }
    )  # fmt: skip
    result = read(put(tmp_path, "材料.zip", archive))
    assert names(result) == [
        f"材料.zip/{name}" for name in ("三.htm", "四", "表/一.docx", "表/二.bin", "里.zip/五.txt")
    ]
    assert (result.stderr, result.exit_code) == ("", 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["材料.zip"]


def test_an_archive_in_a_folder_is_opened_too(tmp_path: Path) -> None:
    put(tmp_path, "a.zip", zipped({"表.txt": FORM}))
    put(tmp_path, "b.html", as_page(example_rows("single-cells")))
    put(tmp_path, "c.json", b"{}")
    assert names(read(tmp_path)) == ["a.zip/表.txt", "b.html"]


def test_an_archive_is_read_from_standard_input_too() -> None:
    rows = example_rows("single-cells")
    archive = zipped({"表/一.docx": as_word(rows), "二.txt": FORM, "里.zip": zipped({"三.txt": FORM})})
    result = CliRunner().invoke(cli, ["read", "-", "--format", "json", "--quiet"], input=archive)
    assert names(result) == [f"标准输入/{name}" for name in ("二.txt", "表/一.docx", "里.zip/三.txt")]
    assert (result.stderr, result.exit_code) == ("", 0)


@pytest.mark.parametrize(
    "data", [as_word(example_rows("single-cells")), as_page(example_rows("single-cells")), FORM]
)
def test_one_file_on_standard_input_stays_one(data: bytes) -> None:
    result = CliRunner().invoke(cli, ["read", "-", "--format", "json", "--quiet"], input=data)
    assert (names(result), result.stderr) == (["-"], "")
    result = CliRunner().invoke(cli, ["read", "-", "--quiet", "--max-size", "1K"], input=data)
    assert result.stderr.startswith("标准输入：文件有 0 MB，超过上限 0 MB。")


def test_an_archive_given_to_the_library_is_told_to_be_unpacked(tmp_path: Path) -> None:
    with pytest.raises(NotText, match=r"^a.zip：内容是压缩包，不能读。.*压缩包请先解开。"):
        read_file(put(tmp_path, "a.zip", zipped({"表.txt": FORM})))


def test_names_written_in_gbk_are_read(tmp_path: Path) -> None:
    data = zipped({"XXXX.txt": FORM}).replace(b"XXXX", "云冈".encode("gbk"))
    assert names(read(put(tmp_path, "a.zip", data))) == ["a.zip/云冈.txt"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\a.txt", "a\x1b[2J.txt", "长" * 300])
def test_a_strange_name_is_refused_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    result = read(put(tmp_path, "a.zip", zipped({name: FORM, "表.txt": FORM})))
    assert names(result) == ["a.zip/表.txt"]
    assert result.stderr.startswith("a.zip：压缩包里有 1 个文件的名字不正常")
    assert result.exit_code == Exit.SOME_FAILED


def test_a_third_layer_of_archives_is_not_opened(tmp_path: Path) -> None:
    inner = zipped({"套.zip": zipped({"表.txt": FORM}), "外.txt": FORM})
    result = read(put(tmp_path, "a.zip", zipped({"中.zip": inner})))
    assert names(result) == ["a.zip/中.zip/外.txt"]
    assert "a.zip/中.zip/套.zip：压缩包里套了太多层压缩包" in result.stderr


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    result = read(put(tmp_path, "a.zip", zipped({"a.txt": b"0" * 40_000_000})))
    assert (
        result.stderr
        == "a.zip：压缩包解开后有 40 MB，大得不正常，没有读。请确认来源，或解开后只读需要的文件。\n"
    )
    assert result.exit_code == Exit.NOTHING_READ


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    result = read(put(tmp_path, "a.zip", zipped({f"{n}.txt": FORM for n in range(4)})))
    assert "压缩包里有 4 个文件，超过上限 3 个" in result.stderr


@pytest.mark.parametrize("comment", [b"", b"x" * 60_000])
def test_a_list_of_files_beyond_measure_is_refused_before_it_is_gone_through(
    tmp_path: Path, comment: bytes
) -> None:
    data = zipped({"a.txt": FORM})
    end = bytearray(data[data.rindex(b"PK\x05\x06") :])
    end[12:16] = struct.pack("<I", 40_000_000)
    end[20:22] = struct.pack("<H", len(comment))
    archive = put(tmp_path, "a.zip", data[: -len(end)] + bytes(40_000_000) + bytes(end) + comment)
    for arguments, given in (([archive], None), (["-"], archive.read_bytes())):
        result = CliRunner().invoke(cli, ["read", *map(str, arguments), "--quiet"], input=given)
        assert result.stderr.startswith(("a.zip", "标准输入"))
        assert "：压缩包里的文件多得不正常，超出预算文件可能的范围，没有读。" in result.stderr


def test_a_size_that_lies_is_found_out(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": FORM}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    result = read(put(tmp_path, "a.zip", bytes(data)))
    assert result.stderr.startswith("a.zip/a.txt：文件不完整或已损坏。")


def test_an_archive_under_a_password_is_said(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": FORM}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert read(put(tmp_path, "a.zip", bytes(data))).stderr == "a.zip：压缩包有密码。请解开后再读。\n"


def test_an_archive_cut_off_or_empty_is_said(tmp_path: Path) -> None:
    whole = zipped({"a.txt": FORM})
    assert read(put(tmp_path, "a.zip", whole[:200])).stderr.startswith("a.zip：文件不完整或已损坏。")
    stream = io.BytesIO()
    zipfile.ZipFile(stream, "w").close()
    assert read(put(tmp_path, "b.zip", stream.getvalue())).stderr == "b.zip：压缩包里没有可读的文件。\n"
