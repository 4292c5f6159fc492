"""The figures of the narrative against the tables and against each other; the equations stand in ``story``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from mingzhang.checking.equations import cell_name
from mingzhang.checking.finding import HOLDS, Breach, Outcome, Rule, Scope, Severity
from mingzhang.checking.story.partitions import PARTITIONS, Partition
from mingzhang.checking.story.quantities import SECTIONS
from mingzhang.checking.story.relations import AMOUNT, CHANGE, GROWTH, LISTED, SHARE
from mingzhang.checking.story.statements import Role, Statement
from mingzhang.checking.story.story import Story, overgrown, story
from mingzhang.checking.story.words import clause, figure_name, said
from mingzhang.checking.subject import Paper
from mingzhang.checking.sums.equation import PERCENT, Equation, Key, Ratio, Relation
from mingzhang.checking.sums.roots import Root
from mingzhang.domain.amount import Unit
from mingzhang.domain.place import Place
from mingzhang.forms.queries import CLASSES
from mingzhang.tables.view import rounded

_BASIS = "《地方预决算公开操作规程》（财预〔2016〕143号）：公开的说明与表格应当一致、准确（待核）"
_MANY = 0.25
"""The share of figures that disagree with the tables from which on it is the reading, or other tables."""


def _primary(root: Root) -> Relation:
    """The relation that tells a root: the first that may speak."""
    return next((r for r in root.mended if not r.witness), root.mended[0])


def _roots(found: Story, code: str) -> Iterator[tuple[Root, Relation, Statement]]:
    for root in found.roots:
        relation, statement = _primary(root), found.statement(root.key)
        if relation.code == code and statement is not None:
            yield root, relation, statement


def _places(found: Story, root: Root) -> tuple[Place, ...]:
    """The wrong figure, then the others of what does not hold."""
    keys = [root.key, *(key for relation in root.mended for key in relation.keys), *root.tied]
    statements = (found.statement(key) for key in dict.fromkeys(keys))
    return tuple(place for s in statements if s is not None for place in s.figure.printed.places)


def _breach(found: Story, root: Root, statement: Statement, facts: Mapping[str, object], expected: str,
            severity: Severity | None = None) -> Breach:  # fmt: skip
    return Breach(
        _places(found, root), facts, clause(statement), expected, said(statement.role, statement.value),
        section=statement.figure.section, severity=severity,
    )  # fmt: skip


def _amount(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a figure of this year is none of those that the tables state of what its words name: a class,
    an item, a fund, a total, basic or project expenditure. Silent where the words say more than a name that the
    tables have (项目支出中用于…的), of last year's figures, and by 0.01 万元 of rounding. Whether the right one of
    several figures of one name was taken is left to the sums. Many that disagree are notes: then it is the
    reading, or the tables of another paper.
    """
    found = story(paper)
    broken = list(_roots(found, AMOUNT))
    many = len(broken) > max(6, _MANY * (len(broken) + found.held.get(AMOUNT, 0)))
    for root, relation, statement in broken:
        quantity = found.quantity(statement)
        cell = (
            min(
                (c for c in quantity.cells if found.balance.mended[c] == root.new),
                key=lambda c: c[1] not in SECTIONS.get(statement.section, ()),
                default=None,
            )
            if quantity
            else None
        )
        if cell is not None:
            where = f"{cell_name(found.balance, cell)}为"
        else:
            where = "同一数字的另一处为" if relation.keys[1:] else "表中应为"
        facts = {
            "clause": clause(statement),
            "where": where,
            "expected": said(statement.role, root.new),
            "more": _more(found, root, statement),
        }
        yield _breach(
            found, root, statement, facts, said(statement.role, root.new), Severity.NOTE if many else None
        )
    yield from [HOLDS] * found.held.get(AMOUNT, 0)


