"""Receipts of an invented party, signed with a key made for the test run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipol.infra.ledger.bodies import Issue, RowCounts, Totals, delivery_body, hand_in_body
from sipol.infra.ledger.numbers import new_number
from sipol.kernel.clock import WIT

NOW = datetime(2026, 8, 1, 10, 0, 9, 123456, tzinfo=UTC)

Bodies = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def _issue() -> Issue:
    return Issue(
        number=new_number(2026, 1),
        now=NOW,
        zone=WIT,
        party_name="Partai Contoh",
        party_short="PCT",
        cycle="Pemilu 2029",
        sequence=17,
        entry_hash=bytes(range(32)),
        check_page="https://sipol.example/cek/",
    )


@pytest.fixture(scope="session")
def delivery() -> Bodies:
    def build(file_name: str = "anggota.xlsx") -> dict[str, Any]:
        return delivery_body(
            _issue(),
            file_name=file_name,
            file_size=1234,
            file_sha256="ab" * 32,
            rows=RowCounts(sent=2000, accepted=1990, rejected=8, pending=2, warnings=17),
        )

    return build


@pytest.fixture(scope="session")
def hand_in() -> Bodies:
    def build() -> dict[str, Any]:
        return hand_in_body(_issue(), totals=Totals(1_000_000, 514, 38), snapshot_sha256="cd" * 32)

    return build
