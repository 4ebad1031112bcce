"""Member lists for senders: each one new, with rows that are known one by one."""

from __future__ import annotations

import csv
import io
from random import Random
from uuid import UUID

from tests.chaos.history import SentFile
from tests.samples.member_lists import TITLES, invent_members

_AMBON = [("81.71", "81.71.01"), ("81.71", "81.71.02")]
_SPOILT_EVERY = 50


def new_file(number: int, rows: int, chance: Random) -> SentFile:
    """A CSV of invented people, none of them in another file; every fiftieth row has a fault."""
    people = [dict(person) for person in invent_members(rows, localities=_AMBON, seed=number)]
    for person in people[::_SPOILT_EVERY]:
        person["sex"] = "?"
    text = io.StringIO(newline="")
    sheet = csv.writer(text, delimiter=";")
    sheet.writerow(TITLES.values())
    sheet.writerows([person.get(name) for name in TITLES] for person in people)
    return SentFile(
        key=str(UUID(int=chance.getrandbits(128), version=4)),
        name=f"anggota-{number:04}.csv",
        content=text.getvalue().encode(),
        rows={place: person["card_number"] for place, person in enumerate(people, start=2)},
    )
