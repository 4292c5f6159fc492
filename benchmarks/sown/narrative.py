"""Errors sown into the narrative."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.domain.place import Printed
from sown.paper import Paper, Seed

ALONE = re.compile(r"建筑总面积|设备|公务用车编制$")
"""Figures that nothing else in the paper says, so that nobody could find them wrong."""
_TURNS = (("比上年增加", "比上年减少"), ("比上年减少", "比上年增加"), ("增长", "下降"), ("下降", "增长"))


def narrative(paper: Paper) -> Iterator[Seed]:
    """A figure, a direction, a reason, a year, a name, a word of the narrative."""
    for figure in paper.document.narrative:
        if ALONE.search(figure.claim):
            continue
        printed = figure.printed.text
        number = float(figure.value)
        new = (
            f"{number + (10 if figure.unit == '万元' else 1):.2f}" if "." in printed else str(int(number) + 1)
        )
        text, lines = paper.put((figure.printed, new))
        said = figure.claim.rpartition("水务局")[2] or figure.claim
        kind = f"{figure.section.partition('、')[0]}、{said} ({figure.unit})"
        yield Seed("narrative figures", kind, text, lines, what=f"{printed} → {new}")
    for section in paper.document.sections:
        if not (section.part or "").startswith("第三部分"):
            continue
        head = section.title.text.partition("、")[0]
        for paragraph in section.paragraphs:
            yield from _paragraph(paper, paragraph, head)


def _paragraph(paper: Paper, paragraph: Printed, head: str) -> Iterator[Seed]:
    group = "narrative sentences"
    edits: list[tuple[str, str, str]] = []
    for old, new in _TURNS:
        edits.append((f"{old} for {new}", old, new))
    edits += [
        ("last year for this", f"{paper.year}年", f"{paper.year - 1}年"),
        ("another department", "岚川市青岚县水务局", "岚川市青岚县林业局"),
        ("another county", "青岚县", "白石县"),
        ("一级 for 二级", "二级项目", "一级项目"),
        ("another unit", "万元", "元"),
        ("持平 for a change", "减少0.20万元，下降20.00%", "持平"),
    ]
    for name, old, new in edits:
        at = paragraph.text.find(old)
        past, threshold = "截至" in paragraph.text, "原值" in paragraph.text
        if (
            at >= 0
            and not (name == "last year for this" and past)
            and not (name == "another unit" and threshold)
        ):
            text, lines = paper.put((paragraph.part(at, at + len(old)), new))
            yield Seed(group, f"{head}、{name}", text, lines, what=f"{old} → {new}")
    reason = re.search(r"，(?:主要)?(?:原因)?是[^，；。]{4,}(?=[；。])", paragraph.text)
    if reason:
        part = paragraph.part(*reason.span())
        text, lines = paper.put((part, ""))
        yield Seed(group, f"{head}、reason left out", text, lines, what=reason[0])
        text, lines = paper.put((part, "，原因是预算数比上年有变动"))
        yield Seed(group, f"{head}、circular reason", text, lines, what=reason[0])
