"""The sender's own key makes beginning an upload harmless to repeat, whatever stands in it."""

from __future__ import annotations

import pytest

from sipol.flow.intake.actions.uploads import StartedUpload, begin_upload
from sipol.flow.intake.models import Upload
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.records.timetable.queries import CycleFacts
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> CycleFacts:
    return builders.running_cycle()


@pytest.fixture
def sender(cycle: CycleFacts) -> Actor:
    return builders.person_of(builders.party_in(cycle))


def _begin(sender: Actor, cycle: CycleFacts, key: str, size: int = 10) -> StartedUpload:
    return begin_upload(
        actor=sender,
        cycle_id=cycle.id,
        client_key=key,
        file_name="a.csv",
        size=size,
        now=clock.now(),
    )


@pytest.mark.parametrize("key", ["berkas-1", "berkas 9901010304900001", "990101-030490-0001"])
def test_a_repeated_key_finds_the_upload_and_shows_no_nik(
    sender: Actor, cycle: CycleFacts, key: str
) -> None:
    first = _begin(sender, cycle, key)
    assert _begin(sender, cycle, key).id == first.id
    kept = Upload.objects.get(pk=first.id).client_key
    assert (kept == key) is ("99" not in key)
    assert "990101" not in kept.replace("-", "")
    with pytest.raises(Refused, match="client_key_reused"):
        _begin(sender, cycle, key, size=11)


def test_different_keys_with_niks_stay_different(sender: Actor, cycle: CycleFacts) -> None:
    keys = ("k-9901010304900001", "k-9901010304900002")
    assert len({_begin(sender, cycle, key).id for key in keys}) == 2
