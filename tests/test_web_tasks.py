"""Background tasks: taken up once, alive while they run, taken up again when their worker died, cancelled."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingzhang.web import worker
from mingzhang.web.services import tasks
from mingzhang.web.store.models import Task, TaskState
from mingzhang.workflow.roles import Role
from web_county import County, county

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds of tasks for the tests alone."""

    def add(run: tasks.Run) -> dict[str, object]:
        run.progress(1, 2, "加了一半")
        return {"sum": run.given["a"] + run.given["b"]}

    def fail(_run: tasks.Run) -> None:
        raise tasks.TaskFailed("文件打不开，请重新上传。")

    def slip(_run: tasks.Run) -> None:
        raise ZeroDivisionError

    def cancelled(run: tasks.Run) -> None:
        tasks.cancel(run.task)
        run.progress(1, 2)

    monkeypatch.setattr(tasks, "KINDS", {"add": add, "fail": fail, "slip": slip, "cancelled": cancelled})


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def work() -> bool:
    return tasks.work_one(beat=None)


def test_a_task_is_done_and_says_what_came_of_it() -> None:
    made = tasks.enqueue("add", a=2, b=3)
    assert (made.state, work(), work()) == (TaskState.WAITING, True, False)
    made.refresh_from_db()
    assert (made.state, made.result, made.done, made.total, made.tries) == (
        TaskState.DONE,
        {"sum": 5},
        1,
        2,
        1,
    )
    assert made.ended_at is not None


def test_the_oldest_task_goes_first() -> None:
    first, second = tasks.enqueue("add", a=1, b=1), tasks.enqueue("add", a=2, b=2)
    work()
    assert [Task.objects.get(pk=t.pk).state for t in (first, second)] == [TaskState.DONE, TaskState.WAITING]


def test_a_task_is_claimed_by_one_worker() -> None:
    made = tasks.enqueue("add", a=1, b=1)
    claimed = tasks.claim()
    assert claimed is not None
    assert (claimed.pk, claimed.state, claimed.tries) == (made.pk, TaskState.RUNNING, 1)
    assert tasks.claim() is None


def test_a_failure_is_told_in_words_for_people() -> None:
    said = tasks.enqueue("fail"), tasks.enqueue("slip"), tasks.enqueue("of another version")
    while work():
        pass
    told = [Task.objects.get(pk=task.pk) for task in said]
    assert {task.state for task in told} == {TaskState.FAILED}
    assert told[0].said == "文件打不开，请重新上传。"
    assert told[1].said.startswith("程序自身出错，已记入日志。")
    assert "没有“of another version”这种任务" in told[2].said


def test_a_dead_workers_task_is_taken_up_again_and_given_up_after_some_tries() -> None:
    made = tasks.enqueue("add", a=1, b=1)
    for tries in range(1, tasks.MOST_TRIES + 1):
        claimed = tasks.claim()
        assert claimed is not None
        assert claimed.tries == tries
        assert tasks.revive() == 0
        Task.objects.filter(pk=made.pk).update(seen_at=timezone.now() - timedelta(minutes=5))
        assert tasks.revive() == 1
    made.refresh_from_db()
    assert (made.state, made.said[:15]) == (TaskState.FAILED, "办了 3 次都中途断了，不再试")


def test_a_worker_that_was_thought_dead_writes_nothing_over_the_other() -> None:
    tasks.enqueue("add", a=1, b=1)
    first = tasks.claim()
    assert first is not None
    Task.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    tasks.revive()
    second = tasks.claim()
    assert second is not None
    with pytest.raises(tasks.Stopped):
        tasks.Run(first).progress(1, 2)
    tasks.Run(second).progress(2, 2, "还在")
    assert Task.objects.get().said == "还在"


def test_a_task_that_waits_is_cancelled_at_once_and_one_that_runs_at_its_next_step() -> None:
    waiting = tasks.enqueue("add", a=1, b=1)
    assert tasks.cancel(waiting)
    assert not work()
    running = tasks.enqueue("cancelled")
    work()
    running.refresh_from_db()
    assert (running.state, running.said) == (TaskState.STOPPED, "已取消")
    assert not tasks.cancel(running)
    assert tasks.again(running)
    assert tasks.claim() is not None


def test_a_person_sees_and_cancels_their_own_tasks_alone(place: County, client: Client) -> None:
    made = tasks.enqueue("add", place.clerk(), a=1, b=1)
    client.force_login(place.clerk())
    shown = client.get(reverse("desk:task", args=[made.pk]))
    assert "排队等待中" in shown.content.decode()
    assert 'hx-trigger="every 1500ms"' in shown.content.decode()
    client.force_login(place.people[Role.HEAD])
    assert client.get(reverse("desk:task", args=[made.pk])).status_code == 404
    assert client.post(reverse("desk:task-cancel", args=[made.pk])).status_code == 404
    client.force_login(place.clerk())
    client.post(reverse("desk:task-cancel", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == TaskState.STOPPED
    ended = client.get(reverse("desk:task", args=[made.pk]), headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"
    assert "hx-trigger" not in ended.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_comes_until_it_is_told_to_stop() -> None:
    made = tasks.enqueue("add", a=20, b=22)
    stop = threading.Event()

    def watched() -> None:
        try:
            worker.run(stop, idle=0.02)
        finally:
            connection.close()

    thread = threading.Thread(target=watched)
    thread.start()
    for _ in range(300):
        made.refresh_from_db()
        if made.state == TaskState.DONE:
            break
        stop.wait(0.02)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert made.result == {"sum": 42}
