"""What the Election Act asks of a party, counted in regions and members (UU 7/2017 art. 173(2)).

Rounding is half up throughout, as the plenaries have counted: 22 regencies ask for 17, 15 for 11.
"""

from __future__ import annotations

from sipol.kernel.rounding import half_up

MINIMUM_CAP = 1000


def required_regencies(regencies: int) -> int:
    """Boards a party needs among a province's regencies: 75 % (art. 173(2)c)."""
    return half_up(3 * regencies, 4)


def required_districts(districts: int) -> int:
    """Boards a party needs among a regency's districts: 50 % (art. 173(2)d)."""
    return half_up(districts, 2)


def provisional_minimum(population: int) -> int:
    """Members a party needs in a regency: 1,000 or a thousandth of its people (art. 173(2)f).

    The smaller of the two. Only for tables whose decree gives no minima: decrees have rounded the
    thousandth up, down and to the nearest, so a decree's own figure always goes before this one.
    """
    return min(MINIMUM_CAP, half_up(population, 1000))
