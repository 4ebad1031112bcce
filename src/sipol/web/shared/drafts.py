"""Forms that keep a draft, as pages show them and take them without script.

A page says in two hidden fields what it showed: the version of the draft, and a mark of each
field's text. So a form that comes back tells what its sender changed, and only that is saved.
With script, client/src/drafts.ts saves as people type; both ways end in the same action.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.crypto import salted_hmac

from sipol.kernel.actors import Actor
from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.drafts.actions import Saved, save_patch
from sipol.records.drafts.queries import DraftFacts, Typed, draft
from sipol.records.drafts.rules.forms import DECISION, Patch, Place

VERSION_FIELD = "draf_versi"
MARKS_FIELD = "draf_asal"
CHOICE_FIELD = "pilih"

DECISION_FIELDS = ("move", "reason")


@dataclass(frozen=True, slots=True)
class DraftForm:
    """A form at its place, with its fields and the texts it starts from without a draft."""

    place: Place
    names: tuple[str, ...]
    stored: Mapping[str, str]

    def shown(self, facts: DraftFacts) -> dict[str, str]:
        """What the fields of the page hold."""
        return {name: facts.texts.get(name, self.stored.get(name, "")) for name in self.names}


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a form that was sent: what its page shows now, and what stands in the way.

    `others` are fields that somebody else changed since the page was opened, `open_conflicts`
    those that wait for a choice.
    """

    shown: dict[str, str]
    others: tuple[str, ...]
    open_conflicts: tuple[str, ...]


def draft_page(actor: Actor, form: DraftForm) -> dict[str, Any]:
    """Template variables of a form with its draft; the form's parts are in shared/drafts/."""
    facts = draft(actor, form.place)
    shown = form.shown(facts)
    return {
        "draft_place": form.place,
        "draft_version": facts.version,
        "draft_saved_at": facts.saved_at if facts.fields else None,
        "draft_differs": shown != {name: form.stored.get(name, "") for name in form.names},
        "draft_marks": _marks(form, shown),
        "draft_texts": shown,
        "draft_sides": {
            name: [facts.fields[name], *facts.rivals[name]]
            for name in form.names
            if name in facts.rivals
        },
    }


def decision_form(cycle_id: int, dossier_id: UUID) -> DraftForm:
    """The commission's decision about one filing."""
    return DraftForm(Place(cycle_id, DECISION, str(dossier_id)), DECISION_FIELDS, {})


def posted_texts(request: HttpRequest, form: DraftForm) -> dict[str, str]:
    """The form's fields as they were sent."""
    return {name: request.POST.get(name, "").replace("\r\n", "\n") for name in form.names}


def save_posted(*, actor: Actor, request: HttpRequest, form: DraftForm, now: datetime) -> Posted:
    """Save what was changed on the page, and what a pressed button chose between two texts.

    Raises Refused as `save_patch` does.
    """
    texts = posted_texts(request, form)
    patch = _patch(request.POST, form, texts)
    field, chosen = _choice(request.POST, draft(actor, form.place), texts)
    if field:
        patch = replace(patch, fields={**patch.fields, field: chosen}, resolved=frozenset({field}))
    if patch.fields:
        _save(actor, form.place, patch, now)
    facts = draft(actor, form.place)
    shown = form.shown(facts)
    return Posted(
        shown=shown,
        others=tuple(
            name
            for name in form.names
            if name not in patch.fields and shown[name].strip() != texts[name].strip()
        ),
        open_conflicts=tuple(name for name in form.names if name in facts.rivals),
    )


def _save(actor: Actor, place: Place, patch: Patch, now: datetime) -> Saved:
    """The key comes from the content: the same page sent twice is one patch."""
    content = canonical_json(
        [place.form, place.subject, patch.base, dict(patch.fields), sorted(patch.resolved)]
    )
    key = salted_hmac("sipol.web.shared.drafts", content, algorithm="sha256").hexdigest()
    return save_patch(actor=actor, place=place, patch=replace(patch, key=f"form-{key}"), now=now)


def _patch(post: QueryDict, form: DraftForm, texts: Mapping[str, str]) -> Patch:
    version = post.get(VERSION_FIELD, "0")
    if not version.isascii() or not version.isdigit() or len(version) > 15:
        raise Refused(Refusal("draft_base_unknown"))
    marks = post.get(MARKS_FIELD, "").split("-")
    now = _marks(form, texts).split("-")
    if len(marks) != len(now):
        marks = [""] * len(now)
    changed = {
        name: texts[name]
        for name, was, is_now in zip(form.names, marks, now, strict=True)
        if was != is_now
    }
    return Patch(base=int(version), fields=changed, key="")


def _choice(post: QueryDict, facts: DraftFacts, texts: Mapping[str, str]) -> tuple[str, str]:
    """`field:version` of the text whose button was pressed; of the field's own for `field:`."""
    field, _, version = post.get(CHOICE_FIELD, "").partition(":")
    if field not in facts.rivals:
        return "", ""
    sides: list[Typed] = [facts.fields[field], *facts.rivals[field]]
    chosen = next((side.text for side in sides if str(side.version) == version), None)
    return field, texts[field] if chosen is None else chosen


def _marks(form: DraftForm, texts: Mapping[str, str]) -> str:
    return "-".join(sha256_hex(texts[name].encode())[:8] for name in form.names)
