"""Target forms printed as text, the way the two kinds of real papers print them: for round trips.

A record is a plain dict in the shape of the exchange format. ``as_running_text`` prints the words of a page
in the order of its cells, row by row: a cell of one line shares its line with its neighbours, a cell of
several lines stands alone. ``as_cells`` prints table rows with tabs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from mingzhang.domain.chars import width

Form = Mapping[str, Any]
FUND_LABELS = {
    "central": "其中：中央财政资金",
    "provincial": "省级财政资金",
    "local": "市县（区）财政资金",
    "self_raised": "单位自筹",
    "other": "其他资金",
}
TEXT_LABELS = {
    "overview": "项目概况",
    "basis": "立项依据",
    "necessity": "项目设立必要性",
    "safeguards": "保证项目实施的制度、措施",
    "plan": "项目实施计划",
}


@dataclass(frozen=True)
class Style:
    """How a county's page is laid out; widths in half-width columns, ``cut`` when cells are cut, not broken."""

    cut: bool
    level2: tuple[int, int]
    name: tuple[int, int]
    value: tuple[int, int]
    goal: tuple[int, int]
    text: int
    blank: Callable[[], int] = lambda: 1


CUT = Style(True, (16, 18), (24, 16), (40, 40), (76, 46), 96)
BROKEN = Style(False, (12, 14), (22, 14), (24, 18), (78, 46), 100)


def broken(text: str, columns: int) -> list[str]:
    """The lines of a cell so many half-width columns wide."""
    lines, line = [], ""
    for letter in text:
        if line and width(line) + width(letter) > columns:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line] if line else lines


def cut_off(text: str, columns: int) -> str:
    """What a cell shows that cuts what does not fit."""
    return broken(text, columns)[0] if text else ""


def money(amount: str | None) -> str:
    """Yuan as forms print it."""
    if amount is None:
        return ""
    whole, point, fraction = amount.partition(".")
    return f"{int(whole):,}{point}{fraction}"


