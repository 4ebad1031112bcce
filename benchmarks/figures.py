"""Figures of a load: fairness, percentiles, and when requests arrive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random


def jain(shares: Sequence[float]) -> float | None:
    """Jain's index of fairness: 1 when all have the same, 1/n when one has everything.

    None where there is nobody, or nobody has anything.
    """
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else None


def hungry(asked: Sequence[int], given: Sequence[int]) -> list[int]:
    """What those were given who asked for more than an equal share of all that was given."""
    share = sum(given) / len(given) if given else 0
    return [got for wish, got in zip(asked, given, strict=True) if wish > share]


def fair_shares(asked: Sequence[int], total: float) -> list[float]:
    """What each should have of a total by max-min fairness: nobody more than they asked for, and
    nobody more than another who still wants."""
    shares = [0.0] * len(asked)
    left, wanting = float(total), sorted(range(len(asked)), key=asked.__getitem__)
    for position, who in enumerate(wanting):
        shares[who] = min(float(asked[who]), left / (len(wanting) - position))
        left -= shares[who]
    return shares


def jain_of_fair_shares(asked: Sequence[int], given: Sequence[int]) -> float | None:
    """Jain's index of what each was given over their fair share, as the index was meant: parties
    that were given all they asked for are no sign of unfairness to those who asked for more."""
    shares = fair_shares(asked, sum(given))
    return jain([got / share for got, share in zip(given, shares, strict=True) if share > 0])


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The smallest value that at least so many of 100 do not exceed; None of no values."""
    ordered = sorted(values)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)] if ordered else None


def arrivals(per_second: float, seconds: float, chance: Random) -> Iterator[float]:
    """The moments of a Poisson process, from 0 on: fixed beforehand, whatever the server does."""
    moment = chance.expovariate(per_second)
    while moment < seconds:
        yield moment
        moment += chance.expovariate(per_second)
