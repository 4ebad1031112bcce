"""`sipol thresholds load`: a cycle's minima per regency, with what they change shown first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sipol.config.commands.table_files import print_findings, read_text
from sipol.kernel import clock
from sipol.kernel.refusals import Refused
from sipol.records.regions.messages import refusal_sentence, sentence
from sipol.records.regions.rules.thresholds import ThresholdChange, ThresholdReading

if TYPE_CHECKING:
    from sipol.records.timetable.queries import CycleFacts

SHOWN = 20

DEMO_TABLE = Path(__file__).resolve().parent.parent / "demo" / "population-2024.csv"
DEMO_SOURCE = "Kependudukan bersih semester II 2024 (Keputusan Mendagri 300.2.2-2430 Tahun 2025)"


def load(
    file: Path,
    cycle: str | None = None,
    apply: bool = True,
    source: str = "",
    *,
    decree: str = "",
    show_all: bool = False,
    actor_name: str = "operator",
) -> int:
    """Print what the table changes for the cycle (its slug; the current one unless told); load it.

    Without `apply` it is only shown. `source` is the file's name unless told. Returns 0, or 1
    where the table was refused and nothing was changed.
    """
    from sipol.records.regions import actions, queries

    text = read_text(file)
    facts = _cycle(cycle)
    if text is None or facts is None:
        return 1
    try:
        reading, changes = queries.plan_threshold_table(cycle_id=facts.id, text=text)
    except Refused as refused:
        print(refusal_sentence(refused.refusal.code, refused.refusal.values))
        return 1
    if not reading.loadable:
        print_findings(reading.findings, reading.finding_total)
        return 1
    _print_table(file.name, facts.name, reading)
    _print_changes(changes, limit=None if show_all else SHOWN)
    if not apply:
        print("Belum ada yang diubah.")
        return 0
    loaded = actions.load_threshold_table(
        cycle_id=facts.id,
        text=text,
        source=source or file.name,
        decree=decree,
        actor_name=actor_name,
        now=clock.now(),
    )
    print(
        "Tabel ambang diberlakukan dan dicatat dalam buku catatan."
        if loaded.applied
        else "Tabel yang sama sudah berlaku; tidak ada yang diubah."
    )
    return 0


def load_demo(cycle_id: int) -> bool:
    """Give the cycle the shipped, provisional table unless it has one; whether it was loaded."""
    from sipol.records.regions import actions, queries

    if queries.threshold_table(cycle_id) is not None:
        return False
    loaded = actions.load_threshold_table(
        cycle_id=cycle_id,
        text=DEMO_TABLE.read_text("utf-8"),
        source=DEMO_SOURCE,
        actor_name="sipol",
        now=clock.now(),
    )
    return loaded.applied


def _cycle(slug: str | None) -> CycleFacts | None:
    from sipol.records.timetable import queries

    facts = queries.cycle_by_slug(slug) if slug else queries.current_cycle()
    if facts is None:
        wanted = f"Tahapan “{slug}” tidak ada." if slug else "Belum ada tahapan yang berjalan."
        print(f"{wanted} Tidak ada yang diubah.")
    return facts


def _print_table(file_name: str, cycle_name: str, reading: ThresholdReading) -> None:
    total = sum(listed.minimum for listed in reading.thresholds)
    print(f"{file_name} untuk {cycle_name}: {len(reading.thresholds)} kabupaten/kota,")
    print(f"  jumlah seluruh ambang {total} anggota.")
    if reading.provisional:
        print("  SEMENTARA: tanpa kolom minimum, ambang dihitung dari jumlah penduduk.")
    for finding in reading.findings:
        print(f"  Periksa: {sentence(finding)}")


def _print_changes(changes: list[ThresholdChange], limit: int | None) -> None:
    print(f"  Ambang yang berubah: {len(changes)}")
    for change in changes[:limit]:
        before, after = (
            "tidak ada" if minimum is None else str(minimum)
            for minimum in (change.old_minimum, change.new_minimum)
        )
        print(f"  {change.regency_code}: {before} -> {after}")
    if limit is not None and len(changes) > limit:
        print(f"  … dan {len(changes) - limit} lagi (--all menampilkan semua)")
