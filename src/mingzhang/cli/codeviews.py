"""What ``mingzhang codes list`` and ``codes show`` print."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

import click

from mingzhang.cli.codes import Exit
from mingzhang.cli.columns import clean, indent, pad, terminal_width
from mingzhang.cli.datafolder import codes_folder
from mingzhang.domain.chars import fold
from mingzhang.domain.codes import Code, CodeList
from mingzhang.forms.codelists import KEYS, CodeListError, code_list, correspondence, own_lists

_HEADS = ("list", "code", "name", "level", "since", "until", "source", "note")
_KEY, _CODE = 24, 14


def loaded(key: str, data: str | None) -> CodeList:
    """A list with the user's own put over it; what is wrong is said as click says it."""
    try:
        return code_list(key, codes_folder(data))
    except CodeListError as error:
        raise click.UsageError(str(error)) from error


def list_lists(year: int | None, shown: str, data: str | None) -> int:
    """Print which lists there are, with how many codes of each level."""
    lists = [loaded(key, data) for key in KEYS]
    if shown != "table":
        _print_rows(shown, [(one.key, row) for one in lists for row in one.in_force(year)])
        return Exit.DONE
    click.echo(f"编码清单（{_when(year)}）")
    for one in lists:
        held = one.in_force(year)
        counts = "，".join(
            f"{level.name} {n}" for level in one.levels if (n := sum(row.level == level.name for row in held))
        )
        click.echo(f"  {pad(one.key, _KEY)}{pad(one.title, _KEY)}{len(held):>6} 个：{counts}")
    for one in lists:
        for own_year, path in own_lists(one.key, codes_folder(data)).items():
            click.echo(f"自己导入的：{one.title}，{own_year}年起，{path}")
    click.echo("查一份清单：mingzhang codes list 清单；说明一个编码：mingzhang codes show 编码")
    return Exit.DONE


def list_codes(
    key: str, year: int | None, under: str | None, search: str | None, shown: str, data: str | None
) -> int:
    """Print the codes of a list."""
    one = loaded(key, data)
    if under is not None and (reason := one.why_unknown(under, year)):
        click.echo(f"{reason}。")
        return Exit.DONE
    rows = list(_chosen(one, year, under, search))
    if shown != "table":
        _print_rows(shown, [(one.key, row) for row in rows])
        return Exit.DONE
    click.echo(f"{one.title}（{_when(year)}），{len(rows)} 个")
    for row in rows:
        click.echo("\n".join(_line(one, row, indented=search is None)))
    return Exit.DONE


def _chosen(one: CodeList, year: int | None, under: str | None, search: str | None) -> Iterator[Code]:
    rows: Sequence[Code] = one.in_force(year)
    if under is not None:
        top = one.get(under, year)
        rows = [*((top,) if top else ()), *one.under(under, year)]
    wanted = fold(search) if search else ""
    return (row for row in rows if wanted in fold(row.name) or wanted in row.code)


def _line(one: CodeList, row: Code, indented: bool) -> Iterator[str]:
    names = [level.name for level in one.levels]
    lead = "  " * names.index(row.level) if indented and row.level in names else ""
    years = f"  {row.years}" if row.years and (row.until or one.key == "function") else ""
    return iter([f"  {pad(row.code, _CODE)}{lead}{clean(row.name)}{years}"])


def _when(year: int | None) -> str:
    return f"{year}年" if year else "现行"


def _print_rows(shown: str, rows: list[tuple[str, Code]]) -> None:
    items = [(key, r.code, r.name, r.level, r.since, r.until, r.source, r.note) for key, r in rows]
    if shown == "json":
        objects = [dict(zip(_HEADS, item, strict=True)) for item in items]
        click.echo(json.dumps(objects, ensure_ascii=False, indent=1))
        return
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADS)
    writer.writerows(items)
    click.echo(out.getvalue(), nl=False)


def show_code(code: str, year: int | None, data: str | None) -> int:
    """Print what is known of a code, in every list that has it."""
    lists = [loaded(key, data) for key in KEYS]
    known = [one for one in lists if one.get(code, year)]
    for n, one in enumerate(known):
        click.echo("\n" * bool(n) + "\n".join(_explained(one, code, year)))
    if known:
        return Exit.DONE
    likely = [one for one in lists if year and one.at_other_times(code, year)]
    likely = likely or [one for one in lists if one.level_of(code) and one.parent(code, year)]
    for one in likely:
        click.echo(f"{one.why_unknown(code, year)}。")
    if not likely:
        click.echo(f"{f'{year}年的' if year else ''}清单里都没有 {clean(code)}。")
    click.echo("清单未必完全；有官方清单时可用 mingzhang codes import 导入。")
    return Exit.DONE


def _explained(one: CodeList, code: str, year: int | None) -> Iterator[str]:
    row = one.get(code, year)
    if row is None:
        return
    yield f"{row.code} {clean(row.name)}"
    yield from _fact(
        "清单",
        f"{one.title}（{one.key}），{row.level}级"
        if len(row.level) == 1
        else f"{one.title}（{one.key}），{row.level}",
    )
    path = one.path(code, year)[:-1]
    if path:
        yield from _fact("上级", " › ".join(f"{above.code} {above.name}" for above in path))
    below = one.children(code, year)
    if below:
        yield from _fact("下级", f"{len(below)} 个：" + "、".join(f"{c.code} {c.name}" for c in below))
    yield from _fact("年份", row.years or "起止年份不详")
    others = [other for other in one.codes if other.code == code and other != row]
    if others:
        yield from _fact("别的年份", "、".join(f"{other.name}（{other.years}）" for other in others))
    yield from _corresponding(code, year)
    yield from _fact("出处", row.source)
    if row.note:
        yield from _fact("备注", row.note)


def _corresponding(code: str, year: int | None) -> Iterator[str]:
    pairs = correspondence()
    for key, title, others in (
        ("government_economic", "政府经济", pairs.government_of(code, year)),
        ("departmental_economic", "部门经济", pairs.department_of(code, year)),
    ):
        if others:
            names = code_list(key).names(year)
            yield from _fact(title, "、".join(f"{other} {names.get(other, '')}" for other in others))


def _fact(title: str, text: str) -> list[str]:
    return indent(text, terminal_width(), f"  {pad(title, 10)}")
