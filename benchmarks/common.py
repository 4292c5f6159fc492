"""What the benchmarks share: the real papers beside the checkout, CPU time taken turn by turn, tables in Markdown."""

from __future__ import annotations

import importlib.util
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared"
SEEDS = ("yungang-2023", "pinglu-2026", "shangdang-2023", "yonghe-2023-part")
ROUNDS, SECONDS = 5, 0.6


def tool(name: str) -> ModuleType:
    """A measure that ``../shared`` brings."""
    spec = importlib.util.spec_from_file_location(name, SHARED / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def together(ours: Callable[[], Any], floor: Callable[[], Any]) -> tuple[float, float]:
    """Median CPU seconds of one call of either, taken turn by turn."""
    for call in (ours, floor):
        call()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for call, kept in zip((ours, floor), times, strict=True):
            count, start = 0, time.process_time()
            while time.process_time() - start < SECONDS / 2:
                call()
                count += 1
            kept.append((time.process_time() - start) / count)
    return statistics.median(times[0]), statistics.median(times[1])


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    cut = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [heads, cut, *rows])


def fill(readme: Path, text: str, name: str = "figures") -> None:
    """Put the figures between their marks."""
    old = readme.read_text(encoding="utf-8")
    new = re.sub(
        rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: f"{m[1]}{text}\n{m[2]}", old, flags=re.DOTALL
    )
    readme.write_text(new, encoding="utf-8")
