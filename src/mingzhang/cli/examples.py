"""Where the example papers are."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

FORM = "single-cells.txt"


def examples() -> Path | None:
    """The folder of example papers: in the installed package, or in a checkout beside ``src``."""
    packed = Path(str(resources.files("mingzhang"))) / "examples"
    for folder in (packed, Path(__file__).resolve().parents[3] / "examples"):
        if (folder / FORM).is_file():
            return folder
    return None
