"""Reading of papers that were dropped in: a background task for each."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

import msgspec
from django.db import transaction
from django.utils import timezone

from mingzhang.cli.archives import look_into, member, members
from mingzhang.forms.pack import Pack, load_pack
from mingzhang.reading.errors import ReadingError
from mingzhang.reading.page import Line
from mingzhang.reading.reader import open_stream, read_stream
from mingzhang.reading.sources.guard import Guard
from mingzhang.reading.sources.medium import Medium
from mingzhang.web.config import config
from mingzhang.web.services import files, notices, tasks
from mingzhang.web.services.files import FileRefused
from mingzhang.web.services.intake import PAGED, READ, Shown, drop, page_picture, sized
from mingzhang.web.store.models import Intake
from mingzhang.writing.exchange import documents_json

MOST_PACKED = 100
"""Papers taken out of one zip file."""
MOST_LINES = 8000
"""Lines of a paper that are shown beside its values."""
DRAWN = 8
"""Pages that are drawn as soon as a paper is read; the others when someone looks at them."""
LONG = 20.0
"""Seconds from the drop to the end of the reading after which the person is sent a message."""
_NOTHING = "没有认出绩效目标表。请确认是项目支出绩效目标申报表或目标表；表头、项目名称那一行缺了，就认不出来。也可以新建空白项目，对照原件填写"


class _Watched(Guard):
    """A guard that tells how far it is."""

    def __init__(self, run: tasks.Run) -> None:
        super().__init__()
        self._run = run

    def lines(self, medium: Medium, data: bytes, name: str) -> tuple[int | None, Iterator[Line]]:
        pages, found = super().lines(medium, data, name)
        return pages, self._watched(found, pages or 0)

    def _watched(self, found: Iterator[Line], pages: int) -> Iterator[Line]:
        last = 0
        for line in found:
            if line.page and line.page != last:
                last = line.page
                self._run.progress(last - 1, max(pages, last), f"读到第 {last} 页")
            yield line


def pack() -> Pack:
    """How the county prints its papers."""
    return load_pack(config().text("pack"))


@tasks.kind(READ)
def read(run: tasks.Run) -> dict[str, object]:
    """Read a paper; a zip file becomes an intake for each paper in it."""
    intake = Intake.objects.select_related("unit", "account").filter(pk=run.given["intake"]).first()
    if intake is None:
        raise tasks.Stopped
    try:
        data = files.contents(intake.sha256)
        if files.keep(data, intake.name).medium is Medium.ARCHIVE:
            return _unpacked(intake, data)
        made = _read(run, intake, data)
    except (ReadingError, FileRefused) as error:
        Intake.objects.filter(pk=intake.pk).update(problem=str(error))
        _told(run, intake, "没有读成，请看原因")
        raise tasks.TaskFailed(str(error)) from error
    forms = made["forms"]
    _told(run, intake, f"已经读完，有 {forms} 份表等您核对" if forms else "已经读完，没有认出绩效目标表")
    return made


def _told(run: tasks.Run, intake: Intake, said: str) -> None:
    """Tell the person of a reading that took so long that nobody waits before the page."""
    since = run.task.created_at
    if (timezone.now() - since).total_seconds() >= LONG:
        notices.paper_read(intake, said)


def _read(run: tasks.Run, intake: Intake, data: bytes) -> dict[str, object]:
    with _Watched(run) as guard:
        document = read_stream(io.BytesIO(data), intake.name, pack(), guard)
        run.progress(1, 1, "正在整理")
        paged = document.source.medium in PAGED and data[:4] != b"\xd0\xcf\x11\xe0"
        shown = sized(data, document) if paged else _lines(data, intake.name, guard)
    files.keep_made(intake.sha256, "shown", msgspec.json.encode(shown))
    for n, page in enumerate(sorted(shown.sizes)[:DRAWN], start=1):
        run.progress(n - 1, min(DRAWN, len(shown.sizes)), "正在画页面")
        with contextlib.suppress(FileRefused):
            page_picture(intake, page)
    kept = msgspec.json.encode(documents_json((document,), personal=True)).decode()
    problem = "" if document.targets else f"{intake.name}：{_NOTHING}。"
    Intake.objects.filter(pk=intake.pk).update(document=kept, problem=problem)
    return {"forms": len(document.targets)}


def _lines(data: bytes, name: str, guard: Guard) -> Shown:
    """The lines of a paper without pages."""
    kept: list[tuple[int, tuple[str, ...]]] = []
    more = 0
    for line in open_stream(io.BytesIO(data), name, guard)[1]:
        if not line.cells:
            continue
        if len(kept) < MOST_LINES:
            texts = tuple(cell.text for cell in line.cells) if line.tabular else (line.text.strip(),)
            kept.append((line.number, texts))
        else:
            more += 1
    return Shown(lines=tuple(kept), more=more)


def _unpacked(intake: Intake, data: bytes) -> dict[str, object]:
    """The papers of a zip file, each an intake of its own; the zip file goes, unless something is to be said of it."""
    stream = io.BytesIO(data)
    inside = look_into(stream, intake.name)
    said = [*inside.complaints]
    found = list(members(inside))
    if len(found) > MOST_PACKED:
        said.append(
            f"{intake.name}：压缩包里有 {len(found)} 个文件，只读了前 {MOST_PACKED} 个。其余的请另行上传。"
        )
    with transaction.atomic():
        for chain, name, _ in found[:MOST_PACKED]:
            try:
                paper = member(stream, chain, name, None).read()
                drop(intake.account, intake.unit, intake.year, files.keep(paper, files.shown_name(name)))
            except (ReadingError, FileRefused) as error:
                said.append(str(error))
        if said or not found:
            problem = "\n".join(said) or f"{intake.name}：压缩包里没有文件。请确认压缩的内容后再传。"
            Intake.objects.filter(pk=intake.pk).update(problem=problem)
        else:
            Intake.objects.filter(pk=intake.pk).delete()
    return {"papers": len(found)}
