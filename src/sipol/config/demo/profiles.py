"""What the demonstration's parties have filled in of their profiles. All of it is invented."""

from __future__ import annotations

from datetime import datetime

from sipol.kernel.actors import Actor
from sipol.records.drafts.actions import save_patch
from sipol.records.drafts.queries import draft
from sipol.records.drafts.rules.forms import PROFILE, Patch, Place
from sipol.records.parties.actions import save_profile

WHOLE: dict[str, dict[str, str]] = {
    "LENTERA": {
        "full_name": "Partai Lentera Nusantara",
        "short_name": "LENTERA",
        "description": "Partai contoh untuk peragaan.",
        "ministry_decree_number": "M.HH-07.AH.11.01 Tahun 2024",
        "ministry_decree_date": "14-05-2024",
        "state_gazette_number": "61 Tahun 2024",
        "statutes_decree_number": "M.HH-08.AH.11.01 Tahun 2024",
        "street": "Jl. Kenanga No. 12, RT 004/RW 002",
        "regency": "31.71",
        "district": "Menteng",
        "village": "Gondangdia",
        "postcode": "10350",
        "phone": "021-5550 1234",
        "email": "sekretariat@lentera.contoh.test",
        "website": "www.lentera.contoh.test",
        "chair": "H. Bambang Prasetyo, S.H.",
        "secretary_general": "Dra. Ratna Kusumawati",
        "treasurer": "Yohanes Sahetapy",
        "bank_name": "Bank Contoh Nusantara",
        "bank_branch": "Cabang Menteng",
        "account_number": "0012 3400 5678",
        "account_holder": "Partai Lentera Nusantara",
    }
}
HALF: dict[str, dict[str, str]] = {
    "FAJAR": {
        "full_name": "Partai Fajar Mandiri",
        "short_name": "FAJAR",
        "ministry_decree_number": "M.HH-03.AH.11.01 Tahun 2026",
        "ministry_decree_date": "02-03-2026",
        "street": "Jl. Pelabuhan No. 7",
        "regency": "53.71",
        "chair": "Maria Benu",
    }
}


def fill_profiles(actor: Actor, short_name: str, *, cycle_id: int, now: datetime) -> None:
    """The profile of this party whole, half as a draft, or not at all. Safe to repeat."""
    place = Place(cycle_id, PROFILE)
    texts = WHOLE.get(short_name) or HALF.get(short_name)
    if not texts or draft(actor, place).version:
        return
    save_patch(actor=actor, place=place, patch=Patch(0, texts, "demo"), now=now)
    if short_name in WHOLE:
        save_profile(actor=actor, cycle_id=cycle_id, texts=texts, now=now)
