"""Where people live, and marks of secrecy: what words say rather than numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mingzhang.checking.exposure.kinds import ExposureKind, Hit
from mingzhang.checking.exposure.words import any_of, pattern, words

_HAN = "\u4e00-\u9fff"
_COUNT = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_HOUSE = re.compile(
    rf"[{_HAN}]{{0,12}}?(?:"
    rf"{_COUNT}(?:号楼|栋|幢|号院|#|楼){_COUNT}?(?:号楼)?{_COUNT}单元\d{{1,4}}(?:室|号|户)?"
    rf"|\d{{1,3}}(?:号楼|栋|幢)\d{{3,4}}(?:室|号)"
    rf"|村(?:第?{_COUNT}(?:村民小组|组|队|社)){_COUNT}?\d{{0,4}}号"
    rf"|村\d{{1,4}}号(?!楼|院|线|路|桥|井|泵|机|库|坝|公路|文|水|渠|沟|坑|塘|片|地|区|点|站|标|宗|窑|洞|矿|煤|风|变|台|桩)"
    r")"
)
_LEAD = re.compile(r".*(?:住在|住于|住|位于|房主|业主)(?=.{3})")
"""What stands before an address and is not of it."""
_NOT_IN_ADDRESS = re.compile(r"[。;；,，、\n()*]")
_LONGEST = 60
"""Characters of an address."""
_BEFORE = 10
"""Characters before a house in which it may be said whose it is."""


def addresses(text: str) -> Iterator[Hit]:
    """Where somebody lives: after 住址, or a room or a house in a village; offices and sites of works are none."""
    for label in _home_label().finditer(text):
        said = _NOT_IN_ADDRESS.split(text[label.end() : label.end() + _LONGEST], maxsplit=1)[0].rstrip()
        if re.search(rf"[{_HAN}]{{2}}", said):
            yield Hit(label.end(), label.end() + len(said), ExposureKind.ADDRESS)
    for house in _HOUSE.finditer(text):
        before = text[max(0, house.start() - _BEFORE) : house.end()]
        if pattern("address", "office").search(before):
            continue
        lived = bool(pattern("address", "home").search(before))
        room = "单元" in house[0] or bool(re.search(r"村.*(?:组|队|社).*号$", house[0]))
        lead = _LEAD.match(house[0])
        begin = house.start() + (lead.end() if lead else 0)
        yield Hit(begin, house.end(), ExposureKind.ADDRESS, lived or room)


@lru_cache(maxsize=1)
def _home_label() -> re.Pattern[str]:
    return re.compile(words("address")["label"] + r"(?:\([^()]{0,8}\))?\s*[:为是]\s*")


@lru_cache(maxsize=1)
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A level with its star and term; a text that is a level and nothing else."""
    secret = words("secret")
    level, terms = secret["level"], secret["terms"]
    return re.compile(rf"{level}\s*[★☆]\s*(?:{terms})?"), re.compile(rf"\s*{level}\s*(?:{terms})?\s*")


_HINT_REACH = 6


def secrets(text: str) -> Iterator[Hit]:
    """Marks of secrecy (sure), and words that speak of what may not be public (to be looked at)."""
    starred, alone = _marks()
    for mark in starred.finditer(text):
        yield Hit(*mark.span(), ExposureKind.SECRET)
    if alone.fullmatch(text):
        yield Hit(len(text) - len(text.lstrip()), len(text.rstrip()), ExposureKind.SECRET)
    for phrase in pattern("secret", "phrases").finditer(text):
        yield Hit(*phrase.span(), ExposureKind.SECRET)
    for hint in pattern("secret", "hints").finditer(text):
        if not _harmless(text, hint):
            yield Hit(*hint.span(), ExposureKind.SECRET, sure=False)


def _harmless(text: str, hint: re.Match[str]) -> bool:
    secret = words("secret")
    before = text[max(0, hint.start() - _HINT_REACH) : hint.start()]
    after = re.compile(any_of(secret["not_after"]))
    return before.endswith(tuple(secret["not_before"])) or bool(after.match(text, hint.end()))


_SECURITY = re.compile(r"\s*(?:其他)?国家安全(?:支出|业务)?\s*")


def security_item(text: str) -> Iterator[Hit]:
    """An item of the functional classification that is about state security: its money is seldom public."""
    if _SECURITY.fullmatch(text):
        yield Hit(0, len(text), ExposureKind.SECRET, sure=False)
