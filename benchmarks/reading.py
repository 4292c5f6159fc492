"""What reading gets right, how fast it is beside a floor, and how much memory it takes.

    python benchmarks/reading.py [--readme]

Right and wrong are measured on ``../shared`` by its own measure; where it is absent, the project's examples
are timed alone. Speed is CPU time, the median of rounds, beside ``str.splitlines`` and one ``re`` search for
the labels over the same text.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from common import ROOT, SEEDS, SHARED, fill, table, together, tool
from mingzhang.domain.record import Document
from mingzhang.forms.target import TARGET
from mingzhang.reading.reader import read_file, read_items, read_text
from mingzhang.reading.sources.text import lines, text_lines
from mingzhang.writing.exchange import documents_json

FORMS = {"yungang-2023": 30, "pinglu-2026": 74, "shangdang-2023": 11, "yonghe-2023-part": 6}
_LABELS = re.compile("|".join(re.escape(item.label) for item in TARGET.items if item.label))


def main() -> None:
    """Print the tables; with ``--readme`` put them into the READMEs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readme", action="store_true", help="write the figures into README*.md")
    arguments.add_argument("--stream", type=int, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.stream:
        print(stream_forms(chosen.stream))
        return
    tables = [*([accuracy()] if SHARED.is_dir() else []), speed(), memory()]
    text = "\n\n".join(tables)
    print(text)
    if chosen.readme:
        for readme in ROOT.glob("README*.md"):
            fill(readme, text)


def accuracy() -> str:
    """Right against the hand-read truth, document by document."""
    score = tool("score")
    rows = []
    for name in SEEDS:
        path = SHARED / "seeds" / f"{name}.txt"
        document = read_file(path)
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as out:
            json.dump(documents_json([document]), out, ensure_ascii=False)
            out.flush()
            figures, _ = score.forms(out.name, SHARED / "truth" / name)
            tables = "—"
            if document.tables:
                found, _ = score.tables(out.name, SHARED / "truth" / name / "tables.json")
                tables = f"{found['rows_f1']:.2%}"
        text = path.read_text(encoding="utf-8")
        right, total = places(document, text.split("\n"))
        rows.append(
            [
                name,
                f"{len(document.targets)}/{FORMS[name]}",
                f"{figures['header']:.2%}",
                f"{figures['funds']:.2%}",
                f"{figures['text']:.2%}",
                f"{figures['indicators_f1']:.4f}",
                tables,
                f"{unplaced(document, text):.3%}",
                f"{right}/{total}",
            ]
        )
    heads = [
        "document",
        "forms",
        "head",
        "funds",
        "texts",
        "indicators F1",
        "table rows",
        "unplaced",
        "places right",
    ]
    return table(heads, rows)


def unplaced(document: Document, text: str) -> float:
    """The share of a document's characters that no field, table or section took."""
    return sum(len("".join(u.text.split())) for u in document.unplaced) / len("".join(text.split()))


def places(document: Document, text: list[str]) -> tuple[int, int]:
    """How many values stand at the places given for them, of how many."""
    right = total = 0
    for record in document.targets:
        for _, value in record.printed():
            there = "".join(
                text[p.line - 1][p.column - 1 :][: p.length] for p in value.places if p.line and p.column
            )
            right += there == value.text
            total += 1
    return right, total


def speed() -> str:
    """Forms a second and core, beside the floor on the same text."""
    folder = SHARED / "seeds" if SHARED.is_dir() else ROOT / "examples"
    names = (
        SEEDS
        if SHARED.is_dir()
        else ("booklet-cells", "disclosure", "declarations-running", "declarations-broken")
    )
    rows = []
    for name in names:
        text = (folder / f"{name}.txt").read_text(encoding="utf-8")
        forms = len(read_text(text).targets)
        ours, floor = together(lambda text=text: read_text(text), lambda text=text: search(text))  # type: ignore[misc]
        rows.append(
            [
                name,
                "cells" if "\t" in text else "running",
                f"{forms / ours:,.0f}",
                f"{forms / floor:,.0f}",
                f"{ours / floor:.1f} ×",
            ]
        )
    return table(["document", "kind", "forms/s", "floor, forms/s", "time against floor"], rows)


def search(text: str) -> int:
    """The floor: split the lines and search each for the labels."""
    return sum(len(_LABELS.findall(line)) for line in text.splitlines())


def memory() -> str:
    """Peak memory of a process that reads a stream of forms, for few forms and for many."""
    rows = []
    for count in (100, 1_000, 10_000):
        run = subprocess.run(
            [sys.executable, __file__, "--stream", str(count)], capture_output=True, text=True, check=True
        )
        forms, megabytes, seconds = run.stdout.split()
        rows.append([f"{int(forms):,}", megabytes, f"{int(forms) / float(seconds):,.0f}"])
    return table(["forms in one stream", "peak MB of the process", "forms/s"], rows)


def stream_forms(count: int) -> str:
    """Read so many forms of both kinds as one stream of lines."""
    pages = [list(text_lines((ROOT / "examples" / f"{name}.txt").read_text(encoding="utf-8")))
             for name in ("single-cells", "single-running")]  # fmt: skip

    def stream() -> Iterator[str]:
        for i in range(count):
            yield from pages[i % 2]
            yield ""

    start = time.process_time()
    forms = sum(type(item).__name__ == "TargetReading" for item in read_items(lines(stream())))
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{forms} {peak:.1f} {seconds:.2f}"


if __name__ == "__main__":
    main()
