from django.apps import AppConfig


class SystemsConfig(AppConfig):
    name = "safehold.access.systems"
    label = "systems"
