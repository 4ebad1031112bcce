"""Filing and withdrawing one paper: whole, at once, with its receipt."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime

from django.db import transaction

from sipol.infra.ledger.redaction import hide_niks
from sipol.infra.storage.vault import FileVault
from sipol.kernel.actors import Actor
from sipol.kernel.file_names import clean_file_name
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.papers.actions.gate import admit_region, admit_sender
from sipol.records.papers.actions.sendings import close_sending, new_sending, settle
from sipol.records.papers.actions.storing import nature_of, store
from sipol.records.papers.actions.versions import (
    CheckedFile,
    FiledPaper,
    Place,
    add_version,
    add_withdrawal,
)
from sipol.records.papers.queries.settings import kind_of_cycle
from sipol.records.papers.readers.checking import Checker
from sipol.records.papers.readers.errors import UnusablePaper
from sipol.records.papers.rules.kinds import PaperKind, megabytes, problem_with

LONGEST_REASON = 300


def file_paper(  # noqa: PLR0913 - each is a fact of the paper or of its file
    *,
    actor: Actor,
    cycle_id: int,
    kind: str,
    region_code: str,
    file_name: str,
    size: int,
    chunks: Iterable[bytes],
    vault: FileVault,
    now: datetime,
    checker: Checker | None = None,
) -> FiledPaper:
    """Keep a file as the newest version of a paper; it is checked before this returns.

    The same file as the newest version adds none (`already`), and its sending is the earlier one.
    Raises Refused with papers_party_only, papers_closed, paper_kind_unknown, paper_level_wrong,
    paper_outside_scope, paper_region_unknown, or with a code of `messages.OF_FILES`; StorageFault
    where the disk fails. Not inside a transaction: checking takes its time. Whoever files many
    gives a warm `checker`.
    """
    party_id = admit_sender(actor, cycle_id=cycle_id, begun_at=now)
    chosen = kind_of_cycle(cycle_id, kind)
    admit_region(actor, chosen, region_code, cycle_id=cycle_id, begun_at=now)
    file = _checked(
        chosen, hide_niks(clean_file_name(file_name)), size, chunks, vault, now, checker
    )
    place = Place(party_id, cycle_id, kind, region_code)
    with transaction.atomic():
        sending = new_sending(actor, party_id=party_id, cycle_id=cycle_id, kind=kind, now=now)
        filed = add_version(actor=actor, place=place, file=file, sending_id=sending.pk, now=now)
        if filed.already:
            sending.delete()
            return filed
        settle(sending, file, filed, place, now=now)
        close_sending(sending, now=now)
    return filed


@transaction.atomic
def withdraw_paper(
    *, actor: Actor, cycle_id: int, kind: str, region_code: str, reason: str, now: datetime
) -> int:
    """End a paper with a reason: a version without a file, whose number is returned. Earlier
    versions stay. Raises Refused as `file_paper`, or with paper_reason_missing,
    paper_not_in_force."""
    party_id = admit_sender(actor, cycle_id=cycle_id, begun_at=now)
    chosen = kind_of_cycle(cycle_id, kind)
    admit_region(actor, chosen, region_code, cycle_id=cycle_id, begun_at=now)
    reason = hide_niks(" ".join(reason.split()))
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Refused(Refusal("paper_reason_missing"))
    place = Place(party_id, cycle_id, kind, region_code)
    ended = add_withdrawal(actor=actor, place=place, reason=reason, now=now)
    if ended is None:
        raise Refused(Refusal("paper_not_in_force"))
    return ended.version


def _checked(
    kind: PaperKind,
    file_name: str,
    size: int,
    chunks: Iterable[bytes],
    vault: FileVault,
    now: datetime,
    checker: Checker | None,
) -> CheckedFile:
    if not size:
        raise Refused(Refusal("paper_empty"))
    if size > kind.max_bytes:
        raise Refused(Refusal("paper_too_large", {"limit_mb": megabytes(kind.max_bytes)}))
    stored = store(chunks, file_name=file_name, vault=vault, now=now)
    try:
        with nullcontext(checker) if checker else Checker() as looking:
            nature = nature_of(stored, checker=looking, vault=vault)
    except UnusablePaper as error:
        code, values = error.code, error.values
        raise Refused(Refusal(code, values)) from error
    problem = problem_with(kind, nature, stored.size)
    if problem is not None:
        code = problem.code
        raise Refused(Refusal(code, dict(problem.values)))
    return CheckedFile(stored.sha256, stored.size, stored.file_name, nature)
