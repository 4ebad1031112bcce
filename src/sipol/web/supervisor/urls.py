from django.urls import path

from sipol.web.shared import oversight, place_paths
from sipol.web.supervisor import views

place_paths.register()

app_name = "supervisor"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("berkas/<uuid:dossier_id>/", views.dossier, name="dossier"),
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
    path("jadwal/", views.timetable, name="timetable"),
    path("buku-besar/", views.ledger, name="ledger"),
]
