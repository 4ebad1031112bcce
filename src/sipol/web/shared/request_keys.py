"""The key under which a request may be repeated: a header of programs, a hidden field of forms."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.http import HttpRequest

from sipol.web.shared.asking import FORM_TYPES

HEADER = "Idempotency-Key"
FIELD = "idempotency_key"
# Pages that were opened before this release carry the key under this name.
EARLIER_FIELD = "request_id"
LONGEST_KEY = 200

# Fields that say who sends and how, not what.
NOT_CONTENT = frozenset({"csrfmiddlewaretoken", FIELD, EARLIER_FIELD, "parked_form"})


class KeyUnusable(Exception):
    """A key that is too long or not plain visible ASCII."""


def key_of(request: HttpRequest) -> str:
    """The request's key; empty where it has none. Raises KeyUnusable."""
    key = request.headers.get(HEADER, "")
    if not key and request.content_type in FORM_TYPES:
        key = request.POST.get(FIELD) or request.POST.get(EARLIER_FIELD) or ""
    if len(key) > LONGEST_KEY or not key.isascii() or (key and not key.isprintable()):
        raise KeyUnusable
    return key


def request_id(request: HttpRequest) -> UUID:
    """The key as actions take it: the same for every repeat, new for a request without a key.

    One person's key is another id than the same key of somebody else.
    """
    key = key_of(request)
    if not key:
        return uuid4()
    who = getattr(request.user, "pk", "")
    return uuid5(NAMESPACE_URL, f"sipol:{who}:{key}")
