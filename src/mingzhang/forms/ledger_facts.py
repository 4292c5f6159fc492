"""What a department says of itself, item by item: the rows of the sheet 部门情况, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mingzhang.forms.disclosure import NARRATIVE
from mingzhang.forms.narrative import PARTS, VEHICLES


class FactHolds(StrEnum):
    """What the value of an item is."""

    TEXT = "text"
    PROSE = "prose"
    COUNT = "count"
    AMOUNT = "amount"  # in yuan
    AREA = "area"  # a decimal number, kept as text
    YEAR = "year"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Fact:
    """An item: the path of its field in ``Facts`` (or in ``Ledger`` for ``of_ledger``), its label, what it holds.

    ``details`` are the usual keys of a field that is a dictionary, each with its label; other keys are kept
    as they are written.
    """

    path: str
    label: str
    english: str
    holds: FactHolds = FactHolds.TEXT
    details: tuple[tuple[str, str], ...] | None = None
    of_ledger: bool = False
    hint: str = ""


REASONS = tuple(
    (spec.key, spec.title)
    for spec in NARRATIVE
    if spec.key not in ("procurement", "performance", "assets", "other")
)
"""The sections that owe a reason. A reason for one figure has a longer key: changes.classes.213."""

FACTS = (
    Fact("year", "预算年度", "budget year", FactHolds.YEAR, of_ledger=True, hint="四位数，如 2026"),
    Fact("division", "财政区划代码", "division", FactHolds.CODE, of_ledger=True, hint="6 位或 9 位数字，不知道可以不填"),
    Fact("duties", "本部门职责", "duties", FactHolds.PROSE, hint="按“三定”规定写；可以分段"),
    Fact("offices", "机构设置情况", "offices", FactHolds.PROSE, hint="内设机构和下属单位"),
    Fact("units", "预算单位数", "units", FactHolds.COUNT, hint="机关及下属预算单位的个数"),
    Fact("goals", "编报整体绩效目标的单位数", "units with goals", FactHolds.COUNT),
    Fact("purchase", "政府购买服务", "government purchase of services", FactHolds.PROSE, hint="没有写“无”"),
    Fact("other", "其他说明", "other", FactHolds.PROSE),
    Fact("reasons", "变动原因", "reasons", FactHolds.PROSE, REASONS, hint="比上年增减的原因，用本部门自己的话"),
    Fact("assets.vehicle_quota", "公务用车编制", "vehicle quota", FactHolds.COUNT, hint="辆，上年 12 月 31 日"),
    Fact("assets.vehicles", "公务用车实有", "vehicles", FactHolds.COUNT, tuple((v, v) for v in VEHICLES),
         hint="辆，按种类分行"),
    Fact("assets.office_area", "办公用房面积", "office area", FactHolds.AREA, hint="平方米"),
    Fact("assets.equipment_500k", "50 万元以上通用设备", "equipment above 500,000", FactHolds.COUNT, hint="台（套）"),
    Fact("assets.equipment_1m", "100 万元以上专用设备", "equipment above 1,000,000", FactHolds.COUNT, hint="台（套）"),
    Fact("last_year.total", "上年预算总计", "last year: total", FactHolds.AMOUNT, hint="元，含上年结转"),
    Fact("last_year.carried", "上年预算中的结转", "last year: carried over", FactHolds.AMOUNT, hint="元"),
    Fact("last_year.basic", "上年基本支出", "last year: basic", FactHolds.AMOUNT, hint="元"),
    Fact("last_year.project", "上年项目支出", "last year: projects", FactHolds.AMOUNT, hint="元"),
    Fact("last_year.general", "上年一般公共预算", "last year: general budget", FactHolds.AMOUNT, hint="元，不含结转"),
    Fact("last_year.fund", "上年政府性基金预算", "last year: government funds", FactHolds.AMOUNT, hint="元，不含结转"),
    Fact("last_year.capital", "上年国有资本经营预算", "last year: state capital", FactHolds.AMOUNT, hint="元，不含结转"),
    Fact("last_year.special", "上年财政专户管理资金", "last year: special accounts", FactHolds.AMOUNT, hint="元，不含结转"),
    Fact("last_year.own", "上年单位资金", "last year: own money", FactHolds.AMOUNT, hint="元，不含结转"),
    Fact("last_year.running_costs", "上年机关运行经费", "last year: running costs", FactHolds.AMOUNT, hint="元"),
    Fact("last_year.three_public", "上年“三公”经费", "last year: three public", FactHolds.AMOUNT, tuple((p, p) for _, p in PARTS),
         hint="元，按项目分行"),
    Fact("last_year.income", "上年收入（按类）", "last year: income by class", FactHolds.AMOUNT, (),
         hint="元，不含结转；明细写功能分类的类，如 213"),
    Fact("last_year.expenditure", "上年支出（按类）", "last year: expenditure by class", FactHolds.AMOUNT, (),
         hint="元，含结转；明细写功能分类的类，如 213"),
    Fact("last_year.basic_by_class", "上年基本支出（按类）", "last year: basic by class", FactHolds.AMOUNT, (),
         hint="元；明细写功能分类的类，如 208"),
    Fact("last_year.project_by_class", "上年项目支出（按类）", "last year: projects by class", FactHolds.AMOUNT, (),
         hint="元，不含结转；明细写功能分类的类，如 213"),
)  # fmt: skip
"""The items in the order of the sheet."""

CONTINUED = "（续）"
"""What stands under 明细 where a text that is too long for a cell goes on."""
