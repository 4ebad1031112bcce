"""Papers as the party, the commission and the supervisor see them; the newest version counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from sipol.infra.storage.vault import FileVault
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.papers.models import Look, Paper
from sipol.records.papers.rules.kinds import KINDS, LEVELS, PDF, PaperLevel, level_of_region

Key = tuple[str, str]

_COLUMNS = (
    *("id", "party_id", "cycle_id", "kind", "region_code", "version", "withdrawn", "reason"),
    *("file_name", "sha256", "size", "media_type", "pages", "width", "height", "marks"),
    *("also_used_for", "user_name", "at", "sending_id"),
)

# The newest version of each paper, without those that end in a withdrawal.
_COUNTS = """
SELECT kind, level, count(*) FROM (
    SELECT DISTINCT ON (kind, region_code)
        kind, withdrawn,
        CASE WHEN region_code = '' THEN 0
             ELSE 1 + length(region_code) - length(replace(region_code, '.', '')) END AS level
    FROM papers_paper WHERE party_id = %s AND cycle_id = %s
    ORDER BY kind, region_code, version DESC
) newest WHERE NOT withdrawn GROUP BY kind, level
"""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """One version of a paper. `sha256`, `size` (bytes) and the rest are empty when `withdrawn`."""

    id: UUID
    party_id: int
    cycle_id: int
    kind: str
    region_code: str
    version: int
    withdrawn: bool
    reason: str
    file_name: str
    sha256: str
    size: int
    media_type: str
    pages: int
    width: int
    height: int
    marks: tuple[str, ...]
    also_used_for: tuple[Key, ...]
    by: str
    at: datetime
    sending_id: UUID | None

    @property
    def title(self) -> str:
        return KINDS[self.kind].title

    @property
    def level(self) -> PaperLevel:
        return level_of_region(self.region_code) or PaperLevel.NATIONAL

    @property
    def is_pdf(self) -> bool:
        return self.media_type == PDF


@dataclass(frozen=True, slots=True)
class LookFacts:
    """Who of the commission or the supervisor looked at a paper, at what, and when."""

    by: str
    role: str
    what: str
    at: datetime


def latest_papers(party_id: int, cycle_id: int) -> dict[Key, PaperFacts]:
    """The newest version of every paper that is in force, by (kind, region code), in one
    query. For rules and pages that have made sure who asks."""
    return {(row.kind, row.region_code): row for row in _newest(party_id, cycle_id)}


def keys_in_force(party_id: int, cycle_id: int) -> set[Key]:
    """(kind, region code) of every paper that is in force, and nothing else of it."""
    rows = Paper.objects.filter(party_id=party_id, cycle_id=cycle_id)
    newest = rows.order_by("kind", "region_code", "-version").distinct("kind", "region_code")
    return {
        (kind, code)
        for kind, code, withdrawn in newest.values_list("kind", "region_code", "withdrawn")
        if not withdrawn
    }


def paper_counts(party_id: int, cycle_id: int) -> dict[tuple[str, PaperLevel], int]:
    """How many papers are in force, by kind and level, counted by the database."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [party_id, cycle_id])
        return {(kind, LEVELS[level]): count for kind, level, count in cursor.fetchall()}


def visible_papers(
    actor: Actor, *, party_id: int, cycle_id: int, kind: str = ""
) -> dict[Key, PaperFacts]:
    """As `latest_papers`, of one kind or of all, inside the actor's rights.

    A party's operator sees the own region's and the national ones. Refused for another party.
    """
    if actor.is_party and actor.party_id != party_id:
        raise Refused(Refusal("not_your_party"))
    rows = _newest(party_id, cycle_id, kind)
    return {(row.kind, row.region_code): row for row in rows if _inside(actor, row.region_code)}


