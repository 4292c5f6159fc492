"""Where the program keeps what is the user's own: a folder that is named, or the usual one of the system."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "MINGZHANG_DATA"


def data_folder(named: str | None) -> Path:
    """The folder of the option, of the environment, or the system's usual one; it need not be there."""
    chosen = named or os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "mingzhang"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "mingzhang"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "mingzhang"


def codes_folder(named: str | None) -> Path:
    """Where the user's own code lists stand."""
    return data_folder(named) / "codes"
