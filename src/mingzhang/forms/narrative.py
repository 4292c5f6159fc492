"""The narrative of a disclosure, declared: for each section which figures, lists and words it may state.

A figure of money names the lines that it adds up, so that text and tables cannot disagree. What a section
says with them is a template of the pack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mingzhang.domain.ledger import Fund, Kind, Period
from mingzhang.forms.queries import APPROPRIATED, BASIC, CLASSES, PROJECT, TABLES, THREE_PUBLIC_CODES, Where
from mingzhang.forms.tables import EXPENDITURE


class Holds(StrEnum):
    """What a figure is."""

    AMOUNT = "amount"  # money
    CHANGE = "change"  # money more or less than last year
    SHARE = "share"  # part of a whole
    GROWTH = "growth"  # change by last year's figure
    COUNT = "count"  # how many
    AREA = "area"  # floor area


class By(StrEnum):
    """What an entry of a list stands for."""

    CLASS = "class"  # a class (类) of function, in the order of the codes
    FUND = "fund"  # a fund, and what was carried over
    ITEM = "item"  # an item of the departmental economic classification
    PART = "part"  # a part of 三公经费
    PROCUREMENT = "procurement"  # goods, works, services
    KIND = "kind"  # a kind of project
    VEHICLE = "vehicle"  # a kind of vehicle


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """A figure of a section. ``where`` are the lines that an amount adds up; without it the code knows how.

    ``share_of`` is the figure that it is a share of, ``last`` the field of ``LastYear`` it is compared with.
    """

    key: str
    claim: str
    english: str
    holds: Holds = Holds.AMOUNT
    unit: str = "万元"
    where: Where | None = None
    share_of: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list of like figures. Its entries have a name, and the fields that the declaration gives them."""

    key: str
    by: By
    english: str
    where: Where | None = None
    share_of: str = ""
    last: str = ""
    counted: str = ""
    """The unit in which entries are counted, blank where they are not."""
    amounts: bool = True


@dataclass(frozen=True, slots=True)
class WordsSpec:
    """The people's own words. ``owed`` is what they are asked to write where it is missing, blank where it may be."""

    key: str
    english: str
    owed: str = ""


@dataclass(frozen=True, slots=True)
class SectionFields:
    """What one section may state."""

    key: str
    figures: tuple[FigureSpec, ...] = ()
    lists: tuple[ListSpec, ...] = ()
    words: tuple[WordsSpec, ...] = ()


class FieldKind(StrEnum):
    """What a named field of a template is."""

    FIGURE = "figure"
    COMPARED = "compared"
    WORDS = "words"
    LIST = "list"


COMMON = {
    "department": "name of the department",
    "year": "the budget year",
    "last_year": "the year before",
}
"""Fields of every section."""
STATES = {
    FieldKind.FIGURE: ("zero", "some", "none"),
    FieldKind.COMPARED: ("up", "down", "same", "about", "new", "negative", "unknown", "known", "changed"),
    FieldKind.WORDS: ("given", "missing"),
    FieldKind.LIST: ("empty", "some", "known", "unknown"),
}
"""What a condition may ask of a field."""
PHRASES = ("up", "down", "same", "about", "new", "negative")
"""How a figure may stand to last year's, each said by a phrase of the pack."""
PHRASE_FIELDS = ("change", "growth", "last", "way")
"""Fields of such a phrase."""

_CURRENT, _CARRIED = frozenset({Period.CURRENT}), frozenset({Period.CARRIED})
_GENERAL_BASIC = TABLES["basic_expenditure"]
_ALL, _OWN_YEAR, _FROM_BEFORE = Where(), Where(periods=_CURRENT), Where(periods=_CARRIED)
_REASON = WordsSpec("reason", "why the figures of the section changed")

