"""What can come between a file and its receipt."""

from __future__ import annotations


class LineBroken(Exception):
    """No answer of our server, or a "not now": it is tried again, without end.

    `reason` names a sentence in `words.REASONS`; `retry_after` is what the server asked for.
    """

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Gone(Exception):
    """The server no longer knows this upload: it is begun anew under the same name."""


class Final(Exception):
    """Our server said no, or the file cannot be read: trying again would change nothing."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
