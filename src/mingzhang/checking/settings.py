"""How a place or an office checks: which rules run and how grave they are, out of a table ``[check]`` in TOML.

The same table may stand in ``mingzhang.toml`` and in a pack. What is wrong with it is said in Chinese with
the file and the key.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mingzhang.checking.defects import defects
from mingzhang.checking.finding import Rule, Severity
from mingzhang.checking.rulebook import Choice

NAME = "mingzhang.toml"
"""The file that is looked for in the current folder and above it."""
_KEYS = ("only", "skip", "severities", "least", "waivers")
_TABLE = "check"


class SettingsError(Exception):
    """A configuration cannot be used; ``str()`` says in Chinese which file and key, and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a ``[check]`` table says; None or empty where it says nothing."""

    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    least: Severity | None = None
    waivers: Path | None = None

    def over(self, other: Settings) -> Settings:
        """These settings with what they do not say taken from others; what is skipped adds up."""
        return Settings(
            self.only or other.only,
            self.skip | other.skip,
            {**other.severities, **self.severities},
            self.least or other.least,
            self.waivers or other.waivers,
        )

    def choice(self) -> Choice:
        """The choice of rules. What is less grave than ``least`` is still found; who shows it leaves it out."""
        return Choice(self.only, self.skip, self.severities)


def known_names(rules: Iterable[Rule]) -> frozenset[str]:
    """The names under which rules can be chosen: codes, families, classes of defect."""
    codes = {rule.code for rule in rules}
    return frozenset({*codes, *(code.partition("-")[0] for code in codes), *defects()})


def unknown_name(name: str, known: Iterable[str]) -> str:
    """The complaint about a name that chooses no rule.

    >>> unknown_name("PF-1", {"PF-01", "cost-exceeds-funds"})
    '没有叫“PF-1”的规则、系列或缺陷类别。是不是想写 PF-01？'
    """
    near = difflib.get_close_matches(name, sorted(known), 1)
    hint = f"是不是想写 {near[0]}？" if near else "运行 mingzhang rules 可以看到全部规则。"
    return f"没有叫“{name}”的规则、系列或缺陷类别。{hint}"


def find_config(start: Path) -> Path | None:
    """The nearest ``mingzhang.toml`` in a folder or above it."""
    here = start.resolve()
    folders = (here, *here.parents) if here.is_dir() else here.parents
    return next((folder / NAME for folder in folders if (folder / NAME).is_file()), None)


def load_settings(path: Path, rules: Iterable[Rule]) -> Settings:
    """The settings of a file. Raises SettingsError."""
    data = load_toml(path)
    strange = [key for key in data if key != _TABLE]
    if strange:
        raise SettingsError(f"{path}：不认识 [{strange[0]}]；检查的设置写在 [{_TABLE}] 下面。")
    return parse_settings(data.get(_TABLE, {}), str(path), rules, path.parent)


def load_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file. Raises SettingsError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsError(f"{path}：没有这个文件。") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}：不是 UTF-8 编码，请另存为 UTF-8。") from error
    except OSError as error:
        raise SettingsError(f"{path}：打不开，请检查是不是文件、有没有权限。") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}：不是有效的 TOML（{error}）。") from error


def parse_settings(data: object, where: str, rules: Iterable[Rule], folder: Path | None = None) -> Settings:
    """The settings of a ``[check]`` table. Raises SettingsError."""
    if not isinstance(data, Mapping):
        raise SettingsError(f"{where}：{_TABLE} 应当是一段 [{_TABLE}]。")
    strange = [key for key in data if key not in _KEYS]
    if strange:
        near = difflib.get_close_matches(strange[0], _KEYS, 1)
        hint = f"是不是想写 {near[0]}？" if near else f"可以写 {'、'.join(_KEYS)}。"
        raise SettingsError(f"{where}：{_TABLE}.{strange[0]} 不认识。{hint}")
    known = known_names(rules)
    severities = data.get("severities", {})
    if not isinstance(severities, Mapping):
        raise SettingsError(f"{where}：{_TABLE}.severities 应当是一段 [{_TABLE}.severities]。")
    for name in severities:
        _must_be_known(name, known, f"{where}：{_TABLE}.severities")
    waivers = data.get("waivers")
    if waivers is not None and not isinstance(waivers, str):
        raise SettingsError(f"{where}：{_TABLE}.waivers 应当是文件名。")
    return Settings(
        _names(data, "only", known, where),
        _names(data, "skip", known, where),
        {name: _severity(word, f"{where}：{_TABLE}.severities.{name}") for name, word in severities.items()},
        _severity(data["least"], f"{where}：{_TABLE}.least") if "least" in data else None,
        (folder or Path()) / waivers if waivers else None,
    )


def _names(data: Mapping[str, object], key: str, known: frozenset[str], where: str) -> frozenset[str]:
    names = data.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise SettingsError(f'{where}：{_TABLE}.{key} 应当是一列名称，例如 ["PF-01", "cost-exceeds-funds"]。')
    for name in names:
        _must_be_known(name, known, f"{where}：{_TABLE}.{key}")
    return frozenset(names)


def _must_be_known(name: str, known: frozenset[str], where: str) -> None:
    if name not in known:
        raise SettingsError(f"{where}：{unknown_name(name, known)}")


def _severity(word: object, where: str) -> Severity:
    if word not in set(Severity):
        raise SettingsError(f"{where} 的值“{word}”不能用；可以写 {'、'.join(Severity)}。")
    return Severity(str(word))
