"""The rounds of a division's year: their windows set, audited."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mingzhang.web.services import audit
from mingzhang.web.services.accounts import Unfit
from mingzhang.web.store.models import Division, RoundRow
from mingzhang.workflow.rounds import ROUND_NAMES, RoundKind

FIRST_YEAR, LAST_YEAR = 2000, 2199


@transaction.atomic
def set_round(
    division: Division,
    year: int,
    kind: RoundKind,
    opens: datetime,
    closes: datetime,
    due: datetime | None,
    by: str,
) -> RoundRow:
    """Set the window of a round, new or again. Raises Unfit."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unfit("年度不对，请写成 2026 这样。")
    if closes <= opens:
        raise Unfit("截止要晚于开放。")
    if due and not opens < due <= closes:
        raise Unfit("交齐的时间要在开放之后、截止以前。")
    old = RoundRow.objects.select_for_update().filter(division=division, year=year, kind=kind).first()
    row = old or RoundRow(division=division, year=year, kind=kind)
    before = _told(row) if old else {}
    row.opens, row.closes, row.due = opens, closes, due
    row.save()
    said = f"设置{year}年{ROUND_NAMES[kind]}：{_said(opens)}至{_said(closes)}" + (
        f"，{_said(due)}前交齐" if due else ""
    )
    audit.record(by, "round", f"round:{row.pk}", said, before, _told(row))
    return row


def _told(row: RoundRow) -> dict[str, str | None]:
    return {
        "opens": row.opens.isoformat(),
        "closes": row.closes.isoformat(),
        "due": row.due.isoformat() if row.due else None,
    }


def _said(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


@transaction.atomic
def drop_round(row: RoundRow, by: str) -> None:
    """Take a round away."""
    said, before, subject = f"取消{row}", _told(row), f"round:{row.pk}"
    row.delete()
    audit.record(by, "round", subject, said, before, {})
