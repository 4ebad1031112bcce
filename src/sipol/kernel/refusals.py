"""A refusal: not you, or not now. Unlike a finding, nothing is wrong with the filing itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act is not allowed; the sentence is found by `code` and filled with `values`."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Raised by an action that met a refusal; nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
