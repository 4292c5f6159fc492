"""The project's own commands, for a machine that has only Python and git.

``python3 dev.py COMMAND`` makes ``.venv`` beside this file, installs what ``requirements.lock`` names, and
runs the command in it. The standard library is all it needs; ``uv`` is used where it is installed.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

OLDEST = (3, 11)
if sys.version_info < OLDEST:  # an older Python must be able to parse this file, to be told so here
    for minor in range(14, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer and os.name == "posix":
            os.execv(newer, [newer, *sys.argv])
    sys.stderr.write(
        f"需要 Python 3.11 或更新版本，当前是 {sys.version_info[0]}.{sys.version_info[1]}。"
        "请从 https://www.python.org/downloads/ 安装后再运行。\n"
        f"Python 3.11 or newer is needed, this is {sys.version_info[0]}.{sys.version_info[1]}. "
        "Install it from the address above and run again.\n"
    )
    sys.exit(2)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
SCAN_LOCK = ROOT / "requirements-scan.lock"
"""All that ``requirements.lock`` names, and what reads scans besides."""
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MINGZHANG = VENV / ("Scripts/mingzhang.exe" if os.name == "nt" else "bin/mingzhang")
STAMP = VENV / "installed"
CHECKS = (
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("lint", ("-m", "ruff", "check", ".")),
    ("types", ("-m", "mypy")),
    ("layers", ("-m", "pytest", "tests/test_layers.py")),
    ("docs", ("docs/print_reference.py", "--check")),
)
"""What ``check`` tries, each by the Python of the environment."""


def say(chinese: str, english: str) -> None:
    """Tell the person at the keyboard, in both languages."""
    print(f"{chinese}\n{english}", file=sys.stderr, flush=True)


def stop(chinese: str, english: str) -> NoReturn:
    """Tell what is wrong and what to do about it, and end with code 2."""
    say(chinese, english)
    sys.exit(2)


def run(*command: str | Path) -> int:
    """Run a command in the project's folder; its exit code."""
    environment = {**os.environ, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    environment.pop("PYTHONHOME", None)
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False).returncode


def quiet(*command: str | Path) -> bool:
    """Whether a command runs without failing; what it prints is not shown."""
    try:
        return (
            subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, check=False).returncode
            == 0
        )
    except OSError:
        return False


