"""What is sealed opens only whole, in its own place, with its own key."""

from __future__ import annotations

import hashlib
import hmac
import os
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.infra.keys.files import FileCipher, new_salt
from sipol.infra.keys.national_ids import NationalIdCipher
from sipol.infra.keys.sealing import BytesCipher, SealBroken, derive_key

KEY, INDEX_KEY = bytes(range(32)), bytes(range(32, 64))
CIPHER = NationalIdCipher(KEY, INDEX_KEY)

niks = st.from_regex(r"99[0-9]{14}", fullmatch=True)


@given(niks, st.binary(max_size=60))
def test_a_sealed_nik_opens_in_its_place(nik: str, aad: bytes) -> None:
    sealed = CIPHER.seal(nik, aad)
    assert len(sealed) == 45
    assert nik.encode() not in sealed
    assert CIPHER.open(sealed, aad) == nik


@given(niks, st.binary(max_size=20), st.binary(max_size=20))
def test_a_nik_moved_to_another_place_does_not_open(nik: str, here: bytes, there: bytes) -> None:
    sealed = CIPHER.seal(nik, here)
    if here != there:
        with pytest.raises(SealBroken):
            CIPHER.open(sealed, there)


def test_every_flipped_bit_of_a_sealed_nik_is_noticed() -> None:
    sealed = CIPHER.seal("9901012001900001", b"place")
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            CIPHER.open(bytes(changed), b"place")


@given(st.binary(max_size=40))
def test_other_bytes_never_open(junk: bytes) -> None:
    with pytest.raises(SealBroken):
        CIPHER.open(junk, b"")


def test_the_message_of_a_broken_seal_holds_no_content() -> None:
    sealed = CIPHER.seal("9901012001900001", b"here")
    with pytest.raises(SealBroken) as broken:
        CIPHER.open(sealed, b"there")
    assert "99" not in str(broken.value)


def test_what_a_database_returns_as_a_view_opens() -> None:
    sealed = memoryview(CIPHER.seal("9901012001900001", b"here"))
    assert CIPHER.open(sealed, b"here") == "9901012001900001"


def test_equal_numbers_are_sealed_differently_and_indexed_equally() -> None:
    first, second = (CIPHER.seal("9901012001900001", b"here") for _ in range(2))
    assert first != second
    assert CIPHER.index("9901012001900001") == CIPHER.index("9901012001900001")


@given(st.lists(niks, max_size=20))
def test_the_index_is_plain_hmac_sha256(numbers: list[str]) -> None:
    expected = [hmac.digest(INDEX_KEY, nik.encode(), "sha256") for nik in numbers]
    assert CIPHER.index_many(numbers) == expected == [CIPHER.index(nik) for nik in numbers]


def test_another_index_key_gives_another_index() -> None:
    other = NationalIdCipher(KEY, bytes(32))
    assert CIPHER.index("9901012001900001") != other.index("9901012001900001")


@given(st.lists(st.tuples(niks, st.binary(max_size=12)), max_size=20))
def test_sealing_many_is_sealing_each(pairs: list[tuple[str, bytes]]) -> None:
    numbers, aads = [nik for nik, _ in pairs], [aad for _, aad in pairs]
    sealed = CIPHER.seal_many(numbers, aads)
    assert [CIPHER.open(one, aad) for one, aad in zip(sealed, aads, strict=True)] == numbers
    assert len({one[1:13] for one in sealed}) == len(sealed)


def test_sealing_many_refuses_a_missing_place() -> None:
    with pytest.raises(ValueError, match="shorter"):
        CIPHER.seal_many(["9901012001900001"] * 2, [b"one"])


@given(st.binary(max_size=500), st.binary(max_size=20))
def test_any_bytes_can_be_sealed(content: bytes, aad: bytes) -> None:
    cipher = BytesCipher(derive_key(KEY, "rejected-rows"))
    assert cipher.open(cipher.seal(content, aad), aad) == content


def test_a_key_for_one_purpose_does_not_open_another() -> None:
    rows, other = (BytesCipher(derive_key(KEY, purpose)) for purpose in ("rejected-rows", "other"))
    with pytest.raises(SealBroken):
        other.open(rows.seal(b"row", b""), b"")


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_short_keys_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32"):
        BytesCipher(bytes(length))
    with pytest.raises(ValueError, match="32"):
        NationalIdCipher(KEY, bytes(length))
    with pytest.raises(ValueError, match="32"):
        FileCipher(bytes(length))


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=6))
def test_a_file_sent_in_pieces_equals_the_file_sent_at_once(
    plain: bytes, breaks: list[int]
) -> None:
    cipher, salt = FileCipher(KEY), bytes(32)
    whole = cipher.at(salt, 0).update(plain)
    ends = sorted({0, len(plain), *(at for at in breaks if at < len(plain))})
    pieces = [cipher.at(salt, start).update(plain[start:end]) for start, end in pairwise(ends)]
    assert b"".join(pieces) == whole
    assert cipher.at(salt, 0).update(whole) == plain


@given(st.integers(0, 10_000), st.integers(0, 200))
def test_any_part_is_read_without_the_part_before(offset: int, length: int) -> None:
    cipher, salt = FileCipher(KEY), b"s" * 32
    plain = hashlib.shake_256(b"file").digest(10_200)
    stored = cipher.at(salt, 0).update(plain)
    part = cipher.at(salt, offset).update(stored[offset : offset + length])
    assert part == plain[offset : offset + length]


def test_a_position_beyond_four_gigabytes_is_reached_at_once() -> None:
    cipher, salt, far = FileCipher(KEY), new_salt(), 2**40 + 5
    sealed = cipher.at(salt, far - 5).update(b"12345later")
    assert cipher.at(salt, far).update(sealed[5:]) == b"later"


def test_files_share_no_key_stream() -> None:
    cipher = FileCipher(KEY)
    first, second = (cipher.at(new_salt(), 0).update(bytes(64)) for _ in range(2))
    assert first != second


@pytest.mark.parametrize(("salt", "offset"), [(b"", 0), (bytes(16), 0), (bytes(32), -1)])
def test_a_weak_salt_or_a_negative_offset_is_refused(salt: bytes, offset: int) -> None:
    with pytest.raises(ValueError, match=r"salt|offset"):
        FileCipher(os.urandom(32)).at(salt, offset)
