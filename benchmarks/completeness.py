"""`sipol bench completeness`: all that a full party filed, judged requirement by requirement.

The limit is the least that anybody has to ask the database for the same answer: the bare
aggregates and lists in SQL, fetched and thrown away, in the same process and in turns.
"""

from __future__ import annotations

import os
import time
from typing import Any

from benchmarks import full_party
from benchmarks.installation import fresh_installation
from benchmarks.measure import interleaved, machine, summary, tell

REPETITIONS = 9
MEMBERS = 300_000
SMALLEST_RATIO = 0.5
_LIVING = "party_id = %(party)s AND cycle_id = %(cycle)s AND ended_at IS NULL"
BARE = (
    "SELECT regency_code, count(*) FROM members_member"
    " WHERE party_id = %(party)s AND cycle_id = %(cycle)s GROUP BY 1",
    "SELECT region_code, count(*), count(*) FILTER (WHERE sex = 'P'), array_agg(DISTINCT post)"
    f" FROM boards_officer WHERE {_LIVING} GROUP BY 1",
    "SELECT region_code, decree_number <> '' AND decree_date IS NOT NULL, period_to"
    f" FROM boards_board WHERE {_LIVING}",
    f"SELECT region_code, tenure, valid_until FROM offices_permanentoffice WHERE {_LIVING}",
    f"SELECT region_code FROM bank_accounts_bankaccount WHERE {_LIVING}",
    "SELECT DISTINCT ON (kind, region_code) kind, region_code, withdrawn FROM papers_paper"
    " WHERE party_id = %(party)s AND cycle_id = %(cycle)s"
    " ORDER BY kind, region_code, version DESC",
    "SELECT regency_code, minimum FROM regions_threshold t JOIN regions_thresholdtable a"
    " ON a.id = t.table_id WHERE a.cycle_id = %(cycle)s AND a.current",
    "SELECT parent_code, code FROM regions_region WHERE level = 'district' AND valid_to IS NULL",
)


def run(members: int = MEMBERS) -> dict[str, Any]:
    """Seconds of the whole computation, and its distance to the bare SQL."""
    conditions = machine()
    tell(f"a party with {members} members")
    with fresh_installation():
        party = full_party.make(members)
        judged = _judge(party)
        measured = interleaved(
            {"ours": lambda: _seconds(_judge, party), "limit": lambda: _seconds(bare, party)},
            REPETITIONS,
        )
        queries = _queries(party)
    ours, limit = summary(measured["ours"]), summary(measured["limit"])
    ratio = limit["median"] / ours["median"]
    return {
        "name": "completeness",
        "figure": ours["median"],
        "unit": "s for all requirements of one full party",
        "limit": limit["median"],
        "ratio_to_limit": round(ratio, 3),
        "goal": {"ratio_to_limit": SMALLEST_RATIO, "reached": ratio >= SMALLEST_RATIO},
        "ours": ours,
        "bare_sql": limit,
        "queries": queries,
        "unmet": {each.letter: each.gaps[0][:3] for each in judged.outcomes if not each.met},
        "conditions": conditions
        | {
            "provinces": party.provinces,
            "regencies": party.regencies,
            "district_boards": party.district_boards,
            "members": members,
            "load_after": round(os.getloadavg()[0], 2),
            "measured": "one process, no web server; caches of the database warm; ours and the bare"
            " statements in turns; medians. The bare statements are those of BARE in"
            " benchmarks/completeness.py, all rows fetched",
        },
    }


def _judge(party: full_party.FullParty) -> Any:
    from sipol.kernel import clock
    from sipol.records.dossiers.queries import filing

    where = {"party_id": party.actor.party_id, "cycle_id": party.cycle.id}
    return filing(party.actor, **where, now=clock.now()).judged()


def bare(party: full_party.FullParty) -> None:
    from django.db import connection

    where = {"party": party.actor.party_id, "cycle": party.cycle.id}
    with connection.cursor() as cursor:
        for statement in BARE:
            cursor.execute(statement, where)
            cursor.fetchall()


def _queries(party: full_party.FullParty) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as made:
        _judge(party)
    return len(made)


def _seconds(what: Any, party: full_party.FullParty) -> float:
    began = time.perf_counter()
    what(party)
    return time.perf_counter() - began
