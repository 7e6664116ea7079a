"""Django's settings. What differs from place to place comes from the environment; docs/operating.md lists every name."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from safehold.config import sending
from safehold.config.jobs import JOBS
from safehold.config.stages import DERIVED, DERIVING, GUARDING, PLACING, REPLAYING
from safehold.database import connection_settings
from safehold.database.mounted import read_mounted
from safehold.database.place import default_home
from safehold.running import logs, outward
from safehold.web import visitor

read_mounted()
DEMONSTRATION = os.environ.get("SAFEHOLD_DEMONSTRATION") == "1"
DEBUG = os.environ.get("SAFEHOLD_DEBUG") == "1"
SECRET_KEY = os.environ.get("SAFEHOLD_SECRET_KEY", "")
# By which what is held in confidence is hashed, the newest first, parted by commas (safehold.identity.confidential).
SAFEHOLD_CONFIDENTIAL_KEYS = os.environ.get("SAFEHOLD_CONFIDENTIAL_KEYS", "")
# By which what is confidential in events is encrypted, the newest first, parted by commas (safehold.chronology.apart).
SAFEHOLD_VAULT_KEYS = os.environ.get("SAFEHOLD_VAULT_KEYS", "")
# By which the secrets of second factors are encrypted, the newest first, parted by commas (safehold.access.signing_in).
SAFEHOLD_FACTOR_KEYS = os.environ.get("SAFEHOLD_FACTOR_KEYS", "")
# An agency's own issuer of sign-ins (OpenID Connect): what it is called on the button, which claim is the staff number, and which agencies'
# staff it may vouch for.
SAFEHOLD_OIDC = {
    "issuer": os.environ.get("SAFEHOLD_OIDC_ISSUER", ""),
    "client_id": os.environ.get("SAFEHOLD_OIDC_CLIENT_ID", ""),
    "client_secret": os.environ.get("SAFEHOLD_OIDC_CLIENT_SECRET", ""),
    "claim": os.environ.get("SAFEHOLD_OIDC_CLAIM", "staff_id"),
    "agencies": os.environ.get("SAFEHOLD_OIDC_AGENCIES", ""),
    "name": os.environ.get("SAFEHOLD_OIDC_NAME", "Single sign-on"),
}
# Beside the words that no password may hold anyway, a YAML list of an area's own; and where stolen passwords are listed: the https
# address of a service of ranges, or a folder of them. Neither is needed (safehold.access.signing_in).
SAFEHOLD_PASSWORD_WORDS = os.environ.get("SAFEHOLD_PASSWORD_WORDS", "")
SAFEHOLD_BREACHED = os.environ.get("SAFEHOLD_BREACHED", "")
# A folder of an area's own rules, instead of those that ship (docs/rulebook.md).
SAFEHOLD_RULES = os.environ.get("SAFEHOLD_RULES", "")
# Which area this is, by the name under which its own numbers stand in the rulebook's settings (docs/operations.md).
SAFEHOLD_AREA = os.environ.get("SAFEHOLD_AREA", "")
# Chronologies that a demonstration tells as live events (docs/replaying.md).
SAFEHOLD_RETOLD = [each for each in os.environ.get("SAFEHOLD_RETOLD", "").split(os.pathsep) if each and DEMONSTRATION]
# A file, or a folder of files, with the wording of instruments of risk that the agency is licensed for (docs/risk.md).
SAFEHOLD_INSTRUMENT_WORDING = os.environ.get("SAFEHOLD_INSTRUMENT_WORDING", "")
# What reviewers of dip samples are asked, in an agency's own words, instead of what ships (docs/dip-sampling.md).
SAFEHOLD_SAMPLE_QUESTIONS = os.environ.get("SAFEHOLD_SAMPLE_QUESTIONS", "")
# Actions of safety plans that an area adds to those that ship (docs/plans-and-contact.md).
SAFEHOLD_PLAN_ACTIONS = os.environ.get("SAFEHOLD_PLAN_ACTIONS", "")
# By which service each means reaches a victim, as "email=smtp,text=notify,letter=notify", and what the services need.
SAFEHOLD_SENDING, SAFEHOLD_SMTP, SAFEHOLD_NOTIFY = sending.read(os.environ, demonstration=DEMONSTRATION)
ALLOWED_HOSTS = os.environ.get("SAFEHOLD_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "csp",
    "safehold.access",
    "safehold.access.signing_in",
    "safehold.access.looking",
    "safehold.access.systems",
    "safehold.access.standards",
    "safehold.chronology",
    "safehold.identity",
    "safehold.identity.reconciling",
    "safehold.identity.confidential",
    "safehold.sharing",
    "safehold.rulebook",
    "safehold.practice.response",
    "safehold.practice.response.attending",
    "safehold.practice.safeguarding",
    "safehold.practice.safeguarding.assessing",
    "safehold.practice.safeguarding.ranking",
    "safehold.practice.safeguarding.planning",
    "safehold.practice.safeguarding.contact",
    "safehold.practice.custody_and_court",
    "safehold.practice.perpetrators",
    "safehold.practice.training",
    "safehold.practice.reviews",
    "safehold.practice.reviews.dipping",
    "safehold.retention",
    "safehold.documents",
    "safehold.running",
    "safehold.web",
]

DATABASES = connection_settings()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOT_URLCONF = "safehold.config.urls"
WSGI_APPLICATION = "safehold.config.wsgi.application"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
# Everything is said in English until there are translations beside this; looking for them took a twentieth of each page.
LOCALE_PATHS = [path for path in (Path(__file__).resolve().parents[1] / "locale",) if path.is_dir()]
USE_I18N = bool(LOCALE_PATHS)
USE_TZ = True

STATIC_URL = "/static/"
BUILT_STATIC = Path(os.environ.get("SAFEHOLD_STATIC", Path(__file__).resolve().parents[3] / "build" / "static"))
STATIC_ROOT = default_home() / "static"

SAFEHOLD_PLACING, SAFEHOLD_REPLAYING, SAFEHOLD_DERIVING, SAFEHOLD_DERIVED = PLACING, REPLAYING, DERIVING, DERIVED
SAFEHOLD_JOBS = JOBS
SAFEHOLD_GUARDING = GUARDING

# Who is looking (safehold.access). The order matters: static files need none of it; a session is stored outside the request's
# transaction, so that undoing the one leaves the other whole; the viewer is made inside it.
MIDDLEWARE = [
    "safehold.running.requests.Requests",
    "safehold.running.health.Health",
    "safehold.web.visitor.Visitors",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "safehold.web.headers.Headers",
    "safehold.web.static_files.StaticFiles",
    "safehold.api.door.Door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "safehold.access.middleware.OneTransaction",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "safehold.access.middleware.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "safehold.web.kept.middleware.Sent",
    "safehold.access.middleware.OnlyViewers",
    "safehold.web.rules.middleware.Rules",
    "safehold.web.addresses.Addresses",
]
LOGGING = outward.logging_with(os.environ.get("SAFEHOLD_EVENTS_OUT", ""))
logs.configure()
AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "sign-in"
IDLE_SECONDS = 20 * 60
SESSION_ENGINE = "safehold.access.signing_in.store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# The demonstration is served on this machine without TLS; everywhere else cookies travel only over it.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not (DEMONSTRATION or DEBUG)
# Only pages lead on to TLS: another system's token that comes without it is refused (safehold.api.door).
SECURE_REDIRECT_EXEMPT = [r"^api/"]
# A proxy that ends TLS says so in this header. It must set the header itself, whatever the visitor sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("SAFEHOLD_PROXY_TLS") == "1" else None
# Which machines are proxies of ours, by address or network: from these alone it is believed who the visitor is (safehold.web.visitor).
SAFEHOLD_PROXIES = visitor.networks(os.environ.get("SAFEHOLD_PROXIES", ""))
SECURE_HSTS_SECONDS = 0 if DEMONSTRATION or DEBUG else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
# A name that browsers take only over TLS, from this very host and for all of it. Without TLS such a cookie would not be kept.
SESSION_COOKIE_NAME = "__Host-session" if SESSION_COOKIE_SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if CSRF_COOKIE_SECURE else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "safehold.web.kept.stale.forged"
X_FRAME_OPTIONS = "DENY"
# No page takes a file.
FILE_UPLOAD_HANDLERS = ["safehold.web.uploads.Files"]
# Messages may name people, so they are kept in the session and never in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What pages look like (safehold.web). Nothing is loaded from elsewhere, and nothing inline is run.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "safehold.web.jinja.environment", "context_processors": ["safehold.web.shell.shell"]},
    }
]
STATICFILES_DIRS = [BUILT_STATIC] if BUILT_STATIC.is_dir() else []
# Collected static files are served hashed, compressed and for ever; where nobody has collected them they are found and served plainly.
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "safehold.web.static_files.Hashed"},
}
