"""Invitations: who may give what, links that work once, and what they leave behind."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection

from sipol.infra.ledger.models import Entry
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refused
from sipol.records.access.actions import invitations
from sipol.records.access.actions.accepting import accept
from sipol.records.access.actions.handing_over import hand_over
from sipol.records.access.actions.mailing import mail_invitation, mail_list
from sipol.records.access.models import Invitation
from sipol.records.access.queries import invitation_by_token, pending_invitations
from sipol.records.access.rules.invitations import Wanted
from sipol.records.accounts.queries import accounts
from tests.builders import AMBON, party_in, person_of, running_cycle
from tests.records.access.people import PASSWORD, joined, row_of, somebody

LINK = "https://sipol.test/undangan/{token}/"


@pytest.fixture
def leader(db: None) -> Actor:
    return person_of(party_in(running_cycle()))


def wanted(actor: Actor, email: str = "ambon@contoh.test", **changed: object) -> Wanted:
    fields = {"role": Role.PARTY_OPERATOR, "region_code": AMBON, "party_id": actor.party_id}
    return Wanted(email=email, **{**fields, **changed})  # type: ignore[arg-type]


def invited(actor: Actor, one: Wanted) -> UUID:
    made, found = invitations.invite(actor=actor, wanted=one, now=clock.now())
    assert made is not None, found
    return made


def codes(actor: Actor, one: Wanted) -> list[str]:
    _, found = invitations.invite(actor=actor, wanted=one, now=clock.now())
    return [finding.code for finding in found]


def refused(call: object, **arguments: object) -> str:
    with pytest.raises(Refused) as error:
        call(**arguments)  # type: ignore[operator]
    return error.value.refusal.code


def test_the_person_takes_the_duty_up_with_own_name_and_password(leader: Actor):
    until = clock.now() + timedelta(days=90)
    operator = joined(leader, wanted(leader, expires_at=until), name="  Yosep   L. ")
    assert operator.name == "Yosep L."
    assert (operator.role, operator.region_code) == (Role.PARTY_OPERATOR, AMBON)
    assert row_of(operator).expires_at == until
    assert row_of(operator).check_password(PASSWORD)
    assert [one.actor for one in accounts(leader)] == [leader, operator]
    entry = Entry.objects.get(kind="account.granted", subject=f"user:{operator.user_id}")
    assert entry.actor == leader.name
    assert "contoh.test" not in str(entry.payload)


def test_a_link_works_once_and_only_the_newest_does(leader: Actor):
    made = invited(leader, wanted(leader))
    first, second = (
        invitations.make_link(actor=leader, invitation_id=made, now=clock.now()) for _ in "ab"
    )
    form = {"name": "Ani", "password": PASSWORD, "now": clock.now()}
    assert refused(accept, token=first, **form) == "invitation_unknown"
    assert invitation_by_token(second, clock.now()).region_code == AMBON
    accept(token=second, **form)
    assert refused(accept, token=second, **form) == "invitation_unknown"
    assert pending_invitations(leader) == []


def test_a_link_ends_after_days_and_with_its_account(leader: Actor):
    soon = clock.now() + timedelta(days=1)
    for one, after in (
        (wanted(leader), timedelta(days=8)),
        (wanted(leader, "lain@contoh.test", expires_at=soon), timedelta(days=2)),
    ):
        made = invited(leader, one)
        token = invitations.make_link(actor=leader, invitation_id=made, now=clock.now())
        form = {"token": token, "name": "Ani", "password": PASSWORD, "now": clock.now() + after}
        assert refused(accept, **form) == "invitation_expired"


def test_a_withdrawn_invitation_opens_nothing(leader: Actor):
    made = invited(leader, wanted(leader))
    token = invitations.make_link(actor=leader, invitation_id=made, now=clock.now())
    invitations.withdraw(actor=leader, invitation_id=made, now=clock.now())
    form = {"token": token, "name": "Ani", "password": PASSWORD, "now": clock.now()}
    assert refused(accept, **form) == "invitation_unknown"
    again = {"actor": leader, "invitation_id": made, "now": clock.now()}
    assert refused(invitations.withdraw, **again) == "invitation_spent"
    assert codes(leader, wanted(leader)) == []


def test_only_the_digest_of_a_token_is_kept(leader: Actor):
    made = invited(leader, wanted(leader))
    token = invitations.make_link(actor=leader, invitation_id=made, now=clock.now())
    with connection.cursor() as cursor:
        for table in ("access_invitation", "ledger_entry", "procrastinate_jobs"):
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            assert not any(token in row[0] for row in cursor.fetchall()), table


def test_the_mail_holds_the_link_and_nothing_of_the_person(leader: Actor):
    made = invited(leader, wanted(leader, name="Yosep Latuharhary"))
    mail_invitation(invitation_id=made, link=LINK, now=clock.now())
    (sent,) = mail.outbox
    found = re.search(r"https://sipol\.test/undangan/(\S+)/", sent.body)
    assert found is not None
    assert sent.to == ["ambon@contoh.test"]
    assert "Yosep" not in sent.body + sent.subject
    assert "MELATI" not in sent.body + sent.subject
    accept(token=found[1], name="Yosep", password=PASSWORD, now=clock.now())
    mail_invitation(invitation_id=made, link=LINK, now=clock.now())
    assert len(mail.outbox) == 1


def test_a_list_is_one_entry_and_each_mail_is_sent_once(leader: Actor):
    people = [wanted(leader, f"orang{n}@contoh.test", row=n) for n in range(1, 4)]
    people.append(wanted(leader, row_of(leader).email, row=4))
    now = clock.now()
    count, found = invitations.invite_many(actor=leader, people=people, now=now, link=LINK)
    assert (count, [(one.code, one.where.row) for one in found]) == (3, [("invite_has_account", 4)])
    entry = Entry.objects.get(kind="account.invited_list")
    assert entry.payload["count"] == len(entry.payload["people"]) == 3
    for _ in range(2):
        mail_list(invited_by_id=leader.user_id, at=now, link=LINK, clock=clock.now)
    assert sorted(sent.to[0] for sent in mail.outbox) == [one.email for one in people[:3]]
    count, found = invitations.invite_many(actor=leader, people=people[:2], now=now, link=LINK)
    assert (count, {one.code for one in found}) == (0, {"invite_pending"})


def test_what_stands_against_an_invitation(leader: Actor):
    past = clock.now() - timedelta(days=1)
    ahead = clock.now() + timedelta(days=1)
    for one, code in (
        (wanted(leader, "tanpa-at"), "invite_email"),
        (wanted(leader, region_code="99"), "invite_region_unknown"),
        (wanted(leader, region_code="81.71.01"), "invite_region_unknown"),
        (wanted(leader, role=Role.PARTY_ADMIN), "invite_admin_is_national"),
        (
            wanted(leader, role=Role.PARTY_ADMIN, region_code="", expires_at=ahead),
            "invite_admin_has_no_end",
        ),
        (wanted(leader, expires_at=past), "invite_expired"),
        (wanted(leader, role=Role.COMMISSION, party_id=None), "invite_not_yours"),
        (wanted(leader, party_id=(leader.party_id or 0) + 1), "invite_not_yours"),
        (wanted(leader, row_of(leader).email), "invite_has_account"),
    ):
        assert codes(leader, one) == [code], one
    assert codes(leader, wanted(leader)) == []
    assert codes(leader, wanted(leader)) == ["invite_pending"]


@pytest.mark.parametrize(
    ("giver", "region", "role", "where", "allowed"),
    [
        (Role.COMMISSION, "", Role.COMMISSION, "81", True),
        (Role.COMMISSION, "", Role.SUPERVISOR, "81.71", True),
        (Role.COMMISSION, "81", Role.VERIFIER, "81.71", True),
        (Role.COMMISSION, "81", Role.VERIFIER, "32.04", False),
        (Role.COMMISSION, "81", Role.COMMISSION, "", False),
        (Role.COMMISSION, "81", Role.SUPERVISOR, "81", False),
        (Role.VERIFIER, "", Role.VERIFIER, "81", False),
        (Role.SUPERVISOR, "81", Role.SUPERVISOR, "81.71", True),
        (Role.SUPERVISOR, "81", Role.SUPERVISOR, "", False),
        (Role.SUPERVISOR, "", Role.COMMISSION, "81", False),
    ],
)
def test_offices_invite_their_own_in_their_region(
    db: None, giver: Role, region: str, role: Role, where: str, allowed: bool
):
    actor = somebody(giver, region)
    one = Wanted(email="kantor@contoh.test", role=role, region_code=where)
    assert codes(actor, one) == ([] if allowed else ["invite_not_yours"])


def test_nobody_acts_on_an_invitation_of_others(leader: Actor):
    made = invited(leader, wanted(leader))
    rival = person_of(party_in(running_cycle(), "LAIN"))
    operator = somebody(Role.PARTY_OPERATOR, AMBON, leader.party_id)
    for other in (rival, operator, somebody(Role.COMMISSION), somebody(Role.SUPERVISOR)):
        for act in (invitations.make_link, invitations.withdraw):
            form = {"actor": other, "invitation_id": made, "now": clock.now()}
            assert refused(act, **form) == "invitation_not_found"


def test_the_commission_never_holds_a_link_to_a_supervisors_account(db: None):
    bawaslu, colleague = somebody(Role.SUPERVISOR), somebody(Role.SUPERVISOR)
    commission = somebody(Role.COMMISSION)
    restored = invitations.restore_access(actor=bawaslu, user_id=colleague.user_id, now=clock.now())
    fresh = invited(bawaslu, Wanted(email="b@contoh.test", role=Role.SUPERVISOR))
    for made in (restored, fresh):
        form = {"actor": commission, "invitation_id": made, "now": clock.now()}
        assert refused(invitations.make_link, **form) == "invitation_not_found"
    form = {"actor": commission, "user_id": bawaslu.user_id, "now": clock.now()}
    assert refused(invitations.restore_access, **form) == "account_not_yours"


def test_a_lost_account_gets_a_new_password_and_keeps_all_else(leader: Actor):
    operator = joined(leader, wanted(leader))
    made = invitations.restore_access(actor=leader, user_id=operator.user_id, now=clock.now())
    assert row_of(operator).check_password(PASSWORD)
    token = invitations.make_link(actor=leader, invitation_id=made, now=clock.now())
    back = accept(token=token, name="", password="sepeda biru di pasar", now=clock.now())
    assert back == operator
    assert row_of(operator).check_password("sepeda biru di pasar")
    assert Entry.objects.filter(kind="account.restored").count() == 1


def test_a_duty_goes_to_somebody_new_who_ends_the_first_account(leader: Actor):
    operator = joined(leader, wanted(leader))
    form = {"actor": leader, "user_id": operator.user_id, "open_work": {"drafts": 2}}
    assert hand_over(**form, email="baru@contoh.test", name="", now=clock.now()) == []
    assert row_of(operator).is_active
    (waiting,) = pending_invitations(leader)
    token = invitations.make_link(actor=leader, invitation_id=waiting.id, now=clock.now())
    heir = accept(token=token, name="Baru", password=PASSWORD, now=clock.now())
    assert (heir.role, heir.region_code) == (operator.role, AMBON)
    assert row_of(operator).standing == "ended"


def test_a_duty_goes_to_a_colleague_at_once(leader: Actor):
    one = joined(leader, wanted(leader))
    two = joined(leader, wanted(leader, "dua@contoh.test", region_code="32.04"))
    form = {"actor": leader, "user_id": one.user_id, "open_work": {}, "name": ""}
    assert hand_over(**form, email="dua@contoh.test", now=clock.now()) == []
    assert row_of(one).standing == "ended"
    assert row_of(two).region_code == AMBON
    assert Invitation.objects.filter(state="pending").count() == 0


def test_a_sole_leader_is_replaced_without_a_moment_in_between(leader: Actor):
    second = joined(
        leader, wanted(leader, "dua@contoh.test", role=Role.PARTY_ADMIN, region_code="")
    )
    form = {"actor": second, "user_id": leader.user_id, "open_work": {}, "name": ""}
    assert hand_over(**form, email="tiga@contoh.test", now=clock.now()) == []
    (waiting,) = pending_invitations(second)
    token = invitations.make_link(actor=second, invitation_id=waiting.id, now=clock.now())
    accept(token=token, name="Tiga", password=PASSWORD, now=clock.now())
    assert not row_of(leader).is_active
    freed = wanted(second, row_of(leader).email, role=Role.PARTY_ADMIN, region_code="")
    assert codes(second, freed) == []


def test_an_address_that_another_party_uses_is_told_only_to_whoever_holds_the_link(leader: Actor):
    rival = person_of(party_in(running_cycle(), "LAIN"))
    made = invited(leader, wanted(leader, row_of(rival).email))
    token = invitations.make_link(actor=leader, invitation_id=made, now=clock.now())
    form = {"token": token, "name": "Ani", "password": PASSWORD, "now": clock.now()}
    assert refused(accept, **form) == "invitation_address_taken"
