"""Promising work inside the transaction of the fact it follows from."""

from __future__ import annotations

from dataclasses import dataclass

from procrastinate.contrib.django import app

# A worker keeps one place for each job of `WORK` only, so that `LONG_WORK` never fills them all.
WORK, LONG_WORK, UPKEEP = "work", "long-work", "upkeep"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job that waits or is under way: `number` in the queue, `subject` as it was promised."""

    number: int
    subject: str
    lock: str
    priority: int
    under_way: bool


def enqueue(task_name: str, *, lock: str, queue: str = WORK, priority: int = 0, **ids: str) -> int:
    """Promise one run of a task; it becomes visible to workers when the transaction commits.

    `lock` lets only one job of that lock run at a time; the highest `priority` goes first. `ids`
    are text, as a job loads what it needs itself. Returns the job's number.
    """
    task = app.configure_task(task_name, lock=lock, queue=queue, priority=priority)
    return task.defer(**ids)


def promised(task_name: str, argument: str) -> set[str]:
    """The values of an argument for which a run of the task waits or is under way."""
    return {job.subject for job in waiting(task_name, argument)}


def waiting(task_name: str, argument: str) -> list[Waiting]:
    """All jobs of a task that wait or are under way, in the order in which they will be taken.

    `argument` names the id that tells one from the other: its value is the `subject`.
    """
    from procrastinate.contrib.django.models import ProcrastinateJob

    live = ProcrastinateJob.objects.filter(task_name=task_name, status__in=["todo", "doing"])
    rows = live.values_list("id", f"args__{argument}", "lock", "priority", "status")
    jobs = [
        Waiting(number, subject, lock, priority, under_way=status == "doing")
        for number, subject, lock, priority, status in rows
    ]
    return sorted(jobs, key=lambda job: (not job.under_way, -job.priority, job.number))


def jobs_ahead(job_queue: str = WORK) -> int:
    """How many jobs wait in the queue right now."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(queue_name=job_queue, status="todo").count()
