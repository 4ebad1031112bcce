"""How requirements and what is missing are told: titles by letter, sentences by kind of gap."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sipol.records.dossiers.rules.completeness import Gap, Outcome

TITLES = {
    "a": gettext_noop("Badan hukum"),
    "b": gettext_noop("Pengurus di semua provinsi"),
    "c": gettext_noop("Kabupaten/kota yang memenuhi syarat"),
    "d": gettext_noop("Pengurus di kecamatan"),
    "e": gettext_noop("Pengurus pusat dan keterwakilan perempuan"),
    "f": gettext_noop("Anggota di kabupaten/kota"),
    "g": gettext_noop("Kantor tetap"),
    "h": gettext_noop("Nama, lambang, dan tanda gambar"),
    "i": gettext_noop("Rekening partai"),
    "j": gettext_noop("Surat pendaftaran dan pernyataan"),
}
# What a requirement is counted in.
_UNITS = {
    "a": gettext_noop("berkas dan isian"),
    "b": gettext_noop("provinsi"),
    "e": gettext_noop("pengurus pusat"),
    "h": gettext_noop("berkas dan isian"),
    "j": gettext_noop("berkas dan isian"),
}
_GAPS = {
    "regencies": gettext_noop("%(where)s: kurang %(number)s kabupaten/kota"),
    "board": gettext_noop("%(where)s: pengurus belum lengkap"),
    "districts": gettext_noop("%(where)s: kurang pengurus di %(number)s kecamatan"),
    "members": gettext_noop("%(where)s: kurang %(number)s anggota"),
    "office": gettext_noop("%(where)s: kantor tetap belum memenuhi syarat"),
    "account": gettext_noop("%(where)s: rekening belum lengkap"),
    "board_missing": gettext_noop("%(where)s: belum ada pengurus"),
    "decree_missing": gettext_noop("%(where)s: nomor dan tanggal SK pengurus belum diisi"),
    "decree_expired": gettext_noop("%(where)s: masa berlaku SK pengurus sudah habis"),
    "decree_paper_missing": gettext_noop("%(where)s: berkas SK pengurus belum ada"),
    "posts_missing": gettext_noop("%(where)s: jabatan belum terisi (%(detail)s)"),
    "women": gettext_noop("%(where)s: kurang %(number)s perempuan untuk mencapai 30 persen"),
    "office_missing": gettext_noop("%(where)s: belum ada kantor tetap"),
    "office_end_missing": gettext_noop("%(where)s: akhir masa pakai kantor belum diisi"),
    "office_ends_early": gettext_noop("%(where)s: masa pakai kantor habis sebelum tahap terakhir"),
    "office_proof_missing": gettext_noop("%(where)s: bukti kantor belum ada"),
    "account_missing": gettext_noop("%(where)s: belum ada rekening"),
    "account_proof_missing": gettext_noop("%(where)s: bukti rekening belum ada"),
    "paper": gettext_noop("Berkas belum ada: %(detail)s"),
    "field": gettext_noop("Belum diisi: %(detail)s"),
}
DETAILS = {
    "chair": gettext_noop("ketua"),
    "secretary": gettext_noop("sekretaris"),
    "treasurer": gettext_noop("bendahara"),
    "state_gazette": gettext_noop("Berita Negara"),
    "ministry_decree": gettext_noop("keputusan menteri tentang badan hukum"),
    "statutes": gettext_noop("AD/ART yang disahkan menteri"),
    "national_board_ratification": gettext_noop("SK pengurus pusat yang disahkan menteri"),
    "office_certificate_signed": gettext_noop("surat keterangan kantor tetap"),
    "name_emblem_certificate": gettext_noop("surat menteri tentang nama dan lambang"),
    "emblem_image": gettext_noop("gambar lambang"),
    "ballot_mark_image": gettext_noop("tanda gambar"),
    "registration_letter": gettext_noop("surat pendaftaran"),
    "statement_signed": gettext_noop("surat pernyataan"),
    "recap_signed": gettext_noop("rekapitulasi pendaftaran"),
}


def title_of(letter: str) -> str:
    """The requirement's name on screen."""
    return _(TITLES[letter])


def reached_of(outcome: Outcome) -> str:
    """How much there is: "12 dari 38 provinsi"."""
    values = {
        "reached": outcome.reached,
        "required": outcome.required,
        "unit": _(_UNITS.get(outcome.letter, gettext_noop("kabupaten/kota"))),
    }
    return _("%(reached)s dari %(required)s %(unit)s") % values


def gap_text(gap: Gap, names: Mapping[str, str]) -> str:
    """One thing that is missing, in words; `names` are of regions and of the profile's fields."""
    details = (
        names.get(each) or (_(DETAILS[each]) if each in DETAILS else each)
        for each in gap.detail.split(",")
    )
    values = {
        "where": names.get(gap.where, gap.where) if gap.where else _("Pusat"),
        "number": gap.number,
        "detail": ", ".join(details),
    }
    return _(_GAPS[gap.what]) % values
