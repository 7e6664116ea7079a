from importlib import resources

import pytest
import yaml

from safehold.identity.model import BadModel, load, standard
from safehold.identity.nicknames import BadNicknames, groups
from safehold.identity.nicknames import load as load_nicknames

TEXT = resources.files("safehold.identity").joinpath("model.yaml").read_text(encoding="utf-8")


def changed(change):
    given = yaml.safe_load(TEXT)
    change(given)
    return yaml.safe_dump(given)


def test_the_model_says_which_it_is():
    assert standard().id
    assert standard().version


def test_every_level_has_words_to_explain_it():
    for comparison, levels in standard().levels.items():
        for name, level in levels.items():
            assert level.words or (comparison, name) == ("name_order", "straight")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda model: model["comparisons"]["sex"]["same"].pop("u"), "sex.same: u is missing"),
        (lambda model: model["comparisons"]["sex"]["same"].update(m=0), "sex.same: m is 0"),
        (lambda model: model["comparisons"]["sex"].pop("different"), "sex lacks different"),
        (lambda model: model["comparisons"].pop("phone"), "comparisons lacks phone"),
        (lambda model: model["comparisons"]["sex"].update(maybe={"m": 0.5, "u": 0.5}), "sex has maybe"),
        (lambda model: model["comparisons"]["sex"]["same"].update(common=1.0), "sex.same cannot have"),
        (lambda model: model["comparisons"]["sex"]["same"].update(wieght=1.0), "unknown field 'wieght'"),
        (lambda model: model["ceilings"].pop("names_only"), "ceilings lacks names_only"),
        (lambda model: model.pop("prior"), "lacks prior"),
        (lambda model: model.update(linked=0.01), "linked must be above unsure"),
    ],
)
def test_a_model_that_lacks_a_weight_is_refused_by_name(change, says):
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
