"""Old Office and WPS files (doc, wps, rtf, odt, XML of 2003): LibreOffice converts them, where it is installed.

Each file gets a folder of its own under the system's folder for working files, with a profile in which macros
are off; LibreOffice has a limit of time, and the folder is gone afterwards.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from mingzhang.reading.errors import Damaged, Encrypted, NeedsOffice, NotConverted, TooLarge
from mingzhang.reading.sources.medium import Medium

SECONDS = 120
"""How long LibreOffice may take for a file."""
MOST_CONVERTED = 256 * 1024 * 1024
PROGRAM = "MINGZHANG_SOFFICE"
"""The environment's name for the path of LibreOffice where it is in no usual place."""
_USUAL = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_SHEETS = (b"Excel.Sheet", b"opendocument.spreadsheet", b"schemas-microsoft-com:office:spreadsheet")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def converted(data: bytes, name: str) -> tuple[Medium, bytes]:
    """A file as LibreOffice converts it, and what it is then. Raises ReadingError."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Encrypted(name)
    if not _whole(data):
        raise Damaged(name)
    medium = Medium.XLSX if _is_sheets(data) else Medium.DOCX
    return medium, convert(data, name, medium.value, _suffix(data))


def _whole(data: bytes) -> bool:
    """Whether the table of contents of a compound file is there; a file cut off has lost it."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return True
    if len(data) < 512:
        return False
    size = 1 << min(int.from_bytes(data[30:32], "little"), 16)
    return (int.from_bytes(data[48:52], "little") + 2) * size <= len(data)


def _is_sheets(data: bytes) -> bool:
    """Whether a file written as XML is a workbook."""
    head = data[:16384]
    return any(word in head for word in _SHEETS)


def _suffix(data: bytes) -> str:
    if data.lstrip().startswith(b"{\\rtf"):
        return ".rtf"
    if data.startswith(b"PK"):
        return ".odt"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return ".doc"
    flat = b"office:document" in data[:4096]
    return (".fods" if _is_sheets(data) else ".fodt") if flat else ".xml"


def _called(suffix: str) -> str:
    return {
        ".rtf": "RTF 文件",
        ".odt": "OpenDocument 文件",
        ".fods": "OpenDocument 文件",
        ".fodt": "OpenDocument 文件",
        ".xml": "旧版 Office 的 XML 文件",
    }.get(suffix, "旧版 Word 文件（doc）或 WPS 文字（wps）")


def program() -> str | None:
    """Where LibreOffice is; None where it is not installed."""
    said = os.environ.get(PROGRAM)
    if said is not None:
        return said if said and Path(said).is_file() else None
    for command in ("soffice", "libreoffice"):
        if found := shutil.which(command):
            return found
    return next((path for path in _USUAL if Path(path).is_file()), None)


def convert(data: bytes, name: str, to: str, suffix: str) -> bytes:
    """A file as LibreOffice converts it. Raises NeedsOffice, NotConverted or TooLarge."""
    office = program()
    if office is None:
        raise NeedsOffice(name, _called(suffix))
    with tempfile.TemporaryDirectory(prefix="mingzhang-", ignore_cleanup_errors=True) as folder:
        here = Path(folder)
        profile = here / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        source, out = here / f"paper{suffix}", here / "out"
        source.write_bytes(data)
        out.mkdir()
        why = _run(
            [
                office, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--norestore",
                "--nolockcheck", "--nodefault", "--convert-to", to, "--outdir", str(out), str(source),
            ],
            here,
        )  # fmt: skip
        result = out / f"paper.{to}"
        if why or not result.is_file():
            raise NotConverted(name, _called(suffix), why or "打不开这个文件")
        size = result.stat().st_size
        if size > MOST_CONVERTED:
            raise TooLarge(name, size, MOST_CONVERTED)
        return result.read_bytes()


def _run(command: list[str], folder: Path) -> str:
    """Run LibreOffice within its time; why it failed, empty where it did not."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=folder, env=environment, start_new_session=sys.platform != "win32",
        )  # fmt: skip
    except OSError:
        return "启动不了"
    try:
        code = process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return f"用了 {SECONDS} 秒还没有转换完"
    finally:
        _end(process)
    return f"转换失败（退出码 {code}）" if code else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started."""
    with contextlib.suppress(OSError):
        if sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
