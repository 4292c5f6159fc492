"""Papers that are dropped in: read in the background, corrected beside the paper, taken as projects."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from django.db import transaction

from mingzhang.domain.amount import Amount
from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.record import Document, Record
from mingzhang.reading.exchange import documents_of
from mingzhang.reading.sources.medium import Medium
from mingzhang.tables.view import rounded
from mingzhang.web import apart
from mingzhang.web.services import files, tasks
from mingzhang.web.services.drafts import begun, create
from mingzhang.web.services.files import FileRefused, Kept
from mingzhang.web.store.models import Account, Attachment, Intake, Project, Task, TaskState, Unit
from mingzhang.workflow.access import Refused
from mingzhang.workflow.draft import (
    Applied,
    Draft,
    Edit,
    IndicatorRow,
    apply,
    of_record,
    packed,
    plain,
    record_of,
    unpacked,
)
from mingzhang.workflow.moves import ActRefused

READ = "read"
PAGED = (Medium.PDF.value, Medium.SCAN.value)
"""Papers whose pages have looks."""
MOST_TAKEN = 100
"""Projects made of a paper at once."""


class Shown(msgspec.Struct, frozen=True):
    """What is kept to show a paper: the sizes of its pages, or its lines with their numbers and cells."""

    sizes: dict[int, apart.Size] = {}
    lines: tuple[tuple[int, tuple[str, ...]], ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Dropped:
    """A file that came: a new intake, or one that is there already."""

    intake: Intake
    known: bool


def drop(account: Account, unit: Unit, year: int, kept: Kept) -> Dropped:
    """Take a paper in and have it read. The same paper of the unit and year is not read twice."""
    with transaction.atomic():
        there = Intake.objects.filter(unit=unit, year=year, sha256=kept.sha256).select_related("task").first()
        if there is not None:
            return Dropped(there, True)
        intake = Intake.objects.create(
            account=account, unit=unit, year=year, name=kept.name, sha256=kept.sha256
        )
        _queue(intake, account)
    return Dropped(intake, False)


def _queue(intake: Intake, account: Account | None) -> None:
    intake.task = tasks.enqueue(READ, account, intake=intake.pk)
    intake.document, intake.problem = "", ""
    intake.save(update_fields=["task", "document", "problem"])


@transaction.atomic
def read_again(intake: Intake, account: Account) -> None:
    """Have a paper read once more; what was corrected in it is forgotten. Raises ActRefused."""
    found = Intake.objects.select_for_update().get(pk=intake.pk)
    if found.taken:
        raise ActRefused(Refused("这份文件已经建立了项目，不能重新读"))
    found.drafts = {}
    found.save(update_fields=["drafts"])
    _queue(found, account)


@transaction.atomic
def remove(intake: Intake) -> None:
    """Take a paper off the list; projects that were made of it stay."""
    if intake.task:
        tasks.cancel(intake.task)
    Intake.objects.filter(pk=intake.pk).delete()


def twins(intake: Intake) -> list[Attachment]:
    """Where else this paper is: attachments of the unit's projects with the same hash, of projects not its own."""
    own = [each["project"] for each in intake.taken]
    same = Attachment.objects.filter(project__unit=intake.unit, sha256=intake.sha256, removed_at=None)
    return list(same.exclude(project__in=own).select_related("project")[:5])


def sized(data: bytes, document: Document) -> Shown:
    """The sizes of the pages on which forms stand; of the first where there is none."""
    pages = {place.page for record in document.targets for _, v in record.printed() for place in v.places}
    wanted = sorted(page for page in pages if page) or [1]
    try:
        return Shown(dict(apart.sizes(data, wanted)))
    except apart.CannotBeShown:
        return Shown()


def shown_of(intake: Intake, document: Document | None = None) -> Shown:
    """What is kept to show a paper; where that is gone, made anew for one that has pages."""
    try:
        return msgspec.json.decode(files.made_of(intake.sha256, "shown").read_bytes(), type=Shown)
    except (OSError, msgspec.DecodeError):
        if document is None or document.source.medium not in PAGED:
            return Shown()
    shown = sized(files.contents(intake.sha256), document)
    files.keep_made(intake.sha256, "shown", msgspec.json.encode(shown))
    return shown


def document_of(intake: Intake) -> Document | None:
    """What was read of a paper; None where it has not been, or could not be read."""
    if not intake.document:
        return None
    return documents_of(intake.document.encode(), intake.name)[0]


def page_picture(intake: Intake, page: int) -> bytes:
    """A page of a paper as PNG, drawn once. Raises FileRefused."""
    kept = files.made_of(intake.sha256, f"page-{page}.png")
    if kept.is_file():
        return kept.read_bytes()
    try:
        drawn = apart.picture(files.contents(intake.sha256), page)
    except apart.CannotBeShown as error:
        raise FileRefused("这一页画不出来", "请下载原件查看") from error
    files.keep_made(intake.sha256, f"page-{page}.png", drawn)
    return drawn


