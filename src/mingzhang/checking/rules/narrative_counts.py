"""Counts that the narrative states, and what cannot be: more parts than the whole, growth where there is a fall."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.checking.annexed import annexed
from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.story.statements import Role, Statement
from mingzhang.checking.story.story import Story, overgrown, story
from mingzhang.checking.story.words import clause
from mingzhang.checking.subject import Paper, plain
from mingzhang.domain.amount import Unit
from mingzhang.tables.view import rounded

_SLACK = 10_000
_FEW = 0.5
_BASIS = "《地方预决算公开操作规程》（财预〔2016〕143号）：公开的说明与表格应当一致、准确（待核）"


@rule(
    "N-06",
    defect="narrative-sum",
    scope=Scope.DOCUMENT,
    title="分项的上年数不大于上年总数",
    basis=_BASIS,
    message="“{clause}”，倒推上年为 {part} 万元，大于上年预算总额 {whole} 万元",
    remedy="核对该分项的本年数和增减额：本年数含上年结转的，增减额也应含上年结转",
)
def no_part_was_more_than_the_whole(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a class's figure of this year and its change put last year's above the whole budget of last year,
    by the total and its change that open the section. Silent where either is not stated.
    """
    for entry, part, whole in overgrown(story(paper)):
        if part <= whole + _SLACK:
            yield HOLDS
        elif entry.this is not None and entry.change is not None:
            this, change = entry.this, entry.change
            yield Breach(
                (*this.figure.printed.places, *change.figure.printed.places),
                {
                    "clause": f"{clause(this)}，{plain(change.figure.text)}",
                    "part": rounded(part, Unit.WAN),
                    "whole": rounded(whole, Unit.WAN),
                },
                evidence=f"{clause(this)} / {clause(change)}",
                section=this.figure.section,
            )


