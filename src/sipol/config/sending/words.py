"""What the sender says, in Indonesian."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "no_line": "server tidak terjangkau",
    "silence": "sambungan diam terlalu lama",
    "cut": "sambungan terputus",
    "certificate": "sertifikat server tidak dipercaya (portal Wi-Fi, atau jam komputer salah)",
    "foreign": "jawaban bukan dari Sipol (mungkin portal Wi-Fi yang meminta masuk)",
    "busy": "server sedang sibuk",
    "elsewhere": "berkas ini juga sedang dikirim lewat sambungan lain",
    "gone": "server tidak mengenal pengiriman ini lagi; dimulai lagi dari awal",
    "damaged": "potongan rusak di perjalanan dan dikirim ulang",
}
CHANGED = (
    "Berkas berubah selama dikirim, jadi tidak diterima. Simpan dan tutup berkas itu, lalu "
    "jalankan perintah yang sama."
)
NO_ANSWER_TEXT = "Server menolak tanpa penjelasan (kode {status})."
ACCESS_REFUSED = (
    "Token tidak dikenal, sudah dicabut, atau masa berlakunya habis. Buat yang baru di halaman "
    "Akun dan izin."
)
DELIVERY_AWAY = (
    "Server tidak menemukan kiriman ini. Jalankan perintah yang sama untuk mengirim lagi."
)


def amount(count: float) -> str:
    """Bytes for people, with the Indonesian comma."""
    for unit, size in (("MB", 1024**2), ("KB", 1024)):
        if count >= size:
            return f"{count / size:.1f} {unit}".replace(".", ",")
    return f"{count:.0f} byte"


def span(seconds: float) -> str:
    """A rough length of time."""
    if seconds < 90:
        return f"{max(1, round(seconds))} detik"
    minutes = round(seconds / 60)
    return f"{minutes} menit" if minutes < 90 else f"{round(minutes / 60)} jam"
