"""HAProxy and nginx with the configurations that are shipped, in front of a real `sipol serve`."""

from __future__ import annotations

import base64
import datetime
import hashlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.faults.senders import Begun, Program, delivery_of
from tests.installation import Installation, free_port
from tests.samples.member_lists import invent_members, write_csv

DEPLOY = Path(__file__).parents[2] / "deploy"
SECURE = {"SIPOL_SECURE": "1"}
AWAY = "Anda tidak kehilangan apa pun"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody has to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    file.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@dataclass(frozen=True)
class Front:
    """A proxy that runs."""

    port: int

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, verify=False, timeout=90)  # noqa: S501


Arguments = tuple[list[str], dict[str, str]]


def haproxy(folder: Path, port: int, upstream: int, certificate: Path) -> Arguments:
    settings = {
        "SIPOL_BIND": f"127.0.0.1:{port}",
        "SIPOL_UPSTREAM": f"127.0.0.1:{upstream}",
        "SIPOL_CERTIFICATE": str(certificate),
    }
    return ["haproxy", "-db", "-f", str(DEPLOY / "haproxy.cfg")], settings


def nginx(folder: Path, port: int, upstream: int, certificate: Path) -> Arguments:
    text = (DEPLOY / "nginx.conf").read_text()
    folder.chmod(0o755)
    pages = folder / "pages"
    shutil.copytree(DEPLOY / "pages", pages)
    for shipped, ours in {
        "0.0.0.0:443": f"127.0.0.1:{port}",
        "/etc/sipol/certificate.pem": str(certificate),
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "/etc/sipol/pages": str(pages),
        "/run/nginx.pid": str(folder / "nginx.pid"),
    }.items():
        assert shipped in text
        text = text.replace(shipped, ours)
    # Its processes keep the test's account, which can read the test's folder.
    account = f"user {_account()};\n" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(account + text)
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"], {}


def _account() -> str:
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


PROGRAMS: dict[str, tuple[Callable[..., Arguments], list[str]]] = {
    "haproxy": (haproxy, ["-c"]),
    "nginx": (nginx, ["-t"]),
}


@pytest.fixture(params=PROGRAMS)
def front(
    request: pytest.FixtureRequest, installation: Installation, certificate: Path, tmp_path: Path
) -> Iterator[Front]:
    """Each proxy in turn; its configuration is checked by itself first."""
    make, check = PROGRAMS[request.param]
    if shutil.which(request.param, path=_path()) is None:
        pytest.skip(f"needs Debian's {request.param}, which is not installed")
    (tmp_path / "proxy").mkdir()
    port = free_port()
    command, settings = make(tmp_path / "proxy", port, installation.port, certificate)
    environment = {**os.environ, **settings, "PATH": _path()}
    checked = subprocess.run(
        [*command, *check], env=environment, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "warning" not in (checked.stdout + checked.stderr).lower()
    with (tmp_path / "proxy.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(port, process)
        yield Front(port)
    finally:
        process.terminate()
        process.wait(10)


def _path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        assert process.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the proxy does not listen")


def settled(client: httpx.Client, wanted: int) -> httpx.Response:
    """The answer once the proxy has seen what happened behind it; never a 502 or 504 meanwhile."""
    deadline = time.monotonic() + 90
    while True:
        answer = asked_again(client, "/masuk/")
        assert answer.status_code not in {500, 502, 504}
        if (answer.status_code == 503) == (wanted == 503):
            return answer
        assert time.monotonic() < deadline
        time.sleep(0.2)


def asked_again(client: httpx.Client, path: str) -> httpx.Response:
    """As a browser asks: again, where a connection that it has kept is closed without a word.

    HAProxy does that with a request whose upstream dies under it, unless it is the first one.
    """
    try:
        return client.get(path)
    except httpx.RemoteProtocolError:
        return client.get(path)


def test_a_proxy_hides_no_end_of_the_web_and_passes_uploads_as_they_come(
    front: Front, installation: Installation, tmp_path: Path
) -> None:
    installation.start_web(**SECURE)
    with front.client() as client:
        assert settled(client, 200).status_code in {200, 404}
        _an_upload_passes_unbuffered(front, installation, tmp_path)
        _a_killed_process_is_not_noticed(client, installation)
        _what_is_away_is_told_as_ours(client, installation)
        installation.start_web(**SECURE)
        settled(client, 200)


def _an_upload_passes_unbuffered(front: Front, installation: Installation, folder: Path) -> None:
    write_csv(folder / "a.csv", invent_members(2_000, localities=[("81.71", "81.71.01")], seed=3))
    content = (folder / "a.csv").read_bytes()
    program = Program(installation)
    token = installation.people["pusat.lentera"]["api_token"]
    with front.client() as client:
        begun = client.post(
            "/api/v1/uploads",
            json={"name": "a.csv", "size": len(content), "client_id": "proxy", "regency": ""},
            headers={"Authorization": f"Bearer {token}"},
        ).json()
    secure = {"X-Forwarded-Proto": "https", "Tus-Resumable": "1.0.0"}
    headers = {
        **secure,
        "Authorization": f"Bearer {begun['token']}",
        "Content-Type": "application/offset+octet-stream",
    }
    upload = Begun(front.url + begun["upload_url"], headers)
    straight = Begun(installation.url + begun["upload_url"], headers)
    with _half_sent(front, begun["upload_url"], headers, content, 90_000) as line:
        # Not to the end of the body, and not at its break: while it is under way.
        time.sleep(1.0)
        assert program.offset(straight) == 90_000
        line.close()
    with front.client() as client:
        told = client.head(upload.url, headers=headers)
        assert int(told.headers["upload-offset"]) == 90_000
        done = client.patch(
            upload.url, content=content[90_000:], headers={**headers, "Upload-Offset": "90000"}
        )
    assert delivery_of(done)


def _half_sent(
    front: Front, path: str, headers: dict[str, str], content: bytes, first: int
) -> ssl.SSLSocket:
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    line = trusting.wrap_socket(socket.create_connection(("127.0.0.1", front.port), timeout=20))
    named = {**headers, "Upload-Offset": "0", "Content-Length": str(len(content))}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    line.sendall(f"PATCH {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode())
    line.sendall(content[:first])
    return line


def _a_killed_process_is_not_noticed(client: httpx.Client, installation: Installation) -> None:
    installation.kill_web_process()
    answers = [asked_again(client, "/masuk/") for _ in range(5)]
    assert {answer.status_code for answer in answers} <= {200, 404}


def _what_is_away_is_told_as_ours(client: httpx.Client, installation: Installation) -> None:
    installation.kill("web")
    page = settled(client, 503)
    assert AWAY in page.text
    assert int(page.headers["retry-after"]) > 0
    assert page.headers["refresh"] == "10"
    assert len(page.content) < 10_000
    assert _style_hash() in page.headers["content-security-policy"]
    form = client.post("/masuk/", data={"a": "b"})
    assert (form.status_code, form.headers.get("refresh")) == (503, None)
    for path in ("/api/v1/deliveries", "/uploads/", "/uploads"):
        twin = client.post(path, content=b"x")
        assert twin.status_code == 503
        assert int(twin.headers["retry-after"]) > 0
        assert twin.json()["code"] == "away"


def _style_hash() -> str:
    page = (DEPLOY / "pages" / "waiting.html").read_text()
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = hashlib.sha256(style[1].encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
