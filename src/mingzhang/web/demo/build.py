"""Build the demonstration: its people do what the story says, each act by the way that every act goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from mingzhang.domain.record import Record
from mingzhang.web.demo import extras
from mingzhang.web.demo.clock import Clock
from mingzhang.web.demo.papers import forms
from mingzhang.web.demo.places import CODE, HOME, Demo, settle
from mingzhang.web.demo.publishing import Publisher
from mingzhang.web.demo.routes import Move
from mingzhang.web.demo.story import Plan, plans
from mingzhang.web.services import acts, drafts
from mingzhang.web.services.budget import Typed
from mingzhang.web.services.checks import findings
from mingzhang.web.services.standings import procedure
from mingzhang.web.store.models import Account, Division, Message, Project, Version
from mingzhang.workflow.acts import ACTS, Act, By
from mingzhang.workflow.carrying import from_last_year
from mingzhang.workflow.draft import Edit, Op, record_of, unpacked
from mingzhang.workflow.roles import Role
from mingzhang.workflow.standing import Status

Step = tuple[datetime, Callable[[], None]]
"""When something is done, and what."""
WORDS = "质保金 12 万元按合同下年支付。"


def there() -> bool:
    """Whether the county is there already."""
    return Division.objects.filter(code=CODE).exists()


def budget_year(now: datetime) -> int:
    """The year that is budgeted for: from summer on the next one."""
    return now.year + (now.month >= 7)


@dataclass
class _Case:
    """A project on its way."""

    plan: Plan
    year: int
    start: datetime
    pk: int = 0

    def at(self, day: float) -> datetime:
        """The time of a day of its way; a part of a day is one of five hours."""
        return self.start + timedelta(days=int(day), hours=5 * (day % 1))


@dataclass
class _Maker:
    """Who makes the county: what it has to work with."""

    demo: Demo
    folder: Path
    papers: Mapping[int, Mapping[str, Record]]
    lines: Mapping[int, Mapping[str, tuple[Typed, ...]]]
    made: dict[tuple[str, int], int] = field(default_factory=dict)

    def begin(self, case: _Case) -> None:
        """Make a project, as its plan has it."""
        plan = case.plan
        unit = self.demo.units[plan.unit]
        last = self.made.get((plan.name, case.year - 1)) if plan.last else None
        before = Project.objects.get(pk=last) if last else None
        record = None if plan.blank else self.papers[case.year][plan.name]
        if before and not plan.way:  # copied, and nothing more done yet
            record = from_last_year(record_of(unpacked(before.draft)), case.year, "申报表")
        clerk = self.demo.who(Role.CLERK, unit)
        made = drafts.create(unit, case.year, clerk, record, before)
        case.pk = self.made[plan.name, case.year] = made.pk
        if plan.name in self.lines[case.year]:
            extras.put_lines(made, clerk, self.lines[case.year][plan.name])
        if plan.attached:
            extras.attach(self.folder, made, clerk)

    def do(self, case: _Case, move: Move) -> None:
        """Do an act, by whoever does it there."""
        project = Project.objects.select_related("unit__department").get(pk=case.pk)
        account = self._who(project, move.act)
        if move.act is Act.EDIT:
            self._type(project, account, move)
            return
        if move.act is Act.HAND_IN:
            for finding in findings(project):
                if finding.stands:
                    drafts.explain(project.pk, account, finding.key, WORDS)
        acts.do(move.act, project.pk, account, move.given)

    def issue(self, number: str, year: int, n: int) -> None:
        """Write what is approved and on no paper yet onto one."""
        versions = Version.objects.filter(project__year=year, n=n, status=Status.APPROVED, approval=None)
        pks = list(versions.order_by("pk").values_list("project_id", flat=True))
        acts.issue(number, year, pks, self.demo.holders[Role.BUDGET, CODE])

    def _type(self, project: Project, account: Account, move: Move) -> None:
        draft = unpacked(project.draft)
        edits = [Edit(Op.SET, path, text, seen=draft.text(path) or "") for path, text in move.edits]
        drafts.save(project.pk, account, edits)

    def _who(self, project: Project, act: Act) -> Account:
        by_stage = ACTS[act].by is By.STAGE
        role = procedure().stage(project.stage).role if by_stage else Role.CLERK
        return self.demo.who(role, project.unit)


@transaction.atomic
def build(papers: Path) -> None:
    """Make the county out of the example papers in a folder. Raises what an act raises; then nothing is made."""
    now = timezone.localtime()
    year = budget_year(now)
    demo = settle(year, now)
    years = (year - 1, year)
    maker = _Maker(
        demo, papers, {y: forms(papers, y) for y in years}, {y: extras.lines(papers, y) for y in years}
    )
    publisher = Publisher(demo, papers)
    steps = [*_steps(maker, year, now), *_papers(maker, year, now), *publisher.steps(year, now)]
    clock = Clock()
    for moment, act in sorted(steps, key=lambda step: step[0]):
        with clock.on(moment):
            act()
    home = demo.units[HOME]
    extras.drop(papers, home, demo.who(Role.CLERK, home), year)
    Message.objects.filter(at__lt=now - timedelta(days=5)).update(read_at=now - timedelta(days=4))


def _steps(maker: _Maker, year: int, now: datetime) -> Iterator[Step]:
    """Every act of the story with its time: in office hours, in the order of each project's way."""
    for n, plan in enumerate(plans(year)):
        days = int(plan.way[-1].day) if plan.way else 0
        morning = now.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(minutes=n * 11 % 180)
        case = _Case(plan, year + plan.years, morning - timedelta(days=plan.ago + days))
        yield case.start, partial(maker.begin, case)
        for i, move in enumerate(plan.way, start=1):
            yield case.at(move.day) + timedelta(seconds=i), partial(maker.do, case, move)


def _papers(maker: _Maker, year: int, now: datetime) -> Iterator[Step]:
    """The approval papers of last year, and the first of this one; what was approved after it waits for the next."""
    for of, number, ago, n in ((year - 1, 18, 360, 1), (year - 1, 106, 130, 2), (year, 7, 45, 1)):
        paper = f"青财预〔{year - 1}〕{number}号"
        yield now - timedelta(days=ago), partial(maker.issue, paper, of, n)


def told() -> str:
    """How many projects are in each state, in words."""
    states = Counter(project.get_status_display() for project in Project.objects.only("status"))
    return f"{sum(states.values())} 个项目，" + "、".join(f"{name} {n}" for name, n in states.most_common())


def age() -> int:
    """How many days ago the county was made: its latest act before somebody tried it."""
    first = Account.objects.order_by("created_at").values_list("created_at", flat=True).first()
    return (timezone.now() - first).days if first else 0
