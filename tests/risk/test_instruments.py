"""What instruments ask and how they are counted, as they ship and as an agency words them."""

from importlib import resources
from pathlib import Path

import pytest

from safehold.risk import loading, wording
from safehold.risk.filled import Missing, filled, missing, opened, stated
from safehold.risk.loading import BadInstrument, standard
from safehold.risk.scoring import score, visible_high_risk

SHIPPED = standard()
ITEMS = {"dash": 27, "safelives_ric": 24, "stalking_screen": 11, "odara": 13, "dara": 18}


def answered(**answers: str) -> dict[str, str]:
    """Fields of a form: `i` and the number of an item, with its answer."""
    return {f"answer:{key.removeprefix('i')}": value for key, value in answers.items()}


def all_of(name: str, answer: str, but: dict[str, str] | None = None) -> dict[str, str]:
    return {item.key: answer for item in SHIPPED[name].items} | (but or {})


def test_each_has_the_items_that_it_is_known_to_have_by_the_numbers_of_its_form():
    for name, count in ITEMS.items():
        assert [item.key for item in SHIPPED[name].items] == [str(number) for number in range(1, count + 1)], name
    assert len([item for item in SHIPPED["danger_assessment"].items if item.key.isdigit()]) == 20
    assert SHIPPED.keys() >= {*ITEMS, "danger_assessment"}


def test_no_item_is_asked_in_more_than_a_few_words_of_ours():
    assert max(len(item.asks) for each in SHIPPED.values() for item in each.all_items.values()) < 100


def test_what_was_not_found_in_its_source_says_so():
    assert SHIPPED["dara"].unverified
    assert {item.confidence for item in SHIPPED["dara"].items} == {"M-low"}
    assert SHIPPED["danger_assessment"].scoring.confidence == "M"
    assert SHIPPED["odara"].scoring.prorated_confidence == "M"
    assert SHIPPED["dash"].modules[1].confidence == "M-low"


def test_a_file_that_cannot_be_read_is_refused_with_its_line_and_its_field():
    text = resources.files("safehold.risk").joinpath("instruments/dash.yaml").read_text(encoding="utf-8")
    line = text.splitlines().index('      "2": {asks: "Is she very frightened?", topic: fear, confidence: F}') + 1
    for wrong, said in (
        (
            text.replace('"2": {asks: "Is she very frightened?", topic: fear, confidence: F}', '"2": {topic: fear}'),
            f"dash.yaml, line {line}",
        ),
        (text.replace("topic: fear, confidence: F", "topic: fear, confidence: sure"), f"dash.yaml, line {line}"),
        (text.replace('opens: {"8": ["yes"]}', 'opens: {"88": ["yes"]}'), "item 88"),
        (text.replace('opens: {"8": ["yes"]}', 'opens: {"8": ["often"]}'), "'often'"),
        (text.replace("instrument: dash", "instrument: dish"), "line 3"),
    ):
        with pytest.raises(BadInstrument, match=said):
            loading.read(wrong, "dash.yaml")


def test_a_count_is_of_its_own_items_that_are_yes():
    dash = SHIPPED["dash"]
    assert score(dash, all_of("dash", "no", {"1": "yes", "18": "yes", "honour-1": "yes"})).value == 2
    thirteen = dict.fromkeys([str(n) for n in range(1, 14)], "yes")
    assert not visible_high_risk(dash, thirteen, 14)
    assert visible_high_risk(dash, thirteen | {"14": "yes"}, 14)
    assert not visible_high_risk(SHIPPED["odara"], all_of("odara", "yes"), 13)


def test_items_of_the_danger_assessment_have_weights_and_it_takes_three_off_where_they_never_lived_together():
    weighs = SHIPPED["danger_assessment"]
    yes = all_of("danger_assessment", "no")
    for key, points in {"1": 1, "2": 5, "3": 5, "4": 4, "5": 3, "6": 3, "7": 3, "8": 2, "9": 2, "3a": -3, "5a": 0, "20": 0}.items():
        assert score(weighs, yes | {key: "yes"}).value == points, key
    bands = {7: "variable", 8: "increased", 13: "increased", 14: "severe", 17: "severe", 18: "extreme"}
    made = {7: ("2", "8"), 8: ("2", "5"), 13: ("2", "3", "5"), 14: ("2", "3", "4"), 17: ("2", "3", "4", "5"), 18: ("2", "3", "4", "5", "1")}
    for value, items in made.items():
        found = score(weighs, yes | dict.fromkeys(items, "yes"))
        assert (found.value, found.band) == (value, f"{bands[value]} danger")


def test_odara_is_worked_out_by_proportion_with_up_to_five_unanswered_and_not_at_all_with_more():
    odara, keys = SHIPPED["odara"], [str(n) for n in range(1, 14)]
    some = dict.fromkeys(keys[:4], "yes") | dict.fromkeys(keys[4:8], "no")
    five = score(odara, some)
    assert (five.value, five.plain, five.missing, five.prorated, five.confidence) == (6.5, 4, 5, True, "M")
    del some["8"]
    assert (score(odara, some).value, score(odara, some).missing) == (None, 6)
    whole = score(odara, dict.fromkeys(keys, "yes"))
    assert (whole.value, whole.prorated) == (13, False)
    assert "band 7 to 13" in whole.band


