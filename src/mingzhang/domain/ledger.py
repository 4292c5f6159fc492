"""The ledger: a department's budget kept once, as lines of money; every table and figure is a query over it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Fund(StrEnum):
    """资金性质: of which budget the money is."""

    GENERAL = "general"  # 一般公共预算
    GOVERNMENT = "fund"  # 政府性基金预算
    CAPITAL = "capital"  # 国有资本经营预算
    SPECIAL = "special"  # 财政专户管理资金
    OWN = "own"  # 单位资金

    @property
    def appropriated(self) -> bool:
        """Whether it is 财政拨款: money of one of the three budgets."""
        return self in (Fund.GENERAL, Fund.GOVERNMENT, Fund.CAPITAL)


class Kind(StrEnum):
    """项目类别: the first two are 基本支出, the last two 项目支出."""

    STAFF = "staff"  # 人员类
    OFFICE = "office"  # 公用经费
    OTHER = "other"  # 其他运转类
    SPECIFIC = "specific"  # 特定目标类

    @property
    def basic(self) -> bool:
        """Whether the money is basic expenditure (基本支出)."""
        return self in (Kind.STAFF, Kind.OFFICE)


class Period(StrEnum):
    """Whose year's money it is."""

    CURRENT = "current"  # 当年预算安排
    CARRIED = "carried"  # 上年结转安排


class Level(StrEnum):
    """资金级次: which government's budget the money comes from."""

    CENTRAL = "central"  # 中央
    PROVINCIAL = "provincial"  # 省级
    LOCAL = "local"  # 市县（区）


class Procurement(StrEnum):
    """政府采购: what is bought through it."""

    GOODS = "goods"  # 货物
    WORKS = "works"  # 工程
    SERVICES = "services"  # 服务


class BudgetLine(msgspec.Struct, frozen=True, gc=False):
    """A line of expenditure. ``cents`` is whole 分; names of codes are not kept here.

    ``department`` and ``unit`` are the codes of ``Ledger.units``; ``project`` is the name, empty for basic
    expenditure; ``departmental`` and ``government`` are codes of the two economic classifications, empty
    where not told. ``note`` says where the line comes from when it was not typed.
    """

    year: int
    department: str
    unit: str
    kind: Kind
    project: str
    function: str
    departmental: str
    government: str
    fund: Fund
    period: Period
    cents: int
    level: Level = Level.LOCAL
    procurement: Procurement | None = None
    project_code: str = ""
    note: str = ""


class RevenueLine(msgspec.Struct, frozen=True, gc=False):
    """A line of income of government funds or state capital, by its revenue code. ``cents`` is whole 分."""

    year: int
    department: str
    unit: str
    code: str
    fund: Fund
    cents: int


class Unit(msgspec.Struct, frozen=True):
    """A unit of a department. ``running_costs`` says that its 公用经费 is 机关运行经费 (行政、参公单位)."""

    code: str
    name: str
    department: str
    running_costs: bool = True


class Department(msgspec.Struct, frozen=True):
    """A department: what its units' lines are published under."""

    code: str
    name: str


class LastYear(msgspec.Struct, frozen=True):
    """Figures of the year before, in 分; None or an empty dict where not known.

    They say of last year what the same figures say of this one. ``total``, ``basic`` and ``project`` hold
    the carry-over, ``general`` … ``own`` (by fund) do not. By class of function: ``income`` without the
    carry-over (table 2), ``expenditure`` with it (table 3), ``basic_by_class`` is 基本支出, and
    ``project_by_class`` 项目支出 without the carry-over. A class that is not in a dict which has others was
    nothing last year. ``three_public`` is by the labels of table 10.
    """

    total: int | None = None
    carried: int | None = None
    basic: int | None = None
    project: int | None = None
    general: int | None = None
    fund: int | None = None
    running_costs: int | None = None
    three_public: dict[str, int] = {}
    income: dict[str, int] = {}
    expenditure: dict[str, int] = {}
    capital: int | None = None
    special: int | None = None
    own: int | None = None
    basic_by_class: dict[str, int] = {}
    project_by_class: dict[str, int] = {}


class Assets(msgspec.Struct, frozen=True):
    """国有资产占有使用情况 at the end of the year before. Areas in square metres as decimal text."""

    vehicles: dict[str, int] = {}
    vehicle_quota: int | None = None
    office_area: str | None = None
    equipment_500k: int | None = None
    equipment_1m: int | None = None


class Facts(msgspec.Struct, frozen=True):
    """What a department says of itself that no line of money says: the people's own words and counts.

    ``reasons`` are their words for a change, by the key of the section that owes them; ``purchase`` is
    政府购买服务; ``units`` is how many units the budget covers, ``goals`` how many of them set goals.
    """

    duties: str = ""
    offices: str = ""
    reasons: dict[str, str] = {}
    purchase: str = ""
    other: str = ""
    units: int | None = None
    goals: int | None = None
    assets: Assets = Assets()
    last_year: LastYear = LastYear()


class Ledger(msgspec.Struct, frozen=True):
    """The budget of one year: lines, income, units, facts by department code.

    ``names`` are names of codes as this ledger's owner prints them, where they differ from the lists:
    key ``function:2120101``, ``departmental:30101``, ``government:50101``, ``revenue:1030148``.
    """

    year: int
    division: str
    departments: tuple[Department, ...]
    units: tuple[Unit, ...]
    lines: tuple[BudgetLine, ...]
    revenue: tuple[RevenueLine, ...] = ()
    facts: dict[str, Facts] = {}
    names: dict[str, str] = {}

    def of(self, department: str) -> Ledger:
        """The part of the ledger that is one department's."""
        return msgspec.structs.replace(
            self,
            departments=tuple(d for d in self.departments if d.code == department),
            units=tuple(u for u in self.units if u.department == department),
            lines=tuple(line for line in self.lines if line.department == department),
            revenue=tuple(line for line in self.revenue if line.department == department),
            facts={code: facts for code, facts in self.facts.items() if code == department},
        )


def total(lines: Iterable[BudgetLine]) -> int:
    """The sum of lines in 分."""
    return sum(line.cents for line in lines)
