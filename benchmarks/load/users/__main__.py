"""Puts people to work for a while, and writes down how long each request took. Started by `benchmarks.load.running`."""

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402  (gevent must come first)
import json  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402
from benchmarks.load.staff import Member  # noqa: E402
from benchmarks.load.users.at_work import AtWork  # noqa: E402
from benchmarks.load.users.browsing import Browser  # noqa: E402
from benchmarks.load.users.call_handler import CallHandler  # noqa: E402
from benchmarks.load.users.noting import Notes  # noqa: E402
from benchmarks.load.users.on_the_board import OnTheBoard  # noqa: E402
from benchmarks.load.users.timing import Timing  # noqa: E402
from locust import task  # noqa: E402
from locust.env import Environment  # noqa: E402


class Handler(CallHandler):
    @task
    def work(self) -> None:
        self.think(1, 120) if not self.page else None
        self.call()
        self.think(60, 180)


class Worker(AtWork):
    @task
    def work(self) -> None:
        self.round()
        self.think(5, 30)


class Supervisor(OnTheBoard):
    @task
    def work(self) -> None:
        self.round()
        self.think(5, 20)


SETTLED = 60.0  # seconds from when the last has come to when it counts: whoever came is at work by then
OF_ROLE = {"call_handler": Handler, "control_room_supervisor": Supervisor}


def main() -> None:
    given = argparse.ArgumentParser()
    for name in ("--host", "--home", "--out", "--notes"):
        given.add_argument(name, required=True)
    given.add_argument("--handlers", type=int, required=True)
    given.add_argument("--others", type=int, required=True)
    given.add_argument("--joining", type=float, default=2.0, help="people a second who sign in at first")
    given.add_argument("--seconds", type=float, required=True, help="counted once everybody is in")
    given.add_argument("--pace", type=float, default=1.0)
    asked = given.parse_args()
    home = Path(asked.home)
    members = [Member(*each) for each in json.loads((home / "staff.json").read_text())]
    known = [json.loads(line) for line in (home / "known.jsonl").read_text().splitlines()]
    chosen = _chosen(members, asked.handlers, asked.others)
    Browser.notes, Browser.timing, Browser.pace = Notes(Path(asked.notes)), Timing(), asked.pace
    CallHandler.known = AtWork.known = known
    for kind, staff in chosen.items():
        kind.staff, kind.fixed_count = staff, len(staff)
    kinds = [kind for kind, staff in chosen.items() if staff]
    total = sum(len(staff) for staff in chosen.values())
    environment = Environment(user_classes=kinds, host=asked.host, stop_timeout=60)
    runner = environment.create_local_runner()
    runner.start(total, spawn_rate=asked.joining)
    gevent.sleep(total / asked.joining + SETTLED)
    began = time.time()
    print("everybody is in", flush=True)
    gevent.sleep(asked.seconds)
    ended = time.time()
    Path(asked.out).write_text(json.dumps({"began": began, "ended": ended, "asked": Browser.timing.as_rows()}))
    runner.stop()
    runner.quit()
    sys.exit(0)


def _chosen(members: list[Member], handlers: int, others: int) -> dict[type[Browser], list[Member]]:
    """So many call handlers, and of the rest a share of each role."""
    found: dict[type[Browser], list[Member]] = {Handler: [], Worker: [], Supervisor: []}
    found[Handler] = [each for each in members if each.role == "call_handler"][:handlers]
    rest = [each for each in members if each.role != "call_handler"]
    step = len(rest) / others if others else 0
    for number in range(min(others, len(rest))):
        each = rest[int(number * step)]
        found[OF_ROLE.get(each.role, Worker)].append(each)
    return found


if __name__ == "__main__":
    main()
