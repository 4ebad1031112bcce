"""Lists as senders make them, and the door by which tests send them."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.records.timetable.queries import CycleFacts

if TYPE_CHECKING:
    from sipol.flow.place_lists.actions.taking_in import TakenIn

BOARD_HEADINGS = (
    *("kode_wilayah", "provinsi", "kabupaten_kota", "kecamatan"),
    *("nomor_sk", "tanggal_sk", "masa_bakti_mulai", "masa_bakti_sampai"),
)
OFFICER_HEADINGS = ("kode_wilayah", "jabatan", "nama", "jenis_kelamin", "nik")


def workbook(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """An XLSX; texts stay texts, numbers numbers."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Isian")
        for line, row in enumerate([headings, *rows]):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell)
    return target.getvalue()


def send(
    actor: Actor,
    cycle: CycleFacts,
    kind: str,
    content: bytes,
    *,
    name: str = "daftar.xlsx",
    now: datetime | None = None,
) -> TakenIn:
    """Take a file in as the page does; returns what it became."""
    from sipol.flow.place_lists.actions.taking_in import SentFile, take_in_list

    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        file.seek(0)
        sent = SentFile(file.fileno(), name, len(content), hashlib.sha256(content).hexdigest())
        return take_in_list(actor=actor, cycle=cycle, kind=kind, file=sent, now=now or clock.now())


def facts_of(actor: Actor, cycle: CycleFacts, kind: str, content: bytes):
    from sipol.flow.place_lists.queries import place_list

    found = place_list(actor, send(actor, cycle, kind, content).id)
    assert found is not None
    return found
