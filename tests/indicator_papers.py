"""A sound target form whose indicators tests change: printed as cells, read, and asked what one rule says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from mingzhang.checking.finding import Report
from mingzhang.checking.rulebook import Choice
from mingzhang.checking.standard import standard
from mingzhang.reading.reader import read_text

Rows = Sequence[tuple[str, str]]
LEVEL1 = {
    "数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标", "成本指标": "产出指标",
    "经济效益指标": "效益指标", "社会效益指标": "效益指标", "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标", "服务对象满意度指标": "满意度指标",
}  # fmt: skip
SOUND: Mapping[str, Rows] = {
    "数量指标": [("更换管网长度", "≥12公里")],
    "质量指标": [("工程验收合格率", "100%")],
    "时效指标": [("工程完工时间", "2025年9月底前")],
    "成本指标": [("管网改造总成本", "≤120万元")],
    "社会效益指标": [("居民用水条件", "改善")],
    "服务对象满意度指标": [("用水居民满意度", "≥90%")],
}
"""The indicators of a form with which nothing is wrong."""


def form(
    changes: Mapping[str, Rows] | None = None,
    *,
    annual: Mapping[str, Rows] | None = None,
    funds: tuple[str, str] = ("1,200,000", "1,200,000"),
    name: str = "东岭村供水管网改造",
    attribute: str = "一次性项目（1年结束）",
    period: str = "1年",
) -> str:
    """The text of a form: sound but for the changed kinds, both halves alike but for those of ``annual``."""
    whole = {**SOUND, **(changes or {})}
    year = {**whole, **(annual or {})}
    head = [
        "青岚县县(区)级预算部门（单位）项目支出绩效目标申报表",
        "（2025年度）",
        f"项目名称\t\t{name}\t\t\t\t\t",
        "主管部门及代码\t\t203-岚川市青岚县水务局\t\t实施单位\t\t青岚县供水站\t",
        f"项目属性\t\t{attribute}\t\t项目期\t\t{period}\t",
        f"项目资金 （元）\t\t实施期资金总额：\t{funds[0]}\t\t年度资金总额：\t{funds[1]}\t",
        "项目概况\t\t更换管网12公里。\t\t\t\t\t",
        "实施期目标\t\t\t\t年度目标\t\t\t",
        "总体目标\t\t改善1200户用水\t\t改善1200户用水\t\t\t",
        "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值",
    ]
    return "\n".join([*head, *_grid(whole, year), "填报日期：\t20250301101500", ""])


def _grid(whole: Mapping[str, Rows], year: Mapping[str, Rows]) -> Iterable[str]:
    for kind, level1 in LEVEL1.items():
        for left, right in zip_longest(whole.get(kind, ()), year.get(kind, ())):
            cells = [*(left or ("", "")), kind if right else "", *(right or ("", ""))]
            yield "\t".join(["", level1, kind, *cells])


def report(*forms: str, only: str) -> Report:
    """What one rule, or one family, reports of forms that stand in one paper."""
    return standard().check(read_text("\n".join(forms)), Choice(only=frozenset({only})))


def said(code: str, *forms: str) -> list[str]:
    """What a rule says of forms: severity, field and message of each finding, reasons of what it could not
    try, and nothing when it holds or does not apply.
    """
    checked = report(*forms, only=code)
    told = [f"{f.severity} {f.breach.field} {f.message}" for f in checked.findings]
    return [*told, *(f"unable {untried.unable.reason}" for untried in checked.unable)]
