"""The ledger's spreadsheet, declared once: its sheets, their columns, the words for every choice.

The template, the export, the import and the reference page all go by it. A column has three heads: the
Chinese one that people see, an English one, and the name of the national data standard where it has one;
``also`` are other heads in use, the names of the standard's first version among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mingzhang.domain.ledger import Fund, Kind, Level, Period, Procurement


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    CODE = "code"  # digits that are no number: of a classification, a unit, a project
    AMOUNT = "amount"
    CHOICE = "choice"
    YEAR = "year"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a cell may have: the word that is written, others that are understood, the standard's code."""

    value: str
    word: str
    also: tuple[str, ...] = ()
    standard: str = ""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: the key of its field, its heads, what its cells hold, what a person is told about it.

    ``classification`` names the list that a code belongs to. ``book`` says that it stands in the Excel book,
    whose sheet of units makes it needless to repeat names; a file of lines alone has every column. ``written``
    is false for a column that is only understood when found, ``exchanged`` says that such a one is written under
    the names of the national standard. ``of`` names the key of the code that a name
    belongs to.
    """

    key: str
    head: str
    english: str
    standard: str = ""
    also: tuple[str, ...] = ()
    holds: Holds = Holds.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    classification: str = ""
    of: str = ""
    book: bool = True
    written: bool = True
    exchanged: bool = False
    comment: str = ""
    width: int = 14

    @property
    def heads(self) -> tuple[str, ...]:
        """Every head that names it."""
        return tuple(h for h in (self.head, self.english, self.key, self.standard, *self.also) if h)


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """A sheet: its key, its name, other names, its columns."""

    key: str
    name: str
    english: str
    columns: tuple[SheetColumn, ...] = ()
    also: tuple[str, ...] = ()

    def column(self, key: str) -> SheetColumn:
        """The column with this key. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @property
    def in_book(self) -> tuple[SheetColumn, ...]:
        """The columns of the Excel book."""
        return tuple(c for c in self.columns if c.book and c.written)

    @property
    def in_standard(self) -> tuple[SheetColumn, ...]:
        """The columns of a file under the names of the national standard."""
        return tuple(c for c in self.columns if c.written or c.exchanged)

    @property
    def in_file(self) -> tuple[SheetColumn, ...]:
        """The columns of a file that stands alone."""
        return tuple(c for c in self.columns if c.written)


FUNDS = (
    Choice(Fund.GENERAL, "一般公共预算", ("一般公共预算资金", "一般公共预算财政拨款", "一般公共预算拨款", "公共财政预算"), "11"),
    Choice(Fund.GOVERNMENT, "政府性基金预算", ("政府性基金", "政府性基金预算资金", "政府性基金预算财政拨款", "基金预算"), "12"),
    Choice(Fund.CAPITAL, "国有资本经营预算", ("国有资本经营", "国有资本经营预算资金", "国有资本经营预算财政拨款", "国资预算"), "13"),
    Choice(Fund.SPECIAL, "财政专户管理资金", ("财政专户", "财政专户资金", "专户资金"), "2"),
    Choice(Fund.OWN, "单位资金", ("单位自有资金", "自有资金", "事业收入", "其他资金"), "3"),
)  # fmt: skip
KINDS = (
    Choice(Kind.STAFF, "人员类", ("人员经费", "人员类项目", "人员支出", "基本支出-人员经费"), "1"),
    Choice(Kind.OFFICE, "公用经费", ("公用", "公用经费类", "公用经费项目", "日常公用经费", "基本支出-公用经费"), "21"),
    Choice(Kind.OTHER, "其他运转类", ("其他运转", "其他运转类项目", "运转类其他"), "22"),
    Choice(Kind.SPECIFIC, "特定目标类", ("特定目标", "特定目标类项目", "专项"), "3"),
)  # fmt: skip
PERIODS = (
    Choice(Period.CURRENT, "当年预算安排", ("当年", "当年预算", "本年", "本年预算", "本年预算安排", "年初预算", "当年安排"), "当年预算安排"),
    Choice(Period.CARRIED, "上年结转安排", ("上年结转", "结转", "结转资金", "上年结转资金", "上年结转结余"), "上年结转安排"),
)  # fmt: skip
LEVELS = (
    Choice(Level.CENTRAL, "中央", ("中央级", "中央财政", "中央资金", "中央财政资金"), "1"),
    Choice(Level.PROVINCIAL, "省级", ("省", "省财政", "省级财政", "省级资金", "省级财政资金"), "2"),
    Choice(Level.LOCAL, "市县", ("市县(区)", "市县级", "市级", "县级", "县区级", "区级", "乡级", "本级", "市", "县", "县本级",
                                "市县财政资金", "市县(区)财政资金", "3", "5"), "4"),
)  # fmt: skip
PROCUREMENTS = (
    Choice(Procurement.GOODS, "货物", ("货物类", "采购货物")),
    Choice(Procurement.WORKS, "工程", ("工程类", "采购工程")),
    Choice(Procurement.SERVICES, "服务", ("服务类", "采购服务")),
    Choice("", "", ("无", "否", "不采购", "非政府采购", "不涉及", "2", "0")),
)
BASIC_OR_PROJECT = (
    Choice("basic", "基本支出", ("基本", "1")),
    Choice("project", "项目支出", ("项目", "2")),
)
YES_OR_NO = (
    Choice("yes", "是", ("有", "y", "yes", "true", "1", "√"), "1"),
    Choice("", "否", ("无", "不是", "n", "no", "false", "0", "2"), "2"),
)

