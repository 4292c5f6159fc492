"""The states of a form that can be compared: approved versions, copies at each return, what stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from mingzhang.forms.spec import Form
from mingzhang.forms.target import TARGET
from mingzhang.web.services import prepared
from mingzhang.web.services.standings import procedure
from mingzhang.web.store.models import Project, ReturnedCopy, Version
from mingzhang.workflow.differences import Difference, differences
from mingzhang.workflow.draft import Draft, record_of, unpacked

NOW = "now"


@dataclass(frozen=True)
class State:
    """A state of a form: ``key`` tells it from others, ``name`` is for people. The draft is read when it is wanted."""

    key: str
    name: str
    packed: str

    @property
    def now(self) -> bool:
        """Whether it is the form as it stands now."""
        return self.key == NOW

    @property
    def returned(self) -> bool:
        """Whether it was returned."""
        return self.key.startswith("r")

    @cached_property
    def draft(self) -> Draft:
        """The form as it was."""
        return unpacked(self.packed)


def states(project: Project) -> list[State]:
    """Every state that is kept, the newest first."""
    found = [_returned(copy) for copy in project.returned_copies.all()]
    found += [_version(version) for version in project.versions.all()]
    dated = [copy.at for copy in project.returned_copies.all()]
    dated += [version.approved_at for version in project.versions.all()]
    behind = [state for _, state in sorted(zip(dated, found, strict=True), key=lambda each: each[0])]
    return [State(NOW, f"现在（第 {project.version} 版）", project.draft), *reversed(behind)]


def bases(project: Project) -> list[State]:
    """What the present form can be compared with: the copy that was returned last, then the version before."""
    found = []
    copies = [each for each in _copies(project) if each.version == project.version]
    copy = copies[-1] if copies else None
    if copy is not None:
        found.append(_returned(copy))
    version = project.versions.filter(n__lt=project.version).last() if project.version > 1 else None
    if version is not None:
        found.append(_version(version))
    return found


def _copies(project: Project) -> list[ReturnedCopy]:
    def asked(mark: int) -> QuerySet[ReturnedCopy]:
        return ReturnedCopy.objects.filter(project_id=mark)

    return prepared.found("copies", asked, project.pk)


def _returned(copy: ReturnedCopy) -> State:
    stages = {stage.key: stage.name for stage in procedure().stages}
    at = timezone.localtime(copy.at)
    return State(f"r{copy.pk}", f"{at:%Y-%m-%d %H:%M} {stages.get(copy.stage, '')}退回时", copy.draft)


def _version(version: Version) -> State:
    at = timezone.localtime(version.approved_at)
    return State(f"v{version.n}", f"第 {version.n} 版（{at:%Y-%m-%d} 批复）", version.draft)


def changed(before: Draft, after: Draft, personal: bool, form: Form = TARGET) -> Iterator[Difference]:
    """What differs between two states; personal data only for those who may see it."""
    private = {field.key for field in form.fields if field.private}
    for each in differences(record_of(before), record_of(after), form):
        if personal or each.path not in private:
            yield each
