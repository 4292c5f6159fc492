"""The thirteen tables of a department's budget disclosure (部门预算公开表一…表十三), each declared once.

The reader, the writer, the checks and the queries over the ledger all go by these declarations. A declared
head is what the papers of Shanxi's counties print since 2023; the reader takes what a paper prints instead.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Hamming

from mingzhang.domain.chars import fold
from mingzhang.forms.spec import Column, ColumnSum, Group, Holds, RowsBy, TableSpec

GENERAL, FUND, CAPITAL = "一般公共预算", "政府性基金预算", "国有资本经营预算"
SPECIAL, OWN = "财政专户管理资金", "单位资金"
INCOME = tuple(
    f"{n}、{name}" for n, name in zip("一二三四五", (GENERAL, FUND, CAPITAL, SPECIAL, OWN), strict=True)
)
"""The lines of income by fund, as the left side of tables 1 and 4 prints them."""

EXPENDITURE = (
    "一、一般公共服务支出",
    "二、外交支出",
    "三、国防支出",
    "四、公共安全支出",
    "五、教育支出",
    "六、科学技术支出",
    "七、文化旅游体育与传媒支出",
    "八、社会保障和就业支出",
    "九、社会保险基金支出",
    "十、卫生健康支出",
    "十一、节能环保支出",
    "十二、城乡社区支出",
    "十三、农林水支出",
    "十四、交通运输支出",
    "十五、资源勘探工业信息等支出",
    "十六、商业服务业等支出",
    "十七、金融支出",
    "十八、援助其他地区支出",
    "十九、自然资源海洋气象等支出",
    "二十、住房保障支出",
    "二十一、粮油物资储备支出",
    "二十二、国有资本经营预算支出",
    "二十三、灾害防治及应急管理支出",
    "二十四、预备费",
    "二十五、其他支出",
    "二十六、转移性支出",
    "二十七、债务还本支出",
    "二十八、债务付息支出",
    "二十九、债务发行费用支出",
    "三十、抗疫特别国债安排的支出",
)
"""三十类支出: the right side of tables 1 and 4."""

THREE_PUBLIC = (
    "因公出国（境）费",
    "公务接待费",
    "公务用车购置及运行费",
    "①公务用车购置费",
    "②公务用车运行维护费",
    "合计",
)
"""The six rows of table 10."""

_CODE = Column("code", "科目编码", Holds.CODE, "code", ("功能分类科目编码", "支出功能科目编码"))
_NAME = Column("name", "科目名称", Holds.TEXT, "name", ("功能分类科目名称", "支出功能科目名称"))
_TOTAL = Column("total", "合计", english="total", also=("小计", "总计"))
_BASIC = Column("basic", "基本支出", english="basic expenditure")
_PROJECT = Column("project", "项目支出", english="project expenditure")
_BASIC_AND_PROJECT = ColumnSum("total", ("basic", "project"))
_BY_FUND = (
    Column("general", GENERAL, english="general public budget", also=("一般公共预算财政拨款",)),
    Column("fund", FUND, english="government fund budget", also=("政府性基金", "政府性基金预算财政拨款")),
    Column(
        "capital", CAPITAL, english="state capital budget", also=("国有资本经营", "国有资本经营预算财政拨款")
    ),
)
_FUNDS = ("general", "fund", "capital")
_OTHER_MONEY = (
    Column("special", SPECIAL, english="special account", also=("财政专户资金", "财政专户")),
    Column("own", OWN, english="the unit's own money"),
)
_BY_CODE = Group("项目", (_CODE, _NAME), ("科目", "功能分类科目"))
_YEAR = "{year}年预算数"


def _three(label: str) -> Group:
    return Group(label, (_TOTAL, _BASIC, _PROJECT))


TABLES = (
    TableSpec(
        n=1,
        key="summary",
        title="预算收支总表",
        also=("收支总表", "收支预算总表", "部门收支总表", "收支总体情况表", "收入支出预算总表"),
        english="income and expenditure",
        heads=(
            Group(
                "收入",
                (
                    Column("income_item", "项目", Holds.TEXT, "source of income", labels=INCOME),
                    Column("income", "{year}年", english="income", also=(_YEAR, "预算数", "金额")),
                ),
            ),
            Group(
                "支出",
                (
                    Column("item", "项目", Holds.TEXT, "class of expenditure", labels=EXPENDITURE),
                    Column("total", "{year}年合计", english="total", also=("合计", "小计")),
                    Column(
                        "current",
                        "当年预算安排",
                        english="this year's money",
                        also=("本年预算安排", "本年预算"),
                    ),
                    Column("carried", "上年结转安排", english="carried over", also=("上年结转",)),
                ),
            ),
        ),
        rows_by=RowsBy.LIST,
        total="收入总计",
        foot=(("本年收入合计", "本年支出合计"), ("上年结转", "年终结转"), ("收入总计", "支出总计")),
        sums=(ColumnSum("total", ("current", "carried")),),
        full=False,
    ),
    TableSpec(
        n=2,
        key="income",
        title="预算收入总表",
        also=("收入总表", "收入预算总表", "部门收入总表", "收入总体情况表"),
        english="income by function",
        heads=(
            _BY_CODE,
            Group("本年收入", (_TOTAL, *_BY_FUND, *_OTHER_MONEY)),
            Column("carried", "上年结转", english="carried over", also=("上年结转结余",)),
        ),
        rows_by=RowsBy.FUNCTION,
        sums=(ColumnSum("total", (*_FUNDS, "special", "own")),),
    ),
    TableSpec(
        n=3,
        key="expenditure",
        title="预算支出总表",
        also=("支出总表", "支出预算总表", "部门支出总表", "支出总体情况表"),
        english="expenditure by function",
        heads=(_BY_CODE, _three(_YEAR)),
        rows_by=RowsBy.FUNCTION,
        sums=(_BASIC_AND_PROJECT,),
    ),
    TableSpec(
        n=4,
        key="appropriation",
        title="财政拨款收支总表",
        also=("财政拨款收支预算总表", "财政拨款预算收支总表", "财政拨款收支总体情况表"),
        english="income and expenditure of appropriations",
        heads=(
            Group(
                "收入",
                (
                    Column("income_item", "项目", Holds.TEXT, "source of income", labels=INCOME[:3]),
                    Column("income", "金额", english="income", also=(_YEAR, "{year}年", "预算数")),
                ),
            ),
            Group(
                "支出",
                (
                    Column("item", "项目", Holds.TEXT, "class of expenditure", labels=EXPENDITURE),
                    Group(
                        "金额",
                        (Column("total", "小计", english="total", also=("合计",)), *_BY_FUND),
                        (_YEAR, "{year}年"),
                    ),
                ),
            ),
        ),
        rows_by=RowsBy.LIST,
        total="收入总计",
        foot=(
            ("本年收入合计", "本年支出合计"),
            ("上年财政拨款结转", "年终结转"),
            (INCOME[0], ""),
            (INCOME[1], ""),
            (INCOME[2], ""),
            ("收入总计", "支出总计"),
        ),
        sums=(ColumnSum("total", _FUNDS),),
        full=False,
    ),
    TableSpec(
        n=5,
        key="general_expenditure",
        title="一般公共预算支出预算表（不含上年结转）",
        also=("一般公共预算支出表", "一般公共预算支出情况表", "一般公共预算支出总表"),
        english="general public budget by function",
        heads=(_BY_CODE, _three(_YEAR)),
        rows_by=RowsBy.FUNCTION,
        sums=(_BASIC_AND_PROJECT,),
    ),
    TableSpec(
        n=6,
        key="basic_expenditure",
        title="一般公共预算安排基本支出分经济科目表（不含上年结转）",
        also=(
            "一般公共预算基本支出分经济科目表",
            "一般公共预算基本支出经济科目表",
            "一般公共预算基本支出表",
            "一般公共预算基本支出预算表",
            "一般公共预算基本支出情况表",
        ),
        english="basic expenditure by economic classification",
        heads=(
            Column(
                "department_item",
                "部门预算支出经济科目名称",
                Holds.TEXT,
                "item of the department's classification",
                ("部门预算支出经济分类科目名称", "部门预算支出经济科目", "经济科目名称", "科目名称"),
            ),
            Column(
                "government_item",
                "政府预算支出经济科目名称",
                Holds.TEXT,
                "item of the government's classification",
                ("政府预算支出经济分类科目名称", "政府预算支出经济科目", "政府预算经济科目名称"),
            ),
            Group(
                _YEAR,
                (
                    _TOTAL,
                    Column("staff", "人员经费", english="staff"),
                    Column("office", "公用经费", english="running costs"),
                ),
            ),
        ),
        rows_by=RowsBy.ECONOMIC,
        sums=(ColumnSum("total", ("staff", "office")),),
    ),
    TableSpec(
        n=7,
        key="fund_income",
        title="政府性基金预算收入表（不含上年结转）",
        also=("政府性基金收入表", "政府性基金预算收入预算表", "政府性基金收入预算表"),
        english="income of government funds",
        heads=(
            Group("项目", (Column("code", "收入科目编码", Holds.CODE, "code", ("科目编码",)), _NAME)),
            Column(
                "income",
                "政府性基金收入预算",
                english="income",
                also=("政府性基金预算收入", _YEAR, "金额", "合计"),
            ),
        ),
        rows_by=RowsBy.FUNCTION,
    ),
    TableSpec(
        n=8,
        key="fund_expenditure",
        title="政府性基金预算支出表（不含上年结转）",
        also=(
            "政府性基金预算支出预算表",
            "政府性基金支出表",
            "政府性基金支出预算表",
            "政府性基金预算支出情况表",
        ),
        english="expenditure of government funds",
        heads=(_CODE, _NAME, _TOTAL, _BASIC, _PROJECT),
        rows_by=RowsBy.FUNCTION,
        total_in="name",
        sums=(_BASIC_AND_PROJECT,),
    ),
    TableSpec(
        n=9,
        key="state_capital",
        title="国有资本经营预算收支预算表（不含上年结转）",
        also=(
            "国有资本经营预算收支表",
            "国有资本经营预算支出表",
            "国有资本经营预算支出预算表",
            "国有资本经营收支预算表",
            "国有资本经营预算收支总表",
            "国有资本经营预算支出情况表",
        ),
        english="state capital budget",
        heads=(
            Group(
                "国有资本经营预算收入",
                (
                    Group(
                        "项目",
                        (
                            Column("income_code", "收入科目编码", Holds.CODE, "revenue code", ("科目编码",)),
                            Column("income_name", "科目名称", Holds.TEXT, "revenue"),
                        ),
                    ),
                    Column(
                        "income",
                        "国有资本经营收入预算",
                        english="income",
                        also=("国有资本经营预算收入", "金额"),
                    ),
                ),
            ),
            Group("国有资本经营预算支出", (_CODE, _NAME, _TOTAL, _BASIC, _PROJECT)),
        ),
        rows_by=RowsBy.FUNCTION,
        sums=(_BASIC_AND_PROJECT,),
    ),
    TableSpec(
        n=10,
        key="three_public",
        title="财政拨款安排“三公”经费支出预算表",
        also=(
            "三公经费支出预算表",
            "三公经费支出表",
            "三公经费预算表",
            "一般公共预算三公经费支出表",
            "三公经费支出情况表",
            "财政拨款三公经费支出预算表",
            "财政拨款安排的三公经费支出预算表",
            "一般公共预算三公经费支出情况统计表",
        ),
        english="travel abroad, receptions and official cars",
        heads=(
            Column("item", "项目", Holds.TEXT, "item", labels=THREE_PUBLIC),
            Group(_YEAR, (_TOTAL, *_BY_FUND)),
        ),
        rows_by=RowsBy.LIST,
        sums=(ColumnSum("total", _FUNDS),),
        full=False,
    ),
    TableSpec(
        n=11,
        key="running_costs",
        title="财政拨款安排机关运行经费预算表",
        also=(
            "机关运行经费预算表",
            "机关运行经费预算财政拨款情况统计表",
            "机关运行经费表",
            "财政拨款安排的机关运行经费预算表",
        ),
        english="running costs of offices",
        heads=(
            Column("unit_name", "单位名称", Holds.TEXT, "unit", ("预算单位", "单位", "项目")),
            Group(_YEAR, (_TOTAL, *_BY_FUND)),
        ),
        rows_by=RowsBy.UNIT,
        total="部门合计",
        sums=(ColumnSum("total", _FUNDS),),
    ),
    TableSpec(
        n=12,
        key="projects",
        title="项目支出预算表（本年预算）",
        also=(
            "项目支出预算表",
            "项目支出表",
            "项目支出预算表（当年预算）",
            "项目支出情况表",
            "项目支出预算表（不含上年结转）",
        ),
        english="projects of this year's money",
        heads=(
            Column(
                "project_name", "项目名称", Holds.TEXT, "project", ("单位（项目）名称", "项目", "单位名称")
            ),
            _TOTAL,
            Group("{year}年财政拨款", _BY_FUND, ("财政拨款", "本年财政拨款")),
            *_OTHER_MONEY,
        ),
        rows_by=RowsBy.PROJECT,
        sums=(ColumnSum("total", (*_FUNDS, "special", "own")),),
        numbered=True,
    ),
    TableSpec(
        n=13,
        key="carried_projects",
        title="项目支出预算表（上年结转）",
        also=("项目支出预算表（上年结转资金）", "项目支出表（上年结转）", "上年结转项目支出预算表"),
        english="projects of money carried over",
        heads=(
            Column(
                "project_name", "项目名称", Holds.TEXT, "project", ("单位（项目）名称", "项目", "单位名称")
            ),
            _TOTAL,
            Group("{year}年财政拨款", _BY_FUND, ("财政拨款", "上年结转财政拨款")),
        ),
        rows_by=RowsBy.PROJECT,
        sums=(ColumnSum("total", _FUNDS),),
        numbered=True,
    ),
)
"""表一 to 表十三 in order."""

_N = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?!年)"
_PREFIX = re.compile(rf"(?:附件?|(?:预算|部门|单位)?公开)?表{_N}[、.:：_-]?|{_N}[、.]|附表?[:：]?(?=20\d\d)")
_YEARED = re.compile(r"20\d\d年?度?")
_QUOTES = re.compile(r"[\"'“”‘’「」『』]")
_NOTE = re.compile(
    r"\((?:不含上年结转|含上年结转|不含结转)(?:资金)?\)$|\(续表?\)$|续表?$|\(空表\)$|\(单位:[^)]*\)$"
)
_OFFICE = re.compile(
    r"(?:局|厅|委|委员会|办|办公室|中心|院|队|站|所|校|学|园|会|部|处|府|社|馆|团|台|公司|部门|单位|机关|本级)$"
)
_SENTENCE = re.compile(r"[。；;，,]|\.{2,}|…|\d$")
_LONGEST = 80
_FUZZY_FROM = 6


def _words(title: str) -> str:
    return _NOTE.sub("", _QUOTES.sub("", fold(title)))


@lru_cache(maxsize=1)
def _titles() -> dict[str, TableSpec]:
    return {_words(title): spec for spec in TABLES for title in (spec.title, *spec.also)}


@lru_cache(maxsize=16384)
def table_of_title(folded: str) -> TableSpec | None:
    """The table that a printed title line names, None for any other text.

    With or without year, number and name of the department; one wrong character is borne where it leaves
    no choice.

    >>> table_of_title("表十2026年财政拨款安排“三公”经费支出预算表").n
    10
    >>> table_of_title("项目支出预算表(上年结转)").n, table_of_title("预算收支总表反映")
    (13, None)
    """
    if not 4 <= len(folded) <= _LONGEST or _SENTENCE.search(folded):
        return None
    bare = _QUOTES.sub("", folded)
    plain = _words(bare)
    for candidate in dict.fromkeys((plain, _words(_bare(bare)))):
        spec = _by_words(candidate, slip_at_end=candidate != plain)
        if spec is not None:
            return spec
    return _after_office(plain)


def _bare(text: str) -> str:
    """A title without its number, its year and the words before the year."""
    match = _PREFIX.match(text)
    text = text[match.end() :] if match else text
    year = _YEARED.search(text)
    if year and (year.start() == 0 or _OFFICE.search(text[: year.start()])):
        text = text[year.end() :]
    match = _PREFIX.match(text)
    return (text[match.end() :] if match else text).removeprefix("部门").removeprefix("单位")


def _by_words(words: str, slip_at_end: bool) -> TableSpec | None:
    """The table with this title, or with one that differs by one character; 表 may be it after a year alone."""
    titles = _titles()
    if words in titles:
        return titles[words]
    if len(words) < _FUZZY_FROM or not (slip_at_end or words.endswith(("表", ")"))):
        return None
    near = {s.n: s for t, s in titles.items() if len(t) == len(words) and Hamming.distance(t, words) == 1}
    return next(iter(near.values())) if len(near) == 1 else None


def _after_office(words: str) -> TableSpec | None:
    """A title that follows the name of an office without a year."""
    for title, spec in sorted(_titles().items(), key=lambda item: -len(item[0])):
        if words.endswith(title) and _OFFICE.search(words[: -len(title)]):
            return spec
    return None
