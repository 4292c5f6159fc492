"""What can be wrong with a ledger's spreadsheet: each kind declared once, each problem with its cells.

An error keeps the ledger from being imported; a warning goes with it; a note says what was left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Weight(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem: code (never reused), weight, what is wrong, what to do. Both are templates."""

    code: str
    weight: Weight
    message: str
    remedy: str
    english: str


_E, _W, _N = Weight.ERROR, Weight.WARNING, Weight.NOTE

WRONG_KIND = ProblemKind(
    "LG-01",
    _E,
    "这是{what}，不是账本",
    "请给 xlsx、csv、json 文件，或 csv 的文件夹",
    "the file is of another kind",
)
DAMAGED = ProblemKind(
    "LG-02",
    _E,
    "文件打不开：{why}",
    "请用 Excel 或 WPS 打开后另存为 xlsx，再导入",
    "the file cannot be opened",
)
NOTHING = ProblemKind(
    "LG-03",
    _E,
    "没有找到支出明细：没有“支出”表，也没有哪个表的表头像支出明细",
    "请用 mingzhang ledger template 取得模板，或把明细所在的表改名为“支出”",
    "no sheet of expenditure",
)
NO_HEAD = ProblemKind(
    "LG-04", _E, "找不到表头", "请在数据上方留一行表头，至少有：{wanted}", "a sheet without heads"
)
MISSING = ProblemKind(
    "LG-05", _E, "缺“{head}”一列", "请补上这一列；表头也可以写作 {also}", "a required column is missing"
)
TWICE = ProblemKind(
    "LG-06", _E, "有两列都是“{head}”：{first}和{second}", "请删去或改名其中一列", "two columns for one thing"
)
EMPTY = ProblemKind("LG-07", _W, "“{sheet}”表没有数据", "请确认是否忘了填写", "a sheet without data")
NO_YEAR = ProblemKind(
    "LG-08", _E, "不知道是哪一年的预算", "请在“部门情况”表填预算年度，或加“预算年度”一列", "no budget year"
)
YEARS = ProblemKind(
    "LG-09",
    _E,
    "年度是 {found}，而账本是 {year} 年的",
    "一个账本只装一年；请改正年度，或把别的年度移到另一个文件",
    "a line of another year",
)
BLANK = ProblemKind(
    "LG-10", _E, "“{head}”空白", "请填写；这一行没有用的话请整行删除", "a required cell is blank"
)
CHOICE = ProblemKind("LG-11", _E, "“{text}”不是{head}", "请写：{choices}", "an unknown word for a choice")
NO_AMOUNT = ProblemKind(
    "LG-12", _E, "“{text}”不是金额", "请只写数字，如 455000.00，不要带“万”“元”等字", "no number"
)
TOO_FINE = ProblemKind("LG-13", _E, "金额 {text} 细于一分", "请写到分为止（两位小数）", "finer than a cent")
NEGATIVE = ProblemKind(
    "LG-14",
    _W,
    "金额是负数：{text}",
    "如是调减、收回或冲销，请在备注写明；不是的话请改正",
    "a negative amount",
)
BLANK_AMOUNT = ProblemKind(
    "LG-15", _E, "金额空白", "空白不等于零：确是零请写 0，没有这笔钱请整行删除", "a blank amount"
)
WAN_HEAD = ProblemKind(
    "LG-16",
    _E,
    "“{text}”写明是万元，而账本以元为单位",
    "数据确是万元的，请加 --unit 万元 再导入；是元的，请改表头或加 --unit 元",
    "amounts in 万元 by the head",
)
WAN_SIZE = ProblemKind(
    "LG-17",
    _E,
    "{who}的 {count} 个金额，最大的是 {largest}，合计 {total}：按元太小，像是万元",
    "确是万元的，请加 --unit 万元 再导入；确是元的，请加 --unit 元",
    "amounts in 万元 by their size",
)
UNIT_CONTRADICTS = ProblemKind(
    "LG-18",
    _W,
    "表头写的是万元，按 --unit 元 读入",
    "请确认没有相差一万倍",
    "head and option disagree on the unit",
)
NO_CODE = ProblemKind("LG-19", _E, "“{text}”不是{head}", "请写科目代码（数字）", "no code")
UNKNOWN_CODE = ProblemKind(
    "LG-20",
    _W,
    "{why}",
    "请核对代码；确是新设的代码，不影响导入，也可以用 mingzhang codes import 更新科目表",
    "a code that the list does not know",
)
LOST_DIGITS = ProblemKind(
    "LG-21",
    _E,
    "{text} 被存成了数字，末尾几位已经丢失",
    "请把这一列设为文本格式，重新录入",
    "a long code kept as a number",
)
BOTH = ProblemKind(
    "LG-22",
    _E,
    "既是基本支出又是项目支出：项目类别是{kind}，{other}",
    "{do}",
    "a line both basic and project",
)
NO_PROJECT = ProblemKind(
    "LG-23",
    _E,
    "项目类别是{kind}，但没有项目名称",
    "请写项目名称；是基本支出的，请改项目类别",
    "a project without a name",
)
DUPLICATE = ProblemKind(
    "LG-24", _W, "{rows}内容完全相同", "重复录入的请删去；确是几笔，请在备注区别", "duplicate lines"
)
FORMULA_EMPTY = ProblemKind(
    "LG-25",
    _E,
    "公式没有算出的值：={formula}",
    "请在 Excel 或 WPS 里打开、保存一次，或把公式粘贴为数值",
    "a formula without a value",
)
FORMULA_ERROR = ProblemKind(
    "LG-26", _E, "公式出错：{text}", "请改正公式，或直接填写数值", "a formula in error"
)
UNKNOWN_UNIT = ProblemKind(
    "LG-27",
    _E,
    "“单位”表里没有单位 {code}",
    "请在“单位”表补一行，或改正单位代码",
    "a unit that is not listed",
)
UNKNOWN_DEPARTMENT = ProblemKind(
    "LG-28",
    _E,
    "“单位”表里没有部门 {code}",
    "请在“单位”表补一行，或改正部门代码",
    "a department that is not listed",
)
OTHER_DEPARTMENT = ProblemKind(
    "LG-29",
    _E,
    "单位 {unit} 属于部门 {theirs}，这里写的是 {ours}",
    "请改正其中一处",
    "a unit under two departments",
)
NO_DEPARTMENT = ProblemKind(
    "LG-30",
    _E,
    "不知道单位 {unit} 属于哪个部门",
    "请在“单位”表写明，或加“部门代码”一列",
    "a unit without a department",
)
UNIT_TWICE = ProblemKind("LG-31", _E, "单位 {code} 列了两次，内容不同", "请删去一行", "a unit listed twice")
NAMES_DIFFER = ProblemKind(
    "LG-32", _W, "{what} {code} 有两个名称：{first}、{second}", "请统一；现用前一个", "two names for one code"
)
OTHER_SHEET = ProblemKind("LG-33", _N, "没有读入：不是账本的表", "", "a sheet that is no part of the ledger")
LOOKS_LIKE = ProblemKind(
    "LG-34",
    _W,
    "没有读入，但看起来像支出明细（{rows} 行）",
    "要读入的话，请把表名改为以“支出”开头",
    "a sheet that looks like lines",
)
MANY_SHEETS = ProblemKind(
    "LG-35", _N, "工作簿有 {count} 个工作表，后 {rest} 个只看了名称", "", "more sheets than are looked at"
)
EXTRA_COLUMN = ProblemKind(
    "LG-36", _N, "“{head}”一列没有读入：账本里没有这一项", "", "a column that the ledger does not have"
)
TOTAL_ROW = ProblemKind("LG-37", _N, "是合计行，没有读入", "", "a row of totals")
MERGED_AMOUNT = ProblemKind(
    "LG-38", _E, "金额是合并单元格，不知道归哪一行", "请取消合并，每行写各自的金额", "a merged amount"
)
MERGED = ProblemKind("LG-39", _N, "合并单元格 {range} 的内容用于其中每一行", "", "a merged cell filled down")
LINE_BREAK = ProblemKind("LG-40", _N, "内容里有换行，已接成一行", "", "a line break within a name")
DATE = ProblemKind(
    "LG-41",
    _E,
    "“{head}”是日期 {text}，Excel 可能改过它",
    "请把单元格设为文本格式，重新录入",
    "a date where none belongs",
)
NO_FACT = ProblemKind(
    "LG-42", _W, "不认识栏目“{text}”，没有读入", "请按模板写栏目名称；{near}", "an unknown item"
)
FACT_NUMBER = ProblemKind(
    "LG-43", _E, "“{item}”应是{what}，写的是“{text}”", "请只写数字", "an item that is no number"
)
NO_DETAIL = ProblemKind(
    "LG-44", _E, "“{item}”没有写明细", "请在“明细”一列写是哪一项", "an item without its detail"
)
FACT_TWICE = ProblemKind("LG-45", _E, "“{item}”写了两次", "请删去一行", "an item given twice")
WHOSE_FACT = ProblemKind(
    "LG-46", _E, "不知道“{item}”是哪个部门的", "请填部门代码", "an item without its department"
)
BAD_CHARACTERS = ProblemKind(
    "LG-47", _W, "有读不出的字（�）", "请用原软件另存为 UTF-8 再导入", "characters that could not be read"
)
PURCHASED = ProblemKind(
    "LG-48",
    _W,
    "是政府采购，但没有写货物、工程还是服务",
    "请在“政府采购”列写明；现记在备注",
    "procured, but not what",
)
BASIC_NAME = ProblemKind(
    "LG-49",
    _W,
    "基本支出有项目名称“{text}”",
    "基本支出不分项目，名称记在备注",
    "a name on basic expenditure (data standard)",
)
UNREADABLE = ProblemKind(
    "LG-50", _E, "{why}", "请核对 mingzhang ledger export --format json 的样子", "JSON that is no ledger"
)
OTHER_VERSION = ProblemKind(
    "LG-51",
    _E,
    "格式是“{found}”，本版读 {format}",
    "请升级 mingzhang，或请对方换格式导出",
    "another version of the exchange",
)
OTHER_AMOUNT = ProblemKind(
    "LG-52", _N, "“{head}”没有读入：金额取“{taken}”一列", "", "another of the standard's amounts"
)
SHORT_ROW = ProblemKind(
    "LG-53", _W, "这一行比表头多 {count} 格", "请看是不是金额或名称里多了逗号", "a row longer than its head"
)
NO_FILE = ProblemKind("LG-54", _E, "没有这个文件或文件夹", "请检查路径和文件名", "no such file")
DIVISIONS = ProblemKind(
    "LG-55",
    _E,
    "区划代码是 {found}，而前面是 {first}",
    "一个账本只装一个区划；请改正，或分成几个文件",
    "a line of another division",
)

