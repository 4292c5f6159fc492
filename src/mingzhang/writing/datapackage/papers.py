"""The resources of what papers say: the printed cells of the thirteen tables, target forms, their indicators."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.forms.naming import HEADING, field_title, half_title
from mingzhang.forms.spec import Field, Form, Half, Kind
from mingzhang.forms.tables import TABLES as SPECS
from mingzhang.forms.target import TARGET
from mingzhang.writing.datapackage.spec import OURS, Column, Constant, Foreign, Resource

_CURRENCY = Constant("currency", "币种", "currency", "value-currency:code", "CNY")
_YEAR = Constant("year", "预算年度", "budget year", "date:fiscal-year", type="integer")
_CELL = f"{OURS}table"

TABLES = Resource(
    "tables",
    "公开表单元格",
    "Cells of the printed tables",
    "部门预算公开表印出的每一格一行，照印；其中有合计行、小计行，不能直接相加。空白格不列。",
    "A row for each printed cell of the budget tables. Totals and subtotals are among them: they must not be added up. "
    "Blank cells are left out.",
    (
        Column("sheet", "第几张", "ordinal of the table in the paper", f"{_CELL}:sheet", "integer", required=True),
        Column("table", "表号", "number of the table by its title", f"{_CELL}:number", "integer", required=True),
        Column("table_key", "表（键）", "which declared table it is", f"{_CELL}:code", choices=tuple(s.key for s in SPECS)),
        Column("title", "表名", "title as printed", f"{_CELL}:label"),
        Column("row", "行", "row below the heads, from 1", f"{_CELL}:row", "integer", required=True),
        Column("row_name", "行名", "first text of the row", f"{_CELL}:row:label"),
        Column("column", "列", "column, from 1", f"{_CELL}:column", "integer", required=True),
        Column("column_key", "列（键）", "which declared column it is", f"{_CELL}:column:code"),
        Column("column_name", "列名", "heads over the column as printed", f"{_CELL}:column:label"),
        Column("text", "印出的文字", "what is printed", f"{_CELL}:text", required=True),
        Column("amount", "金额（元）", "what is printed in yuan, where it is money", f"{_CELL}:amount", "number"),
    ),
    ("sheet", "row", "column"),
    (),
    (_CURRENCY, _YEAR),
)  # fmt: skip


def _columns(form: Form) -> Iterator[Column]:
    """The form's own fields, without those of persons."""
    for field in form.fields:
        if not field.private:
            for key in field.keys:
                type_ = "number" if field.kind is Kind.AMOUNT else "string"
                yield Column(
                    column_name(key),
                    field_title(field, key),
                    _english(field, key),
                    _meaning(key),
                    type_,
                )


def column_name(key: str) -> str:
    """The column of a field.

    >>> column_name("funds.annual.total")
    'funds_annual_total'
    """
    return key.replace(".", "_")


_HALVES = {Half.WHOLE: "whole period", Half.ANNUAL: "year"}


def _english(field: Field, key: str) -> str:
    said = field.english or field.key
    if field.kind is Kind.AMOUNT and field.half:
        return f"{said}, {_HALVES[field.half]}, yuan"
    return f"{said} ({'code' if key == field.keys[0] else 'name'})" if len(field.keys) > 1 else said


_MEANINGS = {
    "department_code": "administrative-classification:generic:level1:code",
    "department_name": "administrative-classification:generic:level1:label",
    "project_name": "activity:generic:project:label",
}


def _meaning(key: str) -> str:
    return _MEANINGS.get(key, f"{OURS}target:{key.replace('.', ':').replace('_', '-')}")


TARGETS = Resource(
    "targets",
    "项目支出绩效目标",
    "Targets of projects",
    "每份绩效目标申报表（目标表）一行：项目、资金（按实施期和年度）、概况、依据、措施、计划、目标。不含个人信息。",
    "A row for each target form: project, money of the whole period and of the year, goals. Without personal data.",
    (
        Column("target", "目标表序号", "ordinal of the form in the paper", f"{OURS}target:id", "integer", required=True),
        Column("project", "项目", "key of the project", "activity:generic:project:code", required=True),
        Column("form_kind", HEADING["form_kind"], "declared by the unit, or approved", f"{OURS}target:form-kind"),
        Column("region", HEADING["region"], "county or district", "geo:target:title"),
        Column("year", HEADING["year"], "budget year", "date:fiscal-year", "integer"),
        *_columns(TARGET),
        Column("amounts_as_printed", "不是数字的金额", "amounts that are no numbers, as printed", f"{OURS}target:printed"),
    ),
    ("target",),
    (Foreign(("project",), "projects", ("project",)),),
    (_CURRENCY,),
)  # fmt: skip

_INDICATOR = f"{OURS}indicator"
INDICATORS = Resource(
    "indicators",
    "绩效指标",
    "Indicators",
    "绩效目标表里的每个指标一行，实施期和年度分列；指标值照印，并拆成符号、数值、单位，或定性文字。",
    "A row for each indicator of the forms, of either half; its value as printed, and parsed into its parts.",
    (
        Column("target", "目标表序号", "ordinal of the form", f"{OURS}target:id", "integer", required=True),
        Column("half", "期（键）", "whole period or year", f"{_INDICATOR}:half:code", required=True, choices=tuple(map(str, Half))),
        Column("half_name", "期", "whole period or year, in Chinese", f"{_INDICATOR}:half:label"),
        Column("n", "序号", "ordinal in its half", f"{_INDICATOR}:number", "integer", required=True),
        *(
            Column(f"level{n}", head, english, f"{_INDICATOR}:level{n}:label")
            for n, (head, english) in enumerate(
                zip(TARGET.grid.heads, ("kind, level 1", "kind, level 2", "name of the indicator"), strict=False), 1
            )
        ),
        Column("value", TARGET.grid.heads[3], "value as printed", f"{_INDICATOR}:value"),
        Column("operator", "运算符", "≥ > = < ≤", f"{_INDICATOR}:operator", choices=("≥", ">", "=", "<", "≤")),
        Column("number", "数值", "the number in the value", f"{_INDICATOR}:number:value", "number"),
        Column("upper", "数值上限", "the end of a range", f"{_INDICATOR}:upper", "number"),
        Column("factor", "乘数", "the first part of a product", f"{_INDICATOR}:factor", "number"),
        Column("unit", "单位", "unit of the number", f"{_INDICATOR}:unit"),
        Column("quality", "定性值", "the value where it has no number", f"{_INDICATOR}:quality"),
        Column("since", "起", "a date, as fine as printed", f"{_INDICATOR}:since"),
        Column("until", "止", "the end of a time", f"{_INDICATOR}:until"),
    ),
    ("target", "half", "n"),
    (Foreign(("target",), "targets", ("target",)),),
)  # fmt: skip

HALF_TITLES = {half: half_title(half) for half in Half}
