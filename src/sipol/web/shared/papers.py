"""Papers as every door shows them: lists by kind and region, one paper, its pages, its original."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sipol.infra.storage.faults import BlobMissing
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.records.papers.actions.looking import original_file, page_picture
from sipol.records.papers.messages import LEVEL_TITLES, MARK_TITLES
from sipol.records.papers.queries.papers import (
    Key,
    PaperFacts,
    looks,
    paper,
    versions,
    visible_papers,
)
from sipol.records.papers.queries.settings import kinds_of_cycle
from sipol.records.papers.rules.kinds import (
    KINDS,
    LEVELS,
    PaperKind,
    PaperLevel,
    level_of_region,
    megabytes,
    type_names,
)
from sipol.records.regions import queries as regions
from sipol.web.shared.page import ROLE_TITLES

PAGES_SHOWN = 10
NATION = gettext_noop("Pusat")


@dataclass(frozen=True, slots=True)
class Door:
    """Through which door papers are looked at; `dossier_id` where that door shows many parties."""

    name: str
    dossier_id: UUID | None = None

    def kind_url(self, code: str) -> str:
        """Where the list of a kind is."""
        leading = [self.dossier_id] if self.dossier_id else []
        return reverse(f"{self.name}:paper_kind", args=[*leading, code])


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region in a kind's list: its own paper where the kind has one there, and how many papers
    are in force below it."""

    code: str
    name: str
    asked: bool
    paper: PaperFacts | None
    below: int
    opens: bool


def overview(actor: Actor, *, party_id: int, cycle_id: int, door: Door) -> dict[str, Any]:
    """The national papers one by one, the others by how many regions have theirs."""
    kinds = kinds_of_cycle(cycle_id)
    there = visible_papers(actor, party_id=party_id, cycle_id=cycle_id)
    return {
        "national": [
            {"kind": kind, "paper": there.get((kind.code, "")), "url": door.kind_url(kind.code)}
            for kind in kinds.values()
            if PaperLevel.NATIONAL in kind.levels
        ],
        "regional": [
            {
                "kind": kind,
                "levels": _level_counts(kind, there),
                "url": door.kind_url(kind.code),
            }
            for kind in kinds.values()
            if kind.levels != (PaperLevel.NATIONAL,)
        ],
        "paper_door": f"{door.name}:paper",
    }


def kind_page(
    actor: Actor, *, party_id: int, cycle_id: int, code: str, inside: str, door: Door
) -> dict[str, Any]:
    """One kind within a region: its own paper, and its children with theirs. Http404 for what the
    asker has no business with."""
    kind = kinds_of_cycle(cycle_id).get(code)
    inside = inside or (actor.region_code if actor.is_party else "")
    level = level_of_region(inside)
    if kind is None or level is None or (actor.is_party and inside and not actor.covers(inside)):
        raise Http404("no such list")
    there = visible_papers(actor, party_id=party_id, cycle_id=cycle_id, kind=code)
    names = regions.names(filter(None, [inside, *_above(inside)]))
    if inside and inside not in names:
        raise Http404("no such region")
    children = regions.children(inside) if _deeper(kind, level) else []
    return {
        "kind": kind,
        "here": _row(inside, names.get(inside, _(NATION)), kind, there),
        "rows": [_row(child, name, kind, there) for child, name in children],
        "path": [(code, names.get(code, code)) for code in _above(inside) if _may(actor, code)],
        "top": not inside or inside == actor.region_code,
        "whole_nation": not (actor.is_party and actor.region_code),
        "url": door.kind_url(code),
        "paper_door": f"{door.name}:paper",
    }


def paper_page(actor: Actor, paper_id: UUID, door: str) -> dict[str, Any]:
    """One version with its pages as pictures, its other versions and, for the party, who looked."""
    facts = paper(actor, paper_id)
    shown = range(1, min(facts.pages, PAGES_SHOWN) + 1)
    told = versions(actor, facts)
    return {
        "paper": facts,
        "newest": told[0],
        "versions": told,
        "region": region_name(facts.region_code),
        "marks": [_(MARK_TITLES[mark]) for mark in facts.marks],
        "also_used_for": [
            (_(KINDS[kind].title), region_name(code)) for kind, code in facts.also_used_for
        ],
        "pictures": [
            {"page": page, "url": reverse(f"{door}:paper_page", args=[paper_id, page])}
            for page in shown
        ],
        "more_pages": max(0, facts.pages - PAGES_SHOWN),
        "original_url": reverse(f"{door}:paper_original", args=[paper_id]),
        "version_door": f"{door}:paper",
        "looks": [(look, _(ROLE_TITLES[look.role])) for look in looks(facts)],  # type: ignore[index]
    }


def picture(request: HttpRequest, paper_id: UUID, page: int) -> HttpResponse:
    """A page of a paper made anew: nothing that stood in the file runs or tells anything."""
    try:
        pieces = page_picture(
            actor=request.actor,  # type: ignore[attr-defined]
            paper_id=paper_id,
            page=page,
            vault=installed_vault(),
            now=clock.now(),
        )
        content = b"".join(pieces)
    except (Refused, BlobMissing) as error:
        raise Http404("no picture") from error
    return _harmless(HttpResponse(content, content_type="image/jpeg"))


def original(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """The file as it was sent, to be kept and never shown by the browser inside our pages."""
    facts, descriptor = original_file(
        actor=request.actor,  # type: ignore[attr-defined]
        paper_id=paper_id,
        vault=installed_vault(),
        now=clock.now(),
    )
    response = FileResponse(
        os.fdopen(descriptor, "rb"),
        as_attachment=True,
        filename=facts.file_name,
        content_type="application/octet-stream",
    )
    return _harmless(response)


def region_name(code: str) -> str:
    """`Kota Ambon (81.71)`, or the centre."""
    return f"{regions.names([code]).get(code, code)} ({code})" if code else _(NATION)


def limits_of(kind: PaperKind) -> str:
    """What may be sent, for the hint beside the field."""
    values = {"types": type_names(kind.media_types), "size": megabytes(kind.max_bytes)}
    return _("%(types)s, paling besar %(size)s MB") % values


def _harmless(response: Any) -> Any:
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; sandbox"
    )
    return response


def _level_counts(kind: PaperKind, there: Mapping[Key, PaperFacts]) -> list[dict[str, Any]]:
    found = [facts.level for (code, _region), facts in there.items() if code == kind.code]
    return [
        {"title": _(LEVEL_TITLES[level]), "count": found.count(level)}
        for level in kind.levels
        if level is not PaperLevel.NATIONAL
    ]


def _row(code: str, name: str, kind: PaperKind, there: Mapping[Key, PaperFacts]) -> RegionRow:
    level = level_of_region(code) or PaperLevel.NATIONAL
    inner = f"{code}." if code else ""
    below = sum(1 for _kind, other in there if other != code and other.startswith(inner))
    own = there.get((kind.code, code))
    return RegionRow(code, name, level in kind.levels, own, below, _deeper(kind, level))


def _deeper(kind: PaperKind, level: PaperLevel) -> bool:
    return any(LEVELS.index(other) > LEVELS.index(level) for other in kind.levels)


def _above(code: str) -> Iterable[str]:
    parts = code.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))] if code else []


def _may(actor: Actor, code: str) -> bool:
    return not actor.is_party or actor.covers(code)
