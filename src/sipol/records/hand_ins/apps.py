from django.apps import AppConfig


class HandInsConfig(AppConfig):
    name = "sipol.records.hand_ins"
    label = "hand_ins"
    default_auto_field = "django.db.models.BigAutoField"
