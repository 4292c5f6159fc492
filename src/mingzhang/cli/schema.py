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
    时是 check --format json 的；加 --input 时是其他程序写来、由本程序取用的文件的：可以少写的键不要求，多出的键不管。

    Print the JSON Schema of the exchange format.
    """,
    short_help="打印 JSON 输出的结构说明 · Print the JSON Schema",
)
@click.option("--check", is_flag=True, help="检查结果的结构 · Of what check prints")
@click.option(
    "--input", "given", is_flag=True, help="其他程序写来的文件的结构 · Of what other programs write"
)
def schema(check: bool, given: bool) -> None:
    """Print the schema."""
    from mingzhang.writing.exchange_schema import schema as exchange_schema
    from mingzhang.writing.findings import findings_schema

    made = findings_schema() if check else exchange_schema(given)
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))
