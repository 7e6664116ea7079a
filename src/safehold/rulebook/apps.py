from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class RulebookConfig(AppConfig):
    name = "safehold.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        from safehold.rulebook.current import CURRENT

        CURRENT.directory = Path(settings.SAFEHOLD_RULES) if settings.SAFEHOLD_RULES else None
        CURRENT.area = settings.SAFEHOLD_AREA
