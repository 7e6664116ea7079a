"""As everywhere but in a demonstration: staff of the demonstration, of whom something more than a password is asked."""

import pytest


@pytest.fixture
def in_earnest(settings):
    from django.urls import get_resolver

    assert get_resolver().url_patterns  # read while it is one: which addresses there are is decided once in a process
    settings.DEMONSTRATION = False


@pytest.fixture
def member_of(staff):
    from harness.signed_in import staff_number
    from safehold.access.models import User

    def found(role: str) -> User:
        return User.objects.get(staff_id=staff_number(role))

    return found
