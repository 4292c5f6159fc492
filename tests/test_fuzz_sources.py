"""Whatever is done to a file, it is read or refused in a Chinese sentence that names it: nothing else, and in time.

``MINGZHANG_FUZZ=10000`` tries so many instead of the few of every day, other ones at every run.
"""

from __future__ import annotations

import io
import os
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import expected
from hurt import BOMB, Blow, blows, struck, struck_within
from mingzhang.reading.errors import ReadingError
from mingzhang.reading.reader import read_stream
from mingzhang.reading.sources import office
from mingzhang.reading.sources.biff import is_endless
from mingzhang.reading.sources.guard import Guard
from office_papers import as_book, as_old_book, as_open_book, as_page, as_word, example_rows, zipped
from pdf_papers import Pages, draw_form

TRIES = int(os.environ.get("MINGZHANG_FUZZ", "0"))
SECONDS = 30.0
NAME = "某县表"
_SAID = re.compile(rf"{NAME}：.*[\u4e00-\u9fff].*。", re.DOTALL)


def as_pdf() -> bytes:
    pages = Pages()
    draw_form(pages, expected("single-cells")["targets"][0])
    return pages.pdf()


def made(make: Callable[..., bytes]) -> Callable[[], bytes]:
    return lambda: make(example_rows("single-cells"))


MAKERS: dict[str, Callable[[], bytes]] = {
    "docx": made(as_word),
    "xlsx": made(as_book),
    "ods": made(as_open_book),
    "html": made(as_page),
    "xls": made(as_old_book),
    "pdf": as_pdf,
}


@cache
def whole(kind: str) -> bytes:
    return MAKERS[kind]()


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with pytest.MonkeyPatch.context() as patch, Guard() as guard:
        patch.setenv(office.PROGRAM, "")  # what is hurt into an old file is not for LibreOffice
        yield guard


def outcome(data: bytes, guard: Guard) -> str:
    """What a person is told of a file, empty where it is read. Raises what nobody should see."""
    start = time.monotonic()
    try:
        read_stream(io.BytesIO(data), NAME, guard=guard)
        said = ""
    except ReadingError as error:
        said = str(error)
        assert _SAID.fullmatch(said), said
    assert time.monotonic() - start < SECONDS
    return said


@pytest.mark.parametrize("kind", MAKERS)
def test_an_unhurt_file_is_read(kind: str, guard: Guard) -> None:
    assert outcome(whole(kind), guard) == ""


@pytest.mark.parametrize("kind", MAKERS)
@settings(
    max_examples=TRIES or 60,
    deadline=None,
    derandomize=not TRIES,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(blows=blows)
def test_a_file_with_broken_bytes_is_read_or_refused_in_words(
    kind: str, guard: Guard, blows: list[Blow]
) -> None:
    outcome(struck(whole(kind), blows), guard)


@pytest.mark.parametrize("kind", MAKERS)
@settings(
    max_examples=TRIES or 100,
    deadline=None,
    derandomize=not TRIES,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(blows=blows, part=st.integers(0, 1000), way=st.integers(0, 1000))
def test_a_file_hurt_inside_is_read_or_refused_in_words(
    kind: str, guard: Guard, blows: list[Blow], part: int, way: int
) -> None:
    outcome(struck_within(whole(kind), blows, part, way), guard)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "ods"])
def test_entities_in_any_part_are_refused_or_not_unfolded(kind: str, guard: Guard) -> None:
    with zipfile.ZipFile(io.BytesIO(whole(kind))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        xml = re.sub(rb"^(<\?xml[^>]*>)?\s*", lambda m: m[0] + BOMB, bytes(part), count=1)  # type: ignore[arg-type]
        hurt = re.sub(rb">([^<&]+)<", b">&e;&f;<", xml, count=2)
        outcome(zipped({**parts, name: hurt}), guard)


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("other", MAKERS)
def test_what_one_kind_begins_and_another_ends_is_read_or_refused_in_words(
    kind: str, other: str, guard: Guard
) -> None:
    first, second = whole(kind), whole(other)
    outcome(first[: len(first) // 2] + second[len(second) // 2 :], guard)
    outcome(first + second, guard)


@pytest.mark.parametrize("number", ["²", "①", "٣", "-0", "1" * 30, "\xff", ""])
@pytest.mark.parametrize("kind", ["docx", "xlsx", "ods", "html"])
def test_numbers_that_are_none_are_borne(kind: str, number: str, guard: Guard) -> None:
    def hurt(part: bytes) -> bytes:
        many = part.replace(b"<table:table-cell>", b'<table:table-cell table:number-columns-repeated="1">')
        many = many.replace(b"<td>", b'<td colspan="1" rowspan="1">').replace(b"<p>", b'<ol start="1"><li>')
        return re.sub(rb'="\d+"', b'="%s"' % number.encode(), many)

    data = whole(kind)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            outcome(zipped({name: hurt(archive.read(name)) for name in archive.namelist()}), guard)
    else:
        outcome(hurt(data), guard)


@pytest.mark.parametrize("at", [516, 60, 68], ids=["directory", "table of small ones", "list of tables"])
def test_an_old_workbook_whose_sectors_go_in_a_circle_is_damaged(at: int, guard: Guard) -> None:
    data = bytearray(whole("xls"))
    data[at : at + 4] = (1).to_bytes(4, "little")
    if at == 60:
        data[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    if at == 68:
        data[72:76] = (9).to_bytes(4, "little")
        data[1020 + 512 : 1024 + 512] = (1).to_bytes(4, "little")
    assert outcome(bytes(data), guard).startswith(f"{NAME}：文件不完整或已损坏")


def test_an_old_workbook_without_a_circle_is_not() -> None:
    assert not is_endless(whole("xls"))
