from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "sipol.records.timetable"
    label = "timetable"
    default_auto_field = "django.db.models.BigAutoField"
