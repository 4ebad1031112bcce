from __future__ import annotations

import pytest

from sipol.infra.admission.promises import Promise, Promises
from sipol.infra.admission.rates import Rate
from sipol.infra.admission.tickets import VALID_SECONDS, Ticket, Tickets

NOW = 1_800_000_000.0
TICKET = Ticket(NOW - 30, "browse", "p7", "abcdef")


def test_a_ticket_is_read_by_another_process_with_the_same_key() -> None:
    signed = Tickets(b"k" * 32).write(TICKET)
    assert Tickets(b"k" * 32).read(signed, NOW) == TICKET
    assert Tickets(b"x" * 32).read(signed, NOW) is None


def test_no_changed_ticket_is_taken() -> None:
    tickets = Tickets(b"k" * 32)
    signed = tickets.write(TICKET)
    for place in range(len(signed)):
        changed = signed[:place] + ("A" if signed[place] != "A" else "B") + signed[place + 1 :]
        if place < len(signed) - 1:  # the last character of base64 carries spare bits
            assert tickets.read(changed, NOW) is None
    for junk in ("", ".", "a.b", "~~~.x", "é" * 10, "1~2~3~4." * 90):
        assert tickets.read(junk, NOW) is None


@pytest.mark.parametrize("arrival", [NOW - VALID_SECONDS - 1, NOW + 60])
def test_a_ticket_has_its_time(arrival: float) -> None:
    tickets = Tickets(b"k" * 32)
    signed = tickets.write(Ticket(arrival, "browse", "p7", "abcdef"))
    assert tickets.read(signed, NOW) is None


def test_who_takes_no_ticket_along_is_known_again_once() -> None:
    promises = Promises()
    first = Promise("one", "a", NOW, NOW + 10)
    promises.remember("program", first)
    assert promises.recall("another", NOW + 3) is None
    assert promises.recall("program", NOW + 3) == first
    assert promises.recall("program", NOW + 10) is None


def test_places_count_those_who_were_sent_away_until_they_do_not_come() -> None:
    promises = Promises()
    for number in range(5):
        promises.give(Promise(f"t{number}", "a", NOW + number, NOW + 20))
    assert promises.older_than("a", NOW + 3) == 3
    promises.spend("t0")
    assert promises.older_than("a", NOW + 3) == 2
    promises.expire(NOW + 100)
    assert (len(promises), promises.flows, promises.older_than("a", NOW + 3)) == (0, 0, 0)


def test_the_rate_is_what_was_measured() -> None:
    rate = Rate()
    assert rate.per_second(0.0, 20.0) == (14.0, 20.0)
    for number in range(400):
        rate.note(number / 10)
    low, high = rate.per_second(40.0, 99.0)
    assert 8 < low <= high < 13
