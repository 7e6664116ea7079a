from django.apps import AppConfig


class ResponseConfig(AppConfig):
    name = "safehold.practice.response"
    label = "response"
