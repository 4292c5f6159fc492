"""A publication put together as it would be released now: the paper, what is missing, findings, exposures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import msgspec

from mingzhang.checking.exposure import Exposure, exposures, redacted
from mingzhang.checking.finding import Finding, Severity
from mingzhang.checking.standard import standard
from mingzhang.domain.amount import Unit
from mingzhang.domain.ledger import Facts, Ledger
from mingzhang.domain.record import Document, Source
from mingzhang.forms.pack import Pack, load_pack
from mingzhang.tables.published import MEDIUM, Published, published
from mingzhang.tables.view import rounded
from mingzhang.web.config import config
from mingzhang.web.services.publishing.sources import Sources
from mingzhang.web.store.models import Publication
from mingzhang.writing.paper.disclosure import paper_of
from mingzhang.writing.paper.model import Paper

APPROVAL, LEDGER, FACTS, ANNEX, CHECKS, SCREEN = "approval", "ledger", "facts", "annex", "checks", "screen"
STEPS = (APPROVAL, LEDGER, FACTS, ANNEX, CHECKS, SCREEN)
"""The steps of the workbench, in their order."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still to be done: in which step, at what (blank: the step), whether nothing can be released before."""

    step: str
    said: str
    at: str = ""
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """A finding on the paper: ``path`` its field, ``project`` whose form; ``explained`` the words on why it is none."""

    key: str
    rule: str
    severity: Severity
    project: str
    path: str
    title: str
    message: str
    remedy: str
    explained: str = ""

    @property
    def stands(self) -> bool:
        """Whether it keeps the paper from being released."""
        return self.severity is Severity.ERROR and not self.explained


def pack() -> Pack:
    """How the county prints its papers."""
    return load_pack(config().text("pack"))


@dataclass(frozen=True)
class Assembled:
    """A publication as it stands; everything is drawn live from its sources."""

    publication: Publication

    @cached_property
    def sources(self) -> Sources:
        """What it is made of."""
        return Sources(self.publication)

    @cached_property
    def bare(self) -> Published:
        """The disclosure before anything is hidden."""
        department = self.publication.department
        name = f"{department.name}{self.publication.year}年部门预算"
        return published(
            self.sources.ledger, department.code, self.sources.targets, pack(), Source(name, "", MEDIUM)
        )

    @cached_property
    def exposures(self) -> tuple[Exposure, ...]:
        """What must not be published unseen."""
        return exposures(self.bare.document)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The keys of exposures that were decided to be hidden."""
        return frozenset(e.key for e in self.exposures if self._decided(e.key).get("hide"))

    def _decided(self, key: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.publication.exposures.get(key, {})
        return found

    @cached_property
    def undecided(self) -> tuple[Exposure, ...]:
        """Exposures that nobody has decided on."""
        return tuple(e for e in self.exposures if not self._decided(e.key))

    @cached_property
    def published(self) -> Published:
        """The disclosure as it would be released."""
        return replace(self.bare, document=redacted(self.bare.document, self.hidden))

    @property
    def document(self) -> Document:
        """The document of it."""
        return self.published.document

    @cached_property
    def public_ledger(self) -> Ledger:
        """The ledger as it is released: names as its document has them, no notes on where a line comes from."""
        pieces = (e.text for e in self.exposures if e.key in self.hidden and e.path.startswith("sections"))
        names = names_hidden(self.bare.document, self.document)
        return without(self.sources.ledger, names, tuple(dict.fromkeys(pieces)))

    @cached_property
    def paper(self) -> Paper:
        """The paper as it is printed and previewed."""
        return paper_of(self.published, pack())

    @cached_property
    def findings(self) -> tuple[Said, ...]:
        """What the checks say, the gravest first, each with the words that were written on it."""
        return said_of(self.document, self.publication.explained)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What is still to be done, in the order of the steps."""
        found = list(self._missing())
        return tuple(sorted(found, key=lambda each: STEPS.index(each.step)))

    @property
    def ready(self) -> bool:
        """Whether it can be handed over."""
        return not any(each.blocks for each in self.missing)

    def _missing(self) -> Iterator[Missing]:
        sources = self.sources
        if self.publication.approved_on is None:
            yield Missing(
                APPROVAL, "还没有登记财政局批复部门预算的日期，公开的期限从这一天起算。请财政局预算股登记。"
            )
        if not any(line.kind.basic for line in sources.ledger.lines):
            yield Missing(LEDGER, "没有基本支出和收入。请导入本部门的账本（Excel、csv 或 json）。")
        if sources.coming:
            yield Missing(
                ANNEX, f"还有 {sources.coming} 个项目没有批复，不会公开；批复以后会自动列入。", blocks=False
            )
        for name in sources.without_lines:
            yield Missing(LEDGER, f"项目“{name}”已经批复，但没有预算明细，表里不会有它的钱。", name)
        if sources.only_in_basis:
            names = dict.fromkeys(line.project for line in sources.only_in_basis)
            some = "、".join(f"“{name}”" for name in list(names)[:3])
            yield Missing(
                ANNEX,
                f"账本里有 {len(names)} 个项目在系统里没有申报，只公开金额，没有绩效目标：{some}{'等' if len(names) > 3 else ''}。",
                blocks=False,
            )
        if sources.left_out:
            names = dict.fromkeys(line.project for line in sources.left_out)
            some = "、".join(f"“{name}”" for name in list(names)[:3])
            money = rounded(sum(line.cents for line in sources.left_out), Unit.WAN)
            yield Missing(
                ANNEX,
                f"账本里有 {len(names)} 个项目在系统里没有批复（{some}{'等' if len(names) > 3 else ''}，共 {money} 万元），没有列入公开内容；批复以后会自动列入。",
                blocks=False,
            )
        for owed in self.bare.owed:
            annex = owed.key == "targets"
            yield Missing(
                ANNEX if annex else FACTS, f"{owed.section}：{owed.what}", owed.key, blocks=not annex
            )
        for finding in self.findings:
            if finding.stands:
                yield Missing(CHECKS, finding.message, finding.key)
        hidden = {told.get("word") for told in self.publication.exposures.values() if told.get("hide")}
        for exposure in self.undecided:
            blocks = (
                exposure.sure or word_of(exposure) in hidden
            )  # hidden once, it is not let out by a changed text
            yield Missing(SCREEN, f"{exposure.label}：{exposure.masked}", exposure.key, blocks=blocks)