KINDS = tuple(kind for kind in vars().values() if isinstance(kind, ProblemKind))
"""Every kind, by code."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: its kind, the sheet (or file), the cells, the facts that its words need."""

    kind: ProblemKind
    sheet: str
    cells: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]

    @property
    def message(self) -> str:
        """What is wrong."""
        return self.kind.message.format_map(dict(self.facts))

    @property
    def remedy(self) -> str:
        """What to do; empty for a note."""
        return self.kind.remedy.format_map(dict(self.facts))

    @property
    def where(self) -> str:
        """Sheet and cells as people look them up; the first three of many.

        >>> Problem(EMPTY, "支出", ("F3", "F7"), (("sheet", "支出"),)).where
        '支出!F3、F7'
        """
        shown = "、".join(self.cells[:3])
        if len(self.cells) > 3:
            shown += f" 等 {len(self.cells):,} 处"
        return f"{self.sheet}!{shown}" if shown else self.sheet

    def __str__(self) -> str:
        remedy = f"。{self.remedy}" if self.remedy else ""
        return f"{self.where}：{self.message}{remedy}。"


@dataclass
class Problems:
    """Problems as they are found; the same one in many cells is one problem with many cells."""

    _found: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[str]] = field(default_factory=dict)
    _kinds: dict[str, ProblemKind] = field(default_factory=dict)

    def add(self, kind: ProblemKind, sheet: str, cell: str = "", /, **facts: object) -> None:
        """Note a problem."""
        key = (kind.code, sheet, tuple((name, str(fact)) for name, fact in facts.items()))
        self._kinds[kind.code] = kind
        cells = self._found.setdefault(key, [])
        if cell and cell not in cells[-1:]:
            cells.append(cell)

    def __iter__(self) -> Iterator[Problem]:
        for (code, sheet, facts), cells in self._found.items():
            yield Problem(self._kinds[code], sheet, tuple(cells), facts)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def fatal(self) -> bool:
        """Whether there is an error among them."""
        return any(kind.weight is Weight.ERROR for kind in self._kinds.values())
