"""What can be wrong with a file that was sent as a paper."""

from __future__ import annotations

from collections.abc import Mapping

# Found while reading. Limits of a kind are judged by `rules.kinds.problem_with`.
UNUSABLE_CODES = frozenset(
    {
        "paper_empty",
        "paper_wrong_type",
        "paper_not_what_it_says",
        "paper_too_large",
        "paper_password_protected",
        "paper_damaged",
        "paper_active_content",
        "paper_too_many_pixels",
        "paper_too_many_pages",
        "paper_too_complex",
        "paper_not_checked",
    }
)


class UnusablePaper(Exception):
    """The file cannot be kept as a paper; `values` fill the sentence found by `code`."""

    def __init__(self, code: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values: dict[str, str] = dict(values or {})
