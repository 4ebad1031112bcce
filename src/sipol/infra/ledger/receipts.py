"""The signed receipt as a document: how it is written, signed and checked. Plain Python.

The document is canonical JSON, `{"format", "body", "signature", "key"}`. Exactly one sequence of
bytes is valid for one receipt: whoever changes a single bit, adds a blank or sends it through an
editor no longer has a receipt. The signature is Ed25519 over the line `sipol-receipt/1` and the
canonical body, in base64; `key` names the public key.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sipol.infra.keys.signing import key_id
from sipol.infra.ledger.bodies import flaw_in
from sipol.kernel.digests import canonical_json

FORMAT = "sipol-receipt/1"
LARGEST_DOCUMENT = 64 * 1024

_DOMAIN = FORMAT.encode() + b"\n"
_FIELDS = {"format", "body", "signature", "key"}


class ReceiptInvalid(Exception):
    """Not a receipt, or not an unchanged one; `reason` is a sentence in Indonesian."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A body with its signature (64 bytes) and the name of the key that made it."""

    body: Mapping[str, Any]
    signature: bytes
    key_id: str

    def fields(self) -> dict[str, Any]:
        """The document as a JSON object."""
        return {
            "format": FORMAT,
            "body": dict(self.body),
            "signature": base64.b64encode(self.signature).decode(),
            "key": self.key_id,
        }

    def document(self) -> bytes:
        """The document as the bytes that are handed out, stored and checked."""
        return canonical_json(self.fields())


def sign(body: Mapping[str, Any], signing_key: Ed25519PrivateKey) -> SignedReceipt:
    """Signs a body made by `bodies`; raises ValueError for any other shape."""
    flaw = flaw_in(body)
    if flaw is not None:
        raise ValueError(f"not a receipt body: {flaw}")
    return SignedReceipt(
        body=body,
        signature=signing_key.sign(_DOMAIN + canonical_json(dict(body))),
        key_id=key_id(signing_key.public_key()),
    )


def verify_document(text: bytes, public_key: Ed25519PublicKey) -> dict[str, Any]:
    """The body of an unchanged receipt signed with this key; raises ReceiptInvalid."""
    document = _read(text)
    if document["format"] != FORMAT:
        raise ReceiptInvalid(f"Bentuk tanda terima ini bukan {FORMAT}.")
    if document["key"] != key_id(public_key):
        raise ReceiptInvalid(
            f"Tanda terima ini menyebut kunci {document['key']}, sedangkan kunci yang dipakai "
            f"untuk memeriksa adalah {key_id(public_key)}."
        )
    body = document["body"]
    try:
        public_key.verify(_signature(document["signature"]), _DOMAIN + canonical_json(body))
    except InvalidSignature:
        raise ReceiptInvalid(
            "Tanda tangan tidak cocok: isi tanda terima ini berubah setelah diterbitkan, atau "
            "tidak pernah diterbitkan."
        ) from None
    flaw = flaw_in(body)
    if flaw is not None:
        raise ReceiptInvalid(f"Isi tanda terima tidak lengkap atau tidak dikenal ({flaw}).")
    return dict(body)


def _read(text: bytes) -> dict[str, Any]:
    if len(text) > LARGEST_DOCUMENT:
        raise ReceiptInvalid("Berkas terlalu besar untuk sebuah tanda terima.")
    try:
        document = json.loads(text.decode("utf-8"))
        unchanged = canonical_json(document) == text
    except (ValueError, TypeError, RecursionError):
        raise ReceiptInvalid("Berkas ini bukan tanda terima Sipol atau sudah rusak.") from None
    if not isinstance(document, dict) or set(document) != _FIELDS:
        raise ReceiptInvalid("Berkas ini bukan tanda terima Sipol.")
    if not unchanged:
        raise ReceiptInvalid(
            "Berkas ini tidak lagi sama, byte demi byte, dengan yang diterbitkan, misalnya karena "
            "disimpan ulang oleh program lain. Unduh lagi berkas aslinya."
        )
    if not isinstance(document["body"], dict):
        raise ReceiptInvalid("Berkas ini bukan tanda terima Sipol.")
    return document


def _signature(text: Any) -> bytes:
    try:
        signature = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise ReceiptInvalid("Tanda tangan di dalam berkas ini rusak.") from None
    if base64.b64encode(signature).decode() != text:
        raise ReceiptInvalid("Tanda tangan di dalam berkas ini rusak.")
    return signature
