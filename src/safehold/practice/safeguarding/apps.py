from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    name = "safehold.practice.safeguarding"
    label = "safeguarding"
