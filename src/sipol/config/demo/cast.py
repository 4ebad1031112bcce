"""Who and what stands in the demonstration cycle. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass

from sipol.kernel.actors import Role

DOMAIN = "contoh.sipol.test"


@dataclass(frozen=True, slots=True)
class DemoParty:
    """A party of the demonstration. `lists` are (regency code, members) that it has sent."""

    name: str
    short_name: str
    group: str
    lists: tuple[tuple[str, int], ...]
    handed_in: bool = False


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demonstration; `party` is a short name or empty."""

    login: str
    name: str
    role: Role
    party: str = ""
    region: str = ""

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


PARTIES: tuple[DemoParty, ...] = (
    DemoParty(
        "Partai Lentera Nusantara",
        "LENTERA",
        "parliamentary",
        (
            ("81.71", 360),
            ("81.01", 290),
            ("81.72", 118),
            ("81.02", 84),
            ("32.04", 720),
            ("51.71", 655),
            ("91.19", 31),
        ),
    ),
    DemoParty(
        "Partai Fajar Mandiri",
        "FAJAR",
        "new",
        (("53.71", 240), ("53.01", 150), ("34.71", 130)),
    ),
    DemoParty(
        "Partai Bahari Sejahtera",
        "BAHARI",
        "former",
        (("71.71", 470), ("71.72", 225), ("75.71", 210)),
        handed_in=True,
    ),
)


@dataclass(frozen=True, slots=True)
class DemoLetter:
    """A party that has asked for access and waits for the commission."""

    party_name: str
    short_name: str
    number: str
    asked_by: str
    decree: str
    admin_name: str
    admin_login: str


LETTER = DemoLetter(
    "Partai Cakrawala Rakyat",
    "CAKRAWALA",
    "017/DPP-PCR/2026",
    "Bambang Suryadi, Ketua Umum",
    "SK-004/DPP-PCR/2026",
    "Nurul Hasanah",
    "pusat.cakrawala",
)

# Who is invited and has not answered: (who invites, login, name, role, region).
INVITED: tuple[tuple[str, str, str, Role, str], ...] = (
    ("pusat.lentera", "tual.lentera", "Fatima Rahayaan", Role.PARTY_OPERATOR, "81.72"),
    ("kpu", "verifikator.tual", "Johanis Renuat", Role.VERIFIER, "81.72"),
)

PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("pusat.lentera", "Ratna Wulandari", Role.PARTY_ADMIN, "LENTERA"),
    DemoPerson("ambon.lentera", "Yosep Latuharhary", Role.PARTY_OPERATOR, "LENTERA", "81.71"),
    DemoPerson("malteng.lentera", "Siti Tuasikal", Role.PARTY_OPERATOR, "LENTERA", "81.01"),
    DemoPerson("bandung.lentera", "Asep Gunawan", Role.PARTY_OPERATOR, "LENTERA", "32.04"),
    DemoPerson("maluku.lentera", "Grace Pattiasina", Role.PARTY_OPERATOR, "LENTERA", "81"),
    DemoPerson("wakil.lentera", "Bagus Pranoto", Role.PARTY_ADMIN, "LENTERA"),
    DemoPerson("pusat.fajar", "Maria Benu", Role.PARTY_ADMIN, "FAJAR"),
    DemoPerson("kupang.fajar", "Yohanes Nalle", Role.PARTY_OPERATOR, "FAJAR", "53.71"),
    DemoPerson("pusat.bahari", "Hendrik Rumagit", Role.PARTY_ADMIN, "BAHARI"),
    DemoPerson("kpu", "Dewi Anggraini", Role.COMMISSION),
    DemoPerson("verifikator.ambon", "Bonifasius Leiwakabessy", Role.VERIFIER, "", "81.71"),
    DemoPerson("bawaslu", "Rahmat Hidayat", Role.SUPERVISOR),
    DemoPerson("kpu.kedua", "Indra Lesmana", Role.COMMISSION),
    DemoPerson("kpu.maluku", "Elisabet Manuputty", Role.COMMISSION, "", "81"),
    DemoPerson("kpu.ambon", "Ridwan Pelupessy", Role.COMMISSION, "", "81.71"),
    DemoPerson("kip.aceh", "Cut Meutia Sari", Role.COMMISSION, "", "11"),
    DemoPerson("bawaslu.kedua", "Sri Handayani", Role.SUPERVISOR),
    DemoPerson("bawaslu.maluku", "Samsul Wakano", Role.SUPERVISOR, "", "81"),
    DemoPerson("panwaslih.aceh", "Teuku Zulkarnain", Role.SUPERVISOR, "", "11"),
)
