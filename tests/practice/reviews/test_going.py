"""What a panel wrote goes with the content of whom it is about, opens by new keys, and never without any. Recommendations, which name
nobody, stay."""

import pytest

from practice.reviews.seated import as_viewer, death, opened
from safehold.access.keyring import NoKey
from safehold.practice.reviews import actions, papers, recommended, seats
from safehold.practice.reviews.models import Entry, Paper
from safehold.practice.reviews.rotating import rotate

DECIDED = """
INSERT INTO retention_decision
  (id, at, agency, subject, persons, events, "group", keep, two, days, whenever, criteria, ground, reason, by_id, role)
SELECT 1, 0, agency, case_id, persons, '{}', '4', false, false, 0, false, '{}', 'x', '', by_id, role FROM reviews_review
"""


@pytest.fixture
def held(viewer_as):
    """A review in which something was said, recommended and attached, and its chair."""
    chair = viewer_as("review_chair")
    review = opened(chair, death())
    with as_viewer(chair):
        actions.say(review, by=chair, what="lesson", body={"text": "Anna had told three agencies."})
        body = {"text": "Read the history", "owner": "northshire-police", "due": "2030-01-01"}
        actions.say(review, by=chair, what="recommendation", body=body)
        papers.attach(review, by=chair, agency="northshire-police", name="a.txt", body=b"Anna", words="")
    return review, chair


def test_all_of_it_goes_but_what_names_nobody(held, owner):
    review, chair = held
    owner.execute(DECIDED)
    owner.execute("INSERT INTO retention_removal (decision_id, at, events, parts, stayed) VALUES (1, 0, 1, 1, 0)")
    owner.commit()
    with as_viewer(chair):
        assert {each.what for each in Entry.objects.exclude(sealed="")} == {"recommendation"}
        assert [each.text for each in recommended.all_of(chair)] == ["Read the history"]
        assert seats.stands(review).lessons == []
        with pytest.raises(papers.Gone):
            papers.opened(Paper.objects.get(), review)


def test_a_new_key_opens_it_and_the_old_one_is_needed_no_more(held, settings):
    review, chair = held
    old, new = settings.SAFEHOLD_FACTOR_KEYS, "n" * 40
    settings.SAFEHOLD_FACTOR_KEYS = f"{new},{old}"
    assert rotate() == Entry.objects.count() + Paper.objects.count() > 5
    settings.SAFEHOLD_FACTOR_KEYS = new
    with as_viewer(chair):
        assert [each.text("text") for each in seats.stands(review).lessons] == ["Anna had told three agencies."]
        assert papers.opened(Paper.objects.get(), review).body == b"Anna"
        assert len(recommended.all_of(chair)) == 1
    settings.SAFEHOLD_FACTOR_KEYS = "o" * 40
    with pytest.raises(NoKey):
        rotate()
