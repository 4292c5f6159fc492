"""The stamp of filing at the foot of a target form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.subject import Form, Paper

_BASIS = "预算管理一体化系统导出的目标表：填报日期为14位数字（年月日时分秒）"
_STAMP = re.compile(r"\d+")


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp[:14].ljust(14, "0"), "%Y%m%d%H%M%S") if len(stamp) in (8, 14) else None
    except ValueError:
        return None


@rule(
    "PH-08",
    defect="filing-date-malformed",
    scope=Scope.FORM,
    title="填报日期为14位数字",
    basis=_BASIS,
    message="填报日期“{stamp}”{reason}",
    remedy="由系统重新导出，或按填报的年月日时分秒更正",
    severity=Severity.NOTE,
)
def the_stamp_has_fourteen_digits(form: Form) -> Iterator[Outcome]:
    """Speaks of a stamp of all digits that has not 14, or names no date. Dates written with 年月日 or strokes
    are let be; a blank stamp is PH-09.
    """
    stamp = form.text("filed_at")
    if not stamp:
        yield Unable("填报日期未填写", form.places("project_name"))
        return
    if not _STAMP.fullmatch(stamp) or _moment(stamp):
        yield HOLDS
        return
    reason = f"有 {len(stamp)} 位数字，应为 14 位" if len(stamp) != 14 else "不是有效的日期时间"
    yield Breach(
        form.places("filed_at"), {"stamp": stamp, "reason": reason},
        evidence=stamp, expected="YYYYMMDDHHMMSS", actual=stamp,
    )  # fmt: skip


@rule(
    "PH-09",
    defect="filing-date-missing",
    scope=Scope.DOCUMENT,
    title="填报日期均已填写",
    basis=_BASIS,
    message="填报日期未填写（本文件另有 {others} 份已填）",
    remedy="补填填报日期",
    severity=Severity.NOTE,
)
def every_form_is_stamped(paper: Paper) -> Iterator[Outcome]:
    """Speaks only where other forms of the paper are stamped; where none is, the place does not print it."""
    stamped = [form for form in paper.forms if form.text("filed_at")]
    if not stamped:
        if paper.forms:
            yield Unable("全部目标表均无填报日期")
        return
    for form in paper.forms:
        if form.text("filed_at"):
            yield HOLDS
        else:
            yield Breach(
                form.places("project_name"), {"others": len(stamped)},
                expected="填报日期", field="filed_at", form=form.n,
            )  # fmt: skip


@rule(
    "PH-10",
    defect="filing-date-stale",
    scope=Scope.FORM,
    title="填报日期属于本轮预算编制",
    basis="预算法实施条例关于上年6月起部署下一年度预算编制的规定（条款待核）",
    message="填报日期为 {date}，不在 {year} 年度预算的编制和执行期内",
    remedy="按本年度重新填报；确系沿用的应更新内容和日期",
    severity=Severity.WARNING,
)
def the_stamp_is_of_this_round(form: Form) -> Iterator[Outcome]:
    """A round runs from June of the year before to the end of the budget year. Malformed stamps are PH-08."""
    stamp = form.text("filed_at")
    moment = _moment(stamp) if _STAMP.fullmatch(stamp) else None
    if moment is None or form.year is None:
        return
    if (form.year - 1, 6) <= (moment.year, moment.month) <= (form.year, 12):
        yield HOLDS
        return
    date = moment.strftime("%Y年%m月%d日")
    yield Breach(
        form.places("filed_at"), {"date": date, "year": form.year},
        evidence=stamp, expected=f"{form.year - 1}年6月至{form.year}年12月", actual=date, field="filed_at",
    )  # fmt: skip


RULES = (the_stamp_has_fourteen_digits, every_form_is_stamped, the_stamp_is_of_this_round)
