"""A reading process kept in readiness, so that the next file need not wait for its start."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from .member_list import warm_child
from .process import ReadingProcess


@dataclass
class Spare:
    """At most one process for all threads of this one; it ends with its parent."""

    wanted: bool = False
    process: ReadingProcess | None = None
    guard: threading.Lock = field(default_factory=threading.Lock)

    def keep(self) -> None:
        """Have a spare from now on, the first one at once; it takes about 70 MB.

        For processes that read file after file.
        """
        self.wanted = True
        self.renew()

    def take(self) -> ReadingProcess | None:
        """The spare, now the caller's to use up; None where there is none."""
        with self.guard:
            taken, self.process = self.process, None
        return taken

    def renew(self) -> None:
        """Start the next spare where one is wanted and missing; for when a file is done with."""
        with self.guard:
            if self.wanted and self.process is None:
                self.process = warm_child()


SPARE = Spare()
