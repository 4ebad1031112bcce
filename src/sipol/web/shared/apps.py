from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "sipol.web.shared"
    label = "shared"

    def ready(self) -> None:
        from sipol.web.shared import session  # noqa: F401 - listens for sign-ins
