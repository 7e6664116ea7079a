from django.apps import AppConfig


class RankingConfig(AppConfig):
    name = "safehold.practice.safeguarding.ranking"
    label = "ranking"