FUNDS: tuple[tuple[str, str, Fund], ...] = (
    ("general", "一般公共预算拨款收入", Fund.GENERAL),
    ("fund", "政府性基金预算拨款收入", Fund.GOVERNMENT),
    ("capital", "国有资本经营预算拨款收入", Fund.CAPITAL),
    ("special", "财政专户管理资金收入", Fund.SPECIAL),
    ("own", "单位资金收入", Fund.OWN),
)
"""Income by fund: key, name, fund."""
KINDS = ((Kind.OTHER, "其他运转类项目"), (Kind.SPECIFIC, "特定目标类项目"))
"""Kinds of projects."""
PROCUREMENTS = (
    ("goods", "政府采购货物预算"),
    ("works", "政府采购工程预算"),
    ("services", "政府采购服务预算"),
)
VEHICLES = (
    "领导用车", "机要通信用车", "应急保障用车", "执法执勤用车", "特种专业技术用车", "事业单位业务用车", "其他公务用车",
)  # fmt: skip
"""Kinds of vehicles that a disclosure lists, in order."""
PARTS = (
    ("abroad", "因公出国（境）费"),
    ("reception", "公务接待费"),
    ("purchase", "公务用车购置费"),
    ("running", "公务用车运行维护费"),
)
"""The four parts of 三公经费, by the rows of table 10."""
CLASS_NAMES = {code: label.partition("、")[2] for code, label in zip(CLASSES, EXPENDITURE, strict=True)}
"""Names of the classes of function, as tables 1 and 4 print them."""


def part_codes(label: str) -> tuple[str, ...]:
    """The economic codes of a part of 三公经费."""
    return next(codes for row, codes in THREE_PUBLIC_CODES.items() if row.lstrip("①②") == label)


def _three_public(label: str) -> Where:
    base = TABLES["three_public"]
    return Where(base.funds, base.periods, economic=part_codes(label))


_APPROPRIATED = Where(funds=APPROPRIATED)
_GENERAL = TABLES["general_expenditure"]

