from django.apps import AppConfig


class AssessingConfig(AppConfig):
    name = "safehold.practice.safeguarding.assessing"
    label = "assessing"
