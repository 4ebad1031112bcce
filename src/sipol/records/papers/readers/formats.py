"""What kind of file it is, by its first bytes; and whether its name says the same."""

from __future__ import annotations

from sipol.records.papers.rules.kinds import JPEG, PDF, PNG, SCANS, type_names

from .errors import UnusablePaper

_MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_EXTENSIONS = {"pdf": PDF, "jpg": JPEG, "jpeg": JPEG, "jpe": JPEG, "png": PNG}
LONGEST_MAGIC = 16


def media_type_of(head: bytes, file_name: str) -> str:
    """The media type by the file's first bytes.

    Raises UnusablePaper with paper_empty, paper_wrong_type, or paper_not_what_it_says where the
    name has the extension of another type.
    """
    if not head:
        raise UnusablePaper("paper_empty")
    found = next((media_type for magic, media_type in _MAGIC if head.startswith(magic)), None)
    if found is None:
        raise UnusablePaper("paper_wrong_type", {"allowed": type_names(SCANS)})
    said = _EXTENSIONS.get(file_name.rpartition(".")[2].lower())
    if said is not None and said != found:
        values = {"said": _short(said), "found": _short(found)}
        raise UnusablePaper("paper_not_what_it_says", values)
    return found


def _short(media_type: str) -> str:
    return type_names(frozenset({media_type}))
