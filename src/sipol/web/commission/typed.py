"""Reading what people of the commission type: dates, times and zones."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sipol.kernel.clock import WIB, WIT, WITA

ZONES: dict[str, ZoneInfo] = {"WIB": WIB, "WITA": WITA, "WIT": WIT}

_DATE = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_TIME = re.compile(r"(\d{1,2})[.:](\d{2})")


def read_moment(date: str, time: str, zone: str, *, last_second: bool = False) -> datetime | None:
    """`24-03-2027` and `18.30` in that zone as an instant UTC; None where they are no such time.

    With `last_second` the minute counts as a whole: 23.59 ends at 23:59:59.
    """
    day, hour = _DATE.fullmatch(date.strip()), _TIME.fullmatch(time.strip())
    if day is None or hour is None or zone not in ZONES:
        return None
    try:
        moment = datetime(
            int(day[3]),
            int(day[2]),
            int(day[1]),
            int(hour[1]),
            int(hour[2]),
            59 if last_second else 0,
            tzinfo=ZONES[zone],
        )
    except ValueError:
        return None
    return moment.astimezone(UTC)
