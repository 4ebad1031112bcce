"""What is kept of a name that a sender's computer gave to a file."""

from __future__ import annotations

import unicodedata

LONGEST = 255
NAMELESS = "tanpa nama"


def clean_file_name(text: str) -> str:
    """The last component, without control and invisible characters, at most 255 characters long.

    What stands before the last slash or backslash tells of folders on the sender's computer. A name
    that is too long loses the end of its stem, never its extension.
    """
    shown = "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if unicodedata.category(letter)[0] != "C"
    )
    name = shown.replace("\\", "/").rpartition("/")[2].strip()
    if name in {"", ".", ".."}:
        return NAMELESS
    stem, dot, extension = name.rpartition(".")
    if len(name) <= LONGEST or not dot or len(extension) >= LONGEST:
        return name[:LONGEST]
    return stem[: LONGEST - len(extension) - 1] + dot + extension
