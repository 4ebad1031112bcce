"""Letters, invitations and proposals, as those see them who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sipol.infra.ledger.models import Entry
from sipol.infra.ledger.queries import entries_about, entries_of_kinds
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.access.messages import ENTRY_TITLES
from sipol.records.access.models import AccessLetter, Invitation, Narrowing
from sipol.records.access.rules import letters as letter_rules
from sipol.records.access.rules import narrowing as narrowing_rules
from sipol.records.access.rules.invitations import PENDING
from sipol.records.access.rules.letters import handles_letters
from sipol.records.access.rules.narrowing import PROPOSED, is_second
from sipol.records.accounts.queries import token_digest
from sipol.records.accounts.rules.granting import may_change, may_grant


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """A pending invitation. `link_until` is None while no link of it was made."""

    id: UUID
    email: str
    name: str
    role: Role
    party_id: int | None
    region_code: str
    account_expires_at: datetime | None
    link_until: datetime | None
    mailed_at: datetime | None
    created_at: datetime
    invited_by: str
    replaces: str
    is_restoration: bool
    may_act: bool


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A party's letter as the commission reads it."""

    id: UUID
    party_id: int
    party_name: str
    short_name: str
    kind: str
    group: str
    number: str
    dated: date
    asked_by: str
    decree: str
    operators: str
    admin_name: str
    admin_email: str
    state: str
    reason: str
    received_at: datetime
    received_by: str
    decided_at: datetime | None
    decided_by: str

    @property
    def state_title(self) -> str:
        return letter_rules.STATE_TITLES[self.state]


@dataclass(frozen=True, slots=True)
class NarrowingFacts:
    """A proposal to take rights from a supervisor, and what the reader may do with it."""

    id: UUID
    person: Actor
    kind: str
    region_code: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    state: str
    second: str
    answer: str
    may_second: bool
    may_take_back: bool

    @property
    def kind_title(self) -> str:
        return narrowing_rules.KIND_TITLES[self.kind]

    @property
    def state_title(self) -> str:
        return narrowing_rules.STATE_TITLES[self.state]


def seen_invitations(actor: Actor) -> QuerySet[Invitation]:
    """The invitations that the actor may know of: those of their own organisation, and for the
    commission and the supervisor also the first ones of parties, which come on letters."""
    rows = Invitation.objects.select_related("party", "replaces", "restores", "letter__party")
    if actor.is_party:
        return rows.filter(party_id=actor.party_id)
    inside = Q(party__isnull=True)
    if scope := actor.region_code:
        inside &= Q(region_code=scope) | Q(region_code__startswith=f"{scope}.")
    return rows.filter(inside | Q(letter__isnull=False))


def pending_invitations(actor: Actor) -> list[InvitationFacts]:
    """What waits for its person, the newest first."""
    rows = seen_invitations(actor).filter(state=PENDING).order_by("-created_at")
    return [_invitation(row, actor) for row in rows]


def invitation(actor: Actor, invitation_id: UUID) -> InvitationFacts:
    """One of `pending_invitations`; raises Refused with invitation_not_found."""
    row = seen_invitations(actor).filter(pk=invitation_id, state=PENDING).first()
    if row is None:
        raise Refused(Refusal("invitation_not_found"))
    return _invitation(row, actor)


def invitation_by_token(token: str, now: datetime) -> InvitationFacts:
    """What a link opens; raises Refused as accepting would."""
    rows = Invitation.objects.select_related("party", "replaces", "restores")
    row = rows.filter(token_digest=token_digest(token)).first()
    objection = objection_to_token(row, now)
    if row is None or objection:
        raise Refused(objection or Refusal("invitation_unknown"))
    return _invitation(row, None)


def objection_to_token(row: Invitation | None, now: datetime) -> Refusal | None:
    """Why an invitation that was found by its token cannot be used, if so."""
    if row is None or row.state != PENDING:
        return Refusal("invitation_unknown")
    ends = [row.token_expires_at, row.account_expires_at]
    if any(end is not None and end <= now for end in ends):
        return Refusal("invitation_expired")
    return None


def may_act(actor: Actor, row: Invitation) -> bool:
    """Whether the actor may send, show or withdraw it: who holds its link becomes that person.

    So the commission never holds a link to an account that is a supervisor's or a party's already.
    """
    if row.restores is not None:
        return may_change(actor, row.restores.as_actor())
    if row.letter is not None and handles_letters(actor, row.letter.party.kind):
        return True
    if row.role == Role.SUPERVISOR and actor.role is not Role.SUPERVISOR:
        return row.invited_by_id == actor.user_id
    where = {"party_id": row.party_id, "region_code": row.region_code}
    return may_grant(actor, role=Role(row.role), **where)


