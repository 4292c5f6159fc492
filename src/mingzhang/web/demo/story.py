"""The projects of the demonstration, in every state that a form can be in."""

from __future__ import annotations

from dataclasses import dataclass

from mingzhang.web.demo.routes import Move, answer, once_more, remark, review, said, then, to, typed
from mingzhang.workflow.acts import Act


@dataclass(frozen=True, slots=True)
class Plan:
    """A project: its name, unit, how long ago the last of its ``way`` was done, in days.

    ``years`` counts from the present budget year; ``blank`` begins with an empty form, ``last`` with last year's;
    ``attached`` has a file beside it.
    """

    name: str
    unit: str
    ago: int
    way: tuple[Move, ...] = ()
    years: int = 0
    blank: bool = False
    last: bool = False
    attached: bool = False


def plans(year: int) -> tuple[Plan, ...]:
    """Every project, those of last year first."""
    return (*_last_year(year - 1), *_home(year), *_others(year))


_WATER, _WORKS, _RIVER = "317001", "317002", "317003"
_APPROVED = to("approved")
_MORE_WORK = "汛期后增加险工险段，工程量和资金相应增加"


def _last_year(year: int) -> tuple[Plan, ...]:
    again = once_more(
        _APPROVED,
        said(220, Act.ADJUST, _MORE_WORK),
        typed(0.3, ("plan", "4月完成设计变更，5月至9月施工，10月完成完工验收，11月结算。"), ("safeguards", "执行项目法人制、招标投标制、监理制和合同管理制；设计变更按程序报批。")),
    )  # fmt: skip
    return (
        Plan("河湖长制工作及河道保洁经费", _RIVER, 372, _APPROVED, -1),
        Plan("山洪灾害监测预警设施运行维护费", _WATER, 371, _APPROVED, -1),
        Plan("退休人员取暖补贴（水务局）", _WATER, 371, _APPROVED, -1),
        Plan("水务局机关信息系统运行维护费", _WATER, 370, _APPROVED, -1),
        Plan("清涟河城区段防洪治理工程", _WATER, 134, again, -1),
        Plan("农村寄宿制学校取暖补助资金", "402001", 369, _APPROVED, -1),
        Plan("县城集中供热老旧管网改造工程", "403001", 368, _APPROVED, -1),
        Plan("县道217线石楼至双井段路面大修工程", "405002", 367, _APPROVED, -1),
        Plan("青岚县中医院康复病区改扩建项目", "211002", 366, _APPROVED, -1),
        *(Plan(name, _WATER, 372, _APPROVED, -1) for name in _also_last_year(year)),
        Plan("城南幼儿园新建工程", "402002", 369, _APPROVED, -1),
        Plan("县城路灯节能改造项目", "403002", 368, _APPROVED, -1),
    )


def _also_last_year(year: int) -> tuple[str, ...]:
    """What else the home unit had approved last year."""
    return (
        "沙坪水库除险加固工程", "大峪灌区续建配套与节水改造项目", "水利工程管护人员劳务费", f"{year}年农村饮水水质检测费",
        f"{year}年农村供水工程维修养护项目", "取用水监测计量设施建设项目", "石沟等12个村饮水安全巩固提升工程",
        "东岭村排洪渠改造工程", "淤地坝安全度汛维修养护项目", "农业水价综合改革精准补贴", "清涟河北川段防洪堤修复工程",
    )  # fmt: skip


