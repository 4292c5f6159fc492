"""What a figure of a narrative is of: the subject of its clause, or the one carried over, and the predicate."""

from __future__ import annotations

import re
from bisect import bisect_left

_STRONG = re.compile(r"[，。；：:！？!?;\n]|,(?!\d{3})|\.(?!\d)")
_LEAD_IN = re.compile(
    r"^(?:[)、】」”,]|以及|和|及|与|并且|并|其中|主要用于以下方面|主要包括|主要用于|主要是|支出包括|收入包括|具体为|分别为|包括"
    r"|[一二三四五六七八九十]是|\(?\d{1,2}[.、)]|①|②|③|④|⑤|⑥)+"
)
_PARTS = re.compile(r"其中|主要包括|包括|主要用于|具体为")
_YEAR_WORD = r"(?:上一?年度?|去年|20\d\d年度?)"
_CHANGE = r"(?:增加|减少|增长|下降|上升|降低|提高|上涨|压减|压缩|节约|缩减|下浮|净增|减幅|增幅|增减|增|减|降)"
_COMPARED = re.compile(
    rf"(?P<predicate>(?:本年度?|今年|当年|本期)?(?:(?:[比较与同]|对比|相比)?{_YEAR_WORD}(?:年初)?(?:部门)?(?:预算数?|决算数?|执行数|同期|数)?(?:相比)?"
    rf"|同比|环比|与上年相比)?(?:实际|预计|共|略有|约)?{_CHANGE}(?:了|额|数|率|幅度|比例|约)?(?:为|是|达|到)?)$"
)
_SHARE = re.compile(
    r"(?P<predicate>(?:约|共|分别)?占(?![有用地])[^占]{0,40}|所?(?:占比|占比例|占比重|比重|比例)(?:为|是|达到?)?)$"
)
_BEFORE = re.compile(
    rf"(?P<predicate>{_YEAR_WORD}(?:部门)?(?:年初)?(?:预算|决算|执行)?(?:收入|支出|数)?(?:为|是|的)?)$"
)
_COMPARING = re.compile(r"[比较与同]|对比|相比")
_OF_BEFORE = re.compile(rf"^{_YEAR_WORD}")
_THIS_YEAR = re.compile(r"^(?:本年度?|今年|当年|本期)")
_VERB = re.compile(r"^(?:实有|现有|涉及|共计|总计|累计|总?金额|编制)[^，]{0,14}$|^合计$")
_FILLER = re.compile(r"(?:为|是|共计|共|约|达到?|:)+$")
_LONGEST = 200
"""A clause that is longer is cut on both sides."""
_AFTER = re.compile(r"[^，。；：:,;、!?！？\d]{2,40}")


class Claims:
    """The claims of one paragraph, asked for figure by figure from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._stops = [match.end() for match in _STRONG.finditer(text)]
        self._end = self._clause = 0
        self._subject = ""
        self._head = ""
        self._parts = 0
        self._used = ""
        self._compared = False
        self._stated_before = False

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Where the clause of a figure begins and ends; a 、 after a figure ends it too. Ask before ``claim``."""
        at = bisect_left(self._stops, start + 1)
        first = self._stops[at - 1] if at else 0
        after = bisect_left(self._stops, end + 1)
        last = self._stops[after] - 1 if after < len(self._stops) else len(self._text)
        if self._text.startswith("、", end):
            last = end
        if self._end and first <= self._end < start and self._text.startswith("、", self._end):
            first = self._end + 1
        return max(first, start - _LONGEST), max(min(last, end + _LONGEST), end)

    def claim(self, start: int, end: int, counted: bool) -> str:
        """The claim of the figure that stands from start to end, its unit included."""
        first, _ = self.clause(start, end)
        between = self._text[self._end : start]
        self._open_parts(between)
        lead = _LEAD_IN.sub("", self._text[max(first, self._end, start - _LONGEST) : start])
        lead = lead.rpartition("(")[2] if lead.count("(") > lead.count(")") else lead
        self._end, self._clause = end, first
        if not lead and counted:
            lead = self._follows(end)
        return self._decide(lead)

    def _open_parts(self, between: str) -> None:
        """A list of parts (其中：…) keeps the whole at hand; the end of the sentence or of a half of it ends it."""
        if "。" in between or "；" in between or ";" in between:
            self._head, self._parts, self._stated_before = "", 0, False
        if _PARTS.search(between):
            self._head, self._parts = self._used or self._subject, 0

    def _follows(self, end: int) -> str:
        """What is counted, where it stands after the number: 1个单位编报了…."""
        match = _AFTER.match(self._text, end)
        return match.group() if match else ""

    def _decide(self, lead: str) -> str:
        for pattern, compares in ((_COMPARED, True), (_SHARE, False)):
            match = pattern.search(lead)
            if match:
                return self._predicate(lead[: match.start()], match["predicate"], compares)
        before = _BEFORE.search(lead)
        if before and not _OF_BEFORE.match(lead[: before.start()]):
            return self._last_year(lead[: before.start()], before["predicate"])
        return self._statement(lead)

    def _predicate(self, subject: str, predicate: str, compares: bool) -> str:
        subject = _FILLER.sub("", subject)
        if subject and not _THIS_YEAR.fullmatch(subject):
            self._new(subject)
            used = subject
        else:
            predicate = subject + predicate
            used = self._carried(compares)
        self._used, self._compared = used, True
        return f"{used} {predicate}".strip()

    def _carried(self, compares: bool) -> str:
        """The subject of a clause that has none: after several parts, a comparison speaks of their whole."""
        if self._compared and self._used:
            return self._used
        if compares and self._head and self._parts > 1 and not self._stated_before:
            return self._head
        return self._subject

    def _last_year(self, subject: str, predicate: str) -> str:
        if _COMPARING.fullmatch(subject):
            subject, predicate = "", subject + predicate
        if subject:
            self._new(subject)
        self._stated_before = True
        self._used = self._subject
        return f"{self._subject} {predicate}".strip()

    def _statement(self, lead: str) -> str:
        subject = _FILLER.sub("", lead)
        carried = self._subject
        if not subject:
            return f"{carried} {lead}".strip()
        if carried and _OF_BEFORE.match(subject) and _OF_BEFORE.sub("", subject) in carried:
            self._stated_before = True
            return subject
        if carried and self._stated_before and _THIS_YEAR.match(subject):
            return f"{carried} {subject}"
        if _VERB.match(subject):
            self._used = carried = carried or self._clause_before()
            return f"{carried} {subject}".strip()
        self._new(subject)
        return subject

    def _clause_before(self) -> str:
        """The clause before the one at hand, where a paragraph's first figure has no subject of its own."""
        words = self._text[max(0, self._clause - _LONGEST) : max(0, self._clause - 1)]
        return _LEAD_IN.sub("", re.split(r"[。；，]", words)[-1])

    def _new(self, subject: str) -> None:
        self._subject = self._used = subject
        self._parts += 1
        self._compared = self._stated_before = False
