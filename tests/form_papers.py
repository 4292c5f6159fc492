"""A sound target form whose head and texts tests change: printed as cells, read, and asked what one rule says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mingzhang.checking.finding import Report
from mingzhang.checking.rulebook import Choice
from mingzhang.checking.standard import standard
from mingzhang.reading.reader import read_text

Row = tuple[str, str, str]
TEXTS = {
    "name": "东岭村供水管网改造工程",
    "department": "203-岚川市青岚县水务局",
    "unit": "青岚县供水站",
    "attribute": "一次性项目（1年结束）",
    "period": "1年",
    "overview": "更换东岭村供水管网12公里，新建泵站2座，惠及1200户。",
    "basis": "《青岚县农村供水保障实施方案》（青政办发〔2024〕9号）",
    "necessity": "管网老化漏损严重，冬季常有停水。",
    "safeguards": "执行政府采购制度，资金专款专用，逐处验收。",
    "plan": "2025年3月完成招标，4月至8月施工，9月底前验收。",
    "whole_goal": "改善1200户居民用水条件，漏损率降到12%以下。",
    "annual_goal": "改善1200户居民用水条件，漏损率降到12%以下。",
    "filed_at": "20250301101500",
    "region": "青岚县",
    "year": "2025",
}
"""A form with which nothing is wrong."""
FUNDS = {"total": "1,200,000", "central": "0", "provincial": "0", "local": "1,200,000", "self_raised": "0"}
ROWS: Sequence[Row] = (
    ("数量指标", "更换供水管网", "12公里"),
    ("质量指标", "工程验收合格率", "100%"),
    ("时效指标", "工程完工时间", "2025年9月底前"),
    ("成本指标", "管网改造总成本", "≤120万元"),
    ("社会效益指标", "居民用水条件", "改善"),
    ("服务对象满意度指标", "用水居民满意度", "≥90%"),
)
_LEVEL1 = {
    "社会效益指标": "效益指标",
    "生态效益指标": "效益指标",
    "经济效益指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}
_LABELS = {
    "overview": "项目概况", "basis": "立项依据", "necessity": "项目设立必要性",
    "safeguards": "保证项目实施的制度、措施", "plan": "项目实施计划",
}  # fmt: skip
_FUNDS = {
    "central": "其中：中央财政资金", "provincial": "省级财政资金", "local": "市县（区）财政资金",
    "self_raised": "单位自筹", "other": "其他资金",
}  # fmt: skip


def form(
    head: Mapping[str, str] | None = None,
    *,
    rows: Sequence[Row] = ROWS,
    funds: Mapping[str, str] | None = None,
    annual: Mapping[str, str] | None = None,
    **changes: str,
) -> str:
    """The text of a form: sound but for what is changed; ``annual`` are the funds of the year where they differ."""
    say = {**TEXTS, **(head or {}), **changes}
    whole = {**FUNDS, **(funds or {})}
    year = {**whole, **(annual or {})}
    return "\n".join(
        [
            f"{say['region']}县(区)级预算部门（单位）项目支出绩效目标申报表",
            f"（{say['year']}年度）",
            f"项目名称\t\t{say['name']}\t\t\t\t\t",
            f"主管部门及代码\t\t{say['department']}\t\t实施单位\t\t{say['unit']}\t",
            f"项目属性\t\t{say['attribute']}\t\t项目期\t\t{say['period']}\t",
            f"项目资金 （元）\t\t实施期资金总额：\t{whole['total']}\t\t年度资金总额：\t{year['total']}\t",
            *(
                f"\t\t{label}\t{whole.get(key, '')}\t\t{label}\t{year.get(key, '')}\t"
                for key, label in _FUNDS.items()
            ),
            *(f"{label}\t\t{say[key]}\t\t\t\t\t" for key, label in _LABELS.items()),
            "实施期目标\t\t\t\t年度目标\t\t\t",
            f"总体目标\t\t{say['whole_goal']}\t\t{say['annual_goal']}\t\t\t",
            "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值",
            *_grid(rows),
            f"负责人：\t\t经办人：\t\t联系电话：\t\t填报日期：\t{say['filed_at']}",
            "",
        ]
    )


def _grid(rows: Sequence[Row]) -> Iterable[str]:
    for kind, name, value in rows:
        yield "\t".join(["", _LEVEL1.get(kind, "产出指标"), kind, name, value, kind, name, value])


def changed(kind: str, name: str, value: str) -> list[Row]:
    """The sound rows with the one of a kind put another way."""
    return [(kind, name, value) if row[0] == kind else row for row in ROWS]


def report(*forms: str, only: str) -> Report:
    """What one rule, or one family, reports of forms that stand in one paper."""
    return standard().check(read_text("\n".join(forms)), Choice(only=frozenset({only})))


def said(code: str, *forms: str) -> list[str]:
    """What a rule says of forms: form, severity, field and message of each finding; nothing when it holds."""
    findings = report(*forms, only=code).findings
    return [f"{f.breach.form} {f.severity} {f.breach.field} {f.message}" for f in findings]


def untried(code: str, *forms: str) -> list[str]:
    """Why a rule could not be tried."""
    return [one.unable.reason for one in report(*forms, only=code).unable]
