"""``mingzhang schema``: the JSON Schema of what ``read`` and ``check`` print with ``--format json``."""

from __future__ import annotations

import json

import click

from mingzhang.cli.chinese import Command


@click.command(
    "schema",
    cls=Command,
    help="""
    打印输出格式 mingzhang/1 的 JSON Schema（2020-12 版），供其他程序核对 read --format json 的结果；加 --check
    时是 check --format json 的。

    Print the JSON Schema of the exchange format.
    """,
    short_help="打印 JSON 输出的结构说明 · Print the JSON Schema",
)
@click.option("--check", is_flag=True, help="检查结果的结构 · Of what check prints")
def schema(check: bool) -> None:
    """Print the schema."""
    from mingzhang.writing.exchange import schema as exchange_schema
    from mingzhang.writing.findings import findings_schema

    made = findings_schema() if check else exchange_schema()
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))
