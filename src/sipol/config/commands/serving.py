"""`sipol serve`, `sipol work` and `sipol demo`: what runs for as long as the installation does."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING

from sipol.config import installation

if TYPE_CHECKING:
    from procrastinate import App

DRAIN_SECONDS = 15


def serve(port: int) -> int:
    """Serve pages, API and uploads on 127.0.0.1 until told to stop."""
    import uvicorn

    with installation.django_ready():
        from sipol.config.asgi import application

        uvicorn.run(
            application,
            host="127.0.0.1",
            port=port,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
    return 0


def work(concurrency: int) -> int:
    """Do jobs until told to stop, those included that a killed worker left.

    Exit code 1 when it ended by itself, as it does when its connections to the database were cut:
    whoever keeps it starts it again.
    """
    with installation.django_ready():
        _load_rules()
        return asyncio.run(_work(concurrency))


def _load_rules() -> None:
    """What every judgement needs, before the first file has to wait for it."""
    from django.db import connection

    from sipol.flow.intake.actions.readiness import make_ready

    make_ready()
    connection.close()


async def _work(concurrency: int) -> int:
    """Two workers in one process: the second one leaves long work alone.

    So one place at most is taken by a file of hundreds of thousands of rows, and small ones go on.
    """
    from procrastinate.contrib.django import app

    from sipol.infra.jobs import sweeper
    from sipol.infra.jobs.queue import LONG_WORK, UPKEEP, WORK

    places = {(WORK, LONG_WORK, UPKEEP): 1, (WORK, UPKEEP): max(1, concurrency - 1)}
    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        sweeping = asyncio.create_task(sweeper.keep_sweeping(worker_app.job_manager))
        working = [
            asyncio.create_task(_worker(worker_app, queues, count))
            for queues, count in places.items()
        ]
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, _cancel, working)
        await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)
        told_to_stop = all(task.cancelling() for task in working)
        _cancel(working)
        await asyncio.wait(working)
        sweeping.cancel()
    for task in working:
        if not task.cancelled():
            task.result()
    return 0 if told_to_stop else 1


def _worker(app: App, queues: Sequence[str], concurrency: int) -> Coroutine[None, None, None]:
    from sipol.infra.jobs import sweeper

    return app.run_worker_async(
        queues=list(queues),
        concurrency=concurrency,
        fetch_job_polling_interval=1.0,
        update_heartbeat_interval=sweeper.HEARTBEAT_SECONDS,
        stalled_worker_timeout=sweeper.DEAD_AFTER_SECONDS,
        delete_jobs="successful",
        install_signal_handlers=False,
    )


def _cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
