"""Forms that a page's script sends and keeps until they are answered: what it needs to know.

`client/src/forms.ts` marks such a request by the header `Sipol-Form`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

ASKED = "Sipol-Form"
# Tells our answer from one of a box on the way, which also says 200.
ANSWERED = "Sipol-Answer"
GO = "Sipol-Location"


class KeptForms:
    """Says where to go on instead of redirecting: a script that follows a redirect would use up
    the notice meant for the page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if ASKED not in request.headers:
            return answer
        answer.headers[ANSWERED] = "1"
        if 300 <= answer.status_code < 400 and "Location" in answer.headers:
            answer.headers[GO] = answer.headers["Location"]
            del answer.headers["Location"]
            answer.status_code = 200
        return answer
