"""The ledgers of the demonstration's departments: basic expenditure made of the example's, and what each says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from mingzhang.domain.ledger import Assets, BudgetLine, Facts, Ledger, Unit
from mingzhang.domain.ledger import Department as LedgerDepartment
from mingzhang.tables.last_year import as_last_year
from mingzhang.web.demo.papers import moved
from mingzhang.web.services.open.index import ledger_from
from mingzhang.web.store.models import Department


@dataclass(frozen=True, slots=True)
class Profile:
    """A department: the size of its staff beside the example's, the codes of its own function, what it does."""

    size: float
    running: str
    service: str
    projects: str
    duties: str
    offices: str


WATER = "317"
PROFILES: Mapping[str, Profile] = {
    "402": Profile(
        1.9, "2050101", "2050201", "2050299",
        "（一）贯彻执行教育和科技工作的法律法规，拟订全县教育和科技发展规划。（二）管理全县学前教育、义务教育和普通高中教育。（三）落实学生资助政策，改善办学条件。",
        "青岚县教育科技局设下列内设机构：（一）办公室 负责机关日常运转和财务。（二）基础教育股 负责学前和义务教育管理。（三）科技股 负责科技计划和科普工作。",
    ),
    "403": Profile(
        1.3, "2120101", "2120303", "2120399",
        "（一）指导全县城乡建设，管理建筑市场和工程质量安全。（二）负责城市道路、供热、排水、照明等市政公用设施的建设和维护。（三）落实住房保障政策。",
        "青岚县住房和城乡建设局设下列内设机构：（一）办公室 负责机关日常运转和财务。（二）工程建设股 负责建筑市场和质量安全监督。（三）市政公用股 负责市政设施建设和维护。",
    ),
    "405": Profile(
        1.1, "2140101", "2140106", "2140104",
        "（一）拟订全县交通运输发展规划并组织实施。（二）负责县乡公路的建设、养护和路政管理。（三）管理道路运输市场和运输安全。",
        "青岚县交通运输局设下列内设机构：（一）办公室 负责机关日常运转和财务。（二）建设养护股 负责公路建设和养护计划。（三）运输安全股 负责运输市场和安全监督。",
    ),
    "440": Profile(
        1.5, "2130101", "2130104", "2130153",
        "（一）统筹推动发展全县农业农村各项事业，组织实施乡村振兴。（二）负责种植业、畜牧业和农产品质量安全监督管理。（三）指导农田建设和农业技术推广。",
        "青岚县农业农村局设下列内设机构：（一）办公室 负责机关日常运转和财务。（二）种植业股 负责种植业和农田建设。（三）畜牧股 负责畜牧业和动物防疫。",
    ),
    "211": Profile(
        2.4, "2100101", "2100201", "2100299",
        "（一）统筹全县公立医院的人员、资金和药品采购管理。（二）组织医疗服务，落实分级诊疗。（三）承担公共卫生和应急医疗任务。",
        "青岚县医疗集团设下列管理部门：（一）综合办公室 负责日常运转。（二）医务质控部 负责医疗质量和安全。（三）财务部 负责预算、核算和资产管理。",
    ),
}  # fmt: skip
"""Every department but that of the example ledger."""
_OWN_FUNCTIONS = {"2130301": "running", "2130303": "service"}
REASONS = (
    "在职人员增加，缴费基数调整",
    "上级专项资金安排增加",
    "压减一般性支出",
    "上年一次性项目已经完成",
    "加快了结转资金的支出进度",
)


def basis(folder: Path, department: Department, year: int) -> Ledger:
    """The ledger that a department brings in for a year: basic expenditure, income, what it says of itself."""
    example = ledger_from((folder / "ledger.json").read_text(encoding="utf-8"))
    if department.code == WATER:
        return _moved(example, department, year)
    profile = PROFILES[department.code]
    units = [Unit(u.code, u.name, department.code) for u in department.units.order_by("code")]
    lines = [
        line
        for n, unit in enumerate(units)
        for line in _basic(example, unit, year, profile, profile.size / (n + 1.5))
    ]
    ledger = Ledger(
        year,
        department.division.code,
        (LedgerDepartment(department.code, department.name),),
        tuple(units),
        tuple(lines),
    )
    return _telling(ledger, department, profile)


def _moved(example: Ledger, department: Department, year: int) -> Ledger:
    """The example's ledger in another year; last year's figures follow from it where it is not its own."""
    years = year - example.year
    own = json.loads(moved(json.dumps(msgspec.to_builtins(example.facts), ensure_ascii=False), years))
    return msgspec.structs.replace(
        example,
        year=year,
        division=department.division.code,
        departments=(LedgerDepartment(department.code, department.name),),
        units=tuple(Unit(u.code, u.name, department.code) for u in department.units.order_by("code")),
        lines=tuple(
            msgspec.structs.replace(line, year=year, project=moved(line.project, years))
            for line in example.lines
        ),
        revenue=tuple(msgspec.structs.replace(line, year=year) for line in example.revenue),
        facts=msgspec.convert(own, dict[str, Facts]),
    )


def _basic(example: Ledger, unit: Unit, year: int, profile: Profile, size: float) -> list[BudgetLine]:
    """The example's basic expenditure as that of a unit, whole yuan."""
    made = []
    for line in example.lines:
        if line.kind.basic:
            own = _OWN_FUNCTIONS.get(line.function)
            made.append(
                msgspec.structs.replace(
                    line,
                    year=year,
                    department=unit.department,
                    unit=unit.code,
                    function=getattr(profile, own) if own else line.function,
                    cents=round(line.cents * size / 100_00) * 100_00,
                )
            )
    return made


def _telling(ledger: Ledger, department: Department, profile: Profile) -> Ledger:
    """The ledger with what its department says of itself; the year before was a little less."""
    before = [msgspec.structs.replace(x, cents=round(x.cents * 0.96 / 100) * 100) for x in ledger.lines]
    last = as_last_year(msgspec.structs.replace(ledger, lines=tuple(before)))
    facts = Facts(
        duties=profile.duties,
        offices=profile.offices,
        purchase="无",
        other=f"本部门{ledger.year}年无政府购买服务事项。",
        units=len(ledger.units),
        goals=len(ledger.units),
        assets=Assets({"机要通信用车": 1, "应急保障用车": 1}, 2, "1850", 1, 0),
        last_year=last,
    )
    return msgspec.structs.replace(ledger, facts={department.code: facts})
