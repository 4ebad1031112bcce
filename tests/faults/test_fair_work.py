"""One party's thousands of rows and crowd of files, and another's few, before the same worker."""

from __future__ import annotations

from pathlib import Path

import httpx

from sipol.config.demo.people import invent_members
from tests.faults.senders import Books, Program, answered
from tests.installation import Installation
from tests.samples.member_lists import write_csv

AMBON = [("81.71", "81.71.01"), ("81.71", "81.71.02")]
LARGE_ROWS, SMALL_ROWS, CROWD = 9_000, 100, 6


def test_a_large_file_and_a_crowd_of_files_hold_up_nobody(
    installation: Installation, tmp_path: Path
) -> None:
    installation.start_web()
    greedy, other = (Program(installation, f"pusat.{name}") for name in ("lentera", "fajar"))
    people = invent_members(LARGE_ROWS + CROWD * SMALL_ROWS, localities=AMBON, seed=11)

    def content(first: int, rows: int) -> bytes:
        write_csv(tmp_path / "daftar.csv", people[first : first + rows])
        return (tmp_path / "daftar.csv").read_bytes()

    large = greedy.send(content(0, LARGE_ROWS), "besar.csv")
    crowd = [
        greedy.send(content(LARGE_ROWS + place * SMALL_ROWS, SMALL_ROWS), f"kecil-{place}.csv")
        for place in range(CROWD)
    ]
    few = other.send(content(0, SMALL_ROWS), "sedikit.csv")
    assert "Urutan ke-2 dalam antrean. Perkiraan selesai dalam" in _page(installation, other, few)
    assert f"Urutan ke-{CROWD + 2} dalam antrean" in _page(installation, greedy, large)

    installation.start_worker()
    with Books(installation) as books:
        for delivery in (large, *crowd, few):
            books.wait(delivery, answered)
        begun = [
            str(row[0])
            for row in books.run(
                "SELECT id FROM intake_delivery WHERE id = ANY(%s) ORDER BY reading_began_at",
                [large, few, *crowd],
            )
        ]
    # Two places work at once, and a reader that has to be started costs its file a moment.
    assert begun.index(few) <= CROWD // 2
    assert begun.index(large) >= CROWD


def _page(installation: Installation, program: Program, delivery: str) -> str:
    """The delivery's page as its sender sees it in a browser."""
    person = installation.people[program.login]
    with httpx.Client(base_url=installation.url, follow_redirects=True) as browser:
        browser.get("/masuk/")
        fields = {
            "login": person["email"],
            "password": person["password"],
            "csrfmiddlewaretoken": browser.cookies["csrftoken"],
        }
        browser.post("/masuk/", data=fields)
        return browser.get(f"/partai/pengiriman/{delivery}/").text
