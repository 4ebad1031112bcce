"""Saving what was typed, and emptying a draft."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from sipol.infra import keys
from sipol.kernel.actors import Actor
from sipol.kernel.digests import canonical_json
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.drafts.models import Draft, DraftPatch, DraftValue
from sipol.records.drafts.queries import Typed, drafts_of, opened, owner_of, place_of
from sipol.records.drafts.rules.forms import (
    MOST_FIELDS,
    MOST_VALUES_OF_A_FIELD,
    Patch,
    Place,
    objection_to_patch,
)
from sipol.records.drafts.rules.merging import Merge, Value, merge


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a patch; the same again for every repetition.

    `others` are fields that changed since the base and were not part of the patch. `conflicts`
    hold what stands on the server where the patch said something else.
    """

    version: int
    saved_at: datetime
    others: tuple[Typed, ...] = ()
    conflicts: tuple[Typed, ...] = ()


@transaction.atomic
def save_patch(*, actor: Actor, place: Place, patch: Patch, now: datetime) -> Saved:
    """Save what a patch says; what does not fit to what others typed is kept beside it.

    Raises Refused, having saved nothing, with draft_form_unknown, draft_not_yours,
    draft_base_unknown, draft_field_invalid, draft_too_large, draft_full, idempotency_key_invalid
    or idempotency_key_reused.
    """
    draft = _locked(actor, place, now)
    # Browsers post line ends in a way of their own.
    texts = {name: text.replace("\r\n", "\n") for name, text in patch.fields.items()}
    patch = replace(patch, fields=texts)
    objection = objection_to_patch(patch, draft.version)
    if objection is not None:
        raise Refused(objection)
    key, digest = _keyed_hash([patch.key]), _digest(draft, patch)
    earlier = DraftPatch.objects.filter(user_id=actor.user_id, key=key).first()
    if earlier is not None:
        if earlier.digest != digest:
            raise Refused(Refusal("idempotency_key_reused"))
        return _unpack(keys.current().forms.open(earlier.answer, _place_of_answer(earlier)))
    saved = _apply(draft, actor, patch, now)
    _remember(draft, actor, key, digest, saved)
    return saved


@transaction.atomic
def empty_draft(*, actor: Actor, place: Place, now: datetime) -> None:
    """Take everything out of the draft: its form was sent, or somebody wants it gone."""
    draft = drafts_of(actor, place).select_for_update(of=("self",)).first()
    if draft is None or not draft.values.exists():
        return
    draft.values.all().delete()
    draft.version += 1
    draft.saved_at = now
    draft.save()


def _locked(actor: Actor, place: Place, now: datetime) -> Draft:
    rows = drafts_of(actor, place)
    if not rows.exists():
        row = Draft(**asdict(place), **owner_of(actor, place.form), saved_at=now)
        Draft.objects.bulk_create([row], ignore_conflicts=True)
    return rows.select_for_update(of=("self",)).get()


def _apply(draft: Draft, actor: Actor, patch: Patch, now: datetime) -> Saved:
    there = list(draft.values.order_by("version"))
    typed = {row.pk: opened(row) for row in there}
    values = [
        Value(row.field, typed[row.pk].text, row.version, row.user_id, row.standing)
        for row in there
    ]
    merged = merge(values, patch, user_id=actor.user_id)
    _refuse_growth(there, merged)
    standing = {row.field: typed[row.pk] for row in there if row.standing}
    if merged.changes:
        draft.version += 1
        draft.saved_at = now
        draft.save()
        leaving = [row.pk for row in there if (row.field, row.version) in merged.leave]
        DraftValue.objects.filter(pk__in=leaving).delete()
        _write(draft, actor, patch, merged)
    return Saved(
        version=draft.version,
        saved_at=now,
        others=tuple(
            told
            for name, told in standing.items()
            if told.version > patch.base and name not in patch.fields
        ),
        conflicts=tuple(standing[name] for name in merged.conflicts),
    )


def _refuse_growth(there: list[DraftValue], merged: Merge) -> None:
    """A draft is a form's, not a store: so many fields, so many values waiting at one field."""
    fields = {row.field for row in there} | set(merged.stand)
    crowded = any(
        sum(row.field == name for row in there) >= MOST_VALUES_OF_A_FIELD for name in merged.rivals
    )
    if len(fields) > MOST_FIELDS or crowded:
        raise Refused(Refusal("draft_full"))


def _write(draft: Draft, actor: Actor, patch: Patch, merged: Merge) -> None:
    cipher = keys.current().forms
    DraftValue.objects.bulk_create(
        DraftValue(
            draft=draft,
            field=name,
            sealed=cipher.seal(patch.fields[name].encode(), place_of(draft.pk, name)),
            version=draft.version,
            standing=name in merged.stand,
            user_id=actor.user_id,
            user_name=actor.name,
            at=draft.saved_at,
        )
        for name in (*merged.stand, *merged.rivals)
    )


def _remember(draft: Draft, actor: Actor, key: str, digest: str, saved: Saved) -> None:
    patch = DraftPatch(
        draft=draft, user_id=actor.user_id, key=key, digest=digest, at=saved.saved_at
    )
    patch.answer = keys.current().forms.seal(_pack(saved), _place_of_answer(patch))
    try:
        with transaction.atomic():
            patch.save()
    except IntegrityError as error:  # at this moment, for another draft
        raise Refused(Refusal("idempotency_key_reused")) from error


def _place_of_answer(patch: DraftPatch) -> bytes:
    return f"drafts:{patch.draft_id}:answer:{patch.user_id}:{patch.key}".encode()


def _digest(draft: Draft, patch: Patch) -> str:
    return _keyed_hash([draft.pk, patch.base, dict(patch.fields), sorted(patch.resolved)])


def _keyed_hash(content: list[Any]) -> str:
    """A plain hash of a short text could be reversed by trying all of them."""
    return salted_hmac(
        "sipol.records.drafts", canonical_json(content), algorithm="sha256"
    ).hexdigest()


def _pack(saved: Saved) -> bytes:
    return json.dumps(asdict(saved), default=datetime.isoformat).encode()


def _unpack(content: bytes) -> Saved:
    kept: dict[str, Any] = json.loads(content)
    return Saved(
        version=kept["version"],
        saved_at=datetime.fromisoformat(kept["saved_at"]),
        others=tuple(map(_typed, kept["others"])),
        conflicts=tuple(map(_typed, kept["conflicts"])),
    )


def _typed(kept: dict[str, Any]) -> Typed:
    return Typed(**{**kept, "at": datetime.fromisoformat(kept["at"])})
