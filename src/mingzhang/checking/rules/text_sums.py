"""Arithmetic inside texts, and the numbers of the documents that they cite."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from mingzhang.checking.facts import Number, numbers
from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.subject import Form, Paper
from mingzhang.checking.texts import LABELS
from mingzhang.checking.words import bare

_OF_WHICH = re.compile("其中|包括|分别[为是]|组成")
_ALTOGETHER = re.compile("(?:合计|总计|共计|累计)[^,，;；\\d]{0,12}$")
_LESS = re.compile("可?收回|扣除|减去|抵扣|冲抵|已支付|已拨付|已到位")
_PRICED = re.compile(
    r"(\d+(?:\.\d+)?)(万)?(亩|吨|户|人|平方米|公里|盏|份|只|头|株)[^。;；]{0,14}?(\d+(?:\.\d+)?)元/\3"
)
_UNIT_PRICE = re.compile("(?:每|人均|户均|亩均|单价|标准)[^,，;；。]{0,9}$")
_EACH = re.compile(
    r"(?P<n>\d[\d,]*(?:\.\d+)?)(?P<n_wan>万)?(?P<unit>人|名|户|个|块|处|座|栋|场|期|辆|所|家|件|套|只|头|亩|株|吨)[^。;；\d每]{0,16}"
    r"每(?P<each>人|名|户|个|块|处|座|栋|场|期|辆|所|家|件|套|只|头|亩|株|吨)(?P<month>每?月)?(?P<other>每?(?:天|日|年|学期|季度|次))?[^。;；\d每]{0,8}"
    r"(?P<price>\d[\d,]*(?:\.\d+)?)(?P<p_wan>万)?(?P<kind>元|平方米|亩|公里|米)(?!/)[^。;；\d每]{0,12}?"
    r"(?:共需|合计|共计|总计|总面积|总长度?|总额)[^。;；,，\d]{0,6}(?P<total>\d[\d,]*(?:\.\d+)?)(?P<t_wan>万)?(?P=kind)"
)
_YEARS = re.compile("[二两三四五2-9]年")
_SAME_HEAD = {"名": "人", "个": "人"}
_TITLED = re.compile(r"《([^《》]{6,60})》\(([^()]{1,12}\[20\d\d\]\d+号)\)")
_BRACKETS = str.maketrans("〔〕【】{}［］", "[][][][]")
_TEXTS = ("overview", "basis", "necessity", "safeguards", "plan", "whole_goal")
_BASIS = "数字计算自相一致（审核常规）"


@rule(
    "PX-32",
    defect="text-arithmetic",
    scope=Scope.FORM,
    title="文字中的合计等于各项之和",
    basis=_BASIS,
    message="{told}",
    remedy="核对各项和合计",
    severity=Severity.WARNING,
)
def sums_in_texts_come_out(form: Form) -> Iterator[Outcome]:
    """Speaks where a whole is followed by 其中 and parts that miss it by less than a tenth: further off, the parts
    are not meant to be all; of counted things it is a hint. Hints too: a 合计 that the amounts before it miss by less than a tenth, and quantities
    times unit prices that miss the total named with them. Rounding is let be.
    """
    texts = {key: text for key in _TEXTS if (text := form.text(key))}
    found = []
    seen: set[str] = set()
    for key, text in texts.items():
        for sentence in re.split("[。]", text):
            if sentence in seen or len(sentence) < 8:
                continue
            seen.add(sentence)
            found += [
                (key, *told)
                for told in (*_parts(sentence), *_totals(sentence), *_products(sentence), *_each(sentence))
            ]
    if not found:
        yield HOLDS if texts else Unable("文字各栏均未填写", form.places("project_name"))
        return
    keys = tuple(dict.fromkeys(key for key, *_ in found))
    yield Breach(
        form.places(*keys),
        {"told": "；".join(f"{LABELS[key]}：{told}" for key, told, _ in found)},
        evidence=found[0][1],
        expected="各项之和与合计相等",
        actual=found[0][1],
        field=keys[0],
        severity=None if any(grade is None for *_, grade in found) else Severity.NOTE,
    )


_Told = tuple[str, Severity | None]


def _parts(sentence: str) -> Iterator[_Told]:
    """A whole, 其中, and parts of it."""
    found = numbers(sentence)
    for whole, after in pairwise(found):
        between = sentence[whole.start : after.start]
        if not _OF_WHICH.search(between) or len(between) > 40:
            continue
        parts: list[Number] = []
        for number in found[found.index(after) :]:
            if number.dimension != whole.dimension or number.value >= whole.value:
                continue
            if number.before.startswith(("总", "合计")):
                break
            parts.append(number)
        if len(parts) >= 2 and not _runs_to(whole, parts) and _near(sum(p.value for p in parts), whole):
            told = "＋".join(part.printed for part in parts)
            yield (
                f"“{whole.before[-6:]}{whole.printed}”其中各项 {told} 之和不等于它",
                None if whole.dimension in {"元", "面积", "长度", "亩"} else Severity.NOTE,
            )


def _runs_to(whole: Number, parts: list[Number]) -> bool:
    """Whether some first parts add up to the whole, within their rounding."""
    total = 0.0
    for n, part in enumerate(parts, 1):
        total += part.value
        if abs(total - whole.value) <= 0.51 * (n + 1) * max(whole.step, part.step) * (
            1 if whole.places else 0.02
        ):
            return True
    return False


def _near(total: float, whole: Number) -> bool:
    return 0.0005 * whole.value < abs(total - whole.value) < 0.1 * whole.value


def _totals(sentence: str) -> Iterator[_Told]:
    """Amounts, then 合计."""
    money = [
        number
        for number in numbers(sentence)
        if number.dimension == "元"
        and not _UNIT_PRICE.search(sentence[max(0, number.start - 10) : number.start])
    ]
    for i, whole in enumerate(money):
        head = sentence[max(0, whole.start - 18) : whole.start]
        before = money[:i]
        if len(before) < 3 or not _ALTOGETHER.search(head):
            continue
        signs = [-1 if _LESS.search(sentence[max(0, n.start - 16) : n.start]) else 1 for n in before]
        total = sum(sign * n.value for sign, n in zip(signs, before, strict=True))
        if _near(total, whole) and not _runs_to(whole, before):
            yield f"“合计{whole.printed}”与前列各项之和 {total / 1e4:.2f} 万元不等", Severity.NOTE


def _products(sentence: str) -> Iterator[_Told]:
    """Quantities times prices, and the money named with them."""
    priced = _PRICED.findall(sentence)
    money = [n for n in numbers(sentence) if n.dimension == "元"]
    if not priced or not money:
        return
    total = sum(float(n) * (1e4 if wan else 1.0) * float(price) for n, wan, _, price in priced)
    whole = max(money, key=lambda n: n.value)
    if 0.003 * whole.value < abs(total - whole.value) < 0.1 * whole.value:
        yield f"数量乘以单价为 {total / 1e4:.2f} 万元，写的是“{whole.printed}”", Severity.NOTE


def _each(sentence: str) -> Iterator[_Told]:
    """So many, so much each, so much together: 100人，每人每月1200元，共需144万元."""
    for match in _EACH.finditer(sentence):
        head, each = match["unit"], match["each"]
        if (
            (match["other"] or "年").strip("每") != "年"
            or _YEARS.search(match.group())
            or (head != each and _SAME_HEAD.get(head) != _SAME_HEAD.get(each, each))
        ):
            continue
        n, price, total = (
            float(match[key].replace(",", "")) * (1e4 if match[wan] else 1.0)
            for key, wan in (("n", "n_wan"), ("price", "p_wan"), ("total", "t_wan"))
        )
        right = n * price * (12 if match["month"] else 1)
        step = 10.0 ** -len(match["total"].partition(".")[2]) * (1e4 if match["t_wan"] else 1.0)
        if step < abs(right - total) < 0.25 * total:
            shown = f"{right / 1e4:g} 万" if match["t_wan"] else f"{right:g} "
            yield f"“{match.group()}”按所写的数量和标准应为 {shown}{match['kind']}", Severity.NOTE


@rule(
    "PX-33",
    defect="doc-number-conflict",
    scope=Scope.DOCUMENT,
    title="一份文件只有一个文号",
    basis="党政机关公文处理工作条例：发文字号由发文机关代字、年份、发文顺序号组成，一文一号（条款待核）",
    message="{told}",
    remedy="核对原文，改正标题或文号",
    severity=Severity.NOTE,
)
def one_document_has_one_number(paper: Paper) -> Iterator[Outcome]:
    """Speaks of a title in 《》 that is given two numbers, and of a number that is given to two titles. Brackets
    of all kinds are one; a title cut short is the same title.
    """
    numbers_of: dict[str, dict[str, tuple[Form, str]]] = defaultdict(dict)
    titles_of: dict[str, dict[str, tuple[Form, str]]] = defaultdict(dict)
    for form, key, text in paper.each_text():
        if "《" not in text or "号)" not in text:
            continue
        for title, number in _TITLED.findall(text.translate(_BRACKETS)):
            numbers_of[bare(title)].setdefault(number, (form, key))
            titles_of[number].setdefault(bare(title), (form, key))
    for title, found in numbers_of.items():
        if len(found) == 1:
            yield HOLDS
        else:
            yield _conflict(f"《{title}》有 {len(found)} 个文号：{'、'.join(found)}", list(found.values()))
    for number, found in titles_of.items():
        titles = list(found)
        if len(titles) > 1 and not any(a != b and (a in b or b in a) for a in titles for b in titles):
            told = f"{number} 对应 {len(titles)} 个标题：{'、'.join(f'《{t}》' for t in titles)}"
            yield _conflict(told, list(found.values()))


def _conflict(told: str, found: list[tuple[Form, str]]) -> Breach:
    form, key = found[-1]
    places = tuple(place for f, k in found for place in f.places(k))
    return Breach(
        places, {"told": told}, evidence=told, expected="一文一号", actual=told, field=key, form=form.n
    )


RULES = (sums_in_texts_come_out, one_document_has_one_number)
