"""All thirteen tables of a province's departments out of one ledger, beside the same group-bys by hand.

    python benchmarks/tables.py [LINES]

The floor is the group-bys that the tables need, written straight in polars over the same frame in
memory. Ours runs the declared queries behind which the tables stand; one department in plain Python is
measured beside it.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import polars as pl

from mingzhang.domain.ledger import BudgetLine, Department, Fund, Kind, Ledger, Period, Unit
from mingzhang.tables.build import thirteen
from mingzhang.tables.bulk import DIMENSIONS, bulk_tables

LINES_A_DEPARTMENT = 330
FUNCTIONS = [
    f"{klass}{group:02}{item:02}"
    for klass in (201, 205, 207, 208, 210, 212, 213, 221)
    for group in (1, 3, 5)
    for item in (1, 2, 99)
]
ITEMS = [
    ("30101", "50101"),
    ("30102", "50101"),
    ("30108", "50102"),
    ("30201", "50201"),
    ("30217", "50206"),
    ("30231", "50208"),
]


def lines(count: int) -> list[BudgetLine]:
    """Invented lines of as many departments as they fill."""
    random.seed(7)
    made = []
    for i in range(count):
        department = f"{i // LINES_A_DEPARTMENT:05}"
        kind = random.choice(list(Kind))
        fund = (
            Fund.GENERAL
            if kind.basic
            else random.choice([Fund.GENERAL, Fund.GENERAL, Fund.GOVERNMENT, Fund.OWN])
        )
        departmental, government = random.choice(ITEMS) if kind.basic else ("", "")
        made.append(
            BudgetLine(
                2026,
                department,
                f"{department}{i % 3}",
                kind,
                "" if kind.basic else f"项目{i % 150}",
                random.choice(FUNCTIONS),
                departmental,
                government,
                fund,
                Period.CURRENT if kind.basic or i % 9 else Period.CARRIED,
                random.randint(1, 10**9) * 100,
            )
        )
    return made


def to_frame(made: list[BudgetLine]) -> pl.DataFrame:
    """The lines as the frame that bulk work begins with."""
    columns = {name: [str(getattr(line, name)) for line in made] for name in DIMENSIONS}
    data = pl.DataFrame(columns).with_columns(pl.all().cast(pl.Categorical))
    return data.with_columns(pl.Series("cents", [line.cents for line in made], dtype=pl.Int64))


def by_polars(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """The floor in polars: the group-bys of the tables, with the sums of their columns, and nothing more."""
    basic, current = pl.col("kind").is_in(["staff", "office"]), pl.col("period") == "current"
    money = pl.col("cents")
    text = frame.with_columns(pl.col("function", "departmental", "kind", "fund", "period").cast(pl.String))
    by_fund = [
        money.filter((pl.col("fund") == f) & current).sum().alias(f)
        for f in ("general", "fund", "capital", "special", "own")
    ]
    halves = [money.filter(basic).sum().alias("basic"), money.filter(~basic).sum().alias("project")]
    found = []
    for chosen, sums in (
        (text, [money.filter(current).sum().alias("current"), money.filter(~current).sum().alias("carried")]),
        (text, [*by_fund, money.filter(~current).sum().alias("carried")]),
        (text, halves),
        (text.filter(pl.col("fund").is_in(["general", "fund", "capital"])), by_fund),
        (text.filter((pl.col("fund") == "general") & current), halves),
        (text.filter((pl.col("fund") == "fund") & current), halves),
        (text.filter((pl.col("fund") == "capital") & current), halves),
    ):
        for digits in (3, 5, 7):
            found.append(chosen.group_by("department", pl.col("function").str.head(digits)).agg(sums))
    general = text.filter((pl.col("fund") == "general") & current & basic)
    found.append(general.group_by("department", "departmental", "government").agg(money.sum()))
    found.append(general.group_by("department", pl.col("departmental").str.head(3)).agg(money.sum()))
    found.append(
        text.filter(pl.col("departmental").is_in(["30217", "30231"]))
        .group_by("department", "departmental")
        .agg(by_fund)
    )
    found.append(text.filter(pl.col("kind") == "office").group_by("department", "unit").agg(by_fund))
    for period in (current, ~current):
        projects = text.filter(~basic & period)
        found.append(projects.group_by("department", "unit").agg(by_fund))
        found.append(projects.group_by("department", "unit", "project", "project_code").agg(by_fund))
    return found


def median(call: Callable[[], Any], rounds: int = 5) -> float:
    """Median seconds of wall clock."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    made = lines(count)
    departments = len({line.department for line in made})
    data = to_frame(made)
    ours, floor = median(lambda: bulk_tables(data)), median(lambda: by_polars(data))
    one = [line for line in made if line.department == made[0].department]
    units = tuple(Unit(code, code, made[0].department) for code in dict.fromkeys(line.unit for line in one))
    ledger = Ledger(2026, "某县", (Department(made[0].department, "某局"),), units, tuple(one))
    single = median(lambda: thirteen(ledger))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count:,} lines, {departments:,} departments, all thirteen tables; peak {peak:,.0f} MB with the lines\n"
    )
    print("| way | seconds | against the floor in polars |\n| --- | ---: | ---: |")
    for name, seconds in (("floor: group-bys in polars", floor), ("ours: the declared queries", ours)):
        print(f"| {name} | {seconds:.2f} | {seconds / floor:.2f} × |")
    print(f"\nOne department of {len(one)} lines in plain Python: {single * 1000:.1f} ms.")


if __name__ == "__main__":
    main()
