"""Region codes as the Ministry of Home Affairs writes them: `11`, `11.01`, `11.01.01.2001`."""

from __future__ import annotations

import re
from enum import StrEnum

_CODE = re.compile(r"[1-9][0-9](\.(?!00)[0-9]{2}(\.(?!00)[0-9]{2}(\.(?!0000)[0-9]{4})?)?)?")


class Level(StrEnum):
    """What a region is, from the top down. District = kecamatan, village = desa or kelurahan."""

    PROVINCE = "province"
    REGENCY = "regency"
    DISTRICT = "district"
    VILLAGE = "village"


LEVELS = tuple(Level)


def is_code(text: str) -> bool:
    """Whether the text is a well-formed code; whether such a region exists is another question."""
    return _CODE.fullmatch(text) is not None


def level_of(code: str) -> Level:
    """The level that a well-formed code stands for; ValueError for any other text."""
    if not is_code(code):
        raise ValueError(f"not a region code: {code!r}")
    return LEVELS[code.count(".")]


def parent_of(code: str) -> str:
    """The code of the region that holds this one; an empty string above a province."""
    return code.rpartition(".")[0]


def ancestor_of(code: str, level: Level) -> str:
    """The code cut down to the given level; the code itself where it is not below that level."""
    return ".".join(code.split(".")[: LEVELS.index(level) + 1])
