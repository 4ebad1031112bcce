from django.urls import path

from sipol.web.commission import views
from sipol.web.shared import oversight

app_name = "commission"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("berkas/<uuid:dossier_id>/", views.dossier, name="dossier"),
    path("berkas/<uuid:dossier_id>/keputusan/", views.decide, name="decide"),
    path("berkas/<uuid:dossier_id>/cakupan/", oversight.coverage, name="coverage"),
    path("berkas/<uuid:dossier_id>/cakupan.csv", oversight.coverage_table, name="coverage_csv"),
    path("kiriman/<uuid:delivery_id>/", oversight.delivery, name="delivery"),
]
