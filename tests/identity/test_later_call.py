"""A later call with a mistyped address, a name as it was heard and no phone: the people of earlier calls are linked, or asked about."""

import pytest

from identity.people import event, mention
from safehold.identity.link import link

# What the earlier record knows of somebody, and what the later call says of the same person.
HEARD = {
    "Polish, by the English name": (
        ("Małgorzata", "Wójcik", "1984-03-12", "female", "48 Railway Terrace, Kelthorpe"),
        ("Margaret", "Wojcik", "", "female", "84 Railway Terrace"),
    ),
    "Punjabi, without the family name": (
        ("Harpreet", "Kaur Sandhu", "1990-11-02", "female", "17 Albion Street, Northtown"),
        ("Harpreet", "Kaur", "1990", "female", "71 Albion Street"),
    ),
    "Welsh, as it is heard": (
        ("Siân", "Llewellyn", "1979-06-30", "female", "3 Chapel Row, Oxley Green"),
        ("Sian", "Lewellin", "", "female", "31 Chapel Row"),
    ),
    "Arabic, by the English name and without the particle": (
        ("Youssef", "Al-Masri", "1988-01-22", "male", "Flat 2, 9 Harbour View, Kelthorpe"),
        ("Joseph", "Masry", "1988", "male", "Flat 3, 9 Harbour View"),
    ),
    "Somali, in English spelling": (
        ("Faadumo", "Warsame Cali", "1993-09-14", "female", "22 Mill Bank, Northtown"),
        ("Fatuma", "Warsame", "", "female", "2 Mill Bank"),
    ),
    "Chinese, the given name first and in two words": (
        ("Xiaoli", "Zhang", "1991-05-19", "female", "140 Station Road, Kelthorpe"),
        ("Xiao Li", "Zhang", "", "female", "104 Station Road"),
    ),
    "Romanian, by the English name": (
        ("Gheorghe", "Ionescu", "1975-12-05", "male", "6 Weavers Court, Saltby"),
        ("George", "Ionesco", "", "male", "9 Weavers Court"),
    ),
    "Yoruba, shortened": (
        ("Oluwaseun", "Adebayo", "1986-07-27", "male", "55 Priory Lane, Saltby"),
        ("Seun", "Adebayor", "", "male", "5 Priory Lane"),
    ),
    "Irish, by the English name": (
        ("Séamus", "Ó Conchobhair", "1968-02-09", "male", "12 Quarry Hill, Oxley Green"),
        ("James", "O'Conchobair", "", "male", "21 Quarry Hill"),
    ),
    "Russian, by the English name and the masculine ending": (
        ("Екатерина", "Кузнецова", "1995-08-08", "female", "30 Canal Walk, Northtown"),
        ("Katherine", "Kuznetsov", "", "female", "13 Canal Walk"),
    ),
    "Urdu, in another spelling and with a year that is one off": (
        ("Shazia", "Chaudhry", "1982-10-10", "female", "8 Fountain Street, Northtown"),
        ("Shaziya", "Choudhury", "1983", "female", "88 Fountain St"),
    ),
    "Tamil, the family name as heard and a house next door": (
        ("Priya", "Venkataraman", "1992-04-17", "female", "66 Orchard Close, Saltby"),
        ("Pria", "Venkatraman", "", "female", "68 Orchard Close"),
    ),
}


@pytest.mark.parametrize(("before", "later"), [pytest.param(*each, id=name) for name, each in HEARD.items()])
def test_who_calls_again_is_linked_or_asked_about(before, later):
    (*known, first), (*said, home) = before, later
    husband = mention("Marek", "Dunmore", "1970-01-15", "male", ref="s", role="suspect", address=first)
    earlier = event("earlier", mention(*known, ref="v", address=first, phone="01632 960118"), husband)
    linked = link([earlier, event("later", mention(*said, ref="caller", address=home), source="south")])
    assert [(each.a.ref, each.b.ref) for each in linked.judgements if each.judgement in ("linked", "unsure")] == [("v", "caller")]
