"""The headers of every answer: pages, files, the API, faults, uploads, cookies."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import OperationalError

from sipol.kernel.actors import Role
from sipol.web.shared import access
from tests.architecture.doors import Door, all_doors
from tests.architecture.world import PASSWORD, ROLE_LOGINS, World
from tests.seeding import url_of

SCRIPTS = re.compile(r"<(?:script|style)\b[^>]*>")
HANDLERS = re.compile(r"<[^>]+\s(?:on[a-z]+|style)=")
FORBIDDEN_SOURCES = ("unsafe-", "http:", "https:", "data:", "*")
CLOSED = {"default-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'"}


def test_every_answer_is_closed_and_private(world: World):
    for door in all_doors():
        answer = world.client(_who_may(door)).get(door.path(world))
        assert_closed(answer.headers, door.name)
        if answer.streaming:
            assert b"".join(answer.streaming_content)


def test_pages_need_no_loosening_of_the_policy(world: World):
    """Scripts are files of ours or carry the answer's own nonce; nothing hides in attributes."""
    for door in all_doors():
        answer = world.client(_who_may(door)).get(door.path(world))
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        assert not HANDLERS.findall(page), door.name
        for tag in SCRIPTS.findall(page):
            nonce = re.search(r'nonce="([^"]+)"', tag)
            ours = 'src="/static/' in tag
            assert ours or nonce, tag
            assert not nonce or f"'nonce-{nonce[1]}'" in answer["Content-Security-Policy"]


FAULTS: dict[str, tuple[int, Mapping[str, Any]]] = {
    "no such page": (404, {"path": "/tidak/ada/"}),
    "no such page of the API": (404, {"path": "/api/v1/tidak/ada"}),
    "not one of our names": (400, {"path": "/", "headers": {"host": "lain.example"}}),
    "a door of others": (403, {"path": "/kpu/"}),
    "not for writing": (405, {"path": "/tentang/", "method": "POST"}),
}


@pytest.mark.parametrize("case", FAULTS)
def test_faults_are_as_closed_as_pages(world: World, case: str):
    status, asked = FAULTS[case]
    client = world.client("pusat")
    answer = client.generic(asked.get("method", "GET"), asked["path"], headers=asked.get("headers"))
    assert answer.status_code == status
    assert_closed(answer.headers, case)


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("terjatuh"), 500), (OperationalError("away"), 503)]
)
@pytest.mark.parametrize("where", ["view", "sign-in lookup"])
def test_our_own_faults_are_honest_and_closed(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, where: str
):
    """Also where the fault comes before any page: when the session cannot be looked up."""
    broken = {
        "view": "sipol.web.party.views.running_calendar",
        "sign-in lookup": "django.contrib.auth.middleware.auth.get_user",
    }[where]

    def fail(*_: object) -> None:
        raise error

    client = world.client("pusat")
    monkeypatch.setattr(broken, fail)
    answer = client.get("/partai/")
    assert answer.status_code == status
    assert_closed(answer.headers, f"{where} {status}")
    assert "terjatuh" not in answer.content.decode()
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_a_malformed_form_is_the_senders_fault(world: World):
    answer = world.client("pusat").post(
        "/partai/anggota/kirim/berkas/", b"not a form", "multipart/form-data; boundary=\xff"
    )
    assert answer.status_code == 400
    assert_closed(answer.headers, "malformed")


def test_too_large_a_body_is_the_senders_fault(world: World):
    answer = world.client("pusat").post(
        "/api/v1/uploads", b"x" * (3 * 1024 * 1024), "application/json"
    )
    assert answer.status_code in {400, 413}


def test_upload_answers_are_closed_too():
    for method, path in (("OPTIONS", "/uploads/"), ("GET", "/uploads/x"), ("POST", "/uploads/")):
        headers = _ask_uploads(method, path)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"


def test_cookies_are_closed(world: World):
    answer = world.client().get("/masuk/")
    csrf = answer.cookies["csrftoken"]
    assert csrf["samesite"] == "Lax"
    form = {"login": "pusat@example.org", "password": PASSWORD}
    signed_in = world.client().post("/masuk/", form)
    session = signed_in.cookies["sessionid"]
    assert (session["samesite"], session["httponly"]) == ("Lax", True)


SECURE_ANSWERS = """
import json
from sipol.config import installation
installation.set_django_up()
from django.conf import settings
from django.test import Client
plain = Client().get("/masuk/", headers={"host": "127.0.0.1"})
safe = Client().get("/masuk/", headers={"host": "127.0.0.1"}, secure=True)
told = Client().get("/masuk/", headers={"host": "127.0.0.1", "x-forwarded-proto": "https"})
print(json.dumps({
    "plain": [plain.status_code, plain.headers.get("Location")],
    "told": told.status_code,
    "hsts": safe.headers["Strict-Transport-Security"],
    "csrf": bool(safe.cookies["csrftoken"]["secure"]),
    "session": settings.SESSION_COOKIE_SECURE,
    "proxies": settings.ALLAUTH_TRUSTED_PROXY_COUNT,
}))
"""


def test_over_https_everything_is_https_only(seed_database: str):
    done = _secure([sys.executable, "-c", SECURE_ANSWERS], seed_database)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["plain"] == [301, "https://127.0.0.1/masuk/"]
    assert told["told"] == 200
    assert told["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert told["csrf"] is True
    assert told["session"] is True
    assert told["proxies"] == 1


def test_the_framework_has_nothing_to_warn_of(seed_database: str):
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = _secure(command, seed_database)
    assert done.returncode == 0, done.stderr


def test_no_address_is_named_for_a_query_of_personal_data():
    """Whatever people are looked up by travels in a body: an address stands in histories."""
    for door in all_doors():
        assert not {"nik", "national_id", "name"} & door.parameters


def assert_closed(headers: Mapping[str, str], what: str) -> None:
    policy = {
        words[0]: " ".join(words[1:])
        for words in (part.split() for part in headers["Content-Security-Policy"].split(";"))
    }
    assert {name: policy.get(name) for name in CLOSED} == CLOSED, what
    assert policy["form-action"] == "'self'", what
    for name, sources in policy.items():
        assert not [bad for bad in FORBIDDEN_SOURCES if bad in sources.split("nonce-")[0]], name
    assert headers["X-Content-Type-Options"] == "nosniff", what
    assert headers["X-Frame-Options"] == "DENY", what
    assert headers["Referrer-Policy"] == "same-origin", what
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", what
    assert "camera=()" in headers["Permissions-Policy"], what
    assert "no-store" in headers["Cache-Control"], what
    assert "private" in headers["Cache-Control"], what


def _who_may(door: Door) -> str:
    """The login of a role for which the door is made; nobody where it is open to all."""
    audience = access.AUDIENCE_OF[door.name]
    if audience == access.ANYBODY:
        return ""
    return ROLE_LOGINS[min(access.ROLES.get(audience, frozenset(Role)))]


def _secure(command: list[str], database: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": url_of(database),
        "DJANGO_SETTINGS_MODULE": "sipol.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "SIPOL_SECURE": "1",
        "SIPOL_URL": "https://127.0.0.1",
    }
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _ask_uploads(method: str, path: str) -> dict[str, str]:
    """One request to the upload door itself, which no middleware of the pages stands before."""
    from sipol.infra.storage.installed import installed_vault
    from sipol.web.uploads.tus import TusApp

    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def ask() -> None:
        app = TusApp(installed_vault(), threads=1)
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [],
            "scheme": "http",
            "server": ("127.0.0.1", 80),
        }
        await app(scope, receive, send)
        await app.close()

    asyncio.run(ask())
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}
