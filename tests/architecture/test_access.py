"""Who may open which door, and that looking changes nothing: walked over all addresses."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection

from sipol.kernel.actors import PARTY_ROLES, Role
from sipol.web.shared import access
from tests.architecture.doors import Door, all_doors
from tests.architecture.world import AMBON, ROLE_LOGINS, World

REFUSED = {403, 404, 405}
# What a visit leaves behind by design: the session that is used and when, the counters of
# throttling, that the commission or the supervisor looked at a paper, and the picture that was made
# for looking.
OWN_TRACES = {
    *("django_session", "usersessions_usersession", "sipol_cache"),
    *("papers_look", "papers_pageimage"),
}
# Everybody who is signed in may sign out, stay, throw away an own form that waits, and change the
# own password, second factors and sessions.
OWN_SESSION = {
    *("account_logout", "account_session", "account_resume"),
    "account_change_password",
    *("account_confirm", "account_app", "account_passkey", "account_remove_factor"),
    *("account_recovery", "account_sessions"),
}
# A link that works once is used by whoever holds it, signed in or not.
BY_LINK = {"public:invitation"}


def test_every_address_is_on_the_access_list_exactly_once_and_nothing_else_is():
    listed = Counter(name for names in access.ACCESS.values() for name in names)
    assert {name for name, times in listed.items() if times > 1} == set()
    assert set(listed) == {door.name for door in all_doors()}


def test_the_list_of_writes_names_addresses_that_exist():
    assert {door.name for door in all_doors()} >= access.WRITES


def test_nobody_gets_past_sign_in(world: World):
    client, found = world.client(), {}
    for door in all_doors():
        answer = getattr(client, "post" if _only_writes(door) else "get")(door.path(world))
        found[door.name] = (answer.status_code, answer.get("Location", "").partition("?")[0])
    public = {name: found.pop(name) for name in access.ACCESS[access.ANYBODY]}
    programs = {name: found.pop(name) for name in access.ACCESS[access.PROGRAMS]}
    assert set(public.values()) == {(200, "")}
    assert programs.pop("api-1:openapi-json") == (200, "")
    assert programs.pop("api-1:api-root") == (404, "")
    assert set(programs.values()) == {(401, "")}
    assert set(found.values()) == {(302, "/masuk/")}


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_own_doors_and_no_others(world: World, role: Role):
    client = world.client(ROLE_LOGINS[role])
    wrong = {}
    for door in all_doors():
        method = "post" if _only_writes(door) else "get"
        status = getattr(client, method)(door.path(world)).status_code
        allowed = role in access.ROLES.get(access.AUDIENCE_OF[door.name], Role)
        if door.name == "api-1:draft":
            allowed = role == Role.PARTY_ADMIN  # the form in the path is theirs
        if door.name == "notice" and role not in PARTY_ROLES:
            status = 200 if status == 404 else 500  # the notice in the path is the party's
        if door.name == "api-1:api-root":
            status = 200 if status == 404 else 500  # the API's own foot, where nothing stands
        if (status in {403, 404} or status >= 500) if allowed else status != 403:
            wrong[door.name] = status
    assert wrong == {}


def test_looking_changes_nothing(world: World):
    clients = [world.client(), *(world.client(login) for login in ROLE_LOGINS.values())]
    before = _fingerprints()
    for client in clients:
        for door in all_doors():
            if door.name in access.LOOKS_ON_RECORD:
                continue
            answer = client.get(door.path(world), {"periksa": "1"})
            if answer.streaming:
                assert b"".join(answer.streaming_content)
    assert _fingerprints() == before


NEW_UPLOAD = {"name": "a.xlsx", "size": 1, "client_id": "a", "regency": AMBON}

# Without words in the forms: what answers anything but a refusal would have written with them.
OF_A_PARTY = {
    "party:begin",
    *("party:send_form", "party:make_token", "party:revoke_token", "party:revoke_permit"),
    *("party:send_place_list", "party:send_paper", "party:withdraw_paper", "party:begin_sending"),
    "party:sending_files",
    *("party:mend_sending", "party:finish_sending"),
    "api-1:create_upload",
    *("party:add_officer", "party:save_officer", "party:end_officer"),
    *("party:save_filed", "party:end_filed"),
}


def of_people(door: str) -> set[str]:
    return {
        f"{door}:{name}" for name in ("invite", "invite_file", "change_person", "change_invitation")
    }


WRITERS = {
    "": {"account_login", "mfa_authenticate"} | BY_LINK,
    "pusat": OWN_SESSION
    | OF_A_PARTY
    | BY_LINK
    | of_people("party")
    | {"party:hand_in", "party:confirm_hand_in", "party:save_profile", "party:discard_profile"},
    "ambon": OWN_SESSION | OF_A_PARTY | BY_LINK,
    "kpu": OWN_SESSION
    | BY_LINK
    | of_people("commission")
    | {"commission:decide", "commission:mark", "commission:answer_narrowing"}
    | {"commission:receive_letter", "commission:decide_letter"}
    | {"commission:propose_window", "commission:decide_window"}
    | {"commission:take_paper", "commission:scan_paper"},
    "verifikator": OWN_SESSION | BY_LINK,
    "bawaslu": OWN_SESSION | BY_LINK | of_people("supervisor") | {"supervisor:answer_narrowing"},
}


@pytest.mark.parametrize("login", WRITERS)
def test_who_writes_where(world: World, login: str):
    """Of all addresses only these take a POST; the supervisor's are about rights only."""
    taken = set()
    for door in all_doors():
        answer = world.client(login).post(door.path(world), NEW_UPLOAD, "application/json")
        to_sign_in = answer.get("Location", "").startswith("/masuk/")
        # Who is signed in already is sent from the sign-in page to their own desk.
        idle = to_sign_in or (login and door.name in {"account_login", "mfa_authenticate"})
        if answer.status_code not in REFUSED | {401} and not idle:
            taken.add(door.name)
    assert taken == WRITERS[login]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_address_that_only_shows_takes_nothing(world: World, method: str):
    doors = [door for door in all_doors() if door.name not in access.WRITES]
    for login in ROLE_LOGINS.values():
        ask = getattr(world.client(login), method)
        statuses = {door.name: ask(door.path(world)).status_code for door in doors}
        assert {name: status for name, status in statuses.items() if status not in REFUSED} == {}


def _only_writes(door: Door) -> bool:
    return door.name in access.WRITES - access.REPEATABLE - {"api-1:draft"}


def test_an_address_that_only_takes_shows_nothing(world: World):
    for login in ("pusat", "kpu"):
        client = world.client(login)
        for door in filter(_only_writes, all_doors()):
            assert client.get(door.path(world)).status_code in REFUSED


def _fingerprints() -> dict[str, tuple[int, str]]:
    """Rows and hash of every table."""
    tables = set(connection.introspection.table_names()) - OWN_TRACES
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            rows_and_hash = "SELECT count(*), sum(hashtextextended(t::text, 0)::numeric)::text"
            cursor.execute(f'{rows_and_hash} FROM "{table}" t')
            found[table] = cursor.fetchone()
    return found
