"""What a person decides about files that a sending could not place by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.papers.actions.gate import admit_region, admit_sender
from sipol.records.papers.actions.matching import close_quiet, file_item
from sipol.records.papers.models import Item, Sending
from sipol.records.papers.queries.settings import kind_of_cycle

WAITING = ("unmatched", "doubled")


@transaction.atomic
def assign_item(*, actor: Actor, item_id: UUID, kind: str, region_code: str, now: datetime) -> None:
    """Use a waiting file for this paper; after a sending was closed it may still be used.

    Raises Refused with sending_unknown, paper_item_settled, as `file_paper`, or with a code of
    `messages.OF_FILES` where the file is not fit for this kind.
    """
    item = _waiting(actor, item_id)
    when = {"cycle_id": item.sending.cycle_id, "begun_at": item.sending.begun_at}
    admit_sender(actor, **when)
    chosen = kind_of_cycle(item.sending.cycle_id, kind)
    admit_region(actor, chosen, region_code, **when)
    problem = file_item(item, actor=actor, kind=chosen, region_code=region_code, now=now)
    if problem is not None:
        code = problem.code
        raise Refused(Refusal(code, dict(problem.values)))
    item.save()


@transaction.atomic
def drop_item(*, actor: Actor, item_id: UUID) -> None:
    """Put a waiting file aside: it stays on the list, and is used for nothing."""
    item = _waiting(actor, item_id)
    item.state = "dropped"
    item.save(update_fields=["state"])


def finish_sending(*, actor: Actor, sending_id: UUID, now: datetime) -> None:
    """Close a sending and issue its receipt; a repeat changes nothing. Raises Refused with
    sending_unknown, sending_empty or sending_unfinished."""
    sending = own_sending(actor, sending_id)
    if close_quiet(sending.pk, now=now):
        return
    if not sending.items.exists():
        raise Refused(Refusal("sending_empty"))
    raise Refused(Refusal("sending_unfinished"))


def own_sending(actor: Actor, sending_id: UUID) -> Sending:
    """A sending that this person may go on with: their own, or for their part of the country.
    Raises Refused with sending_unknown."""
    sending = Sending.objects.filter(pk=sending_id, party_id=actor.party_id or 0).first()
    own = sending is not None and (
        sending.user_id == actor.user_id or (actor.is_party and actor.covers(sending.scope))
    )
    if sending is None or not own:
        raise Refused(Refusal("sending_unknown"))
    return sending


def admit_file(actor: Actor, sending_id: UUID, *, cycle_id: int, now: datetime) -> None:
    """Whether this person may begin to send a file of this sending now; raises Refused with
    papers_party_only, papers_closed or sending_unknown."""
    admit_sender(actor, cycle_id=cycle_id, begun_at=now)
    if own_sending(actor, sending_id).cycle_id != cycle_id:
        raise Refused(Refusal("sending_unknown"))


def open_sending(actor: Actor, sending_id: UUID) -> Sending:
    """As `own_sending`, if more files may come. Raises Refused with sending_closed as well."""
    sending = own_sending(actor, sending_id)
    if sending.closed_at is not None:
        raise Refused(Refusal("sending_closed"))
    return sending


def _waiting(actor: Actor, item_id: UUID) -> Item:
    item = Item.objects.select_for_update().filter(pk=item_id).first()
    if item is None:
        raise Refused(Refusal("sending_unknown"))
    own_sending(actor, item.sending_id)
    if item.state not in WAITING:
        raise Refused(Refusal("paper_item_settled"))
    return item
