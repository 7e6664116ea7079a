"""What somebody sees while the database takes nobody: a page that says so and when to try again, and nothing saved."""

import psycopg
import pytest
from django.db import connections
from django.test import Client

from safehold.database.unreachable import out_of_reach


@pytest.fixture
def limit(database):
    """How many connections the database takes, but for those that stand."""
    name = psycopg.conninfo.conninfo_to_dict(database.owner)["dbname"]
    with psycopg.connect(database.owner, autocommit=True) as owner:
        yield lambda most: owner.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT {most}')
        owner.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1')


def test_with_no_connection_left_a_page_says_when_to_try_again_and_is_there_once_there_is_one(limit, staff):
    client = Client(raise_request_exception=False)
    limit(0)
    connections.close_all()
    answer = client.get("/work/", secure=True)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "does not answer just now" in answer.content.decode()
    limit(-1)
    assert client.get("/work/", secure=True).status_code == 302


def test_an_error_of_what_was_asked_is_no_lack_of_a_database(connection):
    with pytest.raises(psycopg.errors.UndefinedTable) as wrong:
        connection.execute("SELECT FROM nowhere")
    assert not out_of_reach(wrong.value)
    assert not out_of_reach(ValueError())
    assert not out_of_reach(None)


def test_a_query_that_took_too_long_is_no_lack_of_a_database(connection):
    connection.execute("SET statement_timeout = 1")
    with pytest.raises(psycopg.errors.QueryCanceled) as wrong:
        connection.execute("SELECT pg_sleep(1)")
    assert not out_of_reach(wrong.value)