def said_of(document: Document, explained: Mapping[str, str]) -> tuple[Said, ...]:
    """What the checks say of a document, the gravest first."""
    found = [_said(finding, explained) for finding in standard().check(document).findings]
    return tuple(sorted(found, key=lambda each: each.severity.rank))


def _said(finding: Finding, explained: Mapping[str, str]) -> Said:
    rule, path = finding.rule, finding.breach.field or ""
    told = f"{rule.code}|{finding.project or ''}|{path}|{finding.message}"
    key = hashlib.sha256(told.encode()).hexdigest()[:32]
    return Said(
        key, rule.code, finding.severity, finding.project or "", path, rule.title, finding.message, rule.remedy,
        explained.get(key, ""),
    )  # fmt: skip


def word_of(exposure: Exposure) -> str:
    """A hash of what is exposed, wherever it stands: what people hid once is known again by it."""
    return hashlib.sha256(f"{exposure.kind}|{exposure.text}".encode()).hexdigest()[:16]


def names_hidden(before: Document, after: Document) -> dict[str, str]:
    """The names of projects and units that were hidden, as the document has them now."""
    names: dict[str, str] = {}

    def note(old: str | None, new: str | None) -> None:
        if old and new and old != new:
            names[old] = new

    for was, now in zip(before.targets, after.targets, strict=True):
        for key in ("project_name", "implementing_unit"):
            note(was.text(key), now.text(key))
    for table, printed in zip(before.tables, after.tables, strict=True):
        for row, new_row in zip(table.rows, printed.rows, strict=True):
            for cell, new in zip(row.cells, new_row.cells, strict=True):
                note(cell.text if cell else None, new.text if new else None)
    return names


def without(ledger: Ledger, names: Mapping[str, str], pieces: Sequence[str]) -> Ledger:
    """A ledger with hidden names, facts without some pieces of text, and lines that say nothing of their origin."""

    def words(told: Any) -> Any:  # noqa: ANN401  # any part of facts
        if isinstance(told, str):
            for piece in pieces:
                told = told.replace(piece, "＊" * len(piece))
            return told
        if isinstance(told, dict):
            return {key: words(value) for key, value in told.items()}
        return told

    return msgspec.structs.replace(
        ledger,
        lines=tuple(
            msgspec.structs.replace(line, project=names.get(line.project, line.project), note="")
            for line in ledger.lines
        ),
        units=tuple(
            msgspec.structs.replace(unit, name=names.get(unit.name, unit.name)) for unit in ledger.units
        ),
        facts={
            code: msgspec.convert(words(msgspec.to_builtins(facts)), Facts)
            for code, facts in ledger.facts.items()
        },
    )
