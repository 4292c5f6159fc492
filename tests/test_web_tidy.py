"""Tidying: papers dealt with long ago go with what was made of them; what waits, is attached or is young stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from builders import EXAMPLES
from mingzhang.cli.main import cli
from mingzhang.web.services import files, intake, tasks
from mingzhang.web.store.models import AuditRow, Intake
from web_county import YEAR, County, county

pytestmark = pytest.mark.django_db
PAPER = (EXAMPLES / "single-running.txt").read_bytes()


@pytest.fixture(name="place")
def a_county() -> County:
    tasks.load()
    return county()


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(tmp_path: Path) -> Iterator[None]:
    with override_settings(FOLDER=tmp_path):
        yield


def tidy(*words: str) -> Result:
    return CliRunner().invoke(cli, ["admin", "tidy", *words])


def paper(place: County, data: bytes, days: int, name: str = "旧表.txt") -> Intake:
    """A paper that was dropped in and read some days ago."""
    made = intake.drop(place.clerk(), place.unit, YEAR, files.keep(data, name)).intake
    while tasks.work_one(beat=None):
        pass
    then = timezone.now() - timedelta(days=days)
    Intake.objects.filter(pk=made.pk).update(at=then)
    for path in Path(settings.FOLDER).rglob("*"):
        if path.is_file() and path.name.startswith(made.sha256):
            os.utime(path, (then.timestamp(), then.timestamp()))
    return Intake.objects.get(pk=made.pk)


def test_what_was_dealt_with_long_ago_goes_and_what_waits_or_is_young_stays(place: County) -> None:
    failed = paper(place, "没有表的材料，一共一行。\n".encode(), 200)
    waits = paper(place, PAPER, 200)
    young = paper(place, "没有表的材料，另外一行。\n".encode(), 20)
    said = tidy("--try")
    assert said.output.startswith("会清理：上传文件 1 份（其中原件 1 个没有别处用），中间文件 1 个")
    assert Intake.objects.count() == 3
    done = tidy()
    assert (done.exit_code, done.output.partition("，共")[0]) == (
        0, "已清理：上传文件 1 份（其中原件 1 个没有别处用），中间文件 1 个",
    )  # fmt: skip
    assert set(Intake.objects.values_list("pk", flat=True)) == {waits.pk, young.pk}
    assert not files.path_of(failed.sha256).exists()
    assert not files.made_of(failed.sha256, "shown").exists()
    assert all(files.path_of(each.sha256).exists() for each in (waits, young))
    row = AuditRow.objects.get(act="tidy")
    assert (row.said, row.after) == (
        "清理 180 天以前的上传文件 1 份，中间文件 1 个",
        {"sha256": failed.sha256},
    )


def test_an_attachment_never_goes_even_where_it_was_taken_off_the_project(place: County) -> None:
    found = paper(place, PAPER, 400)
    made = intake.take(found.pk, place.clerk(), [1])[0]
    files.remove(made.pk, made.attachments.get().pk, place.clerk())
    done = tidy("--days", "30")
    assert done.output.startswith("已清理：上传文件 1 份（其中原件 0 个没有别处用）")
    assert not Intake.objects.exists()
    assert files.contents(found.sha256) == PAPER


def test_where_there_is_nothing_nothing_is_written(place: County) -> None:
    paper(place, PAPER, 400)
    assert tidy().output.startswith("已清理：上传文件 0 份")
    assert not AuditRow.objects.filter(act="tidy").exists()


def test_a_setting_that_is_no_number_is_said(place: County, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    from mingzhang.web.config import config

    monkeypatch.setitem(config().values, "tidy_days", "半年")
    done = tidy()
    assert done.exit_code == 2
    assert "设置 tidy_days 写的是“半年”" in done.output
