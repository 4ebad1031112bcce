"""Facts at their new version, written in sets, and the entry that tells of them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models

from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor
from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.records.places.models import FiledFact, FiledVersion

SAVED, ENDED = "saved", "ended"
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """A fact at its new version, what it says as texts, and what of it is sealed."""

    fact: FiledFact
    act: str
    texts: Mapping[str, str]
    secret: bytes | None = None


def write(
    changes: Sequence[Change],
    *,
    fact_model: type[FiledFact],
    version_model: type[FiledVersion],
    actor: Actor,
    now: datetime,
) -> str:
    """Write facts as they are now and add their versions, set by set; returns the digest of all."""
    for change in changes:
        change.fact.changed_by, change.fact.changed_at = actor.name, now
    facts = [change.fact for change in changes]
    _copy(fact_model, [fact for fact in facts if fact.version == 1])
    _change(fact_model, [fact for fact in facts if fact.version > 1])
    versions = [_version(version_model, change, actor, now) for change in changes]
    _copy(version_model, versions)
    told = sorted([str(row.fact_id), row.version, row.digest] for row in versions)  # type: ignore[attr-defined]
    return sha256_hex(canonical_json(told))


def enter(
    kind: str,
    *,
    actor: Actor,
    cycle_id: int,
    digest: str,
    counts: Mapping[str, int],
    regions_touched: Sequence[str],
    now: datetime,
) -> None:
    """The ledger's entry of one batch: how many, where if it is one place, and their digest."""
    places = sorted(set(regions_touched))
    append_entry(
        kind=kind,
        actor=actor.name,
        subject=f"party:{actor.party_id}",
        payload={
            "cycle": cycle_id,
            "digest": digest,
            "place_count": len(places),
            **({"region": places[0]} if len(places) == 1 else {}),
            **counts,
        },
        now=now,
        party_id=actor.party_id,
    )


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Add new rows by one COPY: a party has 30,000 officers."""
    if not rows:
        return
    fields = [
        field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)
    ]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    statement = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(
                [
                    field.get_db_prep_save(getattr(row, field.attname), connection)
                    for field in fields
                ]
            )


def _change(model: type[FiledFact], rows: Sequence[FiledFact]) -> None:
    names = [field.attname for field in model._meta.concrete_fields if field.attname != "id"]
    model._default_manager.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=names,
    )


def _version(
    model: type[FiledVersion], change: Change, actor: Actor, now: datetime
) -> FiledVersion:
    salt = secrets.token_hex(16)
    told: dict[str, Any] = {
        "id": str(change.fact.pk),
        "version": change.fact.version,
        "act": change.act,
        "texts": dict(change.texts),
        "secret": change.secret.hex() if change.secret else "",
        "by": actor.user_id,
        "at": now.isoformat(),
        "salt": salt,
    }
    return model(
        fact_id=change.fact.pk,
        version=change.fact.version,
        act=change.act,
        texts=dict(change.texts),
        secret=change.secret,
        salt=salt,
        digest=sha256_hex(canonical_json(told)),
        user_id=actor.user_id,
        user_name=actor.name,
        at=now,
    )
