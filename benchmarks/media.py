"""What the command reads right of files in every medium, and how many pages of a scan a core reads in a minute.

    python benchmarks/media.py [NAME …] [--misses N]

Every file in ``../shared/files`` that has its truth beside it is read by ``mingzhang read`` and scored by the
tool that comes with the files; names try only the files that begin so. Scans are read once more in a process of
their own, pinned to one core and one thread: its time is that of the processor, so what else the machine does does
not count, and the time in which the models start is named apart. Needs the extra ``scan`` for these.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from common import ROOT, SHARED, table
from mingzhang.reading.reader import read_file
from mingzhang.reading.sources.scan import NEEDED

FILES = SHARED / "files"
TOOL = SHARED / "tools" / "files.py"
TRUTH = ".truth.json"
COMMAND = "from mingzhang.cli.main import main; main()"
KEYS = ("forms", "header", "funds", "text", "characters", "indicators_f1", "tables", "rows_f1")
"""What the tool may say of a file, in the order of the columns."""
HEADS = ("forms", "head", "funds", "texts", "characters", "indicators F1", "tables", "table rows")
COUNTS = ("forms", "tables")
ENOUGH = 0.9995
"""From here on a share is printed as 1."""


@dataclass(frozen=True, slots=True)
class Score:
    """What the tool says of one file, or why it could not be read."""

    path: Path
    figures: dict[str, float]
    misses: list[str]
    failed: str = ""


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("names", nargs="*", help="only the files that begin so")
    arguments.add_argument("--misses", type=int, default=0, metavar="N", help="print N misses of each file")
    arguments.add_argument("--scan", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.scan:
        print(read_pinned(chosen.scan))
        return
    if not FILES.is_dir():
        print(f"skipped: the papers are not here ({FILES})")
        return
    files = list(papers(chosen.names))
    extra = all(importlib.util.find_spec(module) for module in NEEDED)
    if not extra:
        print('scans are skipped: the extra is not installed (pip install "mingzhang[scan]")\n')
        files = [path for path in files if not is_scan(path)]
    for medium, paths in by_medium(files).items():
        scores = [score(path, chosen.misses) for path in paths]
        print(f"### {medium}\n\n{accuracy(scores)}\n")
        for one in scores:
            print("".join(f"{one.path.name}: {miss}\n" for miss in one.misses), end="", file=sys.stderr)
    scans = [path for path in files if is_scan(path)]
    if scans:
        print(f"### Speed of scans: one process, one core, one thread\n\n{speed(scans)}")


def papers(names: Sequence[str]) -> Iterator[Path]:
    """The files that have their truth beside them."""
    for path in sorted(FILES.iterdir()):
        beside = path.with_name(path.name + TRUTH).exists() or path.with_suffix(TRUTH).exists()
        if beside and (not names or path.name.startswith(tuple(names))):
            yield path


def is_scan(path: Path) -> bool:
    """Whether a file is one of pictures; their names say so."""
    return "scan" in path.stem


def by_medium(files: Sequence[Path]) -> dict[str, list[Path]]:
    """The files of each medium."""
    found: dict[str, list[Path]] = {}
    for path in files:
        found.setdefault("scan" if is_scan(path) else path.suffix[1:], []).append(path)
    return dict(sorted(found.items()))


def score(path: Path, misses: int) -> Score:
    """Read a file by the command, and let the tool compare what came out with what it prints."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [sys.executable, "-c", COMMAND, "read", str(path), "-q", "-f", "json", "-o", str(out)]
        done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)
        if done.returncode or not out.exists():
            return Score(path, {}, [], (done.stderr.strip() or "nothing came out").splitlines()[-1])
        told = subprocess.run(
            [sys.executable, str(TOOL), str(path), str(out), str(misses)],
            capture_output=True, text=True, check=True, env=_environment(),
        ).stdout.strip().splitlines()  # fmt: skip
    figures = {key: float(value) for key, _, value in (part.partition("=") for part in told[-1].split()[1:])}
    return Score(path, figures, [line.strip() for line in told[:-1]])


def accuracy(scores: Sequence[Score]) -> str:
    """A table of what was read right; columns that no file of the medium has are left out."""
    shown = [
        (key, head) for key, head in zip(KEYS, HEADS, strict=True) if any(key in s.figures for s in scores)
    ]
    rows = [[s.path.name, *(s.failed or _shown(key, s.figures.get(key)) for key, _ in shown)] for s in scores]
    return table(["file", *(head for _, head in shown)], rows)


def _shown(key: str, value: float | None) -> str:
    if value is None:
        return "—"
    if key in COUNTS:
        return f"{value:.0f}"
    return "1" if value >= 1 else f"{min(value, ENOUGH):.4f}"


def speed(files: Sequence[Path]) -> str:
    """Pages a minute and core, the start of the models apart."""
    rows = []
    total_pages, total_seconds = 0, 0.0
    for path in files:
        done = subprocess.run(
            [sys.executable, __file__, "--scan", str(path)],
            capture_output=True, text=True, check=True, env=_environment(),
        )  # fmt: skip
        pages, seconds, start, peak = (float(part) for part in done.stdout.split())
        rows.append([path.name, f"{pages:.0f}", f"{seconds:.1f}", f"{60 * pages / seconds:.1f}",
                     f"{start:.1f}", f"{peak:.0f}"])  # fmt: skip
        total_pages += int(pages)
        total_seconds += seconds
    rows.append(
        ["all", str(total_pages), f"{total_seconds:.1f}", f"{60 * total_pages / total_seconds:.1f}", "", ""]
    )
    heads = ["file", "pages", "CPU s", "pages a minute and core", "start of the models, s", "peak MB"]
    return table(heads, rows)


def read_pinned(path: Path) -> str:
    """Read one scan on one core; pages, seconds of the processor, those of the start before, the most memory in MB."""
    import resource

    import cv2
    import numpy as np

    from mingzhang.reading.sources.scan_engine import detect, recognise

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    cv2.setNumThreads(1)
    begun = time.process_time()
    detect(np.full((320, 320), 255, dtype=np.uint8), 1.0)
    recognise([np.full((48, 160), 255, dtype=np.uint8)])
    start = time.process_time() - begun
    begun = time.process_time()
    document = read_file(path)
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{document.source.pages or 1} {seconds} {start} {peak}"


def _environment() -> dict[str, str]:
    found = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": found, "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}


if __name__ == "__main__":
    main()
