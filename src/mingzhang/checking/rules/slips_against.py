"""Misprints that show by holding a text against another: the two goals, the project's name, agencies, places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.memo import once
from mingzhang.checking.subject import Form, Paper, plain
from mingzhang.checking.texts import LABELS
from mingzhang.checking.words import bare, core, likeness, share
from mingzhang.forms.codelists import code_list

_BASIS = "公文用字规范；机关和项目名称以批准的名称为准"
_SMALL = frozenset("的了等及和与并各项将对于在是为一二三四五六七八九十个年月日号路街")
_HAN = re.compile("[\u4e00-\u9fff]?")
_BUREAU = re.compile("[\u4e00-\u9fff]{6,24}局")
_STOP = re.compile(r"[。！？!?.…”\"』）)】\]》;；]$")
_TEXTS = ("overview", "basis", "necessity", "safeguards", "plan")


_OTHER_LEVEL = {
    "区": re.compile("县委|县政府|我县|全县"),
    "县": re.compile("区委区政府|(?<![\u4e00-\u9fff])区(?:委|政府)"),
}


def _odd_letters(one: str, two: str) -> list[tuple[str, str]]:
    """Where two nearly equal texts differ by a single Chinese character amid equal ones: both readings."""
    found = []
    blocks = list(Levenshtein.opcodes(one, two))
    for before, op, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        a, b = one[op.src_start : op.src_end], two[op.dest_start : op.dest_end]
        framed = before.tag == after.tag == "equal"
        framed = framed and min(before.src_end - before.src_start, after.src_end - after.src_start) >= 4
        if framed and _HAN.fullmatch(a) and _HAN.fullmatch(b) and not {a, b} & _SMALL:
            start, end = op.src_start, op.src_end
            found.append((one[start - 3 : end + 3], two[op.dest_start - 3 : op.dest_end + 3]))
    return found


@rule(
    "PX-63",
    defect="ocr-slip",
    scope=Scope.FORM,
    title="同一文字各处写法一致",
    basis=_BASIS,
    message="{told}，一处疑有错字或漏字",
    remedy="核对原稿，改为一致",
    severity=Severity.NOTE,
)
def one_text_is_spelt_one_way(form: Form) -> Iterator[Outcome]:
    """Speaks where the two goals, or the project's name and a text that cites it, are the same but for one
    Chinese character amid four equal ones on either side. Particles, numerals and stops are let be.
    """
    found: list[tuple[str, str]] = []
    whole, annual = bare(form.text("whole_goal")), bare(form.text("annual_goal"))
    if whole and annual and whole != annual and likeness(whole[: len(annual)], annual) >= 0.8:
        odd = _odd_letters(whole[: len(annual) + 2], annual)
        found += [("annual_goal", f"实施期目标“{a}”与年度目标“{b}”") for a, b in odd] if len(odd) <= 2 else []
    name = core(form.name)
    for key in _TEXTS if len(name) >= 10 else ():
        text = bare(form.text(key))
        if len(text) < len(name) or name in text or share(name, text) < 0.75:
            continue
        window = partial_ratio_alignment(name, text, score_cutoff=80)
        if window is None or name in text:
            continue
        odd = _odd_letters(name, text[max(0, window.dest_start - 2) : window.dest_end + 2])
        found += [(key, f"项目名称“{a}”与{LABELS[key]}“{b}”") for a, b in odd[:1]]
    if not found:
        yield HOLDS
        return
    yield Breach(
        form.places(*(key for key, _ in found)),
        {"told": "；".join(told for _, told in found)},
        evidence=found[0][1],
        expected="写法一致",
        actual=found[0][1],
        field=found[0][0],
    )


@rule(
    "PX-64",
    defect="ocr-slip",
    scope=Scope.DOCUMENT,
    title="机关和地名写对",
    basis=_BASIS,
    message="{told}",
    remedy="核对机关、地名的全称",
    severity=Severity.NOTE,
)
def agencies_and_places_are_spelt_right(paper: Paper) -> Iterator[Outcome]:
    """Speaks of two bureaus of the paper of one length that begin and end alike and differ by up to four
    characters, of the own city followed by a broken name of the own county, and of 县委 in a district or 区委
    in a county.
    """
    odd = dict(_broken(tuple(sorted(set(_BUREAU.findall(_everything(paper)))))))
    place = _own_place(paper)
    for form in paper.forms:
        found = []
        for key, text in form.texts.items():
            found += [(key, f"机关名称“{name}”疑为“{right}”") for name, right in odd.items() if name in text]
            found += [(key, told) for told in _places(text, *place)] if place and place[0] in text else []
            found += [(key, told) for told in _level(text, form.record.text("region") or "")]
        if found:
            yield Breach(
                form.places(*(key for key, _ in found)),
                {"told": "；".join(dict.fromkeys(f"{LABELS[key]}{told}" for key, told in found))},
                evidence=found[0][1], expected="全称", actual=found[0][1], field=found[0][0], form=form.n,
            )  # fmt: skip
        else:
            yield HOLDS


def _broken(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The bureaus whose middle is broken, with the one that it should be: the one of known words."""
    for a in names:
        for b in names:
            if a == b or len(a) != len(b) or a[:3] != b[:3] or a[-5:] != b[-5:]:
                continue
            wrong = sum(x != y for x, y in zip(a, b, strict=True))
            if 1 <= wrong <= 4 and _familiar(b) > _familiar(a):
                yield a, b


