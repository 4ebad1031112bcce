"""Which window decides, and what is late: properties over invented windows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sipol.kernel.clock import WIB, WIT, WITA
from sipol.records.timetable.rules.windows import (
    CORRECTION,
    KINDS,
    PURPOSES,
    Phase,
    Window,
    decide,
    decide_for_person,
    lateness,
)

START = datetime(2027, 8, 1, tzinfo=UTC)
# A busy machine is slow, and that is not what is tested.
patient = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)

REGIONS = ("", "81", "81.71", "81.01", "53", "53.71")
SECOND = timedelta(seconds=1)

instants = st.integers(0, 30 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
parties = st.sampled_from([None, 1, 2])


def invented(start: datetime, minutes: int, waits: int | None, **fields: object) -> Window:
    ends = start + timedelta(minutes=minutes, seconds=59)
    waiting = None if waits is None else ends + timedelta(minutes=waits)
    return Window(
        version=1,
        name="uji",
        starts_at=start,
        ends_at=ends,
        legal_basis="uji",
        closing_until=waiting,
        **fields,  # type: ignore[arg-type]
    )


windows = st.builds(
    invented,
    instants,
    st.integers(1, 10_000),
    st.sampled_from([None, 0, 60, 5_000]),
    code=st.sampled_from("abcdef"),
    kinds=st.sampled_from([KINDS, ("members",), ("hand_in", "boards"), ("profile", "members")]),
    party_id=parties,
    regions=st.sampled_from([(), ("81",), ("81.71",), ("53", "81"), ("53.71", "81.01")]),
    purpose=st.sampled_from(PURPOSES),
)
lists = st.lists(windows, max_size=5)
asked = st.fixed_dictionaries(
    {
        "party_id": st.sampled_from([1, 2, 3]),
        "region_code": st.sampled_from(REGIONS),
        "kind": st.sampled_from(KINDS),
    }
)


@patient
@given(lists, asked, instants)
def test_something_may_begin_exactly_when_a_fitting_window_is_open(known, about, now):
    open_ones = [w for w in known if w.fits(**about) and w.is_open(now)]
    decided = decide(known, **about, now=now)
    assert decided.may_begin == bool(open_ones)
    assert decided.window in open_ones or not open_ones


@patient
@given(lists, windows, asked, instants)
def test_a_further_window_takes_nothing_from_anybody(known, further, about, now):
    if decide(known, **about, now=now).may_begin:
        assert decide([*known, further], **about, now=now).may_begin


@patient
@given(lists, asked, instants)
def test_of_several_open_windows_the_most_specific_speaks(known, about, now):
    decided = decide(known, **about, now=now)
    if decided.may_begin:
        assert decided.window is not None
        others = [w for w in known if w.fits(**about) and w.is_open(now)]
        assert all(decided.window.specificity >= w.specificity for w in others)
        assert (decided.phase is Phase.CORRECTION) == (decided.window.purpose == CORRECTION)


@patient
@given(lists, asked, instants, st.randoms())
def test_the_order_in_which_windows_were_set_decides_nothing(known, about, now, random):
    shuffled = random.sample(known, len(known))
    one, other = decide(known, **about, now=now), decide(shuffled, **about, now=now)
    assert (one.phase, one.ends_at, one.opens_next) == (
        other.phase,
        other.ends_at,
        other.opens_next,
    )


@patient
@given(lists, asked, instants, instants)
def test_what_is_whole_while_a_window_is_open_is_never_late(known, about, begun, whole):
    late = lateness(known, **about, begun_at=begun, whole_at=whole)
    if decide(known, **about, now=whole).may_begin:
        assert late is None
    elif late is not None:
        assert late.late_by >= timedelta(0)
        assert late.ended_at + SECOND + late.late_by == whole


@patient
@given(lists, asked, instants)
def test_closing_and_closed_come_after_an_end_and_not_open_before_every_start(known, about, now):
    fitting = [w for w in known if w.fits(**about)]
    phase = decide(known, **about, now=now).phase
    if phase is Phase.CLOSING:
        assert any(w.over_at <= now < w.waits_until for w in fitting)
    if phase is Phase.NOT_OPEN:
        assert fitting and all(w.starts_at > now for w in fitting)
    if phase is Phase.CLOSED and fitting:
        assert any(w.over_at <= now for w in fitting)


def _window(**fields: object) -> Window:
    usual = {
        "code": "umum",
        "version": 1,
        "name": "Pengisian",
        "kinds": KINDS,
        "starts_at": START,
        "ends_at": datetime(2027, 8, 14, 23, 59, 59, tzinfo=WIB).astimezone(UTC),
        "legal_basis": "PKPU uji",
    }
    return Window(**(usual | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hour", "zone", "phase"),
    [
        ((14, 23, 59, 59, 999_999), WIB, Phase.OPEN),
        ((15, 0, 59, 59, 0), WITA, Phase.OPEN),
        ((15, 1, 59, 59, 0), WIT, Phase.OPEN),
        ((15, 0, 0, 0, 0), WIB, Phase.CLOSED),
        ((15, 1, 0, 0, 0), WITA, Phase.CLOSED),
        ((15, 2, 0, 0, 0), WIT, Phase.CLOSED),
    ],
)
def test_the_last_second_in_jakarta_counts_everywhere(hour, zone, phase):
    now = datetime(2027, 8, *hour, tzinfo=zone)
    assert decide([_window()], party_id=1, region_code="", kind="members", now=now).phase is phase


def test_reopening_for_one_party_in_two_provinces_opens_nothing_else():
    now = datetime(2027, 9, 1, tzinfo=UTC)
    reopened = _window(
        code="ummat",
        party_id=1,
        regions=("53", "81"),
        kinds=("members",),
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=9),
    )
    known = [_window(), reopened]

    def opens(party_id: int, region_code: str, kind: str) -> bool:
        return decide(
            known, party_id=party_id, region_code=region_code, kind=kind, now=now
        ).may_begin

    assert opens(1, "81.71", "members") and opens(1, "53", "members")
    assert not opens(2, "81.71", "members")
    assert not opens(1, "32.04", "members")
    assert not opens(1, "", "members")
    assert not opens(1, "81.71", "boards")
    assert not opens(1, "815", "members")
    assert decide_for_person(known, party_id=1, scope="81.71", now=now).window == reopened
    assert decide_for_person(known, party_id=1, scope="32.04", now=now).phase is Phase.CLOSED


def test_after_the_end_what_is_under_way_is_waited_for_and_then_not():
    window = _window(closing_until=_window().ends_at + timedelta(hours=37))

    def phase(after: timedelta) -> Phase:
        now = window.over_at + after
        return decide([window], party_id=1, region_code="", kind="members", now=now).phase

    assert phase(timedelta(0)) is Phase.CLOSING
    assert phase(timedelta(hours=36)) is Phase.CLOSING
    assert phase(timedelta(hours=38)) is Phase.CLOSED


def test_what_was_begun_in_time_and_came_whole_later_is_marked_as_such():
    window = _window()
    whole = window.over_at + timedelta(minutes=3)

    def late(begun: datetime):
        return lateness(
            [window],
            party_id=1,
            region_code="81.71",
            kind="members",
            begun_at=begun,
            whole_at=whole,
        )

    in_time, after = late(window.ends_at), late(window.over_at)
    assert in_time.late_by == timedelta(minutes=3)
    assert in_time.begun_in_time and not after.begun_in_time
