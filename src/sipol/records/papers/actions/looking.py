"""Looking at papers: pages made anew as pictures, and who outside the party has looked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sipol.infra.storage.vault import FileVault
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.papers.actions.storing import store
from sipol.records.papers.models import Look, PageImage
from sipol.records.papers.queries.papers import PaperFacts, paper
from sipol.records.papers.readers.checking import Checker, PageView
from sipol.records.papers.readers.errors import UnusablePaper

# Turning pages is one look; coming back later is another.
ONE_LOOK = timedelta(minutes=10)


def page_picture(
    *, actor: Actor, paper_id: UUID, page: int, vault: FileVault, now: datetime
) -> Iterator[bytes]:
    """A page as a JPEG that holds nothing of the file but what can be seen; kept once made.

    Raises Paper.DoesNotExist, Refused for who may not see it, with paper_page_unknown where there
    is no such page, or with a code of `messages.OF_FILES` where it cannot be shown.
    """
    facts = paper(actor, paper_id)
    if not 1 <= page <= facts.pages:
        raise Refused(Refusal("paper_page_unknown"))
    _note(actor, facts, "picture", now)
    known = PageImage.objects.filter(sha256=facts.sha256, page=page).first()
    if known is not None and vault.holds(known.image_sha256):
        return vault.read(known.image_sha256)
    view = _made(facts, page, vault)
    kept = store([view.jpeg], file_name="", vault=vault, now=now)
    row = PageImage(
        sha256=facts.sha256,
        page=page,
        image_sha256=kept.sha256,
        width=view.width,
        height=view.height,
    )
    PageImage.objects.bulk_create([row], ignore_conflicts=True)
    return iter([view.jpeg])


def original_file(
    *, actor: Actor, paper_id: UUID, vault: FileVault, now: datetime
) -> tuple[PaperFacts, int]:
    """The file as it was sent, checked against its hash, as an open descriptor that the caller
    closes; raises as `page_picture`, and StorageFault."""
    facts = paper(actor, paper_id)
    if facts.withdrawn:
        raise Refused(Refusal("paper_not_in_force"))
    _note(actor, facts, "original", now)
    return facts, vault.open_plain(facts.sha256)


def _made(facts: PaperFacts, page: int, vault: FileVault) -> PageView:
    descriptor = vault.open_plain(facts.sha256)
    try:
        with Checker() as checker:
            return checker.view(descriptor, page)
    except UnusablePaper as error:
        code, values = error.code, error.values
        raise Refused(Refusal(code, values)) from error
    finally:
        os.close(descriptor)


def _note(actor: Actor, facts: PaperFacts, what: str, now: datetime) -> None:
    """Take down that somebody outside the party has looked; the party's own people may."""
    if actor.is_party:
        return
    lately = Look.objects.filter(
        paper_id=facts.id, user_id=actor.user_id, what=what, at__gt=now - ONE_LOOK
    )
    if lately.exists():
        return
    Look.objects.create(
        paper_id=facts.id,
        user_id=actor.user_id,
        user_name=actor.name,
        role=actor.role.value,
        what=what,
        at=now,
    )
