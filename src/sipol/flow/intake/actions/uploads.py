"""Uploads: begun under an idempotency key, open to whoever holds their token, given up or expired.

No file is touched here; who may write to the arriving file is the subject of `upload_leases`.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import CharField, F, Q
from django.db.models.functions import Cast
from django.utils.crypto import salted_hmac

from sipol.flow.intake.actions.deliveries import known_delivery
from sipol.flow.intake.actions.upload_leases import locked_upload
from sipol.flow.intake.models import Delivery, Upload
from sipol.infra.keys.files import new_salt
from sipol.infra.ledger.redaction import hide_niks
from sipol.kernel.actors import Actor
from sipol.kernel.file_names import clean_file_name
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.accounts.actions import use_api_token
from sipol.records.accounts.queries import token_digest
from sipol.records.papers.actions.mending import admit_file
from sipol.records.regions.rules.codes import Level, is_code, level_of
from sipol.records.timetable.queries import admit_writing
from sipol.records.timetable.rules.windows import MEMBERS

LIFETIME = timedelta(days=14)

_SHA256 = re.compile(r"[0-9a-f]{64}")

# Without the ORM, as every piece of an upload asks for it: the columns of UploadFacts, and more.
_FACTS = """
SELECT id, fence, file_name, regency_code, size, durable_offset, expires_at, delivery_id,
    token_digest, party_id, revoked_at, finished_at
FROM intake_upload WHERE id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class StartedUpload:
    """What the sender needs in order to send; the same again for every repetition."""

    id: UUID
    token: str
    size: int
    durable_offset: int
    already_finished: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class UploadFacts:
    """An upload as it stands. `delivery_id` is set exactly when it is finished.

    `fence` is the number of whoever holds it, as in `upload_leases`.
    """

    id: UUID
    fence: int
    file_name: str
    regency_code: str
    size: int
    durable_offset: int
    expires_at: datetime
    delivery_id: UUID | None


@transaction.atomic
def begin_upload(  # noqa: PLR0913 - each is a fact of the file or of its sender
    *,
    actor: Actor,
    cycle_id: int,
    client_key: str,
    file_name: str,
    size: int,
    regency_code: str = "",
    mends_delivery_id: UUID | None = None,
    sending_id: UUID | None = None,
    sha256: str = "",
    now: datetime,
) -> StartedUpload:
    """Open an upload of `size` bytes, or find the one begun under this key: a member list, or with
    `sending_id` one file of a sending of papers, which has no regency of its own.

    `client_key` is the sender's own, one per file and party; it never needs to be told back, so one
    that holds an identity number is kept as its keyed hash. `sha256` (64 hexadecimal digits, or
    empty) is the content that the sender is about to send: what the party has delivered for this
    scope already is finished at once, and what arrives must have it. Raises Refused with
    only_parties_send, region_outside_scope, regency_unknown, delivery_unknown, file_too_large,
    client_key_invalid, sha256_invalid, upload_revoked, window_closed, or client_key_reused when
    the key stands for another file; for papers also sending_unknown or papers_closed.
    """
    content = {
        "cycle_id": cycle_id,
        "file_name": hide_niks(clean_file_name(file_name)),
        "size": size,
        "regency_code": "" if sending_id else regency_code,
        "mends_delivery_id": mends_delivery_id,
        "sending_id": sending_id,
        "named_sha256": sha256,
    }
    _admit(actor, client_key, size)
    if sending_id is None:
        _admit_list(actor, regency_code)
    else:
        admit_file(actor, sending_id, cycle_id=cycle_id, now=now)
    client_key = _without_nik(client_key)
    if sha256 and not _SHA256.fullmatch(sha256):
        raise Refused(Refusal("sha256_invalid"))
    if mends_delivery_id is not None:
        _admit_mending(actor, cycle_id, mends_delivery_id)
    _free_key_of_expired(actor, client_key, now)
    # What was begun in time may be sent on after the end; only beginning needs an open window.
    if not Upload.objects.filter(party_id=actor.party_id, client_key=client_key).exists():
        admit_writing(actor, cycle_id=cycle_id, kind=MEMBERS, region_code=regency_code, now=now)
    upload, made = Upload.objects.get_or_create(
        party_id=actor.party_id, client_key=client_key, defaults={**content, **_fresh(actor, now)}
    )
    if not made and any(getattr(upload, name) != value for name, value in content.items()):
        raise Refused(Refusal("client_key_reused"))
    if upload.revoked_at is not None:
        raise Refused(Refusal("upload_revoked"))
    return _started(_finished_if_known(upload, now))


def authorise(*, upload_id: UUID, bearer: str, now: datetime) -> UploadFacts:
    """The upload, if this bearer may send it.

    That is its own token, or an API token of somebody of the same party who covers its region.
    Raises Refused with upload_unknown, upload_forbidden, upload_revoked or upload_expired.
    """
    (facts,) = authorise_together([(upload_id, bearer)], now=now)
    if isinstance(facts, Refused):
        raise facts
    return facts