def record_in(document: Document, n: int) -> Record:
    """A form of a paper by its number. Raises ActRefused."""
    found = next((record for record in document.targets if record.n == n), None)
    if found is None:
        raise ActRefused(Refused(f"这份文件里没有第 {n} 份表", "请刷新页面"))
    return found


def draft_of(intake: Intake, record: Record) -> Draft:
    """A form of a paper as people have it by now."""
    kept = intake.drafts.get(str(record.n))
    if kept:
        return unpacked(kept)
    draft = begun(_in_yuan(of_record(record)), intake.unit, intake.year)
    department = intake.unit.department
    own = {"department_code": department.code, "department_name": department.name}
    return Draft({**draft.values, **own}, draft.rows)


def _in_yuan(draft: Draft) -> Draft:
    """A draft as it was read, as forms are filled in: money in 元, without what no one sees."""
    values = {key: plain(text) for key, text in draft.values.items()}
    rows = {half: tuple(map(_clean, kept)) for half, kept in draft.rows.items()}
    unit = values.pop("funds.unit", MoneyUnit.YUAN.value)
    if unit not in set(MoneyUnit) or unit == MoneyUnit.YUAN:
        return Draft(values, rows)
    for key, text in values.items():
        if key.startswith("funds."):
            with contextlib.suppress(ValueError):
                cents = Amount.parse(text, MoneyUnit(unit)).cents
                values[key] = text if cents is None else rounded(cents, MoneyUnit.YUAN)
    return Draft(values, rows)


def _clean(row: IndicatorRow) -> IndicatorRow:
    return msgspec.structs.replace(row, level3=plain(row.level3), value=plain(row.value))


@transaction.atomic
def correct(pk: int, n: int, edits: Sequence[Edit]) -> tuple[Intake, Applied]:
    """Correct a form before it is taken. Raises ActRefused and DraftError; then nothing is kept."""
    intake = _locked(pk)
    document = document_of(intake)
    if document is None:
        raise ActRefused(Refused("这份文件还没有读完", "请稍等"))
    if any(each["n"] == n for each in intake.taken):
        raise ActRefused(Refused(f"第 {n} 份表已经建立了项目", "请到项目里修改"))
    done = apply(draft_of(intake, record_in(document, n)), edits)
    intake.drafts = {**intake.drafts, str(n): packed(done.draft).decode()}
    intake.save(update_fields=["drafts"])
    return intake, done


def _locked(pk: int) -> Intake:
    found = Intake.objects.select_for_update(of=("self",)).filter(pk=pk)
    intake = found.select_related("unit__department__division").first()
    if intake is None:
        raise ActRefused(Refused("这份文件已经从列表里删去", "请刷新页面"))
    return intake


@transaction.atomic
def take(pk: int, account: Account, numbers: Sequence[int]) -> list[Project]:
    """Make projects of forms of a paper, the paper attached to each. Raises ActRefused; then none is made."""
    intake = _locked(pk)
    document = document_of(intake)
    if document is None:
        raise ActRefused(Refused("这份文件还没有读完", "请稍等"))
    if not numbers:
        raise ActRefused(Refused("没有选择要建立项目的表", "请在左边勾选"))
    if len(numbers) > MOST_TAKEN:
        raise ActRefused(Refused(f"一次最多建立 {MOST_TAKEN} 个项目", "请分几次"))
    done = {each["n"] for each in intake.taken}
    paper = Kept(intake.name, intake.sha256, files.path_of(intake.sha256).stat().st_size, _medium(document))
    made: list[Project] = []
    for n in dict.fromkeys(numbers):
        if n in done:
            raise ActRefused(Refused(f"第 {n} 份表已经建立了项目", "请刷新页面"))
        record = record_of(draft_of(intake, record_in(document, n)))
        project = create(intake.unit, intake.year, account, record)
        files.attach(project.pk, account, paper)
        made.append(project)
        intake.taken = [*intake.taken, {"n": n, "project": project.pk}]
    intake.save(update_fields=["taken"])
    return made


def _medium(document: Document) -> Medium:
    try:
        return Medium(document.source.medium)
    except ValueError:
        return Medium.OLD


def state_of(intake: Intake) -> str:
    """How far a paper is, as a word for its badge: reading, failed, ready, taken."""
    task: Task | None = intake.task
    if task and task.state in (TaskState.WAITING, TaskState.RUNNING):
        return "reading"
    if intake.problem or not intake.document:
        return "failed"
    return "taken" if intake.taken else "ready"
