"""One region of a party: its board with the officers, its office, its account, its history."""

from __future__ import annotations

from typing import Any

from sipol.kernel.actors import Actor
from sipol.kernel.findings import Severity
from sipol.records.bank_accounts.messages import TITLES as ACCOUNT_TITLES
from sipol.records.bank_accounts.messages import sentence as account_sentence
from sipol.records.bank_accounts.queries import account_history, accounts_by_region
from sipol.records.boards.messages import (
    BOARD_TITLES,
    OFFICER_TITLES,
    POST_TITLES,
    SEX_TITLES,
)
from sipol.records.boards.messages import sentence as board_sentence
from sipol.records.boards.queries import board_histories, board_of
from sipol.records.boards.rules.judgement import rules_of, women_met
from sipol.records.offices.messages import TENURE_TITLES
from sipol.records.offices.messages import TITLES as OFFICE_TITLES
from sipol.records.offices.messages import sentence as office_sentence
from sipol.records.offices.queries import office_history, office_texts, offices_by_region
from sipol.records.places.messages import LEVEL_TITLES
from sipol.records.places.rules.levels import WITH_OFFICE, level_below, level_of
from sipol.records.timetable.queries import CycleFacts
from sipol.web.shared.boards import WORD_OF_LEVEL, place_name, today
from sipol.web.shared.language import in_force

MOST_VERSIONS = 200
_CODES = {"post": POST_TITLES, "sex": SEX_TITLES, "tenure": TENURE_TITLES}


def region_page(
    actor: Actor, cycle: CycleFacts, *, party_id: int, region_code: str
) -> dict[str, Any]:
    """Template variables of one region; raises Refused outside the reader's rights."""
    where: dict[str, Any] = {"party_id": party_id, "cycle_id": cycle.id}
    board, texts, officers = board_of(actor, **where, region_code=region_code, today=today())
    level = level_of(region_code)
    below = level_below(level)
    return {
        "region_code": region_code,
        "region_name": place_name(region_code),
        "level": level.value,
        "level_title": LEVEL_TITLES[level],
        "below_title": LEVEL_TITLES[below] if below else "",
        "below_word": WORD_OF_LEVEL[below] if below else "",
        "board": board,
        "board_rows": [(BOARD_TITLES[name], text) for name, text in texts.items()],
        "board_problems": _problems(board, board_sentence, leave_out={"women_attention"}),
        "officers": [
            {
                "facts": officer,
                "post": POST_TITLES[officer.texts["post"]],
                "sex": SEX_TITLES[officer.texts["sex"]],
            }
            for officer in officers
        ],
        "women": _women(cycle, board),
        "has_office": level in WITH_OFFICE,
    } | (_office_and_account(actor, where, region_code) if level in WITH_OFFICE else {})


def _women(cycle: CycleFacts, board: Any) -> dict[str, Any] | None:
    """The share of women in whole per cent, rounded down, and what the rule makes of it."""
    if board is None or not board.officers:
        return None
    return {
        "women": board.women,
        "officers": board.officers,
        "percent": board.women * 100 // board.officers,
        "met": women_met(board.women, board.officers),
        "strict": board.level in rules_of(cycle.slug).women_strict,
    }


def _office_and_account(actor: Actor, where: dict[str, Any], region_code: str) -> dict[str, Any]:
    office = offices_by_region(**where, today=today(), under=region_code).get(region_code)
    account = accounts_by_region(**where, under=region_code).get(region_code)
    texts = office_texts(actor, **where, region_code=region_code) if office else {}
    if texts:
        texts["tenure"] = str(TENURE_TITLES[texts["tenure"]])
    return {
        "office": office,
        "office_rows": [(OFFICE_TITLES[name], text) for name, text in texts.items()],
        "office_problems": _problems(office, office_sentence),
        "account": account,
        "account_rows": _account_rows(account),
        "account_problems": _problems(account, account_sentence),
    }


def _account_rows(account: Any) -> list[tuple[Any, str]]:
    if account is None:
        return []
    told = {"bank": account.bank, "branch": account.branch}
    told |= {"number": account.masked, "holder": account.holder}
    return [(ACCOUNT_TITLES[name], text) for name, text in told.items()]


def _problems(
    filed: Any, words: Any, leave_out: frozenset[str] | set[str] = frozenset()
) -> list[dict[str, Any]]:
    return [
        {"text": words(found, in_force()), "is_error": found.severity == Severity.ERROR}
        for found in (filed.problems if filed else ())
        if found.code not in leave_out
    ]


def _told(field: str, value: str) -> str:
    """A value as people know it: what is kept as a code stands in words."""
    return str(_CODES.get(field, {}).get(value, value))


def history_page(actor: Actor, *, party_id: int, cycle_id: int, region_code: str) -> dict[str, Any]:
    """Everything that was saved and ended in a region, by fact, the newest first."""
    where: dict[str, Any] = {
        "party_id": party_id,
        "cycle_id": cycle_id,
        "region_code": region_code,
        "limit": MOST_VERSIONS,
    }
    board, officers = board_histories(actor, **where)
    facts = [
        ("board", "", board, BOARD_TITLES),
        *(("officer", steps[0].told["name"], steps, OFFICER_TITLES) for steps in officers),
        ("office", "", office_history(actor, **where), OFFICE_TITLES),
        ("account", "", account_history(actor, **where), ACCOUNT_TITLES),
    ]
    return {
        "region_code": region_code,
        "region_name": place_name(region_code),
        "histories": [
            {
                "kind": kind,
                "name": name,
                "steps": [
                    {
                        "facts": step,
                        "changes": [
                            (titles[f], _told(f, old), _told(f, new))
                            for f, old, new in step.changes
                        ],
                    }
                    for step in steps
                ],
            }
            for kind, name, steps, titles in facts
            if steps
        ],
    }
