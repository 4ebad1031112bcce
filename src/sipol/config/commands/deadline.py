"""`sipol deadline verify`: checks a signed deadline on any machine, without a server."""

from __future__ import annotations

import sys
from pathlib import Path

from sipol.config.commands.receipt import INVALID, UNUSABLE, VALID, Unusable, content, public_key
from sipol.infra.ledger.figures import in_wib, moment
from sipol.infra.ledger.statements import StatementInvalid, read_statement

# Also in records.timetable.documents, which cannot be imported without Django.
FORMAT = "sipol-deadline/1"


def verify(file: Path, key: Path) -> int:
    """Prints in Indonesian whether the deadline is genuine and unchanged; returns as a receipt."""
    try:
        known, text = public_key(key), content(file)
    except Unusable as error:
        print(f"TIDAK DAPAT DIPERIKSA: {error}", file=sys.stderr)
        return UNUSABLE
    try:
        body = read_statement(text, known, format_name=FORMAT, what="tenggat")
    except StatementInvalid as error:
        print(f"TIDAK SAH: {error.reason}")
        return INVALID
    print("SAH: tenggat ini asli dan tidak berubah.")
    for label, value in (
        ("Tahapan", body["cycle"]["name"]),
        ("Jangka waktu", f"{body['name']}, versi {body['version']}"),
        ("Untuk", body["party"]["name"] if body["party"] else "semua partai"),
        ("Wilayah", ", ".join(body["regions"]) or "semua wilayah"),
        ("Yang dibuka", ", ".join(body["kinds"])),
        ("Mulai", in_wib(body["starts_at"])),
        ("Tenggat", moment(body["ends_at_wib"], "WIB")),
        ("", moment(body["ends_at_wita"], "WITA")),
        ("", moment(body["ends_at_wit"], "WIT")),
        ("Dasar hukum", " ".join((body["legal_basis"], body["reference"])).strip()),
        ("Ditetapkan oleh", ", ".join(body["set_by"])),
        ("Diterbitkan", in_wib(body["issued_at"])),
        ("Catatan", f"nomor {body['ledger']['sequence']}"),
    ):
        print(f"  {label:<16}{value}")
    if body["withdrawn"]:
        print("Versi ini menyatakan jangka waktunya dicabut.")
    return VALID
