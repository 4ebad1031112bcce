"""Codes that people type: six digits of an app (RFC 6238), or one of those kept on paper."""

from __future__ import annotations

import hmac
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from sipol.infra.second_factors.sealing import seal, unseal

STEP_SECONDS = 30
# A phone's clock may be half a minute off either way.
TOLERATED_STEPS = 1
APP = Authenticator.Type.TOTP.value
RECOVERY = Authenticator.Type.RECOVERY_CODES.value

_LAST_STEP = "last_step"


def new_secret() -> str:
    """A secret for an app, in base 32."""
    return str(generate_totp_secret())


def step_of(secret: str, code: str, at: float | None = None) -> int | None:
    """Which half minute this code is of; None if it is of none near `at` (seconds since 1970)."""
    typed = "".join(code.split()).encode()
    now = int(time.time() if at is None else at) // STEP_SECONDS
    for step in range(now - TOLERATED_STEPS, now + TOLERATED_STEPS + 1):
        if hmac.compare_digest(format_hotp_value(hotp_value(secret, step)).encode(), typed):
            return step
    return None


@transaction.atomic
def use_code(user_id: int, code: str) -> str:
    """Whose code this was, `totp` or `recovery_codes`, and it is used up; empty if it fits neither.

    A code of the app counts once: whoever looked over a shoulder cannot use it again.
    """
    owned = {
        row.type: row
        for row in Authenticator.objects.select_for_update()
        .filter(user_id=user_id, type__in=(APP, RECOVERY))
        .order_by("pk")
    }
    for kind, fits in ((APP, _fits_app), (RECOVERY, _fits_paper)):
        if kind in owned and fits(owned[kind], code):
            owned[kind].record_usage()
            return str(kind)
    return ""


def enrol_app(user: AbstractBaseUser, secret: str, step: int) -> bool:
    """The app with this secret is the person's now, whose code of `step` was seen; whether it
    replaces another. Call it in a transaction."""
    replaced, _ = Authenticator.objects.filter(user_id=user.pk, type=APP).delete()
    data = {"secret": seal(secret), _LAST_STEP: step}
    Authenticator.objects.create(user_id=user.pk, type=APP, data=data)
    return bool(replaced)


def new_recovery_codes(user: AbstractBaseUser) -> int:
    """Ten new codes instead of any old ones; the id by which they are found. Call it in a
    transaction."""
    Authenticator.objects.filter(user_id=user.pk, type=RECOVERY).delete()
    return int(RecoveryCodes.activate(user).instance.pk)


def unused_recovery_codes(user_id: int) -> list[str]:
    """What is left of them; empty where there are none."""
    row = Authenticator.objects.filter(user_id=user_id, type=RECOVERY).first()
    return RecoveryCodes(row).get_unused_codes() if row else []


def _fits_app(row: Authenticator, code: str) -> bool:
    step = step_of(unseal(row.data["secret"]), code)
    if step is None or step <= row.data.get(_LAST_STEP, 0):
        return False
    row.data[_LAST_STEP] = step
    row.save(update_fields=["data"])
    return True


def _fits_paper(row: Authenticator, code: str) -> bool:
    return bool(RecoveryCodes(row).validate_code(code))
