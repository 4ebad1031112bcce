"""The words of boards: fields, posts, and the sentences about them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sipol.kernel.findings import Finding
from sipol.records.boards.rules.posts import Post
from sipol.records.places.messages import FIELD_SENTENCES, sentence_of_field

POST_TITLES: dict[str, str | Promise] = {
    Post.CHAIR: _("Ketua atau setara"),
    Post.SECRETARY: _("Sekretaris atau setara"),
    Post.TREASURER: _("Bendahara atau setara"),
    Post.OTHER: _("Pengurus lain"),
}
SEX_TITLES: dict[str, str | Promise] = {"L": _("Laki-laki"), "P": _("Perempuan")}

BOARD_TITLES: dict[str, str | Promise] = {
    "decree_number": _("Nomor SK kepengurusan"),
    "decree_date": _("Tanggal SK"),
    "period_from": _("Masa bakti mulai"),
    "period_to": _("Masa bakti sampai"),
}
OFFICER_TITLES: dict[str, str | Promise] = {
    "title": _("Jabatan"),
    "post": _("Setara dengan"),
    "name": _("Nama"),
    "sex": _("Jenis kelamin"),
    "national_id": _("NIK"),
    "card_number": _("Nomor KTA"),
    "phone": _("Telepon"),
    "position": _("Urutan"),
}
HINTS: dict[str, str | Promise] = {
    "decree_number": _("Seperti tertulis dalam surat keputusan"),
    "decree_date": _("Misalnya 27-03-2025"),
    "title": _("Seperti tertulis dalam SK, misalnya Ketua DPC"),
    "post": _("Kosongkan bila jelas dari jabatannya"),
    "name": _("Seperti di KTP-el"),
    "national_id": _("16 angka di KTP-el. Disimpan tersegel"),
    "position": _("Nomor urut dalam daftar"),
}

# Findings that speak of a board or an officer as a whole.
SENTENCES: dict[str, dict[str, str]] = {
    "decree_missing": {
        "id": "SK kepengurusan belum diisi.",
        "en": "The decree on this board is missing.",
    },
    "decree_date_missing": {
        "id": "Tanggal SK kepengurusan belum diisi.",
        "en": "The date of the decree is missing.",
    },
    "decree_expired": {
        "id": "Masa bakti berakhir {on}. Isi SK yang baru.",
        "en": "The period ended on {on}. File the new decree.",
    },
    "decree_reused": {
        "id": "Nomor SK ini juga dipakai untuk {region}. Periksa apakah memang satu SK.",
        "en": "The same decree is named for {region}. Check that it is really one decree.",
    },
    "officers_missing": {
        "id": "Belum ada: {posts}.",
        "en": "Nobody holds: {posts}.",
    },
    "women_below": {
        "id": "Perempuan {women} dari {officers} pengurus, kurang dari 30%. Di pusat 30% wajib; "
        "kurang {needed} perempuan lagi.",
        "en": "{women} of {officers} officers are women, less than 30%. At the centre 30% is "
        "required; {needed} more women are needed.",
    },
    "women_attention": {
        "id": "Perempuan {women} dari {officers} pengurus. Di tingkat ini 30% diperhatikan, tidak "
        "wajib (kurang {needed}).",
        "en": "{women} of {officers} officers are women. At this level 30% is to be aimed at, not "
        "required ({needed} short).",
    },
    "period_backwards": {
        "id": "Masa bakti berakhir sebelum mulai. Periksa kedua tanggalnya.",
        "en": "The period ends before it begins. Check both dates.",
    },
    "officer_listed_already": {
        "id": "Orang dengan NIK ini sudah ada di kepengurusan wilayah ini.",
        "en": "Somebody with this identity number is on this board already.",
    },
    "officer_sex_differs": {
        "id": "Menurut NIK, jenis kelaminnya lain. Periksa; tetap dapat disimpan.",
        "en": "The identity number says another sex. Check it; it may be saved all the same.",
    },
    "officer_unknown": {
        "id": "Pengurus ini tidak ada lagi di wilayah ini; mungkin sudah diakhiri rekan Anda.",
        "en": "This officer is no longer on this board; a colleague may have ended the post.",
    },
}
# The same is refused where somebody wants to end an officer who is gone.
REFUSALS = {"officer_unknown": SENTENCES["officer_unknown"]}


def sentence(finding: Finding, language: str = "id") -> str:
    """The finding in the reader's language; posts in it are told by their names."""
    if finding.code in FIELD_SENTENCES:
        return sentence_of_field(finding, {**BOARD_TITLES, **OFFICER_TITLES}, language)
    values = dict(finding.values)
    if "posts" in values:
        values["posts"] = ", ".join(str(POST_TITLES[post]) for post in values["posts"].split(","))
    if "region" in values:
        values["region"] = values["region"] or str(_("pusat"))
    return SENTENCES[finding.code][language].format(**values)
