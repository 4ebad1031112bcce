"""The papers of the demonstration's parties: made here, signed by nobody, all of it invented."""

from __future__ import annotations

import io
from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

import typst
from PIL import Image, ImageDraw

from sipol.config.demo.cast import PEOPLE
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.accounts.queries import actor_by_email
from sipol.records.papers.actions.filing import file_paper
from sipol.records.papers.actions.matching import check_waiting
from sipol.records.papers.actions.sendings import begin_sending, receive_item
from sipol.records.papers.actions.storing import store
from sipol.records.papers.queries.papers import latest_papers
from sipol.records.papers.readers.checking import Checker
from sipol.records.papers.rules.kinds import KINDS, PDF, PaperLevel
from sipol.records.regions import queries as regions

# By party: kind and region code, in the order of filing; twice is a second version.
FILED: dict[str, tuple[tuple[str, str], ...]] = {
    "LENTERA": (
        ("ministry_decree", ""),
        ("state_gazette", ""),
        ("statutes", ""),
        ("statutes", ""),
        ("name_emblem_certificate", ""),
        ("emblem_image", ""),
        ("board_decree", ""),
        ("board_decree", "81"),
        ("board_decree", "81.71"),
        ("board_decree", "81.01"),
        ("office_proof", "81.71"),
        ("bank_account_proof", "81.71"),
    ),
    "FAJAR": (("ministry_decree", ""), ("board_decree", "53")),
    "BAHARI": tuple(
        (kind.code, "") for kind in KINDS.values() if PaperLevel.NATIONAL in kind.levels
    ),
}
# One sending in mid-flight: most file names say the region, two do not, one is no document.
SENT_TOGETHER = {"LENTERA": ("81.71", ("Scan baru.pdf", "SK lama dan baru.pdf"))}
COLOURS = {"LENTERA": "#b3261e", "FAJAR": "#e8a317", "BAHARI": "#1d5fa8"}


def file_papers(actor: Actor, short_name: str, *, cycle_id: int) -> None:
    """The papers of this party. Safe to repeat: a party that has some is left as it is."""
    if latest_papers(actor.party_id or 0, cycle_id):
        return
    with Checker(warm=True) as checker:
        for number, (kind, region) in enumerate(FILED.get(short_name, ()), start=1):
            picture = PDF not in KINDS[kind].media_types
            content = emblem(short_name) if picture else letter(short_name, kind, region, number)
            file_paper(
                actor=actor,
                cycle_id=cycle_id,
                kind=kind,
                region_code=region,
                file_name=f"{kind}.{'png' if picture else 'pdf'}",
                size=len(content),
                chunks=[content],
                vault=installed_vault(),
                now=clock.now(),
                checker=checker,
            )
    if short_name in SENT_TOGETHER:
        _send_together(short_name, cycle_id)


def letter(short_name: str, kind: str, region: str, number: int) -> bytes:
    """One page that says what it stands for."""
    where = f" {regions.names([region]).get(region, region)} ({region})" if region else ""
    source = f"""#set page(paper: "a5", margin: 2cm)
#set text(size: 11pt)
#align(center)[*CONTOH, BUKAN DOKUMEN RESMI*]
#v(1em)
= {KINDS[kind].title}{where}
Partai {short_name}, dokumen peragaan nomor {number}.

#lorem(60)
"""
    return bytes(typst.compile(source.encode(), ignore_system_fonts=True))


def emblem(short_name: str) -> bytes:
    """A ring in the party's colour."""
    picture = Image.new("RGB", (600, 600), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((60, 60, 540, 540), outline=COLOURS[short_name], width=60)
    pen.polygon([(300, 160), (420, 400), (180, 400)], fill=COLOURS[short_name])
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def _send_together(short_name: str, cycle_id: int) -> None:
    regency, others = SENT_TOGETHER[short_name]
    actor = _operator_of(short_name, regency)
    districts = regions.children(regency)
    sending_id = begin_sending(
        actor=actor,
        cycle_id=cycle_id,
        kind="board_decree",
        level=PaperLevel.DISTRICT,
        sending_id=uuid5(NAMESPACE_URL, f"sipol:demo:{cycle_id}:{short_name}"),
        now=clock.now(),
    )
    for name, content in _files(short_name, districts, others):
        now = clock.now()
        file = store([content], file_name=name, vault=installed_vault(), now=now)
        receive_item(sending_id=sending_id, item_id=sortable_id(now), file=file, now=now)
    check_waiting(sending_id=sending_id, vault=installed_vault(), clock=clock.now)


def _operator_of(short_name: str, regency: str) -> Actor:
    login = next(p for p in PEOPLE if p.party == short_name and p.region == regency)
    actor = actor_by_email(login.email)
    if actor is None:
        raise LookupError(f"{login.email} is gone: delete the demo's folder and begin anew")
    return actor


def _files(
    short_name: str, districts: Iterable[tuple[str, str]], others: Iterable[str]
) -> Iterable[tuple[str, bytes]]:
    for number, (code, _) in enumerate(districts, start=1):
        yield f"SK_{code}.pdf", letter(short_name, "board_decree", code, number)
    for number, name in enumerate(others, start=90):
        yield name, letter(short_name, "board_decree", "", number)
    yield "SK rusak.pdf", letter(short_name, "board_decree", "", 99)[:900]
