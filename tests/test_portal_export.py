"""The public side as files: every page and release, links that lead somewhere, a search that needs no server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from browser import NEEDS_CHROMIUM, SCREEN, browser
from mingzhang.web.portal.export import naming, searching
from mingzhang.web.portal.export.run import MARK, ExportError, Wishes, Written, addresses, export
from mingzhang.web.services import tasks
from mingzhang.web.store.models import OpenBudget, OpenProject, OpenRelease
from mingzhang.web.wsgi import application
from open_county import open_county

PLANTED = ("13900000001", "13834250001", "秦晓梅")


def nothing(_what: str, _done: int, _known: int) -> None:
    """Tell nobody."""


@override_settings(ALLOWED_HOSTS=["localhost"])
def written(folder: Path, **more: object) -> Written:
    return export(Wishes(folder, **more), application, nothing)  # type: ignore[arg-type]


def links(page: Path) -> Iterator[tuple[str, Path]]:
    """What a page links to, as files."""
    tree: Any = html.document_fromstring(page.read_text(encoding="utf-8"))
    for element, name, link, _ in tree.iterlinks():
        target = unquote(urldefrag(link)[0])
        if name in ("href", "src", "action") and target and not re.match(r"[a-z]+:", target):
            yield f"{element.tag} {link}", (page.parent / target).resolve()


@pytest.mark.django_db
@NEEDS_CHROMIUM
def test_an_export_has_every_page_and_release_no_dead_link_and_a_search_that_works_from_a_disk(
    tmp_path: Path,
) -> None:
    year = open_county()
    tasks.load()
    while tasks.work_one(beat=None):
        pass
    folder = tmp_path / "公开"
    done = written(folder, english=True)
    assert done.dead == []
    pages = sorted(folder.rglob("*.html"))
    ours = [page for page in pages if not re.search(r"/v\d+/[^/]+部门预算\.html$", page.as_posix())]
    assert len(ours) == done.pages
    for address in addresses():
        for below in ("", "en/"):
            assert (folder / naming.file_of(address, below)).is_file(), address
    for release in OpenRelease.objects.exclude(state="withdrawn"):
        place = f"{release.division_code}/{release.department_code}/{release.year}/v{release.n}"
        for file in release.files:
            assert (folder / place / file["name"]).stat().st_size == file["size"]
    dead = [(page, said) for page in ours for said, target in links(page) if not target.is_file()]
    assert not dead
    for page in ours:
        text = page.read_text(encoding="utf-8")
        assert "localhost" not in text, page
        assert "csrf" not in text.lower(), page
        assert not any(secret in text for secret in PLANTED), page
    english = (folder / "en/index.html").read_text(encoding="utf-8")
    assert 'lang="en"' in english
    home = html.document_fromstring((folder / "index.html").read_text(encoding="utf-8"))
    assert home.xpath("//header//a[@lang='en']/@href") == ["en/index.html"]

    assert json.loads((folder / MARK).read_text(encoding="utf-8"))["program"] == "mingzhang"
    assert written(folder, english=True).unchanged
    budget = OpenBudget.objects.get(department_code="402", year=year)
    budget.release.delete()
    assert written(folder, force=True).pages < done.pages
    assert not (folder / "en").exists()
    assert not (folder / f"149901/402/{year}/index.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["公开"]

    name = OpenProject.objects.filter(year=year, department_code="317", name__contains="灌区")[0].name
    with browser() as opened:
        tab = opened.new_context(viewport=SCREEN, locale="zh-CN").new_page()  # type: ignore[arg-type]
        wrong: list[str] = []
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.goto((folder / "index.html").as_uri())
        tab.get_by_role("searchbox").fill("灌区")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#found li")
        assert name in tab.locator("#found").inner_text()
        assert tab.locator("#said").inner_text().startswith("找到")
        tab.get_by_role("searchbox").fill("大峪灌渠续建")
        tab.keyboard.press("Enter")
        tab.wait_for_function("document.querySelector('#said').textContent.includes('相近')")
        tab.get_by_role("link", name=name).first.click()
        tab.wait_for_selector("h1")
        assert name in tab.locator("h1").inner_text()
        tab.go_back()
        tab.get_by_role("searchbox").fill("没有这种项目")
        tab.keyboard.press("Enter")
        tab.wait_for_function("document.querySelector('#said').textContent.includes('没有找到')")
        assert wrong == []


@pytest.mark.django_db
def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_text("x", encoding="utf-8")
    with pytest.raises(ExportError, match="没有覆盖"):
        written(tmp_path)
    file = tmp_path / "报告.docx"
    with pytest.raises(ExportError, match="是一个文件"):
        written(file)
    assert [path.name for path in tmp_path.iterdir()] == ["报告.docx"]


@pytest.mark.django_db
def test_a_portal_without_any_release_is_exported_as_it_is(tmp_path: Path) -> None:
    done = written(tmp_path / "空")
    assert (done.dead, done.projects) == ([], 0)
    assert (tmp_path / "空/index.html").is_file()


@given(
    st.lists(st.from_regex(r"[0-9a-z\u4e00-\u9fff]{1,8}", fullmatch=True), min_size=1, max_size=5),
    st.integers(1, 50),
)
def test_each_address_is_a_file_of_its_own_and_every_way_leads_back(parts: list[str], number: int) -> None:
    address = f"/open/{'/'.join(parts)}/"
    names = {
        naming.file_of(address),
        naming.file_of(f"{address}?page={number + 1}"),
        naming.file_of(address, "en/"),
    }
    assert len(names) == 3
    for name in names:
        way = naming.between("149901/317/index.html", name)
        assert (Path("/x/149901/317") / unquote(way)).as_posix()
        assert Path("/x", "149901/317", unquote(way)).resolve() == Path("/x", name)


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=2),
    st.integers(1, 4096),
)
def test_a_pair_stands_in_one_file(pair: str, shards: int) -> None:
    assert 0 <= searching.shard_of(pair, shards) < shards
    assert searching.shard_of(pair, shards) == searching.shard_of(pair, shards)
