"""The edge: uploads go to their own ASGI application, every page to Django's WSGI handler.

Django would read a whole body before a view starts and drop it when the line breaks; so no upload
ever passes through Django. Its pages run in a bounded pool of threads, each with its own
database connection.
"""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware

from sipol.config.wsgi import application as pages_wsgi  # sets Django up first

# ruff: isort: split
from sipol.config import environment
from sipol.infra.storage.installed import installed_vault
from sipol.web.operations.draining import not_ready
from sipol.web.uploads.tus import TusApp

uploads = TusApp(installed_vault())
pages = WSGIMiddleware(pages_wsgi, workers=environment.read("SIPOL_WEB_THREADS"))


async def application(scope: Any, receive: Any, send: Any) -> None:
    """One ASGI application for everything."""
    if scope["type"] == "lifespan":
        await uploads(scope, receive, send)
        return
    path = scope["path"]
    if path == "/readyz" and scope.get("state", {}).get("draining"):
        await not_ready(send)
    elif path == "/uploads" or path.startswith("/uploads/"):
        await uploads(scope, receive, send)
    else:
        await pages(scope, receive, send)