def test_dara_has_no_number():
    found = score(SHIPPED["dara"], {"1": "all the time", "2": "often", "3": "never", "11": "yes"})
    assert (found.value, found.plain) == (None, 3)


def test_what_nobody_answered_is_recorded_as_not_asked_and_never_as_no():
    dash = SHIPPED["dash"]
    given = filled(dash, answered(i1="yes", i2="no", i3="sometimes"))
    assert stated(dash, given) == all_of("dash", "not_asked", {"1": "yes", "2": "no"})


def test_an_answer_that_leads_to_a_module_opens_it_and_what_was_said_in_one_that_closed_again_is_kept():
    dash = SHIPPED["dash"]
    given = filled(dash, answered(i4="yes") | {"answer:honour-1": "yes"})
    assert [module.key for module in opened(dash, given.answers)] == ["honour"]
    assert stated(dash, given)["honour-2"] == "not_asked"
    closed = filled(dash, answered(i4="no") | {"answer:honour-1": "yes"})
    assert stated(dash, closed)["honour-1"] == "yes"
    assert "honour-2" not in stated(dash, closed)
    dara = SHIPPED["dara"]
    assert [module.instrument for module in opened(dara, {"2": "often"})] == ["stalking_screen"]
    assert opened(dara, {"2": "occasionally"}) == []


def test_ticking_what_the_record_says_is_an_answer_and_a_no_beside_it_is_asked_about():
    dash = SHIPPED["dash"]
    ticked = filled(dash, {"record:18": "northshire-records/c1"})
    assert (ticked.answers, ticked.said_by, ticked.record) == ({"18": "yes"}, {"18": "record"}, {"18": "northshire-records/c1"})
    both = filled(dash, answered(i18="no") | {"record:18": "northshire-records/c1"})
    assert both.answers == {"18": "no"}
    assert Missing("record_says", "18") in missing(dash, both, threshold=14)


def test_what_is_missing_is_listed_in_the_order_of_the_form():
    dash = SHIPPED["dash"]
    whole = {f"answer:{item.key}": "no" for item in dash.items} | {"grade": "medium", "rationale": "He has left the country"}
    assert missing(dash, filled(dash, whole), threshold=14) == []
    lacking = whole | {"answer:2": "", "answer:5": "refused", "answer:7": "yes", "answer:9": "not_asked", "rationale": " "}
    assert missing(dash, filled(dash, lacking), threshold=14) == [
        Missing("unanswered", "2"),
        Missing("refused_unsaid", "5"),
        Missing("from_whom", "7"),
        Missing("not_asked", "9"),
        Missing("rationale"),
    ]
    said = lacking | {"answer:2": "no", "by:all": "victim", "remark:5": "she wept", "remark:9": "he was in the room", "rationale": "x"}
    assert missing(dash, filled(dash, said), threshold=14) == []


def test_visible_high_risk_that_is_graded_lower_needs_its_reason():
    dash = SHIPPED["dash"]
    many = {f"answer:{number}": "yes" for number in range(1, 15)} | {"grade": "medium", "rationale": "x", "by:all": "victim"}
    assert Missing("held") in missing(dash, filled(dash, many), threshold=14)
    assert Missing("held") not in missing(dash, filled(dash, many | {"held": "two are of ten years ago"}), threshold=14)
    assert Missing("held") not in missing(dash, filled(dash, many | {"grade": "high"}), threshold=14)
    assert Missing("held") not in missing(dash, filled(dash, many | {"answer:14": "no"}), threshold=14)


def test_an_agency_s_wording_is_taken_whole_or_refused_with_its_file_and_its_line(tmp_path: Path):
    items = "\n".join(f'  "{n}": "Question {n} as licensed"' for n in range(1, 12))
    head = 'instrument: stalking_screen\nversion: "2009"\nedition: Northshire 2024\nlicence: agreed on 4 March 2024\nitems:\n'
    (tmp_path / "stalking.yaml").write_text(head + items)
    found = wording.load(str(tmp_path), SHIPPED)["stalking_screen"]
    assert found.items["11"] == "Question 11 as licensed"
    assert found.name == f"Northshire 2024 ({found.digest})"
    assert wording.load(str(tmp_path / "stalking.yaml"), SHIPPED).keys() == {"stalking_screen"}
    assert wording.load("", SHIPPED) == {}
    for text, said in (
        (head + items.replace('"11"', '"12"'), "line 16"),
        (head + items.rpartition("\n")[0], "lacks the wording of 11"),
        (head.replace("2009", "2010") + items, "line 2: version is '2010'"),
        (head.replace("stalking_screen", "dish") + items, "line 1"),
        (head + items.replace("Question 3 as licensed", ""), "line 8"),
        (head.replace("licence: agreed on 4 March 2024\n", "") + items, "lacks the field licence"),
        ("items: [", "is not YAML"),
    ):
        (tmp_path / "stalking.yaml").write_text(text)
        with pytest.raises(wording.BadWording, match=said) as error:
            wording.load(str(tmp_path), SHIPPED)
        assert "stalking.yaml" in str(error.value)
    with pytest.raises(wording.BadWording, match="no such file or folder"):
        wording.load(str(tmp_path / "nowhere"), SHIPPED)
    (tmp_path / "stalking.yaml").write_text(head + items)
    (tmp_path / "twice.yaml").write_text(head + items)
    with pytest.raises(wording.BadWording, match="another file has the wording"):
        wording.load(str(tmp_path), SHIPPED)
