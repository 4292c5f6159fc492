"""Releases: handed over by one person, released by another, corrected by a later one, withdrawn; never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from mingzhang.checking.finding import Severity
from mingzhang.domain.ledger import Ledger
from mingzhang.domain.record import Document
from mingzhang.web.services import audit, mail, tasks
from mingzhang.web.services.open import index
from mingzhang.web.services.publishing.acts import Changed, locked, newest, require, take_a_hand
from mingzhang.web.services.publishing.assemble import Assembled, Said
from mingzhang.web.store.models import Account, Message, Publication, Release, SeatRow
from mingzhang.workflow.access import Refused
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.releasing import CHECKERS, Publish, ReleaseState, deadline
from mingzhang.writing.exchange import document_json
from mingzhang.writing.ledger_sheets import ledger_bytes

FILES = "release_files"
"""The kind of task that writes a release's files."""
LONGEST_NOTE = 1000


def sealed_text(document: str, ledger: str) -> bytes:
    """What a release says: its document, then its ledger, each in UTF-8, with a line end between."""
    return document.encode() + b"\n" + ledger.encode()


def seal(document: str, ledger: str) -> str:
    """The SHA-256 of what a release says; anyone can reckon it again from ``sealed_text``, which is given out."""
    return hashlib.sha256(sealed_text(document, ledger)).hexdigest()


@transaction.atomic
def hand_over(pk: int, account: Account, seen: int, note: str = "") -> Release:
    """Hand the publication, as it stands, to a checker. ``note`` says what a correction corrects.

    Raises ActRefused, also where something is still missing.
    """
    publication = locked(pk, seen)
    require(publication, account, Publish.HAND_OVER)
    assembled = Assembled(publication)
    if not assembled.ready:
        blocking = [each.said for each in assembled.missing if each.blocks]
        raise ActRefused(
            Refused(
                f"还有 {len(blocking)} 项没有办好：{blocking[0].rstrip('。')}", "请在“还缺什么”里逐项办理"
            )
        )
    made = next_release(publication, account, note)
    fill(made, assembled.document, assembled.public_ledger, assembled.findings)
    made.decisions = _decisions(assembled)
    made.save()
    handed(publication, made, account)
    return made


def _decisions(assembled: Assembled) -> list[dict[str, Any]]:
    """What was decided on each exposure, as it is now: who checks sees this, whatever changes later."""
    told = assembled.publication.exposures
    return [
        {
            "kind": each.kind.chinese, "label": each.label, "masked": each.masked,
            "hide": told[each.key]["hide"] if each.key in told else None,
            "reason": told.get(each.key, {}).get("reason", ""), "by": told.get(each.key, {}).get("by", ""),
        }
        for each in {each.key: each for each in assembled.exposures}.values()
    ]  # fmt: skip


def note_of(publication: Publication, note: str) -> str:
    """The note of the next release. Raises ActRefused where a correction says nothing of itself."""
    note = note.strip()[:LONGEST_NOTE]
    if not note and publication.releases.filter(released_at__isnull=False).exists():
        raise ActRefused(Refused("已经公开过的内容再公开，是一次更正", "请写明更正了什么、为什么"))
    return note


def next_release(publication: Publication, account: Account, note: str) -> Release:
    """A release to be filled and checked: the one that was sent back, else the next. Raises ActRefused."""
    note = note_of(publication, note)
    last = newest(publication)
    if last and last.state == ReleaseState.SENT_BACK:
        made = last
        made.files.all().delete()
    else:
        made = Release(publication=publication, n=last.n + 1 if last else 1)
    clock = deadline(publication.year)
    made.state, made.maker, made.made_at, made.checker = ReleaseState.CHECKING, account, timezone.now(), None
    made.origin, made.source, made.said, made.note, made.doubts = "ledger", "", "", note, 0
    department = publication.department
    made.department_name, made.division_name = department.name, department.division.name
    made.decisions = []
    made.approved_on = publication.approved_on
    made.due = clock.due(publication.approved_on) if clock and publication.approved_on else None
    return made


def fill(made: Release, document: Document, ledger: Ledger | None, findings: Sequence[Said]) -> None:
    """Put what is published into a release, and seal it."""
    made.document = msgspec.json.encode(document_json(document)).decode()
    made.ledger = ledger_bytes(ledger).decode() if ledger else ""
    made.sha256 = seal(made.document, made.ledger)
    counts = [finding.severity for finding in findings if not finding.explained]
    made.errors, made.warnings = counts.count(Severity.ERROR), counts.count(Severity.WARNING)


def handed(publication: Publication, made: Release, account: Account) -> None:
    """Have the files of a release written, leave the entry, tell the checkers."""
    take_a_hand(publication, account)
    publication.save(update_fields=["hands"])
    made.task = tasks.enqueue(FILES, account, release=made.pk)
    made.save(update_fields=["task"])
    said = f"{made}：提交复核（SHA-256 {made.sha256[:12]}…）"
    audit.record(
        account.username, f"publish:{Publish.HAND_OVER}", f"release:{made.pk}", said, {}, _told(made)
    )
    _tell_checkers(publication, f"{publication} 部门预算等您复核", account)


