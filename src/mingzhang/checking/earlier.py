"""What is new since an earlier check of the same document: findings that its JSON does not have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from mingzhang.checking.finding import Finding, Report
from mingzhang.checking.settings import SettingsError
from mingzhang.domain.chars import fold
from mingzhang.domain.private import hide_numbers

_INDEX = re.compile(r"\.\d+")
Key = tuple[str, ...]


class Earlier:
    """The findings of an earlier check, by document. Raises SettingsError when the file is none."""

    def __init__(self, path: Path) -> None:
        try:
            data = msgspec.json.decode(path.read_bytes())
            documents = [
                (d["source"]["name"], [_key_of_json(f) for f in d["findings"]]) for d in data["documents"]
            ]
        except FileNotFoundError as error:
            raise SettingsError(f"{path}：没有这个文件。") from error
        except OSError as error:
            raise SettingsError(f"{path}：打不开，请检查是不是文件、有没有权限。") from error
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(
                f"{path}：不是 mingzhang check --format json 的结果。请用它先存一份，再与它比较。"
            ) from error
        self._by_name: dict[str, Counter[Key]] = {}
        for name, keys in documents:
            self._by_name.setdefault(name, Counter()).update(keys)

    def new(self, report: Report, file: str, alone: bool) -> Report | None:
        """The report without the findings that were there before; None where the file was not there.

        A lone file is compared with a lone document whatever either is called: papers are renamed.
        """
        old = self._by_name.get(file)
        if old is None and alone and len(self._by_name) == 1:
            old = next(iter(self._by_name.values()))
        if old is None:
            return None
        left = Counter(old)
        kept = []
        for finding in report.findings:
            key = _key(finding)
            if left[key]:
                left[key] -= 1
            else:
                kept.append(finding)
        return replace(report, findings=tuple(kept))


def _key(finding: Finding) -> Key:
    breach = finding.breach
    return _made(
        finding.rule.code,
        finding.project,
        breach.form,
        breach.table,
        breach.section,
        breach.field,
        breach.evidence,
    )


def _key_of_json(finding: Mapping[str, Any]) -> Key:
    return _made(
        *(finding.get(k) for k in ("rule", "project", "form", "table", "section", "field", "evidence"))
    )


def _made(
    rule: object,
    project: object,
    form: object,
    table: object,
    section: object,
    field: object,
    evidence: object,
) -> Key:
    """Rule, place and evidence. A project stands for the ordinal of its form, and rows lose their number: both move."""
    owner = fold(str(project)) if project else f"{form or ''}"
    said = fold(hide_numbers(str(evidence or "")))
    return (
        str(rule),
        owner,
        str(table or ""),
        fold(str(section or "")),
        _INDEX.sub("", str(field or "")),
        said,
    )
