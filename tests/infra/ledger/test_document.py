"""The printed receipt says what was signed, whatever a file was called."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipol.infra.ledger.attachments import embedded_document
from sipol.infra.ledger.document import receipt_pdf
from sipol.infra.ledger.receipts import ReceiptInvalid, SignedReceipt, sign
from sipol.kernel.digests import sha256_hex


def printed(pdf: bytes) -> str:
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    text = "\n".join(pages).replace("\u200b", "").replace("\ufffe", "")
    return " ".join(text.split())


@pytest.fixture
def signed(delivery: Any, signing_key: Ed25519PrivateKey) -> SignedReceipt:
    return sign(delivery(), signing_key)


def test_a_delivery_is_printed_with_all_that_it_says(signed: SignedReceipt) -> None:
    text = printed(receipt_pdf(signed.fields()))
    for expected in (
        "Tanda Terima Pengiriman Berkas",
        signed.body["number"],
        "Partai Contoh (PCT)",
        "1 Agustus 2026 pukul 17.00.09 WIB",
        "1 Agustus 2026 pukul 19.00.09 WIT",
        "anggota.xlsx",
        "2.000 (dua ribu)",
        "1.990 (seribu sembilan ratus sembilan puluh)",
        "Halaman 1 dari 1",
        sha256_hex(signed.document())[:12],
    ):
        assert expected in text
    assert "ab" * 32 in text.replace(" ", "")


def test_a_hand_in_is_printed(hand_in: Any, signing_key: Ed25519PrivateKey) -> None:
    text = printed(receipt_pdf(sign(hand_in(), signing_key).fields()))
    assert "1.000.000 (satu juta)" in text
    assert "514 (lima ratus empat belas)" in text


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x").xlsx',
        "*tebal* _miring_ $x^2$ `kode` <label> @ref.csv",
        '"); #read("/etc/passwd") //.csv',
        "\\ #{1/0} [x] = judul",
    ],
)
def test_a_file_name_is_never_an_instruction(
    delivery: Any, signing_key: Ed25519PrivateKey, name: str
) -> None:
    assert name in printed(receipt_pdf(sign(delivery(name), signing_key).fields()))


@pytest.mark.parametrize("name", ["名单.xlsx", "😀.csv", "ꦲꦏ.csv", "x" * 255, "الأعضاء.xlsx"])
def test_any_script_and_length_is_printable(
    delivery: Any, signing_key: Ed25519PrivateKey, name: str
) -> None:
    signed = sign(delivery(name), signing_key)
    pdf = receipt_pdf(signed.fields())
    assert embedded_document(pdf) == signed.document()


def test_a_receipt_is_printed_the_same_every_time(signed: SignedReceipt) -> None:
    assert receipt_pdf(signed.fields()) == receipt_pdf(signed.fields())


def test_the_signed_document_comes_out_of_the_pdf_unchanged(signed: SignedReceipt) -> None:
    assert embedded_document(receipt_pdf(signed.fields())) == signed.document()


def test_a_pdf_without_exactly_one_receipt_is_refused(signed: SignedReceipt) -> None:
    pdf = receipt_pdf(signed.fields())
    for other in (b"%PDF-1.7\n", pdf + pdf, pdf.replace(b"/EmbeddedFile", b"/Embeddedfile")):
        with pytest.raises(ReceiptInvalid, match="PDF"):
            embedded_document(other)
