"""By which service each means reaches a victim, from the environment."""

from collections.abc import Mapping

CHANNELS, SERVICES = ("text", "email", "letter"), ("smtp", "notify")


class BadSending(ValueError):
    """The setting names no means or no service that there is, or a service lacks what it needs."""


def read(environment: Mapping[str, str], *, demonstration: bool) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Services by means, and what SMTP and the HTTP service need. A demonstration sends nothing: all stays in its outbox. Raises
    BadSending."""
    if demonstration:
        return dict.fromkeys(CHANNELS, "outbox"), {}, {}
    given = environment.get("SAFEHOLD_SENDING", "")
    services = {
        channel.strip(): service.strip() for channel, _, service in (each.partition("=") for each in given.split(",") if each.strip())
    }
    for channel, service in services.items():
        if channel not in CHANNELS or service not in SERVICES or (service == "smtp" and channel != "email"):
            raise BadSending(f"SAFEHOLD_SENDING: {channel}={service}: text, email and letter by notify, email by smtp.")
    smtp = _named(environment, "SAFEHOLD_SMTP_", ("host", "port", "tls", "user", "password", "sender", "name"))
    notify = _named(environment, "SAFEHOLD_NOTIFY_", ("url", "issuer", "secret", *CHANNELS))
    wanted: dict[str, list[tuple[str, dict[str, str], tuple[str, ...]]]] = {
        "smtp": [("SAFEHOLD_SMTP_", smtp, ("host", "sender"))],
        "notify": [("SAFEHOLD_NOTIFY_", notify, ("url", "issuer", "secret"))],
    }
    for service in set(services.values()):
        for prefix, found, needs in wanted.get(service, ()):
            lacking = [f"{prefix}{name.upper()}" for name in needs if not found[name]]
            if lacking:
                raise BadSending(f"SAFEHOLD_SENDING names {service}, which needs {', '.join(lacking)}.")
    lacking = [f"SAFEHOLD_NOTIFY_{channel.upper()}" for channel, name in services.items() if name == "notify" and not notify[channel]]
    if lacking or (notify["url"] and not notify["url"].startswith(("https://", "http://127.0.0.1"))):
        raise BadSending(f"SAFEHOLD_NOTIFY: {', '.join(lacking) or 'the address is not https'}.")
    return services, smtp, notify


def _named(environment: Mapping[str, str], prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: environment.get(f"{prefix}{name.upper()}", "") for name in names}
