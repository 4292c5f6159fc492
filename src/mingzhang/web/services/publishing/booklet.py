"""The booklet of a region: every department's released paper of a year in one PDF with contents, and all files in one zip."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingzhang.web.services import audit, files, tasks
from mingzhang.web.services.files import FileRefused
from mingzhang.web.store.models import Account, Division, Release, Task
from mingzhang.workflow.access import Refused
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.places import Place
from mingzhang.workflow.releasing import Publish, ReleaseState, may_publish
from mingzhang.writing.lists import write_list_csv
from mingzhang.writing.names import file_name
from mingzhang.writing.paper.model import Cover, Look, Paper, Sheet, SheetKind
from mingzhang.writing.paper.rows import Rows
from mingzhang.writing.pdf import write_pdf
from mingzhang.writing.sheets import Column, Type
from mingzhang.writing.sheets import Sheet as ListSheet

BOOKLET = "booklet"
"""The kind of task that puts a booklet together."""
KINDS = {"pdf": "application/pdf", "zip": "application/zip"}
"""What a booklet is had as."""
_LIST = ListSheet(
    "目录",
    (
        Column("序号", Type.COUNT, 6), Column("部门代码", Type.CODE), Column("部门", width=30), Column("版次", Type.COUNT, 6),
        Column("公开日期", Type.CODE), Column("起始页", Type.COUNT, 8), Column("文件", width=50), Column("SHA-256", Type.CODE, 66),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A department's paper in the booklet, and on which of its pages it begins (from 1)."""

    release: Release
    data: bytes
    sha256: str
    page: int = 0

    @property
    def name(self) -> str:
        """The department's."""
        return self.release.publication.department.name

    @property
    def day(self) -> str:
        """When it was released."""
        at = self.release.released_at
        return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""


def shown(division: Division, year: int) -> list[Release]:
    """The releases that are public now, in the order of the departments."""
    rows = Release.objects.filter(
        publication__department__division=division, publication__year=year, state=ReleaseState.RELEASED
    )
    found = rows.select_related("publication__department__division").defer("document", "ledger")
    return list(found.prefetch_related("files").order_by("publication__department__code"))


@transaction.atomic
def order(division: Division, year: int, account: Account) -> Task:
    """Have a booklet put together. Raises ActRefused."""
    answer = may_publish(account.person, Publish.BOARD, Place(division.code), timezone.localdate())
    if isinstance(answer, Refused):
        raise ActRefused(answer)
    if not any(_pdf(each) for each in shown(division, year)):
        raise ActRefused(
            Refused(f"{division.name} {year} 年还没有公开的部门预算，或者文件还没有生成", "请过一会儿再汇编")
        )
    audit.record(
        account.username,
        "publish:booklet",
        f"division:{division.pk}",
        f"汇编 {division.name} {year} 年部门预算",
    )
    return tasks.enqueue(BOOKLET, account, division=division.pk, year=year)


def _pdf(release: Release) -> str:
    """The hash of a release's PDF, blank where it is not written yet."""
    return next((file.sha256 for file in release.files.all() if file.kind == "pdf"), "")


@tasks.kind(BOOKLET)
def write_booklet(run: tasks.Run) -> Mapping[str, object]:
    """Put a booklet together. Raises TaskFailed where there is nothing to put into it, or it cannot be kept."""
    division = Division.objects.filter(pk=run.given["division"]).first()
    if division is None:
        raise tasks.Stopped
    year = int(run.given["year"])
    releases = shown(division, year)
    steps = len(releases) + 2
    parts: list[Part] = []
    left: list[str] = []
    for n, each in enumerate(releases):
        run.progress(n, steps, f"正在汇入 {each.publication.department.name}")
        try:
            parts.append(Part(each, files.contents(_pdf(each)), _pdf(each)))
        except (FileRefused, ValueError):
            left.append(each.publication.department.name)
    if not parts:
        raise tasks.TaskFailed("没有可以汇编的文件：公开的部门预算还没有生成 PDF。请过一会儿再试。")
    run.progress(steps - 2, steps, "正在编目录")
    book, placed = _bound(f"{division.name}{year}年部门预算汇编", parts)
    run.progress(steps - 1, steps, "正在打包")
    kept = {"pdf": book, "zip": _zipped(placed, book, f"{division.name}{year}年部门预算汇编")}
    result: dict[str, Any] = {key: _kept(data) for key, data in kept.items()}
    return {**result, "count": len(parts), "left": left, "division": division.name, "year": year}


