from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "safehold.practice.safeguarding.planning"
    label = "planning"
