"""Marked identity numbers are put in at every opening of a running installation; then all that it
keeps and tells is searched for them."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.architecture.world import AMBON, member_rows, workbook
from tests.installation import Installation
from tests.seeding import url_of

PATIENCE_SECONDS = 60
TUS = {"Tus-Resumable": "1.0.0"}
SIZE_OF_THE_FAULT = 424242

# Gaps that are known and not closed yet, exactly: closing one means taking it off here.
STILL_TOLD: dict[str, set[str]] = {}
# A party numbers its cards as it likes, also with 16 digits. Masking would make different cards the
# same one, and a card that nobody can find again proves nothing.
STILL_IN_THE_DATABASE = {"members_member.card_number": {"card number"}}


class Marks:
    """Identity numbers that exist nowhere else, each known by where it was put in."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def at(self, place: str) -> str:
        """A new number, well-formed, of a region that does not exist."""
        number = f"998877{13:02}0{len(self.places) % 9 + 1}88{len(self.places):04}"
        self.places[number] = place
        return number

    def found_in(self, text: str | bytes) -> set[str]:
        """The places whose numbers stand in the text, plain or as the hex of their digits."""
        content = text.encode() if isinstance(text, str) else text
        return {
            place
            for number, place in self.places.items()
            if number.encode() in content or number.encode().hex().encode() in content
        }


class Outside:
    """What reaches people: keeps every answer that is not a sender's own file or form."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.leaks: dict[str, set[str]] = {}
        self.statuses: list[int] = []

    def look(self, what: str, answer: httpx.Response) -> httpx.Response:
        told = f"{answer.headers} {answer.text}"
        if found := self.marks.found_in(told):
            self.leaks.setdefault(what, set()).update(found)
        self.statuses.append(answer.status_code)
        return answer


def test_no_identity_number_gets_out(installation: Installation, tmp_path: Path):
    marks = Marks()
    outside = Outside(marks)
    installation.start_web()
    installation.start_worker()
    people = installation.people
    token = {"Authorization": f"Bearer {people['pusat.lentera']['api_token']}"}
    _make_a_fault_reachable(installation.database)
    with httpx.Client(base_url=installation.url, headers=token) as program:
        sent = [_upload(program, outside, marks, *file) for file in _files(marks)]
        _faulty_calls(program, outside, marks)
        _wait_until_judged(program, sent)
        _look_at_deliveries(program, outside, sent)
    with _browser(installation, "pusat.lentera") as browser:
        _fill_in_forms(browser, outside, marks)
        for delivery in sent:
            outside.look("delivery page", browser.get(f"/partai/pengiriman/{delivery}/"))
        outside.look("receipts", browser.get("/partai/tanda-terima/"))
    with _browser(installation, "kpu") as browser:
        _decide(browser, outside, marks)
    with _browser(installation, "bawaslu") as browser:
        outside.look("ledger", browser.get("/bawaslu/buku-besar/", params={"periksa": "1"}))
    with httpx.Client(base_url=installation.url) as nobody:
        _ask_as_nobody(nobody, outside, marks)
    installation.stop()

    assert {500, 400, 403, 404, 422} <= set(outside.statuses)
    assert outside.leaks == STILL_TOLD
    assert _in_logs(installation, marks) == {}
    assert _in_files(installation.home, marks) == {}
    assert _in_database(installation.database, marks) == STILL_IN_THE_DATABASE


def _files(marks: Marks) -> Iterator[tuple[str, bytes]]:
    yield f"anggota {marks.at('file name')}.xlsx", _list_with_marks_everywhere(marks)
    yield (
        f"{marks.at('name of an unreadable file')}.csv",
        (f"{marks.at('headerless list')};{marks.at('headerless list, second')}\n".encode() * 5),
    )
    yield (
        "kurang.csv",
        (
            f"NIK;Nama;{marks.at('title of an incomplete list')}\n"
            f"{marks.at('row of an incomplete list')};A;B\n"
        ).encode(),
    )
    yield "rusak.xlsx", b"PK\x03\x04" + marks.at("damaged workbook").encode() * 20


def _list_with_marks_everywhere(marks: Marks) -> bytes:
    people = member_rows(AMBON, count=40)
    for person in people[:20]:
        person["national_id"] = marks.at("good row")
    wrong_columns = ("name", "birth_place", "address", "occupation", "rt", "district", "village")
    for person, column in zip(people[20:], wrong_columns, strict=False):
        person[column] = f"{person[column]} {marks.at(f'accepted or not, in {column}')}"
    people[20]["card_number"] = marks.at("card number")
    for person, change in zip(people[30:], _mistakes(marks), strict=False):
        person.update(change)
    return workbook(people, extra_title=f"Catatan {marks.at('title of an own column')}")


def _mistakes(marks: Marks) -> Iterator[dict[str, Any]]:
    yield {"national_id": marks.at("rejected row"), "name": ""}
    yield {"national_id": f"{marks.at('one digit too many')}7"}
    yield {"national_id": f"NIK {marks.at('letters before')}"}
    yield {"birth_date": marks.at("birth date")}
    yield {"sex": marks.at("sex")}
    yield {"marital_status": marks.at("marital status")}
    yield {"regency": marks.at("regency"), "district": "", "village": ""}


def _upload(
    program: httpx.Client, outside: Outside, marks: Marks, name: str, content: bytes
) -> str:
    """Sends a file as programs do, with a number in the sender's own key; returns the delivery."""
    new = {
        "name": name,
        "size": len(content),
        "client_id": f"k-{marks.at('client id')}",
        "regency": AMBON,
    }
    begun = outside.look("upload begun", program.post("/api/v1/uploads", json=new)).json()
    headers = {
        **TUS,
        "Authorization": f"Bearer {begun['token']}",
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
    }
    done = outside.look(
        "bytes sent", program.patch(begun["upload_url"], content=content, headers=headers)
    )
    assert done.status_code == 204
    return done.headers["sipol-delivery"].strip("/").rpartition("/")[2]


