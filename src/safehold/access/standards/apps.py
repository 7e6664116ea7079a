from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "safehold.access.standards"
    label = "standards"
