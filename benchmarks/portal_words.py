"""Invented texts for ``big_portal.py``: projects as many departments write them, from common words to rare names.

What is varied is what search goes by: how many projects a pair of characters stands in.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from mingzhang.forms.codelists import code_list

_BEGIN = (
    "青白红黄黑石龙凤虎马牛羊云雨雪霜松柏柳杨桃李杏梅竹兰金银铜铁玉珠南北东西上下前后大小新旧高平长安永宁丰乐"
)
_MIDDLE = "山水河溪泉湖沟谷岭坡峰岩洞桥渡关口寨堡城门楼台塔寺庙井塘坝滩湾洲岛林田园"
_END = (
    "村",
    "庄",
    "坪",
    "沟",
    "岭",
    "屯",
    "镇",
    "乡",
    "街道",
    "社区",
    "片区",
    "灌区",
    "林场",
    "小流域",
    "水库",
    "中学",
)
_THINGS = {
    "教育": "校舍 操场 教学仪器 学生营养餐 寄宿生生活补助 幼儿园 教师周转宿舍 图书 实验室 校园安防 普惠性学前教育 家庭经济困难学生资助 思政课程 校车 塑胶跑道",
    "水利": "农村供水工程 小型水库 堤防 灌溉渠系 机井 水土保持林 河道 节水设施 水质检测 山洪灾害预警 淤地坝 取水计量 泵站 水源地 移民后期扶持",
    "交通": "农村公路 危桥 客运站 公交车辆 安全防护栏 路面 标志标线 养护机械 治超站点 应急物资 渡口 村道 公路桥涵 冬季除雪 城乡客运",
    "农业": "高标准农田 良种 病虫害统防统治 动物疫病防控 有机肥 农机购置 设施蔬菜 中药材 农产品检测 耕地地力保护 秸秆综合利用 撂荒地 人居环境 冷链仓库 农村厕所",
    "卫生": "乡镇卫生院 村卫生室 疫苗接种 慢性病管理 妇女两癌筛查 急救车辆 医疗设备 中医馆 基本公共卫生 职业病监测 血液采集 家庭医生签约 疾病预防控制 老年健康体检 托育机构",
    "民政": "养老服务中心 低保对象 特困人员 孤儿 残疾人两项补贴 殡葬设施 日间照料中心 社区食堂 流浪乞讨人员 地名标志 婚姻登记 高龄津贴 未成年人保护 社会工作站 临时救助",
    "文旅": "图书馆 文化馆 非物质文化遗产 古建筑 送戏下乡 全民健身器材 旅游步道 应急广播 博物馆展陈 农家书屋 革命旧址 体育赛事 文化惠民演出 景区厕所 数字影院",
    "住建": "老旧小区 污水管网 路灯 公园绿地 保障性住房 农村危房 燃气管道 垃圾中转站 供热管网 停车位 雨污分流 背街小巷 历史建筑 海绵设施 城市桥梁",
    "环保": "大气监测站 黑臭水体 饮用水源保护区 土壤污染 散煤治理 固体废物 噪声监测 入河排污口 生态补偿 环境执法装备 挥发性有机物 清洁取暖 矿山生态 湿地 排污许可",
    "应急": "消防车辆 防汛物资 森林防火 避险场所 安全生产检查 救援队伍 地震监测 应急演练 危险化学品 灾情信息员 隐患排查 气象预警 救灾物资库 烟花爆竹 消防栓",
    "公安": "交通信号 视频监控 办案区 反诈宣传 执法记录仪 看守所 户籍档案 警用车辆 禁毒宣传 派出所 电子警察 刑事技术 指挥中心 辅警服装 流动人口",
    "工信": "中小企业 技术改造 产业园区 标准厂房 数字平台 节能诊断 科技特派员 专利转化 电子商务 家电换新 供应链 招商活动 融资担保 创业孵化 知识产权",
    "政务": "政务大厅 档案数字化 干部培训 党员教育 统计调查 审计外勤 信访接待 乡村振兴驻村 人才引进 普法宣传 会议服务 办公设备 网络安全 法律援助 志愿服务",
}
_CLASSES = {
    "教育": "205", "水利": "213", "交通": "214", "农业": "213", "卫生": "210", "民政": "208", "文旅": "207",
    "住建": "212", "环保": "211", "应急": "224", "公安": "204", "工信": "215", "政务": "201",
}  # fmt: skip
_ACTS = (
    "改造", "维修", "建设", "采购", "补助", "提升", "养护", "治理", "运行维护", "更新", "普查", "管护", "宣传", "奖励",
    "除险加固", "升级", "检测", "修缮", "扩建", "购置", "整治", "试点", "监督检查", "信息化建设", "达标建设", "以奖代补",
)  # fmt: skip
_ENDS = ("项目", "经费", "资金", "专项", "工程", "工作经费", "补助资金", "项目资金", "配套资金", "专项经费")
_WHY = (
    "保障群众用上安全、稳定的{thing}", "改善{place}及周边群众的生产生活条件", "解决{thing}年久失修、标准偏低的问题",
    "补齐{place}公共服务短板", "提高{thing}管理水平和使用效率", "落实上级关于{thing}{act}的部署", "推动城乡基本公共服务均等化",
    "确保{thing}正常运转，不发生较大以上安全事故", "增加农民收入，巩固拓展脱贫攻坚成果", "优化营商环境，激发市场主体活力",
)  # fmt: skip
_GOALS = (
    "{act}{place}{thing}{n}{unit}", "完成{thing}{act}任务{n}{unit}，其中{place}{m}{unit}", "对{n}{unit}{thing}进行{act}，覆盖{place}、{other}等地",
    "按照实施方案，{month}月底前完成{thing}的{act}，验收合格率达到{rate}%", "为{m}名服务对象提供{thing}{act}服务，资金及时足额拨付",
    "围绕{topic}，开展{thing}{act}{n}次", "支付{other}{thing}{act}尾款，按合同约定完成质量保修", "建立{thing}长效管护机制，明确管护责任和经费来源",
)  # fmt: skip
_UNITS = (
    "处",
    "个",
    "公里",
    "户",
    "台（套）",
    "人次",
    "平方米",
    "亩",
    "座",
    "批",
    "所",
    "场次",
    "吨",
    "辆",
    "份",
    "家",
)
_OUTCOMES = (
    "合格率",
    "完好率",
    "及时率",
    "覆盖率",
    "达标率",
    "完成率",
    "使用率",
    "到位率",
    "知晓率",
    "入户率",
)
_BENEFITS = (
    ("社会效益指标", "受益{whom}人数", "≥{m}人"), ("社会效益指标", "{thing}服务能力", "明显提升"), ("社会效益指标", "带动就业人数", "≥{n}人"),
    ("经济效益指标", "节约{thing}运行成本", "≥{rate}%"), ("经济效益指标", "带动社会投资", "≥{n}万元"), ("生态效益指标", "{thing}周边环境质量", "持续改善"),
    ("可持续影响指标", "{thing}管护制度", "健全"), ("可持续影响指标", "{thing}使用年限", "≥{few}年"), ("社会效益指标", "{thing}安全事故", "0起"),
)  # fmt: skip
_WHOM = (
    "群众",
    "农村居民",
    "学生",
    "老年人",
    "企业",
    "困难家庭",
    "残疾人",
    "游客",
    "社区居民",
    "农户",
    "职工",
    "驾驶员",
    "患者",
    "妇女儿童",
)
_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator: second level, name, value, operator, number, unit."""

    level2: str
    name: str
    value: str
    operator: str = ""
    number: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A project in words; ``function`` is a code of seven digits, ``cents`` its money in 分."""

    name: str
    unit: str
    goal: str
    function: str
    function_name: str
    cents: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Office:
    """A department: its name, what it deals with, the codes of its money, its units and places."""

    name: str
    trade: str
    functions: tuple[tuple[str, str], ...]
    units: tuple[str, ...]
    places: tuple[str, ...]


def offices(count: int) -> Iterator[Office]:
    """So many departments, always the same ones."""
    chance = random.Random(count)
    trades = list(_THINGS)
    for i in range(count):
        trade = trades[i % len(trades)]
        place = _place(chance)[:2]
        codes = [
            (code.code, code.name)
            for code in code_list("function").in_force(2026)
            if len(code.code) == _DIGITS and code.code.startswith((_CLASSES[trade], "20899", "21011"))
        ]
        name = f"{place}{trade}{chance.choice(('局', '中心', '委员会', '办公室', '服务中心'))}"
        places = tuple(_place(chance) for _ in range(40))
        units = tuple(
            f"{p}{trade}{chance.choice(('站', '所', '中心', '大队', '学校', '队'))}" for p in places[:8]
        )
        yield Office(name, trade, tuple(chance.sample(codes, min(12, len(codes)))), (name, *units), places)


def _place(chance: random.Random) -> str:
    return chance.choice(_BEGIN) + chance.choice(_MIDDLE) + chance.choice(_END)


def projects(office: Office, year: int, count: int, chance: random.Random) -> Iterator[Told]:
    """The projects of a department's year, each with ten indicators."""
    things = _THINGS[office.trade].split()
    every = [thing for words in _THINGS.values() for thing in words.split()]
    for _ in range(count):
        thing = chance.choice(things) if chance.random() < 0.9 else chance.choice(every)
        function, topic = chance.choice(office.functions)
        slots = {
            "thing": thing, "act": chance.choice(_ACTS), "place": chance.choice(office.places), "topic": topic,
            "other": _place(chance), "n": chance.randint(1, 900), "m": chance.randint(10, 60_000), "few": chance.randint(3, 20),
            "unit": chance.choice(_UNITS), "rate": chance.choice((90, 92, 95, 98, 100)), "month": chance.randint(3, 12),
            "whom": chance.choice(_WHOM),
        }  # fmt: skip
        cents = int(chance.lognormvariate(17.5, 1.6)) // 10_000 * 10_000 + 10_000
        name = chance.choice((
            "{year}年{place}{thing}{act}{end}", "{thing}{act}{end}", "{place}{thing}{act}{end}", "{topic}{end}（{thing}{act}）",
        )).format(year=year, end=chance.choice(_ENDS), **slots)  # fmt: skip
        goal = "；".join(part.format(**slots) for part in chance.sample(_GOALS, chance.randint(2, 4)))
        why = chance.choice(_WHY).format(**slots)
        yield Told(
            name, chance.choice(office.units), f"{goal}，{why}。", function, topic, cents,
            tuple(_rows(chance, slots, thing, things, cents)),
        )  # fmt: skip


def _rows(
    chance: random.Random, slots: dict[str, object], thing: str, things: list[str], cents: int
) -> Iterator[Row]:
    unit = str(slots["unit"])
    for other in (thing, *chance.sample(things, 2)):
        n = str(chance.randint(1, 900))
        yield Row("数量指标", f"{slots['act']}{other}数量", f"≥{n}{unit}", "≥", n, unit)
    for outcome in chance.sample(_OUTCOMES, 2):
        rate = str(chance.choice((85, 90, 95, 98, 100)))
        yield Row("质量指标", f"{thing}{outcome}", f"≥{rate}%", "≥", rate, "%")
    yield Row("时效指标", f"{thing}{slots['act']}完成时间", f"{slots['month']}月底前")
    wan = f"{cents / 1_000_000:.2f}"
    yield Row("成本指标", f"{thing}{slots['act']}总成本", f"≤{wan}万元", "≤", wan, "万元")
    for level2, name, value in chance.sample(_BENEFITS, 2):
        yield Row(level2, name.format(**slots), value.format(**slots))
    yield Row(
        "服务对象满意度指标", f"{slots['whom']}满意度", f"≥{slots['rate']}%", "≥", str(slots["rate"]), "%"
    )
