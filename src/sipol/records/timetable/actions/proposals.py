"""Opening a window by two people: one proposes, another confirms; and what the party was shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sipol.infra.ledger.actions import append_entry
from sipol.infra.ledger.redaction import hide_niks
from sipol.infra.notices.actions import Message, tell
from sipol.kernel.actors import Actor, Role
from sipol.kernel.clock import WIB
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.regions.queries import names
from sipol.records.timetable.actions.versions import add_window, columns, told, utc
from sipol.records.timetable.models import Proposal, Sighting, Window
from sipol.records.timetable.queries import ProposalFacts, proposal, terms_in_force
from sipol.records.timetable.rules.calendars import WindowTerms
from sipol.records.timetable.rules.proposals import LIFECYCLE
from sipol.records.timetable.rules.windows import KINDS, PURPOSES

_TARGETS = {move.name: move.target for move in LIFECYCLE.moves}


@transaction.atomic
def propose_window(
    *,
    actor: Actor,
    cycle_id: int,
    terms: WindowTerms,
    reason: str,
    request_id: UUID,
    now: datetime,
) -> ProposalFacts:
    """Propose a window, or by its code the next version of one, for another person to confirm.

    `terms.code` is empty for a new window. Repeating a request id gives the first proposal.
    Raises Refused with role_not_allowed, national_only, window_terms_missing, window_kind_unknown,
    window_region_unknown, window_times_wrong, window_unknown or window_shortened.
    """
    _admit_national(actor)
    known = Proposal.objects.filter(request_id=request_id).first()
    if known is not None:
        return proposal(known.pk)
    _check_terms(cycle_id, terms, reason, now)
    row = Proposal.objects.create(
        id=sortable_id(now),
        cycle_id=cycle_id,
        window_code=terms.code,
        reason=hide_niks(reason.strip()),
        request_id=request_id,
        proposer_id=actor.user_id,
        proposer_name=actor.name,
        proposed_at=now,
        **columns(terms),
    )
    append_entry(
        kind="window.proposed",
        actor=actor.name,
        subject=f"proposal:{row.pk}",
        payload=told(terms) | {"reason": row.reason},
        now=now,
        party_id=terms.party_id,
    )
    return proposal(row.pk)


@transaction.atomic
def decide_proposal(
    *, actor: Actor, proposal_id: UUID, move: str, reason: str = "", now: datetime
) -> ProposalFacts:
    """Confirm (another person than the proposer) or withdraw a proposal; returns it as it is then.

    Doing again what the same person has done changes nothing. Raises Refused with
    role_not_allowed, national_only, same_person, window_over, window_shortened, reason_missing or
    proposal_decided.
    """
    _admit_national(actor)
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
    known = proposal(proposal_id)
    if row.decider_id == actor.user_id and row.state == _TARGETS.get(move):
        return known
    if row.state != LIFECYCLE.initial:
        raise Refused(Refusal("proposal_decided"))
    decided = LIFECYCLE.decide(
        row.state,
        move,
        actor=actor,
        facts={"is_proposer": row.proposer_id == actor.user_id, "is_over": row.ends_at <= now},
        reason=reason,
    )
    if isinstance(decided, Refusal):
        raise Refused(decided)
    row.state, row.decision_reason = decided.target, hide_niks(reason.strip())
    row.decider_id, row.decider_name, row.decided_at = actor.user_id, actor.name, now
    if move == "confirm":
        row.window = _open_proposed(row, known.terms, decided.entry, now)
        _tell_party(row, now)
    else:
        append_entry(
            kind=decided.entry,
            actor=actor.name,
            subject=f"proposal:{row.pk}",
            payload={"reason": row.decision_reason, "proposed_by": row.proposer_name},
            now=now,
            party_id=row.party_id,
        )
    row.save()
    return proposal(row.pk)


@transaction.atomic
def note_shown(*, actor: Actor, window_id: int, now: datetime) -> None:
    """Take down that a party was shown a window of its own; only the first time counts."""
    window = Window.objects.get(pk=window_id)
    if window.party_id is None or window.party_id != actor.party_id:
        raise Refused(Refusal("not_your_party"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sighting:{window_id}"]
        )
    if Sighting.objects.filter(window=window, party_id=actor.party_id).exists():
        return
    entry = append_entry(
        kind="window.shown",
        actor=actor.name,
        subject=f"window:{window.code}",
        payload={"version": window.version, "ends_at": utc(window.ends_at)},
        now=now,
        party_id=actor.party_id,
    )
    Sighting.objects.create(
        window=window,
        party_id=actor.party_id,
        user_id=actor.user_id,
        user_name=actor.name,
        at=now,
        entry_id=entry.pk,
    )


def _admit_national(actor: Actor) -> None:
    if actor.role != Role.COMMISSION:
        raise Refused(Refusal("role_not_allowed"))
    if actor.region_code:
        raise Refused(Refusal("national_only"))


def _check_terms(cycle_id: int, terms: WindowTerms, reason: str, now: datetime) -> None:
    words = (terms.name, terms.legal_basis, terms.reference, reason)
    if not terms.kinds or not all(text.strip() for text in words):
        raise Refused(Refusal("window_terms_missing"))
    if not set(terms.kinds) <= set(KINDS) or terms.purpose not in PURPOSES:
        raise Refused(Refusal("window_kind_unknown"))
    known = names(list(terms.regions))
    for code in terms.regions:
        if code not in known:
            raise Refused(Refusal("window_region_unknown", {"code": code}))
    waits = terms.closing_until or terms.ends_at
    if not terms.starts_at < terms.ends_at <= waits or terms.ends_at <= now:
        raise Refused(Refusal("window_times_wrong"))
    if terms.code:
        _refuse_shorter(cycle_id, terms)


def _refuse_shorter(cycle_id: int, terms: WindowTerms) -> None:
    """A deadline that was signed is never brought forward."""
    _, in_force = terms_in_force(cycle_id)
    if terms.code not in in_force:
        raise Refused(Refusal("window_unknown"))
    if terms.ends_at < in_force[terms.code].ends_at:
        raise Refused(Refusal("window_shortened", {"ends_at": utc(in_force[terms.code].ends_at)}))


def _tell_party(row: Proposal, now: datetime) -> None:
    if row.party_id is None:
        return
    message = Message(
        office="party",
        party_id=row.party_id,
        kind="window.opened",
        occasion=f"proposal:{row.pk}",
        path="/partai/jadwal/",
        values={
            "name": row.name,
            "starts_at": _wib(row.starts_at),
            "ends_at": _wib(row.ends_at),
            "legal_basis": row.legal_basis,
            "reference": row.reference,
        },
        entry_id=row.window.entry_id if row.window else None,
    )
    tell(message, now=now)


def _wib(moment: datetime) -> str:
    return f"{moment.astimezone(WIB):%d-%m-%Y %H.%M.%S} WIB"


def _open_proposed(row: Proposal, terms: WindowTerms, entry_kind: str, now: datetime) -> Window:
    code = row.window_code or f"dibuka-{str(row.pk)[-12:]}"
    if row.window_code:
        _refuse_shorter(row.cycle_id, terms)
    return add_window(
        row.cycle,
        WindowTerms(code=code, **columns(terms)),
        entry_kind=entry_kind,
        made_by=row.proposer_name,
        confirmed_by=row.decider_name,
        now=now,
        proposal_id=row.pk,
    )
