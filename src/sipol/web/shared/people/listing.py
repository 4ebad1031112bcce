"""The list of an organisation's people, and the page of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sipol.flow.intake.queries.permits import living_permits
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.clock import zone_of
from sipol.records.access.queries import (
    history_of,
    history_of_grants,
    open_narrowings,
    pending_invitations,
)
from sipol.records.access.rules.narrowing import KIND_TITLES, may_propose
from sipol.records.accounts.queries import AccountFacts, account, accounts, count_running
from sipol.records.accounts.queries import living_tokens as tokens_of
from sipol.records.accounts.rules.granting import may_change
from sipol.records.accounts.rules.offices import EXPIRING_ROLES, FEWEST_RUNNING, office_of
from sipol.records.regions import queries as regions
from sipol.web.shared.people.words import (
    level_word,
    offered_roles,
    office_word,
    region_choices,
    role_word,
)

ENTRIES_PER_PAGE = 100
# An account ends at the first instant of a day; people are told the last one before.
MOMENT = timedelta(seconds=1)


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "shared/people/list.html", list_page(request))


@require_GET
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    return render(request, "shared/people/person.html", person_page(request, user_id))


@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    """Grants, changes and removals of rights, as far as the reader's part of the country goes."""
    text = request.GET.get("sampai", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
    entries = history_of_grants(request.actor, before=before, limit=ENTRIES_PER_PAGE)
    page = {
        "entries": [(one, _role_of(one.payload)) for one in entries],
        "older": entries[-1].pk if entries else None,
    } | doors(request)
    return render(request, "shared/people/grants.html", page)


def _role_of(payload: Mapping[str, Any]) -> str:
    """The role that an entry of the ledger names by its code."""
    code = payload.get("role", "")
    return role_word(Role(code)) if code else ""


def list_page(request: HttpRequest) -> dict[str, Any]:
    """What the list needs; forms only for who may invite."""
    actor, now = request.actor, clock.now()
    known = accounts(actor)
    waiting = pending_invitations(actor)
    names = regions.names({one.actor.region_code for one in known})
    names |= regions.names({one.region_code for one in waiting})
    roles = offered_roles(actor)
    return doors(request) | {
        "people": [_row(one, names, now) for one in known],
        "invitations": [
            {"facts": one, "where": _where(one.region_code, names), "role": role_word(one.role)}
            for one in waiting
        ],
        "narrowings": open_narrowings(actor),
        "roles": roles,
        "regions": region_choices(actor) if roles else [],
        "alone": bool(roles) and count_running(office_of(actor)) < FEWEST_RUNNING,
    }


def person_page(request: HttpRequest, user_id: int) -> dict[str, Any]:
    """One person: rights, what their duty leaves open, history, and what may be done."""
    actor, now = request.actor, clock.now()
    facts = account(actor, user_id)
    row = _row(facts, regions.names([facts.actor.region_code]), now)
    last, zone = row["last_moment"], zone_of(facts.actor.region_code)
    return doors(request) | {
        "person": row,
        "last_day": f"{last.astimezone(zone):%d-%m-%Y}" if last else "",
        "history": history_of(user_id),
        "open_work": open_work(actor, facts.actor),
        "may_change": may_change(actor, facts.actor) and facts.actor.role is not Role.SUPERVISOR,
        "may_restore": may_change(actor, facts.actor),
        "may_propose": may_propose(actor, facts.actor),
        "may_widen": may_change(actor, facts.actor) and facts.actor.role is Role.SUPERVISOR,
        "kinds": [(kind, _(title)) for kind, title in KIND_TITLES.items()],
        "expires": facts.actor.role in EXPIRING_ROLES,
        "roles": _roles_beside(actor, facts.actor),
        "regions": region_choices(actor),
    }


def open_work(actor: Actor, owner: Actor) -> dict[str, int]:
    """What somebody's duty leaves open for a successor, counted; the data itself stays."""
    if not owner.is_party:
        return {}
    now = clock.now()
    mine = [one for one in living_permits(actor, now=now) if one.begun_by == owner.name]
    tokens = [one for one in tokens_of(actor) if one.owner == owner.name]
    return {"uploads": len(mine), "tokens": len(tokens)}


def doors(request: HttpRequest) -> dict[str, Any]:
    """The names of the addresses of these pages at the door that was asked."""
    door = request.resolver_match.namespace
    names = (
        *("people", "invite", "invite_file", "person", "change_person"),
        *("invitation", "change_invitation", "grants", "narrowing", "answer_narrowing"),
    )
    return {"door": door, **{f"{name}_door": f"{door}:{name}" for name in names}}


def _row(facts: AccountFacts, names: dict[str, str], now: datetime) -> dict[str, Any]:
    return {
        "facts": facts,
        "role": role_word(facts.actor.role),
        "level": level_word(facts.actor.region_code),
        "where": _where(facts.actor.region_code, names),
        "office": office_word(facts.actor, names),
        "expired": facts.expired(now),
        "last_moment": facts.expires_at - MOMENT if facts.expires_at else None,
    }


def _where(code: str, names: dict[str, str]) -> str:
    return f"{names.get(code, code)} ({code})" if code else ""


def _roles_beside(actor: Actor, owner: Actor) -> list[tuple[str, str]]:
    """The roles that the owner may get without leaving the organisation."""
    kind = office_of(owner).kind
    return [
        (value, word)
        for value, word in offered_roles(actor)
        if office_of(Actor(0, "", Role(value))).kind == kind
    ]
