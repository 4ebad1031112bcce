"""`sipol send` as a party office runs it: a real program and server, a bad line between."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from sipol.config.commands.receipt import verify
from sipol.config.sending.delivering import heard
from sipol.config.sending.faults import LineBroken
from sipol.config.sending.line import Line
from sipol.flow.intake.rules.fields import FIELDS
from tests.architecture.world import AMBON, member_list
from tests.config.sending.bad_box import FAULTS, BadBox
from tests.installation import Installation


@dataclass
class Office:
    """A laptop without a database or SIPOL_HOME, and the token of the party's centre."""

    home: Path
    token: str

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "SIPOL_TOKEN": self.token,
        }

    def start(self, to: str, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "sipol.config.cli", "send", "--to", to]
        return subprocess.Popen(
            [*command, *map(str, arguments)],
            cwd=self.home,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def send(self, to: str, *arguments: object) -> tuple[int, dict[str, Any]]:
        process = self.start(to, "--json", *arguments)
        out, told = process.communicate(timeout=60)
        return process.returncode, json.loads(out) if out else {"told": told}

    def write(self, name: str, content: bytes) -> Path:
        (self.home / name).write_bytes(content)
        return self.home / name


@pytest.fixture(scope="module")
def server(
    demo_seed: Any, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Installation]:
    """One installation for all tests here: each sends contents of its own."""
    from tests.installation import copied

    home = tmp_path_factory.mktemp("server") / "home"
    with copied(demo_seed, home, f"sipol_send_{worker_id}") as made:
        made.start_web()
        made.start_worker()
        yield made


@pytest.fixture
def office(server: Installation, tmp_path: Path) -> Office:
    return Office(tmp_path, server.people["pusat.lentera"]["api_token"])


@pytest.fixture
def through(server: Installation) -> Iterator[Any]:
    boxes: list[BadBox] = []

    def box(*faults: str | int) -> BadBox:
        boxes.append(BadBox(server.port, list(faults)))
        return boxes[-1]

    yield box
    for box_ in boxes:
        box_.close()


def deliveries(server: Installation, office: Office, sha256: str) -> int:
    answer = httpx.get(
        f"{server.url}/api/v1/deliveries", headers={"Authorization": f"Bearer {office.token}"}
    )
    return [row["sha256"] for row in answer.json()].count(sha256)


def test_many_files_are_sent_judged_and_receipted(server: Installation, office: Office) -> None:
    good = office.write("81.71 baik.xlsx", member_list(AMBON, seed=501))
    office.write("81.71 salah.xlsx", member_list(AMBON, seed=502, spoilt=2))
    office.write("81.71 rusak.xlsx", b"bukan buku kerja" * 100)
    kept = office.home / "bukti"
    wishes = ("--regency-from-name", "--receipts", kept)
    code, told = office.send(server.url, office.home, office.home / "tiada.csv", *wishes)
    assert code == 2
    by_name = {Path(file["file"]).name: file for file in told["files"]}
    assert by_name["tiada.csv"]["code"] == "file_unreadable"
    assert by_name["81.71 baik.xlsx"]["rows"]["accepted"] == 6
    assert by_name["81.71 salah.xlsx"]["rows"]["rejected"] == 2
    assert by_name["81.71 rusak.xlsx"]["state"] == "unreadable"
    assert by_name["81.71 rusak.xlsx"]["sentence"]

    code, again = office.send(server.url, good, "--regency", "81.71")
    assert code == 0
    assert again["files"][0]["receipt"] == by_name["81.71 baik.xlsx"]["receipt"]

    assert len(list(kept.glob("*.json"))) == len(list(kept.glob("*.pdf"))) == 2
    for proof in kept.iterdir():
        assert verify(proof, server.home / "keys" / "signing.pub") == 0
    state = office.home / "state" / "sipol"
    assert (state / "sending.sqlite3").stat().st_mode & 0o077 == 0
    assert office.token.encode() not in (state / "sending.sqlite3").read_bytes()


def test_a_bad_line_and_liars_on_it_cost_little(
    server: Installation, office: Office, through: Any
) -> None:
    content = big_list(503, 600_000)
    file = office.write("besar.csv", content)
    box = through("portal", 300_000, "busy", 90_000)
    code, told = office.send(box.url, file)
    assert code == 1, told
    (sent,) = told["files"]
    assert sent["state"] == "judged"
    assert deliveries(server, office, sent["sha256"]) == 1
    assert box.faults == []
    assert box.sent < len(content) + 3 * 256 * 1024


def test_interrupted_and_taken_up_again_days_later(
    server: Installation, office: Office, through: Any
) -> None:
    content = big_list(504, 1_200_000)
    file = office.write("lama.csv", content)
    box, half = through(), threading.Event()
    box.on_bytes = lambda sent: half.set() if sent > 600_000 else time.sleep(0.001)
    process = office.start(box.url, file, "--regency", AMBON)
    assert half.wait(30)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "aman di server dan dapat dilanjutkan" in said

    server.kill("web")
    server.start_web()
    before = box.sent
    file.rename(office.home / "berganti nama.csv")
    code, told = office.send(box.url, office.home / "berganti nama.csv", "--regency", AMBON)
    assert code == 1
    assert box.sent - before < 1_000_000
    assert deliveries(server, office, told["files"][0]["sha256"]) == 1


def test_what_another_machine_delivered_is_not_sent_again(
    server: Installation, office: Office, through: Any, tmp_path: Path
) -> None:
    content = big_list(505, 400_000)
    first = office.send(server.url, office.write("satu.csv", content))[1]["files"][0]
    other = Office(tmp_path / "lain", office.token)
    other.home.mkdir()
    box = through()
    code, told = other.send(box.url, other.write("dua.csv", content))
    assert (code, told["files"][0]["delivery"]) == (1, first["delivery"])
    assert box.sent < 10_000


def test_a_revoked_permission_ends_it_until_it_is_begun_anew(
    server: Installation, office: Office, through: Any
) -> None:
    file = office.write("dicabut.csv", big_list(506, 900_000))
    box, some = through(), threading.Event()
    box.on_bytes = lambda sent: some.set() if sent > 300_000 else None
    process = office.start(box.url, "--json", file)
    assert some.wait(30)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    revoke_all(server)
    code, told = office.send(box.url, file)
    assert (code, told["files"][0]["code"]) == (2, "upload_revoked")
    assert "dicabut" in told["files"][0]["sentence"]
    assert office.send(box.url, file, "--anew")[0] == 1


@pytest.mark.parametrize(
    ("token", "to", "words"),
    [
        ("sipol_bukan", "", "Token tidak dikenal"),
        ("", "", "Token belum ada"),
        ("x", "http://sipol.example", "--plain-http"),
        ("x", "ftp://sipol.example", "bukan alamat server"),
    ],
)
def test_what_cannot_work_says_why(
    server: Installation, office: Office, token: str, to: str, words: str
) -> None:
    office.token = token
    code, told = office.send(to or server.url, office.write("a.csv", b"isi"))
    assert code == 2
    assert words in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_of_somebody_else_is_not_believed(fault: str) -> None:
    box = BadBox(0, [fault])
    with closing(box), pytest.raises(LineBroken) as broken:
        heard(Line(box.url).ask("HEAD", "/uploads/1"))
    assert broken.value.reason == ("busy" if fault == "busy" else "foreign")
    assert broken.value.retry_after == (1 if fault == "busy" else None)


def test_a_server_that_says_nothing_is_noticed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        line = Line(f"http://127.0.0.1:{deaf.getsockname()[1]}", silence=0.2)
        with pytest.raises(LineBroken) as broken:
            line.ask("GET", "/")
    assert broken.value.reason == "silence"


def test_a_server_that_is_not_there_is_no_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(LineBroken) as broken:
        Line(f"http://127.0.0.1:{port}").ask("GET", "/")
    assert broken.value.reason == "no_line"


def big_list(seed: int, size: int) -> bytes:
    """A list of some length whose rows all stay out: what counts here is its weight."""
    titles = [field.heading for field in FIELDS]
    chance = random.Random(seed)
    rows = [["x"] * len(titles) + [chance.randbytes(5_000).hex()] for _ in range(size // 10_000)]
    return "\n".join(";".join(row) for row in ([*titles, "catatan"], *rows)).encode()


def revoke_all(server: Installation) -> None:
    """The party's leader takes back every permission, on the page."""
    leader = server.people["pusat.lentera"]
    with httpx.Client(base_url=server.url, follow_redirects=True) as browser:
        browser.get("/masuk/")
        proof = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        browser.post(
            "/masuk/", data={"login": leader["email"], "password": leader["password"], **proof}
        )
        page = browser.get("/partai/akun/").text
        for found in set(page.split("/partai/akun/izin/")[1:]):
            proof = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
            done = browser.post(f"/partai/akun/izin/{found[:36]}/cabut/", data=proof)
            assert done.status_code == 200
