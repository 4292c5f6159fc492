"""Misprints that can be named without guessing: tags, traditional characters, doublings, known confusions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.memo import once
from mingzhang.checking.subject import TEXTS, Form, Paper
from mingzhang.checking.texts import LABELS
from mingzhang.domain.place import Place, Printed

_TAG = re.compile(
    r"</?(?:p|br|div|span|strong|font|table|tbody|tr|td|ul|ol|li|em|img|a|b|i|u|h\d|o:p)\b[^<>]*>|&(?:nbsp|lt|gt|amp|quot);",
    re.I,
)
_DOUBLED = re.compile(
    r"(?<!为)了了(?![解却断结])|(?<![作行认成以人称])为为(?![民主])|(?<![目标有])的的|是是(?!非)|将将|把把|并并|"
    r"[，,]{2}|[。]{2}(?!。)|、、|；；|：：|[，、；][。]|[。][，、；]"
)
_ENGLISH = re.compile(
    r"(?:(?<=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]\s))(?:and|or|the|of|for|with)\s?(?=[\u4e00-\u9fff])", re.I
)
_BRACKETS = re.compile(r"\(\)|（）|\d[,，](?=(?:m2|m²|㎡|平方米|公里|万元|亩|吨)(?![\u4e00-\u9fff]))")
_BASIS = "公文用字、标点规范（GB/T 15834—2011标点符号用法等）"
_PAIR = re.compile("[了为的是将把并，,。、；：](?=[了为的是将把并，,。、；：])")
_WORD = re.compile(r"[aotfw](?=nd|r|he|f|ith)", re.I)
_SIGN = re.compile(r"[(（\d](?=[)）,，])")
_SIGNS = ((_PAIR, _DOUBLED, "重复"), (_WORD, _ENGLISH, "夹英文"), (_SIGN, _BRACKETS, "多余符号"))
"""Where a sign may stand, found quickly; the sign itself; what it is called."""
_LABELLED = {key: tuple(f"{label}{colon}" for colon in ":：") for key, label in LABELS.items()}
"""How a text begins that repeats the name of its field."""


@rule(
    "PX-60",
    defect="html-tag",
    scope=Scope.FORM,
    title="文字中没有网页标签",
    basis=_BASIS,
    message="{fields}中残留网页标签 {tags}",
    remedy="删去标签，粘贴时用纯文本",
    severity=Severity.WARNING,
)
def texts_hold_no_tags(form: Form) -> Iterator[Outcome]:
    """Speaks of tags and entities of HTML. Angle brackets around Chinese titles are quotation marks."""
    found: dict[str, list[str]] = {}
    for key in TEXTS:
        text = form.record.text(key) or ""
        if ("<" in text or "&" in text) and (tags := _TAG.findall(text)):
            found[key] = tags
    if not found:
        yield HOLDS
        return
    told = "、".join(dict.fromkeys(tag for some in found.values() for tag in some))
    yield Breach(
        form.places(*found),
        {"fields": "、".join(LABELS[key] for key in found), "tags": told},
        evidence=next(iter(found.values()))[0],
        expected="纯文本",
        actual=told,
        field=next(iter(found)),
    )


@rule(
    "PX-61",
    defect="ocr-slip",
    scope=Scope.FORM,
    title="没有可以断定的错别字",
    basis=_BASIS,
    message="疑有错别字：{told}",
    remedy="核对原稿改正",
    severity=Severity.NOTE,
)
def there_are_no_plain_misprints(form: Form) -> Iterator[Outcome]:
    """Speaks of traditional characters, doubled particles and stops, empty brackets, English particles between
    Chinese words, a field's own label at the head of its text, and the confusions of the list. All of a form
    in one note. Names of people are not looked at.
    """
    found = _misprints(form.document).get(form.n)
    if not found:
        yield HOLDS
        return
    told = list(dict.fromkeys(told for _, told, _ in found))
    yield Breach(
        tuple(dict.fromkeys(place for *_, places in found for place in places)),
        {"told": "；".join(told[:8]) + ("等" if len(told) > 8 else "")},
        evidence=told[0],
        expected="规范用字",
        actual=told[0],
        field=found[0][0],
    )


_Told = tuple[str, str, tuple[Place, ...]]


_Misprint = tuple[str, str, tuple[Place, ...]]
_Sign = tuple[re.Pattern[str], re.Pattern[str], str]


@once
def _misprints(paper: Paper) -> dict[int, list[_Misprint]]:
    """The misprints of each form of a paper, found in one walk over all that its forms print."""
    printed = [(form.n, path, value) for form in paper.forms for path, value in _printed(form)]
    texts = ["".join(value.text.split()) for *_, value in printed]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    found: dict[int, list[_Misprint]] = {}
    for (n, path, value), text in zip(printed, texts, strict=True):
        if text.startswith(_LABELLED.get(path, ("\n",))):
            found.setdefault(n, []).append((path, f"{LABELS[path]}栏重复印了栏名", value.places))
    for at, told in _spotted("\n".join(texts)):
        n, path, value = printed[bisect_right(starts, at) - 1]
        found.setdefault(n, []).append((path, told, value.places))
    return found


def _spotted(text: str) -> Iterator[tuple[int, str]]:
    """Where misprints stand in a text, and what they are."""
    strange = not set(text).isdisjoint(lexicon("characters")["traditional"])
    for match in _letters().finditer(text) if strange else ():
        yield match.start(), f"繁体字“{_around(text, match.start())}”"
    for what, at in _signs(text, _SIGNS):
        yield at, f"{what}“{_around(text, at)}”"
    for pattern, right, hint in _confusions():
        for match in pattern.finditer(text) if hint in text else ():
            yield match.start(), f"“{match.group()}”疑为“{right}”"


def _signs(text: str, signs: Iterable[_Sign]) -> Iterator[tuple[str, int]]:
    """The signs in a text: what it is, and where."""
    for hint, exact, what in signs:
        for match in hint.finditer(text):
            if exact.match(text, match.start()):
                yield what, match.start()


def _printed(form: Form) -> Iterator[tuple[str, Printed]]:
    for key in ("project_name", *TEXTS):
        value = form.printed(key)
        if value:
            yield key, value
    for row in form.distinct:
        yield f"{row.path}.level3", row.indicator.level3
        yield f"{row.path}.value", row.indicator.value


def _around(text: str, at: int) -> str:
    return text[max(0, at - 2) : at].rpartition("\n")[2] + text[at : at + 4].partition("\n")[0]


@lru_cache(maxsize=1)
def _letters() -> re.Pattern[str]:
    """A traditional character."""
    return re.compile(f"[{lexicon('characters')['traditional']}]")


@lru_cache(maxsize=1)
def _confusions() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Pattern, what is meant, and the letters without which it cannot stand."""
    found = []
    for wrong, right in lexicon("texts")["slips"].items():
        letters = re.search("[\u4e00-\u9fff]+", re.sub(r"\([^()]*\)\??|\[[^\]]*\]", "", wrong))
        found.append((re.compile(wrong), right, letters[0] if letters else ""))
    return tuple(found)


