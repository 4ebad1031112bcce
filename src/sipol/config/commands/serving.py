"""`sipol serve`, `sipol work` and `sipol demo`: what runs for as long as the installation does."""

from __future__ import annotations

import asyncio
import signal

from sipol.config import installation

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
    from procrastinate.contrib.django import app

    from sipol.infra.jobs import sweeper

    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        sweeping = asyncio.create_task(sweeper.keep_sweeping(worker_app.job_manager))
        working = asyncio.create_task(
            worker_app.run_worker_async(
                concurrency=concurrency,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=sweeper.HEARTBEAT_SECONDS,
                stalled_worker_timeout=sweeper.DEAD_AFTER_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, working.cancel)
        await asyncio.wait([working])
        sweeping.cancel()
    if working.cancelled():
        return 0
    working.result()
    return 1
