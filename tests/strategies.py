"""Invented target forms for property tests, in the words of such papers but of no real one."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

THINGS = (
    "水渠",
    "村道",
    "路灯",
    "校舍",
    "卫生室",
    "果园",
    "堤防",
    "管网",
    "图书角",
    "养老院",
    "种苗",
    "监测站",
)
DEEDS = ("新建", "修缮", "清理", "改造", "检测", "补助", "采购", "维护", "验收", "普查")
MEASURES = (
    "数量",
    "面积",
    "长度",
    "完成率",
    "合格率",
    "及时率",
    "成本",
    "覆盖率",
    "受益人数",
    "满意度",
    "周期",
)
UNITS = ("个", "公里", "平方米", "户", "万元", "元/户", "%", "人", "座", "台套", "万亩")
QUALITIES = ("及时", "提高", "改善", "合格", "逐步提升", "有效保障", "按期完成", "稳定")
KINDS = {
    "数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标", "成本指标": "产出指标",
    "经济效益指标": "效益指标", "社会效益指标": "效益指标", "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标", "服务对象满意度指标": "满意度指标",
}  # fmt: skip

names = st.builds("{}{}{}".format, st.sampled_from(DEEDS), st.sampled_from(THINGS), st.sampled_from(MEASURES))
numbers = st.one_of(
    st.integers(1, 99_999).map(str),
    st.decimals(min_value=1, max_value=999, places=2).map(str),
)
values = st.one_of(
    st.builds("{}{}{}".format, st.sampled_from(("≥", "≤", "", "")), numbers, st.sampled_from(UNITS)),
    st.sampled_from(QUALITIES),
    st.builds("2025年{}月".format, st.integers(1, 12)),
)
sentences = st.lists(
    st.builds("{}{}{}处，".format, st.sampled_from(DEEDS), st.sampled_from(THINGS), st.integers(2, 400)),
    min_size=1, max_size=14,
).map(lambda parts: "".join(parts).rstrip("，") + "。")  # fmt: skip
money = st.one_of(st.integers(0, 90_000_000).map(str), st.integers(1, 9_000_000).map(lambda n: f"{n}.5"))


@st.composite
def indicator_lists(draw: st.DrawFn) -> list[dict[str, str]]:
    """Rows of one half, in the order of the kinds, names all different."""
    rows = []
    seen: set[str] = set()
    for kind, level1 in KINDS.items():
        for name in draw(st.lists(names, max_size=3, unique=True)):
            if name not in seen:
                seen.add(name)
                rows.append({"level1": level1, "level2": kind, "level3": name, "value": draw(values)})
    return rows


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """A whole target form whose halves say the same, as most do."""
    total = draw(money)
    funds = {
        "total": total,
        "central": "0",
        "provincial": "0",
        "local": total,
        "self_raised": "0",
        "other": None,
    }
    rows = draw(indicator_lists())
    goal = draw(sentences)
    return {
        "form_kind": draw(st.sampled_from(("申报表", "目标表"))),
        "region": "青岚县",
        "year": 2025,
        "project_name": draw(st.builds("{}{}项目".format, st.sampled_from(THINGS), st.sampled_from(DEEDS))),
        "department_code": "203",
        "department_name": "岚川市青岚县水务局",
        "implementing_unit": "青岚县河道管理站",
        "attribute": "一次性项目（1年结束）",
        "period": "1年",
        "funds": {"whole": funds, "annual": funds},
        **{key: draw(sentences) for key in ("overview", "basis", "necessity", "safeguards", "plan")},
        "whole_goal": goal,
        "annual_goal": goal,
        "whole_indicators": rows,
        "annual_indicators": rows,
        "filed_at": draw(st.integers(20250101000000, 20251231235959).map(str)),
    }
