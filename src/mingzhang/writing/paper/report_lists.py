"""The lists of a report: what is wrong, what could not be tried, what is waived, what holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest

from mingzhang.checking.defects import defect_groups, defect_words
from mingzhang.checking.finding import Finding, Rule, Untried
from mingzhang.domain.place import Place
from mingzhang.domain.record import Document
from mingzhang.writing.check_groups import Group, Grouped, reasons
from mingzhang.writing.check_words import SEVERITIES, counts_sentence, field_words, owner, owner_title
from mingzhang.writing.paper.model import Look
from mingzhang.writing.paper.rows import Rows

_QUOTED = 60
"""Characters of what is printed and what it ought to be; the rest stands in the paper that is checked."""
_SHORT = 16
"""Characters of a value that is set in the middle of its cell and, where it must be, smaller."""
_LONG = 24
_BESIDE = "见左"
_MOST_PLACES = 4
_RUN = 3
"""Numbers that follow each other from which they are written as a range."""


def findings_grid(groups: Grouped, shared: str) -> Rows:
    """All findings, numbered through; ``shared`` heads those that many forms have."""
    rows = Rows(0.045, 0.045, 0.12, 0.29, 0.105, 0.095, 0.30)
    rows.head("序号", "级别", "位置", "问题", "原文或实为", "应为", "整改要求和依据")
    listed = _Findings(rows)
    for group in groups.paper:
        listed.group(group)
    if groups.shared:
        counts = Counter(f.severity for kept in groups.shared for f in kept)
        rows.band(f"{shared}　（{counts_sentence(counts)}）")
        for kept in groups.shared:
            listed.together(kept)
    for group in groups.forms:
        listed.group(group)
    return rows


class _Findings:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._number = 0

    def group(self, group: Group) -> None:
        counts = Counter(f.severity for f in group.findings)
        self._rows.band(f"{owner_title(group.owner)}　（{counts_sentence(counts)}）")
        advised: dict[str, int] = {}
        for finding in group.findings:
            same = advised.setdefault(finding.rule.code, self._number + 1)
            advice = _advice(finding.rule) if same > self._number else f"同序号 {same}"
            self._add(finding, _where(finding), finding.message, advice)

    def together(self, kept: Sequence[Finding]) -> None:
        """Findings of one rule in many forms as one, with the gravest as its example."""
        first = min(kept, key=lambda f: f.severity.rank)
        forms = sorted({f.breach.form for f in kept if f.breach.form is not None})
        said = f"{defect_words(first.rule.defect)}，例如第{first.breach.form}份：{first.message}"
        self._add(first, f"第{ranges(forms)}份，共 {len(forms)} 份", said, _advice(first.rule))

    def _add(self, finding: Finding, where: str, message: str, advice: str) -> None:
        self._number += 1
        breach = finding.breach
        self._rows.add(
            (str(self._number), Look.WORD),
            (SEVERITIES[finding.severity], Look.WORD),
            (where, Look.PROSE),
            (f"{message}（{finding.rule.code}）", Look.PROSE),
            _value(breach.actual or breach.evidence, message),
            _value(breach.expected),
            (advice, Look.PROSE),
        )


def _advice(rule: Rule) -> str:
    return f"{rule.remedy}\n依据：{rule.basis}"


def _where(finding: Finding) -> str:
    return "\n".join(part for part in (spoken(finding.breach.places), field_words(finding)) if part) or "—"


def spoken(places: Iterable[Place]) -> str:
    """Where something stands, as a paper says it; empty where the medium does not tell.

    >>> spoken((Place(line=169, column=11), Place(line=156), Place(line=156, column=3)))
    '第169、156行'
    >>> spoken((Place(page=3, box=(0, 0, 1, 1)), Place(sheet="表1", cell="B7"), Place(page=2, line=9)))
    '第3页，表1!B7，第2页第9行'
    """
    named = list(dict.fromkeys(spot for place in places if (spot := _spot(place))[1]))
    said = []
    for (before, unit), spots in groupby(named[:_MOST_PLACES], key=lambda spot: (spot[0], spot[2])):
        numbers = "、".join(number for _, number, _ in spots)
        said.append(f"{before}第{numbers}{unit}" if unit else f"{before}{numbers}")
    more = f" 等 {len(named)} 处" if len(named) > _MOST_PLACES else ""
    return "，".join(said) + more


def _spot(place: Place) -> tuple[str, str, str]:
    """What stands before the number of a place, the number, and what it counts; no number where none is known."""
    if place.cell:
        owner = place.sheet or (f"表格{place.table}" if place.table else "")
        return (f"{owner}!" if owner else "", place.cell, "")
    if place.page and (place.box or not place.line):
        return ("", str(place.page), "页")
    page = f"第{place.page}页" if place.page else ""
    return (page, str(place.line), "行") if place.line else ("", "", "")


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in order, those that follow each other as a range.

    >>> ranges([1, 2, 4, 5, 6, 9])
    '1、2、4至6、9'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = (f"{run[0]}至{run[-1]}" if len(run) >= _RUN else "、".join(map(str, run)) for run in runs)
    return "、".join(said)


def _value(text: str, message: str = "") -> tuple[str, Look]:
    """What is printed or ought to be; a long text that the message beside it quotes is not printed again."""
    if len(text) > _LONG and text in message:
        return _BESIDE, Look.WORD
    said = text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
    return said, Look.WORD if len(said) <= _SHORT else Look.PROSE


def untried_grid(unable: Iterable[Untried]) -> Rows:
    """What could not be tried, and why."""
    rows = Rows(0.07, 0.38, 0.33, 0.22)
    rows.head("序号", "检查的事项", "没有能检查的原因", "所在")
    for n, one in enumerate(reasons(unable), start=1):
        title = f"{one.rule.title}（{one.rule.code}）"
        rows.add((str(n), Look.WORD), (title, Look.PROSE), (one.reason, Look.PROSE), (one.where, Look.PROSE))
    return rows


def waived_grid(waived: Iterable[tuple[Finding, str]], document: Document) -> Rows:
    """What somebody answers for, with the reason."""
    rows = Rows(0.07, 0.24, 0.42, 0.27)
    rows.head("序号", "位置", "问题", "豁免理由")
    for n, (finding, reason) in enumerate(waived, start=1):
        where = f"{owner_title(owner(finding, document))}\n{_where(finding)}"
        said = f"{finding.message}（{finding.rule.code}）"
        rows.add((str(n), Look.WORD), (where, Look.PROSE), (said, Look.PROSE), (reason, Look.PROSE))
    return rows


def held_grid(held: Mapping[str, int], rules: Mapping[str, Rule]) -> Rows:
    """What was tried and holds, two rules to a row, under what they are about."""
    rows = Rows(0.09, 0.34, 0.07, 0.09, 0.34, 0.07)
    rows.head(*("编号", "规则", "次数") * 2)
    for title, codes in _by_subject(held, rules):
        rows.band(title)
        half = -(-len(codes) // 2)
        for left, right in zip_longest(codes[:half], codes[half:], fillvalue=""):
            rows.add(*_held(left, held, rules), *_held(right, held, rules))
    return rows


def _held(code: str, held: Mapping[str, int], rules: Mapping[str, Rule]) -> Iterator[tuple[str, Look]]:
    rule = rules.get(code)
    yield code, Look.WORD
    yield rule.title if rule else "", Look.PROSE
    yield f"{held[code]:,}" if code else "", Look.WORD


def _by_subject(held: Iterable[str], rules: Mapping[str, Rule]) -> Iterator[tuple[str, list[str]]]:
    """The codes under the titles of the groups of defects; what is in none comes last."""
    left = sorted(held)
    for title, words in defect_groups().values():
        kept = [code for code in left if code in rules and rules[code].defect in words]
        left = [code for code in left if code not in kept]
        if kept:
            yield title, kept
    if left:
        yield "其他", left
