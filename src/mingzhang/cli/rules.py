"""``mingzhang rules``: which rules there are, and what one of them says."""

from __future__ import annotations

import click

from mingzhang.cli.chinese import Command, one_of

FORMATS = ("table", "json")
SEVERITIES = ("error", "warning", "note")


@click.command(
    "rules",
    cls=Command,
    help="""
    列出检查的规则：编号、缺陷类别、级别、应当成立的事。写明编号时，说明这一条：依据、适用年度、什么时候说、怎样改。

    List the rules of checking, or explain one.
    """,
    short_help="检查的规则 · The rules",
    epilog="\n".join(
        (
            "例子 · Examples",
            "  mingzhang rules",
            "  mingzhang rules --severity error --family PF",
            "  mingzhang rules PF-01",
        )
    ),
)
@click.argument("code", required=False, metavar="[编号]")
@click.option("--family", metavar="系列", help="只列这个系列（编号前面的字母） · Only this family")
@click.option("--defect", metavar="类别", help="只列这类缺陷 · Only this class of defect")
@click.option(
    "--severity", callback=one_of(SEVERITIES), metavar="级别", help="只列这一级 · Only this severity"
)
@click.option("--search", metavar="文字", help="只列含这几个字的 · Only rules with these words")
@click.option(
    "--format", "-f", "format_", callback=one_of(FORMATS), metavar="格式", help="table（默认）、json · Output"
)
def rules(
    code: str | None,
    family: str | None,
    defect: str | None,
    severity: str | None,
    search: str | None,
    format_: str | None,
) -> int:
    """List or explain rules."""
    from mingzhang.cli.rule_views import Filter, explain_rule, list_rules

    if code is not None:
        if family or defect or severity or search:
            raise click.UsageError("写明了编号，就不要再写 --family、--defect、--severity、--search。")
        return explain_rule(code, format_ or "table")
    return list_rules(Filter(family, defect, severity, search), format_ or "table")
