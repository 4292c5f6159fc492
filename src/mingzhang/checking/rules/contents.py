"""The contents of a booklet against the forms in it: names, how many, in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.names import Named, Pairing, difference, pair, same_name
from mingzhang.checking.subject import Paper
from mingzhang.domain.chars import SPACES

_NUMBER = re.compile(r"^\s*\d{1,3}[.、．]\s*")
_BASIS = "目录应当与正文一致"


def _pairing(paper: Paper) -> Pairing[int, int] | None:
    """Lines of the contents and forms put together; None where the contents list no forms."""
    lines = paper.document.contents
    if len(lines) < 2 or not paper.forms:
        return None
    names = {same_name(form.name) for form in paper.forms}
    if 2 * sum(same_name(title(line.title.text)) in names for line in lines) < len(lines):
        return None
    return pair(
        [Named(i, title(line.title.text)) for i, line in enumerate(lines)],
        [Named(f.n, f.name) for f in paper.forms],
    )


def title(text: str) -> str:
    """A line of the contents without its number and spaces."""
    return SPACES.sub("", _NUMBER.sub("", text))


@rule(
    "A-06",
    defect="name-mismatch",
    scope=Scope.DOCUMENT,
    title="目录中的项目名称与目标表一致",
    basis=_BASIS,
    message="目录写作“{ours}”，第{form}份目标表写作“{theirs}”：目标表{difference}",
    remedy="核对项目名称，改正写错的一处",
)
def contents_name_the_forms(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a line of the contents and a form are the same project and differ in characters. Silent on
    width, spaces, brackets and signs, and on a traditional character: that is a misprint of its own.
    """
    found = _pairing(paper)
    if found is None:
        return
    yield from [HOLDS] * len(found.same)
    forms = {form.n: form for form in paper.forms}
    for index, n in found.like.items():
        line, form = paper.document.contents[index], forms[n]
        ours, theirs = title(line.title.text), SPACES.sub("", form.name)
        if _traditional(ours) or _traditional(theirs):
            continue
        yield Breach(
            (*line.title.places, *form.places("project_name")),
            {"ours": ours, "form": n, "theirs": theirs, "difference": difference(ours, theirs)},
            evidence=ours,
            expected=theirs,
            actual=ours,
        )


def _traditional(text: str) -> bool:
    """Whether a character stands in no list of simplified characters."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@rule(
    "A-07",
    defect="form-missing",
    scope=Scope.DOCUMENT,
    title="目录所列的目标表都在，所附的都列在目录里",
    basis=_BASIS,
    message="{what}“{name}”，{lacks}",
    remedy="补上缺的目标表或者目录中的一行",
    severity=Severity.WARNING,
)
def contents_and_forms_are_the_same(paper: Paper) -> Iterator[Outcome]:
    """Speaks of a line of the contents without a form and of a form that the contents do not list, where at
    least half of the lines have a form of that name.
    """
    found = _pairing(paper)
    if found is None:
        return
    forms = {form.n: form for form in paper.forms}
    if not found.left and not found.over:
        yield HOLDS
    for index in found.left:
        line = paper.document.contents[index]
        facts = {"what": "目录列有", "name": title(line.title.text), "lacks": "正文没有这份目标表"}
        yield Breach(line.title.places, facts, evidence=line.title.text)
    for n in found.over:
        facts = {"what": f"第{n}份目标表", "name": forms[n].name, "lacks": "目录没有列"}
        yield Breach(forms[n].places("project_name"), facts, evidence=forms[n].name, form=n)


@rule(
    "A-08",
    defect="name-mismatch",
    scope=Scope.DOCUMENT,
    title="目录的次序与目标表的次序相同",
    basis=_BASIS,
    message="目录第{line}行“{name}”是正文的第{form}份目标表",
    remedy="按正文次序重排目录",
    severity=Severity.NOTE,
)
def contents_are_in_order(paper: Paper) -> Iterator[Outcome]:
    """Speaks once, of the first line that stands in another order than the forms."""
    found = _pairing(paper)
    if found is None:
        return
    order = sorted({**found.same, **found.like}.items())
    for (index, n), wanted in zip(order, sorted(n for _, n in order), strict=True):
        if n != wanted:
            line = paper.document.contents[index]
            facts = {"line": index + 1, "name": title(line.title.text), "form": n}
            yield Breach(line.title.places, facts, evidence=line.title.text)
            return
    yield HOLDS


RULES = (contents_name_the_forms, contents_and_forms_are_the_same, contents_are_in_order)
