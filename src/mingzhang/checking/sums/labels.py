"""What the rows of budget tables are called: closing lines, income lines, classes, offices, and other words for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from mingzhang.domain.chars import fold
from mingzhang.forms.codelists import code_list
from mingzhang.forms.queries import CLASSES
from mingzhang.forms.tables import EXPENDITURE

_NUMERAL = re.compile(r"^(?:\(?[一二三四五六七八九十]{1,3}[)、.]|\(?\d{1,2}[)、.]|\d(?![\d年.])|其中:?)+")
_QUOTES = re.compile(r"[\"'“”‘’「」:]")
TOTALS = frozenset({"合计", "总计", "部门合计", "单位合计", "合计数"})
_FUNDS = ("一般公共预算", "政府性基金预算", "国有资本经营预算")
DIGITS = re.compile(r"^\d+")
OFFICE = re.compile(
    r"(?:局|厅|委|委员会|办|办公室|中心|院|队|支队|大队|站|所|校|学|园|会|部|处|府|社|馆|团|台|部门|单位|机关|本级)$"
)
ALIASES: Mapping[str, tuple[str, ...]] = {
    "本年收入合计": ("本年收入小计", "本年收入"),
    "本年支出合计": ("本年支出小计", "本年支出"),
    "上年结转": ("上年财政拨款结转", "上年结转结余", "上年结转资金", "上年结转收入", "结转收入"),
    "年终结转": ("结转下年", "年末结转", "年终结转结余", "结转下年支出"),
    "收入总计": ("收入合计", "收入总额"),
    "支出总计": ("支出合计", "支出总额"),
    "一般公共预算": ("一般公共预算拨款", "一般公共预算财政拨款", "一般公共预算拨款收入", "一般公共预算收入"),
    "政府性基金预算": ("政府性基金", "政府性基金预算拨款", "政府性基金预算财政拨款", "政府性基金预算拨款收入"),
    "国有资本经营预算": ("国有资本经营", "国有资本经营预算拨款", "国有资本经营预算财政拨款", "国有资本经营预算拨款收入"),
    "财政专户管理资金": ("财政专户资金", "财政专户", "财政专户管理资金收入"),
    "单位资金": ("单位资金收入",),
    "因公出国(境)费": ("因公出国(境)费用", "因公出国(境)经费", "因公出国境费", "因公出国(境)"),
    "公务用车购置及运行费": ("公务用车购置及运行维护费", "公务用车购置及运行维护费用", "公务用车费"),
    "公务用车购置费": ("公务用车购置",),
    "公务用车运行维护费": ("公务用车运行费", "公务用车运行维护"),
}  # fmt: skip
"""Other words that a paper prints for a closing line, an income line or a line of table 10."""

FUND_LINES = frozenset(word for fund in _FUNDS for word in (fund, *ALIASES[fund]))


@lru_cache(maxsize=4096)
def bare(label: str) -> str:
    """A row's label without its number and quotation marks, as it is compared.

    >>> bare("二十二、国有资本经营 预算支出"), bare("①公务用车购置费")
    ('国有资本经营预算支出', '公务用车购置费')
    """
    return _NUMERAL.sub("", _QUOTES.sub("", fold(label)))


@lru_cache(maxsize=1)
def class_of_name() -> Mapping[str, str]:
    """The classes of function by the names that tables 1 and 4 print."""
    return {bare(name): code for name, code in zip(EXPENDITURE, CLASSES, strict=True)}


@lru_cache(maxsize=1)
def economic_classes() -> frozenset[str]:
    """The names of the classes (类) of the departmental economic classification."""
    return frozenset(code.name for code in code_list("departmental_economic").codes if len(code.code) == 3)
