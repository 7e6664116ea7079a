from django.apps import AppConfig


class SigningInConfig(AppConfig):
    name = "safehold.access.signing_in"
    label = "signing_in"
