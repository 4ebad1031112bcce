from django.apps import AppConfig


class PlaceListsConfig(AppConfig):
    name = "sipol.flow.place_lists"
    label = "place_lists"
    default_auto_field = "django.db.models.BigAutoField"
