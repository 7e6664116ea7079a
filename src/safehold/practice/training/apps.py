from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "safehold.practice.training"
    label = "training"
