"""What a lane is: requests of one importance that share limits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane as data; its pool decides between lanes, its turns between flows.

    `rank` is the order of importance, 0 first. `share` is the weight of this lane's turns while
    several lanes wait, in service time; `most` is the part of the pool's slots that it may ever
    hold, from 0 to 1. At most `length` requests wait in the lane and `flow_length` of one flow;
    after `patience` seconds of waiting a request is told to come back. A lane that is not
    `refusable` has none of these three bounds: its requests wait until their sender leaves.
    `adaptive` says whether latency may lower its limit: not where it is the senders who are slow.
    """

    name: str
    rank: int
    share: float
    most: float = 1.0
    length: int = 1024
    flow_length: int = 24
    patience: float = 3.0
    refusable: bool = True
    adaptive: bool = True