def _make_a_fault_reachable(database: str) -> None:
    """A row that the database refuses, and whose refusal quotes the whole row."""
    with psycopg.connect(url_of(database)) as connection:
        connection.execute(
            "ALTER TABLE intake_upload ADD CONSTRAINT forbidden "
            f"CHECK (size <> {SIZE_OF_THE_FAULT}) NOT VALID"
        )


def _faulty_calls(program: httpx.Client, outside: Outside, marks: Marks) -> None:
    bodies: tuple[Any, ...] = (
        {"name": marks.at("API: name"), "size": marks.at("API: size"), "client_id": "a"},
        {"name": "a", "size": 1, "client_id": "b", "mends": marks.at("API: mends")},
        {"name": "a", "size": 1, "client_id": "c", "regency": marks.at("API: regency")},
        {"name": "a", "size": 1, "client_id": marks.at("API: long key") * 9},
        [marks.at("API: list")],
        {
            "name": marks.at("fault: name"),
            "size": SIZE_OF_THE_FAULT,
            "client_id": marks.at("client id"),
        },
    )
    for body in bodies:
        outside.look("API refusal", program.post("/api/v1/uploads", json=body))
    _faulty_patches(program, outside, marks)
    broken = f'{{"name": "{marks.at("API: broken JSON")}'
    outside.look("API refusal", program.post("/api/v1/uploads", content=broken))
    for query in ({"party_id": marks.at("API: party")}, {"party_id": marks.at("API: huge") * 3}):
        for path in ("deliveries", "coverage"):
            outside.look("API query", program.get(f"/api/v1/{path}", params=query))
    outside.look("API path", program.get(f"/api/v1/deliveries/{marks.at('API: path')}"))
    for headers in _bad_upload_headers(marks):
        outside.look("tus", program.post("/uploads/", headers={**TUS, **headers}))
    path = f"/uploads/{marks.at('tus: path')}"
    outside.look("tus", program.head(path, headers=TUS))


def _faulty_patches(program: httpx.Client, outside: Outside, marks: Marks) -> None:
    """What a draft's own form gets back is its filler's; only refusals are looked at."""
    path = "/api/v1/drafts/profil-partai"
    name = f"f{marks.at('draft: field')}"
    bodies: tuple[Any, ...] = (
        {"base": marks.at("draft: base"), "fields": {}},
        {"base": 0, "fields": {name.upper(): marks.at("draft: text")}},
        {"base": 0, "fields": {"chair": "x"}, "subject": marks.at("draft: subject")},
    )
    headers = {"Idempotency-Key": marks.at("draft: key")}
    for body in bodies:
        outside.look("draft refused", program.patch(path, json=body, headers=headers))
    long = {"Idempotency-Key": marks.at("draft: long key") * 20}
    whole = {"base": 0, "fields": {"chair": "x"}}
    outside.look("draft refused", program.patch(path, json=whole, headers=long))
    unknown = f"/api/v1/drafts/{marks.at('draft: form')}"
    outside.look("draft refused", program.patch(unknown, json=whole, headers=headers))
    first = program.get(path).json()["version"]
    kept = {"base": first, "fields": {"description": marks.at("draft: description")}}
    assert program.patch(path, json=kept, headers=headers).status_code == 200


