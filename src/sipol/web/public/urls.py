from django.urls import path

from sipol.web.public import deadlines, hand_ins, views
from sipol.web.public.invitations import invitation

app_name = "public"
urlpatterns = [
    path("undangan/<str:token>/", invitation, name="invitation"),
    path("", views.front, name="front"),
    path("tentang/", views.about, name="about"),
    path("tenggat/", deadlines.deadlines, name="deadlines"),
    path("tenggat/<uuid:deadline_id>.json", deadlines.deadline_json, name="deadline_json"),
    path("tenggat/<uuid:deadline_id>", deadlines.deadline, name="deadline"),
    path("penyerahan/", hand_ins.hand_ins, name="hand_ins"),
    path("penyerahan.json", hand_ins.hand_ins_json, name="hand_ins_json"),
    path("tanda-terima/", views.receipt_search, name="receipt_search"),
    path("tanda-terima/kunci.pub", views.receipt_key, name="receipt_key"),
    path("tanda-terima/<str:number>.json", views.receipt_json, name="receipt_json"),
    path("tanda-terima/<str:number>.pdf", views.receipt_pdf, name="receipt_pdf"),
    path("tanda-terima/<str:number>", views.receipt, name="receipt"),
]