_YEAR = SheetColumn(
    "year", "预算年度", "budget year", "FISCAL_YEAR", ("年度", "预算年份", "年份", "YEAR", "BUDGET_YEAR"),
    Holds.YEAR, book=False, width=9, comment="四位数的预算年度，如 2026。",
)  # fmt: skip
_DIVISION = SheetColumn(
    "division", "财政区划代码", "division code", "MOF_DIV_CODE", ("区划代码", "行政区划代码", "财政区划"),
    Holds.CODE, book=False, comment="财政区划代码，6 位或 9 位数字；不知道可以不填。",
)  # fmt: skip
_DEPARTMENT = SheetColumn(
    "department", "部门代码", "department code", "DEPT_CODE", ("主管部门代码", "部门编码", "主管部门编码"),
    Holds.CODE, width=10, comment="主管部门的代码；“单位”表里写明单位属于哪个部门的，这里可以不填。",
)  # fmt: skip
_DEPARTMENT_NAME = SheetColumn(
    "department_name", "部门名称", "department name", "DEPT_NAME", ("主管部门", "主管部门名称", "部门"),
    of="department", book=False, width=24, comment="部门公开预算时用的全称。",
)  # fmt: skip
_UNIT = SheetColumn(
    "unit", "单位代码", "unit code", "AGENCY_CODE", ("预算单位代码", "单位编码", "预算单位编码"),
    Holds.CODE, required=True, width=12, comment="预算单位的代码，与“单位”表里的一致；写单位全称也能认。",
)  # fmt: skip
_UNIT_NAME = SheetColumn(
    "unit_name", "单位名称", "unit name", "AGENCY_NAME", ("预算单位", "预算单位名称", "单位"),
    of="unit", book=False, width=24, comment="预算单位的全称。",
)  # fmt: skip
_FUND = SheetColumn(
    "fund", "资金性质", "fund", "FUND_TYPE_CODE", ("FUND_TYPE_NAME", "资金性质名称", "资金类型", "预算类型"),
    Holds.CHOICE, required=True, choices=FUNDS, width=18, comment="一般公共预算、政府性基金预算、国有资本经营预算、财政专户管理资金、单位资金，选一个。",
)  # fmt: skip
_AMOUNT_HEADS = (
    "金额", "预算金额", "预算数", "年初预算数", "批复数", "年初批复数", "金额(万元)", "预算金额(万元)",
    "金额(元)", "预算金额(元)", "CUR_AMT", "APPLY_UP", "FIN_AUDIT_MONEY", "年初预算", "申报数", "变动后预算数",
)  # fmt: skip
_AMOUNT = SheetColumn(
    "cents", "金额（元）", "amount", "REPLY_AMT", _AMOUNT_HEADS,
    Holds.AMOUNT, required=True, width=18, comment="以元为单位，最多两位小数。不要写万元。没有金额就不要这一行；确是零写 0。",
)  # fmt: skip

