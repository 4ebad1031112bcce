"""What a party has reached, as pages show it: kept until anything happens to the party.

Every change is entered in the ledger in its own transaction, so the numbers of the newest entries
tell whether what was kept still holds: nobody is ever shown older figures than the database has.
Handing in does not read from here.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from sipol.flow.intake.actions.hand_in import snapshot_of, snapshot_sha256
from sipol.flow.intake.queries.deliveries import rejected_by_regency
from sipol.infra.ledger.queries import newest_entries
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.queries import Filing, filing_and_coverage
from sipol.records.dossiers.rules.completeness import Completeness
from sipol.records.dossiers.rules.coverage import Coverage
from sipol.records.hand_ins.queries import Whose

MOST_KEPT = 64


@dataclass(frozen=True)
class Reached:
    """A filing with its coverage, rows still out included, and its completeness."""

    filed: Filing
    coverage: Coverage
    judged: Completeness

    def sha256(self, whose: Whose) -> str:
        """The hash that a hand-in of this very filing would have."""
        return snapshot_sha256(snapshot_of(self.filed, self.coverage, self.judged, whose))


_kept: OrderedDict[tuple[int, int], tuple[object, Reached]] = OrderedDict()
_lock = Lock()


def reached_now(actor: Actor, *, party_id: int, cycle_id: int) -> Reached:
    """What a party has reached at this moment; Refused for another party's people."""
    if actor.is_party and actor.party_id != party_id:
        raise Refused(Refusal("not_your_party"))
    # Read before computing: a change in between makes the next look compute again.
    mark = (newest_entries(party_id), clock.now().astimezone(clock.WIB).date())
    with _lock:
        found = _kept.get((party_id, cycle_id))
        if found and found[0] == mark:
            _kept.move_to_end((party_id, cycle_id))
            return found[1]
    reached = _compute(actor, party_id, cycle_id)
    with _lock:
        _kept[party_id, cycle_id] = (mark, reached)
        _kept.move_to_end((party_id, cycle_id))
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return reached


def party_coverage(actor: Actor, *, party_id: int, cycle_id: int) -> Coverage:
    """The coverage alone."""
    return reached_now(actor, party_id=party_id, cycle_id=cycle_id).coverage


def judged_now(actor: Actor, *, party_id: int, cycle_id: int) -> Completeness:
    """The completeness alone."""
    return reached_now(actor, party_id=party_id, cycle_id=cycle_id).judged


def _compute(actor: Actor, party_id: int, cycle_id: int) -> Reached:
    filed, coverage = filing_and_coverage(
        actor,
        party_id=party_id,
        cycle_id=cycle_id,
        rejected=rejected_by_regency(party_id=party_id, cycle_id=cycle_id),
        now=clock.now(),
    )
    return Reached(filed, coverage, filed.judged())
