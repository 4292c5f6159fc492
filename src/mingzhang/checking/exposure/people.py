"""Names of persons in a text: after labels, beside numbers, in lists with amounts. Never a bare word alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from mingzhang.checking.exposure.kinds import ExposureKind, Hit
from mingzhang.checking.exposure.words import any_of, words

_HAN = "\u4e00-\u9fff"
_GOES_ON = re.compile(rf"[{_HAN}*]")
_DOTTED = re.compile(rf"[{_HAN}]{{1,6}}[·•][{_HAN}]{{1,6}}(?![{_HAN}*])")
"""A name of a people that writes its parts with a dot between."""
_AND = ("和", "及", "与", "等", "、")
"""After a labelled name these end it too."""
_MORE = re.compile(r"\s*[,，、;；/\s和及与]\s*")
_SURE_OF_A_LIST = 3


class _Names(NamedTuple):
    """The lexicon's names, made ready."""

    common: frozenset[str]
    any: frozenset[str]
    double: frozenset[str]
    words: tuple[str, ...]
    ends: frozenset[str]
    after: tuple[str, ...]


@lru_cache(maxsize=1)
def _names() -> _Names:
    names, labels = words("names"), words("labels")
    common = frozenset(names["common"])
    return _Names(
        common,
        common | frozenset(names["rare"]),
        frozenset(names["double"]),
        tuple(names["words"]),
        frozenset(names["ends"]),
        tuple(labels["after"]),
    )


def name_end(text: str, start: int, labelled: bool = False) -> int | None:
    """Where the name ends that begins here; None where none does.

    A rare family name counts only where a label says that a name follows.

    >>> text = "王建国电话"
    >>> name_end(text, 0), name_end("高度重视", 0), name_end("张某某等人", 0)
    (3, None, 3)
    """
    names = _names()
    dotted = _DOTTED.match(text, start)
    if dotted:
        return dotted.end()
    if text.startswith(names.words, start):
        return None
    double = text[start : start + 2] in names.double
    if not double and text[start : start + 1] not in (names.any if labelled else names.common):
        return None
    given = start + (2 if double else 1)
    gap = _spaced(text, given)
    for end in (gap,) if gap else (given + 2, given + 1):
        name = text[start:end]
        ends = _ends(text, end) or (labelled and text.startswith(_AND, end))
        if end <= len(text) and ends and _is_given(name[given - start :].lstrip(" ")):
            return end
    return None


def _spaced(text: str, given: int) -> int | None:
    """The end of a name of two characters that is printed with a space between (张　三)."""
    spaced = re.compile(rf" {{1,2}}[{_HAN}](?![{_HAN}*])").match(text, given)
    return spaced.end() if spaced else None


def _is_given(given: str) -> bool:
    return bool(re.fullmatch(rf"[{_HAN}]{{1,2}}", given)) and given[-1] not in _names().ends


def _ends(text: str, end: int) -> bool:
    """Whether a name can end here: what follows is no word, or a word that follows names."""
    return not _GOES_ON.match(text, end) or text.startswith(_names().after, end)


def is_name(text: str, labelled: bool = False) -> bool:
    """Whether a text is a name and nothing else."""
    return bool(text) and name_end(text, 0, labelled) == len(text)


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    labels = words("labels")
    titles = any_of(labels["titles"])
    both = any_of((*labels["person"], *labels["public"]))
    return re.compile(
        rf"(?P<label>{both})(?:\([^()]{{0,8}}\))?(?:信息|姓名)?(?P<gap>\s*:\s*|\s+|)(?:(?:{titles})\s*)?"
    )


def labelled_names(text: str) -> Iterator[Hit]:
    """Names after a label (联系人：…), and those that follow them in a list."""
    public = frozenset(words("labels")["public"])
    for label in _labels().finditer(text):
        told = ":" in label["gap"]
        if not told and not label["label"].endswith(("人", "员", "户主")):
            continue
        at: int | None = label.end()
        while at is not None:
            end = name_end(text, at, labelled=told)
            if end is None:
                break
            yield Hit(at, end, ExposureKind.PERSON, label["label"] not in public)
            more = _MORE.match(text, end)
            at = more.end() if more and told else None


