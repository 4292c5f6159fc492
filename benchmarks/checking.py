"""What checking finds, how often it is wrong, how fast it is beside reading, and how much memory it takes.

    python benchmarks/checking.py [--readme] [--misses] [--only GROUP]

Against hand-read findings (recall, precision) by the measure of ``../shared``; over the example paper with
one thing changed at a time (``sown/``); over the clean example papers, which must give nothing loud.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from common import EXAMPLES, ROOT, SEEDS, SHARED, fill, table, together
from mingzhang.checking.finding import Finding, Rule, Scope, Severity
from mingzhang.checking.standard import standard
from mingzhang.checking.subject import Paper
from mingzhang.reading.reader import read_file, read_text
from mingzhang.writing.findings import reports_json
from sown import Seed, kinds, seeds

CLEAN = "disclosure"
LOUD = frozenset({Severity.ERROR, Severity.WARNING})
SLOWEST = 8


def main() -> None:
    """Print the tables; with ``--readme`` put them into the READMEs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readme", action="store_true", help="write the figures into README*.md")
    arguments.add_argument("--misses", action="store_true", help="print what is not named, by kind")
    arguments.add_argument("--only", help="only seeds of groups with this in their name, and nothing else")
    arguments.add_argument("--stream", type=int, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.stream:
        print(stream_forms(chosen.stream))
        return
    if chosen.only:
        print(sown(chosen.misses, chosen.only))
        return
    tables = [
        *([accuracy()] if SHARED.is_dir() else []),
        clean(),
        sown(chosen.misses),
        speed(),
        slowest(),
        memory(),
    ]
    text = "\n\n".join(part for part in tables if part)
    print(text)
    if chosen.readme:
        for readme in ROOT.glob("README*.md"):
            fill(readme, text, "checking")


def accuracy() -> str:
    """Recall and precision against findings that were read by hand."""
    heads = ["document", "recall certain", "likely", "arguable", "slips", "precision", "loud", "all"]
    rows = []
    for name in SEEDS:
        document = read_file(SHARED / "seeds" / f"{name}.txt")
        report = standard().check(document)
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as out:
            json.dump(reports_json([(document.source, report)]), out, ensure_ascii=False)
            out.flush()
            command = [
                sys.executable,
                str(SHARED / "tools" / "findings.py"),
                out.name,
                str(SHARED / "findings" / f"{name}.json"),
            ]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")[-2]
        figures = dict(part.split("=") for part in said.split())
        rows.append(
            [name, *(f"{float(figures[f'recall_{k}']):.1%}" for k in ("certain", "likely", "arguable", "slips")),
             f"{float(figures['precision']):.1%}", figures["loud"], figures["all"]]
        )  # fmt: skip
    return table(heads, rows)


def clean() -> str:
    """What the clean example papers give: nothing loud is right."""
    rows = []
    for name in (CLEAN,):
        report = standard().check(read_file(EXAMPLES / f"{name}.txt"))
        counts = Counter(finding.severity for finding in report.findings)
        numbers = [str(counts[severity]) for severity in Severity]
        rows.append([name, *numbers, str(len(report.unable)), f"{sum(report.held.values()):,}"])
    return table(["clean paper", "errors", "warnings", "notes", "not tried", "held"], rows)


# Seeded errors


@cache
def _before() -> Counter[tuple[object, ...]]:
    return Counter(map(_key, standard().check(read_file(EXAMPLES / f"{CLEAN}.txt")).findings))


def _key(finding: Finding) -> tuple[object, ...]:
    """What tells a finding that was there before from a new one."""
    breach = finding.breach
    return (finding.rule.code, breach.form, breach.table, breach.evidence, breach.expected, breach.actual)


def named(seed: Seed) -> tuple[bool, bool]:
    """Whether a seed is named at its place at all, and by an error or a warning."""
    left = Counter(_before())
    right = []
    for finding in standard().check(read_text(seed.text, f"{CLEAN}.txt")).findings:
        if left[_key(finding)]:
            left[_key(finding)] -= 1
        elif _at(finding, seed):
            right.append(finding)
    return bool(right), any(finding.severity in LOUD for finding in right)


def _at(finding: Finding, seed: Seed) -> bool:
    breach = finding.breach
    if seed.form is not None and breach.form == seed.form:
        return True
    if seed.table is not None and breach.table == seed.table:
        return True
    return any(place.line and abs(place.line - n) <= 1 for place in breach.places for n in seed.lines)


def sown(misses: bool = False, only: str = "") -> str:
    """Of the sown errors, how many are named at their place."""
    by_kind = {k: v for k, v in kinds(seeds(EXAMPLES / f"{CLEAN}.txt")).items() if only in v[0].group}
    every = [seed for kept in by_kind.values() for seed in kept]
    with multiprocessing.Pool() as pool:
        results = dict(zip(map(id, every), pool.map(named, every, chunksize=8), strict=True))
    groups: dict[str, list[str]] = defaultdict(list)
    for kind, kept in by_kind.items():
        groups[kept[0].group].append(kind)
    rows = [_counted(group, [by_kind[k] for k in names], results) for group, names in groups.items()]
    rows.append(_counted("all", list(by_kind.values()), results))
    said = table(
        [
            "sown into",
            "kinds",
            "changes",
            "named at their place",
            "by an error or warning",
            "kinds never named",
        ],
        rows,
    )
    if misses:
        said += "\n" + "\n".join(_missed(by_kind, results))
    return said


def _counted(
    name: str, of_kinds: Sequence[Sequence[Seed]], results: dict[int, tuple[bool, bool]]
) -> list[str]:
    said = [results[id(seed)] for kept in of_kinds for seed in kept]
    never = sum(not any(results[id(seed)][0] for seed in kept) for kept in of_kinds)
    found, loud = sum(a for a, _ in said), sum(b for _, b in said)
    total = max(len(said), 1)
    return [
        name,
        str(len(of_kinds)),
        str(len(said)),
        f"{found / total:.1%}",
        f"{loud / total:.1%}",
        str(never),
    ]


def _missed(by_kind: dict[str, list[Seed]], results: dict[int, tuple[bool, bool]]) -> Iterator[str]:
    for kind, kept in by_kind.items():
        lost = [seed for seed in kept if not results[id(seed)][0]]
        if lost:
            where = "; ".join(f"line {s.lines[0]} {s.what}"[:70] for s in lost)
            yield f"missed {len(lost)}/{len(kept)} {kind}: {where}"


# Speed and memory


def speed() -> str:
    """Checking beside reading, on the same documents."""
    rows = []
    folder, names = (SHARED / "seeds", SEEDS) if SHARED.is_dir() else (EXAMPLES, (CLEAN, "booklet-cells"))
    for name in names:
        path = folder / f"{name}.txt"
        text = path.read_text(encoding="utf-8")
        document = read_text(text)
        check, read = together(lambda d=document: standard().check(d), lambda t=text: read_text(t))  # type: ignore[misc]
        forms = max(len(document.targets), 1)
        rows.append(
            [
                name,
                str(forms),
                f"{read * 1000:.1f}",
                f"{check * 1000:.1f}",
                f"{check / read:.2f} ×",
                f"{check / forms * 1000:.2f}",
            ]
        )
    return table(["document", "forms", "reading, ms", "checking, ms", "against reading", "ms a form"], rows)


def slowest() -> str:
    """The rules that take most of the time on the largest paper, when what they share is worked out."""
    path = SHARED / "seeds" / "pinglu-2026.txt" if SHARED.is_dir() else EXAMPLES / f"{CLEAN}.txt"
    paper = Paper(read_file(path))
    subjects: dict[Scope, Sequence[object]] = {
        Scope.FORM: paper.forms,
        Scope.TABLE: tuple(paper.tables.values()),
        Scope.DOCUMENT: (paper,),
    }
    times: dict[str, float] = {}
    for one in standard().rules * 2:  # the first round works out what rules share
        start = time.process_time()
        for subject in subjects[one.scope]:
            for _ in one.check(subject):
                pass
        times[one.code] = time.process_time() - start
    total = sum(times.values())
    rows = [
        [code, _rule(code).title, f"{seconds * 1000:.2f}", f"{seconds / max(total, 1e-9):.0%}"]
        for code, seconds in sorted(times.items(), key=lambda item: -item[1])[:SLOWEST]
    ]
    return table([f"slowest of {len(times)} rules", "it says", f"ms ({path.stem})", "share"], rows)


def _rule(code: str) -> Rule:
    return next(one for one in standard().rules if one.code == code)


def memory() -> str:
    """Peak memory of a process that checks papers one after the other, for few forms and for many."""
    rows = []
    for count in (100, 1_000, 10_000):
        command = [sys.executable, __file__, "--stream", str(count)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        forms, megabytes, seconds = run.stdout.split()
        rows.append([f"{int(forms):,}", megabytes, f"{int(forms) / max(float(seconds), 0.01):,.0f}"])
    return table(["forms checked", "peak MB of the process", "forms/s, read and checked"], rows)


def peak() -> float:
    """Peak memory of this process in MB; what the parent used before it was started does not count."""
    status = Path("/proc/self/status")
    if status.is_file():
        return int(re.findall(r"VmHWM:\s*(\d+)", status.read_text(encoding="ascii"))[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def stream_forms(count: int) -> str:
    """Read and check example papers until so many forms are checked; each paper says something of its own."""
    texts = [
        (EXAMPLES / f"{n}.txt").read_text(encoding="utf-8")
        for n in ("disclosure-with-errors", "booklet-cells")
    ]
    start, forms, turn = time.process_time(), 0, 0
    while forms < count:
        text = texts[turn % 2].replace("水", f"水{turn}")  # no two papers alike: nothing is known from before
        document = read_text(text)
        report = standard().check(document)
        forms += len(document.targets)
        turn += 1
        assert report.held or report.unable or report.findings
    return f"{forms} {peak():.1f} {time.process_time() - start:.2f}"


if __name__ == "__main__":
    main()
