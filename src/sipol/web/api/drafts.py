"""Drafts of forms over the API: the same texts, rights and conflicts as on the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Header, Router, Schema, Status

from sipol.kernel import clock
from sipol.records.drafts.actions import save_patch
from sipol.records.drafts.messages import SENTENCES
from sipol.records.drafts.queries import Typed, draft
from sipol.records.drafts.rules.forms import Patch, Place
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.language import in_force

router = Router()


class TypedOut(Schema):
    """A text with who typed it; `version` is the draft's at that moment."""

    value: str
    version: int
    by: str
    at: datetime


class DraftOut(Schema):
    """`conflicts` lists, by field, all texts that wait for a choice; the first one stands."""

    version: int
    saved_at: datetime | None
    fields: dict[str, TypedOut]
    conflicts: dict[str, list[TypedOut]]


class PatchIn(Schema):
    """Texts typed by somebody who had seen the draft at `base`.

    A field in `resolved` is decided by this text: texts that waited beside it leave.
    """

    base: int
    fields: dict[str, str]
    subject: str = ""
    resolved: tuple[str, ...] = ()


class PatchOut(Schema):
    """What was saved; `fields` are those that others changed since the base."""

    version: int
    saved_at: datetime
    fields: dict[str, TypedOut]


class ConflictOut(Schema):
    """Two texts for one field; the server keeps both."""

    field: str
    mine: str
    theirs: str
    by: str
    at: datetime
    version: int


class PatchConflictOut(PatchOut):
    code: str
    sentence: str
    conflicts: list[ConflictOut]


@router.get("/{form}", response=DraftOut, url_name="draft")
def read_draft(request: HttpRequest, form: str, subject: str = "") -> dict[str, Any]:
    """What was typed into this form and not sent yet."""
    facts = draft(request.auth, Place(running_cycle().id, form, subject))
    return {
        "version": facts.version,
        "saved_at": facts.saved_at,
        "fields": {name: _told(typed) for name, typed in facts.fields.items()},
        "conflicts": {
            name: [_told(side) for side in (facts.fields[name], *rivals)]
            for name, rivals in facts.rivals.items()
        },
    }


@router.patch("/{form}", response={200: PatchOut, 409: PatchConflictOut}, url_name="draft")
def patch_draft(
    request: HttpRequest, form: str, new: PatchIn, idempotency_key: str = Header("")
) -> Any:
    """Save some fields; safe to repeat with the same `Idempotency-Key`.

    409 `draft_conflict`: somebody else typed something else into the fields in `conflicts` since
    the base. Both texts are kept, and all other fields of the patch are saved. To decide, send
    the field again with the answer's version as base, and its name in `resolved`.
    """
    patch = Patch(
        base=new.base, fields=new.fields, key=idempotency_key, resolved=frozenset(new.resolved)
    )
    place = Place(running_cycle().id, form, new.subject)
    saved = save_patch(actor=request.auth, place=place, patch=patch, now=clock.now())
    answer: dict[str, Any] = {
        "version": saved.version,
        "saved_at": saved.saved_at,
        "fields": {typed.field: _told(typed) for typed in saved.others},
    }
    if not saved.conflicts:
        return answer
    return Status(
        409,
        {
            **answer,
            "code": "draft_conflict",
            "sentence": SENTENCES["draft_conflict"][in_force()],
            "conflicts": [
                {**_told(theirs), "field": theirs.field, "theirs": theirs.text}
                | {"mine": new.fields[theirs.field]}
                for theirs in saved.conflicts
            ],
        },
    )


def _told(typed: Typed) -> dict[str, Any]:
    return {"value": typed.text, "version": typed.version, "by": typed.by, "at": typed.at}
