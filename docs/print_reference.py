"""Prints the reference pages from the code, and the outputs of the commands shown in the other pages.

``python3 dev.py docs`` writes them anew; ``--check`` writes nothing and names the pages that differ.
"""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import click

from console_blocks import WIDTH, refreshed
from mingzhang.cli.codes import EXIT_CODES
from mingzhang.cli.datafolder import VARIABLE as DATA_VARIABLE
from mingzhang.cli.main import cli
from mingzhang.domain.codes import CodeList
from mingzhang.forms.codelists import LISTS, Declared, code_list, correspondence
from mingzhang.forms.disclosure import NARRATIVE, OVERVIEW, PARTS
from mingzhang.forms.ledger_exchange import FORMAT as LEDGER_FORMAT
from mingzhang.forms.ledger_exchange import schema as ledger_schema
from mingzhang.forms.ledger_facts import FACTS
from mingzhang.forms.ledger_sheet import DATA, LedgerSheet, SheetColumn
from mingzhang.forms.ledger_sheet import Holds as CellHolds
from mingzhang.forms.narrative import FIELDS, PHRASE_FIELDS, PHRASES, STATES, entry_fields, fields
from mingzhang.forms.pack import PackError, load_pack, pack_names
from mingzhang.forms.printing import FIELDS as FIELDS_OF_TEXTS
from mingzhang.forms.spec import Column, Field, Form, Group, Half, Head, Holds, Kind, RowsBy, TableSpec
from mingzhang.forms.tables import TABLES
from mingzhang.forms.target import TARGET
from mingzhang.reading.errors import ReadingError
from mingzhang.reading.ledger.problems import KINDS as PROBLEMS
from mingzhang.web.config import FILE as SETTINGS_FILE
from mingzhang.web.config import SECRETS, SETTINGS
from mingzhang.writing.exchange_schema import schema
from mingzhang.writing.paper.style import STYLE, Style
from print_api import api_page
from print_open_data import open_data_page
from print_rules import rules_page

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
REFERENCE = DOCS / "reference"
NOTE = "<!-- Printed by docs/print_reference.py: change the code, then run `python3 dev.py docs`. -->"

KINDS = {
    Kind.TEXT: "a few words on one line",
    Kind.PROSE: "running text of any length",
    Kind.AMOUNT: "money in yuan",
    Kind.CODED: "a code, a dash, a name: two keys",
    Kind.STAMP: "digits of date and time",
    Kind.PERSON: "personal data, left out unless asked for",
}
HALVES = {Half.WHOLE: "whole period", Half.ANNUAL: "year", None: ""}
ROWS = {
    RowsBy.FUNCTION: "a functional or revenue code, with the totals of its 类, 款 and 项",
    RowsBy.ECONOMIC: "an item of the economic classification under its subtotal",
    RowsBy.LIST: "a fixed list of labels",
    RowsBy.PROJECT: "a project, below the totals of department and unit",
    RowsBy.UNIT: "a unit, below the total of the department",
}
HOLDS = {Holds.TEXT: "name", Holds.CODE: "code", Holds.AMOUNT: "amount"}
SAMPLE: Mapping[str, Any] = {
    "name": "某县.txt",
    "what": "RAR 压缩包",
    "size": 400_000_000,
    "limit": 268_435_456,
    "lost": (3, 7),
    "pages": 5200,
    "most": 3000,
    "seconds": 300,
    "extent": "工作表“收支”占 1,048,576 行、16,384 列",
    "kind": "旧版 Word 文件（doc）或 WPS 文字（wps）",
    "at": "documents[0].targets[3].funds.annual.total",
    "misfit": "应是文字、空，现在是整数",
    "why": "用了 120 秒还没有转换完",
    "problems": ("支出!L12：“约455万”不是金额。请只写数字，如 455000.00，不要带“万”“元”等字。",),
}
"""Values for the parameters of errors, so that their messages can be shown."""


