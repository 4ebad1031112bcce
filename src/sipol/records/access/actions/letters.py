"""Receiving a party's letter, and opening access on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor, Role
from sipol.kernel.clock import WIB
from sipol.kernel.findings import Finding
from sipol.kernel.identifiers import hide_niks
from sipol.kernel.lifecycles import Move
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.access.actions.invitations import make, send_invitation
from sipol.records.access.models import AccessLetter
from sipol.records.access.queries import pending_address
from sipol.records.access.rules.invitations import Wanted
from sipol.records.access.rules.letters import LIFECYCLE, check_letter, handles_letters
from sipol.records.accounts.models import User
from sipol.records.dossiers.actions import open_dossier
from sipol.records.dossiers.queries import has_dossier
from sipol.records.parties.actions import let_take_part, register_party
from sipol.records.parties.queries import party


@transaction.atomic
def receive_letter(
    *,
    actor: Actor,
    cycle_id: int,
    texts: Mapping[str, str],
    dated: date | None,
    party_id: int | None,
    now: datetime,
) -> tuple[UUID | None, list[Finding]]:
    """Take a letter down; its id, or what is wrong with it.

    `texts` has the fields of `rules.letters.LENGTHS`, `kind` and `group`. Without `party_id` the
    party is new to Sipol and gets known by its names. Raises Refused with letter_not_yours,
    party_name_taken or letter_known.
    """
    texts = {name: hide_niks(text.strip()) for name, text in texts.items()}
    if party_id is not None:
        known = party(party_id)
        names = {"party_name": known.name, "short_name": known.short_name, "kind": known.kind}
        texts = {**texts, **names}
    found = check_letter(texts, dated, today=now.astimezone(WIB).date())
    if found:
        return None, found
    if not handles_letters(actor, texts["kind"]):
        raise Refused(Refusal("letter_not_yours"))
    if party_id is None:
        party_id = register_party(
            name=texts["party_name"],
            short_name=texts["short_name"],
            kind=texts["kind"],
            actor_name=actor.name,
            now=now,
        ).id
    return _write(actor, cycle_id, party_id, texts, dated, now), []


@transaction.atomic
def grant_letter(*, actor: Actor, letter_id: UUID, now: datetime, link: str = "") -> UUID:
    """Open access on a letter: the cycle, the dossier, and an invitation to the party's leader.

    Returns the invitation. Raises Refused with letter_not_yours, move_not_possible or
    invitation_address_taken.
    """
    letter, decided = _decided(actor, letter_id, "grant")
    where = {"party_id": letter.party_id, "cycle_id": letter.cycle_id}
    let_take_part(**where, group=letter.group, actor_name=actor.name, now=now)
    if not has_dossier(**where):
        open_dossier(**where, actor_name=actor.name, now=now)
    _close(letter, decided, actor, now)
    wanted = Wanted(
        email=letter.admin_email.lower(),
        role=Role.PARTY_ADMIN,
        party_id=letter.party_id,
        name=letter.admin_name,
    )
    living = User.objects.filter(email=wanted.email, ended_at__isnull=True)
    if living.exists() or pending_address(wanted.email, wanted.party_id):
        raise Refused(Refusal("invitation_address_taken"))
    row = make(wanted, by=actor.name, by_id=actor.user_id, now=now, letter=letter)
    send_invitation(row, link)
    return row.pk


@transaction.atomic
def refuse_letter(*, actor: Actor, letter_id: UUID, reason: str, now: datetime) -> None:
    """Refuse access, with the reason that the party is told."""
    reason = hide_niks(reason.strip())
    letter, decided = _decided(actor, letter_id, "refuse", reason)
    letter.reason = reason
    _close(letter, decided, actor, now)


def _write(
    actor: Actor,
    cycle_id: int,
    party_id: int,
    texts: Mapping[str, str],
    dated: date | None,
    now: datetime,
) -> UUID:
    fields = ("group", "number", "asked_by", "decree", "operators", "admin_name", "admin_email")
    try:
        with transaction.atomic():
            letter = AccessLetter.objects.create(
                id=sortable_id(now),
                party_id=party_id,
                cycle_id=cycle_id,
                dated=dated,
                received_at=now,
                received_by=actor.name,
                **{name: texts.get(name, "") for name in fields},
            )
    except IntegrityError:
        raise Refused(Refusal("letter_known", {"number": texts["number"]})) from None
    _enter("access.letter_received", letter, actor, now)
    return letter.pk


def _decided(
    actor: Actor, letter_id: UUID, move: str, reason: str = ""
) -> tuple[AccessLetter, Move]:
    rows = AccessLetter.objects.select_for_update(of=("self",)).select_related("party")
    letter = rows.filter(pk=letter_id).first()
    if letter is None or not handles_letters(actor, letter.party.kind):
        raise Refused(Refusal("letter_not_yours"))
    decided = LIFECYCLE.decide(letter.state, move, actor=actor, facts={}, reason=reason)
    if isinstance(decided, Refusal):
        raise Refused(decided)
    return letter, decided


def _close(letter: AccessLetter, decided: Move, actor: Actor, now: datetime) -> None:
    letter.state = decided.target
    letter.decided_at = now
    letter.decided_by = actor.name
    letter.save()
    _enter(decided.entry, letter, actor, now)


def _enter(kind: str, letter: AccessLetter, actor: Actor, now: datetime) -> None:
    append_entry(
        kind=kind,
        actor=actor.name,
        subject=f"letter:{letter.pk}",
        payload={
            "number": letter.number,
            "dated": str(letter.dated),
            "asked_by": letter.asked_by,
            "decree": letter.decree,
            "reason": letter.reason,
        },
        now=now,
        party_id=letter.party_id,
    )
