"""Damage as real papers suffer it: lines and cells dropped, swapped, glued, cut, repeated."""

from __future__ import annotations

from hypothesis import strategies as st

KINDS = (
    "drop",
    "swap",
    "glue",
    "cut",
    "repeat",
    "blank",
    "drop cell",
    "swap cells",
    "glue cells",
    "shift",
    "strange",
)
STRANGE = ("第二部分 2025年部门预算报表", "2025年项目支出预算表（本年预算）", "目 录", "- 12 -", "二、收入预算情况说明",
           "项目名称", "一级指标\t二级指标", "合计\t\t12.00", "\ufffd\ufffd", "服务对象满意度指标", "15,000,000", "≥95%",
           "注：本表无数据", "1.某某项目.....\t7")  # fmt: skip

blows = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=12
)


def damaged(text: str, blows: list[tuple[str, int, int]]) -> str:
    """The text after the blows, one after the other."""
    lines = text.split("\n")
    for kind, a, b in blows:
        if lines:
            _strike(lines, kind, a, b)
    return "\n".join(lines)


def _strike(lines: list[str], kind: str, a: int, b: int) -> None:
    i, j = a % len(lines), b % len(lines)
    if kind == "drop":
        del lines[i]
    elif kind == "swap":
        lines[i], lines[j] = lines[j], lines[i]
    elif kind == "glue" and i + 1 < len(lines):
        lines[i : i + 2] = [lines[i] + lines[i + 1]]
    elif kind == "cut":
        at = b % (len(lines[i]) + 1)
        lines[i : i + 1] = [lines[i][:at], lines[i][at:]]
    elif kind == "repeat":
        lines.insert(j, lines[i])
    elif kind == "blank":
        lines.insert(i, "")
    elif kind == "strange":
        lines.insert(i, STRANGE[b % len(STRANGE)])
    else:
        lines[i] = _struck_row(lines[i], kind, b)


def _struck_row(line: str, kind: str, b: int) -> str:
    between = "\t" if "\t" in line else " "
    cells = line.split(between)
    k = b % len(cells)
    if kind == "drop cell":
        cells[k] = ""
    elif kind == "swap cells":
        m = (b // 7) % len(cells)
        cells[k], cells[m] = cells[m], cells[k]
    elif kind == "glue cells" and k + 1 < len(cells):
        cells[k : k + 2] = [cells[k] + cells[k + 1]]
    elif kind == "shift":
        cells.insert(0, "")
    return between.join(cells)
