"""`sipol serve`, `sipol work` and `sipol demo`: what runs for as long as the installation does."""

from __future__ import annotations

import asyncio
import os
import sys

from sipol.config import environment, installation
from sipol.config.processes import Keeper

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
    """Do jobs until told to stop; jobs that a killed worker left are taken up first."""
    with installation.django_ready():
        asyncio.run(_work(concurrency))
    return 0


async def _work(concurrency: int) -> None:
    from procrastinate.contrib.django import app

    from sipol.infra.jobs.sweeper import retry_stalled_jobs

    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        await retry_stalled_jobs()
        await worker_app.run_worker_async(
            concurrency=concurrency,
            fetch_job_polling_interval=1.0,
            update_heartbeat_interval=3.0,
            stalled_worker_timeout=12.0,
            delete_jobs="successful",
        )


def demo(port: int, *, serve_it: bool) -> int:
    """Build the demonstration cycle if there is none, print the sign-ins, and run everything."""
    os.environ["SIPOL_DEMO"] = "1"
    os.environ.setdefault("SIPOL_URL", f"http://127.0.0.1:{port}")
    with installation.django_ready():
        from sipol.config.demo.build import build_demo, print_sign_ins

        installation.migrate(quiet=True)
        people = build_demo(home=environment.home())
        if not serve_it:
            print_sign_ins(people)
            return 0
        me = [sys.executable, "-m", "sipol.config.cli"]
        keeper = Keeper({"web": [*me, "serve", "--port", str(port)], "worker": [*me, "work"]})
        print_sign_ins(people)
        keeper.run()
    return 0
