"""The only reader of the system clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
WITA = ZoneInfo("Asia/Makassar")
WIT = ZoneInfo("Asia/Jayapura")

ZONE_NAMES = {WIB.key: "WIB", WITA.key: "WITA", WIT.key: "WIT"}

WITA_PROVINCES = frozenset(("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"))
WIT_PROVINCES = frozenset(("81", "82", "91", "92", "93", "94", "95", "96"))


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def zone_of(region_code: str) -> ZoneInfo:
    """The time zone of a region by its province; the nation's is WIB.

    Keppres 41/1987 puts whole provinces into one zone each.
    """
    province = region_code[:2]
    if province in WITA_PROVINCES:
        return WITA
    if province in WIT_PROVINCES:
        return WIT
    return WIB
