from django.apps import AppConfig


class AttendingConfig(AppConfig):
    name = "safehold.practice.response.attending"
    label = "attending"
