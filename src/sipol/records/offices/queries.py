"""Reading offices: summaries by region, and until when a cycle wants them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding
from sipol.records.offices.models import OfficeTerm, OfficeVersion, PermanentOffice
from sipol.records.offices.rules.office import NAMES, judge
from sipol.records.places.queries import Step, histories, living, may_read
from sipol.records.places.rules.fields import write_date
from sipol.records.places.rules.levels import Level


@dataclass(frozen=True, slots=True)
class OfficeSummary:
    """One place's office; every problem is an error."""

    region_code: str
    level: Level
    version: int
    address: str
    tenure: str
    valid_until: date | None
    problems: tuple[Finding, ...]
    changed_by: str
    changed_at: datetime

    @property
    def complete(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class TermFacts:
    """The last stage of a cycle, up to which offices must be usable."""

    last_stage_on: date
    legal_basis: str


def offices_by_region(
    party_id: int, cycle_id: int, *, today: date, under: str = ""
) -> dict[str, OfficeSummary]:
    """Every place where the party has an office, by region code, in two queries."""
    term = office_term(cycle_id)
    rows = living(PermanentOffice, party_id=party_id, cycle_id=cycle_id, under=under)
    return {
        row.region_code: OfficeSummary(
            region_code=row.region_code,
            level=Level(row.level),
            version=row.version,
            address=row.address,
            tenure=row.tenure,
            valid_until=row.valid_until,
            problems=judge(
                tenure=row.tenure,
                valid_until=row.valid_until,
                last_stage_on=term.last_stage_on if term else None,
                today=today,
            ),
            changed_by=row.changed_by,
            changed_at=row.changed_at,
        )
        for row in rows.order_by("region_code")
    }


def office_term(cycle_id: int) -> TermFacts | None:
    """Until when the cycle wants offices; None where nobody has said so."""
    row = OfficeTerm.objects.filter(cycle_id=cycle_id).order_by("-id").first()
    return TermFacts(row.last_stage_on, row.legal_basis) if row else None


def office_texts(actor: Actor, *, party_id: int, cycle_id: int, region_code: str) -> dict[str, str]:
    """What the form of one office holds, empty where there is none.

    Raises Refused as `may_read`.
    """
    may_read(actor, party_id=party_id, region_code=region_code)
    row = living(PermanentOffice, party_id=party_id, cycle_id=cycle_id).filter(
        region_code=region_code
    )
    office = row.first()
    return texts_of_office(office) if office else {}


def standing_offices(party_id: int, cycle_id: int) -> dict[str, tuple[int, dict[str, str]]]:
    """Version and texts of every office of the party, by region code, for who builds on them."""
    rows = living(PermanentOffice, party_id=party_id, cycle_id=cycle_id)
    return {row.region_code: (row.version, texts_of_office(row)) for row in rows}


def texts_of_office(office: PermanentOffice) -> dict[str, str]:
    """What the office's form holds."""
    told = {name: str(getattr(office, name)) for name in NAMES if name != "valid_until"}
    return {**told, "valid_until": write_date(office.valid_until)}


def office_history(
    actor: Actor, *, party_id: int, cycle_id: int, region_code: str, limit: int
) -> list[Step]:
    """The steps of the office of a place; raises Refused as `may_read`."""
    found = histories(
        actor,
        OfficeVersion,
        party_id=party_id,
        cycle_id=cycle_id,
        region_code=region_code,
        limit=limit,
    )
    return [step for steps in found.values() for step in steps]


class FiledOffice(NamedTuple):
    """An office in the fewest words by which completeness is judged and forms are printed."""

    tenure: str
    valid_until: date | None
    address: str
    village: str
    district: str


def filed_offices(party_id: int, cycle_id: int) -> dict[str, FiledOffice]:
    """Every office of the party, by region code, in one query."""
    rows = living(PermanentOffice, party_id=party_id, cycle_id=cycle_id)
    return {
        code: FiledOffice(*said)
        for code, *said in rows.values_list("region_code", *FiledOffice._fields)
    }
