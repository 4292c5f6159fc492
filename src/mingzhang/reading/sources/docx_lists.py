"""The numbers that Word puts before paragraphs of lists and headings; they are printed, and stand in no text."""

from __future__ import annotations

import re

from lxml import etree

_DEEPEST = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: etree._Element | None, name: str = "val") -> str | None:
    if element is None:
        return None
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)


def _child(element: etree._Element | None, *path: str) -> etree._Element | None:
    for name in path:
        if element is None:
            return None
        element = next((e for e in element if _local(e) == name), None)
    return element


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default


class _Level:
    """One level of a list: how it counts and what it prints."""

    def __init__(self, element: etree._Element) -> None:
        self.start = _number(_value(_child(element, "start")), 1)
        self.format = _value(_child(element, "numFmt")) or "decimal"
        self.text = _value(_child(element, "lvlText")) or ""
        self.style = _value(_child(element, "pStyle"))
        self.plain = _child(element, "isLgl") is not None


class Lists:
    """The lists of a document; ``number`` counts on."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._kinds: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._styles: dict[str, tuple[str | None, int | None, str | None]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        for element in numbering if numbering is not None else ():
            self._learn(element)
        for style in styles if styles is not None else ():
            if _local(style) == "style" and (key := _value(style, "styleId")):
                listed, level = self._said(style)
                self._styles[key] = (listed, level, _value(_child(style, "basedOn")))

    def _learn(self, element: etree._Element) -> None:
        if _local(element) == "abstractNum":
            levels = {
                _number(_value(level, "ilvl"), 0): _Level(level)
                for level in element
                if _local(level) == "lvl"
            }
            self._kinds[_value(element, "abstractNumId") or ""] = levels
        elif _local(element) == "num":
            starts = {
                _number(_value(o, "ilvl"), 0): _number(_value(_child(o, "startOverride")), 1)
                for o in element
                if _local(o) == "lvlOverride" and _child(o, "startOverride") is not None
            }
            kind = _value(_child(element, "abstractNumId")) or ""
            self._lists[_value(element, "numId") or ""] = (kind, starts)

    @staticmethod
    def _said(element: etree._Element) -> tuple[str | None, int | None]:
        numbered = _child(element, "pPr", "numPr")
        level = _value(_child(numbered, "ilvl"))
        return _value(_child(numbered, "numId")), None if level is None else _number(level, 0)

    def number(self, paragraph: etree._Element) -> str:
        """The number before a paragraph; empty where it has none, or a mere dot."""
        if not self._lists:
            return ""
        listed, level = self._said(paragraph)
        style = _value(_child(paragraph, "pPr", "pStyle"))
        for _ in range(12):
            if listed is not None or style is None:
                break
            own = style
            listed, styled, style = self._styles.get(style, (None, None, None))
            if level is None and listed is not None:
                level = styled if styled is not None else self._level_of(listed, own)
        if listed is None or listed not in self._lists:
            return ""
        return self._next(listed, min(level or 0, _DEEPEST - 1))

    def _level_of(self, listed: str, style: str) -> int:
        kind, _ = self._lists.get(listed, ("", {}))
        return next((i for i, level in self._kinds.get(kind, {}).items() if level.style == style), 0)

    def _next(self, listed: str, at: int) -> str:
        kind, starts = self._lists[listed]
        levels = self._kinds.get(kind, {})
        level = levels.get(at)
        if level is None:
            return ""
        counts = self._counts.setdefault(kind, [None] * _DEEPEST)
        if at in starts and (listed, at) not in self._begun:
            self._begun.add((listed, at))
            counts[at] = starts[at]
        else:
            before = counts[at]
            counts[at] = level.start if before is None else before + 1
        counts[at + 1 :] = [None] * (_DEEPEST - at - 1)
        if level.format in ("bullet", "none"):
            return ""

        def filled(match: re.Match[str]) -> str:
            n = int(match[1]) - 1
            its = levels.get(n)
            count = counts[n] if counts[n] is not None else its.start if its else 1
            return written(count or 0, its.format if its and not level.plain else "decimal")

        text = _PLACEHOLDER.sub(filled, level.text)
        return text + " " if text[-1:].isalnum() else text


def written(n: int, format_: str) -> str:
    """A number as a list prints it.

    >>> written(12, "chineseCounting"), written(3, "upperLetter"), written(4, "lowerRoman"), written(2, "decimalEnclosedCircle")
    ('十二', 'C', 'iv', '②')
    """
    if format_ in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
                   "taiwaneseCountingThousand", "ideographDigital", "koreanDigital", "japaneseDigitalTenThousand"):  # fmt: skip
        return chinese(n)
    if format_ in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return "".join(_FORMAL[_DIGITS.index(c)] if c in _DIGITS else c for c in chinese(n))
    if format_ in ("upperLetter", "lowerLetter") and n > 0:
        letter = chr(65 + (n - 1) % 26) * min((n - 1) // 26 + 1, 20)
        return letter if format_ == "upperLetter" else letter.lower()
    if format_ in ("upperRoman", "lowerRoman"):
        return _roman(n) if format_ == "upperRoman" else _roman(n).lower()
    if format_.startswith("decimalEnclosedCircle") and 1 <= n <= 20:
        return chr(0x2460 + n - 1)
    if format_ == "decimalZero":
        return f"{n:02}"
    if format_ == "ideographTraditional" and 1 <= n <= 10:
        return "甲乙丙丁戊己庚辛壬癸"[n - 1]
    return str(n)


def chinese(n: int) -> str:
    """A number in Chinese as lists count.

    >>> chinese(9), chinese(10), chinese(21), chinese(105)
    ('九', '十', '二十一', '一百〇五')
    """
    if not 0 < n < 1000:
        return str(n)
    hundreds, tens, ones = n // 100, n // 10 % 10, n % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "〇"
    return text + (_DIGITS[ones] if ones else "")


def _roman(n: int) -> str:
    if not 0 < n < 4000:
        return str(n)
    text = ""
    for value, sign in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):  # fmt: skip
        text += sign * (n // value)
        n %= value
    return text
