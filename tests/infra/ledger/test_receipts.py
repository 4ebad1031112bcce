"""A receipt is one sequence of bytes: any other is refused, with a reason."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sipol.infra.ledger.bodies import RowCounts
from sipol.infra.ledger.receipts import ReceiptInvalid, SignedReceipt, sign, verify_document
from sipol.kernel.digests import canonical_json

FUZZ_KEY = Ed25519PrivateKey.generate().public_key()


@pytest.fixture(params=["delivery", "hand_in"])
def signed(request: pytest.FixtureRequest, signing_key: Ed25519PrivateKey) -> SignedReceipt:
    return sign(request.getfixturevalue(request.param)(), signing_key)


def refused(text: bytes, key: Ed25519PrivateKey) -> str:
    with pytest.raises(ReceiptInvalid) as invalid:
        verify_document(text, key.public_key())
    return invalid.value.reason


def test_a_receipt_as_handed_out_is_valid(
    signed: SignedReceipt, signing_key: Ed25519PrivateKey
) -> None:
    assert verify_document(signed.document(), signing_key.public_key()) == signed.body


def test_every_single_flipped_bit_is_refused(
    signed: SignedReceipt, signing_key: Ed25519PrivateKey
) -> None:
    document = signed.document()
    for bit in range(len(document) * 8):
        changed = bytearray(document)
        changed[bit // 8] ^= 1 << bit % 8
        assert refused(bytes(changed), signing_key)


def test_every_cut_and_every_addition_is_refused(
    signed: SignedReceipt, signing_key: Ed25519PrivateKey
) -> None:
    document = signed.document()
    for length in range(len(document)):
        assert refused(document[:length], signing_key)
    for added in (b"\n", b" ", b"\0", b"{}", b"x"):
        assert refused(document + added, signing_key)
        assert refused(added + document, signing_key)


def _rewritten(document: bytes) -> dict[str, bytes]:
    fields = json.loads(document)
    text = document.decode()
    signature = fields["signature"]
    return {
        "indented": json.dumps(fields, indent=1).encode(),
        "reordered": json.dumps(dict(reversed(fields.items()))).encode(),
        "byte order mark": b"\xef\xbb\xbf" + document,
        "duplicate key": text.replace('"format"', '"format":"sipol-receipt/1","format"').encode(),
        "unknown field": canonical_json(fields | {"note": "x"}),
        "missing field": canonical_json({k: v for k, v in fields.items() if k != "key"}),
        "not a number": text.replace('"sequence":17', '"sequence":NaN').encode(),
        "float": text.replace('"sequence":17', '"sequence":17.0').encode(),
        "escaped letter": text.replace("Partai", "\\u0050artai").encode(),
        "lone surrogate": text.replace("Partai", "\\ud800artai").encode(),
        "url-safe base64": canonical_json(
            fields | {"signature": signature.translate(str.maketrans("+/", "-_")).rstrip("=")}
        ),
        "signature a number": canonical_json(fields | {"signature": 5}),
        "signature not ascii": canonical_json(fields | {"signature": "é" * 88}),
        "body a list": canonical_json(fields | {"body": [1]}),
        "a list": canonical_json([fields]),
        "deep": b"[" * 60_000,
        "large": b"1" * 70_000,
        "long number": b"1" * 5_000,
        "empty": b"",
    }


def test_rewritings_are_refused(signed: SignedReceipt, signing_key: Ed25519PrivateKey) -> None:
    for text in _rewritten(signed.document()).values():
        assert refused(text, signing_key)


def test_loose_bits_of_base64_are_refused(
    signed: SignedReceipt, signing_key: Ed25519PrivateKey
) -> None:
    fields = signed.fields()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = alphabet.index(fields["signature"][-3])
    loose = fields["signature"][:-3] + alphabet[last ^ 1] + "=="
    assert base64.b64decode(loose) == signed.signature
    assert refused(canonical_json(fields | {"signature": loose}), signing_key)


@given(st.binary(max_size=400))
def test_any_other_file_is_refused_and_nothing_breaks(text: bytes) -> None:
    with pytest.raises(ReceiptInvalid):
        verify_document(text, FUZZ_KEY)


def test_another_key_is_named_in_the_reason(
    signed: SignedReceipt, signing_key: Ed25519PrivateKey
) -> None:
    other = Ed25519PrivateKey.generate()
    reason = refused(signed.document(), other)
    assert signed.key_id in reason
    impostor = SignedReceipt(signed.body, sign(signed.body, other).signature, signed.key_id)
    assert "tidak cocok" in refused(impostor.document(), signing_key)


def test_a_signature_over_the_bare_body_is_no_receipt(
    signed: SignedReceipt, signing_key: Ed25519PrivateKey
) -> None:
    bare = signing_key.sign(canonical_json(dict(signed.body)))
    assert refused(SignedReceipt(signed.body, bare, signed.key_id).document(), signing_key)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"note": "x"},
        {"file_size": "1234"},
        {"file_size": True},
        {"file_size": -1},
        {"rows": None},
        {"party": {"name": "Partai Contoh"}},
    ],
)
def test_only_a_complete_body_is_signed(
    delivery: Any, signing_key: Ed25519PrivateKey, change: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="not a receipt body"):
        sign(delivery() | change, signing_key)


def test_a_delivery_says_when_where_and_how_much(delivery: Any) -> None:
    body = delivery()
    assert body["issued_at"] == "2026-08-01T10:00:09.123Z"
    assert body["issued_at_wib"] == "2026-08-01T17:00:09.123+07:00"
    assert body["issued_at_local"] == "2026-08-01T19:00:09.123+09:00"
    assert body["zone"] == "WIT"
    assert body["check_url"] == f"https://sipol.example/cek/{body['number']}"
    assert body["ledger"] == {"sequence": 17, "entry_hash": bytes(range(32)).hex()}
    assert datetime.fromisoformat(body["issued_at"]).tzinfo == UTC


def test_a_balance_that_does_not_close_is_not_receipted() -> None:
    with pytest.raises(ValueError, match="accepted"):
        RowCounts(sent=10, accepted=8, rejected=1, pending=0, warnings=0)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("anggota.xlsx", "anggota.xlsx"),
        ("9901012001900001.xlsx", "9901••••••••••01.xlsx"),
        ("NIK9901012001900001_a.csv", "NIK9901••••••••••01_a.csv"),
        ("daftar\u202excod.exe", "daftar\ufffdxcod.exe"),
        ("a\x00b\x1b[31m\n.csv", "a\ufffdb\ufffd[31m\ufffd.csv"),
        ("a\ud800.csv", "a\ufffd.csv"),
    ],
)
def test_a_file_name_carries_no_nik_and_no_control_character(
    delivery: Any, given_name: str, kept: str
) -> None:
    assert delivery(given_name)["file_name"] == kept


@given(name=st.text(max_size=300))
def test_any_file_name_gives_a_valid_receipt(
    delivery: Any, signing_key: Ed25519PrivateKey, name: str
) -> None:
    document = sign(delivery(name), signing_key).document()
    assert verify_document(document, signing_key.public_key())["file_name"] is not None
