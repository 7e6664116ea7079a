from pathlib import Path

import pytest

from safehold.access.roles import BadRoles, load, standard, table
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.catalogue import CATALOGUE

ONE = """
permissions: {see_cases: Open the case page}
purposes: {support: Supporting a victim}
roles:
  idva: {title: adviser, is: Supports her., front: my-work, may: [%s], cases: %s, calls: none, duties: role, purpose: %s}
"""


def viewer(role: str) -> Viewer:
    return Viewer(1, "NP1", "Someone", "northshire-police", "Northshire Police", "police", role, 1)


def test_every_staff_role_of_the_catalogue_is_described_and_no_other():
    assert set(standard().roles) == set(CATALOGUE.staff_roles)


def test_every_permission_and_every_purpose_is_somebodys():
    assert set(standard().permissions) == {permission for role in standard().roles.values() for permission in role.may}
    assert set(standard().purposes) == {role.purpose for role in standard().roles.values()}


def test_a_role_that_sees_no_case_is_given_no_page_that_shows_one():
    for role in standard().roles.values():
        if role.cases == "none":
            assert not role.may & {"see_cases", "find_people", "record_events", "judge_links", "export_records"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (ONE % ("fly", "involved", "support"), "idva: may: no permission is called 'fly'"),
        (ONE % ("see_cases", "all", "support"), "Invalid enum value 'all'"),
        (ONE % ("see_cases", "involved", "fun"), "idva: purpose: no purpose is called 'fun'"),
        (ONE % ("see_cases", "none", "support"), "idva: may see_cases, but cases is none"),
        (ONE.replace("front", "fornt") % ("see_cases", "involved", "support"), "fornt"),
        ("roles: [", "roles.yaml"),
    ],
)
def test_a_fault_in_the_roles_is_named(given, message):
    with pytest.raises(BadRoles, match=message):
        load(given)


def test_a_viewer_may_what_their_role_may():
    assert viewer("call_handler").may("record_calls")
    assert not viewer("call_handler").may("see_cases")
    viewer("idva").must("see_confidential")


def test_what_a_role_may_not_do_is_refused_in_plain_words():
    with pytest.raises(Refused, match="Open the case page of a case they may see: not as call handler") as refused:
        viewer("call_handler").must("see_cases", case_ids=["1-2"])
    assert refused.value.case_ids == ("1-2",)


def test_asking_for_a_permission_that_does_not_exist_is_a_fault():
    with pytest.raises(ValueError, match="no permission is called"):
        viewer("idva").may("see_everything")


def test_the_documents_table_of_roles_is_the_one_in_force():
    text = (Path(__file__).parents[2] / "docs" / "access.md").read_text("utf-8")
    shown = text.partition("<!-- roles -->\n")[2].partition("\n<!-- end of roles -->")[0]
    assert shown == table(standard())
