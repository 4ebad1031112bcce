"""The headers that only tus has, read into values or refused by name."""

from __future__ import annotations

import base64
import binascii

from sipol.web.uploads.bodies import Checksum
from sipol.web.uploads.requests import Asked, wrong

ALGORITHMS = ("sha256", "sha1")


def method_of(asked: Asked) -> str:
    """The method that is meant: some networks let nothing but GET and POST through."""
    override = asked.header("x-http-method-override").upper()
    return override if asked.method == "POST" and override else asked.method


def checksum_of(asked: Asked) -> Checksum | None:
    """What Upload-Checksum says, or None where there is none."""
    text = asked.header("upload-checksum")
    if not text:
        return None
    algorithm, _, encoded = text.partition(" ")
    digest = _decoded(encoded, "upload-checksum")
    if algorithm not in ALGORITHMS or not digest:
        raise wrong("upload-checksum")
    return Checksum(algorithm, digest)


def metadata_of(asked: Asked) -> dict[str, str]:
    """The pairs of Upload-Metadata."""
    pairs: dict[str, str] = {}
    for pair in filter(None, map(str.strip, asked.header("upload-metadata").split(","))):
        key, _, encoded = pair.partition(" ")
        try:
            pairs[key] = _decoded(encoded, "upload-metadata").decode("utf-8")
        except UnicodeDecodeError:
            raise wrong("upload-metadata") from None
    return pairs


def encoded_metadata(pairs: dict[str, str]) -> str:
    """Pairs as Upload-Metadata has them; empty values are left out."""
    return ",".join(
        f"{key} {base64.b64encode(value.encode('utf-8')).decode('ascii')}"
        for key, value in pairs.items()
        if value
    )


def _decoded(encoded: str, header: str) -> bytes:
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise wrong(header) from None
