"""`sipol doctor`: is the installation well, and if not, what to do about each thing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from sipol.config import environment, installation

FREE_SPACE_WANTED = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at: whether it is well, what was seen, and the remedy if it is not."""

    subject: str
    well: bool
    seen: str
    remedy: str = ""


def examine(*, as_json: bool) -> int:
    """Look at everything, print it, and return 0 when all is well, else 1."""
    with installation.django_ready():
        found = [diagnosis for look in _LOOKS for diagnosis in look()]
    if as_json:
        print(json.dumps([asdict(diagnosis) for diagnosis in found], ensure_ascii=False))
    else:
        for diagnosis in found:
            mark = "baik " if diagnosis.well else "RUSAK"
            print(f"{mark}  {diagnosis.subject}: {diagnosis.seen}")
            if not diagnosis.well:
                print(f"       -> {diagnosis.remedy}")
    return 0 if all(diagnosis.well for diagnosis in found) else 1


def _database() -> Iterator[Diagnosis]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    version = connection.pg_version // 10_000 if connection.ensure_connection() is None else 0
    yield Diagnosis(
        "basis data",
        15 <= version <= 18,
        f"PostgreSQL {version}",
        "Sipol memerlukan PostgreSQL 15 sampai 18.",
    )
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield Diagnosis(
        "tabel", waiting == 0, f"{waiting} migrasi belum dijalankan", "Jalankan `sipol migrate`."
    )


def _regions() -> Iterator[Diagnosis]:
    from sipol.records.regions.queries import region_list
    from sipol.records.timetable.queries import current_cycle

    newest = region_list()
    yield Diagnosis(
        "daftar wilayah",
        newest is not None,
        f"{newest.region_count} wilayah, {newest.decree}" if newest else "kosong",
        "Jalankan `sipol regions load BERKAS --apply`.",
    )
    cycle = current_cycle()
    yield Diagnosis(
        "siklus",
        cycle is not None,
        cycle.name if cycle else "belum ada",
        "Buka siklus, atau jalankan `sipol demo` untuk mencoba.",
    )


def _keys() -> Iterator[Diagnosis]:
    from sipol.infra import keys
    from sipol.infra.keys.folder import KeyFolderUnusable

    try:
        yield Diagnosis("kunci", True, f"kunci penanda tangan {keys.current().key_id}")
    except KeyFolderUnusable as problem:
        yield Diagnosis("kunci", False, "tidak dapat dipakai", str(problem))


def _ledger() -> Iterator[Diagnosis]:
    from sipol.infra.ledger.queries import head, verify_chain, witnessed_by_receipts

    broken_at = verify_chain(witnessed_by_receipts())
    newest = head()
    yield Diagnosis(
        "buku besar",
        broken_at is None,
        f"{newest.pk if newest else 0} catatan, rantai "
        + ("utuh" if broken_at is None else f"putus di nomor {broken_at}"),
        "Jangan ubah apa pun. Simpan salinan basis data dan beri tahu Bawaslu.",
    )


def _jobs() -> Iterator[Diagnosis]:
    from sipol.infra.jobs.queue import jobs_ahead

    yield Diagnosis("antrean", True, f"{jobs_ahead()} pekerjaan menunggu")


def _disk() -> Iterator[Diagnosis]:
    free = shutil.disk_usage(environment.home()).free
    yield Diagnosis(
        "ruang disk",
        free >= FREE_SPACE_WANTED,
        f"{free // 1024**2} MB kosong",
        "Kosongkan ruang: unggahan akan ditolak dengan hormat bila disk penuh.",
    )


_LOOKS: tuple[Callable[[], Iterator[Diagnosis]], ...] = (
    _database,
    _regions,
    _keys,
    _ledger,
    _jobs,
    _disk,
)
