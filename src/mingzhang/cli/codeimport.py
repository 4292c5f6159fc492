"""``mingzhang codes import``: an official list against the one in use, kept whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from mingzhang.cli.codes import Exit
from mingzhang.cli.columns import clean, pad
from mingzhang.cli.console import complain, reason
from mingzhang.cli.datafolder import codes_folder
from mingzhang.domain.codes import Change, Code, CodeList, changes
from mingzhang.forms.codelists import (
    CodeListError,
    Declared,
    code_list,
    declared,
    own_lists,
    own_path,
    own_text,
    read_own,
)
from mingzhang.reading.codelist import CodeFileError, Taken, read_list, take, which_list

_KINDS = ("新增", "更名", "没有")
_SHOWN = 20
_SHOWN_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options ask for."""

    file: str
    key: str | None
    year: int | None
    complete: bool
    everything: bool
    yes: bool
    data: str | None


def import_codes(wish: Wish) -> int:
    """Show what an official list changes, and keep it if asked to."""
    path, folder = Path(wish.file), codes_folder(wish.data)
    try:
        one = declared(wish.key) if wish.key else None
        file = read_list(path)
        one = one or which_list(file)
        year = wish.year or _only(file.years, path.name)
        taken = take(file, one)
        now = code_list(one.key, folder)
    except CodeListError as error:
        raise click.UsageError(str(error)) from error
    except CodeFileError as error:
        complain(str(error))
        return Exit.NOTHING_READ
    if taken.problems or not taken.rows:
        return _refused(taken, path.name, one)
    codes = _dated(taken, now, year, path.name)
    different = changes(now.in_force(year), codes)
    click.echo("\n".join(_said(wish, one, year, taken, file.sheets, different)))
    if not wish.yes:
        click.echo("还没有保存。确认无误后，同一条命令加上 --yes。")
        return Exit.DONE
    kept = _kept(codes, different, year, path.name, wish.complete)
    target = _save(superseding(one.key, year, folder, kept), own_path(one.key, year, folder))
    click.echo(f"已保存：{target}。{year}年起用它；要恢复自带的清单，删去这个文件。")
    return Exit.DONE


def _only(years: set[int], name: str) -> int:
    if len(years) == 1:
        return next(iter(years))
    said = f"文件里有几个年份（{'、'.join(map(str, sorted(years)))}）" if years else "文件里没有写年份"
    raise CodeFileError(f"{name}：{said}，请用 --year 指明从哪一年起用，例如 --year 2026。")


def _refused(taken: Taken, name: str, one: Declared) -> int:
    for problem in taken.problems[:_SHOWN_PROBLEMS]:
        complain(clean(str(problem)))
    if len(taken.problems) > _SHOWN_PROBLEMS:
        complain(f"……还有 {len(taken.problems) - _SHOWN_PROBLEMS} 处。")
    if taken.problems:
        complain(f"{name}：有 {len(taken.problems)} 处要改，没有导入。改好后再导入。")
    else:
        complain(f"{name}：没有{one.title}的编码（别的清单的有 {taken.others} 个），没有导入。")
    return Exit.NOTHING_READ


def _dated(taken: Taken, now: CodeList, year: int, name: str) -> tuple[Code, ...]:
    return tuple(
        Code(row.code, row.name, now.level_of(row.code) or "", since=year, source=f"{name}（{year}年导入）")
        for row in taken.rows
    )


def _said(
    wish: Wish, one: Declared, year: int, taken: Taken, sheets: list[str], different: tuple[Change, ...]
) -> Iterator[str]:
    yield f"{one.title}（{one.key}），{year}年：读到 {len(taken.rows)} 个编码（表：{clean('、'.join(sheets))}）。"
    if taken.repeated:
        yield f"重复而名称相同的 {taken.repeated} 行，各算一个。"
    if taken.others:
        yield f"别的清单的编码 {taken.others} 个，没有导入。"
    by_kind = {kind: [change for change in different if change.kind == kind] for kind in _KINDS}
    same = len(taken.rows) - len(by_kind["新增"]) - len(by_kind["更名"])
    counts = "，".join(f"{kind} {len(found)} 个" for kind, found in by_kind.items())
    yield f"与现有清单相比：{counts}，相同 {same} 个。"
    for kind, found in by_kind.items():
        if found:
            yield _title(kind, wish.complete, year)
            yield from (_line(change) for change in (found if wish.everything else found[:_SHOWN]))
            if len(found) > _SHOWN and not wish.everything:
                yield f"  ……其余 {len(found) - _SHOWN} 个，加 --all 全部列出"


def _title(kind: str, complete: bool, year: int) -> str:
    if kind != "没有":
        return f"{kind}："
    if complete:
        return f"没有（{year}年起停用）："
    return "没有（仍保留；这是完整的清单时加 --complete，它们就停用）："


def _line(change: Change) -> str:
    names = [clean(row.name) for row in (change.before, change.after) if row]
    return f"  {pad(change.code, 14)}{' → '.join(names)}"


def _kept(
    codes: tuple[Code, ...], different: tuple[Change, ...], year: int, name: str, complete: bool
) -> tuple[Code, ...]:
    """What the user's own file holds: the codes, and where the list is complete the ends of those it lacks."""
    gone = [change.before for change in different if change.before and not change.after] if complete else []
    ends = (
        msgspec.structs.replace(row, since=year, until=year - 1, source=f"{name}（{year}年）中没有")
        for row in gone
    )
    return tuple(sorted((*codes, *ends), key=lambda row: row.code))


def superseding(key: str, year: int, folder: Path, codes: tuple[Code, ...]) -> tuple[Code, ...]:
    """Codes of an import over those imported before for the same year: a list may come in several files."""
    before = own_lists(key, folder).get(year)
    if before is None:
        return codes
    new = {row.code for row in codes}
    kept = (row for row in read_own(before, key) if row.code not in new)
    return tuple(sorted((*kept, *codes), key=lambda row: row.code))


def _save(codes: tuple[Code, ...], target: Path) -> Path:
    """Write a list beside its place and give it its name when it is whole."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(own_text(codes), encoding="utf-8", newline="\n")
        draft.replace(target)
    except OSError as error:
        raise click.ClickException(f"{target}：写不进去（{reason(error)}），没有保存。") from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return target
