"""Whether the fields of a form are filled, with more than the project's name, and to the end of the sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.memo import once
from mingzhang.checking.subject import TEXTS, Form, Paper
from mingzhang.checking.texts import LABELS, is_name

_BASIS = "项目支出绩效目标表填报说明：各栏均应填写，写明本栏所问的内容（待核）"
_ASKED = {"project_name": "项目名称", **{key: LABELS[key] for key in TEXTS[:5]}}
"""The fields that every form fills; goals are PX-05."""
_OWN_TEXTS = ("necessity", "safeguards", "plan")
_ENOUGH, _HABIT = 3, 8
_STOPS = frozenset("。！？!?.…;；")
_ENDS = _STOPS | frozenset('"”』）)】]》〉')
_OPEN = re.compile(r"[(《〔\[【][^()《》〔〕\[\]【】]*$")
_CLOSING = {"(": ")", "《": "》", "〔": "〕", "[": "]", "【": "】"}
_LONG = 16


@once
def _fields_of(paper: Paper) -> Mapping[str, int]:
    """How many forms of a paper fill each field."""
    return Counter(key for form in paper.forms for key in _ASKED if form.text(key))


@rule(
    "PX-15",
    defect="field-none",
    scope=Scope.FORM,
    title="各栏均已填写",
    basis=_BASIS,
    message="{labels}未填写",
    remedy="补填；确无内容的写明原因",
    severity=Severity.NOTE,
)
def every_field_is_filled(form: Form) -> Iterator[Outcome]:
    """A note where the name or one of the five texts is blank: the cell may have been lost in what was read.
    Silent about a field that no form of the paper fills, where the form does not have it, unless the form
    stands alone and fills three of the others; and where no text at all was read.
    """
    filled = [key for key in _ASKED if form.text(key)]
    if len(filled) < 2:
        yield Unable("文字各栏均未填写", form.places("project_name"))
        return
    known = _fields_of(form.document)
    alone = len(form.document.forms) == 1 and len(filled) > _ENOUGH
    blank = [key for key in _ASKED if key not in filled and (alone or known.get(key))]
    if not blank:
        yield HOLDS
        return
    yield Breach(
        form.places(*filled[:1]),
        {"labels": "、".join(_ASKED[key] for key in blank)},
        expected="填写本栏",
        field=blank[0],
    )


@rule(
    "PX-16",
    defect="field-none",
    scope=Scope.FORM,
    title="必要性、措施和计划不只是项目名称",
    basis=_BASIS,
    message="{labels}“{text}”只是项目名称",
    remedy="必要性写为什么要做，措施写靠什么保证，计划写步骤和时间",
    severity=Severity.NOTE,
)
def texts_say_more_than_the_name(form: Form) -> Iterator[Outcome]:
    """A note where necessity, safeguards or plan are the project's name but for place, 工程 or 项目. The overview
    is PX-02, the goals PX-03.
    """
    texts = {key: text for key in _OWN_TEXTS if (text := form.text(key))}
    if not texts or not form.name:
        yield Unable("文字各栏均未填写", form.places("project_name"))
        return
    found = [key for key, text in texts.items() if is_name(text, form)]
    if not found:
        yield HOLDS
        return
    yield Breach(
        form.places(*found),
        {"labels": "、".join(LABELS[key] for key in found), "text": texts[found[0]]},
        evidence=form.record.text(found[0]) or "",
        expected="本栏的内容",
        actual=texts[found[0]],
        field=found[0],
        rests_on=("project_name",),
    )


@rule(
    "PX-66",
    defect="text-truncated",
    scope=Scope.FORM,
    title="句子写完",
    basis="公文用字、标点规范（GB/T 15834—2011标点符号用法等）",
    message="{told}，文字可能不完整",
    remedy="补全文字",
    severity=Severity.NOTE,
)
def sentences_are_finished(form: Form) -> Iterator[Outcome]:
    """A note where a text of some length opens a bracket or a title and never closes it, and where it ends
    without a stop though the paper's other texts of that field all end with one, eight at least. Silent
    where the paper does not end its texts with stops, and where the text is a name that another field has.
    """
    found = []
    ends = _ends(form.document)
    for key, text in form.texts.items():
        if len(text) < _LONG:
            continue
        opened = _OPEN.search(text)
        if opened:
            sign = opened[0][0]
            found.append((key, f"{LABELS[key]}的“{sign}”没有“{_CLOSING[sign]}”"))
        elif key != "basis" and text[-1] not in _ENDS:
            stopped, open_ = ends[key]
            if open_ == 1 and stopped >= _HABIT:
                found.append((key, f"{LABELS[key]}以“{text[-8:]}”结尾，没有句号"))
    if not found:
        yield HOLDS
        return
    keys = tuple(dict.fromkeys(key for key, _ in found))
    yield Breach(
        form.places(*keys),
        {"told": "；".join(told for _, told in found)},
        evidence=found[0][1],
        expected="完整的文字",
        actual=form.text(keys[0]),
        field=keys[0],
    )


@once
def _ends(paper: Paper) -> Mapping[str, tuple[int, int]]:
    """Of the texts of each field, how many end with a stop, and how many end with none and no bracket."""
    stopped: Counter[str] = Counter()
    opened: Counter[str] = Counter()
    for _, key, text in paper.each_text():
        if len(text) < _LONG:
            continue
        if text[-1] in _STOPS:
            stopped[key] += 1
        elif text[-1] not in _ENDS:
            opened[key] += 1
    return {key: (stopped[key], opened[key]) for key in TEXTS}


RULES = (every_field_is_filled, texts_say_more_than_the_name, sentences_are_finished)
