from django.urls import path

from sipol.web.commission import paper, timetable, views
from sipol.web.shared import oversight, place_paths

place_paths.register()

app_name = "commission"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("berkas/<uuid:dossier_id>/", views.dossier, name="dossier"),
    path("berkas/<uuid:dossier_id>/keputusan/", views.decide, name="decide"),
    path("berkas/<uuid:dossier_id>/cakupan/", oversight.coverage, name="coverage"),
    path("berkas/<uuid:dossier_id>/cakupan.csv", oversight.coverage_table, name="coverage_csv"),
    path("berkas/<uuid:dossier_id>/kepengurusan/", oversight.boards, name="boards"),
    path("berkas/<uuid:dossier_id>/kepengurusan/<place:place>/", oversight.board, name="board"),
    path(
        "berkas/<uuid:dossier_id>/kepengurusan/<place:place>/riwayat/",
        oversight.board_history,
        name="board_history",
    ),
    path("kiriman/<uuid:delivery_id>/", oversight.delivery, name="delivery"),
    path("berkas/<uuid:dossier_id>/kertas/", paper.paper, name="paper"),
    path("berkas/<uuid:dossier_id>/kertas/terima/", paper.take, name="take_paper"),
    path(
        "berkas/<uuid:dossier_id>/kertas/<uuid:paper_id>/pindaian/", paper.scan, name="scan_paper"
    ),
    path("jadwal/", timetable.calendar, name="timetable"),
    path("jadwal/buka/", timetable.ask, name="ask_window"),
    path("jadwal/usulan/", timetable.propose, name="propose_window"),
    path("jadwal/usulan/<uuid:proposal_id>/", timetable.proposal, name="proposal"),
    path("jadwal/usulan/<uuid:proposal_id>/putusan/", timetable.decide, name="decide_window"),
]
