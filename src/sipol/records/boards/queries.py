"""Reading boards: summaries by region for judging and tables, one board with its officers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q

from sipol.infra import keys
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding, Severity
from sipol.kernel.identifiers import mask_nik
from sipol.records.boards.models import Board, BoardVersion, Officer, OfficerVersion
from sipol.records.boards.rules.entries import BOARD_NAMES, OFFICER_NAMES
from sipol.records.boards.rules.judgement import (
    BoardFacts,
    BoardRules,
    judge,
    missing_posts,
    rules_of,
    women_met,
)
from sipol.records.boards.rules.posts import Post
from sipol.records.places.queries import Step, histories, living, may_read
from sipol.records.places.rules.fields import write_date
from sipol.records.places.rules.levels import Level, level_of
from sipol.records.timetable.queries import cycle_by_id


@dataclass(frozen=True, slots=True)
class BoardSummary:
    """One place's board in figures. `version` is 0 where officers stand without a board's data.

    `complete` says that nothing is missing; `problems` holds warnings too.
    """

    region_code: str
    level: Level
    version: int
    decree_number: str
    decree_date: date | None
    period_from: date | None
    period_to: date | None
    officers: int
    women: int
    missing_posts: tuple[Post, ...]
    problems: tuple[Finding, ...]
    changed_by: str
    changed_at: datetime | None

    @property
    def decree_given(self) -> bool:
        return bool(self.decree_number and self.decree_date)

    @property
    def officers_complete(self) -> bool:
        return not self.missing_posts

    @property
    def women_met(self) -> bool:
        return women_met(self.women, self.officers)

    @property
    def complete(self) -> bool:
        return all(found.severity != Severity.ERROR for found in self.problems)


def boards_by_region(
    party_id: int, cycle_id: int, *, today: date, under: str = ""
) -> dict[str, BoardSummary]:
    """Every place where the party has a board or an officer, by region code, in three queries.

    `under` limits it to a region and all below; the nation stands under "". `today` is the day
    at which periods are judged.
    """
    rules = rules_of(cycle_by_id(cycle_id).slug)
    boards = {
        row.region_code: row
        for row in living(Board, party_id=party_id, cycle_id=cycle_id, under=under)
    }
    people = {
        row["region_code"]: row
        for row in living(Officer, party_id=party_id, cycle_id=cycle_id, under=under)
        .values("region_code")
        .annotate(
            officers=Count("pk"),
            women=Count("pk", filter=Q(sex="P")),
            posts=ArrayAgg("post", distinct=True),
        )
    }
    sharing = _sharing(party_id, cycle_id, boards.values())
    return {
        code: _summary(code, boards.get(code), people.get(code, {}), sharing, rules, today)
        for code in sorted({*boards, *people})
    }


def _sharing(party_id: int, cycle_id: int, boards: Iterable[Board]) -> dict[str, list[str]]:
    """The regions of each decree that stands at more than one place of the party."""
    wanted = {board.decree_key for board in boards if board.decree_key}
    if not wanted:
        return {}
    rows = (
        living(Board, party_id=party_id, cycle_id=cycle_id)
        .exclude(decree_key="")
        .values("decree_key")
        .annotate(regions=ArrayAgg("region_code", order_by="region_code"), count=Count("pk"))
        .filter(count__gt=1)
    )
    return {row["decree_key"]: row["regions"] for row in rows if row["decree_key"] in wanted}


def _summary(
    code: str,
    board: Board | None,
    people: dict[str, object],
    sharing: dict[str, list[str]],
    rules: BoardRules,
    today: date,
) -> BoardSummary:
    board = board or Board(region_code=code, version=0)
    others = [other for other in sharing.get(board.decree_key, ()) if other != code]
    facts = BoardFacts(
        level=level_of(code),
        decree_number=board.decree_number,
        decree_date=board.decree_date,
        period_to=board.period_to,
        officers=people.get("officers", 0),  # type: ignore[arg-type]
        women=people.get("women", 0),  # type: ignore[arg-type]
        posts=frozenset(Post(post) for post in people.get("posts", ())),  # type: ignore[attr-defined]
        shared_with=others[0] if others else None,
    )
    return BoardSummary(
        region_code=code,
        level=facts.level,
        version=board.version,
        decree_number=facts.decree_number,
        decree_date=facts.decree_date,
        period_from=board.period_from,
        period_to=facts.period_to,
        officers=facts.officers,
        women=facts.women,
        missing_posts=missing_posts(facts.level, facts.posts, rules),
        problems=judge(facts, rules, today=today),
        changed_by=board.changed_by,
        changed_at=board.changed_at,
    )


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """An officer as pages show them; `masked_nik` is empty where no NIK was given."""

    id: UUID
    region_code: str
    version: int
    texts: dict[str, str] = field(repr=False)
    masked_nik: str
    changed_by: str
    changed_at: datetime


def board_of(
    actor: Actor, *, party_id: int, cycle_id: int, region_code: str, today: date
) -> tuple[BoardSummary | None, dict[str, str], list[OfficerFacts]]:
    """One place's board: in figures, as its form holds it, and its officers in their order.

    Without a board the summary is None and the texts are empty. Raises Refused as `may_read`.
    """
    may_read(actor, party_id=party_id, region_code=region_code)
    where = {"party_id": party_id, "cycle_id": cycle_id, "region_code": region_code}
    board = Board.objects.filter(**where, ended_at=None).first()
    people = Officer.objects.filter(**where, ended_at=None).order_by("position", "pk")
    officers = [officer_facts(row) for row in people]
    if board is None and not officers:
        return None, {}, []
    rules = rules_of(cycle_by_id(cycle_id).slug)
    told = {
        "officers": len(officers),
        "women": sum(officer.texts["sex"] == "P" for officer in officers),
        "posts": [officer.texts["post"] for officer in officers],
    }
    sharing = _sharing(party_id, cycle_id, [board] if board else [])
    summary = _summary(region_code, board, told, sharing, rules, today)
    return summary, texts_of_board(board) if board else {}, officers


def officer(actor: Actor, officer_id: UUID, *, party_id: int, cycle_id: int) -> OfficerFacts | None:
    """One officer who still holds the post; raises Refused as `may_read`."""
    row = Officer.objects.filter(
        pk=officer_id, party_id=party_id, cycle_id=cycle_id, ended_at=None
    ).first()
    if row is None:
        return None
    may_read(actor, party_id=party_id, region_code=row.region_code)
    return officer_facts(row)


def officer_facts(row: Officer) -> OfficerFacts:
    nik = ""
    if row.national_id:
        nik = keys.current().national_ids.open(bytes(row.national_id), place_of_officer(row))
    return OfficerFacts(
        id=row.pk,
        region_code=row.region_code,
        version=row.version,
        texts=texts_of_officer(row),
        masked_nik=mask_nik(nik),
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def standing_boards(party_id: int, cycle_id: int) -> dict[str, tuple[int, dict[str, str]]]:
    """Version and texts of every board of the party, by region code, for who builds on them."""
    rows = living(Board, party_id=party_id, cycle_id=cycle_id)
    return {row.region_code: (row.version, texts_of_board(row)) for row in rows}


def texts_of_board(board: Board) -> dict[str, str]:
    """What the board's form holds."""
    dates = {name: write_date(getattr(board, name)) for name in BOARD_NAMES[1:]}
    return {"decree_number": board.decree_number, **dates}


