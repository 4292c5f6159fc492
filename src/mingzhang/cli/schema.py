"""``mingzhang schema``: the JSON Schema of what ``read --format json`` prints."""

from __future__ import annotations

import json

import click

from mingzhang.cli.chinese import Command


@click.command(
    "schema",
    cls=Command,
    help="""
    打印输出格式 mingzhang/1 的 JSON Schema（2020-12 版），供其他程序核对 read --format json 的结果。

    Print the JSON Schema of the exchange format.
    """,
    short_help="打印 JSON 输出的结构说明 · Print the JSON Schema",
)
def schema() -> None:
    """Print the schema."""
    from mingzhang.writing.exchange import schema as exchange_schema

    click.echo(json.dumps(exchange_schema(), ensure_ascii=False, indent=2))