def _kept(data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        files.store(sha256, data)
    except OSError as error:
        raise tasks.TaskFailed("文件存不进数据文件夹，多半是磁盘满了，请告诉系统管理员") from error
    return sha256


def _bound(title: str, parts: Sequence[Part]) -> tuple[bytes, list[Part]]:
    """All papers behind their contents; the contents are laid out twice, first to see how many pages they take."""
    lengths = [_pages(part.data) for part in parts]
    front = _front(title, list(_placed(parts, lengths, 0)))
    placed = list(_placed(parts, lengths, _pages(front)))
    import pypdfium2

    with closing(pypdfium2.PdfDocument.new()) as book:
        for data in (_front(title, placed), *(part.data for part in parts)):
            with closing(pypdfium2.PdfDocument(data)) as piece:
                book.import_pages(piece)
        stream = BytesIO()
        book.save(stream)
    return stream.getvalue(), placed


def _placed(parts: Sequence[Part], lengths: Sequence[int], before: int) -> Iterator[Part]:
    at = before + 1
    for part, length in zip(parts, lengths, strict=True):
        yield Part(part.release, part.data, part.sha256, at)
        at += length


def _pages(data: bytes) -> int:
    import pypdfium2

    with closing(pypdfium2.PdfDocument(data)) as file:
        return len(file)


def _front(title: str, parts: Sequence[Part]) -> bytes:
    """Cover and contents as a PDF."""
    rows = Rows(0.08, 0.5, 0.1, 0.2, 0.12)
    rows.head("序号", "部门", "版次", "公开日期", "起始页")
    for n, part in enumerate(parts, start=1):
        rows.add(
            (str(n), Look.WORD), (part.name, Look.NAME), (f"第{part.release.n}版", Look.WORD), (part.day, Look.WORD),
            (str(part.page), Look.WORD),
        )  # fmt: skip
    contents = Sheet(SheetKind.REPORT, "目录", "目　录", rows.grid(), "contents", level=1)
    paper = Paper(title, "", title, None, (Cover((title,)), contents), numbered=False)
    stream = BytesIO()
    write_pdf(paper, stream)
    return stream.getvalue()


def _zipped(parts: Sequence[Part], book: bytes, title: str) -> bytes:
    """The booklet with every file of every release beside it, and a list of them."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr(f"{file_name(title)}.pdf", book)
        words = StringIO(newline="")
        write_list_csv(_LIST, _rows(parts), words)
        packed.writestr("目录.csv", words.getvalue().encode("utf-8-sig"))
        for folder, part in _folders(parts):
            for file in part.release.files.all():
                packed.writestr(f"{folder}/{file.name}", files.contents(file.sha256))
    return stream.getvalue()


def _folders(parts: Sequence[Part]) -> Iterator[tuple[str, Part]]:
    for part in parts:
        yield file_name(f"{part.release.publication.department.code} {part.name}"), part


def _rows(parts: Sequence[Part]) -> Iterator[list[str | int]]:
    for n, (folder, part) in enumerate(_folders(parts), start=1):
        for file in part.release.files.all():
            code = part.release.publication.department.code
            yield [
                n,
                code,
                part.name,
                part.release.n,
                part.day,
                part.page,
                f"{folder}/{file.name}",
                file.sha256,
            ]
