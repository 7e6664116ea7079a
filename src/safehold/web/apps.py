from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "safehold.web"
    label = "web"

    def ready(self) -> None:
        from safehold.web.plain import speak_plainly

        speak_plainly()
