"""The tree of departments and units, kept one by one; a whole county comes out of a book."""

from __future__ import annotations

import re

from django.db import transaction

from mingzhang.web.services import audit
from mingzhang.web.services.accounts import Unfit
from mingzhang.web.store.models import Department, Division, Unit

_CODE = re.compile(r"[0-9A-Za-z]{1,21}")
LONGEST = 150


def _checked(code: str, name: str) -> tuple[str, str]:
    code, name = code.strip(), name.strip()
    if not _CODE.fullmatch(code):
        raise Unfit("代码要写，只能有数字和字母，最多 21 位。")
    if not name or len(name) > LONGEST:
        raise Unfit(f"名称要写，最多 {LONGEST} 个字。")
    return code, name


@transaction.atomic
def put_department(division: Division, code: str, name: str, by: str) -> Department:
    """A department under its code: new, or with another name. Raises Unfit."""
    code, name = _checked(code, name)
    row = Department.objects.filter(division=division, code=code).first()
    old = row.name if row else None
    row = row or Department(division=division, code=code)
    _put(row, "department", "部门", old, name, by)
    return row


@transaction.atomic
def put_unit(department: Department, code: str, name: str, by: str) -> Unit:
    """A unit under its code: new, or with another name. Raises Unfit."""
    code, name = _checked(code, name)
    row = Unit.objects.filter(department=department, code=code).first()
    old = row.name if row else None
    row = row or Unit(
        department=department,
        code=code,
        division_code=department.division.code,
        department_code=department.code,
    )
    _put(row, "unit", "单位", old, name, by)
    return row


def _put(row: Department | Unit, what: str, title: str, old: str | None, name: str, by: str) -> None:
    if old == name:
        raise Unfit(f"{title}“{name}”已经有了，没有变动。")
    row.name = name
    row.save()
    said = f"新增{title} {row.code} {name}" if old is None else f"{title} {row.code} 改名：{old}→{name}"
    audit.record(by, "tree", f"{what}:{row.pk}", said, {"name": old} if old else {}, {"name": name})
