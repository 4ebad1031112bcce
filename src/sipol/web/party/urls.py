from django.urls import path

from sipol.web.party import account, timetable, views
from sipol.web.party.profile import ask_to_discard, discard, profile, save
from sipol.web.party.sending import send, send_form, template

app_name = "party"
urlpatterns = [
    path("", views.home, name="home"),
    path("profil/", profile, name="profile"),
    path("profil/simpan/", save, name="save_profile"),
    path("profil/buang-draf/", ask_to_discard, name="ask_to_discard_profile"),
    path("profil/draf/buang/", discard, name="discard_profile"),
    path("anggota/kirim/", send, name="send"),
    path("anggota/kirim/berkas/", send_form, name="send_form"),
    path("anggota/templat.xlsx", template, name="template"),
    path("pengiriman/", views.delivery_list, name="deliveries"),
    path("pengiriman/<uuid:delivery_id>/", views.delivery, name="delivery"),
    path("pengiriman/<uuid:delivery_id>/kemajuan/", views.progress, name="delivery_progress"),
    path(
        "pengiriman/<uuid:delivery_id>/perbaikan.xlsx", views.error_workbook, name="error_workbook"
    ),
    path("pengiriman/<uuid:delivery_id>/temuan.csv", views.findings_csv, name="findings_csv"),
    path("jadwal/", timetable.calendar, name="timetable"),
    path("cakupan/", views.coverage, name="coverage"),
    path("cakupan.csv", views.coverage_table, name="coverage_csv"),
    path("tanda-terima/", views.receipts, name="receipts"),
    path("periksa/", views.check, name="check"),
    path("kirim/", views.hand_in, name="hand_in"),
    path("akun/", account.account, name="account"),
    path("akun/token/", account.make_token, name="make_token"),
    path("akun/token/<int:token_id>/", account.token, name="token"),
    path("akun/token/<int:token_id>/cabut/", account.revoke_token, name="revoke_token"),
    path("akun/izin/<uuid:upload_id>/", account.permit, name="permit"),
    path("akun/izin/<uuid:upload_id>/cabut/", account.revoke_permit, name="revoke_permit"),
]