@transaction.atomic
def take_back(pk: int, account: Account) -> Release:
    """Take back what was handed over. Raises ActRefused."""
    return _back(pk, account, Publish.TAKE_BACK, "编制人撤回")


@transaction.atomic
def send_back(pk: int, account: Account, reason: str) -> Release:
    """Send back to whoever made it, with a reason. Raises ActRefused."""
    if not reason.strip():
        raise ActRefused(Refused("请写明退回的原因"))
    return _back(pk, account, Publish.SEND_BACK, reason.strip()[:LONGEST_NOTE])


def _back(pk: int, account: Account, act: Publish, reason: str) -> Release:
    found, publication = _of(pk)
    require(publication, account, act)
    found.state, found.said = ReleaseState.SENT_BACK, reason
    found.save(update_fields=["state", "said"])
    if found.task:
        tasks.cancel(found.task)
    said = f"{found}：{'撤回复核' if act is Publish.TAKE_BACK else f'退回修改：{reason}'}"
    audit.record(account.username, f"publish:{act}", f"release:{found.pk}", said, {}, _told(found))
    if act is Publish.SEND_BACK:
        _tell([found.maker_id], publication, f"{publication} 部门预算被退回：{reason}")
    return found


@transaction.atomic
def release(pk: int, account: Account, seen: str) -> Release:
    """Release to the public; ``seen`` is the mark of what the checker looked at. Raises ActRefused."""
    found, publication = _of(pk)
    require(publication, account, Publish.RELEASE)
    if seen != found.mark or seal(found.document, found.ledger) != found.sha256:
        raise Changed
    earlier = publication.releases.filter(state=ReleaseState.RELEASED)
    for each in earlier:
        each.state = ReleaseState.REPLACED
        each.save(update_fields=["state"])
    found.state, found.checker, found.released_at = ReleaseState.RELEASED, account, timezone.now()
    found.save(update_fields=["state", "checker", "released_at"])
    publication.hands = []
    publication.save(update_fields=["hands"])
    index.show(found)
    said = f"{found}：复核并公开（SHA-256 {found.sha256[:12]}…）"
    audit.record(
        account.username, f"publish:{Publish.RELEASE}", f"release:{found.pk}", said, {}, _told(found)
    )
    _tell([found.maker_id], publication, f"{publication} 部门预算已公开")
    return found


@transaction.atomic
def withdraw(pk: int, account: Account, reason: str) -> Release:
    """Take a release from the public, also one that was corrected; the reason stays at its address. Raises ActRefused."""
    found, publication = _any(pk)
    require(publication, account, Publish.WITHDRAW, found)
    if not reason.strip():
        raise ActRefused(Refused("请写明撤下的原因，公众在原地址会看到"))
    found.state, found.said = ReleaseState.WITHDRAWN, reason.strip()[:LONGEST_NOTE]
    found.save(update_fields=["state", "said"])
    index.hide(found)
    said = f"{found}：撤下：{found.said}"
    audit.record(
        account.username, f"publish:{Publish.WITHDRAW}", f"release:{found.pk}", said, {}, _told(found)
    )
    _tell([found.maker_id], publication, f"{publication} 部门预算已撤下：{found.said}")
    return found


def _of(pk: int) -> tuple[Release, Publication]:
    """The newest release of a publication, both locked. Raises Release.DoesNotExist, and Changed for an older one."""
    found, publication = _any(pk)
    last = newest(publication)
    if last is None or last.pk != found.pk:
        raise Changed
    return found, publication


def _any(pk: int) -> tuple[Release, Publication]:
    """A release and its publication, both locked. Raises Release.DoesNotExist."""
    publication = locked(Release.objects.only("publication_id").get(pk=pk).publication_id)
    found = Release.objects.select_related("maker", "task").get(pk=pk)
    found.publication = publication
    return found, publication


def _told(found: Release) -> dict[str, str | None]:
    return {"state": str(found.state), "n": str(found.n), "sha256": found.sha256}


def _tell_checkers(publication: Publication, text: str, but: Account) -> None:
    """Tell everyone who may check it."""
    today = timezone.localdate()
    rows = SeatRow.objects.filter(
        role__in=CHECKERS, department=publication.department, account__is_active=True
    )
    holders = {row.account_id for row in rows.exclude(until__lt=today).exclude(since__gt=today)}
    _tell(sorted(holders - {but.pk}), publication, text)


def _tell(accounts: list[int], publication: Publication, text: str) -> None:
    address = f"/publishing/{publication.pk}/"
    rows = [Message(account_id=pk, text=text[:300], address=address) for pk in accounts]
    made = Message.objects.bulk_create(rows)
    kept = Message.objects.filter(pk__in=[each.pk for each in made]).select_related("account")
    mail.queue(list(kept) if made else [])