WHAT: Mapping[str, str] = {
    "format": "this format and its version",
    "documents": "one for each file that could be read",
    "source": "the file",
    "kind": "a form, a booklet of forms, a department's disclosure; `null` when it is none of them",
    "region": "the county or district, as the title says",
    "year": "the budget year",
    "department_name": "of a disclosure: the office that publishes",
    "cover": "the lines before the first part",
    "contents": "the table of contents, where printed",
    "targets": "the target forms",
    "tables": "the budget tables",
    "narrative": "every figure that the narrative states",
    "sections": "the headed stretches of running text",
    "unplaced": "text that belongs to no field, table or section",
    "doubts": "what could be read in two ways",
    "name": "its name",
    "sha256": "its hash",
    "medium": "`text`, `pdf`, `docx`, `xlsx`, `html` or `scan`, by the content",
    "pages": "how many; `null` where the medium has none",
    "n": "ordinal from 1; of a table its number by the title",
    "title": "as printed",
    "page": "page, from 1",
    "place": "where it begins",
    "places": "where it stands: stretches whose texts, joined, are the value; of a record by path, of a table by cell",
    "section": "the heading of the section it stands in",
    "claim": "of what it is the figure",
    "value": "of a figure a decimal string without separators; of an indicator as printed",
    "unit": "as printed",
    "text": "of a figure the clause it stands in; of unplaced text the text",
    "part": "the heading of the part",
    "paragraphs": "the text, a string a paragraph",
    "form_kind": "declared by the unit, or approved",
    "funds": "the money by source",
    "whole": "of the whole period",
    "annual": "of the year",
    "whole_indicators": "indicators of the whole period, in printed order",
    "annual_indicators": "indicators of the year, in printed order",
    "level1": "canonical name; blank when no kind is printed",
    "level2": "canonical name; blank when no kind is printed",
    "level3": "the name of the indicator, as printed",
    "operator": "≥ > = < ≤ out of the value",
    "number": "the number in the value, without separators",
    "quality": "the value where it has no number",
    "upper": "the end of a range",
    "factor": "the first part of a product",
    "since": "a date, as fine as printed",
    "until": "the end of a time",
    "empty": "whether the table is printed without data",
    "columns": "leaf heads from left to right, group heads joined by `/`",
    "rows": "every printed row; amounts without separators, blank cells `null`",
    "notes": "what is printed below",
    "label": "the line above the title, where printed (预算公开表1)",
    "department": "what 部门名称 says above the table",
    "keys": "for each column the declared column that it is, `null` where the paper adds one",
    "line": "line of the file, from 1",
    "column": "character of the line, from 1",
    "length": "how many characters",
    "box": "left, top, right, bottom in PDF points",
    "sheet": "name of the sheet of a spreadsheet",
    "table": "ordinal of the table in a Word file or web page",
    "cell": "address in the sheet or table (`B7`)",
    "field": "the path of the value in its record, or the part of the table",
    "reason": "why, in Chinese",
}
"""What keys of the exchange format mean that the schema itself does not describe."""


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def code(*keys: str | None) -> str:
    """Keys as code, with commas between."""
    return ", ".join(f"`{key}`" for key in keys if key)


def forms_page() -> Iterator[str]:
    """The target form: its labels in printed order, their keys, and the kinds of indicators."""
    yield from _form(TARGET)


def _form(form: Form) -> Iterator[str]:
    yield f"# {form.title} (`{form.key}`)"
    yield f"{form.basis}. Declared in `src/mingzhang/forms/target.py`; labels in printed order."
    rows = [_item(item) for item in form.items]
    yield table(("label", "key in the exchange format", "half", "holds", "what it is"), rows)
    yield (
        "Before these stand the title, which gives `form_kind` (申报表 or 目标表), `region` and `year`; a label "
        "without key heads others. Money is in yuan, a blank cell is `null`."
    )
    yield "## Indicators"
    yield (
        f"Under {form.grid.label}, with the heads {'、'.join(form.grid.heads)}, once for the whole period "
        "(`whole_indicators`) and once for the year (`annual_indicators`)."
    )
    levels = [
        (level.level1, level.name, code(level.key), level.since, level.until if level.until < 9999 else "")
        for level in form.grid.levels
    ]
    yield table(("level 1", "level 2", "key", "since", "until"), levels)


def _item(item: Field | Head) -> Sequence[object]:
    if isinstance(item, Head):
        return (item.label, "", "", "", "")
    title = f"{item.title}: {item.english}" if item.title else item.english
    return (item.label or "(none)", code(*item.keys), HALVES[item.half], KINDS[item.kind], title)


