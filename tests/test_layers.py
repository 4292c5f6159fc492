"""The layers of design: a folder imports only from folders above it, and Django stays under ``web``."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = "mingzhang"
SOURCE = Path(__file__).parents[1] / "src"
LAYERS = ("domain", "forms", "reading", "tables", "checking", "writing", "workflow", "cli", "web")
"""From the inmost outwards: each may import those before it."""
NEVER = {("writing", "reading"): "what is written comes out of records and tables, not out of files"}
"""Folders that stand above and are no concern of the folder all the same."""
DOMAIN_LIBRARIES = frozenset({"msgspec"})


def layer_of(module: str) -> str | None:
    """The layer a module of the package stands in; None for the package itself and foreign modules."""
    name, _, rest = module.partition(".")
    return rest.partition(".")[0] or None if name == PACKAGE else None


def module_of(path: Path) -> str:
    """The dotted name of a file below ``src``."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source: str, module: str, is_package: bool) -> Iterator[tuple[int, str]]:
    """Every module that a source imports, with the line, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, module, is_package)
            if base == PACKAGE:
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, base


def _absolute(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    above = parts[: len(parts) - node.level + is_package]
    return ".".join([*above, *([node.module] if node.module else [])])


def breaches(source: str, path: str, module: str, is_package: bool = False) -> Iterator[str]:
    """What a source imports against the rule, one sentence each, with file and line."""
    here = layer_of(module)
    for line, name in imports(source, module, is_package):
        there, top = layer_of(name), name.partition(".")[0]
        reason = None
        if top == PACKAGE and there in LAYERS:
            reason = _against_order(here, there)
        elif top == "django" and here != "web":
            reason = "Django is imported under web alone"
        elif here == "domain" and top not in {PACKAGE, *sys.stdlib_module_names, *DOMAIN_LIBRARIES}:
            reason = "domain knows the standard library and msgspec only"
        if reason:
            yield f"{path}:{line}: imports {name}: {reason}"


def _against_order(here: str | None, there: str) -> str | None:
    if here is None or here not in LAYERS:
        return f"what every layer may import imports no layer itself, and {there} is one"
    if LAYERS.index(there) > LAYERS.index(here):
        return f"{there} stands outside of {here}"
    return NEVER.get((here, there))


def test_every_folder_imports_only_from_folders_above_it() -> None:
    found = [
        breach
        for path in sorted((SOURCE / PACKAGE).rglob("*.py"))
        for breach in breaches(
            path.read_text(encoding="utf-8"),
            path.relative_to(SOURCE.parent).as_posix(),
            module_of(path),
            path.name == "__init__.py",
        )
    ]
    assert not found, "\n" + "\n".join(found)


PUBLIC_SIDE = ("mingzhang.web.portal", "mingzhang.web.api", "mingzhang.web.services.open")
KEEPERS = ("mingzhang.web.services.open.index",)
"""What puts releases before the public: the one place where both sides are known."""
OPEN_MODELS = re.compile(r"Open[A-Z]\w*|Task\w*")


def reaches(source: str, module: str) -> Iterator[str]:
    """What a module of the public side imports that is no public model."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mingzhang.web.store"):
            names = [alias.name for alias in node.names if not OPEN_MODELS.fullmatch(alias.name)]
            yield from (f"{module}:{node.lineno}: imports {name}" for name in names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mingzhang.web.services"):
            base = node.module or ""
            whole = [base] if base != "mingzhang.web.services" else [f"{base}.{a.name}" for a in node.names]
            for name in whole:
                if not name.startswith(
                    (
                        "mingzhang.web.services.open",
                        "mingzhang.web.services.limits",
                        "mingzhang.web.services.tasks",
                        "mingzhang.web.services.files",
                    )
                ):
                    yield f"{module}:{node.lineno}: imports {name}"


def test_the_public_side_reads_releases_and_nothing_of_the_desk() -> None:
    paths = [(path, module_of(path)) for path in sorted((SOURCE / PACKAGE).rglob("*.py"))]
    public = [
        (path, module) for path, module in paths if module.startswith(PUBLIC_SIDE) and module not in KEEPERS
    ]
    assert len(public) > 5
    found = [reach for path, module in public for reach in reaches(path.read_text(encoding="utf-8"), module)]
    assert not found, "\n" + "\n".join(found)
    assert list(reaches("from mingzhang.web.store.models import OpenBudget, Project", "x")) == [
        "x:1: imports Project"
    ]
    assert list(reaches("from mingzhang.web.services import drafts", "x")) == [
        "x:1: imports mingzhang.web.services.drafts"
    ]


def test_every_folder_of_the_package_is_a_layer() -> None:
    folders = {p.name for p in (SOURCE / PACKAGE).iterdir() if p.is_dir() and any(p.rglob("*.py"))}
    assert folders <= set(LAYERS)


@pytest.mark.parametrize(
    ("module", "source", "said"),
    [
        ("mingzhang.forms.pack", "import re\nfrom mingzhang.reading.page import Cell", "x.py:2: imports mingzhang.reading.page: reading stands outside of forms"),
        ("mingzhang.forms.pack", "from ..cli import main", "x.py:1: imports mingzhang.cli: cli stands outside of forms"),
        ("mingzhang.forms.pack", "from mingzhang import web", "x.py:1: imports mingzhang.web: web stands outside of forms"),
        ("mingzhang.forms.pack", "def f():\n    import mingzhang.reading.reader", "x.py:2: imports mingzhang.reading.reader: reading stands outside of forms"),
        ("mingzhang.writing.exchange", "from mingzhang.reading import reader", "x.py:1: imports mingzhang.reading: what is written comes out of records and tables, not out of files"),
        ("mingzhang.workflow.acts", "from django.db import models", "x.py:1: imports django.db: Django is imported under web alone"),
        ("mingzhang.domain.chars", "import rapidfuzz", "x.py:1: imports rapidfuzz: domain knows the standard library and msgspec only"),
        ("mingzhang.cli.main", "from mingzhang.web import settings", "x.py:1: imports mingzhang.web: web stands outside of cli"),
        ("mingzhang", "from mingzhang.forms import spec", "x.py:1: imports mingzhang.forms: what every layer may import imports no layer itself, and forms is one"),
    ],
)  # fmt: skip
def test_an_import_against_the_order_is_named_with_file_and_line(module: str, source: str, said: str) -> None:
    assert list(breaches(source, "x.py", module, is_package=module == PACKAGE)) == [said]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "mingzhang.reading.reader",
            "from mingzhang.forms.pack import Pack\nfrom mingzhang.reading.page import Cell",
        ),
        (
            "mingzhang.writing.exchange",
            "from mingzhang.domain.amount import Amount\nfrom .sheets import write",
        ),
        ("mingzhang.web.urls", "import django\nfrom mingzhang.workflow import acts"),
        ("mingzhang.cli.main", "import click\nimport mingzhang\nfrom mingzhang import __version__"),
        ("mingzhang.domain.amount", "import re\nimport msgspec"),
    ],
)
def test_an_import_from_above_is_let_pass(module: str, source: str) -> None:
    assert not list(breaches(source, "x.py", module))
