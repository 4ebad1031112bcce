from django.apps import AppConfig


class TriesConfig(AppConfig):
    name = "sipol.infra.tries"
    label = "tries"
    default_auto_field = "django.db.models.BigAutoField"
