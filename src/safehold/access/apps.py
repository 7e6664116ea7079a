from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "safehold.access"
    label = "access"

    def ready(self) -> None:
        from safehold.access import planned_once, whole

        post_migrate.connect(whole.give, sender=self, dispatch_uid="whole")
        post_migrate.connect(planned_once.once, sender=self, dispatch_uid="planned_once")
