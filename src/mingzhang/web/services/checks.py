"""The checks of the library on a form that is being filled in: findings at the cells that people see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import QuerySet

from mingzhang.checking.finding import Severity
from mingzhang.checking.standard import standard
from mingzhang.domain.record import Document, Source
from mingzhang.forms.target import TARGET
from mingzhang.web.services import prepared
from mingzhang.web.store.models import Explanation, Project
from mingzhang.workflow.completeness import lacks
from mingzhang.workflow.draft import Draft, packed, record_of, row_paths, unpacked

SOURCE = Source("填报中的表", "", "form")


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding beside a cell: ``path`` is that of the draft (blank: the whole form), ``key`` tells it from others.

    ``explained`` are the unit's words on why it is no error here; where it ``must`` be mended, none are taken.
    ``quiet`` is a blank that nobody has come to yet: still to be filled in rather than wrong. ``kind`` says where
    a row is to be added (``workflow.completeness.Lack``).
    """

    key: str
    rule: str
    severity: Severity
    path: str
    title: str
    message: str
    remedy: str
    explained: str = ""
    must: bool = False
    quiet: bool = False
    kind: str = ""

    @property
    def stands(self) -> bool:
        """Whether it keeps the form from being handed in."""
        return self.severity is Severity.ERROR and not self.explained


_PERSONAL = frozenset(field.key for field in TARGET.fields if field.private)


def document_of(draft: Draft, department: str, year: int) -> Document:
    """A draft as a document of one form, without who filled it in: that is asked for here, and published nowhere."""
    values = {key: text for key, text in draft.values.items() if key not in _PERSONAL}
    record = record_of(Draft(values, draft.rows))
    return Document(
        SOURCE, "form", record.text("region"), year, department, (), (), (record,), (), (), (), ()
    )


def findings(
    project: Project, draft: Draft | None = None, explained: Iterable[Explanation] | None = None
) -> list[Shown]:
    """What the checks say of a project's form, the gravest first, in the order of the form."""
    words = {e.finding: e.text for e in (_explanations(project) if explained is None else explained)}
    data = packed(draft) if draft else project.draft.encode()
    said = _said(data, project.unit.name, project.year)
    return [
        replace(each, explained=words[each.key], quiet=False) if each.key in words and not each.must else each
        for each in said
    ]


def foresee(project: Project, draft: Draft) -> None:
    """Check a form that is about to be saved: what is said of it is known when it is asked for."""
    _said(packed(draft), project.unit.name, project.year)


def _explanations(project: Project) -> list[Explanation]:
    def asked(mark: int) -> QuerySet[Explanation]:
        return Explanation.objects.filter(project_id=mark)

    return prepared.found("explanations", asked, project.pk)


@lru_cache(maxsize=512)
def _said(data: bytes, department: str, year: int) -> tuple[Shown, ...]:
    """What is said of a draft, kept: a form is looked at more often than it changes, and the same says the same."""
    return tuple(sorted(_all(unpacked(data), department, year), key=lambda finding: finding.severity.rank))


def _all(draft: Draft, department: str, year: int) -> Iterator[Shown]:
    """What is missing, then what the rules say; the same said twice of one cell is said once."""
    missing = set()
    for lack in lacks(draft):
        missing |= {lack.path} if lack.grave else set()
        key = _key(lack.code, lack.path, lack.message)
        yield Shown(
            key, lack.code, Severity.ERROR if lack.grave else Severity.WARNING, lack.path, "填写完整",
            lack.message, lack.remedy, must=lack.must, quiet=lack.untouched, kind=lack.kind,
        )  # fmt: skip
    paths = row_paths(draft)
    for finding in standard().check(document_of(draft, department, year)).findings:
        path = _path(finding.breach.field or "", paths)
        if path and path in missing:
            continue
        rule = finding.rule
        key = _key(rule.code, path, finding.message)
        yield Shown(key, rule.code, finding.severity, path, rule.title, finding.message, rule.remedy)


def _key(rule: str, path: str, message: str) -> str:
    return hashlib.sha256(f"{rule}|{path}|{message}".encode()).hexdigest()[:32]


def _path(field: str, paths: dict[str, str]) -> str:
    """A path of the exchange format as one of the draft."""
    parts = field.split(".")
    if len(parts) >= 2 and parts[0].endswith("_indicators"):
        row = paths.get(".".join(parts[:2]), "")
        return ".".join([row, *parts[2:]]) if row else ""
    return field
