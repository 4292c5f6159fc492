"""The files and fields of the national data standard that a budget fills, declared once as data.

After 财政部《预算管理一体化系统技术标准》 (V1 2020, V2 draft 2022) as products in use have it. What was not seen there
but concluded, or is quoted from memory, is marked so: to be held against the standard of the place before use.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """How a field is known."""

    SEEN = "seen"  # in products or published tables
    PRODUCT = "product"  # in a product in use, not in the standard itself
    INFERRED = "inferred"  # concluded from how others are named: 待核
    TO_CONFIRM = "to confirm"  # quoted from memory: 待核


class Type(StrEnum):
    """What a field holds in a database."""

    VARCHAR = "VARCHAR"
    NUMBER = "NUMBER"


@dataclass(frozen=True, slots=True)
class StandardField:
    """A field: its name in the standard, what it means, how long it may be, where its value comes from.

    ``length`` is in characters of a VARCHAR (待核: some systems count bytes), in digits of a NUMBER, of which
    ``scale`` behind the point; None where it is not known. ``value`` is what is the same in every row. ``code``
    says that it holds digits that are no number.
    """

    name: str
    meaning: str
    type: Type
    length: int | None
    source: str
    basis: Basis = Basis.SEEN
    scale: int = 0
    value: str = ""
    code: bool = False
    note: str = ""

    @property
    def typed(self) -> str:
        """The type as a database writes it."""
        if self.length is None:
            return str(self.type)
        return f"{self.type}({self.length},{self.scale})" if self.scale else f"{self.type}({self.length})"


@dataclass(frozen=True, slots=True)
class StandardFile:
    """A file: the table of the standard that its rows go into."""

    name: str
    title: str
    english: str
    fields: tuple[StandardField, ...]


def _text(
    name: str, meaning: str, length: int | None, source: str, basis: Basis = Basis.SEEN, note: str = ""
) -> StandardField:
    return StandardField(name, meaning, Type.VARCHAR, length, source, basis, note=note)


def _code(
    name: str, meaning: str, length: int, source: str, basis: Basis = Basis.SEEN, note: str = ""
) -> StandardField:
    return StandardField(name, meaning, Type.VARCHAR, length, source, basis, code=True, note=note)


def _money(name: str, meaning: str, source: str) -> StandardField:
    return StandardField(name, meaning, Type.NUMBER, 20, source, scale=2, note="元")


_INF, _CONFIRM = Basis.INFERRED, Basis.TO_CONFIRM
_KEY = "本程序按内容生成，同样的内容得同样的主键"
_DIVISION = (
    _code("MOF_DIV_CODE", "财政区划代码", 9, "Ledger.division"),
    _text("MOF_DIV_NAME", "财政区划名称", 360, "行政区划清单，没有时取目标表的地区"),
    _code("FISCAL_YEAR", "预算年度", 4, "Ledger.year, year"),
)
_DEPARTMENT = (
    _code("DEPT_CODE", "部门代码", 21, "BudgetLine.department"),
    _text("DEPT_NAME", "部门名称", 150, "Department.name", note="各系统 150 至 360，取短的"),
)
_AGENCY = (
    _code("AGENCY_CODE", "单位代码", 21, "BudgetLine.unit"),
    _text("AGENCY_NAME", "单位名称", 300, "Unit.name, implementing_unit", note="各系统 300 至 360，取短的"),
)
_PROJECT = (
    _code("PRO_CODE", "项目代码", 21, "BudgetLine.project_code"),
    _text("PRO_NAME", "项目名称", 180, "BudgetLine.project, project_name"),
)
_PROJECT_KEY = _text("PRO_ID", "项目主键", 38, "key", _INF, _KEY)
_DELETED = StandardField("IS_DELETED", "是否删除", Type.NUMBER, 1, "", value="2", note="1 是，2 否")
_YEARFLAG = StandardField(
    "YEARFLAG", "总体或年度", Type.VARCHAR, 1, "half", Basis.PRODUCT, note="1 总体，0 年度"
)
_CATEGORY_NOTE = "1 人员类、21 公用经费、22 其他运转类、3 特定目标类（待核）"

PM_PROJECT_INFO = StandardFile(
    "PM_PROJECT_INFO",
    "项目基础信息",
    "projects",
    (
        *_DIVISION,
        *_AGENCY,
        _PROJECT_KEY,
        *_PROJECT,
        _code("PRO_CAT_CODE", "项目类别代码", 4, "BudgetLine.kind", _CONFIRM, _CATEGORY_NOTE),
        StandardField("PRO_TERM", "项目期限（年）", Type.NUMBER, None, "period", _INF),
        _money("PRO_TOTAL_AMT", "项目总额", "funds.whole.total"),
        _text("PRO_DESC", "项目概述", None, "overview"),
        _text("PRO_BASES", "立项依据", None, "basis"),
        _DELETED,
    ),
)

_OBJECT = (
    _code("PERF_OBJ_TYPE_CODE", "绩效目标类型代码", 1, "half", _INF, "1 总体（待核），2 项目年度绩效"),
    _text("PERF_OBJ_TYPE_NAME", "绩效目标类型名称", 60, "half", _INF),
)
_GOAL_KEY = _text("KPI_PER_ID", "项目绩效目标主键", 38, "key", note=_KEY)

PM_PERF_GOAL_INFO = StandardFile(
    "PM_PERF_GOAL_INFO",
    "项目绩效目标",
    "goals of projects",
    (
        _GOAL_KEY,
        *_DIVISION,
        *_AGENCY,
        _PROJECT_KEY,
        *_PROJECT,
        *_OBJECT,
        _YEARFLAG,
        _text("KPI_TARGET", "绩效目标", 2000, "whole_goal, annual_goal"),
        _DELETED,
    ),
)

PM_PERF_INDICATOR = StandardFile(
    "PM_PERF_INDICATOR",
    "项目绩效指标",
    "indicators of projects",
    (
        _text("KPI_ID", "绩效指标主键", 38, "key", note=_KEY),
        _text("KPI_PER_ID", "项目绩效目标主键", 38, "key", _INF, _KEY),
        *_DIVISION,
        *_AGENCY,
        _PROJECT_KEY,
        *_PROJECT,
        _YEARFLAG,
        _text("LV1_PERF_IND_NAME", "一级绩效指标名称", 200, "level1", note="各系统 200 至 1000，取短的"),
        _text("LV2_PERF_IND_NAME", "二级绩效指标名称", 200, "level2", note="各系统 200 至 1000，取短的"),
        _text("LV3_PERF_IND_NAME", "三级绩效指标名称", 200, "level3", note="各系统 200 至 1000，取短的"),
        _code("COMPUTESIGN", "计算符号", 40, "operator", _INF, "1 ≥、2 >、3 =、4 ≤、5 <、6 定性；次序待核"),
        _text("KPI_VAL", "指标值", 60, "number, value", note="定量的写数值，其余照印"),
        _text("METERUNIT", "计量单位", 200, "unit", Basis.PRODUCT),
        _DELETED,
    ),
)

BGT_PM_ANNUAL = StandardFile(
    "BGT_PM_ANNUAL",
    "部门预算项目年度预算",
    "the year's budget by project",
    (
        *_DIVISION,
        *_DEPARTMENT,
        *_AGENCY,
        _text("PRO_ID", "项目主键", 38, "key", _INF, f"{_KEY}；基本支出没有"),
        *_PROJECT,
        _code("PRO_KIND_CODE", "项目类别代码", 4, "BudgetLine.kind", _CONFIRM, _CATEGORY_NOTE),
        _code("EXP_FUNC_CODE", "支出功能分类科目代码", 13, "BudgetLine.function"),
        _text("EXP_FUNC_NAME", "支出功能分类科目名称", 360, "科目清单"),
        _code("GOV_BGT_ECO_CODE", "政府支出经济分类代码", 11, "BudgetLine.government"),
        _text("GOV_BGT_ECO_NAME", "政府支出经济分类名称", 360, "科目清单"),
        _code("DEP_BGT_ECO_CODE", "部门支出经济分类代码", 20, "BudgetLine.departmental"),
        _text("DEP_BGT_ECO_NAME", "部门支出经济分类名称", 360, "科目清单"),
        _code("FUND_TYPE_CODE", "资金性质代码", 4, "BudgetLine.fund", note="见资金性质清单，部分待核"),
        _text("FUND_TYPE_NAME", "资金性质名称", 60, "BudgetLine.fund"),
        _text("FOUND_TYPE_NAME", "资金来源名称", 30, "BudgetLine.period", note="标准里拼作 FOUND"),
        _code("BUDGET_LEVEL_CODE", "预算级次代码", 1, "BudgetLine.level", _CONFIRM),
        _money("REPLY_AMT", "年初批复数", "BudgetLine.cents"),
        _code("IS_GOV_PUR", "是否政府采购", 1, "BudgetLine.procurement", note="1 是，2 否"),
        _DELETED,
    ),
)

FILES = (PM_PROJECT_INFO, PM_PERF_GOAL_INFO, PM_PERF_INDICATOR, BGT_PM_ANNUAL)
"""Every file, in the order in which a system takes them in."""

SIGNS = {"≥": "1", ">": "2", "=": "3", "≤": "4", "<": "5"}
"""COMPUTESIGN of an operator (待核); a number without one is to be equalled."""
EQUAL, QUALITATIVE = "3", "6"