FIELDS: tuple[SectionFields, ...] = (
    SectionFields("duties", words=(WordsSpec("duties", "what the department is for", "本部门职责"),)),
    SectionFields("offices", words=(WordsSpec("offices", "its offices and units", "机构设置情况"),)),
    SectionFields(
        "changes",
        (
            FigureSpec("total", "预算收支总计", "the whole budget", where=_ALL, last="total"),
            FigureSpec("current", "本年收入", "this year's money", where=_OWN_YEAR),
            FigureSpec("carried", "上年结转", "carried over", where=_FROM_BEFORE, last="carried"),
        ),
        (
            ListSpec("classes", By.CLASS, "this year's money by class", _OWN_YEAR, last="income"),
            ListSpec("spending", By.CLASS, "expenditure by class, with the carry-over", _ALL, last="expenditure"),
        ),
        (_REASON,),
    ),
    SectionFields(
        "income",
        (FigureSpec("total", "预算收入", "the whole income", where=_ALL, last="total"),),
        (
            ListSpec(
                "funds", By.FUND, "income by fund, then the carry-over", _ALL, share_of="total", last="funds"
            ),
            ListSpec("classes", By.CLASS, "this year's money by class", _OWN_YEAR, last="income"),
        ),
        (_REASON,),
    ),
    SectionFields(
        "expenditure",
        (
            FigureSpec("total", "支出预算", "the whole expenditure", where=_ALL, last="total"),
            FigureSpec(
                "basic", "基本支出", "basic expenditure",
                where=Where(kinds=BASIC), share_of="total", last="basic",
            ),
            FigureSpec(
                "project", "项目支出", "project expenditure",
                where=Where(kinds=PROJECT), share_of="total", last="project",
            ),
            FigureSpec("carried", "上年结转安排的支出", "of money carried over", where=_FROM_BEFORE, last="carried"),
        ),
        (
            ListSpec(
                "basic_classes", By.CLASS, "basic expenditure by class",
                Where(kinds=BASIC), last="basic_by_class",
            ),
            ListSpec(
                "project_classes", By.CLASS, "project expenditure of this year's money by class",
                Where(periods=_CURRENT, kinds=PROJECT), last="project_by_class",
            ),
            ListSpec(
                "project_spending", By.CLASS, "project expenditure by class, with the carry-over",
                Where(kinds=PROJECT), last="project_spending",
            ),
        ),
        (_REASON,),
    ),
    SectionFields(
        "appropriation",
        (
            FigureSpec("total", "财政拨款收支总预算", "all appropriations", where=_APPROPRIATED),
            FigureSpec(
                "general", "一般公共预算拨款", "of the general budget, with the carry-over",
                where=Where(funds=frozenset({Fund.GENERAL})),
            ),
            FigureSpec(
                "fund", "政府性基金预算拨款", "of government funds, with the carry-over",
                where=Where(funds=frozenset({Fund.GOVERNMENT})),
            ),
            FigureSpec(
                "capital", "国有资本经营预算拨款", "of state capital, with the carry-over",
                where=Where(funds=frozenset({Fund.CAPITAL})),
            ),
            FigureSpec("current", "当年拨款收入", "this year's", where=Where(APPROPRIATED, _CURRENT)),
            FigureSpec("carried", "上年结转收入", "carried over", where=Where(APPROPRIATED, _CARRIED)),
        ),
        (ListSpec("classes", By.CLASS, "expenditure by class", _APPROPRIATED),),
    ),
    SectionFields(
        "general",
        (FigureSpec("total", "一般公共预算当年支出", "of the general budget, this year's", where=_GENERAL, last="general"),),
        (ListSpec("classes", By.CLASS, "the same by class: what the pie shows", _GENERAL, share_of="total"),),
        (_REASON,),
    ),
    SectionFields(
        "basic",
        (
            FigureSpec("total", "一般公共预算安排基本支出", "basic expenditure of the general budget", where=_GENERAL_BASIC),
            FigureSpec(
                "staff", "人员经费", "of it, pay and pensions",
                where=Where(_GENERAL_BASIC.funds, _CURRENT, frozenset({Kind.STAFF})),
            ),
            FigureSpec(
                "office", "公用经费", "of it, running costs",
                where=Where(_GENERAL_BASIC.funds, _CURRENT, frozenset({Kind.OFFICE})),
            ),
        ),
        (
            ListSpec(
                "staff_items", By.ITEM, "items of pay and pensions",
                Where(_GENERAL_BASIC.funds, _CURRENT, frozenset({Kind.STAFF})),
            ),
            ListSpec(
                "office_items", By.ITEM, "items of running costs",
                Where(_GENERAL_BASIC.funds, _CURRENT, frozenset({Kind.OFFICE})),
            ),
        ),
    ),
    SectionFields(
        "three_public",
        (
            FigureSpec("total", "“三公”经费财政拨款预算", "all four parts", where=_three_public("合计"), last="three_public"),
            FigureSpec(
                "cars", "公务用车购置及运行费", "purchase and running of cars",
                where=_three_public("公务用车购置及运行费"), last="three_public",
            ),
        ),
        (ListSpec("parts", By.PART, "the four parts", TABLES["three_public"], last="three_public"),),
        (_REASON,),
    ),
    SectionFields(
        "running_costs",
        (
            FigureSpec(
                "total", "机关运行经费财政拨款预算", "running costs of offices",
                where=TABLES["running_costs"], last="running_costs",
            ),
        ),
        (),
        (_REASON,),
    ),
    SectionFields(
        "procurement",
        (FigureSpec("total", "政府采购预算总额", "all procurement"),),
        (ListSpec("kinds", By.PROCUREMENT, "goods, works, services"),),
    ),
    SectionFields(
        "performance",
        (
            FigureSpec("total", "整体绩效目标涉及资金", "the whole budget", where=_ALL),
            FigureSpec("basic", "基本支出", "basic expenditure", where=Where(kinds=BASIC)),
            FigureSpec("project", "项目支出", "project expenditure, with the carry-over", where=Where(kinds=PROJECT)),
            FigureSpec("units", "预算单位", "units that the budget covers", Holds.COUNT, "个"),
            FigureSpec("goals", "编报整体绩效目标的单位", "of them, those that set goals", Holds.COUNT, "个"),
            FigureSpec("goals_amount", "编报整体绩效目标的单位涉及资金", "their money; known where all or none set goals"),
            FigureSpec("projects", "纳入绩效管理的项目", "projects of this year's money", Holds.COUNT, "个"),
            FigureSpec(
                "projects_amount", "纳入绩效管理的项目金额", "their money",
                where=Where(periods=_CURRENT, kinds=PROJECT),
            ),
            FigureSpec("carried", "上年结转项目", "projects of money carried over", Holds.COUNT, "个"),
            FigureSpec(
                "carried_amount", "上年结转项目金额", "their money",
                where=Where(periods=_CARRIED, kinds=PROJECT),
            ),
            FigureSpec("forms", "公开绩效目标的项目", "target forms of the annex", Holds.COUNT, "个"),
            FigureSpec("forms_amount", "公开绩效目标的项目金额", "their money, as the forms say it in yuan"),
            FigureSpec("forms_by_number", "公开绩效目标的项目 占纳入绩效管理项目个数", "forms by projects", Holds.SHARE, "%"),
            FigureSpec("forms_by_amount", "公开绩效目标的项目金额 占纳入绩效管理项目金额", "money of the forms by that of the projects", Holds.SHARE, "%"),
            FigureSpec("forms_by_expenditure", "公开绩效目标的项目金额 占项目支出总额", "money of the forms by all project expenditure", Holds.SHARE, "%"),
        ),
        (
            ListSpec("kinds", By.KIND, "projects of this year's money by kind", Where(periods=_CURRENT, kinds=PROJECT), counted="个"),
            ListSpec("form_kinds", By.KIND, "target forms by the kind of their project", counted="个"),
        ),
    ),
    SectionFields(
        "assets",
        (
            FigureSpec("quota", "公务用车编制", "vehicles allowed", Holds.COUNT, "辆"),
            FigureSpec("vehicles", "公务用车实有", "vehicles held", Holds.COUNT, "辆"),
            FigureSpec("area", "办公用房建筑面积", "floor area of offices", Holds.AREA, "平方米"),
            FigureSpec("equipment_500k", "价值50万元以上的通用设备", "general equipment above 500,000 yuan", Holds.COUNT, "台（套）"),
            FigureSpec("equipment_1m", "价值100万元以上的专用设备", "special equipment above 1,000,000 yuan", Holds.COUNT, "台（套）"),
        ),
        (ListSpec("kinds", By.VEHICLE, "vehicles by kind", counted="辆", amounts=False),),
    ),
    SectionFields(
        "other",
        words=(
            WordsSpec("purchase", "purchase of services", "政府购买服务情况（没有的写“无”）"),
            WordsSpec("other", "what else there is to say"),
        ),
    ),
)  # fmt: skip
"""What each section may state, in the order of the disclosure."""


