from django.apps import AppConfig


class ReconcilingConfig(AppConfig):
    name = "safehold.identity.reconciling"
    label = "reconciling"
