"""Whose file is judged next: parties in turn, small files first, and nobody last for ever.

Each waiting file has a mark, the work that is done before it is finished: its own size on top of
its party's files that go before it, counted from the mark that is being served. The lowest mark is
next (start-time fair queueing, after Goyal, Vin and Cheng, 1996). A party with a thousand files
stands behind its own files and not before another's first; a large file's mark stays where it is
while the marks of newcomers rise with the work that is done, so that its turn comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

# A file of about ten thousand rows or more: long enough that it may not take every place.
LARGE_BYTES = 1024 * 1024
# The database keeps marks as 32-bit numbers. They begin anew whenever nothing waits.
HIGHEST_MARK = 2**31 - 1

# What one place judges in a second where no file was measured yet, in bytes.
USUAL_PACE = 200_000.0


@dataclass(frozen=True, slots=True)
class Standing:
    """A file in the queue: its mark, its size in bytes, whose it is, whether it is being judged."""

    mark: int
    size: int
    ours: bool
    under_way: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a sender may expect: `place` 1 is next. The time until the file is judged."""

    place: int
    soonest: timedelta
    latest: timedelta


def is_large(size: int) -> bool:
    return size >= LARGE_BYTES


def mark_of(size: int, queue: Iterable[Standing], *, last_begun: int) -> int:
    """The mark of a file of `size` bytes that comes in now, in KiB of work.

    `last_begun` is the mark of the file whose judging began last, which says how far the work is
    in the moment between one file and the next.
    """
    queue = list(queue)
    if not queue:
        return min(_weight(size), HIGHEST_MARK)
    served = max((one.mark for one in queue if one.under_way), default=last_begun)
    own = max((one.mark for one in queue if one.ours and _goes_before(one.size, size)), default=0)
    return min(max(served, own) + _weight(size), HIGHEST_MARK)


def outlook(size: int, ahead: Iterable[int], *, places: int, pace: float) -> Outlook:
    """For a file of `size` bytes behind files of the sizes `ahead`, those under way included.

    `places` files are judged at once, each at `pace` bytes per second. At the soonest the work
    ahead is shared by all places; at the latest one place does all of it, at half the pace.
    """
    sizes = list(ahead)
    work = sum(sizes)
    return Outlook(
        place=len(sizes) + 1,
        soonest=timedelta(seconds=(work / places + size) / pace),
        latest=timedelta(seconds=2 * (work + size) / pace),
    )


def _goes_before(theirs: int, size: int) -> bool:
    """Whether a file stands before a later one of the same party: small ones overtake large ones.

    Among small ones the order is that of coming, or whoever sends ever smaller files would take
    every turn.
    """
    return is_large(size) or not is_large(theirs)


def _weight(size: int) -> int:
    return 1 + size // 1024
