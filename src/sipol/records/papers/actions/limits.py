"""Setting what a cycle takes as papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sipol.infra.ledger.actions import append_entry
from sipol.records.papers.models import PaperSetting
from sipol.records.papers.rules.kinds import KINDS, with_changes


@transaction.atomic
def set_paper_limits(
    *, cycle_id: int, kind: str, changes: Mapping[str, Any], actor_name: str, now: datetime
) -> None:
    """The limits of a kind in a cycle, as differences from the defaults, for what is sent from now
    on. KeyError for an unknown kind, ValueError for what is no setting of it."""
    with_changes(KINDS[kind], changes)
    PaperSetting.objects.update_or_create(
        cycle_id=cycle_id, kind=kind, defaults={"changes": dict(changes)}
    )
    append_entry(
        kind="papers.setting_changed",
        actor=actor_name,
        subject=f"cycle:{cycle_id}",
        payload={"kind": kind, "changes": dict(changes)},
        now=now,
    )
