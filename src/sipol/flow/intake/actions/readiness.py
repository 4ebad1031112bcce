"""What a worker gets out of the way before its first file comes."""

from __future__ import annotations

from sipol.flow.intake.actions.rule_sets import load_rules
from sipol.flow.intake.readers.spare import SPARE
from sipol.infra import keys


def make_ready() -> None:
    """Open the keys, build the table of regions and keep a reading process in readiness.

    For a process that judges file after file, once at its start; without it the first file only
    takes longer.
    """
    keys.current()
    load_rules()
    SPARE.keep()
