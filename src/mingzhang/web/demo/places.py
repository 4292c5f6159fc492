"""The fictional county: its departments and units, its people, the rounds of its years. All of it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from mingzhang.web.store.models import Account, Department, Division, RoundRow, SeatRow, Unit
from mingzhang.workflow.places import Level
from mingzhang.workflow.roles import ROLES, Role
from mingzhang.workflow.rounds import RoundKind

PASSWORD = "mingzhang-demo"  # printed on the login page of the demonstration
CODE, NAME = "149901", "青岚县"
HOME = "317001"
"""The unit whose clerk and head have accounts that are shown."""
DEPARTMENTS: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("317", "青岚县水务局"): (("317001", "青岚县水务局"), ("317002", "青岚县水利工程服务中心"), ("317003", "青岚县河道管理站")),
    ("402", "青岚县教育科技局"): (("402001", "青岚县教育科技局"), ("402002", "青岚县城南幼儿园"), ("402003", "青岚县第一小学")),
    ("403", "青岚县住房和城乡建设局"): (("403001", "青岚县住房和城乡建设局"), ("403002", "青岚县市政公用事业服务中心")),
    ("405", "青岚县交通运输局"): (("405001", "青岚县交通运输局"), ("405002", "青岚县公路养护中心")),
    ("440", "青岚县农业农村局"): (("440001", "青岚县农业农村局"), ("440002", "青岚县农业技术推广站")),
    ("211", "青岚县医疗集团"): (("211001", "青岚县人民医院"), ("211002", "青岚县中医院")),
}  # fmt: skip
SHOWN: Mapping[Role, tuple[str, str]] = {
    Role.CLERK: ("demo-clerk", "齐小满"),
    Role.HEAD: ("demo-head", "柏景和"),
    Role.REVIEWER: ("demo-reviewer", "宁知秋"),
    Role.BUSINESS: ("demo-business", "阮书屏"),
    Role.PERFORMANCE: ("demo-performance", "纪明衡"),
    Role.BUDGET: ("demo-budget", "尚文渊"),
    Role.ADMINISTRATOR: ("demo-admin", "覃思远"),
    Role.AUDITOR: ("demo-auditor", "鲍清和"),
    Role.SYSTEM: ("demo-system", "简舟"),
}
"""The accounts of the login page."""
_OTHERS = (
    "卓立春", "苗谷雨", "游清明", "符白露", "奚霜降", "储立冬", "屈小寒", "仲惊蛰", "巫芒种", "钮夏至", "席立秋",
    "滑处暑", "凤秋分", "强寒露", "訾大雪", "边雨水", "蔚春分", "冀大暑", "农立夏", "厍小雪", "昝大寒", "暨冬至",
    "逄小雨", "缑晴川", "亓山月", "郏云起", "璩远帆", "牧长河", "隗听松", "鞠望舒", "阚怀瑾", "蒯若谷",
)  # fmt: skip


@dataclass(frozen=True)
class Demo:
    """The county as it is made: its units by code, and who holds a role over a unit."""

    division: Division
    units: Mapping[str, Unit]
    holders: Mapping[tuple[Role, str], Account]

    def who(self, role: Role, unit: Unit) -> Account:
        """The account that holds a role over a unit."""
        level = ROLES[role].level
        code = {Level.UNIT: unit.code, Level.DEPARTMENT: unit.department_code, Level.DIVISION: CODE}[level]
        return self.holders[role, code]


def settle(year: int, now: datetime) -> Demo:
    """Make the county, its people and its rounds."""
    division = Division.objects.create(code=CODE, name=NAME)
    units: dict[str, Unit] = {}
    for (code, name), below in DEPARTMENTS.items():
        department = Department.objects.create(division=division, code=code, name=name)
        for unit_code, unit_name in below:
            units[unit_code] = Unit.objects.create(
                department=department,
                code=unit_code,
                name=unit_name,
                division_code=CODE,
                department_code=code,
            )
    _rounds(division, year, now)
    return Demo(division, units, _people(division, units, now))


def _people(division: Division, units: Mapping[str, Unit], now: datetime) -> dict[tuple[Role, str], Account]:
    password = make_password(PASSWORD)
    names = iter(_OTHERS)
    held: dict[tuple[Role, str], Account] = {}
    home = units[HOME]
    for role, (username, name) in SHOWN.items():
        held[role, _code(role, home)] = account = Account.objects.create(
            username=username, name=name, password=password, must_change=False
        )
        _seat(account, role, home, division)
    for unit in units.values():
        for role in (Role.CLERK, Role.HEAD, Role.REVIEWER):
            if (role, _code(role, unit)) not in held:
                account = Account.objects.make(f"{role}-{_code(role, unit)}", next(names), must_change=False)
                held[role, _code(role, unit)] = account
                _seat(account, role, unit, division)
    away = units["402001"]
    _seat(
        held[Role.REVIEWER, home.department_code], Role.REVIEWER, away, division,
        since=(now - timedelta(days=3)).date(), until=(now + timedelta(days=11)).date(),
        stands_in_for=held[Role.REVIEWER, away.department_code],
    )  # fmt: skip
    return held


def _code(role: Role, unit: Unit) -> str:
    level = ROLES[role].level
    return {Level.UNIT: unit.code, Level.DEPARTMENT: unit.department_code, Level.DIVISION: CODE}[level]


def _seat(account: Account, role: Role, unit: Unit, division: Division, **more: object) -> None:
    level = ROLES[role].level
    SeatRow.objects.create(
        account=account, role=role, division=division,
        department=unit.department if level is not Level.DIVISION else None,
        unit=unit if level is Level.UNIT else None, **more,
    )  # fmt: skip


_WINDOWS = (  # year from the present one, kind, opens, due, closes: in days from now
    (-1, RoundKind.FIRST, -400, -375, -365),
    (-1, RoundKind.SECOND, -350, -335, -330),
    (-1, RoundKind.ADJUSTMENT, -160, -135, -130),
    (0, RoundKind.LIBRARY, -75, -40, -31),
    (0, RoundKind.FIRST, -30, 5, 12),
    (0, RoundKind.SECOND, 45, 60, 66),
    (0, RoundKind.ADJUSTMENT, 220, 245, 250),
)


def _rounds(division: Division, year: int, now: datetime) -> None:
    day = now.replace(hour=18, minute=0, second=0, microsecond=0)
    for years, kind, opens, due, closes in _WINDOWS:
        RoundRow.objects.create(
            division=division, year=year + years, kind=kind, opens=day + timedelta(days=opens),
            due=day + timedelta(days=due), closes=day + timedelta(days=closes),
        )  # fmt: skip
