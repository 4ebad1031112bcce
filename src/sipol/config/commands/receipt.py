"""`sipol receipt verify`: checks a receipt on any machine, without a server or a database."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sipol.infra.keys.signing import NotASigningKey, read_public
from sipol.infra.ledger.attachments import LARGEST_PDF, embedded_document, is_pdf
from sipol.infra.ledger.bodies import DELIVERY, HAND_IN, ON_PAPER, PAPERS, PLACE_LIST
from sipol.infra.ledger.figures import grouped, in_wib, lateness, moment
from sipol.infra.ledger.receipts import ReceiptInvalid, verify_document

VALID, INVALID, UNUSABLE = 0, 1, 2


class Unusable(Exception):
    """A file that cannot be read at all, with the sentence that says why."""


def verify(file: Path, key: Path) -> int:
    """Prints in Indonesian whether the receipt (its JSON, or its PDF) is genuine and unchanged.

    `key` is the commission's `signing.pub`. Returns 0 valid, 1 not valid, 2 nothing could be
    checked because a file is missing, unreadable or not a public key.
    """
    try:
        known = public_key(key)
        found = content(file)
    except Unusable as error:
        print(f"TIDAK DAPAT DIPERIKSA: {error}", file=sys.stderr)
        return UNUSABLE
    from_pdf = is_pdf(found)
    try:
        body = verify_document(embedded_document(found) if from_pdf else found, known)
    except ReceiptInvalid as error:
        print(f"TIDAK SAH: {error.reason}")
        return INVALID
    print("SAH: tanda terima ini asli dan tidak berubah.")
    for label, value in _summary(body):
        print(f"  {label:<16}{value}")
    if from_pdf:
        print("Isi di atas berasal dari data bertanda tangan di dalam PDF.")
        print("Bandingkan dengan halaman yang Anda lihat atau cetak: keduanya harus sama.")
    return VALID


def public_key(path: Path) -> Ed25519PublicKey:
    """The commission's key in a file; raises Unusable."""
    try:
        return read_public(content(path))
    except NotASigningKey:
        raise Unusable(
            f"{path} bukan kunci publik Ed25519. Pakai berkas signing.pub dari KPU."
        ) from None


def content(path: Path) -> bytes:
    """What is in a file, up to a little more than any document of ours; raises Unusable."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_PDF + 1)
    except OSError as error:
        raise Unusable(f"{path} tidak dapat dibaca ({error.strerror}).") from None


def _summary(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    lines = [
        ("Nomor", body["number"]),
        ("Partai", f"{body['party']['name']} ({body['party']['short']})"),
        ("Tahapan", body["cycle"]),
        ("Waktu server", moment(body["issued_at_wib"], "WIB")),
    ]
    lines += _SUMMARIES[body["kind"]](body)
    return [*lines, ("Catatan", f"nomor {grouped(body['ledger']['sequence'])}")]


def _delivery(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = {name: grouped(count) for name, count in body["rows"].items()}
    return [
        ("Berkas", f"{body['file_name']} ({grouped(body['file_size'])} byte)"),
        ("SHA-256", body["file_sha256"]),
        (
            "Baris",
            f"{rows['sent']} dikirim = {rows['accepted']} diterima + {rows['rejected']} ditolak "
            f"+ {rows['pending']} menunggu; {rows['warnings']} dengan peringatan",
        ),
        *_late(body.get("late")),
    ]


def _late(late: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    return [("Setelah tenggat", lateness(late["late_by_seconds"]))] if late else []


def _on_paper(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    late = {"late_by_seconds": body["late_by_seconds"]} if body["late_by_seconds"] else None
    return [
        ("Dibawa pada", in_wib(body["brought_at"])),
        ("Dihitung pada", in_wib(body["counts_at"])),
        *[("Berkas kertas", item) for item in body["items"]],
        *_late(late),
    ]


def _hand_in(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    totals = {name: grouped(count) for name, count in body["totals"].items()}
    return [
        ("Anggota", f"{totals['members_accepted']} diterima"),
        ("Kabupaten/kota", f"{totals['regencies_meeting']} memenuhi"),
        ("Provinsi", f"{totals['provinces_meeting']} memenuhi"),
        ("SHA-256 data", body["snapshot_sha256"]),
    ]


def _papers(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    files = {name: grouped(count) for name, count in body["files"].items()}
    return [
        ("Dokumen", body["title"]),
        (
            "Berkas",
            f"{files['sent']} dikirim = {files['kept']} disimpan + {files['known']} sudah ada "
            f"+ {files['refused']} ditolak + {files['left_out']} tidak dipakai",
        ),
        ("SHA-256 daftar", body["list_sha256"]),
    ]


def _place_list(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = {name: grouped(count) for name, count in body["rows"].items()}
    return [
        ("Daftar", body["title"]),
        ("Berkas", f"{body['file_name']} ({grouped(body['file_size'])} byte)"),
        ("SHA-256", body["file_sha256"]),
        (
            "Baris",
            f"{rows['sent']} dikirim = {rows['added']} baru + {rows['replaced']} mengganti "
            f"+ {rows['unchanged']} sama + {rows['rejected']} ditolak",
        ),
    ]


_SUMMARIES = {
    DELIVERY: _delivery,
    HAND_IN: _hand_in,
    PAPERS: _papers,
    ON_PAPER: _on_paper,
    PLACE_LIST: _place_list,
}
