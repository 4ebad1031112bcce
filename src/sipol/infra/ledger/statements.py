"""Signed documents: how any of them is written, signed and checked. Plain Python.

A document is canonical JSON, `{"format", "body", "signature", "key"}`. Exactly one sequence of
bytes is valid for one document: whoever changes a single bit, adds a blank or sends it through an
editor no longer has it. The signature is Ed25519 over the line of the format and the canonical
body, in base64; `key` names the public key.
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
from sipol.kernel.digests import canonical_json

LARGEST_DOCUMENT = 64 * 1024

_FIELDS = {"format", "body", "signature", "key"}


class StatementInvalid(Exception):
    """Not such a document, or not an unchanged one; `reason` is a sentence in Indonesian."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Statement:
    """A body with its signature (64 bytes) and the name of the key that made it."""

    format: str
    body: Mapping[str, Any]
    signature: bytes
    key_id: str

    def fields(self) -> dict[str, Any]:
        """The document as a JSON object."""
        return {
            "format": self.format,
            "body": dict(self.body),
            "signature": base64.b64encode(self.signature).decode(),
            "key": self.key_id,
        }

    def document(self) -> bytes:
        """The document as the bytes that are handed out and checked."""
        return canonical_json(self.fields())


def sign_statement(
    format_name: str, body: Mapping[str, Any], signing_key: Ed25519PrivateKey
) -> Statement:
    """Signs a JSON object without floats under the name of its format, such as `sipol-x/1`."""
    return Statement(
        format=format_name,
        body=body,
        signature=signing_key.sign(_signed_bytes(format_name, dict(body))),
        key_id=key_id(signing_key.public_key()),
    )


def read_statement(
    text: bytes, public_key: Ed25519PublicKey, *, format_name: str, what: str
) -> dict[str, Any]:
    """The body of an unchanged document of that format, signed with this key.

    `what` is what such a document is called in the reasons of StatementInvalid.
    """
    document = _read(text, what)
    if document["format"] != format_name:
        raise StatementInvalid(f"Bentuk {what} ini bukan {format_name}.")
    if document["key"] != key_id(public_key):
        raise StatementInvalid(
            f"{what.capitalize()} ini menyebut kunci {document['key']}, sedangkan kunci yang "
            f"dipakai untuk memeriksa adalah {key_id(public_key)}."
        )
    body = document["body"]
    try:
        public_key.verify(_signature(document["signature"]), _signed_bytes(format_name, body))
    except InvalidSignature:
        raise StatementInvalid(
            f"Tanda tangan tidak cocok: isi {what} ini berubah setelah diterbitkan, atau tidak "
            "pernah diterbitkan."
        ) from None
    return dict(body)


def _signed_bytes(format_name: str, body: Any) -> bytes:
    return format_name.encode() + b"\n" + canonical_json(body)


def _read(text: bytes, what: str) -> dict[str, Any]:
    if len(text) > LARGEST_DOCUMENT:
        raise StatementInvalid(f"Berkas terlalu besar untuk sebuah {what}.")
    try:
        document = json.loads(text.decode("utf-8"))
        unchanged = canonical_json(document) == text
    except (ValueError, TypeError, RecursionError):
        raise StatementInvalid(f"Berkas ini bukan {what} Sipol atau sudah rusak.") from None
    if not isinstance(document, dict) or set(document) != _FIELDS:
        raise StatementInvalid(f"Berkas ini bukan {what} Sipol.")
    if not unchanged:
        raise StatementInvalid(
            "Berkas ini tidak lagi sama, byte demi byte, dengan yang diterbitkan, misalnya karena "
            "disimpan ulang oleh program lain. Unduh lagi berkas aslinya."
        )
    if not isinstance(document["body"], dict):
        raise StatementInvalid(f"Berkas ini bukan {what} Sipol.")
    return document


def _signature(text: Any) -> bytes:
    try:
        signature = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise StatementInvalid("Tanda tangan di dalam berkas ini rusak.") from None
    if base64.b64encode(signature).decode() != text:
        raise StatementInvalid("Tanda tangan di dalam berkas ini rusak.")
    return signature
