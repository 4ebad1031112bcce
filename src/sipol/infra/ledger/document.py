"""The receipt on paper: A4, in Indonesian, with a code to scan and the signed document inside.

What a receipt says reaches the template as data and is set as text; nothing in it, a file's name
for instance, is ever read as instructions to the typesetter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sipol.infra.ledger.attachments import DOCUMENT_NAME
from sipol.infra.ledger.bodies import DELIVERY, HAND_IN, ON_PAPER, PAPERS, PLACE_LIST
from sipol.infra.ledger.figures import figure, grouped, in_wib, lateness, moment
from sipol.infra.printing.typesetting import scan_code, typeset
from sipol.kernel.digests import canonical_json, sha256_hex

_TEMPLATE = Path(__file__).with_name("receipt.typ")

Lines = list[tuple[str, str]]


def receipt_pdf(document: Mapping[str, Any]) -> bytes:
    """A PDF of a receipt document (`SignedReceipt.fields()`), with that document attached.

    The same document gives the same bytes, as `typeset` says. The signature is not checked here.
    """
    text = canonical_json(dict(document))
    inputs = {
        "page": json.dumps(_page(document["body"], text, document["key"]), ensure_ascii=False),
        "code": scan_code(document["body"]["check_url"]),
        "document": text.decode(),
        "document-name": DOCUMENT_NAME,
    }
    return typeset(_TEMPLATE, inputs)


def _page(body: Mapping[str, Any], text: bytes, key: str) -> dict[str, Any]:
    title, lines = _KINDS[body["kind"]]
    return {
        "title": title,
        "number": body["number"],
        "date": _date(body["issued_at"]),
        "issued": moment(body["issued_at_wib"], "WIB"),
        "sections": [
            {"heading": "Diterima dari", "lines": _parties(body)},
            *lines(body),
            {"heading": "Catatan sistem", "lines": _record(body, key)},
        ],
        "check_url": body["check_url"],
        "hash": sha256_hex(text)[:12],
    }


def _parties(body: Mapping[str, Any]) -> Lines:
    lines = [
        ("Partai", f"{body['party']['name']} ({body['party']['short']})"),
        ("Tahapan", body["cycle"]),
        ("Waktu server", moment(body["issued_at_wib"], "WIB")),
    ]
    if body["zone"] != "WIB":
        lines.append(("Waktu setempat", moment(body["issued_at_local"], body["zone"])))
    return lines


def _delivery(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = body["rows"]
    file: Lines = [
        ("Nama berkas", body["file_name"]),
        ("Ukuran", f"{grouped(body['file_size'])} byte"),
        ("SHA-256", _in_groups(body["file_sha256"])),
    ]
    counts: Lines = [
        ("Dikirim", figure(rows["sent"])),
        ("Diterima", figure(rows["accepted"])),
        ("Ditolak", figure(rows["rejected"])),
        ("Menunggu", figure(rows["pending"])),
        ("Diterima dengan peringatan", figure(rows["warnings"])),
    ]
    if "late" in body:
        file += _late(body["late"])
    return [
        {"heading": "Berkas", "lines": file},
        {"heading": "Jumlah baris", "lines": counts},
    ]


def _late(late: Mapping[str, Any]) -> Lines:
    return [
        ("Pengiriman dimulai", in_wib(late["begun_at"])),
        ("Tenggat", in_wib(late["ended_at"])),
        ("Utuh setelah tenggat", lateness(late["late_by_seconds"])),
    ]


def _on_paper(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    lines: Lines = [
        ("Dibawa pada", in_wib(body["brought_at"])),
        ("Waktu yang dihitung", in_wib(body["counts_at"])),
        *[("Berkas", item) for item in body["items"]],
    ]
    if body["late_by_seconds"]:
        lines.append(("Setelah tenggat", lateness(body["late_by_seconds"])))
    return [{"heading": "Yang diserahkan di atas kertas", "lines": lines}]


def _hand_in(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    totals = body["totals"]
    lines: Lines = [
        ("Anggota diterima", figure(totals["members_accepted"])),
        ("Kabupaten/kota memenuhi", figure(totals["regencies_meeting"])),
        ("Provinsi memenuhi", figure(totals["provinces_meeting"])),
        ("SHA-256 data", _in_groups(body["snapshot_sha256"])),
    ]
    return [{"heading": "Yang diserahkan", "lines": lines}]


def _papers(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    files = body["files"]
    lines: Lines = [
        ("Dokumen", body["title"]),
        ("Berkas dikirim", figure(files["sent"])),
        ("Disimpan", figure(files["kept"])),
        ("Sudah ada, sama persis", figure(files["known"])),
        ("Ditolak", figure(files["refused"])),
        ("Tidak dipakai", figure(files["left_out"])),
        ("SHA-256 daftar", _in_groups(body["list_sha256"])),
    ]
    return [{"heading": "Dokumen", "lines": lines}]


def _place_list(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = body["rows"]
    file: Lines = [
        ("Daftar", body["title"]),
        ("Nama berkas", body["file_name"]),
        ("Ukuran", f"{grouped(body['file_size'])} byte"),
        ("SHA-256", _in_groups(body["file_sha256"])),
    ]
    counts: Lines = [
        ("Dikirim", figure(rows["sent"])),
        ("Baru", figure(rows["added"])),
        ("Mengganti isian", figure(rows["replaced"])),
        ("Sama, tidak diubah", figure(rows["unchanged"])),
        ("Ditolak", figure(rows["rejected"])),
    ]
    return [
        {"heading": "Berkas", "lines": file},
        {"heading": "Jumlah baris", "lines": counts},
    ]


def _record(body: Mapping[str, Any], key: str) -> Lines:
    return [
        ("Nomor catatan", grouped(body["ledger"]["sequence"])),
        ("Hash catatan", _in_groups(body["ledger"]["entry_hash"])),
        ("Kunci tanda tangan", key),
    ]


_KINDS: dict[str, tuple[str, Callable[[Mapping[str, Any]], list[dict[str, Any]]]]] = {
    DELIVERY: ("Tanda Terima Pengiriman Berkas", _delivery),
    HAND_IN: ("Tanda Terima Penyerahan Pendaftaran", _hand_in),
    PAPERS: ("Tanda Terima Dokumen", _papers),
    ON_PAPER: ("Tanda Terima Berkas Kertas", _on_paper),
    PLACE_LIST: ("Tanda Terima Daftar", _place_list),
}


def _date(issued_at: str) -> dict[str, int]:
    """The instant of issue, in UTC, so that the PDF's own date is not that of printing."""
    at = datetime.fromisoformat(issued_at)
    names = ("year", "month", "day", "hour", "minute", "second")
    return {name: getattr(at, name) for name in names}


def _in_groups(digest: str) -> str:
    """A hash in groups of eight, so that it wraps and two people can compare it aloud."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