@rule(
    "N-07",
    defect="narrative-percent",
    scope=Scope.DOCUMENT,
    title="增减额与增减幅的方向一致",
    basis=_BASIS,
    message="“{change}”与“{growth}”一增一减",
    remedy="核对增减方向，改正写反的一处",
)
def directions_agree(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a change goes up and its percentage down, or the other way round."""
    for entry in story(paper).entries:
        change, growth = entry.change, entry.growth
        if change is None or growth is None or not change.value or not growth.value:
            continue
        if change.sign == growth.sign:
            yield HOLDS
            continue
        yield Breach(
            growth.figure.printed.places,
            {"change": clause(change), "growth": clause(growth)},
            evidence=f"{clause(change)} / {clause(growth)}",
            section=growth.figure.section,
        )


@rule(
    "N-08",
    defect="narrative-count",
    scope=Scope.DOCUMENT,
    title="公开的绩效目标个数、金额与所附目标表一致",
    basis=_BASIS,
    message="“{clause}”，附表为 {forms} 份、年度资金合计 {sum} 万元{what}",
    remedy="按实际所附的目标表改正个数和金额，或者补附缺的目标表",
)
def disclosed_targets_are_attached(paper: Paper) -> Iterator[Outcome]:
    """Speaks where the number of targets said to be disclosed is not the number of forms attached, or, the number
    being right, their money is neither the forms' nor table 12's. Silent where the paper has few forms against
    what it says: then they are attached elsewhere.
    """
    found = story(paper)
    count, money = _disclosed(found)
    if count is None or not paper.forms or len(paper.forms) < _FEW * count.value:
        return
    if any("绩效目标" in plain(part.text) for part in paper.document.unplaced):
        yield Unable("有读不进任何一份表的目标表文字，个数不能核对", count.figure.printed.places)
        return
    cents = [form.cents("annual") for form in paper.forms]
    total = sum(value for value in cents if value is not None)
    sums = {total, *_projects(found)}
    if count.value != len(paper.forms):
        what = (
            ""
            if money is None or _near(money, {total})
            else f"，说明写作 {rounded(money.value, Unit.WAN)} 万元"
        )
        at = count
    elif money is None or None in cents or _near(money, sums):
        yield HOLDS
        return
    else:
        what, at = f"，说明写作 {rounded(money.value, Unit.WAN)} 万元", money
    facts = {"clause": clause(at), "forms": len(paper.forms), "sum": rounded(total, Unit.WAN), "what": what}
    places = (*at.figure.printed.places, *(money.figure.printed.places if money and at is count else ()))
    yield Breach(
        places, facts, clause(at), str(len(paper.forms)), str(count.value), section=at.figure.section,
    )  # fmt: skip


def _disclosed(found: Story) -> tuple[Statement | None, Statement | None]:
    """How many targets are said to be disclosed, and of how much money."""
    statements = [s for s in found.told.of("performance") if "公开" in s.subject and "绩效目标" in s.subject]
    count = next((s for s in statements if s.role is Role.COUNT), None)
    return count, next((s for s in statements if s.role is Role.THIS), None)


def _projects(found: Story) -> set[int]:
    """The money of table 12, alone and with table 13."""
    sheets = found.balance.sheets
    totals = [
        found.balance.mended[sheets[n].key(0, "total")] for n in (12, 13) if n in sheets and sheets[n].lines
    ]
    return {totals[0], sum(totals)} if totals else set()


def _near(statement: Statement, values: set[int]) -> bool:
    return any(abs(statement.value - value) <= _SLACK for value in values)


@rule(
    "N-09",
    defect="narrative-count",
    scope=Scope.DOCUMENT,
    title="纳入绩效管理的项目个数与项目支出预算表一致",
    basis=_BASIS,
    message="“{clause}”，表12列 {rows} 个项目{carried}",
    remedy="核对项目个数",
    severity=Severity.NOTE,
)
def managed_projects_are_those_of_the_table(paper: Paper) -> Iterator[Outcome]:
    """A hint: the number of projects under performance management is neither table 12's, nor with table 13's, nor
    that of the forms. Some projects may be exempt.
    """
    both = annexed(paper)
    if both is None:
        return
    rows = sum(1 for n, _ in both.rows if n == 12)
    for statement in story(paper).told.of("performance"):
        if (
            statement.role is not Role.COUNT
            or "项目" not in statement.subject
            or "纳入" not in statement.subject
        ):
            continue
        if statement.value in (rows, len(both.rows), len(paper.forms)):
            yield HOLDS
            continue
        carried = f"，连同表13共 {len(both.rows)} 个" if len(both.rows) > rows else ""
        facts = {"clause": clause(statement), "rows": rows, "carried": carried}
        yield Breach(
            statement.figure.printed.places, facts, clause(statement), str(rows), str(statement.value),
            section=statement.figure.section,
        )  # fmt: skip


@rule(
    "N-10",
    defect="narrative-count",
    scope=Scope.DOCUMENT,
    title="编报整体绩效目标的单位不多于全部单位，全部编报的资金等于部门预算",
    basis=_BASIS,
    message="“{clause}”，{why}",
    remedy="核对单位个数和涉及资金",
)
def units_with_targets_are_some_of_the_units(paper: Paper) -> Iterator[Outcome]:
    """Speaks where more units have a target of their own than there are, and where all have one and their money is
    not the budget of the department stated in the same section.
    """
    said = story(paper).told.of("performance")
    units = next((s for s in said if s.role is Role.COUNT and "预算单位" in s.subject), None)
    ours = next(
        (s for s in said if s.role is Role.COUNT and "编报" in s.subject and "单位" in s.subject), None
    )
    whole = next((s for s in said if s.role is Role.THIS and "预算资金" in f"{s.subject}{s.predicate}"), None)
    if units is None or ours is None:
        return
    money = next(
        (s for s in said if s.role is Role.THIS and s.index > ours.index and s.subject == ours.subject), None
    )
    why = ""
    at = ours
    if ours.value > units.value:
        why = f"而机关及下属预算单位只有 {units.value} 个"
    elif ours.value == units.value and whole and money and not _near(money, {whole.value}):
        at, why = (
            money,
            f"全部 {units.value} 个单位都已编报，部门预算资金为 {rounded(whole.value, Unit.WAN)} 万元",
        )
    if why:
        yield Breach(
            at.figure.printed.places, {"clause": clause(at), "why": why}, clause(at), section=at.figure.section,
        )  # fmt: skip
    else:
        yield HOLDS


RULES = (
    no_part_was_more_than_the_whole,
    directions_agree,
    disclosed_targets_are_attached,
    managed_projects_are_those_of_the_table,
    units_with_targets_are_some_of_the_units,
)
