from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "sipol.records.drafts"
    label = "drafts"
    default_auto_field = "django.db.models.BigAutoField"
