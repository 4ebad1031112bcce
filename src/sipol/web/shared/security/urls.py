"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from sipol.web.shared.security import entering, keys, own, recovery, sessions


def security_urls() -> list[URLPattern]:
    """The second question at sign-in, and what somebody does about the own account."""
    # The library leads to `mfa_authenticate` by this name.
    return [
        path("masuk/kode/", entering.second_factor, name="mfa_authenticate"),
        path("akun/keamanan/", own.security, name="account_security"),
        path("akun/keamanan/pastikan/", own.confirm, name="account_confirm"),
        path("akun/keamanan/aplikasi/", own.app, name="account_app"),
        path("akun/keamanan/kunci/", keys.passkey, name="account_passkey"),
        path("akun/keamanan/hapus/", own.remove, name="account_remove_factor"),
        path("akun/keamanan/kode/", recovery.recovery, name="account_recovery"),
        path("akun/keamanan/kode/unduh/", recovery.recovery_file, name="account_recovery_file"),
        path("akun/sesi/", sessions.sessions, name="account_sessions"),
    ]
