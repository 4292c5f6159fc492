"""``read --show page``: each page as a picture with what was found on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from builders import ROOT

FILES = ROOT.parent / "shared" / "files"
COMMAND = (sys.executable, "-c", "from mingzhang.cli.main import main; main()", "read")


@pytest.mark.skipif(not FILES.is_dir(), reason="the real files are not here")
def test_every_page_of_a_pdf_becomes_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "页面图"
    done = subprocess.run(
        [*COMMAND, str(FILES / "yonghe-2023-flow.pdf"), "--show", "page", "--out", str(out)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    pictures = sorted(out.iterdir())
    assert len(pictures) > 3
    assert {p.read_bytes()[:8] for p in pictures} == {b"\x89PNG\r\n\x1a\n"}


def test_a_text_file_has_no_pages_to_draw(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *COMMAND,
            str(ROOT / "examples" / "single-cells.txt"),
            "--show",
            "page",
            "--out",
            str(tmp_path / "图"),
        ],
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
    assert "画不出页面图" in done.stderr.decode("utf-8") + done.stdout.decode("utf-8")
