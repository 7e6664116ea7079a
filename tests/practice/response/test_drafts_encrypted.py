"""What is typed of a call and not recorded yet stands encrypted, and a new key takes it over."""

import pytest

from retention.long_ago import everywhere
from safehold.chronology.apart.ring import ring
from safehold.practice.response import drafts, sealed
from safehold.practice.response.models import Draft
from safehold.practice.response.typed import Typed

NEW = "another key that is long enough to be one"


@pytest.fixture
def draft(viewer_as) -> Draft:
    return drafts.save(viewer_as("call_handler"), drafts.new_call(), Typed(words="she is at zqxvjwhouse", call_back_how="zqxvjwway"))


def test_a_draft_is_in_no_table_in_plain_and_is_read_as_it_was_typed(draft, owner):
    assert everywhere(owner, "zqxvjw") == []
    assert drafts.typed_of(Draft.objects.get()).words == "she is at zqxvjwhouse"


def test_a_draft_of_another_call_does_not_open_and_says_so(draft):
    draft.call = "safehold/of-another"
    assert drafts.typed_of(draft).words == "What was typed here cannot be read: its key is not at hand."


def test_a_new_key_takes_drafts_over_and_until_then_the_old_one_opens_them(draft, settings):
    settings.SAFEHOLD_VAULT_KEYS = f"{NEW},{settings.SAFEHOLD_VAULT_KEYS}"
    assert drafts.typed_of(draft).call_back_how == "zqxvjwway"
    assert (sealed.renew_all(), sealed.renew_all()) == (1, 0)
    settings.SAFEHOLD_VAULT_KEYS = NEW
    assert sealed.by_key() == {ring().newest: 1}
    assert drafts.typed_of(Draft.objects.get()).call_back_how == "zqxvjwway"


def test_what_was_kept_in_plain_before_is_read_and_encrypted_with_the_next_key(draft):
    Draft.objects.update(fields={"words": "typed before"})
    assert drafts.typed_of(Draft.objects.get()).words == "typed before"
    assert sealed.renew_all() == 1
    assert "typed before" not in str(Draft.objects.get().fields)
    assert drafts.typed_of(Draft.objects.get()).words == "typed before"