def _bad_upload_headers(marks: Marks) -> Iterator[dict[str, str]]:
    yield {"Upload-Length": marks.at("tus: length")}
    yield {"Upload-Length": "5", "Upload-Metadata": marks.at("tus: metadata")}
    regency = base64.b64encode(marks.at("tus: regency").encode()).decode()
    yield {"Upload-Length": "5", "Upload-Metadata": f"filename YQ==,regency {regency}"}
    yield {"Upload-Length": "5", "Authorization": f"Bearer {marks.at('tus: token')}"}
    yield {"Upload-Length": "5", "Upload-Checksum": f"sha1 {marks.at('tus: checksum')}"}


def _fill_in_forms(browser: httpx.Client, outside: Outside, marks: Marks) -> None:
    """What a form repeats to who filled it in is theirs; it is not looked at, all else is."""
    name = f"{marks.at('form: file name')}.csv"
    _post(
        browser,
        "/partai/anggota/kirim/berkas/",
        {"regency": marks.at("form: regency")},
        files={"file": (name, io.BytesIO(b"a;b\n"), "text/csv")},
    )
    _post(
        browser,
        "/partai/anggota/kirim/berkas/",
        {"regency": AMBON},
        files={"file": (name, io.BytesIO(b"a;b\n"), "text/csv")},
    )
    _post(
        browser,
        "/partai/kirim/",
        {"confirm": marks.at("form: confirmation"), "request_id": marks.at("form: request id")},
    )
    stale = {"csrfmiddlewaretoken": marks.at("form: old proof"), "confirm": marks.at("form: CSRF")}
    outside.look("form refused", browser.post("/partai/kirim/", data=stale))
    outside.look(
        "form malformed",
        browser.post(
            "/partai/anggota/kirim/berkas/",
            content=marks.at("multipart").encode(),
            headers={"Content-Type": b"multipart/form-data; boundary=\xff"},
        ),
    )
    profile = {"chair": marks.at("form: chair"), "draf_versi": "0", "draf_asal": marks.at("marks")}
    _post(browser, "/partai/profil/simpan/", profile)
    query = {"kabko": marks.at("query: template"), "mulai": marks.at("query: offset")}
    outside.look("page not found", browser.get("/partai/anggota/templat.xlsx", params=query))
    outside.look("door of others", browser.get("/kpu/", params=query))
    outside.look("home", browser.get("/partai/", params=query))


def _decide(browser: httpx.Client, outside: Outside, marks: Marks) -> None:
    """The desk's reason, which the party and the supervisor read."""
    desk = browser.get("/kpu/").text
    reason, made = marks.at("reason"), set()
    for number, path in enumerate(sorted(set(re.findall(r"/kpu/berkas/[0-9a-f-]{36}/", desk)))):
        form = {
            "move": "find_incomplete",
            "reason": f"Tanpa {reason}",
            "request_id": f"00000000-0000-4000-8000-00000000000{number}",
        }
        made.add(_post(browser, f"{path}keputusan/", form).status_code)
        outside.look("dossier", browser.get(path))
    assert 302 in made


def _ask_as_nobody(nobody: httpx.Client, outside: Outside, marks: Marks) -> None:
    for path in ("/partai/", "/tidak/ada/", f"/tanda-terima/{marks.at('path: receipt')}"):
        outside.look(
            f"as nobody: {path[:9]}", nobody.get(path, params={"nik": marks.at(f"query: {path}")})
        )
    outside.look("host", nobody.get("/", headers={"Host": f"{marks.at('host')}.example"}))
    cookie = {"Cookie": f"sessionid={marks.at('session')}"}
    outside.look("session", nobody.get("/partai/", headers=cookie))
    nobody.get("/tanda-terima/", params={"nomor": marks.at("form: receipt number")})
    form = {"login": f"{marks.at('form: login')}@a.example", "password": marks.at("password")}
    assert _post(nobody, "/masuk/", form).status_code == 422


@contextmanager
def _browser(installation: Installation, login: str) -> Iterator[httpx.Client]:
    person = installation.people[login]
    with httpx.Client(base_url=installation.url) as browser:
        form = {"login": person["email"], "password": person["password"]}
        assert _post(browser, "/masuk/", form).status_code == 302
        yield browser


def _post(browser: httpx.Client, path: str, form: dict[str, str], **more: Any) -> httpx.Response:
    if "csrftoken" not in browser.cookies:
        browser.get("/masuk/")
    proof = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    return browser.post(path, data={**proof, **form}, **more)


