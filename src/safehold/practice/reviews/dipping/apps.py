from django.apps import AppConfig


class DippingConfig(AppConfig):
    name = "safehold.practice.reviews.dipping"
    label = "dipping"

    def ready(self) -> None:
        """A file of questions that is wrong is said as the site starts, and not when somebody draws."""
        from safehold.practice.reviews.dipping.questions import asked

        asked()
