"""What a page may cost somebody on a slow line, and the database, with the demo's data."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from sipol.config.demo.build import build_demo
from sipol.flow.intake.queries.deliveries import deliveries
from sipol.infra.ledger.queries import receipts_of_party
from sipol.kernel.actors import Role
from sipol.records.boards.queries import board_of
from sipol.records.dossiers.queries import dossiers
from sipol.records.papers.queries.papers import latest_papers
from sipol.records.papers.queries.sendings import sendings
from sipol.records.timetable.queries import current_cycle, windows
from sipol.web.shared.access import ACCESS, ANYBODY, ROLES

KILOBYTE = 1_000
SCRIPT_BUDGET = HTML_BUDGET = 30 * KILOBYTE
# When the party's figures are kept already, as they are until something happens to it.
PARTY_HOME_QUERIES = 15
PAGE_QUERIES = 30
PLACE = "81.71"
# What stands together in addresses.
AT_A_PLACE = (
    ("place", "fact"),
    ("place", "officer_id"),
    ("dossier_id", "place"),
    ("dossier_id", "letter"),
)

# Not pages: files, parts of pages, answers for programs, addresses that only take forms.
NOT_PAGES = {
    "public:receipt_json",
    "public:receipt_pdf",
    "public:receipt_search",
    "public:receipt_key",
    "operations:alive",
    "account_session",
    "operations:ready",
    "party:template",
    "party:error_workbook",
    "party:findings_csv",
    "party:delivery_progress",
    "party:coverage_csv",
    "party:send_form",
    "party:hand_in",
    "party:confirm_hand_in",
    "party:begin",
    "public:hand_ins_json",
    "commission:mark",
    "party:make_token",
    "party:revoke_token",
    "party:revoke_permit",
    "party:token",
    "party:permit",
    "party:save_profile",
    "party:discard_profile",
    "party:add_officer",
    "party:save_officer",
    "party:end_officer",
    "party:save_filed",
    "party:end_filed",
    "party:send_place_list",
    "party:place_list",
    "party:list_workbook",
    "party:list_template",
    "party:send_paper",
    "party:withdraw_paper",
    "party:begin_sending",
    "party:sending_progress",
    "party:sending_files",
    "party:mend_sending",
    "party:finish_sending",
    *(f"{door}:paper_{part}" for door in ROLES for part in ("page", "original")),
    "party:draft_form",
    *(f"{door}:{what}_form" for door in ROLES for what in ("handed_in", "decision")),
    "commission:coverage_csv",
    "commission:decide",
    "commission:propose_window",
    "commission:decide_window",
    "commission:proposal",
    "commission:take_paper",
    "commission:scan_paper",
    "public:deadline_json",
    "supervisor:coverage_csv",
    "party:invite",
    "party:invite_file",
    "party:change_person",
    "party:change_invitation",
    "commission:invite",
    "commission:invite_file",
    "commission:change_person",
    "commission:change_invitation",
    "supervisor:invite",
    "supervisor:invite_file",
    "supervisor:change_person",
    "supervisor:change_invitation",
    "commission:answer_narrowing",
    "supervisor:answer_narrowing",
    "commission:receive_letter",
    "commission:decide_letter",
    # Short pages that need something of one organisation to show.
    "party:invitation",
    "commission:invitation",
    "supervisor:invitation",
    "commission:letter",
    "commission:narrowing",
    "supervisor:narrowing",
    "public:invitation",
}
_SCRIPT = re.compile(rb"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_SOURCE = re.compile(rb'src="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Cost:
    """Bytes as they go over the line, compressed, and queries."""

    page: str
    html: int
    script: int
    queries: int


@pytest.fixture
def people(db: None, tmp_path: Path) -> list[dict[str, str]]:
    """The demo's people, with its cycle in the database."""
    return build_demo(tmp_path)


def logins(people: list[dict[str, str]], *roles: Role) -> list[str]:
    return [person["email"] for person in people if Role(person["role"]) in roles]


