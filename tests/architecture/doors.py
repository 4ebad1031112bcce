"""All addresses of Sipol, as Django knows them, with real objects filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.world import AMBON, World


@dataclass(frozen=True)
class Door:
    """One address: its name and the names of what stands in its path."""

    name: str
    parameters: frozenset[str]

    def path(self, world: World) -> str:
        """The address with objects of our party in it."""
        found = {
            "delivery_id": world.deliveries["ambon"],
            "dossier_id": world.dossiers[world.ours],
            "number": world.receipt,
            "parked_id": uuid4(),
            "upload_id": world.upload,
            "notice_id": world.notice,
            "token_id": world.token_ids["ambon"],
            "form": "profil-partai",
            "deadline_id": world.deadline,
            "proposal_id": world.proposal,
            "filing_id": world.filing_on_paper,
            "place": AMBON,
            "fact": "kantor",
            "officer_id": world.officer,
            "paper_id": world.papers["ambon"],
            "page": 1,
            "kind": "board_decree",
            "model": "rekap",
            "record": "berita-acara",
            "hand_in": 1,
            "entry": world.decision,
            "list_id": world.place_list,
            "list_kind": "office",
            "sending_id": world.sending,
            "token": world.invitation_token,
            "letter_id": world.letter,
            "narrowing_id": world.narrowing,
            **self._of_its_audience(world),
            "letter": "c",
        }
        return reverse(self.name, kwargs={name: found[name] for name in self.parameters})

    def _of_its_audience(self, world: World) -> dict[str, object]:
        """Somebody and an invitation of the organisation whose door it is."""
        party = self.name.startswith("party:")
        login = "ambon" if party else "verifikator"
        return {
            "user_id": world.people[login].user_id,
            "invitation_id": world.invitations["pusat" if party else "kpu"],
        }


def all_doors() -> list[Door]:
    """Every address; raises for one without a name, which nobody could list."""
    return list(dict.fromkeys(_doors(get_resolver().url_patterns, "")))


def _doors(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Door]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _doors(pattern.url_patterns, inner)
            continue
        assert pattern.name, f"{pattern} has no name"
        yield Door(f"{prefix}{pattern.name}", frozenset(pattern.pattern.converters))
