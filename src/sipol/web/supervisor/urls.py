from django.urls import path

from sipol.web.shared import oversight, place_paths
from sipol.web.shared import papers as shared_papers
from sipol.web.shared.people.urls import narrowing_urls, people_urls
from sipol.web.supervisor import views

place_paths.register()

app_name = "supervisor"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("berkas/<uuid:dossier_id>/", views.dossier, name="dossier"),
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
    path("kiriman/<uuid:delivery_id>/", oversight.delivery, name="delivery"),
    path("jadwal/", views.timetable, name="timetable"),
    *people_urls(),
    *narrowing_urls(),
    path("buku-besar/", views.ledger, name="ledger"),
]