def _more(found: Story, root: Root, statement: Statement) -> str:
    """What was computed from a wrong figure and is wrong with it."""
    entry = next((e for e in found.entries if statement in e.said.values()), None)
    if entry is None or entry.this is not statement or entry.last is None or entry.change is None:
        return ""
    change = root.new - entry.last.value
    way = "增加" if change >= 0 else "减少"
    rate = f"、{abs(change) / entry.last.value * 100:.2f}%" if entry.last.value else ""
    return f"；据此应比上年{way} {rounded(abs(change), Unit.WAN)} 万元{rate}"


def _change(paper: Paper) -> Iterator[Outcome]:
    """Speaks where this year's figure less last year's, both stated, is not the change stated, direction included;
    where the text leaves this year's out, with the figure of the tables. Silent where last year's is not stated.
    """
    found = story(paper)
    for root, relation, statement in _roots(found, CHANGE):
        if not isinstance(relation, Equation):
            continue
        change = found.statement(relation.left) or statement
        value = relation.total(found.values) * change.sign
        terms = [found.statement(key) for key, _ in relation.right]
        parts = "、".join(f"“{clause(s)}”" for s in terms if s is not None)
        facts = {
            "clause": clause(change),
            "parts": parts,
            "way": "增加" if value >= 0 else "减少",
            "expected": said(Role.CHANGE, abs(value)),
        }
        yield _breach(found, root, change, facts, said(Role.CHANGE, abs(value)))
    yield from [HOLDS] * found.held.get(CHANGE, 0)


def _percent(code: str, paper: Paper) -> Iterator[Outcome]:
    """Speaks where a percentage is not what the figures beside it give, whatever this year's figure is taken to be:
    a growth is the change by last year's figure, a share the figure by the whole named or opening the list. A last
    decimal cut off instead of rounded is a note. Growth from 0 is told apart.
    """
    found = story(paper)
    for root, relation, statement in _roots(found, code):
        exact = relation.exact(found.values) if isinstance(relation, Ratio) else None
        if exact is None or not isinstance(relation, Ratio):
            continue
        near = abs(exact * PERCENT - statement.value) <= relation.ulp
        how, hint = _how(found, relation)
        facts = {
            "clause": clause(statement),
            "how": how,
            "expected": f"{exact:.2f}%",
            "hint": "；末位应四舍五入" if near else hint,
        }
        yield _breach(found, root, statement, facts, f"{exact:.2f}%", Severity.NOTE if near else None)
    yield from [HOLDS] * found.held.get(code, 0)


def _how(found: Story, relation: Ratio) -> tuple[str, str]:
    """How the percentage is worked out, and what was done instead."""
    part, whole = next(
        (r for r in relation.readings if sum(s * found.values[k] for k, s in r[1])), relation.readings[0]
    )
    below = sum(sign * found.values[key] for key, sign in whole)
    above = sum(sign * found.values[key] for key, sign in part)
    how = f"{rounded(abs(above), Unit.WAN)}÷{rounded(abs(below), Unit.WAN)}"
    this = next((found.values[key] for key, sign in whole if sign > 0), 0) if len(whole) > 1 else 0
    printed = found.values[relation.left]
    wrong = bool(this) and abs(abs(above) / this * 100 * PERCENT - printed) <= relation.ulp
    return how, "；写的是以本年数作分母的结果" if wrong else ""


def _listed(paper: Paper) -> Iterator[Outcome]:
    """A hint, where the changes listed class by class below a change do not come to it although every class of
    table 1 that has money is listed: an item may have been left out, or one of the figures be wrong.
    """
    found = story(paper)
    for root, relation, _ in _roots(found, LISTED):
        total = found.statement(relation.keys[0])
        parts = [s for key in relation.keys[1:] if (s := found.statement(key)) is not None]
        if total is None or not isinstance(relation, Equation) or not _complete(found, parts):
            continue
        if any(part > whole for _, part, whole in overgrown(found)):
            continue
        value = relation.total(found.values) * total.sign
        facts = {
            "clause": clause(total),
            "sum": said(Role.CHANGE, abs(value)),
            "way": "增加" if value >= 0 else "减少",
        }
        yield _breach(found, root, total, facts, said(Role.CHANGE, abs(value)), Severity.NOTE)


