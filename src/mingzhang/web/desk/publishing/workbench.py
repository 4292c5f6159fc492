"""The workbench of a publication: what is still missing with links to where it is mended, and each of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingzhang.checking.exposure import Exposure
from mingzhang.domain.amount import Unit
from mingzhang.domain.ledger import BudgetLine, LastYear, Ledger, Period
from mingzhang.forms.ledger_sheet import KINDS
from mingzhang.tables.annex import Annex, annex, of_records
from mingzhang.tables.view import rounded
from mingzhang.web.desk.publishing.facts import (
    CLASS_HEADS,
    MORE,
    OVERVIEW,
    anchor,
    below,
    by_class,
    entries,
    stories,
)
from mingzhang.web.services.publishing.assemble import (
    ANNEX,
    APPROVAL,
    CHECKS,
    FACTS,
    LEDGER,
    SCREEN,
    Assembled,
    Missing,
    Said,
)
from mingzhang.web.services.publishing.facts import ITEMS
from mingzhang.web.services.publishing.sources import facts_from
from mingzhang.web.services.standings import visible
from mingzhang.web.store.models import Account, Version


def step_names() -> dict[str, str]:
    """What the steps are called."""
    return {
        APPROVAL: _("批复日期"), LEDGER: _("账本和表格"), FACTS: _("部门情况和原因"), ANNEX: _("绩效目标"),
        CHECKS: _("检查"), SCREEN: _("个人信息和保密筛查"),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is still to be done: the step's name, what, where it is mended, whether it blocks."""

    step: str
    said: str
    href: str
    blocks: bool


@dataclass(frozen=True)
class Bench:
    """A publication as one person sees it at the workbench."""

    assembled: Assembled
    account: Account

    @cached_property
    def projects(self) -> Mapping[str, int]:
        """The approved projects that the person may open, by name."""
        names = {version.project_id: version.project.name for version in self.assembled.sources.versions}
        mine = visible(self.account.person).filter(pk__in=names).values_list("pk", flat=True)
        return {names[pk]: pk for pk in mine}

    def gaps(self) -> tuple[Gap, ...]:
        """What is still to be done, in the order of the steps."""
        names, projects = step_names(), self.projects
        return tuple(
            Gap(names[each.step], each.said, _where(each, projects), each.blocks)
            for each in self.assembled.missing
        )


def _where(missing: Missing, projects: Mapping[str, int]) -> str:
    """Where something missing is mended: an address of the page, or of the project."""
    if missing.step == LEDGER and missing.at in projects:
        return reverse("desk:budget", args=[projects[missing.at]])
    if missing.step == CHECKS and missing.at:
        return f"#finding-{missing.at}"
    if missing.step == SCREEN and missing.at:
        return f"#exposure-{missing.at}"
    if missing.step == FACTS:
        return _fact_at(missing.at)
    return f"#step-{missing.step}"


def _fact_at(key: str) -> str:
    """Where a fact is written; a table of figures is led to by its head."""
    if key == "targets":
        return f"#step-{ANNEX}"
    if (key in ITEMS and ITEMS[key].details is None) or key.startswith("reasons."):
        return f"#{anchor(key)}"
    head = key.partition(".")[0]
    return f"#facts-{head}" if head in ("assets", "last_year") else f"#step-{FACTS}"


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines of the ledger together: what they are, how many, money in 万元, where they come from."""

    label: str
    lines: int
    wan: str
    whence: str = ""


def sums(ledger: Ledger) -> tuple[Sum, ...]:
    """The ledger by kind of expenditure, and the whole."""
    found = []
    for kind in KINDS:
        lines = [line for line in ledger.lines if line.kind.value == kind.value]
        if lines:
            basic = lines[0].kind.basic
            found.append(_sum(kind.word, lines, _("导入的账本") if basic else _("批复的项目")))
    return (*found, _sum(_("支出合计"), list(ledger.lines), ""))


def _sum(label: str, lines: list[BudgetLine], whence: str) -> Sum:
    return Sum(label, len(lines), rounded(sum(line.cents for line in lines), Unit.WAN), whence)


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A target form of the annex."""

    version: Version
    wan: str
    opens: bool


