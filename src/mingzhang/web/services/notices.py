"""Messages: everyone who holds a seat for it hears of it, inside the application and by mail if that is set up."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from mingzhang.web.services import mail
from mingzhang.web.store.models import Account, Intake, Message, Project, SeatRow
from mingzhang.workflow.moves import Notice
from mingzhang.workflow.places import Place
from mingzhang.workflow.procedure import Procedure
from mingzhang.workflow.roles import ROLES, Role
from mingzhang.workflow.standing import Standing, Status


def send(notices: Iterable[Notice], project: Project, but: Account | None = None) -> None:
    """Put a message before everyone whom a notice is for, except who caused it."""
    rows: list[Message] = []
    for notice in notices:
        accounts = _holders(notice.role, notice.place, project) - ({but.pk} if but else set())
        rows += [
            Message(
                account_id=pk, project=project, text=f"{project}：{notice.text}"[:300], field=notice.field
            )
            for pk in sorted(accounts)
        ]
    _put(rows)


def _put(rows: list[Message]) -> None:
    made = Message.objects.bulk_create(rows)
    mail.queue(
        list(Message.objects.filter(pk__in=[m.pk for m in made]).select_related("account")) if made else []
    )


def _holders(role: Role, place: Place, project: Project) -> set[int]:
    """The accounts that hold a role over a place today."""
    today = timezone.localdate()
    seats = SeatRow.objects.filter(
        Q(since__isnull=True) | Q(since__lte=today),
        Q(until__isnull=True) | Q(until__gte=today),
        role=role,
        division__code=place.division,
        account__is_active=True,
    )
    seats = seats.filter(Q(department__isnull=True) | Q(department__code=project.unit.department_code))
    if place.unit:
        seats = seats.filter(unit__code=place.unit, department__code=place.department)
    return set(seats.values_list("account_id", flat=True))


def seen(account: Account, project: Project) -> None:
    """The person looks at a form: what it was told of the form is read."""
    _read(account.messages.filter(project=project))


def settled(before: Standing, procedure: Procedure, project: Project, by: Account) -> None:
    """A form went on: nobody whose turn it was before has still to be told of it, nor has who did it."""
    role = procedure.stage(before.stage).role if before.status is Status.IN_REVIEW else Role.CLERK
    holders = _holders(role, before.unit.up_to(ROLES[role].level), project)
    _read(Message.objects.filter(project=project, account__in=holders | {by.pk}))


def _read(messages: QuerySet[Message]) -> None:
    """Mark messages as read; nothing is written where none is unread."""
    unread = list(messages.filter(read_at=None).values_list("pk", flat=True))
    if unread:
        Message.objects.filter(pk__in=unread).update(read_at=timezone.now())


def paper_read(intake: Intake, said: str) -> None:
    """Tell who dropped a paper in that its reading has ended; of several that end before one looks, in one message."""
    papers = reverse("desk:intake")
    told = intake.account.messages.filter(read_at=None, address__startswith=papers).first()
    if told is None:
        address = reverse("desk:intake-one", args=[intake.pk])
        _put([Message(account=intake.account, text=f"“{intake.name}”{said}"[:300], address=address)])
        return
    ended = Intake.objects.filter(account=intake.account, task__ended_at__gte=told.at).exclude(pk=intake.pk)
    told.text, told.address = f"上传的 {ended.count() + 1} 份文件已经读完，请核对", papers
    told.save(update_fields=["text", "address"])


def paper_seen(account: Account, intake: Intake | None = None) -> None:
    """The person looks at a paper, or at the list of them: what it was told of it is read."""
    papers = reverse("desk:intake")
    address = Q(address=papers) if intake is None else Q(address=reverse("desk:intake-one", args=[intake.pk]))
    _read(account.messages.filter(address))