def tables_page() -> Iterator[str]:
    """The thirteen tables: titles, columns, what a row is, what must hold."""
    yield "# The thirteen tables of a department's budget disclosure"
    yield (
        "Declared in `src/mingzhang/forms/tables.py`. `n` is given by the title, whatever number is printed. "
        "In `columns` of the exchange format group heads are joined by `/`; `{year}` stands for the budget year."
    )
    yield table(
        ("n", "title", "key", "what it is"),
        [(spec.n, f"[{spec.title}](#{spec.key})", code(spec.key), spec.english) for spec in TABLES],
    )
    for spec in TABLES:
        yield from _table(spec)


def _table(spec: TableSpec) -> Iterator[str]:
    yield f'<a id="{spec.key}"></a>\n\n## {spec.n} {spec.title}'
    facts = [f"A row is {ROWS[spec.rows_by]}. In {spec.unit}. The total row is {spec.total}."]
    if spec.also:
        facts.append(f"Other titles: {'、'.join(spec.also)}.")
    if spec.numbered:
        facts.append("A row of column numbers may stand below the heads.")
    yield " ".join(facts)
    columns = [
        ("/".join(path), code(column.key), HOLDS[column.holds], column.english, "、".join(column.also))
        for path, column in zip(spec.paths, spec.columns, strict=True)
    ]
    yield table(("column", "key", "holds", "what it is", "also printed as"), columns)
    heads = [(group.label, "、".join(group.also)) for group in _groups(spec.heads) if group.also]
    if heads:
        yield table(("group head", "also printed as"), heads)
    for column in spec.columns:
        if column.labels:
            yield f"Rows of {code(column.key)}: {'；'.join(column.labels)}."
    if spec.foot:
        yield (
            "Closing rows: "
            + "；".join(" | ".join(label or "(blank)" for label in row) for row in spec.foot)
            + "."
        )
    if spec.sums:
        yield (
            "In every row: "
            + "; ".join(f"{code(s.total)} = {' + '.join(code(p) for p in s.parts)}" for s in spec.sums)
            + "."
        )


def _groups(items: Iterable[Column | Group]) -> Iterator[Group]:
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from _groups(item.items)


def disclosure_page() -> Iterator[str]:
    """Parts and sections of a department's disclosure."""
    yield "# 部门预算公开: the disclosure of a department's budget"
    yield (
        "Declared in `src/mingzhang/forms/disclosure.py`. Any number may be printed before a title; one wrong "
        "character in it is borne. Part three is the narrative, whose figures `narrative` lists."
    )
    yield "## Parts"
    parts = [(part.n, part.title, code(part.key), part.english, "、".join(part.words)) for part in PARTS]
    yield table(("n", "title", "key", "what it is", "titles that print it"), parts)
    for head, sections in (("Sections of part one", OVERVIEW), ("Sections of part three", NARRATIVE)):
        yield f"## {head}"
        rows = [(s.n, s.title, code(s.key), s.english, "、".join(s.words)) for s in sections]
        yield table(("n", "title", "key", "what it is", "other titles"), rows)


STATE_WORDS: Mapping[str, str] = {
    "zero": "exactly nothing",
    "some": "not nothing; of a list, with entries",
    "none": "not known, or not to be computed",
    "up": "more than last year",
    "down": "less than last year",
    "same": "the same",
    "about": "the same when printed in 万元",
    "new": "nothing last year",
    "negative": "below nothing last year",
    "unknown": "last year's figure is not known; of a list, that of an entry",
    "known": "not `unknown`",
    "changed": "`up`, `down`, `new` or `negative`",
    "given": "written",
    "missing": "not written",
    "empty": "without entries",
}
"""What a state of a field means."""
PHRASE_WORDS: Mapping[str, str] = {
    "change": "how much more or less",
    "growth": "by how much of last year's figure",
    "last": "last year's figure",
    "way": "`more` or `less` of the pack",
}


