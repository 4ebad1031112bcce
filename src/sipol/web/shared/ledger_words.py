"""What a ledger entry records, in words: one title for each kind."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sipol.records.access.messages import ENTRY_TITLES

TITLES: dict[str, str] = {
    **ENTRY_TITLES,
    "account.granted": gettext_noop("Akun diberikan"),
    "account.password_changed": gettext_noop("Kata sandi diganti"),
    "account.factor_added": gettext_noop("Faktor kedua dipasang"),
    "account.factor_removed": gettext_noop("Faktor kedua dihapus"),
    "account.recovery_codes_made": gettext_noop("Kode pemulihan dibuat"),
    "account.recovery_code_used": gettext_noop("Kode pemulihan dipakai"),
    "account.sessions_ended": gettext_noop("Sesi diakhiri"),
    "board.saved": gettext_noop("SK kepengurusan disimpan"),
    "board.ended": gettext_noop("Kepengurusan diakhiri"),
    "board.officers_saved": gettext_noop("Pengurus disimpan"),
    "board.officers_ended": gettext_noop("Pengurus diakhiri"),
    "office.saved": gettext_noop("Kantor disimpan"),
    "office.ended": gettext_noop("Kantor diakhiri"),
    "bank_account.saved": gettext_noop("Rekening disimpan"),
    "bank_account.ended": gettext_noop("Rekening diakhiri"),
    "api_token.issued": gettext_noop("Token API diterbitkan"),
    "api_token.revoked": gettext_noop("Token API dicabut"),
    "cycle.changed": gettext_noop("Tahapan diubah"),
    "cycle.requirements_set": gettext_noop("Syarat tahapan ditetapkan"),
    "cycle.opened": gettext_noop("Tahapan dibuka"),
    "delivery.judged": gettext_noop("Kiriman selesai diproses"),
    "delivery.received": gettext_noop("Kiriman diterima"),
    "delivery.unreadable": gettext_noop("Kiriman tidak terbaca"),
    "dossier.access_opened": gettext_noop("Akses berkas dibuka"),
    "dossier.accepted": gettext_noop("Diterima lengkap"),
    "dossier.begun": gettext_noop("Pengisian dimulai"),
    "dossier.checked": gettext_noop("Daftar periksa disimpan"),
    "dossier.found_incomplete": gettext_noop("Dinyatakan belum lengkap"),
    "dossier.lapsed": gettext_noop("Tenggat lewat tanpa pendaftaran"),
    "dossier.opened": gettext_noop("Berkas partai dibuka"),
    "dossier.prepared": gettext_noop("Pendaftaran disiapkan"),
    "dossier.reopened": gettext_noop("Dibuka kembali atas perintah"),
    "dossier.returned": gettext_noop("Dikembalikan"),
    "dossier.submitted": gettext_noop("Pendaftaran dikirim"),
    "notice.opened": gettext_noop("Pemberitahuan dibuka"),
    "office.term_set": gettext_noop("Batas pakai kantor ditetapkan"),
    "paper.filed": gettext_noop("Dokumen disimpan"),
    "paper.scanned": gettext_noop("Pindaian berkas kertas dicatat"),
    "paper.taken": gettext_noop("Berkas kertas diterima"),
    "paper.withdrawn": gettext_noop("Dokumen ditarik"),
    "papers.received": gettext_noop("Kiriman dokumen ditutup"),
    "papers.setting_changed": gettext_noop("Batas dokumen diubah"),
    "party.admitted": gettext_noop("Partai didaftarkan"),
    "party.profile_saved": gettext_noop("Profil partai disimpan"),
    "party.registered": gettext_noop("Partai dicatat"),
    "regions.loaded": gettext_noop("Daftar wilayah dimuat"),
    "stage.dropped": gettext_noop("Tahapan jadwal dicabut"),
    "stage.set": gettext_noop("Tahapan jadwal ditetapkan"),
    "thresholds.loaded": gettext_noop("Tabel ambang dimuat"),
    "upload.revoked": gettext_noop("Izin pengiriman dicabut"),
    "window.confirmed": gettext_noop("Jangka waktu disahkan orang kedua"),
    "window.dropped": gettext_noop("Jangka waktu dicabut"),
    "window.proposed": gettext_noop("Jangka waktu diusulkan"),
    "window.set": gettext_noop("Jangka waktu ditetapkan"),
    "window.shown": gettext_noop("Jangka waktu ditampilkan kepada partai"),
    "window.withdrawn": gettext_noop("Usulan jangka waktu ditarik"),
}


def title_of(kind: str) -> str:
    """The title in the language of the page; a kind that has none stands as it is."""
    return _(TITLES[kind]) if kind in TITLES else kind
