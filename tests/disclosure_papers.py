"""The clean disclosure of the fictional county with a word or figure changed, and what the rules say of it."""

from __future__ import annotations

from functools import cache

import msgspec

from builders import EXAMPLES
from mingzhang.checking.finding import Finding, Report
from mingzhang.checking.rulebook import Choice, Rulebook
from mingzhang.checking.rules import (
    contents,
    contents_titles,
    narrative_counts,
    narrative_figures,
    narrative_reasons,
    narrative_sections,
    narrative_words,
    projects,
    publication,
    table_codes,
    table_labels,
    table_print,
    table_rows,
    table_sums,
)
from mingzhang.domain.record import Document
from mingzhang.reading.reader import read_text

MODULES = (
    table_sums, table_labels, table_print, table_codes, table_rows, projects, contents, contents_titles, publication,
    narrative_figures, narrative_counts, narrative_words, narrative_reasons, narrative_sections,
)  # fmt: skip
RULES = Rulebook(rule for module in MODULES for rule in module.RULES)
"""The rules over the tables, the narrative, the annex and what may not be published."""
TEXT = (EXAMPLES / "disclosure.txt").read_text(encoding="utf-8")
TABLES = {n: f"预算公开表{n}\n" for n in range(1, 14)}


@cache
def clean() -> Document:
    """The paper as it is."""
    return read_text(TEXT)


def changed(old: str, new: str, *, after: str = "", also: tuple[str, str] | None = None) -> Document:
    """The paper with the first such text after a mark changed; ``also`` is changed wherever it stands."""
    start = TEXT.index(old, TEXT.index(after))
    text = TEXT[:start] + new + TEXT[start + len(old) :]
    return read_text(text.replace(*also) if also else text)


def in_table(n: int, row: str, old: str, new: str) -> Document:
    """The paper with a cell changed in the row of a table that begins with these words."""
    at = TEXT.index(f"\n{row}\t", TEXT.index(TABLES[n])) + 1
    end = TEXT.index("\n", at)
    return read_text(TEXT[:at] + TEXT[at:end].replace(old, new, 1) + TEXT[end:])


def without(document: Document, *fields: str) -> Document:
    """A paper without its forms, tables, narrative …"""
    return msgspec.structs.replace(document, **dict.fromkeys(fields, ()))


def report(document: Document, *only: str) -> Report:
    """What the rules say."""
    return RULES.check(document, Choice(only=frozenset(only)))


def place(finding: Finding) -> str:
    """Where a finding belongs."""
    breach = finding.breach
    if breach.form is not None:
        return f"第{breach.form}份"
    return f"表{breach.table}" if breach.table is not None else (breach.section or "全文").partition("、")[0]


def said(code: str, document: Document) -> list[str]:
    """Severity, place and words of what one rule says."""
    return [f"{f.severity} {place(f)} {f.message}" for f in report(document, code).findings]


def codes(document: Document) -> list[str]:
    """The rules that speak, notes aside, in the order of the paper."""
    return [f.rule.code for f in report(document).findings if f.severity != "note"]


def held(code: str, document: Document | None = None) -> int:
    """How often a rule was tried and holds."""
    return report(document or clean(), code).held.get(code, 0)
