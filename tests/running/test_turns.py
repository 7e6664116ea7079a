"""A connection goes to the process that has least to answer, and one that is stuck or gone keeps nobody waiting."""

import os
import socket
from types import SimpleNamespace

import pytest
from gunicorn.workers.gthread import ThreadWorker

from safehold.running import worker
from safehold.running.turns import Turns


@pytest.fixture
def turns():
    found = Turns(3)
    assert [found.place(), found.place()] == [0, 1]
    found.take(0)
    return found


def elsewhere(turns, many):
    turns._answering[1] = many


def test_who_has_more_to_answer_than_another_leaves_what_comes_to_it(turns):
    assert turns.mine()
    with turns:
        assert not turns.mine()
        elsewhere(turns, 1)
        assert turns.mine()
        with turns:
            assert not turns.mine()
        assert turns.mine()
    elsewhere(turns, 0)
    assert turns.mine()


def test_what_another_process_has_to_answer_is_known_here(turns):
    child = os.fork()
    if not child:
        turns.take(1)
        turns.__enter__()
        os._exit(0)
    os.waitpid(child, 0)
    with turns:
        assert turns.mine()
        turns.left(1)
        assert turns.mine()
        assert turns.place() == 1
        assert not turns.mine()


def test_one_for_whom_there_is_no_place_takes_whatever_comes(turns):
    assert [turns.place(), turns.place()] == [2, None]
    turns.take(None)
    with turns:
        assert turns.mine()
    turns.left(None)


@pytest.fixture
def leaving(turns, monkeypatch):
    """A worker that is busy while another is not, with a clock that is set by hand."""
    clock, taken, accepting = SimpleNamespace(now=100.0), [], []
    monkeypatch.setattr(worker, "turns", turns)
    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(ThreadWorker, "accept", lambda self, listener: taken.append(clock.now))
    monkeypatch.setattr(ThreadWorker, "set_accept_enabled", lambda self, enabled: accepting.append(enabled))
    with turns:
        yield worker.Worker.__new__(worker.Worker), clock, taken, accepting


def test_what_nobody_else_takes_is_taken_all_the_same_and_soon(leaving):
    busy, clock, taken, accepting = leaving
    while not taken:
        busy.accept(socket)
        busy.set_accept_enabled(True)
        clock.now += 0.0051
        busy.set_accept_enabled(True)
    assert 0.02 < taken[0] - 100 < 0.04
    assert accepting[:4] == [False, True, False, True]  # not while it is left to others


def test_each_connection_is_left_to_others_anew(leaving):
    busy, clock, taken, _accepting = leaving
    for _ in range(20):
        busy.accept(socket)
        clock.now += 0.1
    assert taken == []