@dataclass(frozen=True, slots=True)
class AnnexShown:
    """The annex beside the projects of the ledger, and the share of them whose targets are published."""

    rows: tuple[AnnexRow, ...]
    beside: Annex
    projects: int
    projects_wan: str
    forms_wan: str
    by_number: str
    by_amount: str


def annex_of(bench: Bench) -> AnnexShown:
    """The annex of a publication."""
    assembled, mine = bench.assembled, set(bench.projects.values())
    forms = of_records(assembled.sources.targets)
    beside = annex(assembled.sources.ledger, forms)
    rows = tuple(
        AnnexRow(version, "" if form.cents is None else rounded(form.cents, Unit.WAN), version.project_id in mine)
        for version, form in zip(assembled.sources.versions, forms, strict=True)
    )  # fmt: skip
    current = [
        line
        for line in assembled.sources.ledger.lines
        if not line.kind.basic and line.period is Period.CURRENT
    ]
    count = len({(line.unit, line.project, line.project_code) for line in current})
    money = sum(line.cents for line in current)
    forms_money = sum(form.cents or 0 for form in forms)
    return AnnexShown(
        rows, beside, count, rounded(money, Unit.WAN), rounded(forms_money, Unit.WAN),
        _share(len(rows), count), _share(forms_money, money),
    )  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole > 0 else "—"


@dataclass(frozen=True, slots=True)
class Decided:
    """An exposure with what was decided on it: blank where nothing was."""

    exposure: Exposure
    hide: bool | None
    reason: str
    by: str


def decided(assembled: Assembled) -> tuple[Decided, ...]:
    """The exposures, those to be decided first."""
    told: Mapping[str, Mapping[str, Any]] = assembled.publication.exposures
    names = _names(str(each.get("by", "")) for each in told.values())
    found = {each.key: Decided(each, *_decision(told.get(each.key), names)) for each in assembled.exposures}
    return tuple(sorted(found.values(), key=lambda d: (d.hide is not None, not d.exposure.sure)))


def _decision(told: Mapping[str, Any] | None, names: Mapping[str, str]) -> tuple[bool | None, str, str]:
    if not told:
        return None, "", ""
    by = str(told.get("by", ""))
    return bool(told.get("hide")), str(told.get("reason", "")), names.get(by, by)


def _names(usernames: Iterator[str]) -> dict[str, str]:
    rows = Account.objects.filter(username__in=set(usernames))
    return dict(rows.values_list("username", "name"))


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with where it is mended, blank where on this page."""

    said: Said
    project: int | None


def findings_of(bench: Bench) -> tuple[FindingRow, ...]:
    """The findings, those that keep the paper from being released first."""
    projects = bench.projects
    rows = [FindingRow(each, projects.get(each.project)) for each in bench.assembled.findings]
    return tuple(sorted(rows, key=lambda row: (not row.said.stands, row.said.severity.rank)))


def facts_context(assembled: Assembled) -> dict[str, Any]:
    """The fields of the step of facts."""
    sources = assembled.sources
    own = facts_from(assembled.publication.facts)
    classes = {line.function[:3] for line in sources.ledger.lines}
    return {
        "stories": stories(sources.facts, assembled.bare),
        "overview": entries(sources.facts, OVERVIEW), "more": entries(sources.facts, MORE),
        "assets": entries(sources.facts, below("assets")),
        "last_year": entries(sources.facts, below("last_year")),
        "classes": by_class(sources.facts, classes), "class_heads": CLASS_HEADS,
        "last_from": sources.last_release if own.last_year == LastYear() else None,
        "last_there": sources.last_release,
    }  # fmt: skip
