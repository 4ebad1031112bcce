"""How a request was made: by a page's script or by going somewhere, and from whose page."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from sipol.infra.ledger.redaction import hide_niks

LOOKING = ("GET", "HEAD")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def door_of(request: HttpRequest) -> str:
    """The name of the address that is asked for; empty where there is none."""
    if request.resolver_match:
        return request.resolver_match.view_name
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def by_script(request: HttpRequest) -> bool:
    """Whether a script or a program asks, which can do nothing with a redirect to a page."""
    headers = request.headers
    return (
        headers.get("Sec-Fetch-Dest") == "empty"
        or "HX-Request" in headers
        or headers.get("X-Requested-With") == "XMLHttpRequest"
        or headers.get("Accept", "").startswith("application/json")
        or request.content_type == "application/json"
    )


def from_own_page(request: HttpRequest) -> bool | None:
    """Whether a page of ours made the browser ask; None where the browser does not say.

    Only headers that a foreign page cannot set count. The newest is asked first: it also speaks
    where the other two are held back.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    own = f"{request.scheme}://{request.get_host()}"
    if origin := request.headers.get("Origin"):
        return origin == own
    if referer := request.headers.get("Referer"):
        parts = urlsplit(referer)
        return f"{parts.scheme}://{parts.netloc}" == own
    return None


def page_before(request: HttpRequest) -> str:
    """The path of our page from which the request came; empty where it is not known to be ours.

    Without its query where an identity number stands in it: addresses stay in histories.
    """
    referer = request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(
        referer, {request.get_host()}, require_https=settings.SECURE
    )
    if not referer or not allowed:
        return ""
    parts = urlsplit(referer)
    if parts.path.startswith("//"):
        return ""  # a browser would take the rest for another site's name
    whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return whole if hide_niks(whole) == whole else parts.path
