"""Messages: everyone who holds a seat for it hears of it, inside the application and by mail if that is set up."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from mingzhang.web.services import mail
from mingzhang.web.store.models import Account, Message, Project, SeatRow
from mingzhang.workflow.moves import Notice


def send(notices: Iterable[Notice], project: Project, but: Account | None = None) -> None:
    """Put a message before everyone whom a notice is for, except who caused it."""
    today = timezone.localdate()
    rows: list[Message] = []
    for notice in notices:
        place = notice.place
        seats = SeatRow.objects.filter(
            Q(since__isnull=True) | Q(since__lte=today),
            Q(until__isnull=True) | Q(until__gte=today),
            role=notice.role,
            division__code=place.division,
            account__is_active=True,
        )
        seats = seats.filter(Q(department__isnull=True) | Q(department__code=project.unit.department_code))
        if place.unit:
            seats = seats.filter(unit__code=place.unit, department__code=place.department)
        accounts = set(seats.values_list("account_id", flat=True)) - ({but.pk} if but else set())
        rows += [
            Message(
                account_id=pk, project=project, text=f"{project}：{notice.text}"[:300], field=notice.field
            )
            for pk in sorted(accounts)
        ]
    made = Message.objects.bulk_create(rows)
    mail.queue(
        list(Message.objects.filter(pk__in=[m.pk for m in made]).select_related("account")) if made else []
    )