def name_beside(text: str, number: Hit) -> Hit | None:
    """The name that stands before or behind a telephone, identity number or account."""
    found = _before(text, number.start) or _behind(text, number.end)
    return Hit(*found, ExposureKind.PERSON) if found else None


@lru_cache(maxsize=1)
def _led() -> re.Pattern[str]:
    """What may stand between a name and the number behind it."""
    return re.compile(
        r"(?:[\s:,，、()\[\]/;；\"“”]|的|为|是|先生|女士|同志|主任|局长|股长|科长|所长|站长|书记|会计|本人|"
        r"联系电话|联系方式|电话号码|手机号码|手机号|办公电话|电话|手机|联系|号码|身份证号码|身份证号|身份证|证件号码|"
        r"银行卡号|银行卡|卡号|银行账号|账号|账户|微信|[Tt]el|男|女)*$"
    )


def _before(text: str, start: int) -> tuple[int, int] | None:
    near = text[max(0, start - 24) : start]
    led = _led().search(near)
    end = start - len(led[0]) if led else start
    run = re.search(rf"[{_HAN}·•]+$", text[max(0, end - 10) : end])
    if not run:
        return None
    first = end - len(run[0])
    if _DOTTED.fullmatch(run[0]):
        return first, end
    for begin in range(max(first, end - 4), end - 1):
        if name_end(text, begin) == end or is_name(text[begin:end]):
            lead = text[first:begin]
            if not lead or lead.endswith(_leads()):
                return begin, end
    return None


@lru_cache(maxsize=1)
def _leads() -> tuple[str, ...]:
    labels = words("labels")
    return (*labels["before"], *labels["role"], *labels["person"], *labels["titles"])


def _behind(text: str, end: int) -> tuple[int, int] | None:
    gap = re.compile(r"[\s(\[、:/]{0,3}").match(text, end)
    begin = gap.end() if gap else end
    close = name_end(text, begin)
    return (begin, close) if close else None


_BEGINS = re.compile(
    rf"(?<![{_HAN}*])[{_HAN}]|(?<=[和及为给])[{_HAN}]|(?<=补助|救助|资助|慰问|奖励|发放|补贴|补偿|发给)[{_HAN}]"
)
_AMOUNT = re.compile(r"[\s:(]{0,2}(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?万?元\)?")


def names_with_amounts(text: str) -> Iterator[Hit]:
    """Names in a list with what each of them gets (张三500元、李四600元); of a single one nothing is said."""
    found = []
    for first in _BEGINS.finditer(text) if "元" in text else ():
        for end in (first.start() + 4, first.start() + 3, first.start() + 2):
            name = text[first.start() : end]
            if is_name(name) and _AMOUNT.match(text, end):
                found.append((first.start(), end))
                break
    distinct = {text[start:end] for start, end in found}
    if len(distinct) > 1:
        for start, end in found:
            yield Hit(start, end, ExposureKind.PERSON, len(distinct) >= _SURE_OF_A_LIST)


@lru_cache(maxsize=1)
def _roles() -> re.Pattern[str]:
    return re.compile(any_of(words("labels")["role"]))


def named_by_role(text: str) -> Iterator[Hit]:
    """A name of three characters right behind who the person is (低保户…): to be looked at."""
    for role in _roles().finditer(text):
        end = name_end(text, role.end())
        if end is not None and end - role.end() > 2:
            yield Hit(role.end(), end, ExposureKind.PERSON, sure=False)


def known_names(text: str, known: Sequence[str]) -> Iterator[Hit]:
    """Names that the document's own forms keep private; one of two characters within a word is no name."""
    for name in known:
        if name not in text:
            continue
        for found in re.finditer(re.escape(name), text):
            whole = len(name) > 2 or _ends(text, found.end())
            if whole and not text.startswith(_names().words, found.start()):
                yield Hit(*found.span(), ExposureKind.PERSON)
