"""Long work in the background: kept in the database, taken up by workers, one task by one worker.

A kind of task is a function with the mark ``@kind("name")``; it is given a ``Run`` and gives its result. Each time
that a worker takes a task up, ``tries`` counts on: a worker that was thought dead and is not finds another number
there and writes nothing more.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from mingzhang.web.store.models import Account, Task, TaskState

MOST_TRIES = 3
"""A task whose worker died so often is given up: it may be what they die of."""
BEAT = 5.0
"""Seconds between two signs of life."""
DEAD_AFTER = timedelta(seconds=60)
"""A worker that has not been heard of for so long is dead."""
ENDED = (TaskState.DONE, TaskState.FAILED, TaskState.STOPPED)
MODULES = (
    "mingzhang.web.services.intake_read",
    "mingzhang.web.services.approvals",
    "mingzhang.web.services.county_task",
    "mingzhang.web.services.mail",
    "mingzhang.web.services.open.bulk",
    "mingzhang.web.services.publishing.papers",
    "mingzhang.web.services.publishing.elsewhere",
    "mingzhang.web.services.publishing.booklet",
)
"""Where kinds are declared; loaded before a worker looks for work."""
_LOG = logging.getLogger(__name__)


class TaskFailed(Exception):
    """A task cannot be done; ``str()`` says in Chinese why, and what to do."""


class Stopped(Exception):
    """The task was cancelled, or another worker has it now: leave off."""


@dataclass
class Run:
    """A task in the hands of a worker."""

    task: Task

    @property
    def given(self) -> Mapping[str, Any]:
        """What the task was given."""
        given: Mapping[str, Any] = self.task.given
        return given

    def progress(self, done: int, total: int, said: str = "") -> None:
        """Say how far it is. Raises Stopped where it is no longer wanted."""
        if not _own(self.task).update(done=done, total=total, said=said, seen_at=timezone.now()):
            raise Stopped


Handler = Callable[[Run], Mapping[str, Any] | None]
KINDS: dict[str, Handler] = {}
"""Every kind of task."""


def kind(name: str) -> Callable[[Handler], Handler]:
    """Make a function the one that does tasks of this kind."""

    def mark(handler: Handler) -> Handler:
        KINDS[name] = handler
        return handler

    return mark


def load() -> None:
    """Import every module that declares kinds."""
    for module in MODULES:
        import_module(module)


def enqueue(name: str, account: Account | None = None, **given: object) -> Task:
    """Put a task into the queue; it is taken up when the transaction has ended well."""
    return Task.objects.create(kind=name, account=account, given=given)


def cancel(task: Task) -> bool:
    """Stop a task that has not ended; a worker that has it leaves off at its next step."""
    open_ = Task.objects.filter(pk=task.pk, state__in=(TaskState.WAITING, TaskState.RUNNING))
    return bool(open_.update(state=TaskState.STOPPED, said="已取消", ended_at=timezone.now()))


def again(task: Task) -> bool:
    """Put a task that failed or was stopped into the queue once more."""
    ended = Task.objects.filter(pk=task.pk, state__in=(TaskState.FAILED, TaskState.STOPPED))
    return bool(ended.update(state=TaskState.WAITING, said="", done=0, total=0, tries=0, ended_at=None))


def claim() -> Task | None:
    """Take the oldest waiting task; of several workers one gets it. None where there is no work."""
    waiting = Task.objects.filter(state=TaskState.WAITING).order_by("pk")
    if not waiting.exists():
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        found = waiting.first()
        if found is None:
            return None
        now = timezone.now()
        taken = Task.objects.filter(pk=found.pk, state=TaskState.WAITING).update(
            state=TaskState.RUNNING, tries=F("tries") + 1, started_at=now, seen_at=now
        )
        return Task.objects.select_related("account").get(pk=found.pk) if taken else None


def revive() -> int:
    """Put the tasks of dead workers back into the queue, or give them up; how many there were."""
    long_ago = timezone.now() - DEAD_AFTER
    dead = Task.objects.filter(state=TaskState.RUNNING, seen_at__lt=long_ago)
    if not dead.exists():  # an update takes the lock to write, also where nothing is written
        return 0
    given_up = dead.filter(tries__gte=MOST_TRIES).update(
        state=TaskState.FAILED,
        said=f"办了 {MOST_TRIES} 次都中途断了，不再试。请换一份文件，或告诉系统管理员。",
        ended_at=timezone.now(),
    )
    return given_up + dead.filter(tries__lt=MOST_TRIES).update(state=TaskState.WAITING)


def work_one(beat: float | None = BEAT) -> bool:
    """Do one task, if there is one. ``beat`` None: without signs of life from a thread of its own."""
    revive()
    task = claim()
    if task is None:
        return False
    with _beating(task, beat):
        state, said, result = _done(task)
    if state is not TaskState.STOPPED:
        _own(task).update(state=state, said=said, result=result, ended_at=timezone.now())
    return True


def _done(task: Task) -> tuple[TaskState, str, Mapping[str, Any]]:
    handler = KINDS.get(task.kind)
    try:
        if handler is None:
            raise TaskFailed(f"没有“{task.kind}”这种任务，程序可能刚升级过。请重新提交。")
        return TaskState.DONE, "", handler(Run(task)) or {}
    except Stopped:
        return TaskState.STOPPED, "", {}
    except TaskFailed as error:
        return TaskState.FAILED, str(error), {}
    except DatabaseError:
        raise
    except Exception:
        _LOG.exception("task %s of kind %s", task.pk, task.kind)
        said = f"程序自身出错，已记入日志。请再试一次；仍不行，请把任务编号 {task.pk} 告诉系统管理员。"
        return TaskState.FAILED, said, {}


def _own(task: Task) -> Any:  # noqa: ANN401  # a query set
    """The task's row as long as this worker has it."""
    return Task.objects.filter(pk=task.pk, state=TaskState.RUNNING, tries=task.tries)


@contextmanager
def _beating(task: Task, every: float | None) -> Iterator[None]:
    """Signs of life while a task is done, however long one step of it takes."""
    over = threading.Event()

    def beat() -> None:
        assert every is not None
        while not over.wait(every):
            try:
                _own(task).update(seen_at=timezone.now())
            except DatabaseError:
                _LOG.warning("task %s: no sign of life could be written", task.pk)
            finally:
                connection.close()

    thread = threading.Thread(target=beat, daemon=True) if every is not None else None
    if thread:
        thread.start()
    try:
        yield
    finally:
        over.set()
        if thread:
            thread.join()
