"""Places in addresses: `pusat` is the nation, everything else the region's own code."""

from __future__ import annotations

from functools import cache

from django.urls import register_converter

NATION = "pusat"


class PlaceInPath:
    """A region down to the district; the nation is an empty code everywhere but in addresses."""

    regex = r"pusat|[0-9]{2}(?:\.[0-9]{2}){0,2}"

    def to_python(self, text: str) -> str:
        return "" if text == NATION else text

    def to_url(self, region_code: str) -> str:
        return region_code or NATION


class FactInPath:
    """Which of the facts of a place an address is about."""

    regex = "sk|kantor|rekening"

    def to_python(self, text: str) -> str:
        return text

    def to_url(self, text: str) -> str:
        return text


@cache
def register() -> None:
    """Let addresses say `<place:…>` and `<fact:…>`, however many doors ask for it."""
    register_converter(PlaceInPath, "place")
    register_converter(FactInPath, "fact")