def make_environment() -> None:
    """Make ``.venv``, or make it anew when its Python is gone or too old."""
    if quiet(PYTHON, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"):
        return
    say("正在建立 .venv …", "Making .venv …")
    uv = shutil.which("uv")
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        if run(sys.executable, "-m", "venv", "--clear", VENV) == 0:
            return
    elif uv and run(uv, "venv", "--clear", "--python", sys.executable, VENV) == 0:
        return
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    stop(
        f"不能建立虚拟环境。Debian、Ubuntu 请先运行：sudo apt-get install python3-venv（或 python{version}-venv）；"
        "其他系统请安装带 venv 和 pip 的 Python。",
        f"No virtual environment can be made. On Debian and Ubuntu run: sudo apt-get install python3-venv "
        f"(or python{version}-venv); elsewhere install a Python that has venv and pip.",
    )


def installers() -> list[tuple[str | Path, ...]]:
    """The beginnings of an install command, the best first."""
    ways: list[tuple[str | Path, ...]] = []
    uv = shutil.which("uv")
    if uv:
        ways.append((uv, "pip", "install", "--python", PYTHON))
    if quiet(PYTHON, "-m", "pip", "--version") or quiet(PYTHON, "-m", "ensurepip"):
        ways.append((PYTHON, "-m", "pip", "install", "--no-input"))
    return ways


def stamp(lock: Path) -> str:
    """What an environment that was installed by a lock file is known by."""
    return hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def installed() -> set[str]:
    """By which lock files ``.venv`` was installed."""
    return set(STAMP.read_text(encoding="utf-8").split()) if STAMP.is_file() else set()


def install(lock: Path = LOCK) -> None:
    """Install a lock file and the project into ``.venv``, unless they are there as they stand."""
    make_environment()
    if stamp(lock) in installed():
        return
    say(f"正在安装所需的软件包（{lock.name}）…", f"Installing what {lock.name} names …")
    for way in installers():
        if run(*way, "--quiet", "--require-hashes", "-r", lock) == 0 and (
            run(*way, "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT) == 0
        ):
            more = {stamp(SCAN_LOCK)} if lock == SCAN_LOCK else installed() & {stamp(SCAN_LOCK)}
            STAMP.write_text("\n".join({stamp(LOCK)} | more), encoding="utf-8")
            return
        say("这种方式未能安装。", f"{Path(way[0]).name} could not install.")
    stop(
        "安装未成功，原因见上文。常见的是连不上网络：可用 pip config set global.index-url 换一个镜像地址后再运行。",
        "The installation failed for the reason above. Mostly the network is out of reach: name a mirror with "
        "pip config set global.index-url and run again.",
    )


def demo(more: Sequence[str]) -> int:
    """Make the example county and open it in the browser; without a terminal only make it."""
    install()
    return run(MINGZHANG, "demo", *more)


HAS_SCAN = "import importlib.util as u, sys; sys.exit(not u.find_spec('rapidocr'))"


def test(more: Sequence[str]) -> int:
    """Run the tests, with --scan those that read scans as well; what follows goes to pytest."""
    scan = "--scan" in more
    install(SCAN_LOCK if scan else LOCK)
    if not scan and not quiet(PYTHON, "-c", HAS_SCAN):
        say(
            "读取扫描件的测试这次跳过：python3 dev.py test --scan 会安装所需的组件（约 150 MB）并运行。",
            "Tests that read scans are skipped: python3 dev.py test --scan installs what they need (about 150 MB).",
        )
    return run(PYTHON, "-m", "pytest", *(part for part in more if part != "--scan"))


def check(more: Sequence[str]) -> int:
    """Try format, lint, types, layers and docs; names of some try only those."""
    install()
    wanted = set(more) or {name for name, _ in CHECKS}
    failed = [name for name, command in CHECKS if name in wanted and not _passes(name, command)]
    print("check:", f"failed: {', '.join(failed)}" if failed else "all passed", flush=True)
    return 1 if failed else 0


def _passes(name: str, command: Sequence[str]) -> bool:
    print(f"check {name}", flush=True)
    return run(PYTHON, *command) == 0


def docs(more: Sequence[str]) -> int:
    """Print the reference pages and the English catalogue anew from the code."""
    install()
    return run(PYTHON, "docs/print_reference.py", *more) or run(PYTHON, "docs/print_catalogue.py", *more)


def lock(more: Sequence[str]) -> int:
    """Make the lock files anew: the newest versions that pyproject.toml allows, for every system."""
    uv = shutil.which("uv")
    if not uv:
        stop(
            "更新锁定文件需要 uv，请先运行：pip install uv。",
            "Making the locks needs uv; first run: pip install uv.",
        )
    # bench has a peer under the AGPL and scan is large: neither belongs in every environment
    return compiled(uv, LOCK, "--extra", "dev", *more) or compiled(
        uv, SCAN_LOCK, "--extra", "dev", "--extra", "scan", "--constraint", LOCK.name, *more
    )


def compiled(uv: str, to: Path, *wanted: str) -> int:
    """Write what is wanted, and all that it needs, with hashes into a lock file."""
    command = (uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--upgrade")
    target = ("--python-version", ".".join(map(str, OLDEST)), "--no-emit-index-url", "--no-emit-find-links")
    told = ("--custom-compile-command", "python3 dev.py lock", "--output-file", to.name, "pyproject.toml")
    return run(*command, *target, *told, *wanted)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": demo,
    "test": test,
    "check": check,
    "docs": docs,
    "lock": lock,
}


def main() -> int:
    """Run the command that is asked for."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    lines = "\n".join(f"  {name:6} {command.__doc__}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py", description=lines, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=tuple(COMMANDS))
    parser.add_argument("more", nargs=argparse.REMAINDER, help="goes to the command")
    chosen = parser.parse_args()
    return COMMANDS[chosen.command](chosen.more)


if __name__ == "__main__":
    sys.exit(main())
