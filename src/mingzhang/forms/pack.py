"""Packs: how a place prints the papers, as dated data in TOML. No place's name stands in the code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from mingzhang.domain.chars import fold
from mingzhang.forms.defaults import DEFAULT
from mingzhang.forms.printing import Printing, PrintingError, printing
from mingzhang.forms.spec import Level2
from mingzhang.forms.target import TARGET
from mingzhang.forms.templates import TemplateError, Templates, templates


class PackError(Exception):
    """A pack cannot be used; ``str()`` says in Chinese which file and entry, and what to do."""


@dataclass(frozen=True, slots=True)
class Title:
    """What the title of a target form says."""

    region: str | None
    kind: str
    year: int | None


@dataclass(frozen=True, eq=False)
class Pack:
    """One way of printing the papers. ``labels`` and ``level2`` give other words for declared ones.

    ``narrative`` is how the narrative is worded, ``printing`` what stands around forms and tables; what a pack does
    not word, the default pack does. ``check`` is what the place sets for checking, as ``mingzhang.toml`` does.
    """

    key: str
    name: str
    since: int
    basis: str
    title: re.Pattern[str]
    kinds: Mapping[str, str]
    labels: Mapping[str, tuple[str, ...]]
    level2: Mapping[str, tuple[str, ...]]
    narrative: Templates
    printing: Printing
    check: Mapping[str, Any] = field(default_factory=dict)

    def read_title(self, text: str) -> Title | None:
        """What a line says if it is the title of a target form, None if it is none.

        >>> load_pack().read_title("青岚县县(区)级预算部门（单位）项目支出绩效目标申报表")
        Title(region='青岚县', kind='申报表', year=None)
        """
        if "绩效" not in text and "績效" not in text:
            return None
        match = self.title.fullmatch(fold(text))
        if match is None:
            return None
        return Title(
            match["region"] or None, self.kinds[match["kind"]], int(match["year"]) if match["year"] else None
        )


def _title_pattern(target: Mapping[str, Any]) -> re.Pattern[str]:
    def any_of(words: list[str]) -> str:
        return "|".join(re.escape(fold(w)) for w in sorted(words, key=len, reverse=True))

    pattern = re.escape(fold(target["title"]))
    for name, part in (
        (r"\{region\}", r"(?P<region>[\u4e00-\u9fff]{0,16}?)"),
        (r"\[\{level\}\]", f"(?:{any_of(target['levels'])})?"),
        (r"\[\{body\}\]", f"(?:{any_of(target['bodies'])})?"),
        (r"\{kind\}", f"(?P<kind>{any_of(list(target['kinds']))})"),
    ):
        pattern = pattern.replace(name, part)
    return re.compile(rf"(?:(?P<year>20\d\d)年(?:度)?)?{pattern}(?:\(20\d\d年度\))?")


def _pack(data: Mapping[str, Any], where: str, default: Pack | None) -> Pack:
    try:
        target = data["target"]
        pack = Pack(
            key=data["key"],
            name=data["name"],
            since=int(data["since"]),
            basis=data["basis"],
            title=_title_pattern(target),
            kinds={fold(k): v for k, v in target["kinds"].items()},
            labels={k: tuple(v) for k, v in target.get("labels", {}).items()},
            level2={k: tuple(v) for k, v in target.get("level2", {}).items()},
            narrative=templates(data.get("narrative", {})),
            printing=default.printing.over(data.get("print", {})) if default else printing(data["print"]),
            check=data.get("check", {}),
        )
    except KeyError as error:
        raise PackError(f"{where}：缺少 {error.args[0]} 一项，请对照自带的 shanxi.toml 补上。") from error
    except (TemplateError, PrintingError) as error:
        raise PackError(f"{where}：{error}。") from error
    declared = {item.label for item in TARGET.items}
    unknown = [label for label in pack.labels if label not in declared]
    unknown += [name for name in pack.level2 if name not in {level.name for level in TARGET.grid.levels}]
    if unknown:
        raise PackError(f"{where}：表式中没有“{unknown[0]}”这个栏目，请改用表式声明中的名称。")
    return pack


@lru_cache(maxsize=16)
def load_pack(name: str = DEFAULT) -> Pack:
    """The pack of that name shipped with the program, or of a TOML file of the user's.

    Raises PackError when there is none or an entry is missing.
    """
    if name.endswith(".toml"):
        path = Path(name)
        if not path.is_file():
            raise PackError(f"{name}：没有这个文件。")
        text = path.read_text(encoding="utf-8")
    else:
        shipped = resources.files("mingzhang.forms") / "packs" / f"{name}.toml"
        if not shipped.is_file():
            raise PackError(f"没有名为“{name}”的地方包；自带的有：{'、'.join(pack_names())}。")
        text = shipped.read_text(encoding="utf-8")
    try:
        default = None if name == DEFAULT else load_pack()
        pack = _pack(tomllib.loads(text), name, default)
        return replace(pack, narrative=pack.narrative.over(default.narrative)) if default else pack
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name}：不是有效的 TOML（{error}）。") from error


def pack_names() -> list[str]:
    """The packs shipped with the program."""
    folder = resources.files("mingzhang.forms") / "packs"
    return sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml"))


def level2_words(level: Level2, pack: Pack) -> tuple[str, ...]:
    """The words under which a kind of indicator is printed in full or in short, folded."""
    words = (level.name, level.name.removesuffix("指标"), *pack.level2.get(level.name, ()))
    return tuple(dict.fromkeys(fold(w) for w in words))
