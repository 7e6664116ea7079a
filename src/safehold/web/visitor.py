"""Who asks, behind a proxy: the address that our own proxies say they were asked from, and nothing that a visitor says of themselves."""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network
SAID, SCHEME = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"


def networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks, parted by commas."""
    try:
        return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"SAFEHOLD_PROXIES: {error}. It looks like: 127.0.0.1, 10.2.0.0/24") from error


def visitor(peer: str, said: str, proxies: Sequence[Network]) -> str:
    """X-Forwarded-For is read from its right end, where the nearest proxy wrote, for as long as each address is a proxy of ours. What is no
    address ends it: what stands left of that was written by nobody whom we know."""
    found = peer
    for each in reversed(said.split(",")):
        if not _ours(found, proxies):
            break
        try:
            found = str(ip_address(each.strip()))
        except ValueError:
            break
    return found


def _ours(address: str, proxies: Sequence[Network]) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in proxies)


class Visitors:
    """From here on REMOTE_ADDR is the visitor's. With proxies named, nobody else says that they came over TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        proxies: Sequence[Network] = settings.SAFEHOLD_PROXIES
        if proxies:
            peer = request.META.get("REMOTE_ADDR", "")
            if not _ours(peer, proxies):
                request.META.pop(SCHEME, None)
            request.META["REMOTE_ADDR"] = visitor(peer, request.META.get(SAID, ""), proxies)
        return self.get_response(request)
