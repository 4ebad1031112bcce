"""The JSON API, version 1: uploads, deliveries, findings, receipts, coverage, drafts of forms.

A program sends `Authorization: Bearer <API token>`; a page of Sipol is known by its session (and
then writes need the CSRF header). The same rights apply as on the pages.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from sipol.flow.intake.actions.uploads import begin_upload
from sipol.flow.intake.queries import deliveries, findings
from sipol.infra.ledger.queries import receipt_of
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.accounts.actions import use_api_token
from sipol.records.dossiers import queries as dossiers
from sipol.web.api.drafts import router as drafts
from sipol.web.shared.arrival import as_arrived
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.expired import proof_too_old_body, signed_out_body
from sipol.web.shared.judged import party_coverage
from sipol.web.shared.refusals import sentence

FORBIDDEN = 403
STATUS_OF_REFUSAL = {
    "token_missing": 401,
    "token_unknown": 401,
    "not_found": 404,
    "receipt_not_issued": 404,
    "party_missing": 422,
    "request_malformed": 422,
    "client_key_reused": 409,
    "file_too_large": 413,
    "regency_unknown": 422,
    "client_key_invalid": 422,
    "sha256_invalid": 422,
    "upload_revoked": 410,
    "window_closed": 409,
    "window_elsewhere": 409,
    "delivery_unknown": 404,
    "sending_unknown": 404,
    "draft_form_unknown": 404,
    "draft_field_invalid": 422,
    "draft_base_unknown": 422,
    "draft_too_large": 413,
    "draft_full": 413,
    "idempotency_key_invalid": 422,
    "idempotency_key_reused": 409,
}


class ByToken(HttpBearer):
    """A person's program."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = use_api_token(token, now=clock.now())
        return as_arrived(request, actor) if actor else None


class ProofTooOld(Exception):
    """The page's proof of origin does not hold any more."""


class BySession(SessionAuth):
    """A page of Sipol on which somebody is signed in."""

    def _get_key(self, request: HttpRequest) -> str | None:
        # Whoever is not signed in hears that first, not that the proof of origin is old.
        if not request.user.is_authenticated:
            return None
        try:
            return super()._get_key(request)
        except HttpError as error:
            raise ProofTooOld from error

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        user = request.user
        return as_arrived(request, user.as_actor()) if user.is_authenticated else None


api = NinjaAPI(
    title="Sipol",
    version="1",
    description="Uploads of member lists, their findings and receipts, coverage, drafts.",
    urls_namespace="api-1",
    docs_url=None,
    auth=[ByToken(), BySession()],
)
api.add_router("/drafts", drafts)


class NewUpload(Schema):
    """What a file is called and how large it is; `client_id` makes repeating harmless. A file of a
    sending of papers names it in `papers`, all others are member lists.

    `sha256`, where the sender knows it: what was delivered before is finished at once.
    """

    name: str
    size: int
    client_id: str
    regency: str = ""
    mends: UUID | None = None
    papers: UUID | None = None
    sha256: str = ""


class Upload(Schema):
    id: UUID
    upload_url: str
    token: str
    offset: int
    size: int
    finished: bool
    expires_at: datetime
    delivery_url: str


class Balance(Schema):
    sent: int
    accepted: int
    rejected: int
    pending: int
    warned: int
    mended: int


class DeliveryOut(Schema):
    id: UUID
    file_name: str
    file_size: int
    sha256: str
    regency: str
    state: str
    failure_code: str
    received_at: datetime
    judged_at: datetime | None
    rows: Balance
    receipt_url: str


class FindingOut(Schema):
    row: int
    column: str
    code: str
    severity: str
    value: str
    sentence: str
    mending: str


class FindingPage(Schema):
    total: int
    findings: list[FindingOut]


class RegencyOut(Schema):
    code: str
    name: str
    population: int
    minimum: int
    accepted: int
    rejected: int
    short_by: int


class CoverageOut(Schema):
    party_id: int
    accepted: int
    rejected: int
    regencies_met: int
    regencies_required: int
    provinces_met: int
    provisional: bool
    source: str
    regencies: list[RegencyOut]


class DossierOut(Schema):
    id: UUID
    party_id: int
    party: str
    state: str
    submitted_at: datetime | None
    snapshot_sha256: str


@api.post("/uploads", response=Upload, url_name="create_upload")
def create_upload(request: HttpRequest, new: NewUpload) -> dict[str, Any]:
    """Begin an upload, or find the one begun with this `client_id`; then PATCH to `upload_url`."""
    started = begin_upload(
        actor=request.auth,
        cycle_id=running_cycle().id,
        client_key=new.client_id,
        file_name=new.name,
        size=new.size,
        regency_code=new.regency,
        mends_delivery_id=new.mends,
        sending_id=new.papers,
        sha256=new.sha256,
        now=clock.now(),
    )
    delivery_id = deliveries.delivery_of_upload(started.id)
    return {
        "id": started.id,
        "upload_url": f"/uploads/{started.id}",
        "token": started.token,
        "offset": started.durable_offset,
        "size": started.size,
        "finished": started.already_finished,
        "expires_at": started.expires_at,
        "delivery_url": reverse("party:delivery", args=[delivery_id]) if delivery_id else "",
    }


