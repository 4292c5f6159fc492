"""The pages are true: printed ones equal the code, commands run, links lead somewhere, every term is explained."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import os
import pkgutil
import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import msgspec
import pytest

import mingzhang
import mingzhang.domain
import mingzhang.workflow
from builders import ROOT
from console_blocks import PRETTY, Command, commands, refreshed
from mingzhang.forms.disclosure import PARTS, SECTIONS
from mingzhang.forms.tables import TABLES
from mingzhang.forms.target import TARGET
from print_reference import handwritten, pages, reference, stale

DOCS = ROOT / "docs"
README = (ROOT / "README.md", ROOT / "README.zh-CN.md")
TRANSLATED = ("tutorial", "howto")
"""Folders whose pages are there in both languages: those that clerks read."""
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_ANCHOR = re.compile(r'<a id="([^"]+)">')
_NOT_IN_SLUGS = re.compile(r"[^\w\- ]")


def name_of(path: Path) -> str:
    """A page as a person would name it."""
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: Path) -> str:
    """The text of a page, read once."""
    return path.read_text(encoding="utf-8")


def every_page() -> list[Path]:
    """The pages of the project, printed or written."""
    return [*handwritten(), *reference()]


def test_printed_pages_and_shown_outputs_are_what_the_code_prints_now() -> None:
    different = [name_of(path) for path in stale(pages())]
    assert not different, f"run python3 dev.py docs: {', '.join(different)}"


@pytest.mark.parametrize("page", every_page(), ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    dead = [link for link in links(text_of(page)) if not leads_somewhere(page, link)]
    assert not dead


def links(page: str) -> Iterator[str]:
    """The links of a page that stay within the project."""
    for match in _LINK.finditer(_FENCED.sub("", page)):
        if not re.match(r"[a-z]+:", match[1]):
            yield match[1]


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether a file is there, and in it the heading that a link names."""
    path, _, anchor = unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return False
    return not anchor or anchor in anchors(text_of(target))


