"""Related is not the same: twins, a father and a son of one name, and couples stay two people however they are recorded, and are shown as
related, with how."""

import pytest

from harness.recorded import ago, event
from safehold.chronology.rebuilding import rebuild
from safehold.identity.models import Person
from safehold.identity.related import ties

HOME = {"address": "8 Larkspur Close", "postcode": "XN5 8BA", "phone": "01632 960441"}
ELLA = {"role": "victim", "given_name": "Ella", "family_name": "Hollowmere", "date_of_birth": "1994-06-21", "sex": "female"} | HOME
TWIN = ELLA | {"given_name": "Emma"}
LISA, LILA = ELLA | {"given_name": "Lisa"}, ELLA | {"given_name": "Lila"}
PETER = {"role": "victim", "given_name": "Peter", "family_name": "Hollowmere", "date_of_birth": "1958-02-11", "sex": "male"} | HOME
SON = PETER | {"date_of_birth": "1986-10-30"}
HUSBAND = {"role": "victim", "given_name": "Jason", "family_name": "Hollowmere", "date_of_birth": "1991-12-02", "sex": "male"} | HOME
WIFE_BARE = {"role": "victim", "given_name": "Maria", "family_name": "Hollowmere"} | HOME
HUSBAND_BARE = {"role": "victim", "given_name": "Mark", "family_name": "Hollowmere"} | HOME
TWO = {
    "twins": (ELLA, TWIN),
    "twins with names alike": (LISA, LILA),
    "father and son": (PETER, SON),
    "couple": (ELLA, HUSBAND),
    "couple without births": (WIFE_BARE, HUSBAND_BARE),
}


@pytest.mark.parametrize("two", TWO.values(), ids=TWO)
@pytest.mark.parametrize("turned", [False, True], ids=["in order", "the other first"])
def test_two_of_one_family_stay_two_and_are_related(viewer_as, two, turned):
    said = [dict(each) | {"ref": str(number)} for number, each in enumerate(two)]
    for day in (9, 5):
        for number, each in enumerate(reversed(said) if turned else said):
            ref = {"ref": f"{each['ref']}-{day}"}
            event("call.received", ago(days=day, hours=number), each | ref, channel="999", domestic=True, source=f"cad-{day}")
    one, other = Person.everything.filter(family_name="Hollowmere").order_by("id")
    assert {one.as_victim, other.as_victim} == {2}
    found = {(tie.to, tie.how) for tie in ties(viewer_as("investigator"), [one.id], places=True)}
    assert found == {(other.id, "address"), (other.id, "phone")}
    assert rebuild(check=True).differences == []
