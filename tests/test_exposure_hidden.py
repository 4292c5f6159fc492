"""Hiding what the screen found: what was decided on is gone wherever it is repeated, all else stays to the letter."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from any_papers import DOCUMENTS
from builders import printed
from exposure_papers import CARD, CITIZEN, form, paper, projects_table
from mingzhang.checking.exposure import exposures, redacted
from mingzhang.domain.place import Doubt, Printed
from mingzhang.domain.record import ContentsLine, Document, Figure, Indicator


def test_what_is_decided_on_is_hidden_and_all_else_stays() -> None:
    document = paper("联系人：裴云起，电话13900000012", "裴云起巡查", unplaced=("裴云起",))
    name, phone, *_ = exposures(document)
    hidden = redacted(document, {name.key, phone.key})
    assert [p.text for p in hidden.sections[0].paragraphs] == [
        "联系人：＊＊＊，电话＊＊＊＊＊＊＊＊＊＊＊",
        "＊＊＊巡查",
    ]
    assert hidden.sections[0].paragraphs[0].places == document.sections[0].paragraphs[0].places
    assert hidden.unplaced == document.unplaced
    assert redacted(document, {"unknown"}) is document


def test_what_repeats_a_hidden_text_hides_it_too() -> None:
    text = "联系人：裴云起，发放补助3万元"
    document = paper(text)
    document = Document(
        **{
            **{key: getattr(document, key) for key in document.__struct_fields__},
            "narrative": (Figure("其他说明", "补助", "3", "万元", text, Printed("3")),),
            "doubts": (Doubt("cover", f"也可读作“{text}”"),),
        }
    )
    hidden = redacted(document, {e.key for e in exposures(document)})
    assert hidden.narrative[0].text == "联系人：＊＊＊，发放补助3万元"
    assert hidden.doubts[0].reason == "也可读作“联系人：＊＊＊，发放补助3万元”"


PIECES = st.sampled_from(
    (
        "联系人：", "裴云起", "王建国", "李四", "和", "、", "，", "。", "电话", "13900000012", "139 0000 0013", "0350-6022222",
        CITIZEN, CARD, "账号：1234567890123", "500元", "600元", "住址：青岚县东街12号", "石板村3组12号", "a.b@163.com", "晋A12345",
        "秘密★10年", "涉密", "机密", "不", "项目编码", "13900100012", "低保户", "水库", " ", "＊", "高峰", "期", "（", "）", "·",
    )
)  # fmt: skip
SAID = st.lists(PIECES, max_size=9).map("".join)


@st.composite
def exposed(draw: st.DrawFn) -> Document:
    """A document with such pieces in every part of it."""
    row = Indicator("产出指标", "数量指标", Printed(draw(SAID)), Printed(draw(SAID)))
    filled = form(
        indicators=(row,), overview=draw(SAID), handler=draw(st.sampled_from(("裴云起", "高峰", "张")))
    )
    cells = tuple(draw(SAID) for _ in range(3))
    document = paper(
        draw(SAID), draw(SAID), targets=(filled,), tables=(projects_table(cells),), unplaced=(draw(SAID),),
        cover=(draw(SAID),),
    )  # fmt: skip
    line = ContentsLine(1, Printed(draw(SAID)), None)
    return Document(
        **{**{key: getattr(document, key) for key in document.__struct_fields__}, "contents": (line,)}
    )


def every_text(document: Document) -> Iterator[str]:
    """All texts of a document that a writer may print."""
    yield from (value.text for _, value in printed(document))
    yield from (value.text for value in document.cover)
    yield from (line.title.text for line in document.contents)
    yield from (text.text for text in document.unplaced)
    yield from (p.text for section in document.sections for p in section.paragraphs)


@given(exposed() | DOCUMENTS, st.data())
@settings(max_examples=60, deadline=None)
def test_hiding_keeps_every_length_and_leaves_nothing_of_what_was_to_be_hidden(
    document: Document, data: st.DataObject
) -> None:
    found = [e.key for e in exposures(document)]
    for keys in ({key for key in found if data.draw(st.booleans())}, set(found)):
        hidden = redacted(document, keys)
        assert [len(text) for text in every_text(hidden)] == [len(text) for text in every_text(document)]
        assert not keys & {e.key for e in exposures(hidden)}
