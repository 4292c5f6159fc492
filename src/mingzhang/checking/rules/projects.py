"""Table 12 and 13 against the target forms attached: none missing, none extra, the same names, the same money."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.annexed import MOST, Annexed, Row, annexed
from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.names import difference, likeness, misspelt, same_name
from mingzhang.checking.subject import Form, Paper
from mingzhang.checking.words import same
from mingzhang.domain.amount import Unit
from mingzhang.domain.chars import SPACES
from mingzhang.domain.place import Place
from mingzhang.tables.view import rounded

_BASIS = "《项目支出绩效目标管理办法》及山西省县级部门预算公开要求：项目绩效目标表随部门预算一并公开（待核）"
_HALF = 0.5
_WAN = 10_000
_TEXTS = ("overview", "whole_goal")
_SERIES = re.compile(r"[\d一二三四五六七八九十期批]+$")


def _row_places(found: Annexed, row: Row) -> tuple[Place, ...]:
    return found.rows[row].places("project_name", "total")


@rule(
    "A-01",
    defect="form-missing",
    scope=Scope.DOCUMENT,
    title="表12的每个项目都附有绩效目标表",
    basis=_BASIS,
    message="表12的项目“{name}”（{amount} 万元）没有附绩效目标表{hint}",
    remedy="补附该项目的绩效目标表；确不公开的在说明中写明原因",
)
def every_project_has_a_form(paper: Paper) -> Iterator[Outcome]:
    """Speaks of each project of table 12 without a form of the same or a like name; of two rows of one name once.
    An error where at least four in five have one, a warning from one half on; where fewer have one the paper
    discloses a choice, and that is told once as a note. Money carried over (table 13) owes no form.
    """
    found = annexed(paper)
    if found is None:
        return
    held = sum(1 for row in found.pairs if row[0] == 12)
    yield from [HOLDS] * held
    if not found.missing:
        return
    if found.coverage < _HALF:
        yield _choice(found)
        return
    severity = None if found.coverage >= MOST else Severity.WARNING
    for row in found.missing:
        like = next((n for n in found.pairing.over if _may_be(found, row, n)), None)
        hint = f"（附表中第{like}份“{found.forms[like].name}”没有对应的项目，请核对）" if like else ""
        yield Breach(
            _row_places(found, row),
            {"name": found.name(row), "amount": rounded(found.cents(row), Unit.WAN), "hint": hint},
            evidence=found.name(row),
            expected="附绩效目标表",
            actual="没有",
            table=12,
            severity=severity,
        )


def _may_be(found: Annexed, row: Row, n: int) -> bool:
    cents = found.forms[n].cents("annual")
    return likeness(found.name(row), found.forms[n].name) > _HALF * 100 or cents == found.cents(row)


def _choice(found: Annexed) -> Breach:
    return Breach(
        tuple(p for row in found.missing[:5] for p in _row_places(found, row)),
        {
            "name": "”“".join(found.name(row) for row in found.missing[:3]),
            "amount": rounded(sum(found.cents(row) for row in found.missing), Unit.WAN),
            "hint": f"；没有附表的共 {len(found.missing)} 个项目，所附只是一部分",
        },
        table=12,
        severity=Severity.NOTE,
    )


@rule(
    "A-02",
    defect="name-mismatch",
    scope=Scope.DOCUMENT,
    title="表12、表13的项目名称与绩效目标表一致",
    basis="项目名称以预算项目库为准，预算表与绩效目标表应当一致",
    message="表{n}写作“{ours}”，第{form}份目标表写作“{theirs}”：目标表{difference}",
    remedy="以项目库中的名称为准，改正写错的一处",
)
def names_agree(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a row and a form belong together (names alike, or alike enough and the same money) and their
    names differ in characters. Width, spaces, case, brackets and other signs are no difference.
    """
    found = annexed(paper)
    if found is None:
        return
    yield from [HOLDS] * len(found.pairing.same)
    for row, n in found.pairing.like.items():
        form = found.forms[n]
        ours, theirs = found.name(row), SPACES.sub("", form.name)
        yield Breach(
            (*found.rows[row].places("project_name"), *form.places("project_name")),
            {"n": row[0], "ours": ours, "form": n, "theirs": theirs, "difference": difference(ours, theirs)},
            evidence=f"{ours} / {theirs}",
            expected=ours,
            actual=theirs,
            table=row[0],
            severity=None if misspelt(ours, theirs) else Severity.WARNING,
        )


