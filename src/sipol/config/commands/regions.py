"""`sipol regions load`: an official region list, with what it changes shown first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from sipol.config.commands.table_files import print_findings, read_text
from sipol.kernel import clock
from sipol.kernel.refusals import Refused
from sipol.records.regions.messages import refusal_sentence
from sipol.records.regions.readers import shipped
from sipol.records.regions.rules.comparison import Comparison

SHOWN = 20

Change = TypeVar("Change")


def load(
    file: Path,
    apply: bool = False,
    effective: date | None = None,
    source: str = "",
    *,
    decree: str = "",
    show_all: bool = False,
    actor_name: str = "operator",
) -> int:
    """Print what the list would change, and with `apply` put it in force.

    `effective` is its first day, today in Jakarta unless told; `source` the file's name unless
    told. Returns 0, or 1 where the list was refused and nothing was changed.
    """
    from sipol.records.regions import actions, queries

    now = clock.now()
    text = read_text(file)
    if text is None:
        return 1
    reading, comparison = queries.plan_region_list(text)
    if reading.findings:
        print_findings(reading.findings, reading.finding_total)
        return 1
    print(f"{file.name}: {len(reading.regions)} wilayah.")
    print_differences(comparison, show_all=show_all)
    if comparison.is_empty:
        return 0
    if not apply:
        print("Belum ada yang diubah. Jalankan lagi dengan --apply untuk memberlakukannya.")
        return 0
    try:
        actions.load_region_list(
            text=text,
            source=source or file.name,
            decree=decree,
            actor_name=actor_name,
            effective=effective or now.astimezone(clock.WIB).date(),
            now=now,
        )
    except Refused as refused:
        print(refusal_sentence(refused.refusal.code, refused.refusal.values))
        return 1
    print("Daftar wilayah diberlakukan dan dicatat dalam buku catatan.")
    return 0


def load_shipped() -> bool:
    """Put the list that comes with the installation in force, unless some list is already.

    Whether it was loaded; raises FileNotFoundError where the installation's build has not run.
    """
    from sipol.records.regions import actions, queries

    if queries.region_list() is not None:
        return False
    loaded = actions.load_region_list(
        text=shipped.shipped_region_text(),
        source=shipped.SHIPPED_SOURCE,
        decree=shipped.SHIPPED_DECREE,
        actor_name="sipol",
        effective=shipped.SHIPPED_EFFECTIVE,
        now=clock.now(),
    )
    return loaded.applied


def print_differences(comparison: Comparison, *, show_all: bool) -> None:
    """Counts first, then of each kind the first 20, or all."""
    if comparison.is_empty:
        print("Tidak ada perbedaan dengan daftar yang berlaku.")
        return
    spelling = sum(renaming.only_spelling for renaming in comparison.renamed)
    print(f"  Baru:         {len(comparison.added):>6}")
    print(f"  Dihapus:      {len(comparison.removed):>6}")
    print(f"  Ganti nama:   {len(comparison.renamed):>6} (hanya ejaan: {spelling})")
    print(f"  Pindah kode:  {len(comparison.moved):>6}")
    limit = None if show_all else SHOWN
    # Large regions first, and what is only spelled otherwise last.
    added = sorted(comparison.added, key=lambda unit: len(unit.code))
    removed = sorted(comparison.removed, key=lambda unit: len(unit.code))
    renamed = sorted(comparison.renamed, key=lambda one: (one.only_spelling, len(one.code)))
    moved = sorted(comparison.moved, key=lambda move: len(move.old_code))
    _print_kind("Baru", added, limit, lambda unit: f"{unit.code} {unit.name}")
    _print_kind("Dihapus", removed, limit, lambda unit: f"{unit.code} {unit.name}")
    _print_kind(
        "Ganti nama",
        renamed,
        limit,
        lambda renaming: f"{renaming.code} {renaming.old_name} -> {renaming.new_name}",
    )
    _print_kind(
        "Pindah kode",
        moved,
        limit,
        lambda move: f"{move.old_code} {move.old_name} -> {move.new_code} {move.new_name}",
    )


def _print_kind(
    title: str, changes: Sequence[Change], limit: int | None, words: Callable[[Change], str]
) -> None:
    if not changes:
        return
    print(f"{title}:")
    for change in changes[:limit]:
        print(f"  {words(change)}")
    if limit is not None and len(changes) > limit:
        print(f"  … dan {len(changes) - limit} lagi (--all menampilkan semua)")
