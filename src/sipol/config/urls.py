"""All addresses of Sipol; who may use each stands in `sipol.web.shared.access`."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from sipol.web.api.operations import api
from sipol.web.shared import faults
from sipol.web.shared.inbox import inbox, notice
from sipol.web.shared.people.own_rights import own_rights
from sipol.web.shared.resuming import resume
from sipol.web.shared.security.urls import security_urls
from sipol.web.shared.session import session
from sipol.web.shared.sign_in import NewPassword, SignIn

urlpatterns = [
    path("", include("sipol.web.public.urls")),
    path("", include("sipol.web.operations.urls")),
    path("masuk/", SignIn.as_view(), name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("sesi/", session, name="account_session"),
    path("lanjutkan/<uuid:parked_id>/", resume, name="account_resume"),
    path("kotak-masuk/", inbox, name="inbox"),
    path("kotak-masuk/<uuid:notice_id>/", notice, name="notice"),
    path("akun/hak/", own_rights, name="account_rights"),
    path("akun/sandi/", NewPassword.as_view(), name="account_change_password"),
    *security_urls(),
    path("partai/", include("sipol.web.party.urls")),
    path("kpu/", include("sipol.web.commission.urls")),
    path("bawaslu/", include("sipol.web.supervisor.urls")),
    path("api/v1/", api.urls),
]

handler400 = faults.bad_request
handler403 = faults.forbidden
handler404 = faults.not_found
handler429 = faults.too_many
handler500 = faults.broken
