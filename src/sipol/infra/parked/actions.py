"""Parking a form, finding it again by the browser's secret, and letting go of it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.crypto import salted_hmac

from sipol.infra import keys
from sipol.infra.parked.models import ParkedForm
from sipol.kernel.sortable_ids import sortable_id

LIFETIME = timedelta(days=7)
LARGEST_BYTES = 512 * 1024
# Anybody can post without signing in: neither one network nor all together may fill the disk.
MOST_PER_NETWORK = 60
NETWORK_WINDOW = timedelta(hours=1)
MOST_BYTES_IN_ALL = 1024 * 1024 * 1024

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Parked:
    """A form that waits: where it was going, and its fields in their order."""

    id: UUID
    door: str
    path: str
    fields: list[tuple[str, str]]
    parked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose form it is: the browser's secret, the network's address, who was signed in ("")."""

    browser: str
    network: str
    who: str = ""


@transaction.atomic
def park(*, sender: Sender, door: str, path: str, fields: Fields, now: datetime) -> UUID | None:
    """Keep a form; returns its id, or None where it is too large or too much is parked already."""
    content = json.dumps([list(pair) for pair in fields]).encode()
    network = _digest("network", sender.network)
    if len(content) > LARGEST_BYTES or _too_much(network, len(content), now):
        return None
    parked_id = sortable_id(now)
    ParkedForm.objects.create(
        id=parked_id,
        browser_digest=_digest("browser", sender.browser),
        network_digest=network,
        who=sender.who,
        door=door,
        path=path,
        sealed=keys.current().parked_forms.seal(content, _place(parked_id)),
        size=len(content),
        parked_at=now,
        expires_at=now + LIFETIME,
    )
    return parked_id


def parked_form(parked_id: UUID, *, sender: Sender, now: datetime) -> Parked | None:
    """The form for the browser that sent it, and for nobody else who signed in there."""
    row = ParkedForm.objects.filter(pk=parked_id, expires_at__gt=now).first()
    if row is None or not sender.browser:
        return None
    own = hmac.compare_digest(row.browser_digest, _digest("browser", sender.browser))
    if not own or row.who not in {"", sender.who}:
        return None
    content = keys.current().parked_forms.open(bytes(row.sealed), _place(row.pk))
    fields = [(name, value) for name, value in json.loads(content)]
    return Parked(row.pk, row.door, row.path, fields, row.parked_at, row.expires_at)


def let_go(parked_id: UUID, *, browser: str) -> None:
    """Remove a form of this browser: it was sent, or is not wanted any more."""
    ParkedForm.objects.filter(pk=parked_id, browser_digest=_digest("browser", browser)).delete()


def sweep_parked_forms(*, now: datetime) -> int:
    """Remove the forms that nobody came back for; returns how many."""
    gone, _ = ParkedForm.objects.filter(expires_at__lte=now).delete()
    return gone


def _too_much(network: str, size: int, now: datetime) -> bool:
    lately = ParkedForm.objects.filter(network_digest=network, parked_at__gt=now - NETWORK_WINDOW)
    if lately.count() >= MOST_PER_NETWORK:
        return True
    in_all = ParkedForm.objects.aggregate(total=Sum("size"))["total"] or 0
    return in_all + size > MOST_BYTES_IN_ALL


def _digest(purpose: str, secret: str) -> str:
    salt = f"sipol.infra.parked.{purpose}"
    return salted_hmac(salt, secret, algorithm="sha256").hexdigest()


def _place(parked_id: UUID) -> bytes:
    return f"parked:{parked_id}".encode()