def _home(year: int) -> tuple[Plan, ...]:
    """Those of the unit whose clerk has an account on the login page."""
    returned = then(
        to("department"),
        remark(3, "w1", "annual.r1.value", ("2", "4"), "写的是“若干”之类的说法，请写到座、公里"),
        remark(0.1, "w2", "overview", ("11",), "请写明上年结转的工程量，避免重复安排"),
        Move(0.2, Act.RETURN),
        answer(1, "w2", "上年结转的3处已经完工，本年不再安排，概况已改"),
    )
    back = then(
        to("unit"),
        remark(1, "h1", "annual_goal", ("2",), "目标里没有时间"),
        said(0.1, Act.RETURN, "请按意见改后再报"),
        answer(1, "h1", "已写明完成时间"),
        typed(0.1, ("plan", f"{year}年3月完成招标，4月至10月施工，11月底前验收并结算。")),
        Move(0.2, Act.HAND_IN), Move(1, Act.PASS_ON),
    )  # fmt: skip
    graded = then(
        to("performance"),
        remark(2, "p1", "annual.r2.value", ("2",), "请写明依据"),
        Move(0.1, Act.REVIEW, review("good", suitability="第2条产出指标偏低，请说明依据。")),
    )
    return (
        Plan(f"{year}年防汛物资储备及应急抢险经费", _WATER, 1, (typed(1, ("funds.annual.local", "560,000"), ("annual.r2.value", "")),), attached=True),
        Plan("退休人员取暖补贴（水务局）", _WATER, 2, last=True),
        Plan("清洁小流域治理前期工作费", _WATER, 1, (typed(0, ("project_name", "清洁小流域治理前期工作费"), ("overview", "对沙坪、双河两条小流域开展勘察和初步设计。")),), blank=True),
        Plan(f"{year}年农村供水工程维修养护项目", _WATER, 2, returned),
        Plan(f"{year}年农村饮水水质检测费", _WATER, 4, then(to("unit"), remark(1, "h1", "annual.r1.value", ("2",), "请写检测的点数和次数"), Move(0.1, Act.RETURN))),
        Plan("取用水监测计量设施建设项目", _WATER, 1, to("unit")),
        Plan("水利工程管护人员劳务费", _WATER, 3, to("unit")),
        Plan("农业水价综合改革精准补贴", _WATER, 2, back),
        Plan("东岭村排洪渠改造工程", _WATER, 4, (typed(1, ("funds.annual.total", "1,336,000"), ("funds.annual.local", "1,336,000")), *to("department"))),
        Plan("石沟等12个村饮水安全巩固提升工程", _WATER, 3, to("business"), attached=True),
        Plan("山洪灾害监测预警设施运行维护费", _WATER, 2, graded, last=True),
        Plan("水务局机关信息系统运行维护费", _WATER, 3, to("budget"), last=True),
        Plan("北川镇双河片区污水管网延伸及提升泵站配套改造工程（二期）", _WATER, 1, then(to("performance"), Move(1, Act.REVIEW, review("poor", relevance="管网建设不属于水务局职责，应由住建部门申报。")), said(0.1, Act.STOP, "与住建局项目重复，本年不予安排"))),
        Plan("沙坪水库除险加固工程", _WORKS, 50, _APPROVED),
        Plan("大峪灌区续建配套与节水改造项目", _WORKS, 5, then(_APPROVED, said(34, Act.ADJUST, "上级资金调减，目标相应调整"), typed(1, ("plan", f"{year}年4月开工，9月完工，10月验收。")))),
        Plan(f"{year}年农村饮水工程维修养护项目", _WORKS, 3, to("department")),
        Plan("淤地坝安全度汛维修养护项目", _WORKS, 2, to("department")),
        Plan("河湖长制工作及河道保洁经费", _RIVER, 46, _APPROVED, last=True),
        Plan("清涟河北川段防洪堤修复工程", _RIVER, 6, then(to("unit"), Move(0.2, Act.WITHDRAW), said(0.3, Act.DISCARD, "并入清涟河综合治理工程，不再单独申报"))),
    )  # fmt: skip


def _others(year: int) -> tuple[Plan, ...]:
    """Those of the other departments."""
    return (
        Plan("县城义务教育学校食堂设备更新项目", "402003", 1, (typed(1, ("annual_goal", "")),)),
        Plan("城南幼儿园新建工程", "402002", 2, to("department")),
        Plan("农村寄宿制学校取暖补助资金", "402001", 1, to("department"), last=True),
        Plan("县城集中供热老旧管网改造工程", "403001", 4, to("business"), last=True),
        Plan("石楼村污水收集管网建设工程", "403001", 1, to("performance")),
        Plan("县城路灯节能改造项目", "403002", 6, to("budget")),
        Plan("县道217线石楼至双井段路面大修工程", "405002", 44, _APPROVED, last=True),
        Plan(f"青岚县{year}年农村公路日常养护工程", "405002", 8, to("business")),
        Plan(f"{year}年高标准农田建设项目县级配套资金", "440001", 2, to("performance")),
        Plan("南川镇农产品仓储保鲜冷链设施建设项目", "440001", 3, then(to("business"), remark(2, "b1", "annual.r1.value", ("1", "9"), "冷库容积要有产出指标"), Move(0.1, Act.RETURN))),
        Plan("青岚县乡村清洁取暖运行补贴", "440002", 2, to("unit")),
        Plan("县人民医院门诊住院综合楼建设项目", "211001", 5, to("performance")),
        Plan("青岚县中医院康复病区改扩建项目", "211002", 3, to("budget"), last=True),
    )  # fmt: skip