def _wait_until_judged(program: httpx.Client, deliveries: list[str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    for delivery in deliveries:
        while program.get(f"/api/v1/deliveries/{delivery}").json()["state"] not in {
            "judged",
            "unreadable",
        }:
            assert time.monotonic() < deadline, "the worker does not judge"
            time.sleep(0.2)


def _look_at_deliveries(program: httpx.Client, outside: Outside, deliveries: list[str]) -> None:
    outside.look("deliveries", program.get("/api/v1/deliveries"))
    first = deliveries[0]
    balance = program.get(f"/api/v1/deliveries/{first}").json()["rows"]
    assert balance["accepted"] >= 20
    assert balance["rejected"] >= 6
    outside.look("findings", program.get(f"/api/v1/deliveries/{first}/findings"))
    receipt = outside.look("receipt", program.get(f"/api/v1/deliveries/{first}/receipt"))
    assert receipt.status_code == 200


def _in_logs(installation: Installation, marks: Marks) -> dict[str, set[str]]:
    texts: dict[str, Callable[[], str]] = {
        "web": lambda: installation.log("web"),
        "worker": lambda: installation.log("worker"),
    }
    found = {name: marks.found_in(read()) for name, read in texts.items()}
    assert "fault G-" in texts["web"](), "no fault was provoked"
    of_postgres = [*Path(os.environ["SIPOL_HOME"]).rglob("*.log")]
    assert of_postgres
    found |= {file.name: marks.found_in(file.read_bytes()) for file in of_postgres}
    return {name: places for name, places in found.items() if places}


def _in_database(database: str, marks: Marks) -> dict[str, set[str]]:
    """Every column of every table, as text, jobs and sessions included."""
    any_mark = f"({'|'.join(marks.places)})"
    as_hex = f"({'|'.join(number.encode().hex() for number in marks.places)})"
    found: dict[str, set[str]] = {}
    with psycopg.connect(url_of(database)) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type IN "
            "('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'USER-DEFINED')"
        ).fetchall()
        for table, column in columns:
            rows = connection.execute(
                f'SELECT "{column}"::text FROM "{table}" WHERE "{column}"::text ~ %s',  # noqa: S608
                [f"{any_mark}|{as_hex}"],
            ).fetchall()
            if rows:
                places = set().union(*(marks.found_in(row[0]) for row in rows))
                found[f"{table}.{column}"] = places
    return found


def _in_files(home: Path, marks: Marks) -> dict[str, set[str]]:
    files = [file for file in home.rglob("*") if file.is_file()]
    assert any("blobs" in file.parts for file in files)
    found = {str(file.relative_to(home)): marks.found_in(file.read_bytes()) for file in files}
    return {name: places for name, places in found.items() if places}


@pytest.mark.parametrize(
    "written",
    [
        "9988771301880001",
        "998877 130188 0001",
        "998877-130188-0001",
        "99.8877.130188.0001",
        "9988771301880001234",
        "%209988771301880001",
        "x9988771301880001y",
        "998877\u00a0130188\u00a00001",
        "9988 7713 0188 0001",
    ],
)
def test_log_lines_hide_numbers_however_they_are_written(written: str):
    from sipol.config.logs import without_secrets

    shown = without_secrets(f"key={written}; again")
    digits = re.sub(r"\D", "", shown)
    assert "998877" not in digits
    assert "0001" not in digits
    assert shown.startswith("key=")
    assert shown.endswith("; again")


STRAY_FAULTS = """
import sys, threading, warnings
from sipol.config import installation
installation.set_django_up()
def fall(): raise ValueError("{number} in a thread")
thread = threading.Thread(target=fall)
thread.start()
thread.join()
warnings.warn("{number} in a warning")
raise ValueError("{number} at the end")
"""


def test_faults_that_nobody_caught_are_hidden_too(seed_database: str):
    done = subprocess.run(
        [sys.executable, "-c", STRAY_FAULTS.replace("{number}", "9988771301880001")],
        env={**os.environ, "DATABASE_URL": url_of(seed_database)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    for place in ("in a thread", "in a warning", "at the end"):
        assert place in done.stderr
    assert "9988771301880001" not in done.stderr


def test_log_lines_keep_what_is_no_identity_number():
    from sipol.config.logs import without_secrets

    line = "delivery 01a20a50-f76b-73ef-af90-4e830ff8bdb7 at 2026-11-23T21:16:45.123456, 12345 rows"
    assert without_secrets(line) == line


def test_tokens_stay_out_of_log_lines():
    from sipol.config.logs import without_secrets

    for secret in ("Bearer abcdefgh12345", "sipol_up_abcdefgh12345", "token=abcdefgh12345"):
        assert "abcdefgh12345" not in without_secrets(f"failed with {secret}!")