NARRATIVE_KEYS = (
    ("departments", "one for each department of the ledger"),
    ("department_code, department_name", "which"),
    (
        "sections",
        "parts one, three and four in order: `part`, `key`, `title`, `paragraphs`, `figures`, of section five `pie`",
    ),
    ("paragraphs", "`text`, and in `figures` the keys of the figures it prints, in their order"),
    (
        "figures",
        "every figure printed: `section`, `key`, `claim`, `value` and `unit` as printed, `holds`, `exact`",
    ),
    (
        "exact",
        "before rounding, a fall negative: money in yuan, a share or growth as a fraction of one, a number",
    ),
    ("pie", "`label`, `amount` in yuan, `share` as printed, `exact`; the exact shares add up to 1"),
    ("absent", "figures that there are not: `key`, `claim`, `reason`"),
    ("owed", "what the people still have to write: `section`, `key` of the fact or reason, `what`"),
)
"""Keys of ``narrative --format json``."""


def narrative_page() -> Iterator[str]:
    """What the narrative may state: figures, lists and words of each section, and the conditions of its templates."""
    yield "# The narrative: figures and fields"
    yield (
        "Declared in `src/mingzhang/forms/narrative.py`; worded by the templates of a [pack](packs.md), in "
        "`[narrative]`. How to use and to change them: "
        "[Tables and narrative out of a ledger](../howto/tables-and-narrative.md). The key of a figure in JSON "
        "is the section's key, a point, the field (`income.funds.general.share`)."
    )
    yield "## JSON"
    yield "What `mingzhang narrative --format json` prints, beside `format` and `year`:"
    yield table(("key", "what it is"), [(code(*keys.split(", ")), what) for keys, what in NARRATIVE_KEYS])
    yield "## Conditions"
    yield "`when` and `keep` ask in which state a field is; several fields must all be, of several states one."
    rows = [
        (state, code(*(k for k, its in STATES.items() if state in its)), STATE_WORDS[state])
        for state in STATE_WORDS
    ]
    yield table(("state", "of", "what it says"), rows)
    yield f"How a figure stands to last year's is said by a phrase of `[narrative.compared]`: {code(*PHRASES)}. Its fields:"
    yield table(("field", "what it is"), [(code(key), PHRASE_WORDS[key]) for key in PHRASE_FIELDS])
    titles = {spec.key: spec.title for spec in (*OVERVIEW, *NARRATIVE)}
    for section in FIELDS:
        yield f"## {titles[section.key]} (`{section.key}`)"
        yield table(
            ("field", "is", "what it is"), [(code(name), kind, what) for name, kind, what in fields(section)]
        )
        for listed in section.lists:
            yield f"Of an entry of `{listed.key}` ({listed.by}):"
            yield table(
                ("field", "is", "what it is"),
                [(code(n), kind, what) for n, kind, what in entry_fields(listed)],
            )


CELLS = {
    CellHolds.TEXT: "text",
    CellHolds.CODE: "code",
    CellHolds.AMOUNT: "yuan, two decimals",
    CellHolds.CHOICE: "one of",
    CellHolds.YEAR: "year",
    CellHolds.YES: "yes or no",
}


OWNERS = {
    "code": "its code",
    "name": "its name, as it is printed",
    "department": "code of its department",
    "running_costs": "whether its 公用经费 is 机关运行经费",
    "assets": "vehicles, floor area, equipment",
    "last_year": "figures of the year before, in yuan",
    "format": "this format and its version",
}
"""What keys of the ledger exchange mean that neither its schema nor the items of 部门情况 describe."""


def ledger_page() -> Iterator[str]:
    """The ledger's spreadsheet: sheets, columns, choices, facts; every problem of an import; the exchange format."""
    yield "# The ledger"
    yield (
        "Declared in `src/mingzhang/forms/ledger_sheet.py` and `src/mingzhang/forms/ledger_facts.py`; how to use it: "
        "[Keep a budget as a ledger](../howto/ledger.md). A head may be the Chinese one, the English one, the name "
        "of the national data standard, or one of the others; a star marks a column that must be there."
    )
    for sheet in DATA:
        yield from _sheet(sheet)
    yield "## Items of 部门情况"
    rows = [
        (f.label, code(f.path), f.english, f.holds, "、".join(label for _, label in f.details or ()), f.hint)
        for f in FACTS
    ]
    yield table(("item", "field", "what it is", "holds", "usual details", "hint"), rows)
    yield "## Problems"
    yield "An error keeps the ledger from being imported, a warning goes with it, a note says what was left alone."
    yield table(
        ("code", "", "when", "what is said", "what to do"),
        [(code(k.code), k.weight, k.english, k.message, k.remedy) for k in PROBLEMS],
    )
    yield f"## Exchange format `{LEDGER_FORMAT}`"
    yield "A JSON object. What has its usual value may be left out of a line. Amounts are decimal strings of yuan."
    for name, described in ledger_schema()["$defs"].items():
        yield f"### {name.removesuffix('Wire')}"
        if "enum" in described:
            yield f"{described['description']} {code(*described['enum'])}"
        else:
            yield table(("key", "", "what it is"), list(_exchanged(described)))