@rule(
    "A-03",
    defect="amount-mismatch",
    scope=Scope.DOCUMENT,
    title="绩效目标表的年度资金与表12的金额相等",
    basis="绩效目标与预算一并批复、一并公开，资金应当一致（财预〔2015〕88号，待核）",
    message="目标表年度资金总额为 {form} 元（{in_wan} 万元），表{n}为 {row} 万元{hint}",
    remedy="以批复的预算为准，改正目标表或预算表的金额；目标表以元为单位，预算表以万元为单位",
)
def money_agrees(paper: Paper) -> Iterator[Outcome]:
    """Speaks where the form's money of the year is neither the row's nor that with what was carried over for the
    same project, by more than printing in 万元 rounds away. A row that the sums of its table prove wrong is
    taken as it should be. Blank money cannot be compared.
    """
    found = annexed(paper)
    if found is None:
        return
    for row, n in found.pairs.items():
        form, cents = found.forms[n], found.forms[n].cents("annual")
        if cents is None:
            yield Unable(f"第{n}份目标表的年度资金总额未填写", form.places("project_name"), form=n)
        elif _agrees(found, row, cents):
            yield HOLDS
        else:
            yield _amounts(found, row, form, cents)


def _agrees(found: Annexed, row: Row, cents: int) -> bool:
    step = found.balance.sheets[row[0]].table.step
    own = found.cents(row)
    alike = [found.cents(other) for other in found.same_named(row)]
    either = (own, sum(alike), found.rows[row].money.get("total", own))
    return any(abs(cents - value) <= step for value in either)


def _amounts(found: Annexed, row: Row, form: Form, cents: int) -> Breach:
    own = found.cents(row)
    hint = "，疑为元与万元混用" if own and cents in (own // _WAN, own * _WAN) else ""
    facts = {
        "form": rounded(cents, Unit.YUAN),
        "in_wan": rounded(cents, Unit.WAN),
        "n": row[0],
        "row": rounded(own, Unit.WAN),
        "hint": hint,
    }
    places = (*form.places("funds.annual.total"), *_row_places(found, row))
    return Breach(
        places, facts, form.record.text("funds.annual.total") or "", rounded(own, Unit.YUAN),
        rounded(cents, Unit.YUAN), "funds.annual.total", form=form.n, table=row[0],
    )  # fmt: skip


@rule(
    "A-04",
    defect="name-mismatch",
    scope=Scope.DOCUMENT,
    title="所附的目标表都是预算表里的项目",
    basis=_BASIS,
    message="第{n}份目标表“{name}”在表12、表13中没有对应的项目",
    remedy="核对项目名称；不是本部门本年项目的撤下",
    severity=Severity.WARNING,
)
def every_form_has_a_project(paper: Paper) -> Iterator[Outcome]:
    """Speaks of a form without a row, where nearly all others have one. A note where a row without a form has
    the same money or a like name: told there.
    """
    found = annexed(paper)
    if found is None or len(found.pairs) < _HALF * len(found.forms):
        return
    for n in found.pairing.over:
        hinted = any(_may_be(found, row, n) for row in found.missing)
        yield Breach(
            found.forms[n].places("project_name"),
            {"n": n, "name": found.forms[n].name},
            evidence=found.forms[n].name,
            field="project_name",
            form=n,
            severity=Severity.NOTE if hinted else None,
        )


@rule(
    "A-05",
    defect="overlapping-projects",
    scope=Scope.DOCUMENT,
    title="一件事不分成几个项目",
    basis="项目库管理：同一事项不得重复申报（待核）",
    message="第{n}份“{name}”与第{other}份“{theirs}”名称相近，概况和目标是同一段文字",
    remedy="合并为一个项目，或者写明各自的内容和分界",
    severity=Severity.NOTE,
)
def projects_do_not_overlap(paper: Paper) -> Iterator[Outcome]:
    """A hint: two forms whose names differ in a number at the end and whose overview and goal are the same text."""
    seen: dict[str, list[Form]] = {}
    for form in paper.forms:
        others = seen.setdefault(_SERIES.sub("", same_name(form.name)), [])
        other = next((o for o in others if all(same(o.text(key), form.text(key)) for key in _TEXTS)), None)
        others.append(form)
        if other is not None:
            yield Breach(
                (*form.places("project_name"), *other.places("project_name")),
                {"n": form.n, "name": form.name, "other": other.n, "theirs": other.name},
                evidence=form.name,
                form=form.n,
            )


RULES = (
    every_project_has_a_form,
    names_agree,
    money_agrees,
    every_form_has_a_project,
    projects_do_not_overlap,
)
