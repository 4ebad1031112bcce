"""Telling the offices concerned what happened to a filing, in the transaction in which it did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sipol.infra.ledger.models import Entry
from sipol.infra.notices.actions import Message, tell
from sipol.kernel.actors import Role
from sipol.kernel.clock import WIB
from sipol.records.accounts.queries import people_who_run
from sipol.records.accounts.rules.offices import Office, office_for
from sipol.records.parties.queries import party
from sipol.records.timetable.queries import CycleFacts

ACEH = "11"
COMMISSION, PARTY = "commission", "party"

# Who is told of a step, by the kind of its ledger entry; of others nobody.
TOLD = {
    "dossier.prepared": (PARTY,),
    "dossier.submitted": (COMMISSION, PARTY),
    "dossier.accepted": (PARTY,),
    "dossier.found_incomplete": (PARTY,),
    "dossier.returned": (PARTY,),
    "dossier.reopened": (PARTY,),
    "dossier.lapsed": (PARTY,),
}


def announce(
    entry: Entry, *, dossier_id: UUID, party_id: int, cycle: CycleFacts, now: datetime
) -> None:
    """Put the step that this entry records into the inboxes of those whom it concerns.

    Those who run the office are also sent an e-mail that points there.
    """
    for office, path in _addressees(entry.kind, dossier_id, party_id):
        message = Message(
            office=office.kind,
            party_id=office.party_id,
            region_code=office.region_code,
            kind=entry.kind,
            occasion=f"entry:{entry.pk}",
            values={
                "party": party(party_id).short_name,
                "reason": str(entry.payload.get("reason", "")),
                "by": entry.actor,
                "closes_at": f"{cycle.closes_at.astimezone(WIB):%d-%m-%Y %H.%M} WIB",
            },
            path=path,
            entry_id=entry.pk,
        )
        tell(message, now=now, mail_to=people_who_run(office))


def _addressees(kind: str, dossier_id: UUID, party_id: int) -> Iterator[tuple[Office, str]]:
    for whom in TOLD.get(kind, ()):
        if whom == PARTY:
            yield office_for(Role.PARTY_ADMIN, party_id, ""), "/partai/periksa/"
        else:
            # Local parties of Aceh hand in at its KIP (PKPU 4/2022 art. 144).
            region = ACEH if party(party_id).kind == "local_aceh" else ""
            yield office_for(Role.COMMISSION, None, region), f"/kpu/berkas/{dossier_id}/"
