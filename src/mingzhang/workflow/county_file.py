"""The book out of which a county is made: its sheets and columns, and what stands in their rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its head, other heads it goes by, what to write, whether it must be written."""

    key: str
    head: str
    comment: str
    also: tuple[str, ...] = ()
    required: bool = False
    longest: int = 150
    width: int = 18


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet of the book; ``example`` are rows of the template, to be written over."""

    key: str
    name: str
    columns: tuple[Column, ...]
    example: tuple[tuple[str, ...], ...]


DIVISIONS = SheetSpec(
    "divisions", "区划",
    (
        Column("code", "区划代码", "财政区划代码，6 至 9 位数字。", ("代码", "财政区划代码"), True, 9),
        Column("name", "区划名称", "县（市、区）的名称，印在表上。", ("名称",), True, 120, 24),
    ),
    (("149901", "青岚县"),),
)  # fmt: skip
DEPARTMENTS = SheetSpec(
    "departments", "主管部门",
    (
        Column("code", "部门代码", "主管部门代码。", ("代码", "主管部门代码"), True, 21),
        Column("name", "部门名称", "全称。", ("名称", "主管部门名称", "主管部门"), True, 150, 32),
        Column("division", "区划代码", "只有一个区划时不用写。", ("财政区划代码",), False, 9),
    ),
    (("317", "青岚县水务局", ""), ("401", "青岚县教育局", "")),
)  # fmt: skip
UNITS = SheetSpec(
    "units", "单位",
    (
        Column("code", "单位代码", "预算单位代码。", ("代码", "预算单位代码"), True, 21),
        Column("name", "单位名称", "全称。", ("名称", "预算单位名称", "预算单位"), True, 150, 32),
        Column("department", "部门代码", "它的主管部门，写在“主管部门”表里的代码。", ("主管部门代码", "主管部门"), True, 21),
    ),
    (("317001", "青岚县水务局机关", "317"), ("401001", "青岚县第一小学", "401")),
)  # fmt: skip
PEOPLE = SheetSpec(
    "people", "人员",
    (
        Column("username", "账号", "登录用的名字，字母、数字、点、横线。一个人有几项职责就写几行，账号相同。", ("用户名", "登录名"), True, 60),
        Column("name", "姓名", "同一账号只要写一次。", ("名字",), False, 60, 12),
        Column("role", "角色", "从下拉表里选；不写就只建账号。", ("职责",), False, 40, 22),
        Column("place", "所在代码", "单位角色写单位代码，主管部门写部门代码，财政局各股写区划代码；业务股只管某些部门的，写部门代码。重名时写成“部门代码/单位代码”。", ("所在", "单位代码", "管辖代码"), False, 60),
        Column("since", "起", "从哪一天起，如 2026-01-01；不写就是一直。", ("起始日期", "开始日期"), False, 20, 12),
        Column("until", "止", "到哪一天止（含当天）；不写就是一直。", ("终止日期", "结束日期"), False, 20, 12),
        Column("stands_in", "顶替账号", "顶替别人时，写那个人的账号，并写明起止。", ("顶替",), False, 60),
        Column("password", "初始密码", "第一次登录用，至少 10 位，不能全是数字；只对新账号有效。不写就由程序生成（--passwords），或由系统管理员重设。", ("密码",), False, 128),
        Column("email", "邮箱", "收通知用，可以不写。", ("电子邮箱", "电子邮件"), False, 254, 24),
    ),
    (
        ("xitong", "赵工", "系统管理员", "149901", "", "", "", "", ""),
        ("guanli", "钱主任", "财政局管理员", "149901", "", "", "", "", ""),
        ("shuiwu01", "孙会计", "单位经办人", "317001", "", "", "", "", ""),
    ),
)  # fmt: skip
SHEETS = (DIVISIONS, DEPARTMENTS, UNITS, PEOPLE)
"""Every sheet once, in the order in which they are taken."""


class BookRow(msgspec.Struct, frozen=True):
    """A row of a sheet: its number as Excel counts, its texts by column."""

    sheet: str
    n: int
    texts: dict[str, str]

    def __getitem__(self, key: str) -> str:
        return self.texts.get(key, "")

    def date(self, key: str) -> date | None:
        """A date that has been read; None where there is none."""
        text = self[key]
        return date.fromisoformat(text) if text else None


class BookProblem(msgspec.Struct, frozen=True, order=True):
    """What is wrong with a row, in Chinese; row 0 is the sheet as a whole."""

    sheet: str
    row: int
    text: str

    def __str__(self) -> str:
        place = f"{self.sheet} 第 {self.row} 行" if self.row else self.sheet
        return f"{place}：{self.text}"


class CountyFile(msgspec.Struct, frozen=True):
    """What a book holds: rows by sheet, and what is wrong with them as they stand."""

    rows: dict[str, tuple[BookRow, ...]] = {}
    problems: tuple[BookProblem, ...] = ()

    def of(self, sheet: SheetSpec) -> tuple[BookRow, ...]:
        """The rows of a sheet."""
        return self.rows.get(sheet.key, ())
