"""Writing: the real disclosure as every kind of file, beside LibreOffice turning our Word file into a PDF.

Run: ``python benchmarks/writing.py``. That is what people do without us: write the Word file and convert it; every
kind is written turn by turn with it, in processes of their own so that start-up and memory are the command's. Then
the forms of all real papers again and again, up to a thousand, as a zip of single files.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from common import EXAMPLES, SEEDS, SHARED, table
from mingzhang.reading.reader import read_file
from mingzhang.writing.exchange import documents_json

KINDS = ("pdf", "docx", "xlsx", "html", "json")
ROUNDS = 3
THOUSAND = 1000
_RUN = "import sys; from mingzhang.cli.main import main; sys.argv[0] = 'mingzhang'; main()"


def timed(*command: str) -> tuple[float, float]:
    """Seconds by the clock and MB at most of a command, children included."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = wait(process)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def wait(process: subprocess.Popen[bytes]) -> tuple[int, int, resource.struct_rusage]:
    return os.wait4(process.pid, 0)


def mingzhang(*arguments: str) -> tuple[float, float]:
    return timed(sys.executable, "-c", _RUN, "write", *arguments, "--force", "--quiet")


def one_paper(paper: Path, folder: Path) -> None:
    """The whole disclosure as each kind, and the way round by LibreOffice."""
    office = shutil.which("soffice")
    seconds: dict[str, list[float]] = {kind: [] for kind in (*KINDS, "docx → pdf")}
    most: dict[str, float] = {}
    for _ in range(ROUNDS):
        for kind in KINDS:
            took, memory = mingzhang(str(paper), "--to", kind, "--out", str(folder / f"paper.{kind}"))
            seconds[kind].append(took)
            most[kind] = max(most.get(kind, 0), memory)
        if office:
            profile = f"-env:UserInstallation=file://{folder}/profile"
            docx, out = str(folder / "paper.docx"), str(folder / "office")
            took, memory = timed(office, profile, "--headless", "--convert-to", "pdf", "--outdir", out, docx)
            seconds["docx → pdf"].append(took + seconds["docx"][-1])
            most["docx → pdf"] = max(most.get("docx → pdf", 0), memory, most["docx"])
    rows = []
    round_about = min(seconds["docx → pdf"]) if office else None
    for kind, all_of in seconds.items():
        if not all_of:
            continue
        file = folder / "office" / "paper.pdf" if "→" in kind else folder / f"paper.{kind}"
        rows.append(
            [
                "our docx, LibreOffice to pdf" if "→" in kind else kind,
                f"{min(all_of):.2f} s",
                f"{file.stat().st_size / 1024:,.0f} KB",
                f"{most[kind]:.0f} MB",
                f"{round_about / min(all_of):.1f} ×" if round_about else "",
            ]
        )
    print(f"\n{paper.name}: seconds of the whole command, start of Python and reading of the text included\n")
    print(table(["kind", "seconds", "file", "memory", "LibreOffice takes"], rows))
    if not office:
        print("\nLibreOffice is not installed here, so its way is not measured.")


def thousand(papers: list[Path], folder: Path) -> None:
    """A thousand forms as single files in a zip."""
    documents = [read_file(path) for path in papers]
    records = [record for document in documents for record in document.targets]
    again = [records[i % len(records)] for i in range(THOUSAND)]
    numbered = tuple(msgspec.structs.replace(record, n=n) for n, record in enumerate(again, start=1))
    booklet = msgspec.structs.replace(documents[0], targets=numbered, cover=(), contents=())
    source = folder / "thousand.json"
    source.write_bytes(msgspec.json.encode(documents_json([booklet])))
    rows = []
    for kind in KINDS:
        took, memory = mingzhang(str(source), "--each", "--to", kind, "--out", str(folder / "thousand.zip"))
        size = (folder / "thousand.zip").stat().st_size / 1e6
        rows.append([kind, f"{took:.1f} s", f"{THOUSAND / took:,.0f}", f"{size:.1f} MB", f"{memory:.0f} MB"])
    print(f"\n{THOUSAND:,} forms, each a file of its own in one zip\n")
    print(table(["kind", "seconds", "forms a second", "zip", "memory"], rows))


def main() -> None:
    seeds = [SHARED / "seeds" / f"{name}.txt" for name in SEEDS]
    real = [path for path in seeds if path.is_file()]
    if not real:
        print("../shared is not here: the examples are written instead of the real papers.")
    papers = real or [EXAMPLES / "disclosure.txt", EXAMPLES / "booklet-cells.txt"]
    biggest = max(papers, key=lambda path: path.stat().st_size)
    with tempfile.TemporaryDirectory() as folder:
        one_paper(biggest, Path(folder))
        thousand(papers, Path(folder))


if __name__ == "__main__":
    main()
