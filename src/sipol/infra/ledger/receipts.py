"""The signed receipt as a document: how it is signed and checked. Plain Python.

It is a signed statement of the format `sipol-receipt/1` whose body has exactly one of the shapes
of `bodies`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sipol.infra.ledger.bodies import flaw_in
from sipol.infra.ledger.statements import (
    Statement,
    StatementInvalid,
    read_statement,
    sign_statement,
)

FORMAT = "sipol-receipt/1"

ReceiptInvalid = StatementInvalid


class SignedReceipt(Statement):
    """A receipt's body with its signature (64 bytes) and the name of the key that made it."""

    def __init__(self, body: Mapping[str, Any], signature: bytes, key_id: str) -> None:
        super().__init__(FORMAT, body, signature, key_id)


def sign(body: Mapping[str, Any], signing_key: Ed25519PrivateKey) -> SignedReceipt:
    """Signs a body made by `bodies`; raises ValueError for any other shape."""
    flaw = flaw_in(body)
    if flaw is not None:
        raise ValueError(f"not a receipt body: {flaw}")
    signed = sign_statement(FORMAT, body, signing_key)
    return SignedReceipt(body, signed.signature, signed.key_id)


def verify_document(text: bytes, public_key: Ed25519PublicKey) -> dict[str, Any]:
    """The body of an unchanged receipt signed with this key; raises ReceiptInvalid."""
    body = read_statement(text, public_key, format_name=FORMAT, what="tanda terima")
    flaw = flaw_in(body)
    if flaw is not None:
        raise ReceiptInvalid(f"Isi tanda terima tidak lengkap atau tidak dikenal ({flaw}).")
    return body
