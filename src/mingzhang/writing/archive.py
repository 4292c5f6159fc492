"""Files of a zip that are the same whenever they are written."""

from __future__ import annotations

import zipfile

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file: the first that a zip can say."""


def entry(name: str) -> zipfile.ZipInfo:
    """A file of a zip, without the time and the system that it is written on."""
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info
