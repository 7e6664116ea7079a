from django.apps import AppConfig


class LookingConfig(AppConfig):
    name = "safehold.access.looking"
    label = "looking"
