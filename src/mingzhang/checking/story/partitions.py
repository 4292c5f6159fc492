"""Sums that a narrative's own sentences must keep, as rows that a budget officer can read and correct.

A row names the section, the words of the whole, the words of its parts; a part that may or may not be counted
in the whole stands after 或. The whole opens a list, and each part is the next statement with its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from mingzhang.checking.story.statements import Role, Statement, Told
from mingzhang.checking.sums.equation import Equation


@dataclass(frozen=True)
class Partition:
    """A whole and its parts, by the words of their claims (regular expressions), of money or of counts."""

    code: str
    section: str
    title: str
    whole: str
    parts: tuple[str, ...]
    optional: tuple[str, ...] = ()
    counts: bool = False

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """The words of the parts, those that must be there first."""
        return tuple(re.compile(part) for part in (*self.parts, *self.optional))


FUNDS = ("一般公共预算", "政府性基金", "国有资本")
CARS = ("领导用车", "机要通信", "应急保障", "执法执勤", "特种专业", "离退休", "业务用车", "其他(?:公务)?用车")

PARTITIONS = (
    Partition("N-11", "changes", "收入（支出）总计＝本年收入（安排）＋上年结转", "(?:收入|支出)(?:预算)?总计|预算(?:收入|支出)$",
              ("^(?:本年|当年)(?:收入|预算安排|支出|安排)|收入安排$", "^上年(?:财政拨款)?结转|结转安排$")),
    Partition("N-12", "income", "预算收入＝各项资金之和", "^(?:部门)?(?:预算收入|收入预算|收入总计|收入合计)",
              FUNDS, ("专户", "单位资金|事业收入|经营收入|其他收入", "^上年结转")),
    Partition("N-13", "expenditure", "支出预算＝基本支出＋项目支出", "^(?:部门)?(?:支出预算|预算支出|支出总计|支出合计)",
              ("^基本支出$", "^项目支出$")),
    Partition("N-14", "appropriation", "财政拨款总预算＝各项预算之和", "总预算|收支预算$|总计$", FUNDS),
    Partition("N-15", "appropriation", "财政拨款总预算＝当年拨款＋上年结转", "总预算|收支预算$|总计$", ("^(?:当年|本年)(?:财政)?(?:拨款|收入)", "^上年(?:财政拨款)?结转")),
    Partition("N-16", "basic", "基本支出＝人员经费＋公用经费", "基本支出$", ("^人员经费", "^(?:日常)?公用经费")),
    Partition("N-17", "three_public", "“三公”经费＝各项之和", "三公", ("出国", "接待"), ("购置(?!及|和)", "(?<!购置及)(?<!购置和)运行(?:维护)?费?$", "购置[及和]运行")),
    Partition("N-18", "procurement", "政府采购预算总额＝货物＋工程＋服务", "采购预算(?:总额|总计|合计)?$|采购(?:总额|支出)|采购预算总", ("货物", "工程", "服务")),
    Partition("N-19", "performance", "部门预算资金＝基本支出＋项目支出", "整体(?:支出)?绩效目标$|预算资金", ("^基本支出$", "^项目支出$")),
    Partition("N-20", "performance", "项目金额＝其他运转类＋特定目标类", "纳入绩效|公开项目|项目绩效目标|^本年项目", ("其他运转类", "特定目标类"), ("人员类", "公用经费类")),
    Partition("N-21", "performance", "项目个数＝其他运转类＋特定目标类", "纳入绩效|公开项目|项目绩效目标|^本年项目", ("其他运转类", "特定目标类"), ("人员类", "公用经费类"), counts=True),
    Partition("N-22", "assets", "公务用车实有数＝各类用车之和", "公务用车|车辆", ("^领导",), CARS[1:], counts=True),
)  # fmt: skip
"""Every such sum."""


def equations(partition: Partition, told: Told) -> Iterator[Equation]:
    """The equations of a row over the statements of its section."""
    statements = told.of(partition.section)
    role = Role.COUNT if partition.counts else Role.THIS
    wholes = [i for i, s in enumerate(statements) if s.role is role and _opens(partition, s)]
    for here, after in zip(wholes, [*wholes[1:], len(statements)], strict=False):
        parts = _parts(partition, statements[here + 1 : after], role)
        if parts is not None:
            yield _equation(partition, statements[here], *parts)


def _opens(partition: Partition, statement: Statement) -> bool:
    words = f"{statement.subject}{statement.predicate if partition.section == 'performance' else ''}"
    if any(pattern.search(statement.subject) for pattern in partition.patterns):
        return False
    return re.search(partition.whole, words.replace("“", "").replace("”", "")) is not None


def _parts(
    partition: Partition, statements: Sequence[Statement], role: Role
) -> tuple[list[Statement], list[Statement]] | None:
    """The statements of the parts and of the optional parts; None where a part that must be there is not."""
    found = [
        next((s for s in statements if s.role is role and pattern.search(s.subject)), None)
        for pattern in partition.patterns
    ]
    must, may = found[: len(partition.parts)], found[len(partition.parts) :]
    given = [s for s in must if s is not None]
    if len(given) < len(must) - (len(must) > 2) or len({s.index for s in found if s}) < 2:
        return None
    return given, [s for s in may if s is not None]


def _equation(
    partition: Partition, whole: Statement, must: Sequence[Statement], may: Sequence[Statement]
) -> Equation:
    """The sum with those optional parts with which it holds; with all of them where it never does, or in counts."""
    values = {s.key: s.value for s in (whole, *must, *may)}
    least = 0 if partition.counts else len(may)
    choices = (chosen for n in range(least + 1) for chosen in combinations(may, len(may) - n))
    full: Equation | None = None
    for chosen in choices:
        terms = tuple((s.key, 1) for s in (*must, *chosen))
        slack = 0 if partition.counts else max(s.ulp for s in (whole, *must)) * (len(terms) + 1) // 2
        equation = Equation(partition.code, whole.key, terms, slack)
        if equation.holds(values):
            return equation
        full = full or equation
    assert full is not None
    return full
