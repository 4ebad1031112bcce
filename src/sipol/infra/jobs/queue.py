"""Promising work inside the transaction of the fact it follows from."""

from __future__ import annotations

from procrastinate.contrib.django import app


def enqueue(task_name: str, *, lock: str, queue: str = "work", **ids: str) -> int:
    """Promise one run of a task; it becomes visible to workers when the transaction commits.

    `lock` lets only one job of that lock run at a time. `ids` are text, as a job loads what it
    needs itself. Returns the job's number.
    """
    return app.configure_task(task_name, lock=lock, queue=queue).defer(**ids)


def promised(task_name: str, argument: str) -> set[str]:
    """The values of an argument for which a run of the task waits or is under way."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    live = ProcrastinateJob.objects.filter(task_name=task_name, status__in=["todo", "doing"])
    return set(live.values_list(f"args__{argument}", flat=True))


def jobs_ahead(job_queue: str = "work") -> int:
    """How many jobs wait in the queue right now."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(queue_name=job_queue, status="todo").count()
