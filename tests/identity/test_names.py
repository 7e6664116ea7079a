import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.people import mention
from safehold.identity.names import Names, names, search_names
from safehold.identity.script import plain


@pytest.mark.parametrize(
    ("given_name", "family_name", "wanted"),
    [
        ("Zoë", "O'Brien", Names(("zoe",), ("obrien",))),
        ("Zoe", "O’Brien", Names(("zoe",), ("obrien",))),
        ("Siân", "Mac Donald", Names(("sian",), ("macdonald",), (), ("donald",))),
        ("Mrs Vera", "Marlow", Names(("vera",), ("marlow",))),
        ("Mrs", "Marlow", Names((), ("marlow",))),
        ("MARTIN", "Luther King Jr.", Names(("martin",), ("lutherking",), (), ("luther", "king"))),
        ("Mary-Ann", "Smith-Jones", Names(("mary", "ann"), ("smithjones",), (), ("smith", "jones"))),
        ("Jan", "van der Berg", Names(("jan",), ("vanderberg",), (), ("berg",))),
        ("Fatima", "bint al-Rashid", Names(("fatima",), ("bintalrashid",), (), ("rashid",))),
        ("Joan", "Ashby (née Tranter)", Names(("joan",), ("ashby",), (), ("tranter",))),
        ("Joan", "Ashby formerly Tranter", Names(("joan",), ("ashby",), (), ("tranter",))),
        ("Joan Ashby", "", Names(("joan",), ("ashby",))),
        ("", "Ashby, Joan", Names(("joan",), ("ashby",))),
        ("Suharto", "", Names(("suharto",))),
        ("Mohd. Ali", "Khan", Names(("ali", "mohammed"), ("khan",))),
        ("Muhammad", "Hussein", Names(("mohammed",), ("hussain",))),
        ("Abdul Rahman", "Shah", Names(("abdulrahman",), ("shah",))),
        ("Наталья", "Щербакова", Names(("natalya",), ("shcherbakova",))),
        ("Łukasz", "Żółć", Names(("lukasz",), ("zolc",))),
        ("unknown", "Not known", Names()),
        ("N/K", "", Names()),
        ("😀", "🔥🔥", Names()),
        ("\u202eJoan\u202c", "Ashby", Names(("joan",), ("ashby",))),
        ("小明", "王", Names(("xiaoming",), ("wang",))),
        ("", "王小明", Names(("xiaoming",), ("wang",))),
        ("欧阳娜娜", "", Names(("nana",), ("ouyang",))),
        ("민수", "김", Names(("minsu",), ("kim",))),
        ("이영희", "", Names(("yeonghui",), ("lee",))),
        ("さくら", "タナカ", Names(("sakura",), ("tanaka",))),
        ("प्रिया", "वेंकटरमन", Names(("priya",), ("vemktrmn",))),
        ("გიორგი", "Արմեն", Names(("giorgi",), ("armen",))),
    ],
)
def test_a_name_is_read_the_same_however_it_is_written(given_name, family_name, wanted):
    assert names(given_name, family_name) == wanted


def test_an_alias_gives_names_that_the_person_also_goes_by():
    assert names("Joan", "Ashby", ("Joan Tranter",)) == Names(("joan",), ("ashby",), (), ("tranter",))


def test_an_alias_of_one_word_may_be_either_name():
    found = names("Craig", "Dunmore", ("Spike",))
    assert "spike" in found.other_given
    assert "spike" in found.other_family


def test_a_name_of_ten_thousand_characters_is_cut_short():
    found = names("x" * 10_000, "Ash by " * 2_000)
    assert len(found.given[0]) <= 40
    assert len(found.all_family) <= 20


def test_typing_finds_a_name_as_it_is_written_not_as_it_is_compared():
    assert search_names(mention("Muhammad", "Al-Hassan")) == ("alhassan", "hassan", "muhammad")


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_any_text_at_all_can_be_read_as_a_name(given_name, family_name, aliases):
    found = names(given_name, family_name, tuple(aliases))
    assert all(name == plain(name) and name for name in found.all_given + found.all_family)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12))
def test_capitals_accents_and_marks_of_direction_change_nothing(name):
    marked = "\u200f" + name.upper() + "\u0301"
    assert names(marked, marked) == names(name, name)
