from django.urls import path

from sipol.web.commission import views

app_name = "commission"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("berkas/<uuid:dossier_id>/", views.dossier, name="dossier"),
    path("berkas/<uuid:dossier_id>/keputusan/", views.decide, name="decide"),
    path("berkas/<uuid:dossier_id>/cakupan/", views.coverage, name="coverage"),
    path("berkas/<uuid:dossier_id>/cakupan.csv", views.coverage_table, name="coverage_csv"),
    path("kiriman/<uuid:delivery_id>/", views.delivery, name="delivery"),
]
