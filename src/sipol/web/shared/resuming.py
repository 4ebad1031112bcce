"""The page "Lanjutkan isian Anda": a parked form, shown to its sender and sent by their click."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sipol.infra.ledger.redaction import hide_niks
from sipol.infra.parked import actions as parked
from sipol.kernel import clock
from sipol.kernel.identifiers import clean_nik, mask_nik
from sipol.records.dossiers.rules.lifecycle import MOVE_TITLES
from sipol.web.shared.parking import browser_of, sender_of
from sipol.web.shared.request_keys import EARLIER_FIELD, FIELD

# Which form it is, by the name of the address that it was going to.
FORM_TITLES = {
    "party:hand_in": "Kirim pendaftaran",
    "party:confirm_hand_in": "Memastikan pendaftaran",
    "party:begin": "Mulai mengisi",
    "party:save_profile": "Profil partai",
    "party:discard_profile": "Membuang draf profil partai",
    "party:add_officer": "Menambah pengurus",
    "party:save_officer": "Mengubah pengurus",
    "party:end_officer": "Mengakhiri pengurus",
    "party:save_filed": "SK, kantor, atau rekening di satu wilayah",
    "party:end_filed": "Mengakhiri SK, kantor, atau rekening",
    "party:send_place_list": "Daftar pengurus dan kantor",
    "party:make_token": "Token program baru",
    "party:revoke_token": "Mencabut token program",
    "party:revoke_permit": "Mencabut izin pengiriman",
    "party:withdraw_paper": "Menarik dokumen",
    "party:begin_sending": "Kiriman banyak dokumen",
    "party:mend_sending": "Memasangkan berkas dokumen",
    "party:finish_sending": "Menutup kiriman dokumen",
    "commission:decide": "Keputusan atas berkas pendaftaran",
    "commission:propose_window": "Usulan jangka waktu",
    "commission:decide_window": "Keputusan atas usulan jangka waktu",
    "commission:take_paper": "Penerimaan berkas kertas",
    "commission:scan_paper": "Pindaian berkas kertas",
    "commission:receive_letter": "Surat permohonan akses",
    "commission:decide_letter": "Keputusan atas surat partai",
    **{f"{door}:invite": "Undangan" for door in ("party", "commission", "supervisor")},
    **{f"{door}:invite_file": "Undangan" for door in ("party", "commission", "supervisor")},
    **{f"{door}:change_person": "Perubahan akun" for door in ("party", "commission", "supervisor")},
    **{f"{door}:change_invitation": "Undangan" for door in ("party", "commission", "supervisor")},
    **{f"{door}:answer_narrowing": "Keputusan atas usul" for door in ("commission", "supervisor")},
    "commission:mark": "Daftar periksa berkas pendaftaran",
}
FIELD_TITLES = {
    "confirm": "Nama singkat partai yang diketik",
    "move": "Keputusan",
    "reason": "Alasan",
    "window": "Jangka waktu",
    "party": "Partai",
    "purpose": "Maksud",
    "name": "Nama",
    "kinds": "Yang dibuka",
    "provinces": "Provinsi",
    "regencies": "Kabupaten/kota",
    "zone": "Zona waktu",
    "start_date": "Mulai, tanggal",
    "start_time": "Mulai, jam",
    "end_date": "Tenggat, tanggal",
    "end_time": "Tenggat, jam",
    "closing_hours": "Menunggu (jam)",
    "legal_basis": "Dasar hukum",
    "reference": "Nomor atau tempat",
    "items": "Berkas",
    "by": "Diserahkan oleh",
    "date": "Tanggal",
    "time": "Jam",
    "scan": "Pindaian",
}
MACHINE_FIELDS = frozenset({FIELD, EARLIER_FIELD, "figures"})
_LONG_NUMBER = re.compile(r"\d(?:[ .\-\u00a0]?\d){15,}")


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, parked_id: UUID) -> HttpResponse:
    """GET shows the form that waits, POST throws it away; sending goes to its own address."""
    browser = browser_of(request)
    if request.method == "POST":
        parked.let_go(parked_id, browser=browser)
        return redirect("/")
    form = parked.parked_form(parked_id, sender=sender_of(request, browser), now=clock.now())
    if form is None:
        return render(request, "account/resume_gone.html", status=410)
    return render(request, "account/resume.html", _page(form))


def _page(form: parked.Parked) -> dict[str, Any]:
    shown = [
        (_(FIELD_TITLES.get(name, name)), _readable(name, value))
        for name, value in form.fields
        if name not in MACHINE_FIELDS
    ]
    keyed = any(name in {FIELD, EARLIER_FIELD} and value for name, value in form.fields)
    return {
        "form_title": _(FORM_TITLES[form.door]) if form.door in FORM_TITLES else _("Formulir"),
        "form": form,
        "shown": shown,
        "keyed": keyed,
    }


def _readable(name: str, value: str) -> str:
    if name == "move":
        return _(MOVE_TITLES[value]) if value in MOVE_TITLES else value
    grouped = _LONG_NUMBER.sub(lambda found: mask_nik(clean_nik(found.group())), value)
    return hide_niks(grouped)
