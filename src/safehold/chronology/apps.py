from django.apps import AppConfig


class ChronologyConfig(AppConfig):
    name = "safehold.chronology"
    label = "chronology"
