from importlib import resources

import pytest
import yaml

from safehold.identity.model import BadModel, bits, load, standard
from safehold.identity.nicknames import BadNicknames, groups
from safehold.identity.nicknames import load as load_nicknames

TEXT = resources.files("safehold.identity").joinpath("model.yaml").read_text(encoding="utf-8")


def changed(change):
    given = yaml.safe_load(TEXT)
    change(given)
    return yaml.safe_dump(given)


def test_the_file_says_which_it_is():
    assert standard().version


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda model: model["reference"].pop("u"), "`u`"),
        (lambda model: model["reference"].update(m=0), r"\$.reference.m"),
        (lambda model: model["words"]["sex"].pop("different"), "words.sex lacks different"),
        (lambda model: model["words"]["sex"].update(same=""), r"\$.words"),
        (lambda model: model["words"].pop("phone"), "words lacks phone"),
        (lambda model: model["words"]["sex"].update(maybe="perhaps"), "words.sex has maybe"),
        (lambda model: model["ceilings"].pop("names_only"), "ceilings lacks names_only"),
        (lambda model: model["ceilings"]["names_only"].update(at=1.5), r"\$.ceilings"),
        (lambda model: model.pop("prior"), "prior"),
        (lambda model: model.update(weights={}), "weights"),
        (lambda model: model.update(linked=0.01), "linked must be above unsure"),
    ],
)
def test_a_file_that_lacks_a_word_or_a_limit_is_refused_by_name(change, says):
    with pytest.raises(BadModel, match=says):
        load(changed(change))


def test_names_that_are_used_for_one_another_share_a_group():
    assert groups("bill") & groups("william")
    assert groups("kasia") & groups("katarzyna")
    assert groups("alex") & groups("alexandra")
    assert groups("alex") & groups("alexander")
    assert not groups("alexander") & groups("alexandra")


def test_a_group_of_nicknames_that_stands_twice_is_refused():
    with pytest.raises(BadNicknames, match="stands twice"):
        load_nicknames("groups: [bill will, bill billy]")


def test_the_more_are_on_record_the_less_it_says_beforehand_that_somebody_is_among_them():
    model = standard()
    assert model.among(1_000_000).prior == pytest.approx(bits(3.0e-6))
    assert model.among(5_000_000).prior == pytest.approx(bits(3.0e-6 / 5))
    assert model.among(-1).prior == model.among(10).prior == pytest.approx(bits(1e-4))
