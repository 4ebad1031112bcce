"""A sending: begun by a person, filled with files, closed with a receipt."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from sipol.infra.jobs.queue import enqueue
from sipol.infra.ledger.actions import append_entry, issue_receipt
from sipol.infra.ledger.bodies import PAPERS, FileCounts, Issue, papers_body
from sipol.infra.ledger.models import Entry
from sipol.infra.ledger.numbers import new_number
from sipol.infra.ledger.redaction import hide_niks
from sipol.kernel.actors import Actor
from sipol.kernel.clock import zone_of
from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.kernel.file_names import clean_file_name
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.papers.actions.gate import admit_sender
from sipol.records.papers.actions.storing import StoredFile
from sipol.records.papers.actions.versions import CheckedFile, FiledPaper, Place
from sipol.records.papers.models import Item, Sending
from sipol.records.papers.queries.settings import kind_of_cycle
from sipol.records.papers.rules.kinds import KINDS
from sipol.records.parties.queries import party
from sipol.records.regions import queries as regions
from sipol.records.timetable.queries import cycle_by_id

CHECK_TASK = "sipol.records.papers.jobs.check_sending"


@transaction.atomic
def begin_sending(
    *, actor: Actor, cycle_id: int, kind: str, level: str, sending_id: UUID, now: datetime
) -> UUID:
    """Open a sending of many files of one kind, at one level or at all of the kind (empty).

    `sending_id` names the request: a repeat finds the same sending. Raises Refused with
    papers_party_only, papers_closed, paper_kind_unknown or paper_level_wrong.
    """
    party_id = admit_sender(actor, cycle_id=cycle_id, begun_at=now)
    chosen = kind_of_cycle(cycle_id, kind)
    if level and level not in chosen.levels:
        raise Refused(Refusal("paper_level_wrong", {"title": chosen.title}))
    known = Sending.objects.filter(pk=sending_id, party_id=party_id).first()
    if known is None:
        known = new_sending(
            actor,
            party_id=party_id,
            cycle_id=cycle_id,
            kind=kind,
            now=now,
            level=level,
            sending_id=sending_id,
        )
    return known.pk


def new_sending(
    actor: Actor,
    *,
    party_id: int,
    cycle_id: int,
    kind: str,
    now: datetime,
    level: str = "",
    sending_id: UUID | None = None,
) -> Sending:
    return Sending.objects.create(
        id=sending_id or sortable_id(now),
        party_id=party_id,
        cycle_id=cycle_id,
        user_id=actor.user_id,
        user_name=actor.name,
        scope=actor.region_code,
        kind=kind,
        level=level,
        begun_at=now,
        last_sign_at=now,
    )


@transaction.atomic
def receive_item(*, sending_id: UUID, item_id: UUID, file: StoredFile, now: datetime) -> UUID:
    """A whole file of a sending has come in; it is checked and matched by a job.

    `item_id` names the arrival: a repeat is the same item. What arrives after the sending was
    closed goes to a new one of the same person, since its sender was promised that it is kept.
    """
    known = Item.objects.filter(pk=item_id).first()
    if known is not None:
        return known.pk
    sending = _still_open(Sending.objects.select_for_update().get(pk=sending_id), now)
    Item.objects.create(
        id=item_id,
        sending=sending,
        file_name=hide_niks(clean_file_name(file.file_name)),
        size=file.size,
        sha256=file.sha256,
        at=now,
    )
    sending.last_sign_at = now
    if not sending.check_promised:
        promise_check(sending)
    sending.save(update_fields=["last_sign_at", "check_promised"])
    return item_id


def promise_check(sending: Sending) -> None:
    """Enqueue one look at the waiting items; the caller holds the row and saves it."""
    sending.check_promised = True
    enqueue(CHECK_TASK, lock=f"papers:{sending.party_id}", sending_id=str(sending.pk))


def settle(
    sending: Sending, file: CheckedFile, filed: FiledPaper, place: Place, *, now: datetime
) -> None:
    """The one item of a sending that was checked and filed at once."""
    Item.objects.create(
        id=sortable_id(now),
        sending=sending,
        file_name=file.file_name,
        size=file.size,
        sha256=file.sha256,
        at=now,
        state="filed",
        nature=asdict(file.nature),
        kind=place.kind,
        region_code=place.region_code,
        paper_id=filed.paper_id,
    )


def close_sending(sending: Sending, *, now: datetime) -> None:
    """End a sending and sign its receipt, in the caller's transaction. Files that wait for a
    person stay so; they count as left out."""
    items = list(sending.items.select_related("paper").order_by("at", "id"))
    listed = [_line(item) for item in items]
    counts = _counts(items)
    digest = sha256_hex(canonical_json(listed))
    sending.closed_at = now
    sending.save(update_fields=["closed_at"])
    entry = append_entry(
        kind="papers.received",
        actor=sending.user_name,
        subject=f"papers:{sending.pk}",
        payload={"kind": sending.kind, "files": asdict(counts), "list_sha256": digest},
        now=now,
        party_id=sending.party_id,
    )
    issue_receipt(
        kind=PAPERS,
        subject=f"papers:{sending.pk}",
        party_id=sending.party_id,
        body=papers_body(
            _issue(sending, entry, now),
            title=_title(sending, items),
            files=counts,
            list_sha256=digest,
        ),
        now=now,
    )


def _still_open(sending: Sending, now: datetime) -> Sending:
    if sending.closed_at is None:
        return sending
    later = (
        Sending.objects.select_for_update()
        .filter(
            party_id=sending.party_id,
            cycle_id=sending.cycle_id,
            user_id=sending.user_id,
            kind=sending.kind,
            level=sending.level,
            closed_at=None,
            begun_at=sending.begun_at,
        )
        .first()
    )
    if later is not None:
        return later
    return Sending.objects.create(
        id=sortable_id(now),
        party_id=sending.party_id,
        cycle_id=sending.cycle_id,
        user_id=sending.user_id,
        user_name=sending.user_name,
        scope=sending.scope,
        kind=sending.kind,
        level=sending.level,
        # That of the first: by it is judged whether the files were in time.
        begun_at=sending.begun_at,
        last_sign_at=now,
    )


def _line(item: Item) -> dict[str, object]:
    return {
        "name": item.file_name,
        "sha256": item.sha256,
        "size": item.size,
        "state": item.state,
        "kind": item.kind,
        "region": item.region_code,
        "version": item.paper.version if item.paper else 0,
    }


def _counts(items: list[Item]) -> FileCounts:
    kept = sum(item.state == "filed" for item in items)
    known = sum(item.state == "known" for item in items)
    refused = sum(item.state == "refused" for item in items)
    left_out = len(items) - kept - known - refused
    return FileCounts(len(items), kept, known, refused, left_out)


def _title(sending: Sending, items: list[Item]) -> str:
    title = KINDS[sending.kind].title
    if len(items) != 1 or items[0].paper is None:
        return f"{title}: {len(items)} berkas"
    code = items[0].region_code
    name = regions.names([code]).get(code, code) if code else ""
    where = f", {name} ({code})" if code else ""
    return f"{title}{where}, versi {items[0].paper.version}"


def _issue(sending: Sending, entry: Entry, now: datetime) -> Issue:
    facts = party(sending.party_id)
    return Issue(
        number=new_number(now.year, sending.party_id),
        now=now,
        zone=zone_of(sending.scope),
        party_name=facts.name,
        party_short=facts.short_name,
        cycle=cycle_by_id(sending.cycle_id).name,
        sequence=entry.pk,
        entry_hash=bytes(entry.entry_hash),
        check_page=f"{settings.PUBLIC_URL}/tanda-terima",
    )
