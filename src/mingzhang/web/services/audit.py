"""The audit's chain in the store: an entry is added inside the transaction of what it records."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from mingzhang.web.services import prepared
from mingzhang.web.store.models import AuditHead, AuditRow
from mingzhang.workflow.audit import BEGINNING, Broken, Entry, entry, verify


def record(
    who: str,
    act: str,
    subject: str,
    said: str,
    before: Mapping[str, str | None] | None = None,
    after: Mapping[str, str | None] | None = None,
) -> Entry:
    """Add an entry. Must run inside a transaction: the head is locked until it ends."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of what it records")
    head = AuditHead.objects.select_for_update().first() or AuditHead.objects.create(hash=BEGINNING)
    last = next(iter(prepared.found("entry", lambda mark: AuditRow.objects.filter(n=mark), head.n)), None)
    made = entry(last.entry if last else None, timezone.now(), who, act, subject, said, before, after)
    AuditRow.objects.bulk_create([AuditRow.of(made)])
    AuditHead.objects.filter(pk=head.pk).update(n=made.n, hash=made.hash)
    return made


def broken() -> Broken | None:
    """The first break of the chain, None where it holds."""
    head = AuditHead.objects.first()
    rows = AuditRow.objects.order_by("n").iterator(chunk_size=1000)
    return verify((row.entry for row in rows), head.hash if head else BEGINNING)
