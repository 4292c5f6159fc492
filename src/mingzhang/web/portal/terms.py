"""The words of budget language, in plain words: Chinese, and English beside it. Each has its place in the glossary."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word: its anchor, how it is written (the first is its name), what it means, and both in English."""

    key: str
    words: tuple[str, ...]
    plain: str
    english: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    """Words about one thing."""

    title: str
    english: str
    terms: tuple[Term, ...]


GROUPS = (
    Group("谁的预算", "Whose budget", (
        Term("department-budget", ("部门预算",), "一个政府部门连同它下属单位一整年打算怎样收钱、怎样花钱的计划，由人民代表大会批准后执行。", "departmental budget", "What a government department and the units under it plan to take in and to spend in a year."),
        Term("budget-unit", ("预算单位",), "有自己一份预算的单位，例如局机关、学校、医院、管理站。几个预算单位合起来是一个部门。", "budget unit", "A body with a budget of its own: an office, a school, a hospital. Several of them make up a department."),
        Term("finance-bureau", ("财政局", "财政部门"), "管一个县的钱的部门：汇总、审核各部门的预算，批复以后拨钱并监督。", "finance bureau", "The office that puts together, reviews and approves the budgets of all departments."),
        Term("approval", ("批复",), "财政局把批准的预算正式发给部门。部门应当在批复后二十天内向社会公开。", "approval", "The finance bureau's formal word that a budget stands. Departments must publish within twenty days of it."),
    )),
    Group("钱从哪里来", "Where the money comes from", (
        Term("general", ("一般公共预算",), "主要由税收组成的政府收支，用于教育、卫生、社会保障、农业等公共事务。部门的钱大多来自这里。", "general public budget", "Mostly taxes; pays for schools, health, welfare, farming and the offices themselves."),
        Term("fund", ("政府性基金预算", "政府性基金"), "为专门用途收的钱，例如土地出让收入，只能用在规定的事情上。", "government funds budget", "Money raised for a set purpose, such as sales of land-use rights, and spent on that only."),
        Term("capital", ("国有资本经营预算",), "国有企业上缴的利润，以及用这些钱安排的支出。", "state capital budget", "Profits handed over by state-owned enterprises, and what they are spent on."),
        Term("special", ("财政专户管理资金", "财政专户"), "单独开户管理的钱，主要是学校的学费、住宿费。", "money in special accounts", "Kept in an account of its own, mainly tuition and boarding fees."),
        Term("own", ("单位资金",), "单位自己挣的或别人给的钱，例如医院的医疗收入、捐赠，不是财政拨的。", "a unit's own money", "Earned by the unit or given to it, such as a hospital's income; not from the treasury."),
        Term("appropriation", ("财政拨款",), "财政拨给部门的钱：一般公共预算、政府性基金预算、国有资本经营预算三项之和。", "fiscal appropriation", "What the treasury gives: the sum of the three budgets above."),
        Term("carried", ("上年结转", "结转资金"), "上一年安排了、没有花完、今年接着用的钱。它不是今年新增的钱。", "carried over", "Granted last year, not spent by its end, used on this year. It is not new money."),
        Term("transfer", ("转移支付",), "上级政府拨给下级政府的钱。县里的项目常有中央和省里的资金。", "transfer payment", "Money from a higher government to a lower one."),
        Term("treasury-bond", ("超长期特别国债", "特别国债"), "国家借来用于重大工程的长期债，偿还期十年以上，钱要用在指定的项目上。", "ultra-long special treasury bonds", "Long-term state debt for large works, to be spent on named projects only."),
    )),
    Group("钱花到哪里去", "Where it goes", (
        Term("basic", ("基本支出",), "部门正常运转必须花的钱：人的工资、保险，办公的水电、差旅。", "basic expenditure", "What keeps an office running: pay and insurance, power, paper, travel."),
        Term("project", ("项目支出",), "为了做成一件事、在基本支出之外安排的钱，例如修一条渠、办一次培训。每个项目应当说清目标。", "project expenditure", "Money beyond the running of the office, for getting one thing done; each project must say what."),
        Term("staff", ("人员类", "人员经费"), "发给人的钱：工资、津贴、社会保险、住房公积金、退休费。", "staff costs", "Pay, allowances, insurance, housing fund, pensions."),
        Term("office", ("公用经费", "日常公用经费"), "办公用的钱：水费、电费、差旅、印刷、维修。", "office costs", "Water, power, travel, printing, repairs."),
        Term("other-running", ("其他运转类",), "项目的一种：为了部门日常运转、不算基本支出的事，例如信息系统维护。", "other running projects", "Projects that keep the office going but are no basic expenditure, such as keeping a system up."),
        Term("specific", ("特定目标类",), "项目的一种：为了做成某件具体的事，例如一项工程、一项补贴。", "projects with a specific goal", "Projects to get a definite thing done: works, a subsidy."),
        Term("running-costs", ("机关运行经费",), "行政单位和参照公务员法管理的单位，用财政拨款开支的日常公用支出。", "running costs of offices", "Day-to-day office spending of administrative bodies out of the treasury."),
        Term("three-public", ("“三公”经费", "三公经费"), "用财政拨款开支的三类费用：因公出国（境）、公务用车的购置和运行、公务接待。", "the three public expenses", "Travel abroad, official cars and receptions paid by the treasury."),
        Term("procurement", ("政府采购",), "单位用财政资金买货物、工程和服务，要按规定的程序公开进行。", "government procurement", "Buying goods, works and services with public money, by set and open rules."),
        Term("function", ("支出功能分类", "功能分类", "功能科目"), "按“做什么事”给支出分类，从粗到细是类、款、项：农林水支出（类）— 水利（款）— 农村供水（项）。", "functional classification", "Spending by what it is for, in three steps from class to group to item."),
        Term("economic", ("支出经济分类", "经济分类", "经济科目"), "按“买了什么”给支出分类：工资、办公、补助、建设。同一笔钱在功能分类和经济分类里各有一个位置。", "economic classification", "Spending by what it buys: pay, office, benefits, building."),
    )),
    Group("要达到什么", "What it shall achieve", (
        Term("target", ("绩效目标",), "花这笔钱要办成什么、办到什么程度、让谁得到什么好处。年初写下，年底对照。", "performance target", "What the money shall achieve, how well, and for whom; written down first, checked at the end."),
        Term("target-form", ("绩效目标申报表", "绩效目标表"), "写明一个项目的钱、目标和指标的一张表，由单位填、财政局审。", "target form", "The sheet on which a project's money, goals and indicators stand."),
        Term("indicator", ("绩效指标",), "量得出的目标：名字、要达到的数、单位，例如“供水管网改造长度 ≥ 12 公里”。", "performance indicator", "A goal that can be measured: a name, a value to reach, a unit."),
        Term("output", ("产出指标",), "做了多少、做得怎样：数量、质量、按时、成本。", "output indicator", "How much was done, how well, in time, at what cost."),
        Term("benefit", ("效益指标",), "带来什么好处：经济、社会、生态、能不能长久。", "benefit indicator", "What good it does: to the economy, society, nature, and for how long."),
        Term("satisfaction", ("满意度指标", "服务对象满意度"), "受益的人满不满意，多用调查得出的百分比。", "satisfaction indicator", "Whether those it serves are content, mostly a percentage from a survey."),
        Term("evaluation", ("绩效自评", "绩效评价"), "年底对照目标看做到了没有，钱花得值不值。", "performance evaluation", "At the end of the year: was it reached, and was it worth the money."),
    )),
    Group("怎样公开", "How it is published", (
        Term("disclosure", ("部门预算公开", "预算公开"), "部门把自己的预算——说明、十三张表、项目目标——放到网上给所有人看。", "budget disclosure", "A department putting its budget before the public: words, thirteen tables, projects' targets."),
        Term("wan", ("万元",), "一万元。预算多以万元为单位，保留两位小数，精确到百元。", "10,000 yuan", "Budgets are mostly told in tens of thousands of yuan with two decimals."),
        Term("rounding", ("尾差",), "各项四舍五入以后相加，与合计差一点点，不是算错。", "rounding difference", "Rounded parts may add up to slightly more or less than the rounded whole."),
        Term("release", ("公开版本",), "一次公开的全部内容，定下来就不再改动，有编号、日期和校验值；更正另出新版本。", "release", "All that was published at once; never changed after. A correction is a new release."),
        Term("sha256", ("校验值", "SHA-256"), "由内容算出的一串字符。内容改动一个字，校验值就不同，用来核对文件是否原样。", "checksum", "Letters computed from the content: change a word and they differ."),
    )),
)  # fmt: skip
"""All of them, in the order of the glossary."""
TERMS = tuple(term for group in GROUPS for term in group.terms)
BY_WORD = {word: term for term in TERMS for word in term.words}
