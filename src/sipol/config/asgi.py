"""The edge: admission before everything; then uploads go to their own ASGI application, every page
to Django's WSGI handler.

Django would read a whole body before a view starts and drop it when the line breaks; so no upload
ever passes through Django. Its pages run in a bounded pool of threads, each with its own
database connection.
"""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware

from sipol.config.wsgi import application as pages_wsgi  # sets Django up first

# ruff: isort: split
from django.conf import settings

from sipol.config import environment
from sipol.infra.admission.pool import Pool
from sipol.infra.admission.tickets import Tickets
from sipol.infra.serving.dismissals import TurnAway, nobody
from sipol.infra.storage.installed import installed_vault
from sipol.web.admission import lanes
from sipol.web.admission.flows import FlowCookies, Identifier
from sipol.web.admission.layer import AdmissionLayer
from sipol.web.admission.middleware import signing_key
from sipol.web.admission.programs import holder_of_token
from sipol.web.operations.draining import not_ready
from sipol.web.uploads.tus import TusApp

THREADS = environment.read("SIPOL_WEB_THREADS")

uploads = TusApp(installed_vault())
pages = WSGIMiddleware(pages_wsgi, workers=THREADS)


async def doors(scope: Any, receive: Any, send: Any) -> None:
    """Every door behind admission, as one ASGI application."""
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


def _admission() -> AdmissionLayer:
    bounds = {
        "flow_length": environment.read("SIPOL_WAITING_PER_PARTY"),
        "patience": environment.read("SIPOL_WAITING_SECONDS"),
    }
    key, cookies = signing_key(), FlowCookies(signing_key())
    return AdmissionLayer(
        doors,
        pools={
            "pages": Pool(lanes.page_lanes(**bounds), THREADS),
            "uploads": Pool(lanes.upload_lanes(**bounds), lanes.UPLOADS_AT_ONCE),
        },
        table=lanes.RequestTable(settings.UPLOAD_LIMIT_BYTES),
        identifier=Identifier(
            cookies, key, holder_of_token, behind_proxy=environment.read("SIPOL_SECURE")
        ),
        tickets=Tickets(key),
        flow_cookies=cookies,
        secure=environment.read("SIPOL_SECURE"),
    )


_layer = _admission() if environment.read("SIPOL_ADMISSION") else None
application = doors if _layer is None else _layer
turn_away: TurnAway = nobody if _layer is None else _layer.turn_away
