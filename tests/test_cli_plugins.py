"""Commands that other parts bring: found by entry point, loaded when they are asked for, a broken one spared."""

from __future__ import annotations

from importlib import metadata

import click
import pytest
from click.testing import CliRunner

from mingzhang.cli.chinese import Command, Group


@pytest.fixture(name="group")
def a_group(monkeypatch: pytest.MonkeyPatch) -> Group:
    points = [
        metadata.EntryPoint("good", "test_cli_plugins:good", "g"),
        metadata.EntryPoint("lost", "no_such_module:x", "g"),
        metadata.EntryPoint("word", "test_cli_plugins:WORD", "g"),
        metadata.EntryPoint("own", "no_such_module:x", "g"),
    ]
    monkeypatch.setattr(metadata, "entry_points", lambda group: points if group == "g" else [])
    made = Group("main", plugins="g", help="帮助。")
    made.add_command(Command("own", callback=lambda: click.echo("own"), short_help="自己的"))
    return made


WORD = "no command"


@click.command("good", cls=Command, short_help="好的")
def good() -> None:
    click.echo("good")


def test_a_command_is_loaded_when_it_is_asked_for(group: Group) -> None:
    assert CliRunner().invoke(group, ["good"]).output == "good\n"


def test_own_commands_go_before_those_of_others(group: Group) -> None:
    assert CliRunner().invoke(group, ["own"]).output == "own\n"


def test_the_help_lists_what_can_be_loaded(group: Group) -> None:
    shown = CliRunner().invoke(group, ["--help"]).output
    listed = [
        line.split()[0]
        for line in shown.partition("命令 · Commands")[2].splitlines()
        if line.startswith("  ")
    ]
    assert listed[:2] == ["own", "good"]
    assert "lost" not in shown


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lost", "命令“lost”装得不完整，缺少 no_such_module。\n"),
        ("word", "“word”不是命令，不能用。\n"),
        ("goood", "没有“goood”这个命令。是不是想写 good？\n看用法 · Help: main --help\n"),
    ],
)
def test_what_cannot_be_run_is_said_in_chinese(group: Group, name: str, said: str) -> None:
    assert CliRunner().invoke(group, [name], prog_name="main").stderr == said


def test_a_group_without_plugins_looks_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "entry_points", lambda **_: pytest.fail("looked"))
    assert Group("bare").list_commands(click.Context(Group("bare"))) == []