def _complete(found: Story, parts: list[Statement]) -> bool:
    """Whether the parts of a list name every class of table 1 that has money."""
    sheet = found.balance.sheets.get(1)
    if sheet is None:
        return False
    have = {quantity.name for s in parts if (quantity := found.quantity(s)) is not None}
    lines = [sheet.lines[row] for code, row in sheet.classes.items() if code in CLASSES]
    return all(
        any(name in line.texts.get("item", "") for name in have) for line in lines if line.money.get("total")
    )


def _partition(partition: Partition, paper: Paper) -> Iterator[Outcome]:
    found = story(paper)
    for root, relation, statement in _roots(found, partition.code):
        whole = found.statement(relation.keys[0])
        if whole is None or not isinstance(relation, Equation):
            continue
        parts = "＋".join(_value(found, key) for key, _ in relation.right)
        total = relation.total(found.values)
        facts = {
            "clause": clause(whole),
            "parts": parts,
            "sum": said(whole.role, total),
            "gap": said(whole.role, abs(total - whole.value)),
            "tied": ""
            if root.tied or root.key == whole.key
            else f"；有误的应是{figure_name(found, root.key)}",
        }
        yield _breach(found, root, statement, facts, said(statement.role, root.new))
    yield from [HOLDS] * found.held.get(partition.code, 0)


def _value(found: Story, key: Key) -> str:
    statement = found.statement(key)
    return "" if statement is None else statement.figure.printed.text


def _rule(code: str, defect: str, title: str, message: str, remedy: str,
          check: Callable[[Paper], Iterator[Outcome]], doc: str | None, severity: Severity = Severity.ERROR) -> Rule:  # fmt: skip
    def run(paper: Paper) -> Iterator[Outcome]:
        yield from check(paper)

    run.__doc__ = doc
    return Rule(code, defect, Scope.DOCUMENT, title, _BASIS, message, remedy, severity, run)


_PERCENT_MESSAGE = "“{clause}”，按 {how} 计算应为 {expected}{hint}"
_PARTITION_DOC = """Speaks where a whole is not the sum of its parts as the section states them, but for rounding of each figure.
Parts that may be counted in or not are taken as the sum holds. Silent where parts are left out of the text."""

RULES = (
    _rule(AMOUNT, "narrative-amount", "说明中的本年金额与预算表一致", "“{clause}”，{where} {expected}{more}",
          "以预算表为准改正说明中的金额，并重算由它得出的增减额和比例", _amount, _amount.__doc__),
    _rule(CHANGE, "narrative-sum", "本年数减上年数等于所写的增减额", "“{clause}”，按{parts}计算应{way} {expected}",
          "核对本年数、上年数和增减额，改正有误的一个", _change, _change.__doc__),
    _rule(GROWTH, "narrative-percent", "增减幅度等于增减额除以上年数", _PERCENT_MESSAGE,
          "重算增减幅度：增减额除以上年数", partial(_percent, GROWTH), _percent.__doc__),
    _rule(SHARE, "narrative-percent", "占比等于部分除以总额", _PERCENT_MESSAGE,
          "重算占比：部分除以总额", partial(_percent, SHARE), _percent.__doc__),
    _rule(LISTED, "narrative-sum", "所列各项增减之和等于总的增减", "“{clause}”，所列各项合计{way} {sum}",
          "补列漏写的项目，或者改正有误的增减额", _listed, _listed.__doc__, Severity.NOTE),
    *(_rule(p.code, "narrative-count" if p.counts else "narrative-sum", p.title,
            "“{clause}”，而各部分 {parts} 合计 {sum}，相差 {gap}{tied}", "核对总数和各部分，改正有误的一个",
            partial(_partition, p), _PARTITION_DOC) for p in PARTITIONS),
)  # fmt: skip