def _sheet(sheet: LedgerSheet) -> Iterator[str]:
    yield f"## {sheet.name}: {sheet.english}"
    yield table(
        ("head", "English", "data standard", "other heads", "holds", ""),
        [_sheet_column(column) for column in sheet.columns],
    )


def _sheet_column(column: SheetColumn) -> Sequence[object]:
    words = [
        f"{choice.word}{f' (`{choice.standard}`)' if choice.standard not in ('', choice.word) else ''}"
        for choice in column.choices
        if choice.word
    ]
    holds = " ".join((CELLS[column.holds], "、".join(words))).strip()
    head = f"{column.head}{'*' if column.required else ''}"
    return (head, column.english, code(column.standard), "、".join(column.also), holds, column.comment)


def _exchanged(described: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    required = set(described.get("required", ()))
    labels = {fact.path.rpartition(".")[2]: f"{fact.label}: {fact.english}" for fact in FACTS}
    for key, item in described["properties"].items():
        what = item.get("description") or labels.get(key) or OWNERS[key]
        yield (code(key), "" if key in required else "optional", what)


def packs_page() -> Iterator[str]:
    """The packs that come with the program."""
    yield "# Packs"
    yield (
        "How a place prints the papers, as dated data: `src/mingzhang/forms/packs/`. A pack of your own is "
        "described in [Make a pack for another place](../howto/make-a-pack.md)."
    )
    for name in pack_names():
        pack = load_pack(name)
        yield f"## {pack.name} (`{pack.key}`)"
        yield f"Since {pack.since}. {pack.basis}."
        yield table(("title prints", "kind of form"), pack.kinds.items())
        labels = [(label, "、".join(words)) for label, words in (*pack.labels.items(), *pack.level2.items())]
        yield table(("declared label", "also printed as"), labels)
    words = load_pack().printing
    yield "## What is printed around forms and tables (`[print]`)"
    yield (
        "Each entry may be replaced by a pack of your own; what it does not word, the default pack does. The fields "
        "in braces are those that an entry may name."
    )
    entries = [
        (code(f.name), _worded(getattr(words, f.name)), _named(f.name))
        for f in dataclasses.fields(words)
        if f.name != "style"
    ]
    yield table(("entry", "default", "fields"), entries)
    yield "### Sizes and faces (`[print.style]`)"
    yield inspect.cleandoc(Style.__doc__ or "")
    style = [(code(f.name), _worded(getattr(STYLE, f.name))) for f in dataclasses.fields(STYLE)]
    yield table(("entry", "default"), style)


def _worded(value: object) -> str:
    """A value of a pack in one line."""
    if isinstance(value, Mapping):
        return "; ".join(f"{code(key)} {_worded(its)}" for key, its in value.items())
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _named(entry: str) -> str:
    return " ".join(code(f"{{{name}}}") for name in sorted(FIELDS_OF_TEXTS.get(entry, ())))


def exchange_page() -> Iterator[str]:
    """The exchange format by its JSON Schema."""
    described = schema()
    yield "# Exchange format `mingzhang/1`"
    yield (
        "What `mingzhang read --format json` prints. `mingzhang schema` prints the JSON Schema that this page "
        "sums up, `mingzhang schema --input` that of files which other programs write. A key is never renamed; new ones may be added. Why it is so: "
        "[The exchange format](../explanation/exchange-format.md)."
    )
    yield "## The whole"
    yield _properties(described)
    for name in ("document", "target", "table", "place", "doubt"):
        yield f"## {name}"
        yield _properties(described["$defs"][name])
        for key, item in _inner(described["$defs"][name]):
            yield f"### {name}.{key}"
            yield _properties(item)


def _properties(described: Mapping[str, Any]) -> str:
    required = set(described.get("required", ()))
    rows = [
        (code(key), _type(item), "" if key in required else "optional", _what(item) or WHAT[key])
        for key, item in described["properties"].items()
    ]
    return table(("key", "holds", "", "what it is"), rows)


def _what(item: Mapping[str, Any]) -> str:
    return ": ".join(item[key] for key in ("title", "description") if item.get(key))


def _type(item: Mapping[str, Any]) -> str:
    if "$ref" in item:
        name = item["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name})"
    if "const" in item:
        return code(item["const"])
    if "enum" in item:
        return ", ".join(
            "null" if word is None else f"`{word}`" if word else "blank" for word in item["enum"]
        )
    kinds = item["type"] if isinstance(item["type"], list) else [item["type"]]
    if "items" in item:
        inner = _type(item["items"])
        return " or ".join(f"list of {inner}" if kind == "array" else kind for kind in kinds)
    if isinstance(item.get("additionalProperties"), dict):
        return f"object of {_type(item['additionalProperties'])}"
    return " or ".join(kinds)


def _inner(described: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Objects that are written out inside another one, with their path."""
    for key, item in described["properties"].items():
        inner = item.get("items", item)
        if "properties" in inner:
            name = f"{path}{key}"
            yield name, inner
            yield from _inner(inner, f"{name}.")


def command_page() -> Iterator[str]:
    """The command line, as its own help says it, and its exit codes."""
    yield "# The command `mingzhang`"
    for path, command in _commands(cli, ("mingzhang",)):
        context = click.Context(command, info_name=" ".join(path))
        lines = [line.rstrip() for line in command.get_help(context).splitlines()]
        yield f"## {' '.join(path)}"
        yield "```text\n" + "\n".join(lines) + "\n```"
    yield "## Exit codes"
    yield table(("code", "", ""), [(code(str(m.code.value)), m.chinese, m.english) for m in EXIT_CODES])


def _commands(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _commands(inner, (*path, name))


def codes_page() -> Iterator[str]:
    """The code lists: how many codes of each level, where they are known from, the codes at the top."""
    yield "# Code lists"
    yield (
        "Data in `src/mingzhang/forms/codes/`, a row for a code and the years it is in force; declared in "
        "`src/mingzhang/forms/codelists.py`. 待核 in a source says that nobody has held the row against the "
        "official list yet. Official lists are taken as [Look codes up](../howto/codes.md) tells."
    )
    rows = []
    for one in LISTS:
        codes = code_list(one.key)
        held = codes.in_force()
        levels = ", ".join(f"{level.name} {sum(c.level == level.name for c in held)}" for level in one.levels)
        confirm = sum(code.to_confirm for code in held)
        rows.append((f"[{one.title}](#{one.key})", code(one.key), one.english, len(held), levels, confirm))
    yield table(("list", "key", "what it is", "codes in force", "by level", "of them 待核"), rows)
    pairs = correspondence().pairs
    yield f"Departmental and government economic codes go together in {len(pairs)} pairs (`correspondence.csv`)."
    for one in LISTS:
        yield from _code_list(one, code_list(one.key))


def _code_list(one: Declared, codes: CodeList) -> Iterator[str]:
    yield f'<a id="{one.key}"></a>\n\n## {one.title} (`{one.key}`)'
    sources: dict[str, int] = {}
    for row in codes.codes:
        sources[row.source] = sources.get(row.source, 0) + 1
    known = sorted(sources.items(), key=lambda item: (-item[1], item[0]))
    yield table(("known from", "rows"), known)
    tops = [(row.code, row.name, row.years, len(tuple(codes.under(row.code)))) for row in codes.children()]
    yield table(("code", "name", "in force", "codes below"), tops)


def settings_page() -> Iterator[str]:
    """The settings of the web application: names, defaults, environment variables."""
    yield "# Settings"
    yield (
        f'Of `mingzhang serve` and `mingzhang admin`. Each is written as `name = "value"` in {code(SETTINGS_FILE)} '
        f"in the data folder ({code(DATA_VARIABLE)}, or `--data`), or given by its environment variable, which goes "
        "before the file. `mingzhang admin settings` shows what holds and where it comes from. The key that signs "
        "sessions is made by itself and kept in `secret.key` in the data folder."
    )
    rows = [
        (code(s.name), code(s.variable), code(s.default) if s.default else "", s.english, s.chinese)
        for s in SETTINGS
    ]
    yield table(("setting", "variable", "default", "what it does", "说明"), rows)
    secret = "、".join(code(s.name) for s in SETTINGS if s.name in SECRETS)
    yield f"{secret} may hold a password: they are printed without it, and stand in no backup."


def errors_page() -> Iterator[str]:
    """What can be wrong with an input as a whole."""
    yield "# Errors"
    yield (
        "What ends the reading of one file; the next file goes on. Each says in Chinese which file, what is "
        "wrong and what to do. What is wrong inside a paper is no error: it is a doubt, or unplaced text."
    )
    rows = [
        (code(kind.__name__), inspect.getdoc(kind), _message(kind)) for kind in ReadingError.__subclasses__()
    ]
    yield table(("error", "when", "for example"), rows)
    yield f"All are {code(ReadingError.__name__)}s (`src/mingzhang/reading/errors.py`)."
    yield "## Packs"
    yield f"{code(PackError.__name__)}: {(inspect.getdoc(PackError) or '').splitlines()[0]}"


def _message(kind: Callable[..., ReadingError]) -> str:
    given = {name: SAMPLE[name] for name in inspect.signature(kind).parameters}
    return str(kind(**given))


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "forms.md": forms_page,
    "tables.md": tables_page,
    "disclosure.md": disclosure_page,
    "narrative.md": narrative_page,
    "ledger.md": ledger_page,
    "packs.md": packs_page,
    "codes.md": codes_page,
    "rules.md": rules_page,
    "exchange-format.md": exchange_page,
    "open-data.md": open_data_page,
    "api.md": api_page,
    "command.md": command_page,
    "settings.md": settings_page,
    "errors.md": errors_page,
}


def index_page() -> Iterator[str]:
    """What pages there are."""
    yield "# Reference"
    yield table(
        ("page", "what it lists"),
        [(f"[{name}]({name})", inspect.getdoc(page)) for name, page in PAGES.items()],
    )


def reference() -> dict[Path, str]:
    """Every reference page with its text."""
    pages = {"README.md": index_page, **PAGES}
    with mock.patch.dict(os.environ, COLUMNS=str(WIDTH)):  # help is laid out for a terminal of this width
        return {REFERENCE / name: "\n\n".join((NOTE, *page())) + "\n" for name, page in pages.items()}


def handwritten() -> list[Path]:
    """The pages that people write, in which commands are shown with their output."""
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "examples" / "README.md"]
    return sorted(page for page in pages if REFERENCE not in page.parents)


def pages() -> dict[Path, str]:
    """Every page that the code has a part in, as it ought to be."""
    return {**reference(), **{page: refreshed(page.read_text(encoding="utf-8")) for page in handwritten()}}


def stale(wanted: Mapping[Path, str]) -> list[Path]:
    """The pages that are not as they ought to be, and those of the reference that nothing prints."""
    unprinted = [page for page in REFERENCE.glob("*.md") if page not in wanted]
    return unprinted + [page for page, text in wanted.items() if not _is(page, text)]


def _is(page: Path, text: str) -> bool:
    return page.is_file() and page.read_text(encoding="utf-8") == text


def main() -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name the pages that differ")
    checking = parser.parse_args().check
    wanted = pages()
    different = stale(wanted)
    for page in different:
        print(
            page.relative_to(ROOT).as_posix(), "differs: run python3 dev.py docs" if checking else "written"
        )
        if not checking and page in wanted:
            page.parent.mkdir(exist_ok=True)
            page.write_text(wanted[page], encoding="utf-8", newline="\n")
        elif not checking:
            page.unlink()
    print(f"docs: {len(wanted)} pages, {len(different)} {'differ' if checking else 'written'}")
    return 1 if checking and different else 0


if __name__ == "__main__":
    sys.exit(main())