def authorise_together(
    asked: Sequence[tuple[UUID, str]], *, now: datetime
) -> list[UploadFacts | Refused]:
    """As `authorise` for several uploads and their bearers in one query, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [[upload_id for upload_id, _ in asked]])
        found = {row[0]: row for row in cursor.fetchall()}
    return [_facts_or_refused(found.get(upload_id), bearer, now) for upload_id, bearer in asked]


def _facts_or_refused(
    row: tuple[Any, ...] | None, bearer: str, now: datetime
) -> UploadFacts | Refused:
    if row is None:
        return Refused(Refusal("upload_unknown"))
    *facts, digest, party_id, revoked_at, finished_at = row
    upload = UploadFacts(*facts)
    if not _opens(upload, digest, party_id, bearer, now):
        return Refused(Refusal("upload_forbidden"))
    if revoked_at is not None:
        return Refused(Refusal("upload_revoked"))
    if finished_at is None and upload.expires_at <= now:
        return Refused(Refusal("upload_expired"))
    return upload


@transaction.atomic
def terminate_upload(*, upload_id: UUID, now: datetime) -> None:
    """Give an unfinished upload up: it expires at once. Raises Refused for a finished one."""
    upload = locked_upload(upload_id)
    if upload.finished_at is not None:
        raise Refused(Refusal("upload_finished"))
    upload.expires_at = min(upload.expires_at, now)
    upload.fence += 1
    upload.save(update_fields=["expires_at", "fence"])


def uploads_to_sweep(now: datetime) -> list[UUID]:
    """Whose arriving files may go: those past their time, finished or not, and revoked ones."""
    ended = Upload.objects.filter(Q(expires_at__lte=now) | Q(revoked_at__isnull=False))
    return list(ended.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def forget_uploads(upload_ids: Iterable[UUID], *, now: datetime) -> None:
    """Remove the rows of expired uploads after their arriving files were swept."""
    Upload.objects.filter(pk__in=list(upload_ids), expires_at__lte=now).delete()


def _admit(actor: Actor, client_key: str, size: int) -> None:
    limit = settings.UPLOAD_LIMIT_BYTES
    refusals = (
        (not actor.is_party, Refusal("only_parties_send")),
        (
            not 1 <= len(client_key) <= 100 or not client_key.isprintable(),
            Refusal("client_key_invalid"),
        ),
        (size > limit, Refusal("file_too_large", {"limit_mb": str(limit // 1024**2)})),
    )
    for applies, refusal in refusals:
        if applies:
            raise Refused(refusal)


def _admit_list(actor: Actor, regency_code: str) -> None:
    if not _is_regency(regency_code):
        raise Refused(Refusal("regency_unknown"))
    if not actor.covers(regency_code):
        raise Refused(Refusal("region_outside_scope"))


def _without_nik(client_key: str) -> str:
    if hide_niks(client_key) == client_key:
        return client_key
    return salted_hmac(f"{__name__}.client_key", client_key, algorithm="sha256").hexdigest()


def _fresh(actor: Actor, now: datetime) -> dict[str, object]:
    upload_id = sortable_id(now)
    return {
        "id": upload_id,
        "user_id": actor.user_id,
        "token_digest": token_digest(_token(upload_id)),
        "salt": new_salt(),
        "created_at": actor.came_at(now),
        "expires_at": now + LIFETIME,
    }


def _started(upload: Upload) -> StartedUpload:
    return StartedUpload(
        id=upload.pk,
        token=_token(upload.pk),
        size=upload.size,
        durable_offset=upload.durable_offset,
        already_finished=upload.finished_at is not None,
        expires_at=upload.expires_at,
    )


def _is_regency(code: str) -> bool:
    return code == "" or (is_code(code) and level_of(code) is Level.REGENCY)


def _admit_mending(actor: Actor, cycle_id: int, delivery_id: UUID) -> None:
    mended = Delivery.objects.filter(
        pk=delivery_id, party_id=actor.party_id, cycle_id=cycle_id
    ).first()
    if mended is None:
        raise Refused(Refusal("delivery_unknown"))
    if not actor.covers(mended.regency_code):
        raise Refused(Refusal("region_outside_scope"))


def _free_key_of_expired(actor: Actor, client_key: str, now: datetime) -> None:
    Upload.objects.filter(
        party_id=actor.party_id, client_key=client_key, finished_at=None, expires_at__lte=now
    ).update(client_key=Cast(F("id"), CharField()))


def _finished_if_known(upload: Upload, now: datetime) -> Upload:
    """The upload, finished without a byte if its content was delivered before."""
    if not upload.named_sha256 or upload.finished_at is not None or upload.sending_id:
        return upload
    known = known_delivery(
        party_id=upload.party_id,
        cycle_id=upload.cycle_id,
        sha256=upload.named_sha256,
        regency_code=upload.regency_code,
    )
    if known is None:
        return upload
    upload = locked_upload(upload.pk)
    if upload.revoked_at is not None:
        raise Refused(Refusal("upload_revoked"))
    if upload.finished_at is None:
        upload.finished_at, upload.delivery_id = now, known
        upload.sha256, upload.durable_offset = upload.named_sha256, upload.size
        upload.fence += 1
        upload.save()
    return upload


def _token(upload_id: UUID) -> str:
    """Derived, so that a repeated beginning is answered with the same token, kept nowhere."""
    code = salted_hmac("sipol.flow.intake.uploads", str(upload_id), algorithm="sha256").digest()
    return "sipol_up_" + base64.urlsafe_b64encode(code).decode("ascii").rstrip("=")


def _opens(upload: UploadFacts, digest: str, party_id: int, bearer: str, now: datetime) -> bool:
    if hmac.compare_digest(token_digest(bearer), digest):
        return True
    actor = use_api_token(bearer, now=now)
    return actor is not None and actor.party_id == party_id and actor.covers(upload.regency_code)
