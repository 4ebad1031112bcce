"""The waiting files of a sending: checked, matched by name, and filed where that is certain.

One file, one transaction: whoever is killed in between has lost nothing and done nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sipol.infra.storage.vault import FileVault
from sipol.kernel.actors import Actor, Role
from sipol.records.papers.actions.gate import may_file_for
from sipol.records.papers.actions.sendings import close_sending, promise_check
from sipol.records.papers.actions.storing import StoredFile, nature_of
from sipol.records.papers.actions.versions import CheckedFile, Place, add_version
from sipol.records.papers.models import Item, Sending
from sipol.records.papers.queries.settings import kind_of_cycle
from sipol.records.papers.readers.checking import Checker
from sipol.records.papers.readers.errors import UnusablePaper
from sipol.records.papers.rules.kinds import (
    PaperKind,
    PaperNature,
    Problem,
    level_of_region,
    problem_with,
)
from sipol.records.papers.rules.matching import RegionNames, levels_named, match
from sipol.records.regions import queries as regions

# After so many files a sending goes to the back of the queue, so that no party keeps a worker.
FILES_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class _Work:
    """What all items of a sending share."""

    sending: Sending
    sender: Actor
    kind: PaperKind
    names: RegionNames


def check_waiting(*, sending_id: UUID, vault: FileVault, clock: Callable[[], datetime]) -> int:
    """Look at the next waiting files of a sending, and promise the rest; returns how many."""
    sending = Sending.objects.get(pk=sending_id)
    waiting = list(
        Item.objects.filter(sending=sending, state="received").order_by("at", "id")[
            :FILES_AT_A_TIME
        ]
    )
    if waiting:
        work = _work(sending)
        with Checker(warm=True) as checker:
            for item in waiting:
                _look_at(item, work, checker, vault, clock)
    _promise_the_rest(sending_id)
    return len(waiting)


def close_quiet(sending_id: UUID, *, now: datetime) -> bool:
    """Close a sending if none of its files waits to be checked; whether it is closed now."""
    with transaction.atomic():
        sending = Sending.objects.select_for_update().get(pk=sending_id)
        if sending.closed_at is not None:
            return True
        items = sending.items
        if not items.exists() or items.filter(state="received").exists():
            return False
        close_sending(sending, now=now)
    return True


def file_item(
    item: Item, *, actor: Actor, kind: PaperKind, region_code: str, now: datetime
) -> Problem | None:
    """A checked file as the paper of this key, in the caller's transaction; or what hinders it."""
    nature = nature_from(item)
    problem = problem_with(kind, nature, item.size)
    if problem is not None:
        return problem
    sending = item.sending
    filed = add_version(
        actor=actor,
        place=Place(sending.party_id, sending.cycle_id, kind.code, region_code),
        file=CheckedFile(item.sha256, item.size, item.file_name, nature),
        sending_id=sending.pk,
        now=now,
    )
    item.state = "known" if filed.already else "filed"
    item.kind, item.region_code, item.paper_id = kind.code, region_code, filed.paper_id
    item.problem, item.values, item.candidates = "", {}, []
    return None


def nature_from(item: Item) -> PaperNature:
    return PaperNature(**{**item.nature, "marks": tuple(item.nature["marks"])})


def sender_of(sending: Sending) -> Actor:
    """Who sent it, with the rights of the day on which it began."""
    role = Role.PARTY_OPERATOR if sending.scope else Role.PARTY_ADMIN
    return Actor(
        sending.user_id, sending.user_name, role, sending.party_id, region_code=sending.scope
    )


def _work(sending: Sending) -> _Work:
    kind = kind_of_cycle(sending.cycle_id, sending.kind)
    return _Work(sending, sender_of(sending), kind, RegionNames(regions.upper_regions()))


def _look_at(
    item: Item,
    work: _Work,
    checker: Checker,
    vault: FileVault,
    clock: Callable[[], datetime],
) -> None:
    stored = StoredFile(item.sha256, item.size, item.file_name)
    try:
        nature = nature_of(stored, checker=checker, vault=vault)
    except UnusablePaper as error:
        if error.code == "paper_not_checked":
            raise  # a fault of ours: the job is tried again
        _settle(item, "refused", Problem(error.code, error.values))
        return
    item.nature = asdict(nature)
    code, reason, candidates = _meant(item, work)
    if reason:
        item.region_code, item.candidates = code, list(candidates)
        _settle(item, "unmatched", Problem(reason, {}))
        return
    with transaction.atomic():
        # Held until the end, so that two files for one region are seen as two.
        Sending.objects.select_for_update().get(pk=work.sending.pk)
        twin = Item.objects.filter(
            sending=work.sending, state="filed", kind=work.kind.code, region_code=code
        ).exclude(sha256=item.sha256)
        if twin.exists():
            item.kind, item.region_code = work.kind.code, code
            _settle(item, "doubled", Problem("region_twice", {}))
            return
        problem = file_item(item, actor=work.sender, kind=work.kind, region_code=code, now=clock())
        _settle(item, item.state if problem is None else "refused", problem)


def _meant(item: Item, work: _Work) -> tuple[str, str, tuple[str, ...]]:
    """The region of a file, why it is not certain, and what it might be."""
    levels = levels_named(work.sending.level) & set(work.kind.levels)
    found = match(item.file_name, frozenset(levels), work.names)
    if not found.found:
        return "", found.reason, found.candidates
    if not work.sender.covers(found.region_code):
        return found.region_code, "region_not_yours", ()
    if level_of_region(found.region_code) not in work.kind.levels:
        return found.region_code, "region_other_level", ()
    when = {"cycle_id": work.sending.cycle_id, "begun_at": work.sending.begun_at}
    if not may_file_for(work.sender, found.region_code, **when):
        return found.region_code, "begun_too_late", ()
    return found.region_code, "", ()


def _settle(item: Item, state: str, problem: Problem | None) -> None:
    item.state = state
    if problem is not None:
        item.problem, item.values = problem.code, dict(problem.values)
    item.save()


@transaction.atomic
def _promise_the_rest(sending_id: UUID) -> None:
    sending = Sending.objects.select_for_update().get(pk=sending_id)
    sending.check_promised = False
    if sending.items.filter(state="received").exists():
        promise_check(sending)
    sending.save(update_fields=["check_promised"])