@api.get("/deliveries", response=list[DeliveryOut], url_name="list_deliveries")
def list_deliveries(request: HttpRequest, party_id: int | None = None) -> list[dict[str, Any]]:
    """The latest deliveries of one's own party; of `party_id` for commission and supervisor."""
    rows = deliveries.deliveries(
        request.auth, party_id=_party_of(request, party_id), cycle_id=running_cycle().id
    )
    return [_delivery(row) for row in rows]


@api.get("/deliveries/{uuid:delivery_id}", response=DeliveryOut, url_name="read_delivery")
def read_delivery(request: HttpRequest, delivery_id: UUID) -> dict[str, Any]:
    """One delivery with its balance at this moment."""
    return _delivery(deliveries.delivery(request.auth, delivery_id))


@api.get("/deliveries/{uuid:delivery_id}/findings", response=FindingPage, url_name="list_findings")
def list_findings(
    request: HttpRequest, delivery_id: UUID, offset: int = 0, limit: int = 1000
) -> dict[str, Any]:
    """Findings in the order of rows, up to 1,000 at a time."""
    facts = deliveries.delivery(request.auth, delivery_id)
    found = findings.findings(facts.id, offset=max(0, offset), limit=max(1, min(limit, 1000)))
    return {"total": findings.count_findings(facts.id), "findings": found}


@api.get("/deliveries/{uuid:delivery_id}/receipt", url_name="read_receipt")
def read_receipt(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """The signed receipt, byte for byte the same every time; 404 until the delivery is judged."""
    facts = deliveries.delivery(request.auth, delivery_id)
    receipt = receipt_of("delivery", f"delivery:{facts.id}")
    if receipt is None:
        raise Refused(Refusal("receipt_not_issued"))
    return HttpResponse(receipt.signed.document(), content_type="application/json")


@api.get("/coverage", response=CoverageOut, url_name="read_coverage")
def read_coverage(request: HttpRequest, party_id: int | None = None) -> dict[str, Any]:
    """The coverage of one's own party; of `party_id` for commission and supervisor."""
    wanted = _party_of(request, party_id)
    reached = party_coverage(request.auth, party_id=wanted, cycle_id=running_cycle().id)
    return {
        "party_id": wanted,
        "accepted": reached.accepted,
        "rejected": reached.rejected,
        "regencies_met": reached.regencies_met,
        "regencies_required": reached.regencies_required,
        "provinces_met": reached.provinces_met,
        "provisional": reached.provisional,
        "source": reached.source,
        "regencies": [r for province in reached.provinces for r in province.regencies],
    }


@api.get("/dossiers", response=list[DossierOut], url_name="list_dossiers")
def list_dossiers(request: HttpRequest) -> list[dict[str, Any]]:
    """All dossiers for commission and supervisor; a party sees its own."""
    actor, cycle = request.auth, running_cycle()
    rows = (
        [dossiers.dossier_of_party(actor, cycle.id)]
        if actor.is_party
        else dossiers.dossiers(actor, cycle.id)
    )
    return [
        {
            "id": row.id,
            "party_id": row.party.id,
            "party": row.party.short_name,
            "state": row.state,
            "submitted_at": row.submitted_at,
            "snapshot_sha256": row.snapshot_sha256,
        }
        for row in rows
    ]


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return _answer(request, refused.refusal)


@api.exception_handler(AuthenticationError)
def _unknown_sender(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    if "Authorization" in request.headers:
        response = _answer(request, Refusal("token_unknown"))
    elif request.COOKIES:
        # One of our pages asks, and its session is over.
        response = api.create_response(request, signed_out_body(), status=401)
    else:
        response = _answer(request, Refusal("token_missing"))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ObjectDoesNotExist)
def _missing(request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:
    return _answer(request, Refusal("not_found"))


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _answer(request, Refusal("request_malformed"), detail=error.errors)


def _answer(request: HttpRequest, refusal: Refusal, **more: Any) -> HttpResponse:
    answer = {"code": refusal.code, "sentence": sentence(refusal), **more}
    status = STATUS_OF_REFUSAL.get(refusal.code, FORBIDDEN)
    return api.create_response(request, answer, status=status)


@api.exception_handler(ProofTooOld)
def _proof_too_old(request: HttpRequest, error: ProofTooOld) -> HttpResponse:
    return api.create_response(request, proof_too_old_body(), status=403)


def _party_of(request: HttpRequest, party_id: int | None) -> int:
    wanted = party_id if party_id is not None else request.auth.party_id
    if wanted is None:
        raise Refused(Refusal("party_missing"))
    return wanted


def _delivery(facts: deliveries.DeliveryFacts) -> dict[str, Any]:
    receipt = receipt_of("delivery", f"delivery:{facts.id}")
    return {
        "id": facts.id,
        "file_name": facts.file_name,
        "file_size": facts.file_size,
        "sha256": facts.sha256,
        "regency": facts.regency_code,
        "state": facts.state,
        "failure_code": facts.failure_code,
        "received_at": facts.received_at,
        "judged_at": facts.judged_at,
        "rows": facts,
        "receipt_url": f"{settings.PUBLIC_URL}/tanda-terima/{receipt.number}" if receipt else "",
    }
