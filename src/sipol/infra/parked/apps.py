from django.apps import AppConfig


class ParkedConfig(AppConfig):
    name = "sipol.infra.parked"
    label = "parked"
    default_auto_field = "django.db.models.BigAutoField"
