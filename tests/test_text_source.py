"""A text is read the same in any encoding and with any line ends; what is no text is refused in Chinese."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingzhang.domain.place import Place
from mingzhang.reading.errors import EmptyFile, NotText, ReadingError, UnknownEncoding
from mingzhang.reading.sources.text import CHUNK, cut, examine, lines, stream_lines, text_lines

PAPER = (
    "青岚县县(区)级预算部门（单位）项目支出绩效目标申报表\n（2023年度）\n项目名称\t\t县城供水项目\t\n" * 30
)


def texts_of(data: bytes) -> list[str]:
    stream = io.BytesIO(data)
    return list(stream_lines(stream, examine(stream, "表.txt").encoding))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_the_encoding_makes_no_difference(encoding: str) -> None:
    assert texts_of(PAPER.encode(encoding)) == PAPER.split("\n")[:-1]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\v"])
def test_the_line_end_makes_no_difference(end: str) -> None:
    assert texts_of(PAPER.replace("\n", end).encode()) == PAPER.split("\n")[:-1]


@given(st.text(alphabet="ab项目\r\n\u2028", max_size=40), st.integers(1, 7))
@settings(max_examples=200)
def test_a_line_end_split_between_two_reads_is_one_line_end(text: str, size: int) -> None:
    class Slow(io.BytesIO):
        def read(self, n: int | None = -1) -> bytes:
            return super().read(min(size, n) if n and n > 0 else size)

    assert list(stream_lines(Slow(text.encode()), "utf-8")) == list(text_lines(text))


def test_a_form_feed_begins_a_page_and_without_one_no_page_is_known() -> None:
    paged = list(lines(["第一页", "\f第二页", "仍是第二页"], paged=True))
    assert [(line.page, line.text.strip()) for line in paged] == [
        (1, "第一页"),
        (2, "第二页"),
        (2, "仍是第二页"),
    ]
    assert [line.page for line in lines(["甲", "乙"])] == [None, None]


def test_a_row_is_cut_at_its_tabs_and_each_cell_knows_its_place() -> None:
    line = cut("项目名称\t\t 县城供水项目 \t", 7, 2)
    assert [(c.text, c.index, c.place) for c in line.cells] == [
        ("项目名称", 0, Place(2, 7, 1, 4)),
        ("县城供水项目", 2, Place(2, 7, 8, 6)),
    ]
    assert line.breadth == 4


def test_running_text_is_cut_at_its_spaces() -> None:
    line = cut("项目期 1年", 1, None)
    assert [(c.text, c.place.column) for c in line.cells] == [("项目期", 1), ("1年", 5)]
    assert not line.tabular


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", EmptyFile, "文件是空的"),
        (b" \r\n\t\n", EmptyFile, "文件是空的"),
        (b"\xef\xbb\xbf\n", EmptyFile, "文件是空的"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), NotText, "图片（PNG）"),
        (b"\xff\xd8\xff\xe0" + bytes(99), NotText, "图片（JPEG）"),
        (b"%PDF-1.7\n", NotText, "PDF 文件"),
        (b"PK\x03\x04" + bytes(40), NotText, "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), NotText, "旧版 Office"),
        (bytes(range(256)) * 40, NotText, "二进制数据"),
        (b"\xff\x80\xff\xa0" * 90, UnknownEncoding, "编码"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_and_says_what_to_do(
    data: bytes, error: type[ReadingError], words: str
) -> None:
    with pytest.raises(error) as caught:
        examine(io.BytesIO(data), "某表.txt")
    assert str(caught.value).startswith("某表.txt：")
    assert words in str(caught.value)
    assert caught.value.remedy


def test_a_text_cut_in_the_middle_of_a_character_is_read_to_there() -> None:
    assert texts_of(PAPER.encode()[:-7])[-1].startswith("项目名称")
    assert texts_of(PAPER.encode("gb18030")[:-3])[-1].startswith("项目名称")


def test_a_line_longer_than_a_read_is_one_line() -> None:
    long = "长" * (CHUNK // 2)
    assert [len(text) for text in texts_of(f"头\n{long}\n尾".encode())] == [1, len(long), 1]


def test_a_line_too_long_to_be_a_form_is_one_cell() -> None:
    line = cut("字 " * 5000, 1, None)
    assert len(line.cells) == 1
    assert line.cells[0].text == ("字 " * 5000).strip()
