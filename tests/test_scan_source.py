"""Scans: pictures of papers to records, each value with its page, box and confidence."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from builders import ROOT
from mingzhang.reading.errors import NeedsScan, ReadingError
from mingzhang.reading.reader import read_file
from mingzhang.reading.sources.scan import NEEDED

FILES = ROOT.parent / "shared" / "files"
EXTRA = all(importlib.util.find_spec(module) for module in NEEDED)


@pytest.mark.skipif(not EXTRA, reason="the extra scan is not installed")
@pytest.mark.skipif(not FILES.is_dir(), reason="the real files are not here")
def test_a_scanned_form_is_read_with_a_box_for_each_value() -> None:
    path = FILES / "pinglu-2026-scan200.pdf"
    truth = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))
    document = read_file(path)
    assert [t.text("project_name") for t in document.targets] == [t["project_name"] for t in truth["targets"]]
    for target in document.targets:
        place = target.values["project_name"].places[0]
        assert place.page
        assert place.box


@pytest.mark.parametrize(
    "damaged", [b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + bytes(200), b"\xff\xd8\xff\xe0" + bytes(50)]
)
def test_a_damaged_picture_is_told_in_a_sentence(damaged: bytes, tmp_path: Path) -> None:
    path = tmp_path / "扫描 件.png"
    path.write_bytes(damaged)
    with pytest.raises(ReadingError, match="扫描 件"):
        read_file(path)


@pytest.mark.skipif(EXTRA, reason="the extra scan is installed")
def test_without_the_extra_the_message_says_what_to_install(tmp_path: Path) -> None:
    path = tmp_path / "扫描件.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(NeedsScan, match="mingzhang\\[scan\\]"):
        read_file(path)
