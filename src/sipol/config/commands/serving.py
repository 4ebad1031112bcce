"""`sipol serve`, `sipol work` and `sipol demo`: what runs for as long as the installation does."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING

from sipol.config import environment, installation
from sipol.config.environment import SettingError
from sipol.infra.serving import sockets
from sipol.infra.serving.parent import Parent

if TYPE_CHECKING:
    from procrastinate import App


def serve(port: int, descriptor: int | None = None) -> int:
    """Serve pages, API and uploads on 127.0.0.1 until told to stop.

    SIGHUP replaces the web processes and loses nobody. `descriptor` is a listening socket that was
    handed over and is used instead of one of our own.
    """
    environment.check()
    # Until the parent heeds it, and in what is started before.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with _listening(port, descriptor) as listening, installation.database():
        sockets.allow_many_descriptors()
        listening.listen(sockets.BACKLOG)
        parent = Parent(
            listening,
            [sys.executable, "-m", "sipol.config.web_process"],
            count=environment.read("SIPOL_WEB_PROCESSES"),
            drain_seconds=environment.read("SIPOL_DRAIN_SECONDS"),
        )
        return asyncio.run(parent.run())


def _listening(port: int, descriptor: int | None) -> socket.socket:
    descriptor = sockets.handed_over() if descriptor is None else descriptor
    if descriptor is not None:
        return sockets.adopted(descriptor)
    try:
        return sockets.bound(port)
    except OSError as error:
        raise SettingError(
            f"Porta {port} tidak dapat dipakai ({error.strerror}), mungkin Sipol sudah berjalan. "
            f"Hentikan program itu, atau pilih porta lain dengan --port."
        ) from error


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
