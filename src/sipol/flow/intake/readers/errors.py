"""What can be wrong with a file as a whole."""

from __future__ import annotations

from collections.abc import Mapping

UNREADABLE_CODES = frozenset(
    {
        "file_empty",
        "file_not_spreadsheet",
        "file_password_protected",
        "file_damaged",
        "file_too_big_inside",
        "file_too_many_rows",
        "header_not_found",
        "column_missing",
        "reader_timeout",
        "reader_out_of_memory",
        "reader_crashed",
    }
)


class UnreadableFile(Exception):
    """The file cannot be read as a member list, or not to its end; nothing of it may be kept.

    `values` fill the sentence found by `code`: always `file` (the sender's file name) when
    raised by `read_member_list`, and `columns` for column_missing, `sheets` for header_not_found,
    `limit` for file_too_many_rows, `row` for a CSV damaged at a row.
    """

    def __init__(self, code: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values: dict[str, str] = dict(values or {})