class _Page:
    """Words in the order of cells; cells of one line join the line before where it is open."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.lines: list[str] = []
        self.open = False
        self.full = False

    def row(self) -> None:
        self.lines.extend([""] * self.style.blank())
        self.open = self.full = False

    def cell(self, lines: Sequence[str], columns: int = 10_000) -> None:
        if not lines:
            return
        if len(lines) == 1 and self.open:
            glue = "" if self.full and self.style.cut else " "
            self.lines[-1] += glue + lines[0]
        else:
            self.lines.extend(lines)
        self.open = len(lines) == 1
        self.full = width(lines[-1]) >= columns - 1

    def alone(self, text: str) -> None:
        self.lines.append(text)
        self.open = False


def as_running_text(form: Form, style: Style) -> str:
    """One form as the running text of its page."""
    page = _Page(style)
    page.alone(
        f"{form['region']}县(区)级预算部门（单位）项目支出绩效目标{form['form_kind'].removeprefix('目标')}"
    )
    page.row()
    page.alone(f"（{form['year']}年度）")
    page.row()
    _head(page, form)
    _funds(page, form)
    for key, label in TEXT_LABELS.items():
        page.row()
        page.cell([label])
        page.cell(broken(form[key] or "", style.text))
    _goals(page, form)
    _grid(page, form)
    page.row()
    page.alone(f"负责人： 经办人： 陈知远 联系电话： 13900000000 填报日期：    {form['filed_at']}")
    return "\n".join(page.lines) + "\n"


def _head(page: _Page, form: Form) -> None:
    page.alone(f"项目名称 {form['project_name']}")
    page.row()
    department = form["department_name"]
    if form["department_code"]:
        department = f"{form['department_code']}-{department}"
    page.alone(f"主管部门及代码 {department} 实施单位 {form['implementing_unit']}")
    page.row()
    page.alone(f"项目属性 {form['attribute']} 项目期 {form['period']}")
    page.row()
    page.lines.extend(["项目资金", "（元）"])


def _funds(page: _Page, form: Form) -> None:
    whole, annual = form["funds"]["whole"], form["funds"]["annual"]
    page.row()
    page.alone(f"实施期资金总额： {money(whole['total'])} 年度资金总额： {money(annual['total'])}")
    for key, label in FUND_LABELS.items():
        page.row()
        if key == "local" and not page.style.cut:
            page.lines.extend(["     市县（区）财政资", "金"])
            page.alone(f"{money(whole[key])}       {label} {money(annual[key])}")
        else:
            page.alone(f"     {label} {money(whole[key])}       {label} {money(annual[key])}")


def _goals(page: _Page, form: Form) -> None:
    page.row()
    page.alone("实施期目标 年度目标")
    page.row()
    page.cell(["总体目标"])
    page.cell(broken(form["whole_goal"] or "", page.style.goal[0]))
    page.cell(broken(form["annual_goal"] or "", page.style.goal[1]))
    page.row()
    page.lines.extend("绩效指标")


def _grid(page: _Page, form: Form) -> None:
    page.row()
    page.alone("一级指标 二级指标 三级指标 指标值 二级指标 三级指标 指标值")
    kinds = {
        row["level2"]: row["level1"] for half in ("whole", "annual") for row in form[f"{half}_indicators"]
    }
    everything = {
        "数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标", "成本指标": "产出指标",
        "经济效益指标": "效益指标", "社会效益指标": "效益指标", "生态效益指标": "效益指标",
        "可持续影响指标": "效益指标", "服务对象满意度指标": "满意度指标",
    }  # fmt: skip
    assert set(kinds) <= set(everything)
    for level1, group in groupby(everything, key=lambda kind: everything[kind]):
        page.row()
        several = level1 != "满意度指标"
        page.cell([level1])
        if several:
            page.row()
        for kind in group:
            _kind(page, form, kind)


def _kind(page: _Page, form: Form, kind: str) -> None:
    style = page.style
    halves = [[r for r in form[f"{half}_indicators"] if r["level2"] == kind] for half in ("whole", "annual")]
    rows = max(1, *map(len, halves))
    if rows > 1:
        page.row()
    for i in range(rows):
        if i:
            page.row()
        for half in (0, 1):
            if i == 0:
                label = [cut_off(kind, style.level2[half])] if style.cut else broken(kind, style.level2[half])
                page.cell(label, style.level2[half])
                if rows > 1:
                    page.open = False
            if i < len(halves[half]):
                _pair(page, halves[half][i], half)
    page.open = False


def _pair(page: _Page, row: Form, half: int) -> None:
    style = page.style
    name, value = row["level3"] or "", row["value"] or ""
    page.cell([name] if style.cut else broken(name, style.name[half]), style.name[half])
    page.cell([value] if style.cut else broken(value, style.value[half]), style.value[half])


def cut_form(form: Form, style: Style) -> dict[str, Any]:
    """The form as a page that cuts shows it: names as long as their column."""
    shown = dict(form)
    for half, key in enumerate(("whole_indicators", "annual_indicators")):
        shown[key] = [
            {
                **row,
                "level3": cut_off(row["level3"] or "", style.name[half]),
                "value": cut_off(row["value"] or "", style.value[half] - 2),
            }
            for row in form[key]
        ]
    return shown


def as_cells(form: Form, breadth: int = 10) -> str:
    """One form as table rows, cells divided by tabs."""

    def row(*cells: str) -> str:
        return "\t".join([*cells, *[""] * (breadth - len(cells))])

    whole, annual = form["funds"]["whole"], form["funds"]["annual"]
    department = form["department_name"]
    if form["department_code"]:
        department = f"{form['department_code']}-{department}"
    lines = [
        f"{form['region']}县(区)级预算部门（单位）项目支出绩效目标{form['form_kind'].removeprefix('目标')}",
        "", f"（{form['year']}年度）", "",
        row("项目名称", "", form["project_name"]),
        row("主管部门及代码", "", department, "", "实施单位", "", form["implementing_unit"]),
        row("项目属性", "", form["attribute"], "", "项目期", "", form["period"]),
        row("项目资金 （元）", "", "实施期资金总额：", "", money(whole["total"]), "", "年度资金总额：", "", money(annual["total"])),
    ]  # fmt: skip
    for key, label in FUND_LABELS.items():
        lines.append(row("", "", label, "", money(whole[key]), "", label, "", money(annual[key])))
    for key, label in TEXT_LABELS.items():
        lines.append(row(label, "", form[key] or ""))
    lines.append(row("实施期目标", "", "", "", "年度目标"))
    lines.append(row("总体目标", "", form["whole_goal"] or "", "", form["annual_goal"] or ""))
    lines.append(
        row("绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")
    )
    lines.extend(row(*cells) for cells in _cell_rows(form))
    lines.append(
        row(
            "负责人：",
            "经办人：",
            "陈知远",
            "",
            "联系电话：",
            "13900000000",
            "填报日期：",
            form["filed_at"] or "",
        )
    )
    return "\n".join(lines) + "\n"


def _cell_rows(form: Form) -> list[list[str]]:
    rows, last1 = [], ""
    order = dict.fromkeys(r["level2"] for half in ("whole", "annual") for r in form[f"{half}_indicators"])
    level1 = {r["level2"]: r["level1"] for half in ("whole", "annual") for r in form[f"{half}_indicators"]}
    for kind in order:
        halves = [
            [r for r in form[f"{half}_indicators"] if r["level2"] == kind] for half in ("whole", "annual")
        ]
        for i in range(max(map(len, halves))):
            cells = ["", level1[kind] if level1[kind] != last1 else ""]
            last1 = level1[kind]
            for half in halves:
                r = half[i] if i < len(half) else {"level3": "", "value": ""}
                cells += [kind if i == 0 else "", r["level3"] or "", r["value"] or ""]
            rows.append(cells)
    return rows
