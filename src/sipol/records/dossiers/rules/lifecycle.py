"""The one table of moves of a party's filing (PKPU 4/2022, arts 16-24).

From the letter that asks for access to the filing received, returned or lapsed. Nothing else in
Sipol may set a dossier's state, and no state follows from the clock alone: lapsing is a move too.
"""

from __future__ import annotations

from sipol.kernel.actors import PARTY_ROLES, Role
from sipol.kernel.lifecycles import Facts, Lifecycle, Move
from sipol.kernel.refusals import Refusal


def may_be_prepared(facts: Facts) -> Refusal | None:
    """Why the filing cannot be handed in as it stands, whoever confirms it; None where it can."""
    closed: Refusal | None = facts["window_refusal"]
    if closed:
        return closed
    if facts["pending_deliveries"]:
        return Refusal("deliveries_pending", {"count": str(facts["pending_deliveries"])})
    if not facts["members"]:
        return Refusal("no_members")
    return None


def _is_confirmed(facts: Facts) -> Refusal | None:
    """Two people: one has prepared exactly these figures, somebody else confirms them."""
    refusal = may_be_prepared(facts)
    if refusal or not facts.get("two_people"):
        return refusal
    if facts["prepared_by"] is None:
        return Refusal("not_prepared")
    if facts["prepared_sha256"] != facts["sha256"]:
        return Refusal("changed_since_prepared")
    if facts["prepared_by"] == facts["confirmed_by"]:
        return Refusal("prepared_by_same_person")
    return None


def _is_accounted_for(facts: Facts) -> Refusal | None:
    """People decide, also against the computation; then they say why."""
    if not facts.get("requirements_met", True) and not facts.get("reason", "").strip():
        return Refusal("acceptance_unexplained")
    return None


def _has_letter(facts: Facts) -> Refusal | None:
    return None if facts["letter"].strip() else Refusal("letter_missing")


def _is_over(facts: Facts) -> Refusal | None:
    if facts["deadline_passed"]:
        return None
    return Refusal("deadline_ahead", {"closes_at": facts["closes_at_text"]})


_PARTY_ADMIN = frozenset({Role.PARTY_ADMIN})
_COMMISSION = frozenset({Role.COMMISSION})

LIFECYCLE = Lifecycle(
    name="dossier",
    initial="account_requested",
    states=(
        "account_requested",
        "account_active",
        "draft",
        "submitted",
        "complete",
        "incomplete",
        "returned",
        "lapsed",
    ),
    moves=(
        Move(
            "open_access",
            ("account_requested",),
            "account_active",
            _COMMISSION,
            entry="dossier.access_opened",
            guard=_has_letter,
        ),
        Move("begin", ("account_active",), "draft", PARTY_ROLES, entry="dossier.begun"),
        Move(
            "submit",
            ("draft", "incomplete"),
            "submitted",
            _PARTY_ADMIN,
            entry="dossier.submitted",
            guard=_is_confirmed,
        ),
        Move(
            "accept",
            ("submitted",),
            "complete",
            _COMMISSION,
            entry="dossier.accepted",
            guard=_is_accounted_for,
        ),
        Move(
            "find_incomplete",
            ("submitted",),
            "incomplete",
            _COMMISSION,
            entry="dossier.found_incomplete",
            needs_reason=True,
        ),
        Move(
            "return",
            ("submitted", "incomplete"),
            "returned",
            _COMMISSION,
            entry="dossier.returned",
            needs_reason=True,
        ),
        Move(
            "lapse",
            ("account_requested", "account_active", "draft"),
            "lapsed",
            _COMMISSION,
            entry="dossier.lapsed",
            guard=_is_over,
        ),
        Move(
            "reopen",
            ("returned", "lapsed"),
            "draft",
            _COMMISSION,
            entry="dossier.reopened",
            needs_reason=True,
        ),
    ),
)

# In the order in which a filing passes through them.
STATE_TITLES = {
    "account_requested": "Akses diminta",
    "account_active": "Akses dibuka",
    "draft": "Draf partai",
    "submitted": "Dikirim, menunggu KPU",
    "complete": "Diterima lengkap",
    "incomplete": "Belum lengkap",
    "returned": "Dikembalikan",
    "lapsed": "Tidak mendaftar sampai tenggat",
}

MOVE_TITLES = {
    "open_access": "Akses dibuka oleh KPU",
    "begin": "Pengisian dimulai oleh partai",
    "submit": "Dikirim oleh partai",
    "accept": "Diterima lengkap oleh KPU",
    "find_incomplete": "Dinyatakan belum lengkap oleh KPU",
    "return": "Dikembalikan oleh KPU",
    "lapse": "Tenggat lewat tanpa pendaftaran",
    "reopen": "Dibuka kembali atas perintah",
}