def fields(section: SectionFields) -> Iterator[tuple[str, FieldKind, str]]:
    """The named fields of a section's templates: name, kind, what it is."""
    for name, what in COMMON.items():
        yield name, FieldKind.WORDS, what
    for figure in section.figures:
        yield figure.key, FieldKind.FIGURE, figure.english
        if figure.share_of:
            yield f"{figure.key}.share", FieldKind.FIGURE, f"its share of {figure.share_of}"
        if figure.last:
            yield f"{figure.key}.last", FieldKind.FIGURE, "the same of last year"
            yield f"{figure.key}.compared", FieldKind.COMPARED, "how it stands to last year"
            yield f"{figure.key}.reason", FieldKind.WORDS, "why it changed"
    for listed in section.lists:
        yield listed.key, FieldKind.LIST, listed.english
    for words in section.words:
        yield words.key, FieldKind.WORDS, words.english


def entry_fields(listed: ListSpec) -> Iterator[tuple[str, FieldKind, str]]:
    """The named fields of an entry of a list."""
    yield "name", FieldKind.WORDS, "its name"
    if listed.counted:
        yield "count", FieldKind.FIGURE, "how many"
    if listed.amounts:
        yield "amount", FieldKind.FIGURE, "its money"
    if listed.share_of:
        yield "share", FieldKind.FIGURE, f"its share of {listed.share_of}"
    if listed.last:
        yield "last", FieldKind.FIGURE, "the same of last year"
        yield "compared", FieldKind.COMPARED, "how it stands to last year"
        yield "reason", FieldKind.WORDS, "why it changed"


def section_fields(key: str) -> SectionFields:
    """What the section of that key may state. Raises KeyError when there is none."""
    for section in FIELDS:
        if section.key == key:
            return section
    raise KeyError(key)
