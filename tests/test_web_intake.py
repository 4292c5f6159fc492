"""Papers that are dropped in: read in the background, corrected beside the paper, taken as projects; files of projects."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from builders import EXAMPLES, example
from mingzhang.web.services import files, intake, tasks
from mingzhang.web.store.models import Attachment, AuditRow, Intake, Project, Task, TaskState
from mingzhang.workflow.draft import unpacked
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.roles import Role
from mingzhang.writing.paper.disclosure import paper_of
from mingzhang.writing.pdf import write_pdf
from web_county import YEAR, County, county, project
from web_desk import as_, queries

pytestmark = pytest.mark.django_db
ONE = (EXAMPLES / "single-running.txt").read_bytes()
MANY = (EXAMPLES / "booklet-cells.txt").read_bytes()
NAME = "青岚县公共体育场塑胶跑道更新工程"


@pytest.fixture(name="place")
def a_county() -> County:
    tasks.load()
    return county()


@pytest.fixture(name="clerk")
def a_clerk(place: County) -> Client:
    return as_(place.clerk())


def sent(data: bytes, name: str = "申报表.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def dropped(place: County, clerk: Client, *papers: SimpleUploadedFile) -> str:
    """Drop papers; what the page says of it."""
    given = {"unit": place.unit.pk, "year": YEAR, "files": list(papers)}
    return str(clerk.post(reverse("desk:intake"), given, follow=True).content.decode())


def read_all() -> None:
    while tasks.work_one(beat=None):
        pass


def paper(place: County, clerk: Client, data: bytes = ONE, name: str = "申报表.txt") -> Intake:
    """A paper that has been read."""
    dropped(place, clerk, sent(data, name))
    read_all()
    return Intake.objects.latest("pk")


def page(clerk: Client, found: Intake, n: int | None = None) -> str:
    address = reverse("desk:intake-one", args=[found.pk]) + (f"?n={n}" if n else "")
    return str(clerk.get(address).content.decode())


def correct(clerk: Client, found: Intake, path: str, text: str, seen: str, n: int = 1) -> dict[str, object]:
    edit = {"op": "set", "path": path, "text": text, "seen": seen, "after": ""}
    address = reverse("desk:intake-save", args=[found.pk, n])
    answer = clerk.post(address, json.dumps({"edits": [edit]}), content_type="application/json")
    found_: dict[str, object] = json.loads(answer.content) if answer.status_code == 200 else {}
    return {"status": answer.status_code, **found_}


def test_a_paper_is_read_in_the_background_and_shown_beside_its_values(place: County, clerk: Client) -> None:
    said = dropped(place, clerk, sent(ONE))
    assert "排队等待中" in said
    read_all()
    found = Intake.objects.get()
    assert (found.name, found.unit, found.year, found.problem) == ("申报表.txt", place.unit, YEAR, "")
    shown = page(clerk, found)
    assert NAME in shown
    assert 'data-path="overview"' in shown
    assert '<tr data-of="project_name">' in shown
    assert "确认并建立项目" in shown


def test_what_the_paper_says_of_department_and_year_is_said_where_it_differs(
    place: County, clerk: Client
) -> None:
    shown = page(clerk, paper(place, clerk))
    assert "原件的主管部门是“岚川市青岚县教育体育局”，这里是“青岚县水务局”" in shown
    assert "原件的年度是“2024”，这里是“2026”" in shown


def test_a_value_is_corrected_before_it_is_taken(place: County, clerk: Client) -> None:
    found = paper(place, clerk)
    done = correct(clerk, found, "project_name", "跑道更新", NAME)
    assert (done["status"], done["conflicts"], done["name"]) == (200, {}, "跑道更新")
    late = correct(clerk, found, "project_name", "别的名称", NAME)
    assert late["conflicts"] == {"project_name": "跑道更新"}
    clerk.post(reverse("desk:intake-take", args=[found.pk]), {"n": "1"})
    made = Project.objects.get()
    assert made.name == "跑道更新"
    assert made.annual_cents == 146_000_000
    assert unpacked(made.draft).values["department_name"] == "青岚县水务局"


def test_a_correction_that_makes_no_sense_is_refused_and_keeps_nothing(place: County, clerk: Client) -> None:
    found = paper(place, clerk)
    assert correct(clerk, found, "nothing", "x", "")["status"] == 409
    assert correct(clerk, found, "overview", "x", "", n=9)["status"] == 409
    assert Intake.objects.get().drafts == {}


def test_taking_a_form_makes_a_project_with_the_paper_attached(place: County, clerk: Client) -> None:
    found = paper(place, clerk)
    answer = clerk.post(reverse("desk:intake-take", args=[found.pk]), {"n": "1"})
    made = Project.objects.get()
    assert answer.headers["Location"] == reverse("desk:form", args=[made.pk])
    assert (made.unit, made.year, made.name, made.status) == (place.unit, YEAR, NAME, "draft")
    attached = made.attachments.get()
    assert (attached.name, attached.sha256, attached.size) == ("申报表.txt", found.sha256, len(ONE))
    assert [row.act for row in AuditRow.objects.order_by("n")] == ["create", "attach"]
    again = clerk.post(reverse("desk:intake-take", args=[found.pk]), {"n": "1"})
    assert again.status_code == 409
    assert "第 1 份表已经建立了项目" in again.content.decode()
    assert correct(clerk, found, "overview", "x", "")["status"] == 409
    assert Project.objects.count() == 1


def test_of_a_paper_with_several_forms_those_chosen_are_taken(place: County, clerk: Client) -> None:
    found = paper(place, clerk, MANY, "汇编.txt")
    assert "文件里有 10 份表" in page(clerk, found, 3)
    clerk.post(reverse("desk:intake-take", args=[found.pk]), {"n": ["2", "3"]})
    assert sorted(Project.objects.values_list("name", flat=True)) == ["县城义务教育学校食堂设备更新项目", "县道217线石楼至双井段路面大修工程"]  # fmt: skip
    assert [each["n"] for each in Intake.objects.get().taken] == [2, 3]
    for numbers in ([], ["99"], ["1", "2"]):
        refused = clerk.post(reverse("desk:intake-take", args=[found.pk]), {"n": numbers})
        assert refused.status_code == 409
    assert Project.objects.count() == 2


def test_the_same_paper_is_pointed_out(place: County, clerk: Client) -> None:
    found = paper(place, clerk)
    said = dropped(place, clerk, sent(ONE, "又一次.txt"))
    assert "一模一样，没有再读" in said
    assert Intake.objects.count() == 1
    made = project(place)
    files.attach(made.pk, place.clerk(), files.keep(ONE, "附件.txt"))
    assert "同一份文件已经是项目“农村供水工程”的附件" in page(clerk, found)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"%PDF-1.7 broken", "坏.pdf", "坏.pdf"),
        ("今天的会议改到下午三点。".encode(), "通知.txt", "没有认出绩效目标表"),
        (b"PK\x03\x04 rubbish", "坏.docx", "坏.docx"),
    ],
)
def test_a_paper_that_is_not_readable_says_why_and_what_to_do(
    place: County, clerk: Client, data: bytes, name: str, said: str
) -> None:
    found = paper(place, clerk, data, name)
    shown = page(clerk, found)
    assert said in found.problem
    assert "请" in found.problem
    assert "再读一次" in shown
    assert "换一份文件" in shown
    assert clerk.post(reverse("desk:intake-take", args=[found.pk]), {"n": "1"}).status_code == 409


def test_an_empty_file_a_program_and_one_too_large_are_not_taken_in(place: County, clerk: Client) -> None:
    with override_settings(UPLOAD_MAX_BYTES=1000):
        said = dropped(
            place, clerk, sent(b"a" * 200_000, "大.txt"), sent(b"", "空.txt"), sent(b"MZ\x90", "表.pdf")
        )
    assert "“大.txt”超过 0 MB" in said
    assert "空.txt：文件是空的" in said
    assert "“表.pdf”是程序" in said
    assert not Intake.objects.exists()
    assert not Task.objects.exists()


def test_when_the_disk_is_full_the_clerk_is_told_and_nothing_is_half_there(
    place: County, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    data = ONE + b"\nfull"
    assert "多半是磁盘满了" in dropped(place, clerk, sent(data))
    assert not Intake.objects.exists()
    kept = files.path_of(hashlib.sha256(data).hexdigest())
    assert not kept.exists()
    assert not [left for left in kept.parent.iterdir() if left.name.startswith(".")]


def test_each_paper_of_a_zip_file_becomes_one_of_its_own(place: County, clerk: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("甲.txt", ONE)
        archive.writestr("夹/乙.txt", ONE + b"\n\n")
        archive.writestr("run.exe", b"MZ")
    dropped(place, clerk, sent(packed.getvalue(), "一批.zip"))
    read_all()
    names = {each.name: each.problem for each in Intake.objects.all()}
    assert set(names) == {"甲.txt", "乙.txt", "一批.zip"}
    assert "run.exe" in names["一批.zip"]
    assert Intake.objects.exclude(document="").count() == 2


def test_a_pdf_is_shown_page_by_page_with_its_values_marked(place: County, clerk: Client) -> None:
    found = paper(place, clerk, pdf(), "申报表.pdf")
    shown = page(clerk, found)
    assert 'data-of="overview"' in shown
    address = reverse("desk:intake-page", args=[found.pk, 1])
    assert address in shown
    picture = clerk.get(address)
    assert (picture.headers["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    files.made_of(found.sha256, "page-1.png").unlink()
    files.made_of(found.sha256, "shown").unlink()
    assert address in page(clerk, found)
    assert clerk.get(address).content == picture.content
    assert clerk.get(reverse("desk:intake-page", args=[found.pk, 7])).status_code == 404


def pdf() -> bytes:
    """The example as a PDF of our own writing."""
    made = io.BytesIO()
    write_pdf(paper_of(example("single-running")), made)
    return made.getvalue()


def test_a_paper_is_read_once_more_and_taken_off_the_list(place: County, clerk: Client) -> None:
    found = paper(place, clerk)
    correct(clerk, found, "project_name", "改过", NAME)
    clerk.post(reverse("desk:intake-again", args=[found.pk]))
    again = Intake.objects.get()
    assert (again.drafts, again.document) == ({}, "")
    assert Task.objects.filter(state=TaskState.WAITING).count() == 1
    clerk.post(reverse("desk:intake-remove", args=[found.pk]))
    assert not Intake.objects.exists()
    assert not tasks.work_one(beat=None)


def test_papers_are_for_the_units_clerks_alone(place: County, clerk: Client) -> None:
    found = paper(place, clerk)
    for who in (place.outsider, place.people[Role.HEAD], place.people[Role.ADMINISTRATOR]):
        other = as_(who)
        for name, arguments in (
            ("intake-one", [found.pk]), ("intake-original", [found.pk]), ("intake-page", [found.pk, 1]),
            ("intake-grid", [found.pk, 1]),
        ):  # fmt: skip
            assert other.get(reverse(f"desk:{name}", args=arguments)).status_code == 404
        for name, arguments in (
            ("intake-take", [found.pk]),
            ("intake-save", [found.pk, 1]),
            ("intake-remove", [found.pk]),
        ):
            assert other.post(reverse(f"desk:{name}", args=arguments), {"n": "1"}).status_code == 404
    outside = as_(place.outsider).post(
        reverse("desk:intake"), {"unit": place.unit.pk, "year": YEAR, "files": [sent(MANY)]}
    )
    assert outside.status_code == 409
    assert Intake.objects.count() == 1


def test_the_list_asks_the_database_no_more_often_when_there_is_more(place: County, clerk: Client) -> None:
    paper(place, clerk)
    one = queries(clerk, reverse("desk:intake"))
    for n in range(4):
        paper(place, clerk, ONE + b"\n" * (n + 1), f"{n}.txt")
    assert queries(clerk, reverse("desk:intake")) == one


def test_files_are_kept_under_their_hash_and_handed_out_to_be_saved(place: County, clerk: Client) -> None:
    made = project(place)
    panel = clerk.post(
        reverse("desk:attachments", args=[made.pk]),
        {"files": [sent(b"<html><script>alert(1)</script></html>", "../../纪要.html")]},
        headers={"HX-Request": "true"},
    )
    attached = Attachment.objects.get()
    assert attached.name == "纪要.html"
    assert "纪要.html" in panel.content.decode()
    assert "<html" not in panel.content.decode().lower().replace("纪要.html", "")
    whole = clerk.get(reverse("desk:attachments", args=[made.pk])).content.decode()
    assert "<!doctype html>" in whole
    assert "回到申报表" in whole
    kept = files.path_of(attached.sha256)
    assert kept.parent.parent == Path(settings.FOLDER) / "files"
    assert kept.name == attached.sha256
    answer = clerk.get(reverse("desk:attachment", args=[made.pk, attached.pk]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E7%BA%AA%E8%A6%81.html"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert [row.said for row in AuditRow.objects.filter(act="attach")] == ["上传附件“纪要.html”"]


def test_who_may_attach_is_decided_by_the_workflow(place: County) -> None:
    made = project(place)
    kept = files.attach(made.pk, place.clerk(), files.keep(ONE, "甲.txt"))
    head = as_(place.people[Role.HEAD])
    assert "上传</button>" not in head.get(reverse("desk:attachments", args=[made.pk])).content.decode()
    refused = head.post(reverse("desk:attachments", args=[made.pk]), {"files": [sent(MANY)]})
    assert refused.status_code == 409
    assert head.post(reverse("desk:attachment-remove", args=[made.pk, kept.pk])).status_code == 409
    other = as_(place.outsider)
    assert other.get(reverse("desk:attachment", args=[made.pk, kept.pk])).status_code == 404
    assert made.attachments.filter(removed_at=None).count() == 1


def test_an_attachment_is_taken_away_and_its_trace_stays(place: County, clerk: Client) -> None:
    made = project(place)
    kept = files.attach(made.pk, place.clerk(), files.keep(ONE, "甲.txt"))
    with pytest.raises(ActRefused, match="已经在附件里了"):
        files.attach(made.pk, place.clerk(), files.keep(ONE, "乙.txt"))
    clerk.post(reverse("desk:attachment-remove", args=[made.pk, kept.pk]))
    assert clerk.get(reverse("desk:attachment", args=[made.pk, kept.pk])).status_code == 404
    assert AuditRow.objects.latest("n").said == "删去附件“甲.txt”"
    assert files.path_of(kept.sha256).is_file()
    assert clerk.post(reverse("desk:attachment-remove", args=[made.pk, kept.pk])).status_code == 409


def test_a_file_that_was_changed_where_it_is_kept_is_not_handed_out(place: County, clerk: Client) -> None:
    made = project(place)
    kept = files.attach(made.pk, place.clerk(), files.keep(ONE + b" ", "甲.txt"))
    files.path_of(kept.sha256).write_bytes(b"changed")
    answer = clerk.get(reverse("desk:attachment", args=[made.pk, kept.pk]))
    assert answer.status_code == 409
    assert "被改动过" in answer.content.decode()


def test_money_printed_in_wan_becomes_yuan() -> None:
    from mingzhang.workflow.draft import Draft

    draft = Draft({"funds.unit": "万元", "funds.annual.total": "146.5", "funds.annual.other": "—"})
    assert intake._in_yuan(draft).values == {"funds.annual.total": "1465000.00", "funds.annual.other": "—"}
