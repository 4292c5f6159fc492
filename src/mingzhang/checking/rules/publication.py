"""What may not be published: numbers of persons, and words of a template that nobody changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.subject import Form, Paper, plain
from mingzhang.domain.chars import fold
from mingzhang.domain.place import Place, Printed
from mingzhang.domain.private import MOBILE, personal_numbers

_FOOT = ("responsible", "handler", "phone")
_BASIS = "《个人信息保护法》第二十五条、《政府信息公开条例》第十五条：未经同意不得公开个人信息"
_REMEDY = "公开前删去个人手机号码、身份证号码；需要联系方式的留办公电话"
_LEVELS = {"县": "county", "旗": "county", "区": "county", "市": "city"}
_CITED = re.compile(r"《[^《》]*》")


def _in(value: Printed) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """The numbers of persons in a printed text with their places."""
    for start, end, kind in personal_numbers(value.text):
        yield kind, value.part(start, end).places or value.places


@rule(
    "P-01",
    defect="personal-data",
    scope=Scope.FORM,
    title="公开的目标表没有个人信息",
    basis=_BASIS,
    message="{where}公开了{what}",
    remedy=_REMEDY,
)
def forms_have_no_personal_numbers(form: Form) -> Iterator[Outcome]:
    """Speaks once a form of a mobile telephone or identity number anywhere in it; the number itself is not said.
    Office telephones (7 or 8 digits, with or without the code of the place) are no personal data, nor is a name
    alone; blank handlers are right.
    """
    kinds: dict[str, None] = {}
    places: list[Place] = []
    first, foot = "", False
    for path, value in form.record.printed():
        for kind, found in _in(value):
            first = first or path
            foot = foot or path in _FOOT
            kinds.setdefault(kind)
            places += found
    if not kinds:
        yield HOLDS
        return
    named = foot and any(form.text(key) for key in ("responsible", "handler"))
    what = f"经办人姓名和个人{'、'.join(kinds)}" if named else f"个人{'、'.join(kinds)}"
    facts = {"where": "表尾" if foot else "表内文字", "what": what}
    yield Breach(tuple(places), facts, expected="不公开个人信息", field=first)


@rule(
    "P-02",
    defect="personal-data",
    scope=Scope.DOCUMENT,
    title="公开的说明、表格没有个人信息",
    basis=_BASIS,
    message="{where}公开了个人{what}",
    remedy=_REMEDY,
)
def papers_have_no_personal_numbers(paper: Paper) -> Iterator[Outcome]:
    """Speaks once a section and once a table of a mobile telephone or identity number in it, and once of what
    stands outside of both.
    """
    document = paper.document
    parts: list[tuple[str, str | None, int | None, list[Printed]]] = [
        (f"“{s.title.text}”", s.title.text, None, list(s.paragraphs)) for s in document.sections
    ]
    for table in document.tables:
        cells = [cell for row in table.rows for cell in row.cells if cell]
        parts.append((f"表{table.n}", None, table.n, [*cells, *table.notes, *table.furniture]))
    loose = [Printed(part.text, (part.place,)) for part in document.unplaced]
    parts.append(("封面、目录等处", None, None, [*document.cover, *loose]))
    for where, section, n, values in parts:
        found = [hit for value in values for hit in _in(value)]
        if not found:
            continue
        kinds = "、".join(dict.fromkeys(kind for kind, _ in found))
        places = tuple(p for _, its in found for p in its)
        yield Breach(
            places, {"where": where, "what": kinds}, expected="不公开个人信息", section=section, table=n
        )


@rule(
    "P-03",
    defect="contact-inconsistent",
    scope=Scope.DOCUMENT,
    title="同一经办人的联系电话相同",
    basis="目标表填报要求",
    message="与第{other}份是{what}",
    remedy="核对经办人和联系电话",
    severity=Severity.NOTE,
)
def contacts_agree(paper: Paper) -> Iterator[Outcome]:
    """A hint, once a handler and once a number: one handler with two mobile numbers, one mobile number for two
    handlers. A telephone of the office may serve several. Neither names nor numbers are said.
    """
    numbers: dict[str, tuple[str, int]] = {}
    names: dict[str, tuple[str, int]] = {}
    told: set[str] = set()
    for form in paper.forms:
        name, number = form.text("handler"), form.text("phone")
        if not name or not MOBILE.fullmatch(number):
            continue
        for mine, value, known, what in (
            (name, number, numbers, "同一经办人，联系电话不同"),
            (number, name, names, "同一手机号码，经办人不同"),
        ):
            before, other = known.setdefault(mine, (value, form.n))
            if before != value and mine not in told:
                told.add(mine)
                yield Breach(
                    form.places("handler", "phone"),
                    {"other": other, "what": what},
                    field="phone",
                    form=form.n,
                )


@lru_cache(maxsize=1)
def _blanks() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in lexicon("publication")["blanks"]["patterns"]))


@lru_cache(maxsize=4)
def _foreign(level: str) -> re.Pattern[str]:
    reason = lexicon("publication")["reason"]
    names = "|".join(map(re.escape, lexicon("publication")["levels"][level]))
    after = "|".join(map(re.escape, reason["after"]))
    return re.compile(rf"(?:{names})(?!{after})")


@rule(
    "P-04",
    defect="template-leftover",
    scope=Scope.DOCUMENT,
    title="说明里没有模板留下的字样",
    basis="公开材料应当准确、规范（财预〔2016〕143号，待核）",
    message="{where}写有“{word}”，{why}",
    remedy="改成本部门的情况，删去模板的提示",
    severity=Severity.WARNING,
)
def no_words_of_a_template(paper: Paper) -> Iterator[Outcome]:
    """Speaks, once a section and word, of departments of another level in a county's or city's paper (省直部门) and
    of blanks left to fill in (XX局, 20××年). Silent on titles of documents, and where the word stands with a
    reason to be there (按照省级部门要求). Target forms are not looked at.
    """
    region = plain(paper.document.region or "")
    level = _LEVELS.get(region[-1:])
    for section in paper.document.sections:
        told: set[str] = set()
        for paragraph in (section.title, *section.paragraphs):
            for word, why, at in _leftovers(paragraph.text, level, region):
                if word not in told:
                    told.add(word)
                    yield Breach(
                        paragraph.part(*at).places or paragraph.places,
                        {"where": f"“{section.title.text}”", "word": word, "why": why},
                        evidence=word,
                        section=section.title.text,
                    )
        if not told:
            yield HOLDS


def _leftovers(text: str, level: str | None, region: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """What a template left in a text: the word, why it is out of place, where."""
    kept = _CITED.sub(lambda m: "　" * len(m.group()), text)
    for match in _blanks().finditer(kept):
        yield match.group(), "是模板待填的空", match.span()
    before = tuple(lexicon("publication")["reason"]["before"])
    for match in _foreign(level).finditer(kept) if level else ():
        if not fold(kept[: match.start()]).endswith(before):
            yield match.group(), f"不是{region}本级的说法", match.span()


RULES = (
    forms_have_no_personal_numbers,
    papers_have_no_personal_numbers,
    contacts_agree,
    no_words_of_a_template,
)
