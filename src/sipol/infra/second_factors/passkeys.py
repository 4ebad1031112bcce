"""Passkeys: what the browser is asked, and what its answer proves (WebAuthn).

Call these while a request is served: the question waits for its answer in that browser's session.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.webauthn.internal import auth
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

LONGEST_ANSWER = 20_000


def ask_for_new(user: AbstractBaseUser) -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    return dict(auth.begin_registration(user, False))


def add_passkey(user: AbstractBaseUser, name: str, answer: str) -> bool:
    """Keep the passkey of which the browser told; whether its answer holds."""
    credential = _read(answer)
    if credential is None:
        return False
    try:
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError):
        return False
    auth.WebAuthn.add(user, name, credential)
    return True


def ask_for_proof(user: AbstractBaseUser) -> dict[str, Any]:
    """What the browser needs to prove that one of the person's passkeys is there."""
    return dict(auth.begin_authentication(user))


def proves(user: AbstractBaseUser, answer: str) -> bool:
    """Whether the browser's answer proves one of the person's passkeys."""
    credential = _read(answer)
    if credential is None:
        return False
    try:
        auth.parse_authentication_response(credential)
        auth.complete_authentication(user, credential).record_usage()
    except (ValidationError, ValueError, TypeError, KeyError):
        return False
    return True


def _read(answer: str) -> dict[str, Any] | None:
    if not answer or len(answer) > LONGEST_ANSWER:
        return None
    try:
        read = json.loads(answer)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
