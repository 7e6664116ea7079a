import pytest


@pytest.fixture(scope="module")
def clone(databases, django_db_blocker):
    from harness.databases import connect_django, disconnect_django

    with django_db_blocker.unblock(), databases.clone(staffed=True) as made:
        connect_django(made)
        yield made
        disconnect_django()


@pytest.fixture(scope="module")
def planted(clone):
    """The family's case, recorded once; tests add to what leaves, and change nothing of the case."""
    from never_find_her.family import begin, recorded, unhurried

    begin()
    with unhurried():
        yield recorded()
    begin()
