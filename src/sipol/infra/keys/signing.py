"""Ed25519 keys as text files that other programs (OpenSSL, for one) read too."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)


class NotASigningKey(Exception):
    """The text is not an Ed25519 key in PEM form."""


def key_id(public_key: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the raw public key."""
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()[:16]


def private_pem(key: Ed25519PrivateKey) -> bytes:
    """PKCS #8, not encrypted: the file's permissions protect it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: Ed25519PublicKey) -> bytes:
    """SubjectPublicKeyInfo, for everybody."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_private(pem: bytes) -> Ed25519PrivateKey:
    """The key in the text; raises NotASigningKey."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise NotASigningKey from None
    if not isinstance(key, Ed25519PrivateKey):
        raise NotASigningKey
    return key


def read_public(pem: bytes) -> Ed25519PublicKey:
    """The key in the text; raises NotASigningKey, also for a private key given by mistake."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise NotASigningKey from None
    if not isinstance(key, Ed25519PublicKey):
        raise NotASigningKey
    return key
