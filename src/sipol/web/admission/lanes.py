"""Which request is how important: the lanes, and the table of requests.

What is under way goes first and is never refused; new sign-ins, exports, reports and public look-up
come last. A request counts by who asks: somebody known (signed in, now or lately), somebody who was
shown the sign-in page a moment ago, or a stranger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from sipol.infra.admission.lanes import Lane

MEBIBYTE = 1024 * 1024
FORM_BYTES = 4 * MEBIBYTE
MULTIPART_SLACK = MEBIBYTE
UPLOADS_AT_ONCE = 4096
MOST_REMEMBERED = 4096


class Standing(IntEnum):
    """Who asks, as an index into the lanes of a rule."""

    KNOWN = 0
    SHOWN_IN = 1
    STRANGER = 2


def page_lanes(*, flow_length: int, patience: float) -> tuple[Lane, ...]:
    """The lanes of Django's threads. Both settings are those of looking at pages; who writes
    something waits longer before being told to come back, since a form is harder to send again."""
    usual = {"flow_length": flow_length, "length": max(64 * flow_length, 64)}
    long = max(20.0, patience) if patience >= 1 else patience
    return (
        Lane("vital", 0, share=20, refusable=False),
        Lane("keep", 1, share=40, refusable=False),
        Lane("enter", 2, share=15, most=0.75, patience=long, **usual),
        Lane("begin", 3, share=10, most=0.5, patience=long, **usual),
        Lane("browse", 4, share=20, most=0.75, patience=patience, **usual),
        Lane("arrive", 5, share=4, most=0.5, patience=patience, **usual),
        Lane("look_up", 6, share=3, most=0.75, patience=patience, **usual),
        Lane("extract", 7, share=2, most=0.25, patience=patience, **usual),
    )


def upload_lanes(*, flow_length: int, patience: float) -> tuple[Lane, ...]:
    """The lanes of the upload door: its senders are slow by nature, so latency says nothing."""
    begun = max(flow_length, 64)
    return (
        Lane("resume", 0, share=40, refusable=False, adaptive=False),
        Lane(
            "begin_upload",
            1,
            share=10,
            most=0.25,
            flow_length=begun,
            patience=patience,
            adaptive=False,
        ),
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """Requests and their lanes, in the order of `Standing`."""

    methods: frozenset[str]
    path: re.Pattern[str]
    lanes: tuple[str, str, str]

    def fits(self, method: str, path: str) -> bool:
        return (not self.methods or method in self.methods) and bool(self.path.fullmatch(path))


def _rule(methods: str, path: str, known: str, shown_in: str, stranger: str) -> Rule:
    return Rule(frozenset(methods.split()), re.compile(path), (known, shown_in, stranger))


LOOKING = "GET HEAD OPTIONS"
WRITING = "POST PUT PATCH DELETE"

WITH_FILES = r"/partai/(anggota/kirim|dokumen/kirim|dokumen/kiriman/[^/]+)/berkas/"

# The first that fits decides.
RULES: tuple[Rule, ...] = (
    _rule("", r"/(healthz|readyz)", "vital", "vital", "vital"),
    _rule("", r"/(static/.*|favicon\.ico)", "vital", "vital", "vital"),
    _rule("POST", r"/uploads/?", "begin_upload", "begin_upload", "begin_upload"),
    _rule("", r"/uploads(/.*)?", "resume", "resume", "resume"),
    _rule("", r"/(api/v1/drafts|partai/draf)(/.*)?", "keep", "enter", "arrive"),
    _rule("POST", r"/partai/kirim/(pastikan/)?", "keep", "enter", "arrive"),
    _rule(
        LOOKING,
        r"/tanda-terima/.*|/partai/tanda-terima/.*|/api/v1/deliveries/[^/]+/receipt",
        "keep",
        "look_up",
        "look_up",
    ),
    _rule("POST", r"/api/v1/uploads|" + WITH_FILES, "begin", "begin", "arrive"),
    _rule("POST", r"/partai/kepengurusan/daftar/kirim/", "begin", "begin", "arrive"),
    _rule("", r"/(masuk|keluar|undangan)/.*", "enter", "enter", "arrive"),
    _rule(LOOKING, r".*\.(csv|xlsx|pdf|jpg)|.*/asli", "extract", "extract", "extract"),
    _rule(LOOKING, r"/api/v1/deliveries/[^/]+/findings", "extract", "extract", "extract"),
    _rule(WRITING, r".*", "enter", "arrive", "arrive"),
    _rule("", r".*", "browse", "look_up", "look_up"),
)

# A whole file in a plain form, for browsers without script.
WHOLE_FILE = re.compile(WITH_FILES)

_NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+")


class RequestTable:
    """Finds the rule of a request, and the kind by which its latency is compared."""

    def __init__(self, upload_limit_bytes: int) -> None:
        self._whole_file = upload_limit_bytes + MULTIPART_SLACK
        self._remembered: dict[tuple[str, str], tuple[Rule, str]] = {}

    def find(self, method: str, path: str) -> tuple[Rule, str]:
        found = self._remembered.get((method, path))
        if found is None:
            rule = next(rule for rule in RULES if rule.fits(method, path))
            found = rule, f"{method} {_NUMBERS.sub('*', path)}"[:80]
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[method, path] = found
        return found

    def longest_body(self, path: str) -> int:
        return self._whole_file if WHOLE_FILE.fullmatch(path) else FORM_BYTES
