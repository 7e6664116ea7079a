from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "safehold.access"
    label = "access"
