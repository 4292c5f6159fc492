"""How much of what auditors found in four real papers the rules over tables, narrative and annex find, and how truly.

The papers and the findings lie beside the checkout; without them there is nothing to compare with.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builders import ROOT
from disclosure_papers import RULES
from mingzhang.reading.reader import read_file
from mingzhang.writing.findings import reports_json

SHARED = ROOT.parent / "shared"
CLASSES = frozenset(
    [
        "table-sum",
        "table-crosscheck",
        "table-numbering",
        "table-note-missing",
        "duplicate-row",
        "form-missing",
        "name-mismatch",
        "amount-mismatch",
        "narrative-amount",
        "narrative-percent",
        "narrative-sum",
        "narrative-count",
        "narrative-term",
        "reason-missing",
        "template-leftover",
        "personal-data",
        "contact-inconsistent",
        "overlapping-projects",
        "procurement-implausible",
    ]
)
"""The classes of defects that these rules are for."""
REACHED = {
    "pinglu-2026": {"certain": 0.95, "likely": 0.8, "precision": 0.96},
    "yungang-2023": {"certain": 0.95, "likely": 0.9, "precision": 0.96},
    "shangdang-2023": {"certain": 0.95, "likely": 0.9, "precision": 0.96},
    "yonghe-2023-part": {"certain": 0.95, "likely": 0.9, "precision": 0.96},
}
"""What is reached, less a small margin."""


@pytest.mark.parametrize("name", REACHED)
def test_what_auditors_found_is_found_and_little_else(name: str, tmp_path: Path) -> None:
    paper, truth = SHARED / "seeds" / f"{name}.txt", SHARED / "findings" / f"{name}.json"
    if not (paper.is_file() and truth.is_file()):
        pytest.skip(f"{paper} is not here")
    document = read_file(paper)
    ours = tmp_path / "ours.json"
    ours.write_text(json.dumps(reports_json([(document.source, RULES.check(document))])), encoding="utf-8")
    theirs = tmp_path / "theirs.json"
    listed = [f for f in json.loads(truth.read_text(encoding="utf-8")) if f["class"] in CLASSES]
    theirs.write_text(json.dumps(listed), encoding="utf-8")
    tool = SHARED / "tools" / "findings.py"
    run = subprocess.run([sys.executable, tool, ours, theirs], capture_output=True, text=True, check=True)
    figures = {key: float(value) for key, value in re.findall(r"(?:recall_)?(\w+)=([\d.]+)", run.stdout)}
    assert {key: figures[key] for key, least in REACHED[name].items() if figures[key] < least} == {}


def test_no_sum_and_no_identity_of_the_real_tables_is_told() -> None:
    paper = SHARED / "seeds" / "pinglu-2026.txt"
    if not paper.is_file():
        pytest.skip(f"{paper} is not here")
    found = RULES.check(read_file(paper))
    assert [f.message for f in found.findings if f.rule.defect in ("table-sum", "table-crosscheck")] == []
    assert found.unable == ()
    assert sum(times for code, times in found.held.items() if re.match(r"[TX]", code)) > 600
