"""Which officer a row of a list means: the one of its NIK, or the only one of its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sipol.infra import keys
from sipol.records.boards.models import Officer
from sipol.records.boards.queries import index_text, texts_of_officer
from sipol.records.places.queries import living


@dataclass(frozen=True, slots=True)
class KnownOfficer:
    """An officer who holds a post now: what the form says of them, and which version that is."""

    id: UUID
    version: int
    texts: dict[str, str] = field(repr=False)


class SeveralOfThatName(Exception):
    """Nobody can say which officer of the board is meant."""


class KnownOfficers:
    """The officers of some boards, found by NIK or name; read once."""

    def __init__(self, party_id: int, cycle_id: int, region_codes: Iterable[str]) -> None:
        self._by_index: dict[tuple[str, bytes], Officer] = {}
        self._by_name: dict[tuple[str, str], list[Officer]] = {}
        rows = living(Officer, party_id=party_id, cycle_id=cycle_id)
        for row in rows.filter(region_code__in=set(region_codes)):
            if row.national_id_index is not None:
                self._by_index[row.region_code, bytes(row.national_id_index)] = row
            self._by_name.setdefault((row.region_code, _plain(row.name)), []).append(row)

    def find(self, region_code: str, *, nik: str, name: str) -> KnownOfficer | None:
        """The officer on that board, None for a new one; `nik` is cleaned, or empty.

        Somebody of the same name with another NIK is somebody else. Raises SeveralOfThatName.
        """
        if nik:
            index = keys.current().national_ids.index(index_text(nik))
            if found := self._by_index.get((region_code, index)):
                return _known(found)
        alike = [
            row
            for row in self._by_name.get((region_code, _plain(name)), [])
            if not nik or row.national_id_index is None
        ]
        if len(alike) > 1:
            raise SeveralOfThatName
        return _known(alike[0]) if alike else None


def _known(row: Officer) -> KnownOfficer:
    return KnownOfficer(row.pk, row.version, texts_of_officer(row))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
