"""What a party has reached, as pages show it: kept until anything happens to the party.

Every change is entered in the ledger in its own transaction, so the numbers of the newest entries
tell whether what was kept still holds: nobody is ever shown older figures than the database has.
Handing in does not read from here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from sipol.flow.intake.queries.deliveries import rejected_by_regency
from sipol.infra.ledger.queries import newest_entries
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers import queries as dossiers
from sipol.records.dossiers.rules.completeness import Completeness
from sipol.records.dossiers.rules.coverage import Coverage

MOST_KEPT = 128
Reached = TypeVar("Reached")

_kept: OrderedDict[tuple[str, int, int], tuple[object, Any]] = OrderedDict()
_lock = Lock()


def party_coverage(actor: Actor, *, party_id: int, cycle_id: int) -> Coverage:
    """What a party reached at this moment, rows still out included."""

    def count() -> Coverage:
        rejected = rejected_by_regency(party_id=party_id, cycle_id=cycle_id)
        return dossiers.coverage(actor, party_id=party_id, cycle_id=cycle_id, rejected=rejected)

    return _while_nothing_happens("coverage", actor, party_id, cycle_id, count)


def judged_now(actor: Actor, *, party_id: int, cycle_id: int) -> Completeness:
    """The completeness of a filing as it stands at this moment."""

    def judge() -> Completeness:
        now = clock.now()
        return dossiers.filing(actor, party_id=party_id, cycle_id=cycle_id, now=now).judged()

    return _while_nothing_happens("completeness", actor, party_id, cycle_id, judge)


def _while_nothing_happens(
    what: str, actor: Actor, party_id: int, cycle_id: int, compute: Callable[[], Reached]
) -> Reached:
    if actor.is_party and actor.party_id != party_id:
        raise Refused(Refusal("not_your_party"))
    key = (what, party_id, cycle_id)
    # Read before computing: a change in between makes the next look compute again.
    mark = (newest_entries(party_id), clock.now().astimezone(clock.WIB).date())
    with _lock:
        found = _kept.get(key)
        if found and found[0] == mark:
            _kept.move_to_end(key)
            kept: Reached = found[1]
            return kept
    reached = compute()
    with _lock:
        _kept[key] = (mark, reached)
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return reached
