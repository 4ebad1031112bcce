from django.urls import path

from sipol.web.party import (
    account,
    boards,
    filed,
    forms,
    handing_in,
    officers,
    sendings,
    timetable,
    views,
)
from sipol.web.party import papers as paper_pages
from sipol.web.party import place_lists as lists
from sipol.web.party.profile import ask_to_discard, discard, profile, save
from sipol.web.party.requirements import commission_checklist, requirement
from sipol.web.party.sending import send, send_form, template
from sipol.web.shared import papers as shared_papers
from sipol.web.shared import place_paths
from sipol.web.shared.people.urls import people_urls

place_paths.register()
_BOARD = "kepengurusan/<place:place>/"
_LISTS = "kepengurusan/daftar/"
_OFFICER = f"{_BOARD}pengurus/<uuid:officer_id>/"

app_name = "party"
urlpatterns = [
    path("", views.home, name="home"),
    path("profil/", profile, name="profile"),
    path("profil/simpan/", save, name="save_profile"),
    path("profil/buang-draf/", ask_to_discard, name="ask_to_discard_profile"),
    path("profil/draf/buang/", discard, name="discard_profile"),
    path("kepengurusan/", boards.tree, name="boards"),
    path(_LISTS, lists.place_lists, name="place_lists"),
    path(f"{_LISTS}kirim/", lists.send_place_list, name="send_place_list"),
    path(f"{_LISTS}<uuid:list_id>/", lists.list_result, name="place_list"),
    path(f"{_LISTS}<uuid:list_id>/perbaikan.xlsx", lists.list_workbook, name="list_workbook"),
    path(f"{_LISTS}templat-<slug:list_kind>.xlsx", lists.list_template_file, name="list_template"),
    path(_BOARD, boards.region, name="board"),
    path(f"{_BOARD}riwayat/", boards.history, name="board_history"),
    path(f"{_BOARD}pengurus/tambah/", officers.add, name="add_officer"),
    path(_OFFICER, officers.officer, name="officer"),
    path(f"{_OFFICER}simpan/", officers.save, name="save_officer"),
    path(f"{_OFFICER}akhiri/", officers.ask_to_end, name="ask_to_end_officer"),
    path(f"{_OFFICER}akhiri/ya/", officers.end, name="end_officer"),
    path(f"{_BOARD}<fact:fact>/", filed.filed_form, name="filed_form"),
    path(f"{_BOARD}<fact:fact>/simpan/", filed.save_filed, name="save_filed"),
    path(f"{_BOARD}<fact:fact>/akhiri/", filed.ask_to_end_filed, name="ask_to_end_filed"),
    path(f"{_BOARD}<fact:fact>/akhiri/ya/", filed.end_filed, name="end_filed"),
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
    path("dokumen/", paper_pages.papers, name="papers"),
    path("dokumen/jenis/<slug:kind>/", paper_pages.paper_kind, name="paper_kind"),
    path("dokumen/kirim/", paper_pages.paper_form, name="paper_form"),
    path("dokumen/kirim/berkas/", paper_pages.send_paper, name="send_paper"),
    path("dokumen/kiriman/", sendings.begin, name="begin_sending"),
    path("dokumen/kiriman/<uuid:sending_id>/", sendings.sending, name="sending"),
    path("dokumen/kiriman/<uuid:sending_id>/kemajuan/", sendings.progress, name="sending_progress"),
    path("dokumen/kiriman/<uuid:sending_id>/berkas/", sendings.send_files, name="sending_files"),
    path("dokumen/kiriman/<uuid:sending_id>/pasangkan/", sendings.mend, name="mend_sending"),
    path("dokumen/kiriman/<uuid:sending_id>/tutup/", sendings.finish, name="finish_sending"),
    path("dokumen/<uuid:paper_id>/", paper_pages.paper, name="paper"),
    path("dokumen/<uuid:paper_id>/<int:page>.jpg", shared_papers.picture, name="paper_page"),
    path("dokumen/<uuid:paper_id>/asli", shared_papers.original, name="paper_original"),
    path("dokumen/<uuid:paper_id>/tarik/", paper_pages.withdraw, name="withdraw_paper"),
    path("cakupan/", views.coverage, name="coverage"),
    path("cakupan.csv", views.coverage_table, name="coverage_csv"),
    path("tanda-terima/", views.receipts, name="receipts"),
    path("syarat/<str:letter>/", requirement, name="requirement"),
    path("periksa/", handing_in.check, name="check"),
    path("periksa/kpu/", commission_checklist, name="checklist"),
    path("formulir/", forms.forms, name="forms"),
    path("formulir/<slug:model>.pdf", forms.draft, name="draft_form"),
    path("formulir/<int:hand_in>/<slug:model>.pdf", forms.handed_in, name="handed_in_form"),
    path("putusan/<int:entry>/<slug:record>.pdf", forms.decision, name="decision_form"),
    path("mulai/", handing_in.begin, name="begin"),
    path("kirim/", handing_in.hand_in, name="hand_in"),
    path("kirim/pastikan/", handing_in.confirm, name="confirm_hand_in"),
    *people_urls(),
    path("akun/", account.account, name="account"),
    path("akun/token/", account.make_token, name="make_token"),
    path("akun/token/<int:token_id>/", account.token, name="token"),
    path("akun/token/<int:token_id>/cabut/", account.revoke_token, name="revoke_token"),
    path("akun/izin/<uuid:upload_id>/", account.permit, name="permit"),
    path("akun/izin/<uuid:upload_id>/cabut/", account.revoke_permit, name="revoke_permit"),
]
