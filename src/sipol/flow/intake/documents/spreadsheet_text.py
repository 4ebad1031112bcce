"""Text that strangers wrote, made harmless for the spreadsheet program that will open it."""

from __future__ import annotations

# The full-width signs start a formula too in the East Asian settings of Excel.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(text: str | None) -> str:
    """The text as a CSV cell that no spreadsheet program takes for a formula; "" for None.

    A text that would start one gets an apostrophe in front. Blanks before the sign do not help a
    sender: some programs cut them off first.
    """
    if not text:
        return ""
    if text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS):
        return "'" + text
    return text


def literal_text(text: str) -> str:
    """The text as xlsxwriter may be given it, so that it is written as text and nothing else.

    In streaming mode xlsxwriter passes a text between `<r>` and `</r>` into the sheet's XML as it
    stands, so a sender's cell could write cells and formulas of its own. A blank in front keeps
    it a text; the readers strip it again. Line ends become the one that spreadsheets use.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return " " + text if text.startswith("<r>") else text
