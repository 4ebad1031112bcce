"""Which occupations bar, and which only sound like it."""

from __future__ import annotations

import pytest

from sipol.flow.intake.rules.occupations import BarredOccupation
from tests.flow.intake.rules.lists import judge, only, person, rules


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("TNI", "anggota TNI"),
        ("Tentara Nasional Indonesia (TNI)", "anggota TNI"),
        ("Anggota TNI-AD", "anggota TNI"),
        ("KEPOLISIAN RI (POLRI)", "anggota Polri"),
        ("Polisi", "anggota Polri"),
        ("PNS", "ASN (PNS/PPPK)"),
        ("P.N.S.", "ASN (PNS/PPPK)"),
        ("Pegawai Negeri Sipil (PNS)", "ASN (PNS/PPPK)"),
        ("guru pppk", "ASN (PNS/PPPK)"),
        ("PNS Kantor Camat", "ASN (PNS/PPPK)"),
        ("Lurah", "ASN (PNS/PPPK)"),
        ("Anggota KPU", "penyelenggara pemilu"),
        ("Ketua PPK", "penyelenggara pemilu"),
        ("Panwascam", "penyelenggara pemilu"),
        ("KEPALA DESA", "kepala desa"),
        ("Kades", "kepala desa"),
        ("Pj. Kepala Desa", "kepala desa"),
        ("Pensiunan guru, sekarang Kepala Desa", "kepala desa"),
        ("PNS, suami TNI", "ASN (PNS/PPPK)"),
    ],
)
def test_a_barred_occupation_is_told_by_kind(text: str, kind: str) -> None:
    finding = only(judge(person(occupation=text)), "occupation_barred")
    assert finding["group"] == kind
    assert finding["value"] == text
    assert "PKPU 4/2022 Pasal 32" in finding["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "Wiraswasta", "Petani", "Pensiunan TNI", "Purnawirawan TNI/Polri", "TNI (Purn.)",
        "Mantan Kepala Desa", "Istri TNI", "Anak Polisi", "Ibu rumah tangga (suami PNS)",
        "Eks PNS", "Karyawan swasta", "Bukan PNS", "Guru honorer non PNS", "Pensiunan",
        "Sekretaris Kepala Desa", "Perangkat Desa", "Calon Kepala Desa", "Petani, mantan PNS",
        "Pegawai Kantor Lurah", "Polisi hutan", "Kapuas", "Swasnian", "Veteran RI", "", None,
    ],
)  # fmt: skip
def test_what_only_sounds_barred_passes(text: str | None) -> None:
    assert judge(person(occupation=text)).findings.is_empty()


def test_the_list_of_posts_belongs_to_the_cycle() -> None:
    judges = BarredOccupation("hakim", ("hakim",), "UU 48/2009")
    rule_set = rules(barred_occupations=(judges,))
    assert judge(person(occupation="PNS"), rule_set=rule_set).findings.is_empty()
    finding = only(judge(person(occupation="Hakim PN"), rule_set=rule_set), "occupation_barred")
    assert finding["detail"] == "hakim — UU 48/2009"
    assert judge(
        person(occupation="PNS"), rule_set=rules(barred_occupations=())
    ).findings.is_empty()
