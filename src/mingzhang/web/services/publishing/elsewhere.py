"""Papers published elsewhere: a file is read, checked, and handed to a checker as what it is, with its doubts."""

from __future__ import annotations

import io
from collections.abc import Mapping

import msgspec
from django.db import transaction

from mingzhang.checking.exposure import ExposureKind, exposures, redacted
from mingzhang.domain.chars import fold
from mingzhang.domain.ledger import Ledger
from mingzhang.domain.record import Document
from mingzhang.reading.errors import ReadingError
from mingzhang.reading.reader import read_stream
from mingzhang.reading.sources.guard import Guard
from mingzhang.tables.rebuild.rebuild import Rebuilt, rebuild
from mingzhang.web.services import files, tasks
from mingzhang.web.services.files import FileRefused, Kept
from mingzhang.web.services.publishing.acts import locked, require
from mingzhang.web.services.publishing.assemble import pack, said_of
from mingzhang.web.services.publishing.release import fill, handed, next_release, note_of
from mingzhang.web.store.models import Account, Publication, Task
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.releasing import Publish

READ_PAPER = "published_paper"
"""The kind of task that reads a paper which was published elsewhere."""
FILE = "file"


@transaction.atomic
def bring_paper(pk: int, account: Account, kept: Kept, note: str = "") -> Task:
    """Have a paper read that a department published elsewhere; what is read goes to a checker. Raises ActRefused."""
    publication = locked(pk)
    require(publication, account, Publish.HAND_OVER)
    note_of(publication, note)  # refused now rather than when it has been read
    return tasks.enqueue(READ_PAPER, account, publication=pk, sha256=kept.sha256, called=kept.name, note=note)


@tasks.kind(READ_PAPER)
def read_paper(run: tasks.Run) -> Mapping[str, object]:
    """Read a paper into a release to be checked. Raises TaskFailed where it is no department's budget."""
    given = run.given
    run.progress(0, 3, "正在读取")
    try:
        with Guard() as guard:
            document = read_stream(
                io.BytesIO(files.contents(given["sha256"])), given["called"], pack(), guard
            )
    except (ReadingError, FileRefused) as error:
        raise tasks.TaskFailed(str(error)) from error
    if not document.tables and not document.sections and not document.targets:
        raise tasks.TaskFailed(f"{given['called']}：没有认出部门预算公开的表、说明或绩效目标表，请核对文件。")
    run.progress(1, 3, "正在检查")
    assert run.task.account is not None
    try:
        return _kept(run, document, run.task.account)
    except ActRefused as error:
        raise tasks.TaskFailed(str(error)) from error


@transaction.atomic
def _kept(run: tasks.Run, document: Document, account: Account) -> Mapping[str, object]:
    given = run.given
    publication = locked(given["publication"])
    require(publication, account, Publish.HAND_OVER)
    _fits(document, publication, given["called"])
    found = exposures(document)
    if any(exposure.sure and exposure.kind is ExposureKind.SECRET for exposure in found):
        raise tasks.TaskFailed(f"{given['called']}：文件上有密级标志，不能公开。请核对文件。")
    sure = [exposure.key for exposure in found if exposure.sure]
    public = redacted(document, sure)
    rebuilt = _rebuilt(public, publication)
    made = next_release(publication, account, given["note"])
    fill(made, public, rebuilt.ledger if rebuilt else None, said_of(public, {}))
    made.origin, made.source = FILE, given["called"]
    made.doubts = _doubts(public) + (len(rebuilt.contradictions) if rebuilt else 0)
    made.said = _said(len(sure), rebuilt)
    made.decisions = [
        {"kind": e.kind.chinese, "label": e.label, "masked": e.masked, "hide": e.sure or None, "reason": "", "by": ""}
        for e in {e.key: e for e in found}.values()
    ]  # fmt: skip
    made.save()
    run.progress(2, 3, "正在登记")
    handed(publication, made, account)
    return {"release": made.pk, "hidden": len(sure), "doubts": made.doubts}


def _fits(document: Document, publication: Publication, name: str) -> None:
    """Raise TaskFailed where the paper says that it is of another year, or of another department."""
    if document.year is not None and document.year != publication.year:
        raise tasks.TaskFailed(
            f"{name}：文件里写的是 {document.year} 年，这里是 {publication.year} 年。请到那一年里上传。"
        )
    own, theirs = fold(publication.department.name), fold(document.department_name or "")
    if theirs and own not in theirs and theirs not in own:
        raise tasks.TaskFailed(
            f"{name}：文件上的部门是“{document.department_name}”，这里是“{publication.department.name}”。请到那个部门里上传。"
        )


def _rebuilt(document: Document, publication: Publication) -> Rebuilt | None:
    """The ledger behind the printed tables, as the department's; None where no table of expenditure is there."""
    department = publication.department
    try:
        made = rebuild(document.tables, publication.year, department.division.code, department.name)
    except ValueError:
        return None
    return msgspec.structs.replace(made, ledger=_of_department(made.ledger, department.code))


def _of_department(ledger: Ledger, code: str) -> Ledger:
    """A ledger of one department under another code."""

    return msgspec.structs.replace(
        ledger,
        departments=tuple(msgspec.structs.replace(d, code=code) for d in ledger.departments),
        units=tuple(msgspec.structs.replace(u, department=code) for u in ledger.units),
        lines=tuple(msgspec.structs.replace(line, department=code) for line in ledger.lines),
        revenue=tuple(msgspec.structs.replace(line, department=code) for line in ledger.revenue),
        facts={},
    )


def _doubts(document: Document) -> int:
    forms = sum(len(record.doubts) for record in document.targets)
    tables = sum(len(table.doubts) for table in document.tables)
    return len(document.doubts) + forms + tables + len(document.unplaced)


def _said(hidden: int, rebuilt: Rebuilt | None) -> str:
    """What the checker should know of the reading."""
    said = []
    if hidden:
        said.append(f"原件里有 {hidden} 处个人信息或涉密标志，已经隐去。")
    if rebuilt is None:
        said.append("没有认出支出表，图表里不会有金额。")
    else:
        said += [f"{each}。" for each in rebuilt.contradictions]
    return "\n".join(said)
