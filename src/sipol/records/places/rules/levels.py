"""The levels of a party's organisation, by the code of the region; `""` is the nation."""

from __future__ import annotations

from enum import StrEnum

from sipol.records.regions.rules.codes import is_code

NATION = ""


class Level(StrEnum):
    """District = kecamatan; below it no party files anything of its own."""

    NATIONAL = "national"
    PROVINCE = "province"
    REGENCY = "regency"
    DISTRICT = "district"


LEVELS = tuple(Level)
WITH_OFFICE = (Level.NATIONAL, Level.PROVINCE, Level.REGENCY)

CODE_PATTERNS: dict[str, str] = {
    Level.NATIONAL: r"^$",
    Level.PROVINCE: r"^\d{2}$",
    Level.REGENCY: r"^\d{2}\.\d{2}$",
    Level.DISTRICT: r"^\d{2}\.\d{2}\.\d{2}$",
}


def level_of(region_code: str) -> Level:
    """The level that the code stands for; ValueError for a village and for what is no code."""
    depth = region_code.count(".") + 1 if region_code else 0
    if depth >= len(LEVELS) or (region_code and not is_code(region_code)):
        raise ValueError(f"no place at which a party files: {region_code!r}")
    return LEVELS[depth]


def level_below(level: Level) -> Level | None:
    """The next level down, None below a district."""
    position = LEVELS.index(level) + 1
    return LEVELS[position] if position < len(LEVELS) else None
