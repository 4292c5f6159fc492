"""Waivers: findings that somebody has looked at and answers for, each naming rule, place and reason.

A waiver never names the words of a message, so it outlives their change. One that lacks a reason, has run
out or meets no finding is told, not passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from mingzhang.checking.finding import Finding, Report, Rule
from mingzhang.checking.settings import SettingsError, load_toml
from mingzhang.domain.chars import fold

_KEYS = ("rule", "file", "form", "project", "table", "section", "field", "line", "reason", "until")
_NUMBERS = ("form", "table", "line")
_WORDS = ("rule", "file", "project", "section", "field", "reason")
_PLACES = ("form", "project", "table", "section", "field", "line")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver. What is None does not matter; ``file`` may have ``*`` in it."""

    rule: str
    file: str
    reason: str
    until: date | None = None
    form: int | None = None
    project: str | None = None
    table: int | None = None
    section: str | None = None
    field: str | None = None
    line: int | None = None

    def meets(self, finding: Finding) -> bool:
        """Whether it is about a finding (of a file that it is about)."""
        breach = finding.breach
        return (
            finding.rule.code == self.rule
            and self.form in (None, breach.form)
            and self.table in (None, breach.table)
            and self.field in (None, breach.field)
            and _same(self.project, finding.project)
            and _same(self.section, breach.section)
            and (self.line is None or any(place.line == self.line for place in breach.places))
        )

    def is_about(self, file: str) -> bool:
        """Whether it is about the findings of a file: by its name, or its path as it was given."""
        name = file.rpartition("/")[2]
        return fnmatchcase(file, self.file) or fnmatchcase(name, self.file)

    def __str__(self) -> str:
        place = "，".join(f"{key}={value}" for key in _PLACES if (value := getattr(self, key)) is not None)
        return f"{self.rule} {self.file}" + (f"（{place}）" if place else "")


def _same(wanted: str | None, found: str | None) -> bool:
    return wanted is None or fold(wanted) == fold(found or "")


@dataclass
class Waivers:
    """The waivers of a run: which hold, which met a finding so far, what there is to say about the rest."""

    waivers: tuple[Waiver, ...] = ()
    complaints: tuple[str, ...] = ()
    _met: set[int] = field(default_factory=set)
    _seen: set[int] = field(default_factory=set)

    def apply(self, report: Report, file: str) -> Report:
        """The report with the findings that are waived set apart, each with the reason."""
        mine = [(i, w) for i, w in enumerate(self.waivers) if w.is_about(file)]
        self._seen.update(i for i, _ in mine)
        kept: list[Finding] = []
        waived: list[tuple[Finding, str]] = []
        for finding in report.findings:
            hit = next(((i, w) for i, w in mine if w.meets(finding)), None)
            if hit is None:
                kept.append(finding)
            else:
                self._met.add(hit[0])
                waived.append((finding, hit[1].reason))
        return replace(report, findings=tuple(kept), waived=(*report.waived, *waived))

    def unused(self) -> Iterator[str]:
        """What to say of the waivers that met nothing, after all files."""
        for i in sorted(self._seen - self._met):
            yield f"豁免没有对上任何问题，可以删去：{self.waivers[i]}。"
        unseen = len(self.waivers) - len(self._seen)
        if unseen:
            yield f"另有 {unseen} 条豁免，所指的文件不在这次检查之内。"


def load_waivers(path: Path, rules: Iterable[Rule], today: date) -> Waivers:
    """The waivers of a file. Raises SettingsError where one cannot be understood."""
    data = load_toml(path)
    entries = data.get("waiver", [])
    strange = [key for key in data if key != "waiver"]
    if strange or not isinstance(entries, list):
        raise SettingsError(f"{path}：每条豁免写成一段 [[waiver]]，不认识“{(strange or ['waiver'])[0]}”。")
    codes = {rule.code for rule in rules}
    kept: list[Waiver] = []
    complaints: list[str] = []
    for number, entry in enumerate(entries, start=1):
        waiver = _waiver(entry, f"{path}：第 {number} 条豁免", codes)
        if not waiver.reason.strip():
            complaints.append(f"{path}：第 {number} 条豁免没有写理由（reason），不起作用：{waiver}。")
        elif waiver.until is not None and waiver.until < today:
            complaints.append(f"{path}：第 {number} 条豁免已于 {waiver.until} 到期，不再起作用：{waiver}。")
        else:
            kept.append(waiver)
    return Waivers(tuple(kept), tuple(complaints))


def _waiver(entry: Mapping[str, Any], where: str, codes: set[str]) -> Waiver:
    strange = [key for key in entry if key not in _KEYS]
    if strange:
        raise SettingsError(f"{where}：不认识“{strange[0]}”；可以写 {'、'.join(_KEYS)}。")
    for key in ("rule", "file"):
        if not entry.get(key):
            raise SettingsError(f"{where}：缺少 {key}。")
    for key, kind, said in (*((k, int, "数字") for k in _NUMBERS), *((k, str, "文字") for k in _WORDS)):
        if key in entry and (not isinstance(entry[key], kind) or isinstance(entry[key], bool)):
            raise SettingsError(f"{where}：{key} 应当是{said}。")
    if "until" in entry and type(entry["until"]) is not date:
        raise SettingsError(f"{where}：until 应当是日期，例如 until = 2026-12-31（不加引号）。")
    if entry["rule"] not in codes:
        raise SettingsError(f"{where}：没有编号为“{entry['rule']}”的规则。豁免只能写规则编号。")
    return Waiver(**{"reason": "", **entry})
