"""By which service each means reaches a victim, from the environment."""

from collections.abc import Mapping

CHANNELS, SERVICES = ("text", "email", "letter"), ("smtp", "notify")
NEEDS = {"smtp": ("host", "sender"), "notify": ("url", "issuer", "secret")}
Settings = dict[str, str]


class BadSending(ValueError):
    """The setting names no means or no service that there is, or a service lacks what it needs."""


def read(environ: Mapping[str, str], *, demonstration: bool) -> tuple[Settings, Settings, Settings]:
    """Services by means, and what SMTP and the HTTP service need. A demonstration sends nothing: all stays in its outbox. Raises
    BadSending."""
    if demonstration:
        return dict.fromkeys(CHANNELS, "outbox"), {}, {}
    services = _services(environ.get("SAFEHOLD_SENDING", ""))
    smtp = {
        "host": environ.get("SAFEHOLD_SMTP_HOST", ""),
        "port": environ.get("SAFEHOLD_SMTP_PORT", ""),
        "tls": environ.get("SAFEHOLD_SMTP_TLS", ""),
        "user": environ.get("SAFEHOLD_SMTP_USER", ""),
        "password": environ.get("SAFEHOLD_SMTP_PASSWORD", ""),
        "sender": environ.get("SAFEHOLD_SMTP_SENDER", ""),
        "name": environ.get("SAFEHOLD_SMTP_NAME", ""),
    }
    notify = {
        "url": environ.get("SAFEHOLD_NOTIFY_URL", ""),
        "issuer": environ.get("SAFEHOLD_NOTIFY_ISSUER", ""),
        "secret": environ.get("SAFEHOLD_NOTIFY_SECRET", ""),
        "text": environ.get("SAFEHOLD_NOTIFY_TEXT", ""),
        "email": environ.get("SAFEHOLD_NOTIFY_EMAIL", ""),
        "letter": environ.get("SAFEHOLD_NOTIFY_LETTER", ""),
    }
    found = {"smtp": smtp, "notify": notify}
    lacking = [
        f"SAFEHOLD_{service}_{name}".upper()
        for channel, service in services.items()
        for name in (*NEEDS[service], *((channel,) if service == "notify" else ()))
        if not found[service][name]
    ]
    if lacking:
        raise BadSending(f"SAFEHOLD_SENDING needs {', '.join(dict.fromkeys(lacking))}.")
    if notify["url"] and not notify["url"].startswith(("https://", "http://127.0.0.1")):
        raise BadSending("SAFEHOLD_NOTIFY_URL is not an https address.")
    return services, smtp, notify


def _services(given: str) -> Settings:
    services = {}
    for each in filter(None, map(str.strip, given.split(","))):
        channel, _, service = (part.strip() for part in each.partition("="))
        if channel not in CHANNELS or service not in SERVICES or (service == "smtp" and channel != "email"):
            raise BadSending(f"SAFEHOLD_SENDING: {each}: text, email and letter go by notify, email by smtp too.")
        services[channel] = service
    return services
