"""Anybody can check a receipt, with the public key and nothing of the server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipol.config.commands.receipt import verify
from sipol.infra.keys.signing import private_pem, public_pem
from sipol.infra.ledger.document import receipt_pdf
from sipol.infra.ledger.receipts import SignedReceipt, sign

Files = dict[str, Path]


@pytest.fixture
def files(tmp_path: Path, delivery, signing_key: Ed25519PrivateKey) -> Files:
    signed: SignedReceipt = sign(delivery(), signing_key)
    other = public_pem(Ed25519PrivateKey.generate().public_key())
    contents = {
        "json": signed.document(),
        "pdf": receipt_pdf(signed.fields()),
        "changed": signed.document().replace(b'"accepted":1990', b'"accepted":1991'),
        "other.pub": other,
        "private": private_pem(signing_key),
        "pub": public_pem(signing_key.public_key()),
        "empty": b"",
    }
    paths = {name: tmp_path / name for name in [*contents, "missing"]}
    for name, content in contents.items():
        paths[name].write_bytes(content)
    return paths


@pytest.mark.parametrize("form", ["json", "pdf"])
def test_a_genuine_receipt_is_valid(
    files: Files, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(files[form], files["pub"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("SAH")
    assert "2.000 dikirim = 1.990 diterima + 8 ditolak + 2 menunggu" in said


def test_a_hand_in_is_valid(
    tmp_path: Path, files: Files, hand_in, signing_key, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "hand-in"
    paper.write_bytes(sign(hand_in(), signing_key).document())
    assert verify(paper, files["pub"]) == 0
    assert "1.000.000 diterima" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("receipt", "key", "status"),
    [
        ("changed", "pub", 1),
        ("json", "other.pub", 1),
        ("pdf", "other.pub", 1),
        ("empty", "pub", 1),
        ("pub", "pub", 1),
        ("missing", "pub", 2),
        ("json", "missing", 2),
        ("json", "private", 2),
        ("json", "empty", 2),
        ("json", "pdf", 2),
    ],
)
def test_the_status_tells_invalid_from_unusable(
    files: Files, receipt: str, key: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(files[receipt], files[key]) == status
    said = capsys.readouterr()
    assert (said.out if status == 1 else said.err).startswith("TIDAK")


_ALONE = """
import sys
from pathlib import Path
from sipol.config.commands.receipt import verify
status = verify(Path(sys.argv[1]), Path(sys.argv[2]))
heavy = {"django", "psycopg", "typst", "polars"} & {name.split(".")[0] for name in sys.modules}
sys.exit(status if not heavy else f"imported: {heavy}")
"""


@pytest.mark.parametrize("form", ["json", "pdf"])
def test_checking_needs_neither_django_nor_a_database(files: Files, form: str) -> None:
    arguments = [sys.executable, "-c", _ALONE, str(files[form]), str(files["pub"])]
    done = subprocess.run(
        arguments,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=files[form].parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("SAH")