def texts_of_officer(officer: Officer) -> dict[str, str]:
    """What the officer's form holds, without the identity number."""
    return {name: str(getattr(officer, name)) for name in OFFICER_NAMES if name != "national_id"}


def place_of_officer(officer: Officer) -> bytes:
    """Where an identity number is sealed to: copied to another officer it does not open."""
    return f"boards:officer:{officer.pk}".encode()


def index_text(nik: str) -> str:
    """What is indexed of a NIK: an officer's index tells nothing of a member's."""
    return f"boards:officer:{nik}"


def board_histories(
    actor: Actor, *, party_id: int, cycle_id: int, region_code: str, limit: int
) -> tuple[list[Step], list[list[Step]]]:
    """The steps of the board of a place, and those of each of its officers, ended ones too.

    Raises Refused as `may_read`.
    """
    where = {"party_id": party_id, "cycle_id": cycle_id, "region_code": region_code}
    boards = histories(actor, BoardVersion, **where, limit=limit)  # type: ignore[arg-type]
    officers = histories(actor, OfficerVersion, **where, limit=limit)  # type: ignore[arg-type]
    return [step for steps in boards.values() for step in steps], list(officers.values())


class FiledBoard(NamedTuple):
    """A board in the fewest figures by which completeness is judged."""

    decree_given: bool
    missing_posts: tuple[Post, ...]
    officers: int
    women: int
    period_to: date | None


def filed_boards(party_id: int, cycle_id: int) -> dict[str, FiledBoard]:
    """Every board of the party with a decree or officers, by region code, in three queries."""
    rules = rules_of(cycle_by_id(cycle_id).slug)
    nobody = (0, 0, ())
    people = {
        code: (officers, women, posts)
        for code, officers, women, posts in living(Officer, party_id=party_id, cycle_id=cycle_id)
        .values_list("region_code")
        .annotate(
            officers=Count("pk"),
            women=Count("pk", filter=Q(sex="P")),
            posts=ArrayAgg("post", distinct=True),
        )
    }
    boards = {
        code: (bool(number and day), period_to)
        for code, number, day, period_to in living(
            Board, party_id=party_id, cycle_id=cycle_id
        ).values_list("region_code", "decree_number", "decree_date", "period_to")
    }
    found: dict[str, FiledBoard] = {}
    for code in {*boards, *people}:
        decree_given, period_to = boards.get(code, (False, None))
        officers, women, posts = people.get(code, nobody)
        asked = rules.core_posts[level_of(code)]
        missing = tuple(post for post in asked if post not in posts)
        found[code] = FiledBoard(decree_given, missing, officers, women, period_to)
    return found
