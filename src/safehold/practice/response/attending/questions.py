"""What an officer is asked at the door, in the order of the page. Pure.

A question applies where its conditions hold: `field=one|other`, `field!=value`, `field>0`, `field<other_field`. The page hides by the same
words what does not apply (static/safehold/attending.js), and counts by them what is missing, so that it can without a signal.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

Given = Mapping[str, str]
Words = Any  # text, or text that is spoken when it is shown
YES_NO: dict[str, Words] = {"yes": _("Yes"), "no": _("No")}
OR_NEITHER: dict[str, Words] = YES_NO | {"not_applicable": _("Does not apply")}
_CONDITION = re.compile(r"(\w+)(!=|=|<|>)(.+)")
MOST_CHILDREN = 4


class Question(msgspec.Struct, frozen=True):
    """`kind` is yn, count, choice, tick, text, words, time or staff. `wanted`: it is told as missing while it has no answer."""

    name: str
    label: Any
    kind: str = "yn"
    options: dict[str, Any] = {}
    wanted: bool = False
    when: tuple[str, ...] = ()
    hint: Any = ""

    def applies(self, given: Given) -> bool:
        return all(_holds(each, given) for each in self.when)


class Section(msgspec.Struct, frozen=True):
    name: str
    title: Any
    questions: tuple[Question, ...]


def count(text: str) -> int | None:
    """A number of people, as typed; None for what is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _holds(condition: str, given: Given) -> bool:
    found = _CONDITION.fullmatch(condition)
    assert found, condition
    name, by, value = found.groups()
    said = given.get(name, "")
    if by == "=":
        return said in value.split("|")
    if by == "!=":
        return said not in value.split("|")
    mine, other = count(said), int(value) if value.isdigit() else count(given.get(value, ""))
    if mine is None or other is None:
        return False
    return mine < other if by == "<" else mine > other


def _yn(name: str, label: Any, *, neither: bool = False, why: Any = "", when: tuple[str, ...] = (), wanted: bool = True) -> list[Question]:
    """A question that is answered yes or no, and why not, which is asked of a "no" alone."""
    asked = [Question(name, label, "yn", OR_NEITHER if neither else YES_NO, wanted, when)]
    return asked + ([Question(f"reason_{name}", why, "text", wanted=True, when=(*when, f"{name}=no"))] if why else [])


DISCLOSED: dict[str, Words] = {
    "strangulation": _("He strangled or choked her"),
    "threats_to_kill": _("He threatened to kill"),
    "coercive_control": _("He controls or isolates her"),
    "stalking": _("He follows, watches or keeps contacting her"),
    "sexual": _("Sexual abuse"),
    "economic": _("Money or work kept from her"),
    "separation": _("She is leaving, or has left"),
    "pregnancy": _("She is pregnant"),
    "suicidal": _("Thoughts of suicide"),
    "moving": _("She means to move"),
}
SECURED: dict[str, Words] = {
    "witness_statement": _("Statement of a witness"),
    "messages": _("Messages, calls or posts"),
    "cctv_or_doorbell": _("CCTV or a doorbell's video"),
    "weapon": _("A weapon or an object"),
    "clothing": _("Clothing"),
    "medical": _("Medical notes, or consent for them"),
    "neighbours": _("Neighbours asked"),
}
METHODS: dict[str, Words] = {
    "telephone": _("Telephone"),
    "text message": _("Text message"),
    "email": _("Email"),
    "in person": _("In person only"),
    "through somebody": _("Through somebody she names"),
}


def _children() -> list[Question]:
    found = []
    for number in range(1, MOST_CHILDREN + 1):
        shown = ("children_present>0",) if number == 1 else (f"children_present>{number - 1}",)
        found += [
            Question(f"child_{number}_name", _("Child %(number)s: name") % {"number": number}, "text", when=shown),
            Question(f"child_{number}_age", _("Age"), "count", when=shown),
            Question(f"child_{number}_with_her", _("Lives with her"), "yn", YES_NO, when=shown),
            Question(f"child_{number}_school", _("School or nursery"), "text", when=shown),
        ]
    return found


def _ticks(prefix: str, among: Mapping[str, Words]) -> list[Question]:
    return [Question(f"{prefix}_{name.replace(' ', '_')}", label, "tick") for name, label in among.items()]


