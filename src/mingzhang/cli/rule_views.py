"""What ``mingzhang rules`` prints."""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from mingzhang.checking.defects import defect_words
from mingzhang.checking.finding import Rule, Scope, Severity
from mingzhang.checking.settings import known_names, unknown_name
from mingzhang.checking.standard import standard
from mingzhang.cli.codes import Exit
from mingzhang.cli.columns import indent, pad, terminal_width
from mingzhang.domain.chars import fold
from mingzhang.writing.check_words import SEVERITIES, counts_sentence

_SCOPES = {Scope.FORM: "每份表单", Scope.TABLE: "每张预算表", Scope.DOCUMENT: "整份材料"}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rules are listed; None where it does not matter."""

    family: str | None = None
    defect: str | None = None
    severity: str | None = None
    search: str | None = None

    def takes(self, rule: Rule) -> bool:
        """Whether a rule is listed."""
        said = fold("".join((rule.code, rule.title, rule.defect, defect_words(rule.defect))))
        return (
            self.family in (None, rule.code.partition("-")[0])
            and self.defect in (None, rule.defect)
            and self.severity in (None, str(rule.severity))
            and (self.search is None or fold(self.search) in said)
        )


def list_rules(chosen: Filter, shown: str) -> int:
    """Print the rules that a filter takes."""
    known = known_names(standard().rules)
    for name in (chosen.family, chosen.defect):
        if name is not None and name not in known:
            raise click.UsageError(unknown_name(name, known))
    rules = [rule for rule in standard().rules if chosen.takes(rule)]
    if shown == "json":
        click.echo(json.dumps([_json(rule) for rule in rules], ensure_ascii=False, indent=1))
        return Exit.DONE
    click.echo("\n".join(_lines(rules)))
    return Exit.DONE


def _lines(rules: list[Rule]) -> Iterator[str]:
    columns = terminal_width()
    codes = max((len(rule.code) for rule in rules), default=5) + 2
    family = ""
    for rule in rules:
        if rule.code.partition("-")[0] != family:
            yield from [""] * bool(family)
            family = rule.code.partition("-")[0]
        lead = f"{pad(rule.code, codes)}{pad(SEVERITIES[rule.severity], 6)}"
        yield from indent(f"{rule.title}（{rule.defect}）", columns, lead)
    counts = Counter(rule.severity for rule in rules)
    yield ""
    yield f"规则 {len(rules)} 条：{counts_sentence(counts)}。说明一条：mingzhang rules 编号"


def explain_rule(code: str, shown: str) -> int:
    """Print what a rule says."""
    found = next((rule for rule in standard().rules if rule.code == code.upper()), None)
    if found is None:
        codes = {rule.code for rule in standard().rules}
        raise click.UsageError(unknown_name(code.upper(), codes))
    if shown == "json":
        click.echo(json.dumps(_json(found), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_explained(found)))
    return Exit.DONE


def years_of(rule: Rule) -> str:
    """The budget years in which a rule is in force, in words."""
    first, last = rule.years.start, rule.years.stop - 1
    if first <= 2000 and last >= 2099:
        return "各年度"
    if last >= 2099:
        return f"{first}年起"
    return f"{last}年止" if first <= 2000 else f"{first}至{last}年"


def _explained(rule: Rule) -> Iterator[str]:
    yield f"{rule.code} {rule.title}"
    facts = (
        ("级别", f"{SEVERITIES[rule.severity]}（{rule.severity}）"),
        ("缺陷类别", f"{defect_words(rule.defect)}（{rule.defect}）"),
        ("检查对象", _SCOPES[rule.scope]),
        ("依据", rule.basis),
        ("适用年度", years_of(rule)),
        ("报告文字", rule.message),
        ("整改", rule.remedy),
        ("说明", " ".join(inspect.cleandoc(rule.explanation).split())),
    )
    for name, text in facts:
        yield from indent(text, terminal_width(), f"  {pad(name, 10)}")
    yield from indent(
        f"mingzhang check 文件 --only {rule.code} 只查这一条；--skip {rule.code} 不查。改级别、写豁免见 docs/howto/check.zh-CN.md。",
        terminal_width(),
        f"  {pad('用法', 10)}",
    )


def _json(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "defect": rule.defect,
        "severity": str(Severity(rule.severity)),
        "scope": str(rule.scope),
        "title": rule.title,
        "basis": rule.basis,
        "years": [rule.years.start, rule.years.stop - 1],
        "message": rule.message,
        "remedy": rule.remedy,
        "explanation": inspect.cleandoc(rule.explanation),
    }