@rule(
    "PX-62",
    defect="ocr-slip",
    scope=Scope.DOCUMENT,
    title="目录和情况说明没有可以断定的错字",
    basis=_BASIS,
    message="{where}：{told}",
    remedy="核对原稿改正",
    severity=Severity.NOTE,
)
def contents_and_narrative_are_clean(paper: Paper) -> Iterator[Outcome]:
    """Speaks of traditional characters in the contents and in the narrative, and of doubled particles and stops
    in the narrative, once for each section.
    """
    for line in paper.document.contents:
        letters = sorted(set(_letters().findall(line.title.text)))
        if letters:
            yield Breach(
                line.title.places, {"where": "目录", "told": f"“{line.title.text}”有繁体字“{''.join(letters)}”"},
                evidence=line.title.text, expected="规范字", actual=line.title.text,
            )  # fmt: skip
        else:
            yield HOLDS
    for section in paper.document.sections:
        found = [(told, text.places) for text in section.paragraphs for told in _of_paragraph(text.text)]
        if found:
            yield Breach(
                tuple(place for _, places in found for place in places),
                {"where": section.title.text, "told": "；".join(dict.fromkeys(told for told, _ in found))},
                evidence=found[0][0], expected="规范用字", actual=found[0][0], section=section.title.text,
            )  # fmt: skip
        else:
            yield HOLDS


def _of_paragraph(text: str) -> Iterator[str]:
    for letter in sorted(set(_letters().findall(text))):
        yield f"繁体字“{_around(text, text.index(letter))}”"
    for what, at in _signs(text, _SIGNS[:1]):
        yield f"{what}“{_around(text, at)}”"


RULES = (texts_hold_no_tags, there_are_no_plain_misprints, contents_and_narrative_are_clean)
