"""Looking after the embedded server for as long as a process needs it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sipol.infra.postgres.errors import EmbeddedServerError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.25
# Whatever kept it from starting will not have passed sooner.
PAUSE_SECONDS = 5.0


class Watch:
    """Calls `mend` again and again in a thread of its own until `end`.

    `mend` says whether it had to do something; an EmbeddedServerError is logged and tried again.
    Of several processes that watch one server, the locks of its start let one do the work.
    """

    def __init__(self, mend: Callable[[], bool]) -> None:
        self._mend = mend
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="database-watch", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Returns when nothing will be mended any more."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        pause = LOOK_SECONDS
        while not self._over.wait(pause):
            try:
                if self._mend():
                    logger.warning("the embedded database had ended and was started again")
                pause = LOOK_SECONDS
            except EmbeddedServerError:
                logger.exception("the embedded database could not be started again")
                pause = PAUSE_SECONDS
