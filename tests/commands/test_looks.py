"""`safehold looks`, and what `safehold verify` says of the log of looks."""

from safehold.access.looks import look


def test_looks_are_sealed_checked_and_the_first_that_does_not_hold_is_named(run, viewer_as, owner):
    numbers = [look(viewer_as("idva"), "page", persons=[number]).pk for number in range(3)]
    assert run("looks", "seal").out == "3 looks sealed.\n"
    assert run("verify").out.endswith("3 looks sealed, 0 waiting; all hold.\n")
    assert run("looks", "surface").out.startswith("0 found")
    owner.execute("UPDATE access_look SET why = 'otherwise' WHERE id = %s", [numbers[1]])
    owner.commit()
    said = f"look {numbers[1]}: the look is not as it was sealed\n"
    assert run("looks", "verify") == (1, said, "")
    ended = run("verify")
    assert (ended.status, ended.out.endswith(said)) == (1, True)
