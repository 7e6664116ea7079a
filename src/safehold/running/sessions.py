"""Sessions whose time is over are taken away: they hold who was signed in."""

from django.contrib.sessions.models import Session
from django.utils import timezone


def end_expired() -> int:
    return int(Session.objects.filter(expire_date__lt=timezone.now()).delete()[0])
