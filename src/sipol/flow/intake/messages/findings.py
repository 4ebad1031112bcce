"""What people read of findings and of files that cannot be read: what happened, and what to do.

Wording is found by code and language ("id", anything else is English). `{value}` is the cell's text
as it may be shown, `{detail}` what the rule knows beyond it.
"""

from __future__ import annotations

from sipol.flow.intake.messages.finding_words import FINDING_WORDS, KEPT
from sipol.flow.intake.messages.unreadable_words import UNREADABLE_WORDS
from sipol.flow.intake.messages.wording import Bilingual, Wording
from sipol.flow.intake.rules.severities import FINDING_CODES
from sipol.kernel.findings import Severity

__all__ = ["FINDING_CODES", "mending", "render", "sentence"]


def sentence(code: str, language: str = "id") -> str:
    """What happened, as a template with {value} and {detail} where the code has them.

    Raises KeyError for a code that does not exist, like all functions here.
    """
    words = _words(code, language)
    return f"{words.sentence} {words.hint}".strip()


def mending(code: str, language: str = "id") -> str:
    """What to do about it."""
    return _words(code, language).mending


def render(
    code: str, value: str = "", detail: str = "", language: str = "id", *, severity: str = ""
) -> tuple[str, str]:
    """What happened and what to do, filled in; not escaped, that is for whoever shows it.

    With the severity "warning" it also says that the row is in all the same. For a file that cannot
    be read, `detail` is the columns, the limit or the row in its values.
    """
    words = _words(code, language)
    told = [words.empty if words.empty and not value else words.sentence]
    if words.hint and detail:
        told.append(words.hint)
    if severity == Severity.WARNING:
        told.append(_in(KEPT, language).sentence)
    return " ".join(told).format(value=value, detail=detail), words.mending


def _words(code: str, language: str) -> Wording:
    return _in(FINDING_WORDS.get(code) or UNREADABLE_WORDS[code], language)


def _in(words: Bilingual, language: str) -> Wording:
    return words.indonesian if language.lower().startswith("id") else words.english
