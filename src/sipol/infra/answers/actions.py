"""Asking for, and keeping, the first answer to a request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils.crypto import salted_hmac
from psycopg.errors import LockNotAvailable

from sipol.infra import keys
from sipol.infra.answers.models import Answer

PATIENCE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: who asks, under which key of theirs, and the fingerprint of what they ask."""

    who: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it went out: `notices` are (level, sentence) that the next page shows."""

    status: int
    headers: dict[str, str]
    body: bytes
    notices: list[tuple[int, str]] = field(default_factory=list)


class KeyReused(Exception):
    """The key stands for a request with other content; nothing was done."""


class StillUnderWay(Exception):
    """The first request of this key is not done yet; nothing was done by this one."""


def fingerprint_of(*parts: bytes) -> str:
    """A keyed digest of the parts in their order; two lists of parts never run together."""
    content = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return salted_hmac("sipol.infra.answers.content", content, algorithm="sha256").hexdigest()


@contextmanager
def one_at_a_time(who: str, key: str) -> Iterator[None]:
    """Holds the key over several transactions, for work that cannot be one.

    Waits for an earlier holder up to `PATIENCE_SECONDS`, then raises StillUnderWay.
    """
    name = _digest(who, key)
    with _patience(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def first_answer(asked: Asked) -> Given | None:
    """The answer that this request got before, or None: then this transaction may give it.

    Holds the key until the caller's transaction ends, so that of two at once the second waits for
    the first and gets its answer. Raises KeyReused, and StillUnderWay after `PATIENCE_SECONDS`.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("an answer is kept in the transaction of its effect")
    name = _digest(asked.who, asked.key)
    with _patience(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    kept = Answer.objects.filter(who=asked.who, key_digest=name).first()
    if kept is None:
        return None
    if kept.fingerprint != asked.fingerprint:
        raise KeyReused
    opened = keys.current().answers.open(bytes(kept.sealed), _place(asked.who, name))
    head, body = opened.split(b"\n", 1)
    told = json.loads(head)
    notices = [(level, sentence) for level, sentence in told["notices"]]
    return Given(kept.status, told["headers"], body, notices)


def keep_answer(asked: Asked, given: Given, *, now: datetime, keep_until: datetime) -> None:
    """Keep the answer with its effect, in the transaction in which `first_answer` said None."""
    name = _digest(asked.who, asked.key)
    head = json.dumps({"headers": given.headers, "notices": given.notices}).encode()
    Answer.objects.create(
        who=asked.who,
        key_digest=name,
        fingerprint=asked.fingerprint,
        status=given.status,
        sealed=keys.current().answers.seal(head + b"\n" + given.body, _place(asked.who, name)),
        given_at=now,
        keep_until=keep_until,
    )


def forget_answers(*, now: datetime) -> int:
    """Remove the answers whose time is over; returns how many."""
    gone, _ = Answer.objects.filter(keep_until__lte=now).delete()
    return gone


@contextmanager
def _patience() -> Iterator[None]:
    """Statements inside wait for locks for a bounded time only."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'")
            yield
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise StillUnderWay from error
        raise


def _digest(who: str, key: str) -> str:
    content = f"{len(who)}:{who}:{key}"
    return salted_hmac("sipol.infra.answers.key", content, algorithm="sha256").hexdigest()


def _place(who: str, name: str) -> bytes:
    return f"answer:{who}:{name}".encode()
