from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "safehold.practice.safeguarding.contact"
    label = "contact"
