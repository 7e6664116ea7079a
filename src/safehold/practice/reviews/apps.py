from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "safehold.practice.reviews"
    label = "reviews"
