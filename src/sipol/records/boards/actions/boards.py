"""Saving the boards of places, and ending one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding
from sipol.records.boards.actions.officers import end_officers_of
from sipol.records.boards.models import Board, BoardVersion
from sipol.records.boards.queries import texts_of_board
from sipol.records.boards.rules.entries import check_board, clean_board
from sipol.records.boards.rules.judgement import decree_key
from sipol.records.places.actions.batches import (
    PlaceEntry,
    PlaceKind,
    Saved,
    end_place,
    save_places,
)
from sipol.records.places.rules.fields import read_date
from sipol.records.places.rules.levels import LEVELS
from sipol.records.timetable.queries import CycleFacts
from sipol.records.timetable.rules.windows import BOARDS


class _Boards(PlaceKind[Board]):
    name = "board"
    fact_model = Board
    version_model = BoardVersion
    levels = LEVELS
    window_kind = BOARDS

    def clean(self, texts: Mapping[str, str]) -> dict[str, str]:
        return clean_board(texts)

    def check(self, texts: Mapping[str, str], row: int | None, fact: Board | None) -> list[Finding]:
        return check_board(texts, row)

    def texts_of(self, fact: Board) -> dict[str, str]:
        return texts_of_board(fact)

    def fill(self, fact: Board, texts: Mapping[str, str]) -> None:
        fact.decree_number = texts["decree_number"]
        fact.decree_key = decree_key(texts["decree_number"])
        for name in ("decree_date", "period_from", "period_to"):
            setattr(fact, name, read_date(texts[name]))


def save_board(*, actor: Actor, cycle: CycleFacts, entry: PlaceEntry, now: datetime) -> Saved:
    """Save one board; see `save_boards`."""
    return save_boards(actor=actor, cycle=cycle, entries=[entry], now=now)


def save_boards(
    *, actor: Actor, cycle: CycleFacts, entries: Sequence[PlaceEntry], now: datetime
) -> Saved:
    """Save decrees and periods of boards, `rules.entries.BOARD_NAMES`; see `save_places`."""
    return save_places(_Boards(), actor=actor, cycle=cycle, entries=entries, now=now)


@transaction.atomic
def end_board(
    *, actor: Actor, cycle: CycleFacts, region_code: str, base: int, now: datetime
) -> Saved:
    """End the board of a place with all of its officers; see `end_place`."""
    saved = end_place(
        _Boards(), actor=actor, cycle=cycle, region_code=region_code, base=base, now=now
    )
    if saved.clean:
        end_officers_of(region_code, actor=actor, cycle=cycle, now=now)
    return saved
