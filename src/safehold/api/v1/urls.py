"""The addresses of version 1. Each module adds its operations to the interface."""

from django.urls import URLPattern, URLResolver, path

from safehold.api.v1 import cases, chain, checks, duties, events, shares  # noqa: F401
from safehold.api.v1.interface import interface

urlpatterns: list[URLPattern | URLResolver] = [path("", interface.urls)]