def _familiar(name: str) -> int:
    return sum(word in name for word in ("行政审批", "住房", "城乡建设", "市场监督", "自然资源", "人力资源", "社会保障", "应急", "卫生健康", "城市", "综合", "交通", "农业", "教育", "民政", "财政", "生态环境", "文化", "退役军人", "医疗保障"))  # fmt: skip


def _own_place(paper: Paper) -> tuple[str, str] | None:
    """The city that stands before the county in the names of its agencies, and the county."""
    region = paper.document.region or ""
    for agency in sorted(paper.agencies) if region else ():
        city, found, _ = agency.partition(region)
        if found and 3 <= len(city) <= 5 and city.endswith("市"):
            return city, region
    return None


def _places(text: str, city: str, region: str) -> Iterator[str]:
    for match in re.finditer(re.escape(city + region[0]), text):
        there = text[match.end() - 1 :]
        if len(region) >= 3 and there[1:2] != region[1] and not any(there.startswith(n) for n in _counties()):
            yield f"“{city}{there[: len(region) + 1]}”疑为“{city}{region}”"


def _level(text: str, region: str) -> Iterator[str]:
    wrong = _OTHER_LEVEL.get(region[-1:])
    match = wrong.search(text) if wrong else None
    if match and not re.search("[\u4e00-\u9fff]{2,3}县", re.sub("县[委政]|[我全]县", "", text)):
        yield f"写“{text[match.start() : match.end() + 3]}”，本地为{region}"


@lru_cache(maxsize=1)
def _counties() -> frozenset[str]:
    return frozenset(code.name for code in code_list("divisions").codes if len(code.name) >= 3)


@rule(
    "PX-65",
    defect="text-truncated",
    scope=Scope.FORM,
    title="文字完整",
    basis=_BASIS,
    message="{told}",
    remedy="补全文字；系统栏宽不够的压缩文字",
    severity=Severity.NOTE,
)
def texts_are_complete(form: Form) -> Iterator[Outcome]:
    """A hint where a text (not a goal) ends with a comma or an open bracket, with a passage that it has had
    before, or in the middle of a word that the paper elsewhere always finishes the same way. Silent where
    another field goes on: the column has cut it.
    """
    found = []
    for key in _TEXTS:
        text = plain(form.record.text(key) or "")
        if len(text) < 12 or _STOP.search(text):
            continue
        if any(
            other != text and text[-10:] in other and not other.endswith(text[-10:])
            for other in form.texts.values()
        ):
            continue
        if text[-1] in ",、:(《“":
            found.append((key, f"{LABELS[key]}以“{text[-8:]}”结尾"))
        elif text[-12:] in text[:-12]:
            found.append((key, f"{LABELS[key]}结尾重复并中断：“{text[-12:]}”"))
        elif (rest := _always(form.document, text[-3:])) is not None:
            found.append((key, f"{LABELS[key]}在词中中断：“{text[-8:]}”后缺“{rest}”"))
    if not found:
        yield HOLDS
        return
    yield Breach(
        form.places(*(key for key, _ in found)),
        {"told": "；".join(told for _, told in found)},
        evidence=found[0][1], expected="完整的文字", actual=found[0][1], field=found[0][0],
    )  # fmt: skip


@once
def _everything(paper: Paper) -> str:
    """The different texts of a paper, one a line."""
    return "\n".join(dict.fromkeys(text for _, _, text in paper.each_text()))


def _always(paper: Paper, tail: str) -> str | None:
    """The one character that follows three characters wherever else the paper has them; None where they end a
    text, are followed by several, or stand in fewer than three different surroundings.
    """
    after: dict[str, set[str]] = {}
    text = _everything(paper)
    for match in re.finditer(re.escape(tail), text):
        after.setdefault(text[match.end() : match.end() + 1], set()).add(
            text[match.start() - 4 : match.start()]
        )
    ends = len(after.pop("", ())) + len(after.pop("\n", ()))
    if len(after) != 1 or ends > 2:
        return None
    ((letter, around),) = after.items()
    return letter if len(around) >= 3 and re.match("[\u4e00-\u9fff]", letter) else None


RULES = (one_text_is_spelt_one_way, agencies_and_places_are_spelt_right, texts_are_complete)
