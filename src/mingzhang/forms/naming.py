"""What the papers call the keys of the exchange format: the one place where a path becomes words for people."""

from __future__ import annotations

from mingzhang.forms.spec import Field, Form, Half, Kind
from mingzhang.forms.target import TARGET

HEADING = {"form_kind": "表式", "region": "地区", "year": "年度"}
"""What the title line of a form says; it has no labels of its own."""
_PARTS = {"level2": 1, "level3": 2, "value": 3}


def field_title(field: Field, key: str | None = None) -> str:
    """What a field is called, telling apart its halves, and code and name where it has both.

    >>> field_title(TARGET.field("department_code"), "department_code")
    '主管部门及代码（代码）'
    """
    title = field.title or field.label
    if field.kind is Kind.CODED and key is not None:
        title += "（代码）" if key == field.keys[0] else "（名称）"
    return title


def half_title(half: Half, form: Form = TARGET) -> str:
    """What a half of a form is called.

    >>> half_title(Half.ANNUAL)
    '年度目标'
    """
    return next(f.title for f in form.fields if f.half is half and f.kind is Kind.PROSE)


def list_half(key: str) -> Half:
    """The half whose indicators stand under a key of a record."""
    return Half(key.removesuffix("_indicators"))


def path_title(path: str, form: Form = TARGET) -> str:
    """What a person calls the value at a path of a record; rows count from 1.

    >>> path_title("annual_indicators.3.value"), path_title("funds.whole.central"), path_title("year")
    ('年度目标第4行指标值', '实施期中央财政资金', '年度')
    """
    if path in HEADING:
        return HEADING[path]
    head, _, rest = path.partition(".")
    if head.endswith("_indicators"):
        row, _, part = rest.partition(".")
        column = form.grid.heads[_PARTS[part]] if part in _PARTS else "指标"
        return (
            f"{half_title(list_half(head), form)}第{int(row) + 1}行{column}"
            if row
            else half_title(list_half(head), form)
        )
    try:
        return field_title(form.field(path), path)
    except KeyError:
        return path


def table_path_title(path: str) -> str:
    """What a person calls the part of a budget table that a doubt names.

    >>> table_path_title("rows.4"), table_path_title("columns")
    ('第5行', '表头')
    """
    head, _, row = path.partition(".")
    if head == "rows" and row.isdigit():
        return f"第{int(row) + 1}行"
    return {"columns": "表头", "empty": "空表说明"}.get(path, path)