def pending_address(email: str, party_id: int | None) -> bool:
    """Whether an invitation waits for this address in the organisation."""
    return Invitation.objects.filter(email=email, party_id=party_id, state=PENDING).exists()


def letters(actor: Actor, cycle_id: int) -> list[LetterFacts]:
    """The letters of a cycle that are the actor's to decide: waiting ones first, oldest first."""
    rows = AccessLetter.objects.filter(cycle_id=cycle_id).select_related("party")
    seen = [row for row in rows.order_by("received_at") if handles_letters(actor, row.party.kind)]
    return sorted(map(_letter, seen), key=lambda one: one.state != letter_rules.RECEIVED)


def letter(actor: Actor, letter_id: UUID) -> LetterFacts:
    """One letter; raises Refused with letter_not_yours."""
    row = AccessLetter.objects.select_related("party").filter(pk=letter_id).first()
    if row is None or not handles_letters(actor, row.party.kind):
        raise Refused(Refusal("letter_not_yours"))
    return _letter(row)


def open_narrowings(actor: Actor) -> list[NarrowingFacts]:
    """Proposals that wait for a second person, for the commission and every supervisor."""
    if actor.role not in {Role.COMMISSION, Role.SUPERVISOR}:
        return []
    rows = Narrowing.objects.filter(state=PROPOSED).select_related("user", "proposed_by", "second")
    return [_narrowing(row, actor) for row in rows.order_by("proposed_at")]


def narrowing(actor: Actor, narrowing_id: UUID) -> NarrowingFacts:
    """One of `open_narrowings`; raises Refused with narrowing_not_found."""
    found = next((one for one in open_narrowings(actor) if one.id == narrowing_id), None)
    if found is None:
        raise Refused(Refusal("narrowing_not_found"))
    return found


def history_of(user_id: int) -> list[Entry]:
    """What happened to somebody's rights, the newest first."""
    return [entry for entry in entries_about(f"user:{user_id}") if entry.kind in ENTRY_TITLES]


def history_of_grants(actor: Actor, *, before: int | None, limit: int) -> list[Entry]:
    """Grants, changes and removals: a party's own, or for the supervisor and the commission those
    within their part of the country. The ledger says where; what names no region is national."""
    found = entries_of_kinds(set(ENTRY_TITLES), before=before, limit=limit, party_id=actor.party_id)
    return [entry for entry in found if actor.is_party or _concerns(actor, entry)]


def _concerns(actor: Actor, entry: Entry) -> bool:
    region = str(entry.payload.get("region", ""))
    return actor.covers(region) or entry.subject == f"user:{actor.user_id}"


def _invitation(row: Invitation, actor: Actor | None) -> InvitationFacts:
    return InvitationFacts(
        id=row.pk,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        party_id=row.party_id,
        region_code=row.region_code,
        account_expires_at=row.account_expires_at,
        link_until=row.token_expires_at,
        mailed_at=row.mailed_at,
        created_at=row.created_at,
        invited_by=row.invited_by,
        replaces=row.replaces.name if row.replaces else "",
        is_restoration=row.restores_id is not None,
        may_act=actor is not None and may_act(actor, row),
    )


def _letter(row: AccessLetter) -> LetterFacts:
    return LetterFacts(
        id=row.pk,
        party_id=row.party_id,
        party_name=row.party.name,
        short_name=row.party.short_name,
        kind=row.party.kind,
        group=row.group,
        number=row.number,
        dated=row.dated,
        asked_by=row.asked_by,
        decree=row.decree,
        operators=row.operators,
        admin_name=row.admin_name,
        admin_email=row.admin_email,
        state=row.state,
        reason=row.reason,
        received_at=row.received_at,
        received_by=row.received_by,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )


def _narrowing(row: Narrowing, actor: Actor) -> NarrowingFacts:
    person, proposer = row.user.as_actor(), row.proposed_by.as_actor()
    return NarrowingFacts(
        id=row.pk,
        person=person,
        kind=row.kind,
        region_code=row.region_code,
        reason=row.reason,
        proposed_by=proposer.name,
        proposed_at=row.proposed_at,
        state=row.state,
        second=row.second.name if row.second else "",
        answer=row.answer,
        may_second=is_second(actor, proposer=proposer, owner=person),
        may_take_back=actor.user_id == proposer.user_id,
    )
