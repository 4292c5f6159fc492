"""Prints the English catalogue of the web application: its marked strings, the translations that it has, and the
compiled file that Django reads. All of it is committed, so that a fresh clone speaks English without gettext.

``python3 docs/print_catalogue.py`` takes new strings into ``django.po`` and compiles it; ``--check`` writes nothing
and names what is wrong. Translations are written into ``django.po`` by hand.
"""

from __future__ import annotations

import argparse
import ast
import re
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from mingzhang.forms.naming import path_title
from mingzhang.forms.target import TARGET
from mingzhang.workflow.acts import ACTS
from mingzhang.workflow.procedure import load_procedure
from mingzhang.workflow.roles import ROLES
from mingzhang.workflow.rounds import ROUND_NAMES
from mingzhang.workflow.standing import STATUS_NAMES

WEB = Path(__file__).resolve().parents[1] / "src" / "mingzhang" / "web"
PO = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
WORDS = WEB / "desk" / "static" / "desk" / "words.en.js"
"""What the scripts say, for English pages."""
_LEFT = frozenset({"vendor", "migrations", "words.en.js"})
_MARKS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
_TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\bgettext\(({_TEXT})\)|\bngettext\(({_TEXT}), ?({_TEXT}),")
_SCRIPT = re.compile(r"""\bgettext\(("(?:[^"\\]|\\.)*")""")
_ENTRY = re.compile(
    r'^msgid (".*")\n(?:msgid_plural (".*")\nmsgstr\[0\] (".*")\nmsgstr\[1\] (".*")|msgstr (".*"))$',
    re.MULTILINE,
)
PLURAL = "\0"
"""Between the singular and the plural of a string that has both."""
_HEAD = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nLanguage: en\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
_HOLE = re.compile(r"%\(\w+\)[sd]")


def marked() -> dict[str, str]:
    """Every marked string with the first file that has it, in the order of the files."""
    found: dict[str, str] = {}
    for path in sorted(WEB.rglob("*")):
        if _LEFT & {*path.parts, path.name} or path.suffix not in (".html", ".py", ".js"):
            continue
        for text in _of(path):
            found.setdefault(text, path.relative_to(WEB).as_posix())
    return found | {name: "workflow" for name in _shown() if name not in found}


def _shown() -> Iterator[str]:
    """Names of the library that the pages show: of states, stages, roles, acts, rounds, forms and their fields."""
    yield from STATUS_NAMES.values()
    yield from (stage.name for stage in load_procedure().stages)
    yield from (spec.name for spec in ROLES.values())
    yield from (spec.name for spec in ACTS.values())
    yield from ROUND_NAMES.values()
    yield from (TARGET.title, *(path_title(field.key) for field in TARGET.fields))


def _of(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _of_python(source)
    elif path.suffix == ".js":
        yield from (ast.literal_eval(match[1]) for match in _SCRIPT.finditer(source))
    else:
        from django.utils.translation.template import templatize

        for match in _CALL.finditer(templatize(source)):
            yield PLURAL.join(ast.literal_eval(text) for text in match.groups() if text)


def _of_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        first = node.args[0]
        if name in _MARKS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def translations() -> dict[str, str]:
    """What ``django.po`` says."""
    text = PO.read_text(encoding="utf-8") if PO.is_file() else ""
    found = {}
    for match in _ENTRY.finditer(text):
        one, many, *targets = (ast.literal_eval(part) if part else "" for part in match.groups())
        blank = not all(targets[:2]) if many else not targets[2]
        if one and not blank:
            found[PLURAL.join(filter(None, (one, many)))] = PLURAL.join(filter(None, targets))
    return found


def page(strings: Mapping[str, str], known: Mapping[str, str]) -> str:
    """``django.po`` with these strings; those without a translation stay blank."""
    head = 'msgid ""\nmsgstr ""\n' + "".join(f"{_quoted(line)}\n" for line in _HEAD.splitlines(keepends=True))
    parts = [
        f"# English of the web application. Printed by docs/print_catalogue.py; translations are written here.\n{head}"
    ]
    parts += [
        f"#: {where}\n{_entry(text, known.get(text, ''))}"
        for text, where in sorted(strings.items(), key=lambda item: (item[1], item[0]))
    ]
    return "\n".join(parts)


def _entry(text: str, target: str) -> str:
    one, _, many = text.partition(PLURAL)
    if not many:
        return f"msgid {_quoted(one)}\nmsgstr {_quoted(target)}\n"
    first, _, second = target.partition(PLURAL)
    return (
        f"msgid {_quoted(one)}\nmsgid_plural {_quoted(many)}\n"
        f"msgstr[0] {_quoted(first)}\nmsgstr[1] {_quoted(second)}\n"
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def compiled(known: Mapping[str, str]) -> bytes:
    """The ``.mo`` of a catalogue: sorted strings, their lengths and places (GNU gettext's format)."""
    pairs = sorted((s.encode(), t.encode()) for s, t in {"": _HEAD, **known}.items() if t)
    count, tables = len(pairs), 28
    offset = tables + 16 * count
    ids, texts = b"".join(s + b"\0" for s, _ in pairs), b"".join(t + b"\0" for _, t in pairs)
    places: list[int] = []
    for column, start in ((0, offset), (1, offset + len(ids))):
        for pair in pairs:
            places += [len(pair[column]), start]
            start += len(pair[column]) + 1
    header = struct.pack("<7I", 0x950412DE, 0, count, tables, tables + 8 * count, 0, offset)
    return header + struct.pack(f"<{len(places)}I", *places) + ids + texts


def words(known: Mapping[str, str]) -> str:
    """``words.en.js``: what the scripts say."""
    scripts = (path for path in sorted(WORDS.parent.glob("*.js")) if path != WORDS)
    said = dict.fromkeys(text for path in scripts for text in _of(path))
    lines = [f"  {_quoted(text)}: {_quoted(known[text])},\n" for text in said if text in known]
    return "// Printed by docs/print_catalogue.py.\nwindow.words = {\n" + "".join(lines) + "};\n"


def problems() -> Iterator[str]:
    """What is wrong with the catalogue, a sentence each."""
    strings, known = marked(), translations()
    for text, where in strings.items():
        target = known.get(text, "")
        if not target:
            yield f"{where}: “{text}” has no translation in django.po"
        elif any(set(_HOLE.findall(part)) - set(_HOLE.findall(text)) for part in target.split(PLURAL)):
            yield f"django.po: “{text}” and “{target}” fill in different things"
    for text in strings:
        if PLURAL in text and text.partition(PLURAL)[0] in strings:
            yield f"“{text.partition(PLURAL)[0]}” is marked with a plural and without: let it be one"
    if PO.read_text(encoding="utf-8") != page(strings, known) or MO.read_bytes() != compiled(known):
        yield "django.po or django.mo is not as printed: run python3 docs/print_catalogue.py"
    if WORDS.read_text(encoding="utf-8") != words(known):
        yield "words.en.js is not as printed: run python3 docs/print_catalogue.py"


def main() -> int:
    """Write the catalogue, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what is wrong")
    if not parser.parse_args().check:
        strings, known = marked(), translations()
        PO.parent.mkdir(parents=True, exist_ok=True)
        PO.write_text(page(strings, known), encoding="utf-8", newline="\n")
        WORDS.write_text(words(known), encoding="utf-8", newline="\n")
        MO.write_bytes(compiled({text: known[text] for text in strings if known.get(text)}))
    found = list(problems())
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
