"""What a board still lacks, and what is odd about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sipol.kernel.findings import Finding, Severity
from sipol.records.boards.rules.posts import CORE_POSTS, Post
from sipol.records.places.rules.levels import Level

FINDING_CODES = (
    "decree_missing",
    "decree_date_missing",
    "decree_expired",
    "decree_reused",
    "officers_missing",
    "women_below",
    "women_attention",
)


@dataclass(frozen=True, slots=True)
class BoardRules:
    """What a cycle asks of boards.

    `core_posts` must be held at each level; at the levels in `women_strict` 30 % women are a
    condition, elsewhere the party shall pay attention to them (Act 7/2017 art. 173(2)(e)).
    """

    core_posts: Mapping[Level, tuple[Post, ...]]
    women_strict: frozenset[Level] = frozenset({Level.NATIONAL})


# A district's board is proved by its decree alone.
USUAL = BoardRules(
    core_posts={
        Level.NATIONAL: CORE_POSTS,
        Level.PROVINCE: CORE_POSTS,
        Level.REGENCY: CORE_POSTS,
        Level.DISTRICT: (),
    }
)
RULES_OF_CYCLE: dict[str, BoardRules] = {}


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """A board as it is judged; `shared_with` is another region that names the same decree."""

    level: Level
    decree_number: str = ""
    decree_date: date | None = None
    period_to: date | None = None
    officers: int = 0
    women: int = 0
    posts: frozenset[Post] = field(default_factory=frozenset)
    shared_with: str | None = None


def rules_of(cycle_slug: str) -> BoardRules:
    """The rules of a cycle; the usual ones where it has none of its own."""
    return RULES_OF_CYCLE.get(cycle_slug, USUAL)


def women_met(women: int, officers: int) -> bool:
    """Whether women are 30 % of the officers, in whole people; never of an empty board."""
    return officers > 0 and women * 10 >= officers * 3


def women_needed(women: int, officers: int) -> int:
    """How many women have to join, nobody leaving, until 30 % are reached."""
    return 0 if women_met(women, officers) else max(1, -(-(officers * 3 - women * 10) // 7))


def missing_posts(level: Level, posts: frozenset[Post], rules: BoardRules) -> tuple[Post, ...]:
    """The posts that the level asks for and nobody holds, in the order of the law."""
    return tuple(post for post in rules.core_posts[level] if post not in posts)


def judge(board: BoardFacts, rules: BoardRules, *, today: date) -> tuple[Finding, ...]:
    """Everything that is missing (error) or worth a look (warning), without words."""
    return tuple(_findings(board, rules, today))


def decree_key(number: str) -> str:
    """Equal for decrees whose numbers differ only in blanks, case and punctuation."""
    return re.sub(r"[^0-9A-Z]+", "", number.upper())


def _findings(board: BoardFacts, rules: BoardRules, today: date) -> Iterator[Finding]:
    if not board.decree_number:
        yield Finding("decree_missing", Severity.ERROR)
    elif board.decree_date is None:
        yield Finding("decree_date_missing", Severity.ERROR)
    if board.period_to is not None and board.period_to < today:
        yield Finding(
            "decree_expired", Severity.ERROR, values={"on": board.period_to.strftime("%d-%m-%Y")}
        )
    if board.shared_with is not None:
        yield Finding("decree_reused", Severity.WARNING, values={"region": board.shared_with})
    missing = missing_posts(board.level, board.posts, rules)
    if missing:
        yield Finding("officers_missing", Severity.ERROR, values={"posts": ",".join(missing)})
    if board.officers and not women_met(board.women, board.officers):
        yield _too_few_women(board, rules)


def _too_few_women(board: BoardFacts, rules: BoardRules) -> Finding:
    told = {
        "women": str(board.women),
        "officers": str(board.officers),
        "needed": str(women_needed(board.women, board.officers)),
    }
    if board.level in rules.women_strict:
        return Finding("women_below", Severity.ERROR, values=told)
    return Finding("women_attention", Severity.WARNING, values=told)
