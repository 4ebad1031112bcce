"""What is told reaches the right offices once, who opened it is on record, and mail only points."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, transaction

from sipol.infra.ledger.models import Entry
from sipol.infra.notices.actions import Message, open_notice, tell
from sipol.infra.notices.mail import send_pointers
from sipol.infra.notices.models import Notice, Opening
from sipol.infra.notices.queries import inbox, unopened
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from tests.builders import AMBON, MALUKU_TENGAH, party_in, person_of, running_cycle

pytestmark = pytest.mark.django_db

INBOX = "https://sipol.test/kotak-masuk/"


@pytest.fixture
def party() -> object:
    return party_in(running_cycle())


def told(party_id: int | None, region: str = "", occasion: str = "step:1", mail_to=()):
    message = Message(
        office="party" if party_id else "supervisor",
        party_id=party_id,
        region_code=region,
        kind="dossier.returned",
        values={"party": "MELATI", "reason": "Kurang 3 provinsi."},
        occasion=occasion,
    )
    return tell(message, now=clock.now(), mail_to=mail_to)


def test_the_same_occasion_is_told_once(party):
    assert told(party.id) == told(party.id)
    assert told(None) == told(None)
    assert told(party.id, occasion="step:2") != told(party.id)
    assert Notice.objects.count() == 3


def test_each_office_reads_its_own_and_a_region_what_concerns_it(party):
    other = party_in(running_cycle(), "KENANGA")
    told(party.id, "", "nation")
    told(party.id, "81", "province")
    told(party.id, AMBON, "ambon")
    told(party.id, MALUKU_TENGAH, "other regency")
    told(None, "", "supervisor")

    def reads(actor: Actor) -> int:
        assert len(inbox(actor, limit=10)) == unopened(actor)
        return unopened(actor)

    assert reads(person_of(party)) == 4
    assert reads(person_of(party, "81")) == 4
    assert reads(person_of(party, AMBON)) == 3
    assert reads(person_of(party, "82")) == 1
    assert reads(person_of(other)) == 0
    assert reads(Actor(user_id=1, name="Bawaslu", role=Role.SUPERVISOR)) == 1
    assert reads(Actor(user_id=1, name="KPU", role=Role.COMMISSION)) == 0


def test_the_first_opening_by_each_person_is_on_record(party):
    notice, first, second = told(party.id), person_of(party), person_of(party)
    for actor in (first, first, second):
        assert open_notice(actor=actor, notice_id=notice, now=clock.now())
    assert Entry.objects.filter(kind="notice.opened", party_id=party.id).count() == 2
    seen = inbox(second, limit=1)[0]
    assert (seen.opened, seen.first_opened_by) == (True, first.name)
    stranger = person_of(party_in(running_cycle(), "KENANGA"))
    assert open_notice(actor=stranger, notice_id=notice, now=clock.now()) is None
    assert Opening.objects.count() == 2


def test_what_was_told_cannot_be_changed(party):
    told(party.id)
    for change in (Notice.objects.all().update, Notice.objects.all().delete):
        with pytest.raises(DatabaseError, match="what was told"), transaction.atomic():
            change(**({"kind": "x"} if change.__name__ == "update" else {}))


def test_identity_numbers_are_masked(party):
    values = {"party": "MELATI", "reason": "Periksa 9900004501900001."}
    message = Message("party", "dossier.returned", "nik", party_id=party.id, values=values)
    notice = tell(message, now=clock.now())
    assert "9900004501900001" not in str(Notice.objects.get(pk=notice).values)


def test_mail_points_once_an_hour_and_names_nothing(party):
    actor, now = person_of(party), clock.now()
    told(party.id, occasion="a", mail_to=[actor.user_id])
    told(party.id, occasion="b", mail_to=[actor.user_id])
    assert send_pointers(inbox=INBOX, now=now + timedelta(minutes=1)) == 1
    assert send_pointers(inbox=INBOX, now=now + timedelta(minutes=2)) == 0
    told(party.id, occasion="c", mail_to=[actor.user_id])
    assert send_pointers(inbox=INBOX, now=now + timedelta(minutes=50)) == 0
    assert send_pointers(inbox=INBOX, now=now + timedelta(minutes=62)) == 1
    assert len(mail.outbox) == 2
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert INBOX in text
    assert not any(word in text for word in ("MELATI", "provinsi", actor.name))


def test_no_mail_for_what_was_opened_already(party):
    actor = person_of(party)
    notice = told(party.id, mail_to=[actor.user_id])
    open_notice(actor=actor, notice_id=notice, now=clock.now())
    assert send_pointers(inbox=INBOX, now=clock.now() + timedelta(minutes=1)) == 0


def test_a_mail_that_is_not_taken_is_tried_again_and_shows(party, monkeypatch):
    actor, now = person_of(party), clock.now()
    told(party.id, mail_to=[actor.user_id])

    def full(self: EmailBackend, messages: object) -> int:
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as down:
        down.setattr(EmailBackend, "send_messages", full)
        assert send_pointers(inbox=INBOX, now=now + timedelta(seconds=1)) == 0
    assert inbox(actor, limit=1)[0].mail_failed
    assert send_pointers(inbox=INBOX, now=now + timedelta(seconds=30)) == 0
    assert send_pointers(inbox=INBOX, now=now + timedelta(minutes=3)) == 1
    assert not inbox(actor, limit=1)[0].mail_failed