def national_papers(*, party_id: int, cycle_id: int, kinds: Iterable[str]) -> dict[str, PaperFacts]:
    """The papers in force of those kinds at the centre, by kind, in one query. For pages that
    have made sure who asks: a party's people all see them."""
    rows = Paper.objects.filter(party_id=party_id, cycle_id=cycle_id, region_code="")
    newest = rows.filter(kind__in=list(kinds)).order_by("kind", "-version").distinct("kind")
    return {row.kind: _facts(row) for row in newest if not row.withdrawn}


def paper(actor: Actor, paper_id: UUID) -> PaperFacts:
    """One version. Raises Paper.DoesNotExist, or Refused for who may not see it."""
    row = Paper.objects.get(pk=paper_id)
    if actor.is_party and actor.party_id != row.party_id:
        raise Refused(Refusal("not_your_party"))
    if not _inside(actor, row.region_code):
        raise Refused(Refusal("paper_outside_scope"))
    return _facts(row)


def versions(actor: Actor, facts: PaperFacts) -> list[PaperFacts]:
    """All versions of the same paper, the newest first, for who may see it."""
    return [_facts(row) for row in _of_key(facts).order_by("-version")]


def looks(facts: PaperFacts, limit: int = 50) -> list[LookFacts]:
    """Who looked at any version of this paper, the latest first."""
    rows = Look.objects.filter(paper__in=_of_key(facts)).order_by("-at")[:limit]
    return [LookFacts(row.user_name, row.role, row.what, row.at) for row in rows]


def original(facts: PaperFacts, vault: FileVault) -> Iterator[bytes]:
    """The file as it was sent, in pieces; raises as `FileVault.read` does."""
    return vault.read(facts.sha256)


def newest_version(
    *, party_id: int, cycle_id: int, kind: str, region_code: str
) -> PaperFacts | None:
    """The newest version, be it a withdrawal; None where nothing was ever filed."""
    row = (
        Paper.objects.filter(
            party_id=party_id, cycle_id=cycle_id, kind=kind, region_code=region_code
        )
        .order_by("-version")
        .first()
    )
    return _facts(row) if row else None


def same_content(*, party_id: int, cycle_id: int, sha256: str) -> list[Key]:
    """Under which papers the party has filed this content, in any version."""
    rows = Paper.objects.filter(party_id=party_id, cycle_id=cycle_id, sha256=sha256)
    return sorted(set(rows.values_list("kind", "region_code")))


def _newest(party_id: int, cycle_id: int, kind: str = "") -> list[PaperFacts]:
    rows = Paper.objects.filter(party_id=party_id, cycle_id=cycle_id)
    if kind:
        rows = rows.filter(kind=kind)
    newest = rows.order_by("kind", "region_code", "-version").distinct("kind", "region_code")
    # As plain tuples: a party has thousands, and a model for each is most of the time it takes.
    facts = (_facts(row) for row in newest.values_list(*_COLUMNS, named=True))
    return [found for found in facts if not found.withdrawn]


def _inside(actor: Actor, region_code: str) -> bool:
    return not actor.is_party or not region_code or actor.covers(region_code)


def _of_key(facts: PaperFacts) -> QuerySet[Paper]:
    return Paper.objects.filter(
        Q(party_id=facts.party_id, cycle_id=facts.cycle_id),
        Q(kind=facts.kind, region_code=facts.region_code),
    )


def _facts(row: Any) -> PaperFacts:
    """The facts of a row: a model, or a named tuple of `_COLUMNS`."""
    return PaperFacts(
        id=row.id,
        party_id=row.party_id,
        cycle_id=row.cycle_id,
        kind=row.kind,
        region_code=row.region_code,
        version=row.version,
        withdrawn=row.withdrawn,
        reason=row.reason,
        file_name=row.file_name,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        pages=row.pages,
        width=row.width,
        height=row.height,
        marks=tuple(row.marks),
        also_used_for=tuple((kind, code) for kind, code in row.also_used_for),
        by=row.user_name,
        at=row.at,
        sending_id=row.sending_id,
    )
