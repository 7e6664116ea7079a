"""A list of staff is read line by line: what cannot be taken is told by its line, and the rest is taken."""

import pytest

from safehold.access.standards.listed import Bad, Listed, NotAList, read

AGENCIES = frozenset(("northshire-police",))
HEAD = "staff_id,given_name,family_name,date_of_birth,postcode,phone,unit,supervisor,left\n"


def taken(text: str, agency: str = "northshire-police"):
    return list(read((HEAD + text).splitlines(keepends=True), agency, AGENCIES))


def test_a_line_says_who_somebody_is_where_they_work_and_whether_they_have_left():
    (found,) = taken("n-1, Dev ,Sandhu,05/04/1988,XN1 1AA,07700 900321;01632 960001,Response C,n-2,2026-03-01\n")
    assert isinstance(found, Listed)
    assert (found.staff_id, found.agency, found.unit, found.supervisor, str(found.left)) == (
        "n-1", "northshire-police", "Response C", "n-2", "2026-03-01",
    )  # fmt: skip
    assert (found.home.given_name, found.home.date_of_birth, found.home.phones) == ("Dev", "1988-04-05", ("07700 900321", "01632 960001"))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("n 1,Dev,Sandhu,,,,,,\n", "staff_id is a number"),
        ("n-1,,Sandhu,,,,,,\n", "it has no given_name"),
        ("n-1,Dev,Sandhu,1988-13-01,,,,,\n", "'1988-13-01' is no day"),
        ("n-1,Dev,Sandhu,,,,,n-1,\n", "they cannot supervise themselves"),
        ("n-1,Dev\n", "more or fewer values"),
        (f"n-1,Dev,{'S' * 501},,,,,,\n", "family_name is longer than 500"),
    ],
)
def test_a_line_that_cannot_be_taken_is_told_and_the_next_is_taken(line, why):
    bad, good = taken(f"{line}n-3,Anna,Quillfeather,,,,,,\n")
    assert isinstance(bad, Bad)
    assert (bad.line, why in bad.why) == (2, True)
    assert isinstance(good, Listed)


def test_a_number_twice_and_an_agency_that_is_not_here_are_told():
    assert [type(each) for each in taken("n-1,A,B,,,,,,\nn-1,A,B,,,,,,\n")] == [Listed, Bad]
    (found,) = taken("n-1,A,B,,,,,,\n", "nowhere")
    assert "no agency here is called 'nowhere'" in found.why


@pytest.mark.parametrize("head", ["staff_id,given_name\n", "staff_id,given_name,family_name,shoe size\n", ""])
def test_a_file_whose_first_line_does_not_name_the_columns_is_refused_whole(head):
    with pytest.raises(NotAList, match="The first line names the columns"):
        list(read([head, "n-1,A,B\n"], "northshire-police", AGENCIES))
