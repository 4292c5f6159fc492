"""The reference page of the rules, printed from the rules themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from mingzhang.checking.defects import defect_groups, defect_words
from mingzhang.checking.finding import Rule, Severity
from mingzhang.checking.standard import shipped_rules
from mingzhang.cli.rule_views import years_of
from mingzhang.writing.check_words import SEVERITIES
from mingzhang.writing.findings import findings_schema


def rules_page() -> Iterator[str]:
    """Every rule of checking: what must hold, how grave it is, what it rests on; the classes; the JSON."""
    rules = shipped_rules()
    counts = Counter(rule.severity for rule in rules)
    said = ", ".join(f"{counts[severity]} {severity}" for severity in Severity)
    yield "# Rules of checking"
    yield (
        f"{len(rules)} rules ({said}), in small files under `src/mingzhang/checking/rules/`. What each of them says "
        "when, and when it is silent: `mingzhang rules CODE`. How they are meant: "
        "[How checking works](../explanation/checking.md). 待核 marks what is quoted from memory."
    )
    families: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        families[rule.code.partition("-")[0]].append(rule)
    for family, members in families.items():
        yield f"## {family}"
        rows = [
            (_code(r.code), SEVERITIES[r.severity], r.title, _code(r.defect), r.basis, _years(r))
            for r in members
        ]
        yield _table(("code", "severity", "what must hold", "class", "basis", "years"), rows)
    yield from _classes(rules)
    yield from _json()


def _years(rule: Rule) -> str:
    said = years_of(rule)
    return "" if said == "各年度" else said


def _classes(rules: Sequence[Rule]) -> Iterator[str]:
    yield "## Classes of defects"
    yield "Named by the rules, listed in `src/mingzhang/checking/defects.toml`; `--only` and `--skip` take them."
    by_class: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        by_class[rule.defect].append(rule.code)
    for title, words in defect_groups().values():
        yield f"### {title}"
        rows = [(_code(key), defect_words(key), ", ".join(by_class[key]) or "(no rule)") for key in words]
        yield _table(("class", "words", "rules"), rows)


def _json() -> Iterator[str]:
    yield "## JSON"
    yield (
        "What `mingzhang check --format json` prints, as `mingzhang schema --check` has it. `place` is that of "
        "[the exchange format](exchange-format.md#place)."
    )
    described = findings_schema()["$defs"]
    for name in ("document", "finding", "unable", "held"):
        yield f"### {name}"
        rows = [
            (_code(key), _holds(item), item["description"])
            for key, item in described[name]["properties"].items()
        ]
        yield _table(("key", "holds", "what it is"), rows)
    yield "`waived` is a finding with the `reason` of its waiver."


def _holds(item: dict[str, Any]) -> str:
    if "enum" in item:
        return ", ".join(_code(word) for word in item["enum"])
    if "items" in item:
        return f"list of {item['items']['$ref'].rpartition('/')[2]}"
    kinds = item["type"]
    return " or ".join(kinds) if isinstance(kinds, list) else kinds


def _code(text: str) -> str:
    return f"`{text}`"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