def test_every_page_keeps_within_its_budgets(people: list[dict[str, str]]) -> None:
    costs = [cost for email in one_of_each_role(people) for cost in costs_for(email)]
    costs += costs_for(None)
    assert len(costs) > 20
    table = "\n".join(map(str, sorted(costs, key=lambda cost: cost.page)))
    assert max(cost.script for cost in costs) <= SCRIPT_BUDGET, table
    assert max(cost.html for cost in costs) <= HTML_BUDGET, table
    assert max(cost.queries for cost in costs) < PAGE_QUERIES, table
    reading, sending = (scripts_of(costs, name) for name in ("party:coverage", "party:send"))
    assert max(reading) < min(sending), "a page for reading loads the uploader"
    homes = [
        [cost_of(signed_in(email), "party:home", {}) for _ in range(2)][1]
        for email in logins(people, Role.PARTY_ADMIN, Role.PARTY_OPERATOR)
    ]
    assert len(homes) == 9
    assert max(cost.queries for cost in homes) < PARTY_HOME_QUERIES, homes


def scripts_of(costs: list[Cost], name: str) -> list[int]:
    return [cost.script for cost in costs if cost.page.endswith(f" {name}")]


def one_of_each_role(people: list[dict[str, str]]) -> list[str]:
    return [logins(people, role)[0] for role in Role]


def costs_for(email: str | None) -> list[Cost]:
    """What each page costs that this account may open; None for a visitor."""
    client = signed_in(email)
    role = client.session_role  # type: ignore[attr-defined]
    names = [
        name
        for audience, audience_names in ACCESS.items()
        if (role in ROLES.get(audience, ()) if role else audience == ANYBODY)
        for name in audience_names
        if name not in NOT_PAGES
    ]
    shown = something_to_show() | {"user_id": client.session.get("_auth_user_id")}
    return [cost_of(client, name, shown) for name in names]


def signed_in(email: str | None) -> Client:
    client = Client()
    client.session_role = None  # type: ignore[attr-defined]
    if email is not None:
        user = get_user_model().objects.get(email=email)
        client.force_login(user)
        client.session_role = Role(user.role)  # type: ignore[attr-defined]
    return client


def something_to_show() -> dict[str, object]:
    """A filing with its fullest delivery and a receipt."""
    cycle = current_cycle()
    assert cycle is not None
    offices = get_user_model().objects.filter(role=Role.COMMISSION, region_code="")
    commission = offices[0].as_actor()
    dossier = next(
        found for found in dossiers(commission, cycle.id) if found.party.short_name == "LENTERA"
    )
    sent = deliveries(commission, party_id=dossier.party.id, cycle_id=cycle.id, limit=100)
    return {
        "dossier_id": dossier.id,
        "delivery_id": max(sent, key=lambda facts: facts.rejected).id,
        "deadline_id": windows(cycle.id)[0].deadline_id,
        "number": receipts_of_party(dossier.party.id, limit=1)[0].number,
        "place": PLACE,
        "fact": "kantor",
        "letter": "c",
        "officer_id": board_of(
            commission,
            party_id=dossier.party.id,
            cycle_id=cycle.id,
            region_code=PLACE,
            today=date(2026, 1, 1),
        )[2][0].id,
        "kind": "board_decree",
        "paper_id": latest_papers(dossier.party.id, cycle.id)["statutes", ""].id,
        "sending_id": sendings(commission, party_id=dossier.party.id, cycle_id=cycle.id)[0].id,
    }


def cost_of(client: Client, name: str, shown: dict[str, object]) -> Cost:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address(name, shown))
    role = client.session_role or "visitor"  # type: ignore[attr-defined]
    assert answer.status_code == 200, f"{role} {name}: {answer.status_code}"
    return Cost(
        page=f"{role} {name}",
        html=len(gzip.compress(answer.content, 6)),
        script=sum(map(script_bytes, _SCRIPT.finditer(answer.content))),
        queries=len(queries),
    )


def address(name: str, shown: dict[str, object]) -> str:
    wanted = ((), *((key,) for key in shown), *AT_A_PLACE, ("dossier_id", "kind"))
    for names in wanted:
        arguments = {key: shown[key] for key in names if key in shown}
        try:
            return reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name}: the test does not know what to show on this page")


def script_bytes(script: re.Match[bytes]) -> int:
    source = _SOURCE.search(script[1])
    if source is None:
        return len(gzip.compress(script[2], 6))
    url = urlsplit(source[1].decode())
    path = finders.find(url.path.removeprefix(f"/{settings.STATIC_URL.strip('/')}/"))
    assert path is not None, f"{source[1]!r} is not among the static files"
    return len(gzip.compress(Path(path).read_bytes(), 6))
