"""A planted family, made up: a hunted woman who moved to a refuge, a suspect whose address is known, their child, his father of the same
name, her sister who called, and agencies that each know something. And what somebody with a login does to make a document."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from django.test import Client

from harness.recorded import ago, event
from harness.signed_in import sign_in
from safehold.access.looking import measures, pace
from safehold.identity.models import Case

POLICE, ADVOCATES, PROBATION, OTHERS = "northshire-police", "northshire-idva", "northshire-probation", "southmere-police"
HOME = {"address": "3 Quayside Row, Aldermoor", "postcode": "XN2 7QQ"}
REFUGE = {"address": "41 Thornbury Crescent, Westhaven", "postcode": "XS9 3RF", "phone": "07700 900441"}
HIS = {"address": "8 Foundry Lane, Aldermoor", "postcode": "XN3 1AB"}
HER = {"ref": "F1", "role": "victim", "given_name": "Elowen", "family_name": "Hartwright", "date_of_birth": "1991-05-06", "sex": "female"}
HIM = {
    "ref": "F2", "role": "suspect", "relation": "ex_partner", "given_name": "Garth", "family_name": "Pellow", "date_of_birth": "1986-02-11",
    "sex": "male",
}  # fmt: skip
CHILD = {"ref": "F3", "role": "child", "given_name": "Isolde", "family_name": "Pellow", "date_of_birth": "2017-09-01", "sex": "female"}
FATHER = {"ref": "F4", "role": "relative", "given_name": "Garth", "family_name": "Pellow", "date_of_birth": "1957-12-30", "sex": "male"}
SISTER = {"ref": "F5", "role": "caller", "given_name": "Morwenna", "family_name": "Tregarth", "phone": "07700 900663"}
HIDDEN = HER | REFUGE | {"confidential": ["address", "postcode", "phone"]}
# Any of these in what reaches him finds her, or tells that she spoke.
FINDS_HER = ("Thornbury", "XS9", "900441", "Westhaven", "Westbrook", "bluebell", "Brackenfell")
HERS = ("Elowen", "Hartwright", "HARTWRIGHT", "Isolde", "Morwenna", "Tregarth", "900663", "Quayside", "sister", "afraid")
HIS_OWN = {
    "name": "Garth Pellow", "way": "by_post", "verified": ago(days=9).date().isoformat(), "purpose": "access", "basis": "dpa_45", **HIS,
}  # fmt: skip
WHY = {"purpose": "records", "why": "a request for what is held"}


def recorded() -> Case:
    """The case of the two, as its agencies recorded it."""
    pair = (HER, HIM)
    event(
        "call.received", ago(days=400), HER | HOME, HIM | HOME, CHILD, channel="999", domestic=True, words="he is at the door, I am afraid"
    )
    event("third_party.reported", ago(days=60), SISTER, HER, HIM, relation="sister", concern="her sister is afraid for her")
    event("arrest.made", ago(days=50), HER, HIM | HIS, FATHER, offence="assault", power="offence", note="his father was there")
    event("suspect.interviewed", ago(days=50), *pair)
    event("suspect.released", ago(days=49), *pair, status="bail")
    event(
        "bail.set",
        ago(days=49),
        *pair,
        stage="pre_charge",
        conditions=["not to go to 3 Quayside Row"],
        until=ago(days=-40).date().isoformat(),
    )
    event("risk.assessed", ago(days=48), HER | HOME, HIM, instrument="dash", grade="high", score=17)
    event("disclosure.requested", ago(days=47), HER, HIM, route="right_to_ask", applicant_is="person_at_risk")
    event("victim.moved", ago(days=40), HIDDEN, HIM, to="refuge", confidential=True)
    event("safe_contact.set", ago(days=39), HER, methods=["text"], never="letters", codeword="bluebell")
    event("child.identified", ago(days=38), HER, CHILD | {"confidential": ["school"]}, HIM, school="Brackenfell Primary School")
    event("idva.referred", ago(days=37), *pair, consent=True, to=ADVOCATES)
    event(
        "idva.engaged",
        ago(days=36),
        HIDDEN,
        HIM,
        agency=ADVOCATES,
        role="idva",
        source="northshire-idva-files",
        note="settled in Thornbury",
    )
    event(
        "perpetrator.managed",
        ago(days=35),
        HIM | HIS,
        by=PROBATION,
        tactic="prevent",
        agency=PROBATION,
        source="northshire-probation-files",
    )
    return Case.everything.exclude(suspect_id=None).order_by("-events")[0]


_signed_in: dict[str, Client] = {}


@contextmanager
def unhurried() -> Iterator[None]:
    """Tests open more than anybody reads: nobody is made to wait."""
    known = measures.standard()
    numbers = msgspec.structs.replace(known.numbers, pace_people=msgspec.structs.replace(known.numbers.pace_people, value=10_000))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pace, "standard", lambda: msgspec.structs.replace(known, numbers=numbers))
        yield


def begin() -> None:
    """A database of its own: nobody is signed in to it yet."""
    _signed_in.clear()


def as_(role: str, case: Case | None = None) -> Client:
    """Somebody signed in, who has said what they open the case for; the same one for all tests of a database."""
    if role not in _signed_in:
        _signed_in[role] = sign_in(Client(), role)
        if case is not None:
            _signed_in[role].post("/looks/purpose/", WHY | {"case": case.id})
    return _signed_in[role]


def text(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text)))


def ticks(page: str, *, every: bool = False) -> dict[str, str]:
    """The parts that start ticked on a page; or every part that can be."""
    found = re.findall(r'<input[^>]*type="checkbox"[^>]*name="(p-[^"]+)"([^>]*)>', page)
    return {html.unescape(name): "on" for name, more in found if every or "checked" in more}


def make(client: Client, case: Case, to: str, kind: str, given: dict[str, str], *, every: bool = False) -> Any:
    address = f"/cases/{case.id}/documents/make/?to={to}&kind={kind}"
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    ticked = ticks(page.text, every=every)
    why = {f"why-{name.split('-')[1]}": "it was asked for" for name in ticked} if every else {}
    return client.post(address, ticked | why | given)


def reasons(answer: Any) -> dict[str, str]:
    """A reason for everything that asks for one."""
    return dict.fromkeys(re.findall(r'name="(r-[0-9a-f]+)"', answer.text), "checked twice, by phone")


def made(client: Client, case: Case, to: str, kind: str, given: dict[str, str], *, every: bool = False) -> str:
    """The address of a document, once what asks was answered for."""
    answer = make(client, case, to, kind, given, every=every)
    if answer.status_code == 422:
        answer = make(client, case, to, kind, given | reasons(answer), every=every)
    assert answer.status_code == 302, text(answer)[:3000]
    return answer["Location"]


def left(client: Client, address: str, form: str = "html") -> str:
    """What leaves, once somebody else has agreed."""
    answer = client.post(f"{address}copy/", {"form": form})
    assert answer.status_code == 200, text(answer)[:2000]
    return answer.content.decode()