def anchors(page: str) -> set[str]:
    """What a link into a page may name."""
    slugs = (_NOT_IN_SLUGS.sub("", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(page))
    return {*slugs, *_ANCHOR.findall(page)}


def development() -> ModuleType:
    """``dev.py`` as a module."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", [*handwritten()], ids=name_of)
def test_every_dev_command_that_a_page_names_is_one(page: Path) -> None:
    known = set(development().COMMANDS)
    named = {match[1] for match in re.finditer(r"python3? dev\.py (\w+)", text_of(page))}
    assert named <= known


@pytest.mark.parametrize("page", README, ids=name_of)
def test_the_readme_gives_the_two_commands_of_a_bare_machine(page: Path) -> None:
    shown = [command.shown for command in commands(text_of(page))]
    assert any("git clone" in line and line.endswith("python3 dev.py demo") for line in shown)
    assert any(line.endswith("python3 dev.py test") for line in shown)


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = ([c.shown for c in commands(text_of(page))] for page in README)
    assert english == chinese


@pytest.mark.parametrize("folder", TRANSLATED)
def test_what_clerks_read_is_there_in_both_languages_with_the_same_commands(folder: str) -> None:
    names = {path.name for path in (DOCS / folder).glob("*.md")}
    english = {name for name in names if not name.endswith(".zh-CN.md")}
    assert names - english == {name.replace(".md", ".zh-CN.md") for name in english}
    for name in english:
        other = DOCS / folder / name.replace(".md", ".zh-CN.md")
        assert [c.shown for c in commands(text_of(other))] == [
            c.shown for c in commands(text_of(DOCS / folder / name))
        ]


def glossary() -> set[str]:
    """The identifiers that the glossary explains."""
    rows = re.findall(r"^\|[^|\n]+\|([^|\n]+)\|[^|\n]+\|$", text_of(DOCS / "glossary.md"), re.MULTILINE)
    return {key for cell in rows for key in re.findall(r"`([^`]+)`", cell)}


def declared() -> Iterator[str]:
    """Every key of a declaration, and every type of the domain."""
    yield TARGET.key
    yield from (key for field in TARGET.fields for key in field.keys)
    yield from (level.key for level in TARGET.grid.levels)
    yield from (key for spec in TABLES for key in (spec.key, *(column.key for column in spec.columns)))
    yield from (spec.key for spec in (*PARTS, *SECTIONS))
    yield from types_of(mingzhang.domain)
    yield from types_of(mingzhang.workflow)


def types_of(package: ModuleType) -> Iterator[str]:
    """The public types that the modules of a package define."""
    for module in modules(package):
        for name, value in vars(module).items():
            own = isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_")
            if own and issubclass(value, msgspec.Struct | Enum):
                yield name


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """A package and every module below it."""
    yield package
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def test_every_term_of_the_declarations_and_the_domain_is_in_the_glossary() -> None:
    assert not sorted(set(declared()) - glossary())


def test_no_row_of_the_glossary_stands_twice() -> None:
    rows = [line for line in text_of(DOCS / "glossary.md").splitlines() if line.startswith("| ")]
    assert not {row for row in rows if rows.count(row) > 1 and "identifier" not in row}


@pytest.mark.parametrize("page", [p for p in handwritten() if ">>> " in text_of(p)], ids=name_of)
def test_the_python_that_a_page_shows_does_what_it_says(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


@pytest.mark.parametrize(
    "module", [m for m in modules(mingzhang) if m.__name__.count(".")], ids=lambda m: m.__name__
)
def test_the_examples_in_docstrings_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_every_decision_is_listed_with_the_title_it_bears() -> None:
    listed = dict(
        re.findall(r"\]\((\d{4}-[^)]+)\) \| (.+) \|$", text_of(DOCS / "adr" / "README.md"), re.MULTILINE)
    )
    written = {path.name: text_of(path) for path in (DOCS / "adr").glob("0*.md")}
    assert {name: f"# {name[:4]} {title}" for name, title in listed.items()} == {
        name: text.splitlines()[0] for name, text in written.items()
    }


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-scan.lock"])
def test_a_lock_names_no_registry_and_pins_every_package_by_hash(name: str) -> None:
    lock = text_of(ROOT / name)
    pinned = re.findall(r"^[A-Za-z0-9_.-]+==\S+.*\\\n    --hash=sha256:", lock, re.MULTILINE)
    assert pinned
    assert len(pinned) == len(re.findall(r"^[A-Za-z0-9]", lock, re.MULTILINE))
    assert not re.search(r"https?://|file:|--index|--find-links", lock)


@pytest.mark.parametrize(
    ("shown", "words", "pipes", "code"),
    [
        ("mingzhang read a.txt", ("mingzhang", "read", "a.txt"), (), 0),
        ("mingzhang read 'a b.txt' | head -12", ("mingzhang", "read", "a b.txt"), ("head -12",), 0),
        ("mingzhang read no.txt  # exit 4", ("mingzhang", "read", "no.txt"), (), 4),
        (f"mingzhang schema | {PRETTY} | head -3", ("mingzhang", "schema"), (PRETTY, "head -3"), 0),
    ],
)
def test_a_shown_command_is_read_with_its_filters_and_exit_code(
    shown: str, words: tuple[str, ...], pipes: tuple[str, ...], code: int
) -> None:
    assert Command.parse(shown) == Command(shown, words, pipes, code)


def test_a_command_that_does_not_end_as_the_page_says_is_an_error() -> None:
    with pytest.raises(ValueError, match="ends with 4, not 0"):
        refreshed("```console\n$ mingzhang read not-there.txt\n```\n")


def test_the_output_below_a_command_is_replaced_by_what_it_prints() -> None:
    page = "a\n```console\n$ mingzhang --version\nold\n```\nb\n"
    assert refreshed(page) == page.replace("old", f"明账 mingzhang {mingzhang.__version__}")


def test_no_page_names_a_file_of_the_project_that_is_not_there() -> None:
    named = re.compile(r"`((?:src|tests|docs|examples|benchmarks)/[\w./-]+)`")
    gone = [
        f"{name_of(p)}: {m[1]}"
        for p in handwritten()
        for m in named.finditer(text_of(p))
        if not (ROOT / m[1]).exists()
    ]
    assert not gone


def test_ci_can_be_run_as_it_stands() -> None:
    assert os.name == "nt" or os.access(ROOT / ".ci" / "run", os.X_OK)
