"""`sipol send`: many member lists from a party office to the server, over a line that breaks."""

from __future__ import annotations

import getpass
import ipaddress
import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from sipol.config import environment
from sipol.config.sending.batch import Batch, Outcome, as_json
from sipol.config.sending.cargo import Cargo, gather
from sipol.config.sending.faults import Final
from sipol.config.sending.line import Line
from sipol.config.sending.memory import Memory, usual_folder
from sipol.config.sending.screen import Screen
from sipol.config.sending.words import amount
from sipol.flow.intake.messages.findings import render

DONE, MENDING, NOT_SENT, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asks for."""

    files: list[Path]
    listed: Path | None
    to: str
    token: str
    regency: str
    by_name: bool
    receipts: Path | None
    anew: bool
    plain_http: bool
    as_json: bool


def send(order: Order) -> int:
    """Sends all and waits for the receipts.

    Returns 0 when all were received and every row accepted, 1 when some need mending, 2 when
    something could not be sent, 130 when it was interrupted.
    """
    out = sys.stderr if order.as_json else sys.stdout
    try:
        target = _target(order.to, plain_http=order.plain_http)
        cargos = gather(
            order.files, listed=order.listed, regency=order.regency, by_name=order.by_name
        )
        if not cargos:
            raise Final("nothing_to_send", "Tidak ada berkas daftar anggota yang dapat dikirim.")
        token = _token(order.token)
        with _alone(usual_folder()), closing(Memory(usual_folder())) as memory:
            batch = Batch(
                Line(target), token, memory, Screen(out), _explain, order.receipts, order.anew
            )
            code = _run(batch, cargos, out)
    except Final as fault:
        print(f"sipol send: {fault.sentence}", file=sys.stderr)
        return NOT_SENT
    if order.as_json:
        files = [as_json(outcome) for outcome in batch.outcomes]
        print(json.dumps({"target": target, "exit": code, "files": files}, ensure_ascii=False))
    return code


def _run(batch: Batch, cargos: list[Cargo], out: TextIO) -> int:
    try:
        batch.run(cargos)
    except KeyboardInterrupt:
        _tell_what_is_safe(batch.outcomes, out)
        return INTERRUPTED
    _summarise(batch.outcomes, out)
    if any(outcome.fault for outcome in batch.outcomes):
        return NOT_SENT
    return MENDING if any(outcome.needs_mending for outcome in batch.outcomes) else DONE


def _summarise(outcomes: list[Outcome], out: TextIO) -> None:
    rows = [outcome.judged.rows for outcome in outcomes if outcome.judged]
    accepted, rejected = (sum(row[name] for row in rows) for name in ("accepted", "rejected"))
    received = sum(outcome.received for outcome in outcomes)
    print(
        f"{received} dari {len(outcomes)} berkas diterima: {accepted} baris diterima, "
        f"{rejected} ditolak.",
        file=out,
    )
    if any(outcome.needs_mending for outcome in outcomes):
        print(
            "Perbaiki yang ditolak atau tidak terbaca di halaman Kiriman, lalu kirim lagi.",
            file=out,
        )
    if any(outcome.fault for outcome in outcomes):
        print("Untuk yang belum berhasil, jalankan perintah yang sama lagi.", file=out)


def _tell_what_is_safe(outcomes: list[Outcome], out: TextIO) -> None:
    received = sum(outcome.received for outcome in outcomes)
    print(f"\nDihentikan. {received} dari {len(outcomes)} berkas sudah diterima.", file=out)
    for outcome in outcomes:
        sending = outcome.sending
        if sending is not None and sending.path and not sending.delivery:
            until = f" sampai {sending.expires_at[:10]}" if sending.expires_at else ""
            print(
                f"  {outcome.cargo.file.name}: {amount(sending.offset)} dari "
                f"{amount(outcome.size)} aman di server dan dapat dilanjutkan{until}.",
                file=out,
            )
    print("Jalankan perintah yang sama untuk melanjutkan. Tidak ada yang diulang.", file=out)


def _target(address: str, *, plain_http: bool) -> str:
    """Scheme, host and port; raises Final for what cannot be a server, or would show the token."""
    parts = urlsplit(address if "//" in address else f"https://{address}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Final("target_wrong", f"{address} bukan alamat server. Tulis seperti https://….")
    if parts.scheme == "http" and not (plain_http or _is_this_machine(parts.hostname)):
        raise Final(
            "target_open",
            "Alamat http:// membuka token dan NIK bagi siapa pun di jaringan. Pakai https://, atau "
            "--plain-http bila jaringannya benar-benar tertutup.",
        )
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _token(given: str) -> str:
    """The API token: from a file (`@FILE`), the environment, or asked for on a terminal."""
    token = given or environment.read("SIPOL_TOKEN")
    if given.startswith("@"):
        try:
            token = Path(given[1:]).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Final("token_file", f"Berkas token {given[1:]} tidak terbaca.") from error
    elif given:
        print(
            "Token di baris perintah terlihat oleh pengguna lain komputer ini. Lebih aman: "
            "SIPOL_TOKEN atau --token @BERKAS.",
            file=sys.stderr,
        )
    if not token and sys.stdin.isatty():
        token = getpass.getpass("Token: ")
    token = token.strip()
    if not (token.isascii() and token.isprintable() and token):
        raise Final("token_missing", "Token belum ada. Buat satu di halaman Akun dan izin.")
    return token


def _explain(code: str) -> str:
    sentence, mending = render(code, "", "")
    return f"{sentence} {mending}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two senders of one person would only take the same uploads from each other."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "sending.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Final("already_sending", "sipol send lain sedang berjalan di sini.") from None
        yield
