"""A change of a rule: proposed, tried on past cases, agreed to by another person, and holding from a day to come."""

import re
import time
from collections import Counter
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from harness.recorded import ANNA, BORIS, OTHER_PAIR, PAIR, ago, event
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.rulebook import trials, trying
from safehold.rulebook.coarse import Coarse
from safehold.rulebook.current import CURRENT
from safehold.rulebook.models import Agreed, Obligation, Proposal, Tried, UnderWay
from safehold.rulebook.state import rulebook
from safehold.web.rules import tried

RULE = "bail-breach-decided"


@pytest.fixture
def as_(client, staff, monkeypatch):
    """By role. The rules are as they ship again after each test. Trials count as they find, so that a test can tell."""
    monkeypatch.setattr(trials, "Coarse", lambda _key: len)
    yield lambda role: sign_in(client, role)
    CURRENT.take(())
    CURRENT.soon()


def in_days(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def changed(page: str, *, version: str = "stricter", starts: str = "", hours: str = "12") -> str:
    """The text of the form, changed."""
    lines = page.splitlines()
    found = []
    for line in lines:
        if "version:" in line:
            line = f'    version: "{version}"'
        elif "in_force:" in line:
            line = f"    in_force: {{from: {starts or in_days(3)}}}"
        elif "window:" in line:
            line = f"    window: {{hours: {hours}}}"
        found.append(line)
    return "\n".join(found) + "\n"


def proposed(client, **how: str) -> Proposal:
    form = client.get(reverse("rule-propose"), {"rule": RULE}).context_data["form"]
    answer = client.post(reverse("rule-propose"), {"text": changed(form.initial["text"], **how), "why": "a day is too long"})
    assert answer.status_code == 302, text(answer)
    return Proposal.objects.get()


def refusal(client, **how: str) -> str:
    form = client.get(reverse("rule-propose"), {"rule": RULE}).context_data["form"]
    answer = client.post(reverse("rule-propose"), {"text": how.pop("text", "") or changed(form.initial["text"], **how), "why": "why not"})
    assert answer.status_code == 422
    assert Proposal.objects.count() == 0
    return text(answer)


def test_a_change_is_proposed_tried_agreed_to_by_another_and_holds_from_its_day(as_, client, time_machine):
    event("bail.breach_reported", ago(days=2), *PAIR)
    as_("crime_registrar")
    proposal = proposed(client)
    page = text(client.get(reverse("rule-change", args=[proposal.pk])))
    assert "It is being tried on past cases" in page
    assert "window: {hours: 12}" in page
    assert trials.run() == 1
    page = text(client.get(reverse("rule-change", args=[proposal.pk])))
    assert "duties that would have been due: few or none" in page
    found = Tried.objects.get().found
    assert (found["due"], found["states"]) == (1, {"breached": 1})
    assert client.post(reverse("rule-change-answer", args=[proposal.pk]), {"agree": "1", "why": "yes"}).status_code == 422  # one's own
    as_("da_specialist")
    assert client.post(reverse("rule-change-answer", args=[proposal.pk]), {"agree": "1", "why": "we have the people"}).status_code == 302
    client.get(reverse("my-work"))
    assert [each.version for each in rulebook().by_id[RULE]][-1] == "stricter"
    old, new = rulebook().by_id[RULE][-2:]
    assert old.in_force_to == new.in_force_from == proposal.starts
    before = Obligation.everything.get(rule=RULE)
    assert before.version == old.version
    time_machine.move_to(timezone.now() + timedelta(days=4))
    event("bail.breach_reported", ago(hours=1), *PAIR)
    assert {each.version for each in Obligation.everything.filter(rule=RULE)} == {old.version, "stricter"}
    assert Obligation.everything.get(pk=before.pk).due_latest == before.due_latest


def test_nothing_is_agreed_to_before_it_was_tried_or_after_its_day(as_, client, time_machine):
    as_("crime_registrar")
    proposal = proposed(client)
    as_("da_specialist")
    address = reverse("rule-change-answer", args=[proposal.pk])
    assert "has not been tried on past cases yet" in text(client.post(address, {"agree": "1", "why": "yes"}))
    trials.run()
    time_machine.move_to(timezone.now() + timedelta(days=3))
    as_("da_specialist")
    assert "The day from which it was to hold has come" in text(client.post(address, {"agree": "1", "why": "yes"}))
    assert not Agreed.objects.exists()
    assert client.post(address, {"decline": "1", "why": "too late now"}).status_code == 302
    assert "It has been answered already" in text(client.post(address, {"decline": "1", "why": "again"}))


def test_what_cannot_be_read_is_refused_with_its_line_and_what_was_typed_is_kept(as_, client):
    as_("crime_registrar")
    assert re.search(r"the proposal, line \d+: bail-breach-decided.window.hours is 'soon'", refusal(client, hours="soon"))
    assert "It is to hold from a day to come" in refusal(client, starts=in_days(0))
    assert "There is a version of this name already" in refusal(client, version=rulebook().by_id[RULE][0].version)
    assert "this is not YAML" in refusal(client, text="subject: [")


def test_a_rule_is_ended_by_two_people_and_what_was_due_before_stays(as_, client):
    event("bail.breach_reported", ago(days=2), *PAIR)
    as_("crime_registrar")
    address = reverse("rule-end", args=[RULE])
    assert "Choose a last day to come" in text(client.post(address, {"last": in_days(-1), "why": "x"}))
    assert client.post(address, {"last": in_days(5), "why": "replaced by guidance"}).status_code == 302
    as_("da_specialist")
    assert (
        client.post(reverse("rule-change-answer", args=[Proposal.objects.get().pk]), {"agree": "1", "why": "so it is"}).status_code == 302
    )
    client.get(reverse("my-work"))
    assert rulebook().by_id[RULE][-1].in_force_to == Proposal.objects.get().starts
    assert Obligation.everything.filter(rule=RULE).count() == 1


def test_whoever_proposed_it_may_take_it_back_and_another_may_not(as_, client):
    as_("crime_registrar")
    proposal = proposed(client)
    as_("da_specialist")
    assert client.post(reverse("rule-change-withdraw", args=[proposal.pk]), {"why": "mine"}).status_code == 404
    as_("crime_registrar")
    assert client.post(reverse("rule-change-withdraw", args=[proposal.pk]), {"why": "a better one comes"}).status_code == 302
    assert not Agreed.objects.get().agrees


@pytest.mark.parametrize(
    ("rule", "act", "people"),
    [
        ("arrest-on-reasonable-grounds", "arrest.made", "Of them arrested"),
        ("charge-on-reasonable-grounds", "suspect.charged", "Of them charged"),
    ],
)
def test_a_trial_counts_how_many_arrested_or_charged_are_victims_in_the_same_pair(as_, client, rule, act, people):
    him_harmed = (
        {**ANNA, "role": "suspect", "relation": "partner"},
        {key: each for key, each in BORIS.items() if key != "relation"} | {"role": "victim"},
    )
    event("call.received", ago(days=30), *him_harmed, channel="999", domestic=True)
    event("call.received", ago(days=20), *PAIR, channel="999", domestic=True)
    event("crime.recorded", ago(days=20), *PAIR, offence="assault", grounds_to_arrest=True)
    event("arrest.made", ago(days=19), *PAIR, power="offence", offence="assault")
    event("suspect.charged", ago(days=18), *PAIR, offence="assault")
    as_("da_specialist")
    assert client.post(reverse("rule-try", args=[rule])).status_code == 302
    assert trials.run() == 1
    found = Tried.objects.get().found
    assert (found["due"], found["suspects"], found["suspects_victims"]) == (1, 1, 1)
    of = "arrested" if act == "arrest.made" else "charged"
    assert (found[of], found[f"{of}_victims"]) == (1, 1)
    told = text(client.get(reverse("rule", args=[rule])))
    assert f"{people} within that time few or none few or none" in told
    # That there is one at all would tell of a case that whoever proposed the rule may not see.
    assert "duties that would have been due: few or none" in told
    assert "How much work" not in told
    assert "Met in time" not in told.partition("Tried on past cases")[2]
    assert not Obligation.everything.filter(rule=rule).exists()
    assert "Anna" not in text(client.get(reverse("rule", args=[rule])))


def test_a_trial_of_a_case_in_one_direction_counts_no_victim(as_, client):
    event("call.received", ago(days=20), *PAIR, channel="999", domestic=True)
    event("crime.recorded", ago(days=20), *PAIR, offence="assault", grounds_to_arrest=True)
    as_("da_specialist")
    client.post(reverse("rule-try", args=["arrest-on-reasonable-grounds"]))
    trials.run()
    found = Tried.objects.get().found
    assert (found["due"], found["suspects"], found["suspects_victims"], found["arrested"]) == (1, 1, 0, 0)
    assert found["states"] == {"breached": 1}
    (work,) = found["work"]
    assert (work["who"], work["agency"], work["due"]) == ("first_responder", "northshire-police", 1)


def test_a_rule_in_force_is_not_tried_out_and_who_may_not_propose_is_refused(as_, client):
    as_("da_specialist")
    assert client.post(reverse("rule-try", args=[RULE])).status_code == 404
    as_("call_handler")
    assert client.get(reverse("rule-propose")).status_code == 403
    assert "Arrest where there are grounds" in text(client.get(reverse("rule-changes")))


def test_counts_of_a_trial_are_told_to_five_and_of_few_not_whether_there_were_any():
    assert [tried.few(n) for n in (0, 1, 4, 5, 7, 8, 212)] == ["few or none"] * 5 + ["about 10", "about 210"]


def test_two_trials_that_differ_by_one_case_are_not_told_apart_by_what_they_count():
    """Whoever sees nine cases of ten and asks of all ten learns nothing of the last, and asking again teaches nothing."""
    tell = Coarse(b"k" * 32)
    those = [f"{n}-{n}" for n in range(400)]
    assert all(tell(those[:n]) == tell(list(reversed(those[:n]))) for n in (0, 9, 10, 333))
    apart = Counter(tell(those[: n + 1]) - tell(those[:n]) for n in range(10, 399))
    # One case more is told as more, as fewer and as the same: as often fewer as to give nothing away.
    assert min(apart[0], sum(apart[each] for each in apart if each < 0), sum(apart[each] for each in apart if each > 0)) > 80
    # From four to five, and from none to one, too.
    four, five = ({tell([f"{n}/{each}" for each in range(few)]) for n in range(60)} for few in (4, 5))
    assert four == five
    assert all(abs(tell(those[:n]) - n) <= 6 for n in range(400))
    assert [Coarse(b"j" * 32)(those[:n]) for n in range(40)] != [tell(those[:n]) for n in range(40)]


def test_a_trial_that_takes_several_turns_says_how_far_it_has_come(as_, client, monkeypatch):
    for each in (PAIR, OTHER_PAIR):
        event("bail.breach_reported", ago(days=2), *each)
    as_("crime_registrar")
    address = reverse("rule-change", args=[proposed(client).pk])
    ticks = count(0, 2)  # the third time that it looks at the clock, its five seconds are over
    with monkeypatch.context() as slowly:
        slowly.setattr(trying, "CHUNK", 1)
        slowly.setattr(trials, "time", SimpleNamespace(monotonic=lambda: next(ticks), time_ns=time.time_ns))
        assert trials.run() == 0
    assert "50 in 100 of them are read" in text(client.get(address))
    assert trials.run() == 1
    assert Tried.objects.get().found["cases"] == 2
    assert not UnderWay.objects.exists()
    assert "of them are read" not in text(client.get(address))


def test_what_a_trial_keeps_is_coarse_already(as_, client, monkeypatch):
    monkeypatch.setattr(trials, "Coarse", Coarse)
    event("bail.breach_reported", ago(days=2), *PAIR)
    as_("crime_registrar")
    proposed(client)
    trials.run()
    found = Tried.objects.get().found
    counts = [each for each in found.values() if isinstance(each, int)] + [each["due"] for each in found["work"]]
    assert len(counts) >= 8
    assert set(counts) <= {0, 5}
