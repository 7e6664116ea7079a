from django.apps import AppConfig


class DippingConfig(AppConfig):
    name = "safehold.practice.reviews.dipping"
    label = "dipping"
