"""Releases on the desk: handed over, checked by another person, released, corrected, withdrawn; papers read from files."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from msgspec import structs

from builders import EXAMPLES
from mingzhang.web.services import tasks
from mingzhang.web.store.models import Message, OpenBudget, OpenRelease, Publication, Release, Task
from mingzhang.workflow.roles import Role
from publishing_county import approved, basis, begun, bring
from web_county import County, account, county
from web_desk import as_

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


@pytest.fixture(name="made")
def a_publication(place: County) -> Publication:
    """A publication of which nothing is missing."""
    approved(place)
    made = begun(place)
    assert bring(as_(place.clerk()), made) == 302
    return made


def text(answer: Any) -> str:
    """What a page says, without its marks."""
    words = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", words).replace(" ：", "：")


def revision(made: Publication) -> int:
    return Publication.objects.get(pk=made.pk).revision


def hand_over(client: Client, made: Publication, note: str = "") -> Any:
    given = {"revision": revision(made), "note": note}
    return client.post(f"/publishing/{made.pk}/hand-over/", given)


def handed(place: County, made: Publication, note: str = "") -> Release:
    """A release that waits for its checker."""
    assert hand_over(as_(place.clerk()), made, note).status_code == 302
    return made.releases.order_by("-n")[0]


def do(client: Client, release: Release, act: str, **given: str) -> Any:
    return client.post(f"/releases/{release.pk}/{act}/", given)


def released(place: County, made: Publication, note: str = "") -> Release:
    """A release that is public."""
    waiting = handed(place, made, note)
    answer = do(as_(place.people[Role.HEAD]), waiting, "release", seen=waiting.mark)
    assert answer.status_code == 302
    return Release.objects.get(pk=waiting.pk)


def work() -> None:
    """Do every task that waits."""
    tasks.load()
    while tasks.work_one(beat=None):
        pass


def test_two_people_publish_and_anyone_finds_it_at_its_address(place: County, made: Publication) -> None:
    clerk, head = as_(place.clerk()), as_(place.people[Role.HEAD])
    assert "都齐了，可以提交复核" in text(clerk.get(f"/publishing/{made.pk}/"))
    answer = hand_over(clerk, made, "首次公开")
    waiting = Release.objects.get()
    assert answer["Location"] == f"/releases/{waiting.pk}/"
    own = text(clerk.get(answer["Location"]))
    assert "待复核" in own
    assert "复核无误，公开" not in own
    assert "正在复核，现在不能编制公开内容" in text(clerk.get(f"/publishing/{made.pk}/"))
    assert not OpenRelease.objects.exists()

    told = Message.objects.get(account=place.people[Role.HEAD])
    followed = head.get(f"/messages/{told.pk}/", follow=True)
    assert followed.redirect_chain[-1][0] == f"/releases/{waiting.pk}/"
    shown = text(followed)
    for words in (
        "说明：首次公开",
        "13 张表",
        "第一次公开，没有以前的版本可比",
        waiting.sha256,
        "文件排队等待生成",
    ):
        assert words in shown, words
    assert do(head, waiting, "release", seen=waiting.mark).status_code == 302
    assert OpenBudget.objects.get().release.sha256 == waiting.sha256
    after = head.get(f"/releases/{waiting.pk}/").content.decode()
    address = f"/open/149901/317/{made.year}/v1/"
    assert f'<a href="{address}">{address}</a>' in after
    assert Client().get(address).status_code == 200


def test_whoever_made_it_cannot_release_it_and_is_told_who_can(place: County, made: Publication) -> None:
    reviewer = place.people[Role.REVIEWER]
    answer = hand_over(as_(reviewer), made)
    waiting = Release.objects.get()
    assert answer.status_code == 302
    page = text(as_(reviewer).get(f"/releases/{waiting.pk}/"))
    assert "编制和复核要由两个人办理，您参与了编制。请本部门另一位负责人或审核人复核。" in page
    refused = do(as_(reviewer), waiting, "release", seen=waiting.mark)
    assert (refused.status_code, "您参与了编制" in text(refused)) == (409, True)
    for act in ("send_back", "withdraw"):
        assert do(as_(reviewer), waiting, act, reason="x").status_code == 409
    other = as_(account("second", Role.REVIEWER, place.unit))
    assert do(other, waiting, "release", seen=waiting.mark).status_code == 302


def test_what_is_missing_or_stale_or_foreign_is_not_handed_over(place: County, made: Publication) -> None:
    clerk = as_(place.clerk())
    seen = revision(made)
    clerk.post(f"/publishing/{made.pk}/facts/", {"revision": seen, "duties": ""})
    stale = clerk.post(f"/publishing/{made.pk}/hand-over/", {"revision": seen})
    assert (stale.status_code, "刚刚被别人改动过" in text(stale)) == (409, True)
    assert clerk.post(f"/publishing/{made.pk}/hand-over/").status_code == 409
    missing = hand_over(clerk, made)
    assert missing.status_code == 409
    assert "还有 1 项没有办好" in text(missing)
    assert hand_over(as_(place.people[Role.HEAD]), made).status_code == 409
    assert not Release.objects.exists()


def test_an_error_that_nobody_explained_blocks_the_hand_over(place: County, made: Publication) -> None:
    clerk = as_(place.clerk())
    given = {"revision": revision(made), "other": "请致电13900000001"}
    clerk.post(f"/publishing/{made.pk}/facts/", given)
    assert "公开了个人手机号码" in text(hand_over(clerk, made))
    rows = re.findall(
        r'name="key" value="([0-9a-f]{16})"', clerk.get(f"/publishing/{made.pk}/").content.decode()
    )
    clerk.post(f"/publishing/{made.pk}/screen/", {"do": "hide", "key": rows})
    assert hand_over(clerk, made).status_code == 302
    assert "13900000001" not in Release.objects.get().document


def test_what_is_sent_back_is_mended_and_handed_over_again_as_the_same_version(
    place: County, made: Publication
) -> None:
    clerk, head = as_(place.clerk()), as_(place.people[Role.HEAD])
    waiting = handed(place, made)
    assert do(head, waiting, "send_back").status_code == 409
    assert do(head, waiting, "send_back", reason="单位数请再核").status_code == 302
    page = text(clerk.get(f"/publishing/{made.pk}/"))
    assert "复核意见：单位数请再核" in page
    assert "按意见修改" in text(clerk.get("/publishing/"))
    clerk.post(f"/publishing/{made.pk}/facts/", {"revision": revision(made), "units": "3"})
    again = handed(place, made)
    assert (again.pk, again.n, again.state) == (waiting.pk, 1, "checking")
    assert do(clerk, again, "take_back").status_code == 302
    assert Release.objects.get(pk=again.pk).state == "sent_back"
    assert do(head, again, "release", seen=again.mark).status_code == 409


def test_the_checker_releases_what_was_looked_at_and_nothing_else(place: County, made: Publication) -> None:
    head = as_(place.people[Role.HEAD])
    waiting = handed(place, made)
    assert do(head, waiting, "release").status_code == 409
    assert do(head, waiting, "release", seen="0" * 64).status_code == 409
    assert do(head, waiting, "anything").status_code == 404
    assert not OpenRelease.objects.exists()


def test_a_correction_needs_a_note_and_its_differences_are_before_the_checker(
    place: County, made: Publication
) -> None:
    clerk, head = as_(place.clerk()), as_(place.people[Role.HEAD])
    first = released(place, made)
    assert "改动后再提交，是一次更正" in text(clerk.get(f"/publishing/{made.pk}/"))
    clerk.post(f"/publishing/{made.pk}/facts/", {"revision": revision(made), "duties": "负责全县供水安全。"})
    mine = basis()
    lines = (mine.lines[0], *mine.lines[2:])
    assert bring(clerk, made, structs.replace(mine, lines=lines)) == 302
    refused = hand_over(clerk, made)
    assert (refused.status_code, "请写明更正了什么" in text(refused)) == (409, True)
    second = handed(place, made, "删去重复的一行")
    page = text(head.get(f"/releases/{second.pk}/"))
    assert re.search(r"与第 1 版不同 \d+ 处", page)
    assert "208 社会保障和就业支出" in page
    assert "一、本部门职责" in page
    assert OpenBudget.objects.get().release.sha256 == first.sha256
    do(head, second, "release", seen=second.mark)
    history = text(clerk.get(f"/publishing/{made.pk}/releases/"))
    assert re.search(r"第 2 版 已公开 .* 第 1 版 已更正", history)
    assert "删去重复的一行" in history
    assert re.search(r"与第 2 版不同 \d+ 处", text(clerk.get(f"/releases/{first.pk}/?against=2")))
    assert do(head, first, "withdraw", reason="旧的").status_code == 302
    assert OpenBudget.objects.get().release.sha256 == second.sha256


def test_a_withdrawal_needs_a_reason_and_leaves_it_at_the_address(place: County, made: Publication) -> None:
    head = as_(place.people[Role.HEAD])
    shown = released(place, made)
    assert do(as_(place.clerk()), shown, "withdraw", reason="x").status_code == 409
    assert do(head, shown, "withdraw", reason=" ").status_code == 409
    assert do(head, shown, "withdraw", reason="金额有误").status_code == 302
    assert not OpenBudget.objects.exists()
    page = text(head.get(f"/releases/{shown.pk}/"))
    assert "已撤下" in page
    assert "撤下的原因：金额有误" in page
    assert "重新编制" in text(as_(place.clerk()).get("/publishing/"))


def test_the_files_are_written_behind_a_progress_and_had_with_their_hashes(
    place: County, made: Publication
) -> None:
    clerk = as_(place.clerk())
    waiting = handed(place, made)
    part = f"/releases/{waiting.pk}/progress/"
    assert f'hx-get="{part}"' in clerk.get(part).content.decode()
    assert clerk.get(f"/releases/{waiting.pk}/files/pdf/").status_code == 404
    work()
    done = clerk.get(part).content.decode()
    assert "hx-get" not in done
    assert all(file.sha256 in done for file in waiting.files.all())
    assert waiting.files.count() == 7
    got = clerk.get(f"/releases/{waiting.pk}/files/pdf/")
    assert got.content.startswith(b"%PDF")
    assert got["Content-Disposition"].startswith("attachment;")
    assert as_(place.outsider).get(f"/releases/{waiting.pk}/files/pdf/").status_code == 404
    assert "文件正在生成，或者已经生成" in text(do(clerk, waiting, "files"))
    assert waiting.task is not None
    task = Task.objects.filter(pk=waiting.task.pk)
    task.update(state="failed", said="磁盘满了")
    assert "磁盘满了" in text(clerk.get(part))
    assert do(as_(place.people[Role.AUDITOR]), waiting, "files").status_code == 409
    assert do(clerk, waiting, "files").status_code == 302
    assert task.get().state == "waiting"


def test_a_release_of_another_department_is_not_there(place: County, made: Publication) -> None:
    waiting, stranger = handed(place, made), as_(place.outsider)
    for address in ("", "progress/", "paper/html/", "files/json/"):
        assert stranger.get(f"/releases/{waiting.pk}/{address}").status_code == 404
    assert do(stranger, waiting, "release", seen=waiting.mark).status_code == 404


def test_a_paper_published_elsewhere_is_read_in_the_background_and_released_as_read(
    place: County, made: Publication
) -> None:
    clerk, head = as_(place.clerk()), as_(place.people[Role.HEAD])
    address = f"/publishing/{made.pk}/elsewhere/"
    assert clerk.post(address).status_code == 409
    paper = (EXAMPLES / "disclosure.txt").read_bytes()
    answer = clerk.post(
        address, {"file": SimpleUploadedFile("预算公开.txt", paper), "note": "县政府网站，2月公开"}
    )
    progress = answer["Location"]
    assert "排队等待中" in text(clerk.get(progress))
    assert head.get(progress).status_code == 404
    work()
    waiting = Release.objects.get()
    read = clerk.get(progress, follow=True)
    assert read.redirect_chain[-1][0] == f"/releases/{waiting.pk}/"
    page = text(read)
    assert "读自文件“预算公开.txt”，不是由本系统的账本生成。" in page
    assert "县政府网站，2月公开" in page
    if waiting.doubts:
        assert f"有 {waiting.doubts} 处读不准" in page
    assert clerk.get(f"/releases/{waiting.pk}/files/original/").content == paper
    assert do(clerk, waiting, "release", seen=waiting.mark).status_code == 409
    assert do(head, waiting, "release", seen=waiting.mark).status_code == 302
    assert OpenRelease.objects.get().origin == "file"

    bad = clerk.post(
        address, {"file": SimpleUploadedFile("别的.txt", "只有一句话。".encode()), "note": "换一份"}
    )
    work()
    assert "没有认出部门预算公开的表" in text(clerk.get(bad["Location"]))
