"""Boards, offices and accounts of a party as tables of regions, the same at every door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, QueryDict

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding, Severity
from sipol.records.bank_accounts.messages import sentence as account_sentence
from sipol.records.bank_accounts.queries import AccountSummary, accounts_by_region
from sipol.records.boards.messages import sentence as board_sentence
from sipol.records.boards.queries import BoardSummary, boards_by_region
from sipol.records.offices.messages import sentence as office_sentence
from sipol.records.offices.queries import OfficeSummary, offices_by_region
from sipol.records.places.messages import LEVEL_TITLES
from sipol.records.places.queries import count_by_area, may_read
from sipol.records.places.rules.levels import LEVELS, WITH_OFFICE, Level, level_below, level_of
from sipol.records.regions import queries as regions
from sipol.records.regions.rules.codes import Level as RegionLevel
from sipol.web.shared.language import in_force

ROWS_PER_PAGE = 50
MISSING, TROUBLED = "belum", "masalah"
LEVEL_WORDS = {"provinsi": Level.PROVINCE, "kabko": Level.REGENCY, "kecamatan": Level.DISTRICT}
WORD_OF_LEVEL = {level: word for word, level in LEVEL_WORDS.items()}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One region with what is filed for it; `below` tells of the levels under it, in words' order.

    What a level does not have (a district's office) is neither missing nor there.
    """

    code: str
    name: str
    level: Level
    board: BoardSummary | None
    office: OfficeSummary | None
    account: AccountSummary | None
    below: tuple[tuple[str, int, int], ...] = ()

    @property
    def has_office_level(self) -> bool:
        return self.level in WITH_OFFICE

    @property
    def missing(self) -> bool:
        """Whether something that this level asks for has not even been begun."""
        if self.board is None:
            return True
        return self.has_office_level and (self.office is None or self.account is None)

    @property
    def problems(self) -> list[str]:
        """What is wrong or odd, in words; that women are few is no fault below the centre."""
        return [
            *_told(self.board, board_sentence),
            *_told(self.office, office_sentence),
            *_told(self.account, account_sentence),
        ]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a table of regions shows, as its address says it."""

    under: str
    level: Level
    only: str
    page: int


def place_name(region_code: str) -> str:
    """The region's name; raises Http404 for a code that no list knows."""
    if not region_code:
        return str(LEVEL_TITLES[Level.NATIONAL])
    found = regions.names([region_code]).get(region_code)
    if found is None:
        raise Http404("no such region")
    return found


def today() -> date:
    return clock.now().astimezone(clock.WIB).date()


def asked(query: QueryDict, actor: Actor) -> Asked:
    """What the address asks for; raises Http404 for what no table shows."""
    under = query.get("di", actor.region_code)
    try:
        below = level_below(level_of(under))
    except ValueError:
        raise Http404("no such region") from None
    level = LEVEL_WORDS.get(query.get("tingkat", ""), below)
    if below is None or level is None or LEVELS.index(level) < LEVELS.index(below):
        level = level_of(under) if below is None else below
    page = query.get("halaman", "1")
    return Asked(
        under=under,
        level=level,
        only=query.get("hanya", "") if query.get("hanya") in {MISSING, TROUBLED} else "",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def tree_page(actor: Actor, query: QueryDict, *, party_id: int, cycle_id: int) -> dict[str, Any]:
    """Template variables of a table of regions; raises Refused outside the actor's scope."""
    wanted = asked(query, actor)
    may_read(actor, party_id=party_id, region_code=wanted.under)
    where = {"party_id": party_id, "cycle_id": cycle_id, "under": wanted.under}
    boards = boards_by_region(**where, today=today())  # type: ignore[arg-type]
    offices = offices_by_region(**where, today=today())  # type: ignore[arg-type]
    accounts = accounts_by_region(**where)  # type: ignore[arg-type]
    own = (wanted.under, place_name(wanted.under))
    listed = _regions(wanted)
    below = _below(wanted, boards.values())
    rows = [
        PlaceRow(
            code,
            name,
            level_of(code),
            boards.get(code),
            offices.get(code),
            accounts.get(code),
            below.get(code, ()),
        )
        for code, name in [own, *(region for region in listed if region != own)]
    ]
    chosen = [row for row in rows[1:] if _fits(row, wanted.only)]
    pages = max(1, -(-len(chosen) // ROWS_PER_PAGE))
    page = min(max(1, wanted.page), pages)
    return {
        "own": rows[0],
        "rows": chosen[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE],
        "asked": wanted,
        "level_title": LEVEL_TITLES[wanted.level],
        "level_word": WORD_OF_LEVEL.get(wanted.level, ""),
        "levels": _levels(wanted),
        "page": page,
        "pages": pages,
        "total": len(rows) - 1,
        "shown": len(chosen),
        "with_board": sum(row.board is not None for row in rows[1:]),
        "troubled": sum(bool(row.problems) for row in rows[1:]),
        "parent": wanted.under.rpartition(".")[0],
        "may_go_up": bool(wanted.under) and wanted.under != actor.region_code,
        "has_table": level_below(level_of(wanted.under)) is not None,
    }


def _told(filed: BoardSummary | OfficeSummary | AccountSummary | None, words: Any) -> Iterable[str]:
    found: tuple[Finding, ...] = filed.problems if filed else ()
    return [words(one, in_force()) for one in found if one.code != "women_attention"]


def _fits(row: PlaceRow, only: str) -> bool:
    if only == MISSING:
        return row.missing
    return bool(row.problems) if only == TROUBLED else True


def _regions(wanted: Asked) -> list[tuple[str, str]]:
    if level_below(level_of(wanted.under)) is None:
        return []
    return regions.within(RegionLevel(wanted.level.value), wanted.under)


def _below(
    wanted: Asked, boards: Iterable[BoardSummary]
) -> Mapping[str, tuple[tuple[str, int, int], ...]]:
    """For provinces and regencies: each level below with how many of it have a board."""
    if wanted.level == Level.DISTRICT:
        return {}
    there = regions.counts_within(RegionLevel(wanted.level.value), wanted.under)
    have = count_by_area((b for b in boards if b.version), wanted.level)
    return {
        code: tuple(
            (WORD_OF_LEVEL[level], have.get(code, {}).get(level, 0), number)
            for level in (Level.REGENCY, Level.DISTRICT)
            if level != wanted.level and (number := levels.get(RegionLevel(level.value), 0))
        )
        for code, levels in there.items()
    }


def _levels(wanted: Asked) -> list[tuple[str, Any]]:
    """The levels that a table below this region may show, as word and title."""
    own = LEVELS.index(level_of(wanted.under))
    return [(WORD_OF_LEVEL[level], LEVEL_TITLES[level]) for level in LEVELS[own + 1 :]]


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(found.severity == Severity.ERROR for found in findings)
