"""Adding a version to a paper: the only writer of that table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.papers.models import Paper
from sipol.records.papers.queries.papers import Key, newest_version, same_content
from sipol.records.papers.rules.kinds import PaperNature


@dataclass(frozen=True, slots=True)
class Place:
    """Which paper: the key of its versions."""

    party_id: int
    cycle_id: int
    kind: str
    region_code: str = ""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A whole file in the vault that was found sound. `file_name` is what the sender called it."""

    sha256: str
    size: int
    file_name: str
    nature: PaperNature


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """What became of a file. `already` = it is the newest version of this paper since earlier, and
    no version was added; `also_used_for` are other papers of the party with the same content."""

    paper_id: UUID
    version: int
    already: bool
    also_used_for: tuple[Key, ...]
    sending_id: UUID | None


def add_version(
    *, actor: Actor, place: Place, file: CheckedFile, sending_id: UUID | None, now: datetime
) -> FiledPaper:
    """The file as the newest version of the paper, with its ledger entry, in the caller's
    transaction. The same file as the newest version is that version."""
    _lock(place)
    where = {"party_id": place.party_id, "cycle_id": place.cycle_id}
    last = newest_version(**where, kind=place.kind, region_code=place.region_code)
    used = same_content(**where, sha256=file.sha256)
    others = tuple(key for key in used if key != (place.kind, place.region_code))
    if last is not None and last.sha256 == file.sha256:
        return FiledPaper(last.id, last.version, True, others, last.sending_id)
    nature = file.nature
    paper = _row(actor, place, last.version + 1 if last else 1, now)
    paper.sending_id = sending_id
    paper.file_name, paper.sha256, paper.size = file.file_name, file.sha256, file.size
    paper.media_type, paper.pages = nature.media_type, nature.pages
    paper.width, paper.height = nature.width, nature.height
    paper.marks, paper.also_used_for = list(nature.marks), [list(key) for key in others]
    paper.save(force_insert=True)
    _enter(actor, paper, "paper.filed", {"sha256": file.sha256, "size": file.size}, now)
    return FiledPaper(paper.pk, paper.version, False, others, sending_id)


def add_withdrawal(*, actor: Actor, place: Place, reason: str, now: datetime) -> Paper | None:
    """A version that ends the paper, with its ledger entry; None where nothing is in force."""
    _lock(place)
    last = newest_version(
        party_id=place.party_id,
        cycle_id=place.cycle_id,
        kind=place.kind,
        region_code=place.region_code,
    )
    if last is None or last.withdrawn:
        return None
    paper = _row(actor, place, last.version + 1, now)
    paper.withdrawn, paper.reason = True, reason
    paper.save(force_insert=True)
    _enter(actor, paper, "paper.withdrawn", {"withdrawn_sha256": last.sha256}, now)
    return paper


def _lock(place: Place) -> None:
    """One writer at a time for each paper, so that versions have no gaps."""
    name = f"paper:{place.party_id}:{place.cycle_id}:{place.kind}:{place.region_code}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _row(actor: Actor, place: Place, version: int, now: datetime) -> Paper:
    return Paper(
        id=sortable_id(now),
        party_id=place.party_id,
        cycle_id=place.cycle_id,
        kind=place.kind,
        region_code=place.region_code,
        version=version,
        user_id=actor.user_id,
        user_name=actor.name,
        at=now,
    )


def _enter(
    actor: Actor, paper: Paper, kind: str, content: dict[str, object], now: datetime
) -> None:
    append_entry(
        kind=kind,
        actor=actor.name,
        subject=f"paper:{paper.kind}:{paper.region_code or 'national'}",
        payload={
            "cycle": paper.cycle_id,
            "kind": paper.kind,
            "region": paper.region_code,
            "version": paper.version,
            **content,
        },
        now=now,
        party_id=paper.party_id,
    )
