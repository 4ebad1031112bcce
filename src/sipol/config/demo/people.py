"""Invented party members in the shape of a member list: plausible, and none of them exists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count as count_from
from random import Random
from typing import NamedTuple

from sipol.config.demo import people_words as words

# No region has a code that begins with 99, so no such identity number was ever issued.
IMPOSSIBLE_REGION = "99"

# Everybody was 17 before the registration of 2022 and is alive, more or less, in the next.
_OLDEST, _YOUNGEST = date(1948, 1, 1), date(2004, 12, 31)
_MARRYING_AGE_ENDS = 1999


class Locality(NamedTuple):
    """Where members are listed: codes (or names) of regency, district and village."""

    regency: str
    district: str
    village: str = ""


def invent_members(
    count: int, *, localities: Sequence[tuple[str, ...]], seed: int
) -> list[dict[str, str]]:
    """`count` members spread over the localities, keyed by the names of the intake fields.

    A locality is (regency, district) or (regency, district, village). The same arguments give
    the same people. Identity numbers are unique within a list, and between lists whose seeds
    differ modulo 10,000. Dates are dd-mm-yyyy as on an identity card.
    """
    if not localities:
        raise ValueError("invent_members needs at least one locality")
    chance = Random(seed)  # noqa: S311 - invented people, nothing to keep secret
    places = [Locality(*place) for place in localities]
    listed = sorted(chance.choices(range(len(places)), k=count))
    numbers = _IdentityNumbers(seed)
    return [
        _member(chance, serial, places[place], numbers, seed)
        for serial, place in enumerate(listed, start=1)
    ]


def identity_number(region: str, born: date, sex: str, serial: int) -> str:
    """An identity number of 16 digits: the day of birth of women (sex "P") is written plus 40."""
    day = born.day + (40 if sex == "P" else 0)
    return f"{region}{day:02}{born.month:02}{born.year % 100:02}{serial:04}"


class _IdentityNumbers:
    """Hands out numbers of one invented region, counting up within a birthday as offices do."""

    def __init__(self, seed: int) -> None:
        self._region = f"{IMPOSSIBLE_REGION}{seed % 10_000:04}"
        self._serials: dict[tuple[date, str], count_from[int]] = {}

    def next_for(self, born: date, sex: str) -> str:
        serials = self._serials.setdefault((born, sex), count_from(1))
        return identity_number(self._region, born, sex, next(serials))


def _member(
    chance: Random, serial: int, place: Locality, numbers: _IdentityNumbers, seed: int
) -> dict[str, str]:
    sex = "P" if chance.random() < 0.45 else "L"
    born = _OLDEST + timedelta(days=int(chance.random() * (_YOUNGEST - _OLDEST).days))
    card = f"KTA-{seed % 10_000:04}-{serial:06}"
    return {
        "card_number": card,
        "national_id": numbers.next_for(born, sex),
        "name": _name(chance, sex),
        "sex": sex,
        "birth_place": chance.choice(words.BIRTH_PLACES),
        "birth_date": f"{born.day:02}-{born.month:02}-{born.year}",
        "marital_status": _marital_status(chance, born),
        "occupation": chance.choice(words.OCCUPATIONS[sex]),
        "address": f"{chance.choice(words.STREETS)} No. {int(chance.random() * 180) + 1}",
        "rt": f"{int(chance.random() * 15) + 1:03}",
        "rw": f"{int(chance.random() * 9) + 1:03}",
        "village": place.village,
        "district": place.district,
        "regency": place.regency,
        "card_file": f"{card}.jpg",
        "id_file": f"{card}-ktp.jpg",
    }


def _marital_status(chance: Random, born: date) -> str:
    if born.year > _MARRYING_AGE_ENDS:
        return "B" if chance.random() < 0.8 else "S"
    return "BSSSSSSSSP"[int(chance.random() * 10)]


def _one_name(chance: Random, sex: str) -> str:
    return chance.choice(words.GIVEN[sex])


def _two_names(chance: Random, sex: str) -> str:
    return f"{chance.choice(words.GIVEN[sex])} {chance.choice(words.SECOND[sex])}"


def _three_names(chance: Random, sex: str) -> str:
    return f"{_two_names(chance, sex)} {chance.choice(words.LAST)}"


def _family_name(chance: Random, sex: str) -> str:
    return f"{chance.choice(words.GIVEN[sex])} {chance.choice(words.LAST)}"


def _fathers_name(chance: Random, sex: str) -> str:
    of = "binti" if sex == "P" else "bin"
    return f"{chance.choice(words.GIVEN[sex])} {of} {chance.choice(words.GIVEN['L'])}"


def _balinese(chance: Random, sex: str) -> str:
    article = "Ni" if sex == "P" else "I"
    rank, given = chance.choice(words.BALINESE_RANKS), chance.choice(words.BALINESE[sex])
    return f"{article} {rank} {given}"


def _titled(chance: Random, sex: str) -> str:
    before = chance.choice(words.TITLES_BEFORE[sex])
    after = chance.choice(words.TITLES_AFTER)
    return f"{before} {_two_names(chance, sex)}{after}".strip()


# In every hundred names, about so many of each kind.
_KINDS: tuple[tuple[int, Callable[[Random, str], str]], ...] = (
    (9, _one_name),
    (46, _two_names),
    (17, _three_names),
    (14, _family_name),
    (4, _fathers_name),
    (4, _balinese),
    (6, _titled),
)
_HUNDRED = tuple(kind for share, kind in _KINDS for _ in range(share))


def _name(chance: Random, sex: str) -> str:
    return _HUNDRED[int(chance.random() * len(_HUNDRED))](chance, sex)
