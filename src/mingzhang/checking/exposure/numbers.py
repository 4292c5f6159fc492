"""Numbers and addresses of the wire in a text: telephones, identity numbers, accounts, mailboxes, plates.

A number counts by its own form (prefix, check digit) and by the words before it: what follows 编码 or 金额 is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.exposure.kinds import ExposureKind, Hit
from mingzhang.checking.exposure.people import name_beside
from mingzhang.checking.exposure.words import NEAR, clause_before, pattern, words
from mingzhang.domain.private import CARD, IDENTITY, LANDLINE, MOBILE, valid_card, valid_identity

_EMAIL = re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,8}")
_PLATE = re.compile(
    r"(?<![A-Za-z0-9])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]\s?[·•.]?\s?"
    r"(?=[A-HJ-NP-Z0-9]*\d)(?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|(?=(?:[A-Z]*\d){3})[A-HJ-NP-Z0-9]{5})(?![A-Za-z0-9])"
)
_SHORT = re.compile(r"(?<![\d.,A-Za-z-])[2-8]\d{6,7}(?!\d|[.,]\d|[万亿]?元|[A-Za-z%㎡])")
"""A telephone without the code of its place: seven or eight digits."""
_OLD_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{15}(?!\d)")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:[EGPSD]\d{8}|E[A-HJ-NP-Z]\d{7})(?![A-Za-z0-9])")
_ACCOUNT_GAP = r"[\s:为是(]{0,3}"
_ACCOUNT = r"\d[\d -]{6,30}\d(?!\d|\.\d|[万亿]?元)"
_LETTERS = re.compile(r"[A-Za-z]+[.:]?$")
_SIGNS = re.compile(r"[A-Za-z_/#+=-]")
"""Beside a number these make it a part of something longer, as codes have it."""
_AFTER = 8
_SEPARATED = re.compile(r"\d[- ]\d")


def numbers(text: str) -> Iterator[Hit]:
    """All numbers of persons in a text, and what reaches them by wire; overlaps are the caller's."""
    if any(map(str.isdigit, text)):
        yield from _identities(text)
        yield from _accounts(text)
        yield from _mobiles(text)
        yield from _landlines(text)
        for plate in _PLATE.finditer(text):
            yield Hit(*plate.span(), ExposureKind.PLATE)
    for mailbox in _EMAIL.finditer(text) if "@" in text else ():
        if is_public(text, mailbox.start()):
            continue
        office = mailbox[0].lower().endswith((".gov.cn", ".edu.cn"))
        yield Hit(*mailbox.span(), ExposureKind.EMAIL, not office)


def is_public(text: str, start: int) -> bool:
    """Whether the words before a telephone say that it is meant for everybody (咨询电话)."""
    return _says("public", clause_before(text, start))


def _says(key: str, before: str) -> bool:
    return bool(pattern("numbers", key).search(before))


def _labelled(key: str, before: str, direct: str = r"(?:号码|号)?[\s:(]*$") -> bool:
    """Whether the words right before a number say so."""
    return bool(re.search(words("numbers")[key] + direct, before))


def _identities(text: str) -> Iterator[Hit]:
    for match in IDENTITY.finditer(text):
        before = clause_before(text, match.start())
        told = _says("identity", before)
        if told or (valid_identity(match[0]) and not _says("code", before)):
            yield Hit(*match.span(), ExposureKind.IDENTITY, valid_identity(match[0]))
    for shape, key in ((_OLD_IDENTITY, "identity"), (_PASSPORT, "passport")):
        for match in shape.finditer(text):
            if _says(key, clause_before(text, match.start())):
                yield Hit(*match.span(), ExposureKind.IDENTITY)


def _accounts(text: str) -> Iterator[Hit]:
    account = re.compile(words("numbers")["account"] + _ACCOUNT_GAP + rf"(?P<number>{_ACCOUNT})")
    for match in account.finditer(text):
        yield Hit(*match.span("number"), ExposureKind.BANK)
    for card in CARD.finditer(text):
        if card[0].startswith("62") and valid_card(card[0]):
            before = clause_before(text, card.start())
            if not _says("code", before):
                yield Hit(*card.span(), ExposureKind.BANK)


def _mobiles(text: str) -> Iterator[Hit]:
    for match in MOBILE.finditer(text):
        before = clause_before(text, match.start())
        letters = _LETTERS.search(text[max(0, match.start() - NEAR) : match.start()])
        if letters and not _says("phone", letters[0]):
            continue
        told = _says("phone", before)
        if not told and (_coded(text, before, match) or _parted(text, match)):
            continue
        beside = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        yield Hit(*match.span(), ExposureKind.PHONE, told or not _SIGNS.search(beside))


def _coded(text: str, before: str, match: re.Match[str]) -> bool:
    """Whether the words on either side say that a number is a code or money."""
    return _says("code", before) or _says("code", text[match.end() : match.end() + _AFTER])


def _parted(text: str, match: re.Match[str]) -> bool:
    """Whether a number is in groups (139 0000 0000), as several numbers in a row are, and no name is beside it."""
    hit = Hit(*match.span(), ExposureKind.PHONE)
    return bool(_SEPARATED.search(match[0])) and not name_beside(text, hit)


def _landlines(text: str) -> Iterator[Hit]:
    for match in LANDLINE.finditer(text):
        before = clause_before(text, match.start())
        plain = match[0].isdigit()
        if (plain and not _says("phone", before)) or _says("public", before):
            continue
        if not _says("code", before):
            yield Hit(*match.span(), ExposureKind.LANDLINE, sure=False)
    for match in _SHORT.finditer(text):
        before = clause_before(text, match.start())
        if _labelled("phone", before) and not _says("public", before):
            yield Hit(*match.span(), ExposureKind.LANDLINE, sure=False)
