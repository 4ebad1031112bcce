from django.urls import path

from sipol.web.commission import letters, on_paper, timetable, views
from sipol.web.shared import oversight, place_paths
from sipol.web.shared import papers as shared_papers
from sipol.web.shared.people.urls import narrowing_urls, people_urls

place_paths.register()

app_name = "commission"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("berkas/<uuid:dossier_id>/", views.dossier, name="dossier"),
    path("berkas/<uuid:dossier_id>/keputusan/", views.decide, name="decide"),
    path("berkas/<uuid:dossier_id>/periksa/", views.mark, name="mark"),
    path(
        "berkas/<uuid:dossier_id>/syarat/<str:letter>/", oversight.requirement, name="requirement"
    ),
    path("berkas/<uuid:dossier_id>/cakupan/", oversight.coverage, name="coverage"),
    path("berkas/<uuid:dossier_id>/cakupan.csv", oversight.coverage_table, name="coverage_csv"),
    path("berkas/<uuid:dossier_id>/kepengurusan/", oversight.boards, name="boards"),
    path("berkas/<uuid:dossier_id>/kepengurusan/<place:place>/", oversight.board, name="board"),
    path(
        "berkas/<uuid:dossier_id>/kepengurusan/<place:place>/riwayat/",
        oversight.board_history,
        name="board_history",
    ),
    path(
        "berkas/<uuid:dossier_id>/formulir/<int:hand_in>/<slug:model>.pdf",
        oversight.handed_in_form,
        name="handed_in_form",
    ),
    path(
        "berkas/<uuid:dossier_id>/putusan/<int:entry>/<slug:record>.pdf",
        oversight.decision_form,
        name="decision_form",
    ),
    path("berkas/<uuid:dossier_id>/dokumen/", oversight.papers, name="papers"),
    path("berkas/<uuid:dossier_id>/dokumen/<slug:kind>/", oversight.paper_kind, name="paper_kind"),
    path("dokumen/<uuid:paper_id>/", oversight.paper, name="paper"),
    path("dokumen/<uuid:paper_id>/<int:page>.jpg", shared_papers.picture, name="paper_page"),
    path("dokumen/<uuid:paper_id>/asli", shared_papers.original, name="paper_original"),
    *people_urls(),
    *narrowing_urls(),
    path("surat/", letters.letters, name="letters"),
    path("surat/catat/", letters.receive, name="receive_letter"),
    path("surat/<uuid:letter_id>/", letters.letter, name="letter"),
    path("surat/<uuid:letter_id>/putusan/", letters.decide_letter, name="decide_letter"),
    path("kiriman/<uuid:delivery_id>/", oversight.delivery, name="delivery"),
    path("berkas/<uuid:dossier_id>/kertas/", on_paper.filings, name="on_paper"),
    path("berkas/<uuid:dossier_id>/kertas/terima/", on_paper.take, name="take_paper"),
    path(
        "berkas/<uuid:dossier_id>/kertas/<uuid:filing_id>/pindaian/",
        on_paper.scan,
        name="scan_paper",
    ),
    path("jadwal/", timetable.calendar, name="timetable"),
    path("jadwal/buka/", timetable.ask, name="ask_window"),
    path("jadwal/usulan/", timetable.propose, name="propose_window"),
    path("jadwal/usulan/<uuid:proposal_id>/", timetable.proposal, name="proposal"),
    path("jadwal/usulan/<uuid:proposal_id>/putusan/", timetable.decide, name="decide_window"),
]
