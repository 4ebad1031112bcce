"""How the cell of a workbook becomes text: what the person sees, never in exponent form."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

# Excel keeps 15 digits of a number; what is longer ends in zeros.
MOST_EXACT = 10**15

_EPOCH_1900 = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)
_LAST_SERIAL_DATE = dt.date(2030, 12, 31)
_PLAIN_YEARS = range(1900, 2031)


def cell_text(value: object) -> str:
    """The text of one cell as the workbook's reader gave it; "" for an empty cell."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return "" if value is None else str(value)


def birth_date_text(value: object, *, from_1904: bool = False) -> str:
    """As `cell_text`, but a number that is a serial date of 1900 to 2030 becomes that ISO date.

    A bare year (1990) stays as it is: as a serial date it would be a day in 1905.
    """
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial_date(float(value), from_1904) or cell_text(value)
    return cell_text(value)


def is_number(value: object) -> bool:
    """Whether the cell holds a number, so that Excel has kept 15 digits of it."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _float_text(value: float) -> str:
    if value.is_integer():
        return f"{value:.0f}"
    shown = repr(value)
    return format(Decimal(shown), "f") if "e" in shown else shown


def _serial_date(serial: float, from_1904: bool) -> str | None:
    if serial in _PLAIN_YEARS or not 1 <= serial < 100_000:
        return None
    days = int(serial)
    if from_1904:
        day = _EPOCH_1904 + dt.timedelta(days=days)
    else:
        # The program counts a 29 February 1900 that never was.
        day = _EPOCH_1900 + dt.timedelta(days=days + (days < 60))
    return day.isoformat() if day <= _LAST_SERIAL_DATE else None
