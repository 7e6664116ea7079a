from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "safehold.running"
    label = "running"
