"""Django's settings. What differs from place to place comes from the environment; docs/operating.md lists every name."""

import os
from pathlib import Path

from safehold.config.places import HOME, database_from

DEMONSTRATION = os.environ.get("SAFEHOLD_DEMONSTRATION") == "1"
DEBUG = os.environ.get("SAFEHOLD_DEBUG") == "1"
SECRET_KEY = os.environ.get("SAFEHOLD_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("SAFEHOLD_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "safehold.access",
    "safehold.chronology",
    "safehold.identity",
    "safehold.rulebook",
    "safehold.practice.response",
    "safehold.practice.safeguarding",
    "safehold.practice.custody_and_court",
    "safehold.web",
]

DATABASES = {"default": database_from("DATABASE_URL")}
if os.environ.get("DATABASE_OWNER_URL"):
    DATABASES["owner"] = database_from("DATABASE_OWNER_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOT_URLCONF = "safehold.config.urls"
WSGI_APPLICATION = "safehold.config.wsgi.application"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
BUILT_STATIC = Path(os.environ.get("SAFEHOLD_STATIC", Path(__file__).resolve().parents[3] / "build" / "static"))
STATIC_ROOT = HOME / "static"
