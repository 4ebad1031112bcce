from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "sipol.infra.jobs"
    label = "jobs"
