"""What a county's book would change in the store: change by change, with what cannot be and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from mingzhang.web.services.accounts import Unfit, check_password
from mingzhang.web.store.models import Account, Department, Division, SeatRow, Unit
from mingzhang.workflow.access import fits
from mingzhang.workflow.county_file import (
    DEPARTMENTS,
    DIVISIONS,
    PEOPLE,
    SHEETS,
    UNITS,
    BookProblem,
    BookRow,
    CountyFile,
)
from mingzhang.workflow.keeping import KEEPS, Keep
from mingzhang.workflow.places import Level, Place
from mingzhang.workflow.roles import ROLES, Role, Seat

ROLE_OF = {spec.name: role for role, spec in ROLES.items()}
_BUSINESS = (Level.DIVISION, Level.DEPARTMENT)


@dataclass(frozen=True)
class Change:
    """A change: ``what`` it is of, by ``key``; ``said`` tells it in Chinese. ``secret`` is never told or audited."""

    what: str
    key: tuple[str, ...]
    keep: Keep
    division: str
    said: str
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]
    place: str = ""
    secret: str = field(default="", repr=False)
    row: int = 0
    since: date | None = None
    until: date | None = None

    @property
    def new(self) -> bool:
        """Whether it adds something."""
        return not self.before


@dataclass(frozen=True)
class Plan:
    """What a book would change, what is wrong with it, how many of its rows stand in the store already.

    ``left`` are changes that whoever imports does not keep: they are left to those who do.
    """

    changes: tuple[Change, ...]
    problems: tuple[BookProblem, ...]
    same: int
    left: tuple[Change, ...] = ()

    @property
    def keepers(self) -> str:
        """Who can make the changes that are left, in Chinese."""
        roles = {role for change in self.left for role in KEEPS[change.keep].roles}
        return "、".join(ROLES[role].name for role in Role if role in roles)


Keeps = Callable[[Keep, str], bool]
"""Whether whoever imports keeps something of a division."""


def everything(_keep: Keep, _division: str) -> bool:
    """Whoever stands at the server keeps everything."""
    return True


def plan(county: CountyFile, keeps: Keeps = everything, importer: str = "") -> Plan:
    """What a book would change. ``importer`` is the account that imports: nobody gives seats to themselves."""
    return _Planner(county, keeps, importer).plan()


class _Planner:
    def __init__(self, county: CountyFile, keeps: Keeps, importer: str) -> None:
        self.county, self.keeps, self.importer = county, keeps, importer
        self.changes: list[Change] = []
        self.left: list[Change] = []
        self.problems = list(county.problems)
        self.same = 0
        self.divisions = {d.code: d.name for d in Division.objects.all()}
        departments = Department.objects.values_list("division__code", "code", "name")
        self.departments = {(division, code): name for division, code, name in departments}
        units = Unit.objects.values_list("division_code", "department_code", "code", "name")
        self.units = {(division, department, code): name for division, department, code, name in units}
        self.accounts = {a.username: a for a in Account.objects.all()}
        rows = SeatRow.objects.select_related("account", "division", "department", "unit", "stands_in_for")
        self.seats = {_key(row): row for row in rows}
        self.named: dict[str, str] = {}
        self.taken: set[tuple[str, ...]] = set()
        self.known: set[str] = set()

    def plan(self) -> Plan:
        for sheet, take in (
            (DIVISIONS, self._division),
            (DEPARTMENTS, self._department),
            (UNITS, self._unit),
        ):
            for row in self.county.of(sheet):
                take(row)
        self._people()
        order = [sheet.name for sheet in SHEETS]
        problems = sorted(self.problems, key=lambda p: (order.index(p.sheet), p.row))
        return Plan(tuple(self.changes), tuple(problems), self.same, tuple(self.left))

    def _wrong(self, row: BookRow, text: str) -> None:
        self.problems.append(BookProblem(row.sheet, row.n, text))

    def _add(self, change: Change) -> None:
        kept = self.keeps(change.keep, change.division)
        (self.changes if kept else self.left).append(change)

    def _named(self, row: BookRow, what: str, key: tuple[str, ...], old: str | None, division: str) -> None:
        """A place with its name: new, another name, or the same."""
        name, title = row["name"], {"division": "区划", "department": "部门", "unit": "单位"}[what]
        if old == name:
            self.same += 1
            return
        said = f"新增{title} {key[-1]} {name}" if old is None else f"{title} {key[-1]} 改名：{old}→{name}"
        before = {} if old is None else {"name": old}
        self._add(Change(what, key, Keep.TREE, division, said, before, {"name": name}))

    def _division(self, row: BookRow) -> None:
        code = row["code"]
        self._named(row, "division", (code,), self.divisions.get(code), code)
        self.divisions[code] = row["name"]

    def _department(self, row: BookRow) -> None:
        division = row["division"] or (next(iter(self.divisions)) if len(self.divisions) == 1 else "")
        if not division:
            self._wrong(
                row, "有几个区划，请写区划代码。" if self.divisions else "还没有区划，请先写“区划”表。"
            )
        elif division not in self.divisions:
            self._wrong(row, f"没有代码为 {division} 的区划。")
        else:
            key = (division, row["code"])
            self._named(row, "department", key, self.departments.get(key), division)
            self.departments[key] = row["name"]

    def _unit(self, row: BookRow) -> None:
        found = [key for key in self.departments if key[1] == row["department"]]
        if len(found) != 1:
            self._wrong(row, f"{'没有' if not found else '不止一个'}代码为 {row['department']} 的部门。")
            return
        key = (*found[0], row["code"])
        self._named(row, "unit", key, self.units.get(key), found[0][0])
        self.units[key] = row["name"]

    def _people(self) -> None:
        rows = [row for row in self.county.of(PEOPLE) if row["username"]]
        for username, lines in _grouped(rows).items():
            self._account(username, lines)
        self.known = self.accounts.keys() | {c.key[0] for c in self.changes if c.what == "account"}
        for row in rows:
            if row["role"] in ROLE_OF and row["place"]:
                self._seat(row)
        self._stand_ins(rows)

    def _account(self, username: str, rows: list[BookRow]) -> None:
        first = rows[0]
        name, email, password = (
            next((r[k] for r in rows if r[k]), "") for k in ("name", "email", "password")
        )
        old = self.accounts.get(username)
        division = self._home(rows)
        if old is None:
            if not name:
                self._wrong(first, f"账号 {username} 是新的，请写姓名。")
                return
            self._weak(first, username, name, password)
            after = {"username": username, "name": name, "email": email or None}
            said = f"新增账号 {name}（{username}）"
            self._add(
                Change("account", (username,), Keep.ACCOUNTS, division, said, {}, after, secret=password)
            )
            return
        after = {k: v for k, v in (("name", name), ("email", email)) if v and v != getattr(old, k)}
        if after:
            before: dict[str, str | None] = {key: getattr(old, key) for key in after}
            said = f"账号 {username} 修改：" + "，".join(f"{before[k]}→{v}" for k, v in after.items())
            self._add(Change("account", (username,), Keep.ACCOUNTS, division, said, before, dict(after)))
        else:
            self.same += 1

    def _weak(self, row: BookRow, username: str, name: str, password: str) -> None:
        if not password:
            return
        try:
            check_password(password, Account(username=username, name=name))
        except Unfit as error:
            self._wrong(row, f"账号 {username} 的初始密码不能用：{error}")

    def _home(self, rows: list[BookRow]) -> str:
        """The division that an account belongs to, as far as the book says."""
        for row in rows:
            if row["role"] in ROLE_OF and row["place"]:
                found = list(self._places(ROLE_OF[row["role"]], row["place"]))
                if found:
                    return found[0].division
        return next(iter(self.divisions), "")

    def _places(self, role: Role, text: str) -> Iterator[Place]:
        """The places of a role's level whose codes end as a text does."""
        codes = tuple(part.strip() for part in text.split("/"))
        levels = _BUSINESS if role is Role.BUSINESS else (ROLES[role].level,)
        for level in levels:
            known: Mapping[object, str] = {
                Level.DIVISION: {(code,): name for code, name in self.divisions.items()},
                Level.DEPARTMENT: self.departments,
                Level.UNIT: self.units,
            }[level]  # type: ignore[assignment]
            for key in known:
                assert isinstance(key, tuple)
                if key[-len(codes) :] == codes:
                    yield Place(*key)

    def _seat(self, row: BookRow) -> None:
        role = ROLE_OF[row["role"]]
        found = list(self._places(role, row["place"]))
        if len(found) != 1:
            where = (
                "区划或部门"
                if role is Role.BUSINESS
                else {"division": "区划", "department": "主管部门", "unit": "单位"}[ROLES[role].level.value]
            )
            many = f"不止一个{where}的代码是 {row['place']}，请写成“部门代码/单位代码”。"
            self._wrong(
                row,
                many if found else f"没有代码为 {row['place']} 的{where}（{row['role']}要写{where}代码）。",
            )
            return
        place, username = found[0], row["username"]
        if not fits(Seat(role, place)):  # pragma: no cover  # the levels above are those that fit
            return
        key = (username, role.value, place.division, place.department, place.unit, row["stands_in"])
        self.named[str((row.sheet, row.n))] = str(key[1:5])
        try:
            since, until = row.date("since"), row.date("until")
        except ValueError:
            return  # told already
        old = self.seats.get(key)
        if key in self.taken:
            self._wrong(row, "和前面的一行重复。")
            return
        self.taken.add(key)
        if old and (since in (None, old.since)) and (until in (None, old.until)):
            self.same += 1
            return
        self._new_seat(row, key, old, since, until)

    def _new_seat(
        self, row: BookRow, key: tuple[str, ...], old: SeatRow | None, since: date | None, until: date | None
    ) -> None:
        username, _, division, department, unit, stands_in = key
        if stands_in and stands_in == username:
            self._wrong(row, "自己不能顶替自己。")
            return
        name = (
            self.units.get((division, department, unit))
            or self.departments.get((division, department))
            or self.divisions[division]
        )
        if old:
            since, until = since or old.since, until or old.until
        days = f"，{since or ''}至{until or ''}" if since or until else ""
        said = f"{username} {'改任' if old else '任'}{row['role']}·{name}{days}" + (
            f"，顶替 {stands_in}" if stands_in else ""
        )
        before = {"since": _day(old.since), "until": _day(old.until), "seat": str(old)} if old else {}
        after = {"since": _day(since), "until": _day(until), "seat": f"{row['role']}·{name}"}
        change = Change(
            "seat", key, Keep.SEATS, division, said, before, after, row=old.pk if old else 0, since=since, until=until
        )  # fmt: skip
        self._add(change)
        if change not in self.changes[-1:]:
            return
        if username == self.importer:
            self._wrong(row, "不能给自己安排职责，请由另一位管理员办理。")
        elif username not in self.known:
            self._wrong(row, f"还没有账号 {username}，请先由系统管理员导入账号。")

    def _stand_ins(self, rows: list[BookRow]) -> None:
        """Who is stood in for is known, and holds the seat."""
        held = {str(key[1:5]): set[str]() for key in self.seats}
        for key in self.seats:
            if not key[5]:
                held[str(key[1:5])].add(key[0])
        for row in rows:
            seat = self.named.get(str((row.sheet, row.n)))
            if seat and not row["stands_in"]:
                held.setdefault(seat, set()).add(row["username"])
        for row in rows:
            seat, who = self.named.get(str((row.sheet, row.n))), row["stands_in"]
            if who and seat and who not in held.get(seat, set()):
                self._wrong(row, f"{who} 没有这项职责，不能顶替。")


def _grouped(rows: list[BookRow]) -> dict[str, list[BookRow]]:
    found: dict[str, list[BookRow]] = {}
    for row in rows:
        found.setdefault(row["username"], []).append(row)
    return found


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _key(row: SeatRow) -> tuple[str, ...]:
    seat = row.seat
    place = seat.place
    return (row.account.username, row.role, place.division, place.department, place.unit, seat.stands_in_for)