# What she says of reaching her comes first: it is lost with her trust, and everything later needs it.
SECTIONS = (
    Section(
        "safe",
        _("How to reach her safely"),
        (
            *_ticks("reach", METHODS),
            Question("contact_times", _("When"), "text", wanted=True),
            Question("contact_who", _("Who else may answer"), "text"),
            Question("contact_never", _("Never"), "text", hint=_("Never call, text, post or visit: how, where or when.")),
            Question("codeword", _("Codeword, if she has one"), "text"),
        ),
    ),
    Section(
        "arriving",
        _("Arriving"),
        (
            Question("read_history", _("I read what is on record before going in"), "tick"),
            Question("arrived", _("We were there at"), "time", wanted=True),
            *_yn("victim_seen", _("Was she seen?")),
            *_yn("suspect_present", _("Was he there?")),
        ),
    ),
    Section(
        "precautions",
        _("Apart and heard"),
        (
            *_yn(
                "parties_separated",
                _("Kept apart, out of sight and hearing?"),
                neither=True,
                why=_("Why not"),
                when=("suspect_present!=no",),
            ),
            *_yn("victim_interviewed_alone", _("Was she spoken to alone?"), why=_("Why not")),
            Question("children_present", _("Children in the home"), "count", wanted=True),
            Question("children_seen", _("Children seen and spoken to"), "count", wanted=True, when=("children_present>0",)),
            Question("reason_children_seen", _("Why not all"), "text", wanted=True, when=("children_seen<children_present",)),
            *_children(),
            Question(
                "interpreter",
                _("Interpreter"),
                "choice",
                {"none": _("Not needed"), "professional": _("Professional"), "relative": _("A relative or a neighbour")},
                wanted=True,
                hint=_("Never a relative, a child or anybody who knows him. Call a professional, by phone if need be."),
            ),
            Question("reason_interpreter", _("Why no professional"), "text", wanted=True, when=("interpreter=relative",)),
        ),
    ),
    Section(
        "account",
        _("What she says"),
        (
            *_yn("first_account", _("First account taken?"), why=_("Why not")),
            Question("account", _("In her words"), "words"),
            *_yn(
                "non_physical_abuse_asked",
                _("Asked about control, threats, money, stalking, sexual abuse?"),
                why=_("Why not"),
            ),
            *_ticks("disclosed", DISCLOSED),
            Question("barriers", _("What stands in her way"), "text", hint=_("Fear, money, home, children, immigration, language, care.")),
        ),
    ),
    Section(
        "evidence",
        _("Evidence"),
        (
            *_yn("body_worn_video", _("Body-worn video kept?"), neither=True, why=_("Why not")),
            *_yn("call_audio_kept", _("Recording of the call asked for?"), neither=True, why=_("Why not")),
            *_yn("photographs", _("Photographs of injuries and the scene?"), neither=True, why=_("Why not")),
            Question("independent_witnesses", _("Witnesses beside the two"), "count", wanted=True),
            *_ticks("secured", SECURED),
            Question("secured_other", _("Something else"), "text"),
        ),
    ),
    Section(
        "him",
        _("Him"),
        (
            Question("his_name", _("His name"), "text", hint=_("If the call does not say it.")),
            Question(
                "arrest",
                _("Arrest"),
                "choice",
                {"made": _("Arrested"), "gone": _("Gone: wanted"), "not_made": _("Not arrested")},
                wanted=True,
            ),
            Question("arrest_offence", _("For"), "text", wanted=True, when=("arrest=made|gone",)),
            Question(
                "arrest_power",
                _("By power of"),
                "choice",
                {
                    "offence": _("An offence"),
                    "breach_of_bail": _("Breach of bail"),
                    "breach_of_order": _("Breach of an order"),
                    "warrant": _("A warrant"),
                    "recall": _("Recall to prison"),
                },
                when=("arrest=made",),
            ),
            Question("looked", _("Where he was looked for"), "text", wanted=True, when=("arrest=gone",)),
            Question("not_arrested_reason", _("Why he was not arrested"), "text", wanted=True, when=("arrest=not_made",)),
            Question("alternative", _("What keeps her safe instead"), "text", wanted=True, when=("arrest=not_made",)),
            Question("asked_her", _("Was she asked to decide?"), "yn", YES_NO, when=("arrest=not_made",)),
            Question("supervisor", _("Supervisor who agrees (staff number)"), "staff", wanted=True, when=("arrest=not_made",)),
            *_yn("suspect_removed", _("Was he taken out of the home?"), neither=True, why=_("Why not"), when=("suspect_present=yes",)),
            Question(
                "order",
                _("Notice asked for"),
                "choice",
                {"none": _("None"), "dvpn": _("Domestic violence protection notice"), "dapn": _("Domestic abuse protection notice")},
            ),
            Question("order_by", _("Authorised by (staff number)"), "staff", wanted=True, when=("order=dvpn|dapn",)),
            Question("order_children", _("Children thought of?"), "yn", YES_NO, wanted=True, when=("order=dvpn|dapn",)),
            Question("order_opinion", _("Her opinion asked?"), "yn", YES_NO, wanted=True, when=("order=dvpn|dapn",)),
            Question("order_representations", _("His representations heard?"), "yn", YES_NO, wanted=True, when=("order=dvpn|dapn",)),
            Question("order_occupants", _("Others who live there thought of?"), "yn", YES_NO, when=("order=dvpn|dapn",)),
        ),
    ),
    Section(
        "leaving",
        _("Before you leave"),
        (
            Question("officers", _("Who else attended (staff numbers)"), "text"),
            Question("outcome", _("How you leave it"), "words", wanted=True),
        ),
    ),
)


@lru_cache(maxsize=1)
def by_name() -> dict[str, Question]:
    return {each.name: each for section in SECTIONS for each in section.questions}
