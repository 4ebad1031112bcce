"""All addresses of Sipol; who may use each stands in `sipol.web.shared.access`."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from sipol.web.api.operations import api
from sipol.web.shared import faults

urlpatterns = [
    path("", include("sipol.web.public.urls")),
    path("", include("sipol.web.operations.urls")),
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("masuk-ulang/", account.reauthenticate, name="account_reauthenticate"),
    path("partai/", include("sipol.web.party.urls")),
    path("kpu/", include("sipol.web.commission.urls")),
    path("bawaslu/", include("sipol.web.supervisor.urls")),
    path("api/v1/", api.urls),
]

handler400 = faults.bad_request
handler403 = faults.forbidden
handler404 = faults.not_found
handler500 = faults.broken
