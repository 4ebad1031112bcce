from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "sipol.web.shared"
    label = "shared"
