import os
import re
import secrets
import subprocess
import sys

import pytest
from django import forms
from django.urls import URLPattern, URLResolver, get_resolver
from jinja2 import UndefinedError

from safehold.access.middleware import PUBLIC, WITHOUT_POSTING
from safehold.access.roles import standard
from safehold.web import errors, govuk, shell
from safehold.web.jinja import environment


def addresses(patterns=None, before="") -> list[tuple[str, str]]:
    """Every address of the site, with something in the place of each parameter, and its name."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            found.append(("/" + re.sub(r"<[^>]*>", "1", address).strip("^$"), pattern.name or ""))
    return found


def test_every_page_but_the_few_named_public_asks_for_a_sign_in(database, client):
    assert len(addresses()) >= 6
    for address, name in addresses():
        for answer in (client.get(address), client.post(address)):
            if name in PUBLIC:
                assert answer.status_code != 302
            elif address.startswith("/api/"):
                assert answer.status_code == 401, address
            else:
                assert answer.status_code == 302, address
                assert answer["Location"].startswith("/sign-in?next="), address


def test_the_public_pages_exist_and_are_few():
    names = {name for _, name in addresses()}
    assert names >= PUBLIC | WITHOUT_POSTING
    assert len(PUBLIC) <= 3


def test_every_page_has_the_policy_and_the_headers(staff, client):
    for address in ("/sign-in", "/nothing"):
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "nonce" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]


def test_no_page_has_inline_script_or_style(staff, client):
    client.post("/sign-in/as", {"staff_id": "npol-crs-104"})
    for address in ("/sign-in", "/posting", "/styleguide", "/nothing"):
        text = client.get(address, follow=True).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", text), address


def test_the_frame_says_who_is_signed_in_and_as_what(staff, client):
    client.post("/sign-in/as", {"staff_id": "nidv-i-104"})
    text = client.get("/styleguide").text
    assert "Northshire Advocacy Service · independent domestic violence adviser" in re.sub(r"<[^>]+>", "", text)
    assert "Hana Brook" in text
    assert "Skip to main content" in text
    assert '<html lang="en-GB"' in text


def test_nothing_of_gov_uk_alone_is_on_a_page(staff, client):
    text = client.get("/sign-in").text
    assert not re.search(r"crown|govuk-header|govuk-footer|Open Government Licence|GDS Transport|>\s*GOV\.UK", text)


@pytest.mark.parametrize(
    ("page", "status"),
    [(errors.bad_request, 400), (errors.refused, 403), (errors.forged, 403), (errors.not_found, 404), (errors.fault, 500)],
)
def test_a_page_for_an_error_needs_no_database_and_names_no_one(rf, page, status):
    answer = page(rf.get("/case/17-23?name=Stanwick"))
    assert answer.status_code == status
    assert "17-23" not in answer.text
    assert "Stanwick" not in answer.text
    assert "<h1" in answer.text


def test_a_form_from_nowhere_is_refused_in_the_same_look(staff):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/sign-in", {"staff_id": "npol-ch-104", "password": staff})
    assert answer.status_code == 403
    assert "This form is out of date" in answer.text


def test_a_field_is_shown_with_its_label_hint_and_error_and_escapes_what_was_typed():
    class Form(forms.Form):
        name = forms.CharField(label="Family <name>", help_text="As it was said", max_length=3)
        here = forms.BooleanField(label="He is here", required=False)
        grade = forms.ChoiceField(label="Grade", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)

    form = Form({"name": '"><script>', "here": "on", "grade": "b"})
    text = str(govuk.field(form["name"]))
    assert "Family &lt;name&gt;" in text
    assert "&#34;&gt;&lt;script&gt;" in text
    assert "<script>" not in text
    assert "As it was said" in text
    assert 'aria-describedby="id_name-hint id_name-error"' in text
    assert "checked" in str(govuk.field(form["here"]))
    assert str(govuk.field(form["grade"])).count("checked") == 1


def test_a_template_that_names_nothing_is_a_fault():
    from jinja2 import DictLoader

    env = environment(loader=DictLoader({"page": "{{ nobody }}", "escaped": "{{ text }}"}), auto_reload=False)
    with pytest.raises(UndefinedError):
        env.get_template("page").render()
    assert env.get_template("escaped").render(text="<b>") == "&lt;b&gt;"


def test_every_role_has_a_front_page_among_the_pages_of_the_frame():
    from safehold.web.shell import PAGES

    pages = {name: permission for name, _, permission in PAGES}
    for slug, role in standard().roles.items():
        assert pages[role.front] in role.may, slug


def listed(*names: str, counts: dict[str, int] | None = None) -> list[shell.Entry]:
    titles = {name: str(title) for name, title, _ in shell.PAGES}
    return [shell.Entry(name, titles[name], f"/{name}/", name == "places", (counts or {}).get(name, 0)) for name in names]


def folded(*names: str, front: str, counts: dict[str, int] | None = None) -> list[str]:
    return [each.name for each in shell.in_one_line(listed(*names, counts=counts), front) if each.folded]


def test_what_is_seldom_needed_is_folded_away_where_a_line_has_no_room_and_what_tells_of_something_never_is():
    supervisor = ("new-call", "my-work", "units", "supervisor", "find-person", "links", "places", "outbox", "training")
    assert folded(*supervisor, front="supervisor", counts={"links": 236}) == ["links", "places", "outbox", "training"]
    told = tuple(sorted(shell.TOLD))
    left = folded(*supervisor, *told, front="supervisor", counts=dict.fromkeys(told, 1))
    assert not {"supervisor", "my-work", *told} & set(left)
    assert {"links", "places", "outbox", "training"} <= set(left)
    assert folded("my-work", "unit", "attending:jobs", "places", "outbox", front="my-work") == []


def test_every_page_that_is_folded_or_told_of_is_one_of_the_frame():
    assert {*shell.SELDOM, *shell.TOLD} <= {name for name, _, _ in shell.PAGES}


def test_django_finds_nothing_to_warn_of_when_the_site_is_deployed(tmp_path):
    environment = {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "safehold.config.settings",
        "SAFEHOLD_HOME": str(tmp_path),
        "SAFEHOLD_SECRET_KEY": secrets.token_hex(40),
        "SAFEHOLD_HOSTS": "safehold.example",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_on_a_phone_what_tells_somebody_of_something_stays_in_its_one_line_and_all_the_rest_is_in_the_menu():
    names = {"my-work": 0, "find-person": 0, "opened": 1, "attended": 0, "staff-concerned": 2, "unusual": 0, "links": 4}
    titles = {name: str(title) for name, title, _ in shell.PAGES}
    shown = shell.in_one_line([shell.Entry(name, titles[name], "/", False, count) for name, count in names.items()], "my-work")
    assert [entry.name for entry in shown if not entry.in_menu] == ["opened", "staff-concerned"]
    assert {entry.name for entry in shown if entry.folded} <= {entry.name for entry in shown if entry.in_menu}
    few = shell.in_one_line([shell.Entry(name, titles[name], "/", False) for name in ("my-work", "find-person", "links")], "my-work")
    assert [entry.in_menu for entry in few] == [False, False, False], "all of it is one line"
