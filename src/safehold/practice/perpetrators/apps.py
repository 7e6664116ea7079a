from django.apps import AppConfig


class PerpetratorsConfig(AppConfig):
    name = "safehold.practice.perpetrators"
    label = "perpetrators"
