"""English: every marked string has its translation, what is committed is what Django reads, and the switch works."""

from __future__ import annotations

import gettext
import re
from io import BytesIO

import pytest
from django.test import Client

import print_catalogue
from print_catalogue import MO, PLURAL, PO, compiled, marked, page, problems, translations
from web_county import PASSWORD, county, project

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_marked_string_is_translated_and_both_files_are_as_printed() -> None:
    assert not list(problems())


def test_no_translation_is_chinese_but_for_what_is_an_example_or_a_name() -> None:
    left = {target for target in translations().values() if _CHINESE.search(target)}
    assert left == {"for example 青财预〔2026〕1号"}


def test_what_is_compiled_is_read_by_gettext() -> None:
    with MO.open("rb") as stream:
        read = gettext.GNUTranslations(stream)
    assert read.gettext("登录") == "Log in"
    plain = {text: target for text, target in translations().items() if PLURAL not in text}
    assert {text: read.gettext(text) for text in plain} == plain
    small = gettext.GNUTranslations(BytesIO(compiled({f"{{}} 处{PLURAL}{{}} 处": f"place{PLURAL}places"})))
    assert [small.ngettext("{} 处", "{} 处", n) for n in (1, 2)] == ["place", "places"]


def test_a_catalogue_that_lacks_a_string_or_fills_in_something_else_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(print_catalogue, "translations", lambda: {"登录": "Log in %(name)s"})
    monkeypatch.setattr(print_catalogue, "marked", lambda: {"登录": "a.html", "退出": "b.html"})
    said = list(problems())
    assert "b.html: “退出” has no translation in django.po" in said
    assert any("fill in different things" in each for each in said)
    assert any("is not as printed" in each for each in said)


def test_the_catalogue_is_printed_so_that_it_is_read_back() -> None:
    known = translations()
    assert page(marked(), known) == PO.read_text(encoding="utf-8")
    odd = {'他说"是"\\n': 'he said "yes"\\n', f"{{}} 天{PLURAL}{{}} 天": f"day{PLURAL}days"}
    text = page(dict.fromkeys(odd, "x.html"), odd)
    assert all(line in text for line in ('msgid "他说\\"是\\"\\\\n"', 'msgstr[1] "days"'))


@pytest.mark.django_db
def test_the_pages_speak_english_when_asked_and_chinese_otherwise() -> None:
    where = county()
    made = project(where)
    client = Client()
    client.post("/login/", {"username": "clerk", "password": PASSWORD})
    assert "正在填的" in client.get("/").content.decode()
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    home = client.get("/").content.decode()
    assert "Being filled in" in home
    assert '<html lang="en">' in home
    assert "Hand in" in client.get(f"/projects/{made.pk}/").content.decode()
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    assert "正在填的" in client.get("/").content.decode()
