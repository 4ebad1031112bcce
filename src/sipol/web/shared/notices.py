"""What each notice says: one table for the inbox, gathered from whoever tells it.

A kind has a `title` and a `text` in both languages; the notice's values are filled in.
"""

from __future__ import annotations

from collections.abc import Mapping

from sipol.records.dossiers.messages import NOTICES as OF_DOSSIERS
from sipol.records.timetable.messages import NOTICES as OF_TIME

Words = Mapping[str, Mapping[str, str]]

NOTICES: Mapping[str, Words] = {**OF_DOSSIERS, **OF_TIME}


def words(kind: str, values: Mapping[str, str], language: str = "id") -> tuple[str, str]:
    """Title and text of a notice in the reader's language."""
    said = NOTICES[kind][language]
    return said["title"].format(**values), said["text"].format(**values)
