"""The visitor's address behind proxies: what our own proxies wrote, and nothing that the visitor wrote themselves."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from harness.signed_in import sign_in
from safehold.access.signing_in.models import SignedIn
from safehold.running.doctor.installation import installation
from safehold.web.visitor import Visitors, networks, visitor

OURS = networks("127.0.0.1, 10.2.0.0/24, 2001:db8:1::/64")


@pytest.mark.parametrize(
    ("peer", "said", "found"),
    [
        ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "6.6.6.6, 192.0.2.7", "192.0.2.7"),  # the left was there when the visitor came
        ("127.0.0.1", "6.6.6.6, 192.0.2.7, 10.2.0.9", "192.0.2.7"),
        ("127.0.0.1", "2001:db8:9::7 ,10.2.0.9", "2001:db8:9::7"),
        ("192.0.2.7", "10.0.0.1", "192.0.2.7"),  # nobody of ours says so
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.7, unknown", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.7, <script>, 10.2.0.9", "10.2.0.9"),
        ("127.0.0.1", "192.0.2.7:4711", "127.0.0.1"),
        ("", "192.0.2.7", ""),
        ("10.2.0.9", "10.2.0.8,10.2.0.7", "10.2.0.8"),
    ],
)
def test_it_is_read_from_the_right_for_as_long_as_proxies_of_ours_wrote(peer, said, found):
    assert visitor(peer, said, OURS) == found


def asked(settings, peer, **headers):
    seen = []
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={name.replace("_", "-"): value for name, value in headers.items()})
    Visitors(lambda given: (seen.append((given.META["REMOTE_ADDR"], given.is_secure())), HttpResponse())[1])(request)
    return seen[0]


def test_tls_is_believed_from_a_proxy_of_ours_alone(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SAFEHOLD_PROXIES = OURS
    told = {"x_forwarded_proto": "https", "x_forwarded_for": "192.0.2.7"}
    assert asked(settings, "127.0.0.1", **told) == ("192.0.2.7", True)
    assert asked(settings, "198.51.100.3", **told) == ("198.51.100.3", False)
    settings.SAFEHOLD_PROXIES = ()
    assert asked(settings, "198.51.100.3", **told)[0] == "198.51.100.3"


def test_the_log_of_sessions_has_the_visitor_and_not_the_proxy(staff, client, settings):
    settings.SAFEHOLD_PROXIES = OURS
    client.defaults["HTTP_X_FORWARDED_FOR"] = "6.6.6.6, 192.0.2.7"
    sign_in(client, "idva")
    assert SignedIn.objects.get().where_from == "192.0.2.7"


@pytest.mark.parametrize("text", ["proxy.example.org", "10.2.0.1/24", "1.2.3"])
def test_a_setting_that_names_no_machine_is_refused_with_an_example(text):
    with pytest.raises(ImproperlyConfigured, match="It looks like: 127.0.0.1"):
        networks(text)


def test_the_doctor_warns_where_a_proxy_is_believed_and_none_is_named(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert [each.level for each in installation() if each.what == "proxies"] == ["warn"]
    settings.SAFEHOLD_PROXIES = OURS
    assert [each.level for each in installation() if each.what == "proxies"] == ["ok"]
