"""Lines of a ledger out of the margins of printed tables: basic money by item, projects by function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.ledger import BudgetLine, Fund, Kind, Ledger, Period
from mingzhang.forms.queries import THREE_PUBLIC_CODES
from mingzhang.tables.rebuild.cells import project_keys
from mingzhang.tables.rebuild.items import leaf_items
from mingzhang.tables.rebuild.margins import Margins, Money
from mingzhang.tables.rebuild.printed import PrintedTable
from mingzhang.tables.rebuild.spread import METHOD, Margin, Share, Spread, slack, spare, spread
from mingzhang.tables.rows import Key
from mingzhang.tables.view import rounded

NOTE = "由公开的预算表还原"
UNNAMED = "（表中未列项目名称）"
FUND_NAMES = {
    Fund.GENERAL: "一般公共预算", Fund.GOVERNMENT: "政府性基金预算", Fund.CAPITAL: "国有资本经营预算",
    Fund.SPECIAL: "财政专户管理资金", Fund.OWN: "单位资金",
}  # fmt: skip


@dataclass
class Draft:
    """Lines while they are being found, spare ones of nothing, and what is to be said of them."""

    bare: Ledger
    printed: Mapping[str, PrintedTable]
    lines: list[BudgetLine] = field(default_factory=list)
    spare: list[BudgetLine] = field(default_factory=list)
    freedom: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    def add(self, line: BudgetLine) -> None:
        """Keep a line that is not nothing."""
        if line.cents:
            self.lines.append(line)

    def tell(self, filled: Spread, margin: int, rows: str, columns: str) -> None:
        """Say what was chosen freely, and where two margins contradict each other by more than rounding."""
        gap = filled.gap
        if filled.chosen:
            self.freedom.append(f"{rows}与{columns}之间有 {filled.chosen} 笔对应关系表中未列明：{METHOD}")
        if abs(gap) > margin:
            wan = rounded(abs(gap), MoneyUnit.WAN)
            self.contradictions.append(f"{rows}合计比{columns}{'多' if gap > 0 else '少'} {wan} 万元")


@dataclass(frozen=True, slots=True)
class What:
    """What a line is for, beside its function, fund and money."""

    unit: str = ""
    project: str = ""
    project_code: str = ""
    departmental: str = ""
    government: str = ""


def _line(
    draft: Draft, kind: Kind, function: str, fund: Fund, period: Period, cents: int, what: What | None = None
) -> BudgetLine:
    bare, what = draft.bare, what or What()
    return BudgetLine(
        year=bare.year,
        department=bare.departments[0].code,
        unit=what.unit or bare.units[0].code,
        kind=kind,
        project=what.project,
        function=function,
        departmental=what.departmental,
        government=what.government,
        fund=fund,
        period=period,
        cents=cents,
        project_code=what.project_code,
        note=NOTE,
    )


def basic_lines(draft: Draft, margins: Margins) -> None:
    """Basic money: of the general budget the items of table 6 against table 5, of other funds by function."""
    general = _margins_of(draft, margins.basic, Fund.GENERAL)
    items = list(_items(draft))
    if items and general:
        filled = spread(items, general)
        draft.tell(filled, slack(items, general), "表六的经济科目", "表五的基本支出科目")
        draft.lines.extend(_item_lines(draft, filled.shares))
        for rest in filled.unfilled:
            draft.add(_line(draft, Kind.STAFF, rest.column[0], Fund.GENERAL, Period.CURRENT, rest.cents))
        draft.spare.extend(_item_lines(draft, spare(items, general, filled)))
    else:
        for margin in general:
            draft.add(_line(draft, Kind.STAFF, margin.key[0], Fund.GENERAL, Period.CURRENT, margin.cents))
        if general:
            draft.freedom.append("没有表六，基本支出未分经济科目，全部记为人员类")
    for (fund, code), cents in margins.basic.items():
        if fund is not Fund.GENERAL:
            draft.add(_line(draft, Kind.STAFF, code, fund, Period.CURRENT, cents))
    _by_unit(draft)


def _item_lines(draft: Draft, shares: Iterable[Share]) -> Iterator[BudgetLine]:
    for share in shares:
        kind, departmental, government = share.row
        what = What(departmental=departmental, government=government)
        yield _line(draft, Kind(kind), share.column[0], Fund.GENERAL, Period.CURRENT, share.cents, what)


def _margins_of(draft: Draft, money: Money, fund: Fund) -> list[Margin]:
    names = draft.bare.names
    return [
        Margin((code,), names.get(f"function:{code}", ""), cents)
        for (f, code), cents in money.items()
        if f is fund
    ]


def _items(draft: Draft) -> list[Margin]:
    table = draft.printed.get("basic_expenditure")
    if table is None:
        return []
    return [
        Margin((str(kind), *key), row.texts.get("department_item", ""), row.at(str(kind)))
        for row, key in leaf_items(table.rows, draft.bare.names)
        for kind in (Kind.STAFF, Kind.OFFICE)
        if row.at(str(kind))
    ]


def _by_unit(draft: Draft) -> None:
    """Running costs by unit as table 11 prints them; which unit other basic money is of, no table says."""
    units = draft.bare.units
    table = draft.printed.get("running_costs")
    if len(units) < 2 or table is None:
        return
    codes = {unit.name: unit.code for unit in units}
    rows = [(codes[name], row) for row in table.rows[1:] if (name := row.texts.get("unit_name", "")) in codes]
    office = [
        i for i, line in enumerate(draft.lines) if line.kind is Kind.OFFICE and line.fund is Fund.GENERAL
    ]
    columns = [Margin((code,), "", row.at("general")) for code, row in rows if row.at("general")]
    rest = sum(draft.lines[i].cents for i in office) - sum(c.cents for c in columns)
    other = next((u.code for u in units if not u.running_costs), None)
    if other and rest > 0:
        columns.append(Margin((other,), "", rest))
    if not columns:
        return
    rows_of_office = [Margin((str(i),), "", draft.lines[i].cents) for i in office]
    filled = spread(rows_of_office, columns)
    draft.tell(filled, slack(rows_of_office, columns), "表六的公用经费", "表十一")
    split = [
        msgspec.structs.replace(draft.lines[int(s.row[0])], unit=s.column[0], cents=s.cents)
        for s in filled.shares
    ]
    kept = set(office)
    draft.lines[:] = [line for i, line in enumerate(draft.lines) if i not in kept] + split
    draft.freedom.append("基本支出属于哪个单位，表中只列机关运行经费；其余记在第一个单位")


def project_lines(draft: Draft, margins: Margins) -> None:
    """Projects of tables 12 and 13 against the functions of tables 5, 8, 9 and 2, fund by fund, as printed."""
    for period, key, money, number in (
        (Period.CURRENT, "projects", margins.project, "表十二"),
        (Period.CARRIED, "carried_projects", margins.carried, "表十三"),
    ):
        order = {k: i for i, k in enumerate(_project_keys(draft, key))}
        lines: list[BudgetLine] = []
        for fund in Fund:
            lines.extend(_projects_of(draft, period, key, money, fund, number))
        for line in sorted(lines, key=lambda x: order.get((x.unit, x.project, x.project_code), len(order))):
            draft.add(line)
    if any(not line.kind.basic for line in draft.lines):
        draft.freedom.append("项目属于其他运转类还是特定目标类，表中未列，一律记为特定目标类")


def _projects_of(
    draft: Draft, period: Period, key: str, money: Money, fund: Fund, number: str
) -> Iterator[BudgetLine]:
    columns, rows = _margins_of(draft, money, fund), _project_margins(draft, key, fund)
    if columns and not rows:
        rows = [Margin((draft.bare.units[0].code, UNNAMED, ""), "", sum(c.cents for c in columns))]
    if not rows:
        return
    filled = spread(rows, columns)
    about = f"{FUND_NAMES[fund]}{'上年结转' if period is Period.CARRIED else '项目支出'}"
    draft.tell(filled, slack(rows, columns), f"{number}的项目（{about}）", "功能科目")
    room = spare(rows, columns, filled)
    draft.spare.extend(_line(draft, Kind.SPECIFIC, s.column[0], fund, period, 0, What(*s.row)) for s in room)
    unnamed = What(draft.bare.units[0].code, UNNAMED)
    for rest in filled.unfilled:
        yield _line(draft, Kind.SPECIFIC, rest.column[0], fund, period, rest.cents, unnamed)
    for share in filled.shares:
        function = share.column[0] if share.column else ""
        yield _line(draft, Kind.SPECIFIC, function, fund, period, share.cents, What(*share.row))


def _project_keys(draft: Draft, key: str) -> list[Key | None]:
    table = draft.printed.get(key)
    return list(project_keys(table.rows, draft.bare)) if table else []


def _project_margins(draft: Draft, key: str, fund: Fund) -> list[Margin]:
    table = draft.printed.get(key)
    rows = zip(table.rows if table else (), _project_keys(draft, key), strict=True)
    return [
        Margin(k, k[1], row.at(str(fund))) for row, k in rows if isinstance(k, tuple) and row.at(str(fund))
    ]


def three_public_lines(draft: Draft) -> None:
    """What table 10 prints beyond the items of table 6 is paid by projects: marked on their lines."""
    table = draft.printed.get("three_public")
    if table is None:
        return
    for row in table.rows:
        codes = THREE_PUBLIC_CODES.get(row.texts.get("item", ""), ())
        if len(codes) != 1 and row.texts.get("item") != "①公务用车购置费":
            continue
        for fund in (Fund.GENERAL, Fund.GOVERNMENT, Fund.CAPITAL):
            have = sum(
                x.cents
                for x in draft.lines
                if x.fund is fund and x.period is Period.CURRENT and x.departmental.startswith(codes)
            )
            missing = row.at(str(fund)) - have
            if missing > 0:
                _mark(draft, fund, codes[0], missing)
                draft.freedom.append(f"表十“{row.texts['item']}”有一部分不在基本支出内，记在金额最大的项目上")
            elif missing < -10_000:
                wan = rounded(-missing, MoneyUnit.WAN)
                draft.contradictions.append(f"表十“{row.texts['item']}”比表六同名科目少 {wan} 万元")


def _mark(draft: Draft, fund: Fund, code: str, cents: int) -> None:
    candidates = [
        i
        for i, line in enumerate(draft.lines)
        if line.fund is fund
        and line.period is Period.CURRENT
        and not line.kind.basic
        and not line.departmental
    ]
    largest = max(candidates, key=lambda i: draft.lines[i].cents, default=None)
    if largest is None or draft.lines[largest].cents < cents:
        draft.contradictions.append("表十的“三公”经费多于可以列支的项目金额")
        return
    line = draft.lines[largest]
    draft.lines[largest] = msgspec.structs.replace(line, cents=line.cents - cents)
    draft.lines.append(msgspec.structs.replace(line, cents=cents, departmental=code))
