from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "safehold.rulebook"
    label = "rulebook"
