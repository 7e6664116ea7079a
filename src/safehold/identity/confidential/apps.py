from django.apps import AppConfig


class ConfidentialConfig(AppConfig):
    name = "safehold.identity.confidential"
    label = "confidential"
