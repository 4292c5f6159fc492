"""A ledger of one year as the year before of the next: the figures that its narrative compares with."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mingzhang.domain.ledger import BudgetLine, Fund, Kind, LastYear, Ledger, Period
from mingzhang.forms.queries import THREE_PUBLIC_CODES
from mingzhang.tables.sums import running_units


def as_last_year(ledger: Ledger) -> LastYear:
    """The figures of one department's ledger that the next year's narrative compares with, in 分."""
    units = running_units(ledger)

    def added(chosen: Callable[[BudgetLine], bool]) -> int:
        return sum(line.cents for line in ledger.lines if chosen(line))

    current = [line for line in ledger.lines if line.period is Period.CURRENT]
    return LastYear(
        total=sum(line.cents for line in ledger.lines),
        carried=added(lambda line: line.period is Period.CARRIED),
        basic=added(lambda line: line.kind.basic),
        project=added(lambda line: not line.kind.basic),
        **{str(fund): sum(line.cents for line in current if line.fund is fund) for fund in Fund},
        running_costs=sum(
            line.cents
            for line in current
            if line.kind is Kind.OFFICE and line.fund.appropriated and line.unit in units
        ),
        three_public={
            label: sum(x.cents for x in current if x.fund.appropriated and x.departmental.startswith(codes))
            for label, codes in THREE_PUBLIC_CODES.items()
        },
        income=_by_class(current),
        expenditure=_by_class(ledger.lines),
        basic_by_class=_by_class(line for line in ledger.lines if line.kind.basic),
        project_by_class=_by_class(line for line in current if not line.kind.basic),
    )


def _by_class(lines: Iterable[BudgetLine]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line.function[:3]] = found.get(line.function[:3], 0) + line.cents
    return dict(sorted(found.items()))
