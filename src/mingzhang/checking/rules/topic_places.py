"""Offices of another county in the texts of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.kinds import has
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.subject import Form, Paper, plain
from mingzhang.checking.texts import LABELS
from mingzhang.checking.words import bare, pairs
from mingzhang.forms.codelists import code_list

_PLACES = lexicon("texts")["places"]
_OFFICE = re.compile(_PLACES["office"])
_FIELDS = ("overview", "safeguards", "plan", "whole_goal", "annual_goal")
_ENTITY = re.compile(r"([\u4e00-\u9fff]{2})(小区|社区|村|公园|中学|小学|水库|大道|广场|医院)")
_LEADING = re.compile("由|经|向|与|和|及|会同|根据|报|请|按|在|县|是|为")
_ANY_ESTATE = frozenset(
    [
        "部分",
        "住宅",
        "花园",
        "老旧",
        "安置",
        "回迁",
        "居民",
        "各个",
        "全部",
        "试点",
        "行政",
        "自然",
        "示范",
        "农村",
        "城市",
        "中心",
        "人民",
        "建设",
        "改造",
        "新建",
        "等村",
        "个村",
        "公立",
        "基层",
    ]
)
_GENERIC = pairs("项目工程建设改造实施资金经费完成提升保障目标环境生活社会经济发展城市居民群众管理设施基础")
_BASIS = "财预〔2015〕88号：绩效目标应当指向明确，与项目内容相符（条款待核）"
_REMEDY = "按本项目的内容重写；从其他项目复制的逐句核对"


def _told(form: Form, key: str, told: str, severity: Severity | None = None) -> Breach:
    return Breach(
        form.places(key),
        {"told": told},
        evidence=form.record.text(key) or "",
        expected="本项目的内容",
        actual=form.text(key),
        field=key,
        form=form.n,
        severity=severity,
    )


@rule(
    "PX-54",
    defect="text-off-topic",
    scope=Scope.DOCUMENT,
    title="文字中的机关是本县（区）的机关",
    basis=_BASIS,
    message="{told}",
    remedy="改为本县（区）的机关；确需外县协作的写明协作关系",
)
def offices_are_of_this_county(paper: Paper) -> Iterator[Outcome]:
    """Speaks of an office of another county in the texts of a form: a county of the list of divisions before
    an office's name, or an unknown one before the name of the form's own kind of office (另一县的水务局 in a form
    of 水务局). The own county, its city, and places in the names of the form's agencies are its own. In the
    basis it is a note: it may cite a neighbour.
    """
    region = paper.document.region or ""
    if not region:
        return
    for form in paper.forms:
        own = f"{region}{form.record.text('region') or ''}{form.text('department_name')}{form.text('implementing_unit')}{plain(form.name)}"
        tail = (
            bare(form.text("department_name")).rpartition(region)[2]
            if region in form.text("department_name")
            else ""
        )
        found = [
            (key, there) for key in (*_FIELDS, "necessity") if (there := _foreign(form.text(key), own, tail))
        ]
        cited = None if found else _foreign(form.text("basis"), own, tail)
        if cited:
            found = [("basis", (cited[0], False))]
        if found:
            key, (office, sure) = found[0]
            told = f"{LABELS[key]}写的是外县机关“{office}”，本项目属{region}"
            yield _told(form, key, told, None if sure else Severity.NOTE)
        else:
            yield HOLDS


def _foreign(text: str, own: str, tail: str) -> tuple[str, bool] | None:
    """An office of another county in a text, and whether it is of the form's own kind."""
    for match in re.finditer("[县区旗]", text):
        after = _OFFICE.match(text[match.end() : match.end() + 12])
        if after is None:
            continue
        head = text[max(0, match.start() - 5) : match.end()]
        name = next((head[-n:] for n in (5, 4, 3) if head[-n:] in _counties()), None)
        same_kind = bool(tail) and text.startswith(tail, match.end())
        if name is None and same_kind:
            stem = _LEADING.split(re.split("[,，;；。、:]", head[:-1])[-1])[-1]
            name = f"{stem}{match.group()}" if 2 <= len(stem) <= 3 and not has(stem, _PLACES["any"]) else None
        if name and name not in own and name not in _PLACES["common"]:
            return f"{name}{tail if same_kind else after.group()}", same_kind
    return None


@lru_cache(maxsize=1)
def _counties() -> frozenset[str]:
    codes = code_list("divisions").codes
    return frozenset(code.name for code in codes if len(code.name) >= 3 and code.name[-1] in "县区旗")


RULES = (offices_are_of_this_county,)