LINES = LedgerSheet(
    "lines", "支出", "expenditure",
    (
        _YEAR, _DIVISION, _DEPARTMENT, _DEPARTMENT_NAME, _UNIT, _UNIT_NAME,
        SheetColumn(
            "basic", "支出类型", "basic or project", also=("基本/项目", "基本或项目", "基本支出/项目支出", "支出性质"),
            holds=Holds.CHOICE, choices=BASIC_OR_PROJECT, book=False, written=False,
            comment="基本支出或项目支出；由项目类别可知，有这一列时核对两者是否一致。",
        ),
        SheetColumn(
            "kind", "项目类别", "kind", "PRO_KIND_CODE", ("PRO_CAT_CODE", "PRO_KIND_NAME", "项目类别名称", "支出类别", "项目类型"),
            Holds.CHOICE, required=True, choices=KINDS, width=14,
            comment="人员类、公用经费是基本支出；其他运转类、特定目标类是项目支出。",
        ),
        SheetColumn(
            "project", "项目名称", "project", "PRO_NAME", ("项目", "SPE_PRO_NAME", "具体项目名称"), width=40,
            comment="项目支出写项目全称，同一个项目每一行都写成一样；基本支出不填。",
        ),
        SheetColumn(
            "project_code", "项目代码", "project code", "PRO_CODE", ("项目编码", "SPE_PRO_CODE", "具体项目代码"),
            Holds.CODE, width=24, comment="预算一体化系统里的项目代码（21 位）；没有可以不填。",
        ),
        SheetColumn(
            "function", "功能分类科目代码", "function code", "EXP_FUNC_CODE",
            ("支出功能分类科目代码", "功能科目编码", "功能分类科目编码", "支出功能科目编码", "功能科目代码", "功能科目",
             "功能分类科目", "支出功能分类科目", "支出功能分类", "功能分类", "功能分类编码"),
            Holds.CODE, required=True, classification="function", width=18,
            comment="支出功能分类，写到项（7 位），如 2130305。可以只写代码，也可以从下拉表里选“代码 名称”。",
        ),
        SheetColumn(
            "function_name", "功能分类科目名称", "function name", "EXP_FUNC_NAME",
            ("支出功能分类科目名称", "功能科目名称", "支出功能科目名称"), of="function", book=False, width=24,
        ),
        SheetColumn(
            "departmental", "部门经济科目代码", "departmental economic code", "DEP_BGT_ECO_CODE",
            ("部门预算支出经济分类科目代码", "部门预算支出经济科目编码", "部门经济分类科目编码", "部门经济科目编码", "部门经济分类",
             "部门支出经济分类科目", "部门经济科目", "部门支出经济分类", "部门预算支出经济分类", "部门预算支出经济科目", "部门支出经济分类科目代码"),
            Holds.CODE, classification="departmental", width=18,
            comment="部门预算支出经济分类，写到款（5 位），如 30201。基本支出必须写，否则表六排不出来。",
        ),
        SheetColumn(
            "departmental_name", "部门经济科目名称", "departmental economic name", "DEP_BGT_ECO_NAME",
            ("部门预算支出经济科目名称", "部门经济分类科目名称"), of="departmental", book=False, width=20,
        ),
        SheetColumn(
            "government", "政府经济科目代码", "government economic code", "GOV_BGT_ECO_CODE",
            ("政府预算支出经济分类科目代码", "政府预算支出经济科目编码", "政府经济分类科目编码", "政府经济科目编码", "政府经济分类",
             "政府支出经济分类科目", "政府经济科目", "政府支出经济分类", "政府预算支出经济分类", "政府预算支出经济科目", "政府支出经济分类科目代码"),
            Holds.CODE, classification="government", width=18,
            comment="政府预算支出经济分类，写到款（5 位），如 50201。",
        ),
        SheetColumn(
            "government_name", "政府经济科目名称", "government economic name", "GOV_BGT_ECO_NAME",
            ("政府预算支出经济科目名称", "政府经济分类科目名称"), of="government", book=False, width=20,
        ),
        _FUND,
        SheetColumn(
            "period", "当年或结转", "period", "FOUND_TYPE_NAME", ("资金来源", "当年/结转", "是否结转", "资金年度", "结转标志", "资金来源名称"),
            Holds.CHOICE, choices=PERIODS, width=16, comment="当年预算安排，还是上年结转安排。不填按当年。",
        ),
        SheetColumn(
            "level", "资金级次", "level of the money", "BUDGET_LEVEL_CODE", ("预算级次", "资金级别", "级次"),
            Holds.CHOICE, choices=LEVELS, width=12, comment="钱从哪一级来：中央、省级、市县。不填按市县。",
        ),
        _AMOUNT,
        SheetColumn(
            "gov_pur", "是否政府采购", "procured", "IS_GOV_PUR", ("政府采购标志",), Holds.YES, choices=YES_OR_NO, book=False,
            written=False, exchanged=True, comment="标准里只有是否；货物、工程、服务写在“政府采购”一列。",
        ),
        SheetColumn(
            "procurement", "政府采购", "procurement", also=("政府采购类别", "采购类别", "政府采购品目", "采购品目"),
            holds=Holds.CHOICE, choices=PROCUREMENTS, width=12, comment="要走政府采购的写货物、工程或服务；不采购的不填。",
        ),
        SheetColumn("note", "备注", "note", also=("说明", "REMARK", "调整事由"), width=24,
                    comment="负数的行请写明是调减、收回还是冲销。"),
    ),
    ("支出明细", "支出预算", "支出预算明细", "支出行", "expenditure", "lines", "BGT_PM_ANNUAL"),
)  # fmt: skip

