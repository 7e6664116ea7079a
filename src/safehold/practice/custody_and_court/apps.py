from django.apps import AppConfig


class CustodyAndCourtConfig(AppConfig):
    name = "safehold.practice.custody_and_court"
    label = "custody_and_court"
