"""One effect per request: what was answered under a key is answered again, and done once.

Stands innermost, so that the answer is the page's own and session and cookies stay outside. The
effect and its answer are one transaction. Only what succeeded is kept: a refusal is judged anew,
and somebody who goes back and mends the form may use its key. What a page itself does beside
refusing, like keeping a draft of what was typed, stays; a page that raised leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sipol.infra.answers.actions import (
    Asked,
    Given,
    KeyReused,
    StillUnderWay,
    fingerprint_of,
    first_answer,
    keep_answer,
    one_at_a_time,
)
from sipol.kernel import clock
from sipol.records.accounts.queries import actor_by_api_token
from sipol.records.timetable.queries import current_cycle
from sipol.web.shared import access
from sipol.web.shared.asking import FORM_TYPES, LOOKING, by_script, door_of
from sipol.web.shared.parking import let_go_of_sent
from sipol.web.shared.request_keys import NOT_CONTENT, KeyUnusable, key_of

GetResponse = Callable[[HttpRequest], HttpResponse]

REPLAYED = "Idempotency-Replayed"
# Verification, disputes and election day follow the closing of registration within this time.
AFTER_CLOSING = timedelta(days=730)

# code: status, title, sentence, what to do
REFUSALS = {
    "idempotency_key_reused": (
        409,
        _("Formulir ini sudah dikirim dengan isi lain"),
        _(
            "Kiriman pertama dari formulir ini sudah dijalankan. Isi yang berbeda ini tidak "
            "dijalankan, dan tidak ada yang berubah."
        ),
        _(
            "Periksa dulu hasil kiriman pertama. Bila masih ada yang perlu dikirim, buka "
            "formulirnya sekali lagi dari awal."
        ),
    ),
    "idempotency_key_missing": (
        400,
        _("Kunci permintaan tidak ada"),
        _("Permintaan ini tidak membawa kepala Idempotency-Key dan tidak dijalankan."),
        _("Sertakan kunci baru untuk setiap permintaan, dan kunci yang sama bila mengulang."),
    ),
    "idempotency_key_invalid": (
        400,
        _("Kunci permintaan tidak dapat dipakai"),
        _(
            "Kunci permintaan paling panjang 200 huruf ASCII yang terlihat. Permintaan ini tidak "
            "dijalankan."
        ),
        _("Buka formulirnya sekali lagi dari awal."),
    ),
    "still_under_way": (
        503,
        _("Kiriman pertama masih dikerjakan"),
        _(
            "Permintaan yang sama sedang dikerjakan. Yang ini tidak dijalankan, sehingga tidak ada "
            "yang terjadi dua kali."
        ),
        _("Tunggu beberapa detik, lalu kirim sekali lagi. Hasilnya akan sama."),
    ),
}
CODES: dict[type[Exception], str] = {
    KeyUnusable: "idempotency_key_invalid",
    KeyReused: "idempotency_key_reused",
    StillUnderWay: "still_under_way",
}
RETRY_SECONDS = "3"


class OncePerKey:
    """Middleware around the addresses of `access.ONCE_PER_KEY`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in LOOKING or door_of(request) not in access.ONCE_PER_KEY:
            return self.get_response(request)
        who, program = _who(request)
        if not who:
            return self.get_response(request)  # the gate answers
        try:
            key = key_of(request)
            if program and not key:
                return refusal(request, "idempotency_key_missing")
            # A form without a key is none of ours; it has its effect, and no repeat is known.
            asked = Asked(who, key or str(uuid4()), _fingerprint(request))
            request.fingerprint = asked.fingerprint  # type: ignore[attr-defined]
            in_steps = door_of(request) in access.IN_STEPS
            return (self._once_in_steps if in_steps else self._once)(request, asked)
        except tuple(CODES) as error:
            return refusal(request, CODES[type(error)])

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Notes that the page did not get to its own answer."""
        request.raised = True  # type: ignore[attr-defined]

    def _once(self, request: HttpRequest, asked: Asked) -> HttpResponse:
        with transaction.atomic():
            kept = first_answer(asked)
            if kept is not None:
                return _again(request, kept)
            answer = self.get_response(request)
            if not hasattr(request, "admitted"):
                return answer  # refused before the page, for instance parked: no effect to undo
            if not _succeeded(request, answer):
                failed = answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
                transaction.set_rollback(failed or hasattr(request, "raised"))
                return answer
            let_go_of_sent(request)
            _keep(request, asked, answer)
            return answer

    def _once_in_steps(self, request: HttpRequest, asked: Asked) -> HttpResponse:
        """The page works in transactions of its own and finds by itself what was done before."""
        with one_at_a_time(asked.who, asked.key):
            with transaction.atomic():
                kept = first_answer(asked)
            if kept is not None:
                return _again(request, kept)
            answer = self.get_response(request)
            if hasattr(request, "admitted") and _succeeded(request, answer):
                with transaction.atomic():
                    _keep(request, asked, answer)
            return answer


def _succeeded(request: HttpRequest, answer: HttpResponse) -> bool:
    admitted: bool = getattr(request, "admitted", False)
    return admitted and 200 <= answer.status_code < 400


def refusal(request: HttpRequest, code: str) -> HttpResponse:
    """Why a request was not done, as a page or as JSON."""
    status, title, sentence, what_next = REFUSALS[code]
    if by_script(request) and "Sipol-Form" not in request.headers:
        answer: HttpResponse = JsonResponse(
            {"code": code, "sentence": str(sentence)}, status=status
        )
    else:
        page = {"title": title, "text": sentence, "what_next": what_next}
        answer = render(request, "shared/message.html", page, status=status)
    if status == 503:
        answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def _who(request: HttpRequest) -> tuple[str, bool]:
    """Whose keys count, empty for nobody; and whether it is a program with a token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        actor = actor_by_api_token(token)
        return (f"user:{actor.user_id}" if actor else "", True)
    return (f"user:{request.user.pk}" if request.user.is_authenticated else "", False)


def _fingerprint(request: HttpRequest) -> str:
    where = (request.method or "").encode(), request.get_full_path().encode()
    if request.content_type not in FORM_TYPES:
        return fingerprint_of(*where, request.body)
    fields = [[name, values] for name, values in request.POST.lists() if name not in NOT_CONTENT]
    files = [
        [name, file.name, _sha256(file)] for name, given in request.FILES.lists() for file in given
    ]
    return fingerprint_of(*where, json.dumps([sorted(fields), sorted(files)]).encode())


def _sha256(file: UploadedFile) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()


def _keep(request: HttpRequest, asked: Asked, answer: HttpResponse) -> None:
    now = clock.now()
    cycle = current_cycle()
    # The notices of this request only; those that wait from earlier ones are not read here.
    queued = getattr(messages.get_messages(request), "_queued_messages", [])
    given = Given(
        status=answer.status_code,
        headers=dict(answer.items()),
        body=answer.content,
        notices=[(notice.level, str(notice.message)) for notice in queued],
    )
    closing = max(now, cycle.closes_at) if cycle else now
    keep_answer(asked, given, now=now, keep_until=closing + AFTER_CLOSING)


def _again(request: HttpRequest, kept: Given) -> HttpResponse:
    answer = HttpResponse(kept.body, status=kept.status, headers=kept.headers)
    answer.headers[REPLAYED] = "true"
    for level, sentence in kept.notices:
        messages.add_message(request, level, sentence)
    return answer
