"""What is answered, and which answer belongs to which fault."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError

from sipol.flow.intake.actions.upload_leases import LeaseLost
from sipol.infra.storage.faults import PartBusy, StorageFault
from sipol.kernel.refusals import Refusal, Refused
from sipol.web.uploads.arrivals import Restarting, Silence, TakenOver
from sipol.web.uploads.bodies import ChecksumMismatch
from sipol.web.uploads.keeping import OffsetMismatch
from sipol.web.uploads.receiving import BodyTooLong
from sipol.web.uploads.wording import sentence

logger = logging.getLogger(__name__)

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response. `closes`: the rest of the request's body is not worth waiting for.

    `code` is that of a refusal, by which a dialect may answer it in its own way.
    """

    status: int
    headers: Headers = field(default_factory=dict)
    body: bytes = b""
    closes: bool = False
    code: str = ""


# On every answer: nothing here is a page, and nothing of it is for a cache.
ALWAYS: Headers = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
STATUS = {
    "token_missing": 401,
    "token_unknown": 401,
    "upload_forbidden": 403,
    "only_parties_send": 403,
    "region_outside_scope": 403,
    "page_unknown": 404,
    "upload_unknown": 404,
    "method_unknown": 405,
    "silence": 408,
    "no_cycle": 409,
    "offset_mismatch": 409,
    "taken_over": 409,
    "client_key_reused": 409,
    "window_closed": 409,
    "window_elsewhere": 409,
    "upload_finished": 409,
    "upload_expired": 410,
    "upload_lost": 410,
    "upload_revoked": 410,
    "file_too_large": 413,
    "body_too_long": 413,
    "content_type_wrong": 415,
    "content_differs": 422,
    "unexpected": 503,
    "busy": 503,
    "restarting": 503,
    "storage_away": 507,
}
BAD_REQUEST = 400

_EXTRA: dict[str, Headers] = {
    "token_missing": {"www-authenticate": "Bearer"},
    "token_unknown": {"www-authenticate": "Bearer"},
    "unexpected": {"retry-after": "30"},
    "busy": {"retry-after": "5"},
    "restarting": {"retry-after": "1"},
    "storage_away": {"retry-after": "60"},
}
CODES: tuple[tuple[type[BaseException], str], ...] = (
    (ChecksumMismatch, "checksum_mismatch"),
    (BodyTooLong, "body_too_long"),
    (TakenOver, "taken_over"),
    (LeaseLost, "taken_over"),
    (Silence, "silence"),
    (PartBusy, "busy"),
    (StorageFault, "storage_away"),
    (OperationalError, "busy"),
    (InterfaceError, "busy"),
)
_ALARMING = frozenset({"storage_away", "busy"})


def refusing(refusal: Refusal, language: str, headers: Headers | None = None) -> Answer:
    """The answer to something that is not allowed or not possible now."""
    code = refusal.code
    content = {"code": code, "sentence": sentence(refusal, language)}
    return Answer(
        status=STATUS.get(code, BAD_REQUEST),
        headers={
            "content-type": "application/json; charset=utf-8",
            "sipol-code": code,  # an answer to HEAD has no body to read it in
            **_EXTRA.get(code, {}),
            **(headers or {}),
        },
        body=json.dumps(content, ensure_ascii=False).encode("utf-8"),
        closes=code in {"taken_over", "silence", "upload_revoked"},
        code=code,
    )


def answer_to(fault: Exception, language: str) -> Answer:
    """The answer to any fault; one that nobody foresaw gets a number to quote."""
    if isinstance(fault, Refused):
        return refusing(fault.refusal, language)
    if isinstance(fault, OffsetMismatch):
        offset = str(fault.offset)
        refusal = Refusal("offset_mismatch", {"offset": offset})
        # Resumable uploads name this header alike, in tus and in the IETF's draft.
        return refusing(refusal, language, {"upload-offset": offset})
    if isinstance(fault, Restarting):
        known = {} if fault.offset is None else {"upload-offset": str(fault.offset)}
        return refusing(Refusal("restarting"), language, known)
    for kind, code in CODES:
        if isinstance(fault, kind):
            if code in _ALARMING:
                logger.error("an upload was put off: %s", code, exc_info=fault)
            return refusing(Refusal(code), language)
    number = "UNG-" + secrets.token_hex(4).upper()
    logger.error("unexpected fault %s", number, exc_info=fault)
    return refusing(Refusal("unexpected", {"number": number}), language)
