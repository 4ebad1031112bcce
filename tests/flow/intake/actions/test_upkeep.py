"""What must not hang on one row of a queue, nor stay on the disk for ever."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from sipol.flow.intake.actions import judging
from sipol.flow.intake.actions.upkeep import promise_forgotten_deliveries, sweep_uploads
from sipol.flow.intake.actions.upload_leases import take_over
from sipol.flow.intake.actions.uploads import begin_upload
from sipol.flow.intake.models import Delivery, Upload
from sipol.flow.intake.queries.turns import JUDGE_TASK
from sipol.infra.jobs.queue import promised
from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.records.timetable.queries import CycleFacts
from tests import builders
from tests.builders import AMBON
from tests.samples.member_lists import write_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> CycleFacts:
    return builders.running_cycle()


@pytest.fixture
def centre(cycle: CycleFacts) -> Actor:
    return builders.person_of(builders.party_in(cycle))


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return builders.vault_in(tmp_path)


@pytest.fixture
def received(centre: Actor, cycle: CycleFacts, vault: FileVault, tmp_path: Path) -> UUID:
    write_csv(tmp_path / "daftar.csv", builders.people_of(AMBON, 3))
    return builders.take_in(centre, cycle, tmp_path / "daftar.csv", vault)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_delivery_whose_job_was_lost_is_judged_after_all(
    received: UUID, vault: FileVault
) -> None:
    run("DELETE FROM procrastinate_jobs")
    soon, later = clock.now(), clock.now() + timedelta(minutes=2)
    assert promise_forgotten_deliveries(now=soon) == []
    assert promise_forgotten_deliveries(now=later) == [received]
    assert promised(JUDGE_TASK, "delivery_id") == {str(received)}
    assert promise_forgotten_deliveries(now=later) == []
    run("DELETE FROM procrastinate_jobs")
    judging.judge_delivery(delivery_id=received, vault=vault, clock=clock.now)
    assert promise_forgotten_deliveries(now=later) == []


@pytest.mark.parametrize(
    ("status", "forgotten"),
    [("todo", False), ("doing", False), ("failed", True), ("aborted", True), ("cancelled", True)],
)
def test_only_a_job_that_may_still_run_counts(received: UUID, status: str, forgotten: bool) -> None:
    run(f"UPDATE procrastinate_jobs SET status = '{status}'")  # noqa: S608
    Delivery.objects.filter(pk=received).update(state="reading")
    found = promise_forgotten_deliveries(now=clock.now() + timedelta(minutes=2))
    assert found == ([received] if forgotten else [])


def test_expired_uploads_go_with_what_arrived_of_them(
    centre: Actor, cycle: CycleFacts, vault: FileVault, received: UUID, tmp_path: Path
) -> None:
    old, fresh = (
        _half_sent(centre, cycle, vault, key=key, days_ago=days)
        for key, days in (("lama", 15), ("baru", 13))
    )
    parts = tmp_path / "files" / "parts"
    assert {path.name for path in parts.iterdir()} == {str(old), str(fresh)}
    assert sweep_uploads(vault=vault, now=clock.now()) == 1
    assert {path.name for path in parts.iterdir()} == {str(fresh)}
    assert set(Upload.objects.filter(finished_at=None).values_list("pk", flat=True)) == {fresh}
    assert sweep_uploads(vault=vault, now=clock.now() + timedelta(days=15)) == 2
    assert not Upload.objects.exists()
    judging.judge_delivery(delivery_id=received, vault=vault, clock=clock.now)
    assert Delivery.objects.get(pk=received).rows_accepted == 3


def _half_sent(
    actor: Actor, cycle: CycleFacts, vault: FileVault, *, key: str, days_ago: int
) -> UUID:
    begun = clock.now() - timedelta(days=days_ago)
    upload = begin_upload(
        actor=actor, cycle_id=cycle.id, client_key=key, file_name="a.csv", size=100, now=begun
    )
    lease = take_over(upload_id=upload.id, now=begun)
    with vault.open_part(upload.id, lease.salt, 0) as part:
        part.write_at(0, b"x" * 50)
        part.sync()
    return upload.id
