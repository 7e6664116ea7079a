"""The page of who sees what, which everybody who works here may read."""

import re

import pytest
from django.urls import reverse

from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.access.matrix import standard
from safehold.access.roles import standard as roles

ROW = re.compile(r'<tr class="govuk-table__row"><th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', re.S)


def cells(page) -> dict[str, list[str]]:
    return {name: re.findall(r"\b(Yes|No)\b", row) for name, row in ROW.findall(page.text)}


@pytest.mark.parametrize("role", ["call_handler", "da_specialist", "administrator"])
def test_each_is_shown_what_their_own_role_sees(client, staff, role):
    page = sign_in(client, role).get("/access/matrix/")
    assert f"What you see, as {roles().roles[role].title}" in text(page)
    shown = cells(page)
    for name, kind in standard().kinds.items():
        assert shown[kind.title] == ["Yes" if role in standard().who(name, relation) else "No" for relation in standard().relations]


def test_another_role_can_be_chosen_and_none_that_is_not_there(client, staff):
    sign_in(client, "call_handler")
    assert "What is seen as prosecutor" in text(client.get("/access/matrix/?role=prosecutor"))
    assert cells(client.get("/access/matrix/?role=prosecutor"))["Case"] == ["Yes", "Yes", "No", "No", "No", "No"]
    assert "What you see, as call handler" in text(client.get("/access/matrix/?role=%3Cb%3E"))


def test_the_page_of_ones_own_posting_leads_to_it(client, staff):
    assert 'href="/access/matrix/"' in sign_in(client, "call_handler").get(reverse("posting")).text


def test_of_each_kind_it_says_who_sees_it(client, staff):
    said = text(sign_in(client, "administrator").get("/access/matrix/"))
    assert "What people are matched by Own agency’s Nobody Shared with it Nobody Shared with it in part Nobody" in said
    assert "Nobody Shared with it once Nobody Other agencies’ Nobody Restricted to others Nobody" in said
    assert "typed of a call and not recorded Own agency’s 3 roles control room supervisor, duty inspector, superintendent" in said


def test_nobody_sees_it_without_signing_in(client, staff):
    assert client.get("/access/matrix/").status_code == 302