REVENUE = LedgerSheet(
    "revenue", "收入", "revenue",
    (
        _YEAR, _DEPARTMENT, _UNIT,
        SheetColumn(
            "code", "收入科目代码", "revenue code", also=("收入科目编码", "收入分类科目代码", "收入分类科目编码", "收入科目", "收入分类科目"),
            holds=Holds.CODE, required=True, classification="revenue", width=18,
            comment="收入分类科目代码，如 1030148。只写政府性基金收入和国有资本经营收入。",
        ),
        SheetColumn("code_name", "收入科目名称", "revenue name", also=("收入分类科目名称",), of="code", book=False, width=24),
        _FUND, _AMOUNT,
    ),
    ("收入明细", "收入预算", "revenue"),
)  # fmt: skip

UNITS = LedgerSheet(
    "units", "单位", "units",
    (
        SheetColumn(
            "department", "部门代码", "department code", "DEPT_CODE", ("主管部门代码", "部门编码", "主管部门编码"),
            Holds.CODE, required=True, width=12, comment="主管部门的代码，如 317。",
        ),
        SheetColumn(
            "department_name", "部门名称", "department name", "DEPT_NAME", ("主管部门", "主管部门名称", "部门"),
            width=30, comment="部门公开预算时用的全称。",
        ),
        SheetColumn(
            "unit", "单位代码", "unit code", "AGENCY_CODE", ("预算单位代码", "单位编码", "预算单位编码"), Holds.CODE, width=14,
            comment="预算单位的代码，如 317001。部门机关本身也是一个预算单位。",
        ),
        SheetColumn(
            "unit_name", "单位名称", "unit name", "AGENCY_NAME", ("预算单位", "预算单位名称", "单位"), width=30,
            comment="预算单位的全称。",
        ),
        SheetColumn(
            "running_costs", "机关运行经费", "running costs", also=("是否机关运行经费", "行政参公单位", "是否行政参公单位"),
            holds=Holds.YES, choices=YES_OR_NO, width=14,
            comment="行政单位和参照公务员法管理的单位写“是”：它的公用经费就是机关运行经费。不填按“是”。",
        ),
    ),
    ("单位表", "预算单位", "单位信息", "units"),
)  # fmt: skip

FACTS = LedgerSheet(
    "facts", "部门情况", "facts",
    (
        SheetColumn(
            "department", "部门代码", "department code", "DEPT_CODE", ("主管部门代码", "部门编码"), Holds.CODE, width=12,
            comment="只有一个部门时可以不填。",
        ),
        SheetColumn("item", "栏目", "item", also=("项目",), required=True, width=24, comment="不要改动栏目的名称。"),
        SheetColumn("detail", "明细", "detail", width=24, comment="同一栏目分几项的，写是哪一项：车辆种类、科目代码等。"),
        SheetColumn("value", "内容", "value", required=True, width=70, comment="不知道的留空，没有的写 0 或“无”。"),
        SheetColumn("hint", "填写说明", "hint", also=("填写提示",), written=False, width=50),
    ),
    ("部门概况", "情况", "facts"),
)  # fmt: skip

CODES = LedgerSheet(
    "codes", "科目代码", "codes",
    (
        SheetColumn("list", "分类", "classification", required=True, width=20),
        SheetColumn("code", "代码", "code", also=("科目代码", "科目编码", "编码"), holds=Holds.CODE, required=True, width=14),
        SheetColumn("name", "名称", "name", also=("科目名称",), width=40),
        SheetColumn("own", "印制名称", "own name", also=("本地名称",), width=40,
                    comment="公开时印的名称与标准名称不同时，在这里写；一般不填。"),
        SheetColumn("shown", "代码 名称", "code and name", written=False, width=40),
    ),
    ("代码", "codes"),
)  # fmt: skip

GUIDE = LedgerSheet("guide", "说明", "guide", also=("填写说明", "使用说明", "guide"))
EXAMPLE = LedgerSheet("example", "样例", "example", LINES.columns, ("示例", "填写样例", "example"))

SHEETS = (GUIDE, LINES, REVENUE, UNITS, FACTS, CODES, EXAMPLE)
"""The sheets of the book, in order."""
DATA = (LINES, REVENUE, UNITS, FACTS, CODES)
"""The sheets that are read; each is also a file of a folder of csv."""

CLASSIFICATIONS = {
    "function": ("支出功能分类", "function"),
    "departmental": ("部门预算支出经济分类", "departmental_economic"),
    "government": ("政府预算支出经济分类", "government_economic"),
    "revenue": ("收入分类", "revenue"),
}
"""The classifications by the key that ``Ledger.names`` uses: their Chinese name and the key of the code list."""

BIG_BY_STANDARD = ("REPLY_AMT", "CUR_AMT", "FIN_AUDIT_MONEY", "APPLY_UP")
"""Amounts of the national standard that may stand side by side: the first that is there is the budget."""
