from django.apps import AppConfig


class ChronologyConfig(AppConfig):
    name = "safehold.chronology"
    label = "chronology"

    def ready(self) -> None:
        from django.conf import settings

        from safehold.chronology.apart.ring import read_from

        read_from(lambda: settings.SAFEHOLD_VAULT_KEYS)
