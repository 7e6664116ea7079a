"""How long a call handler waits for the history panel: typed in a real browser, beside the plain search that other systems have.

    python benchmarks/panel.py [--people 100000] [--trials 150]

It uses the database that SAFEHOLD_HOME names, or one of its own that is gone afterwards, and first adds made-up people until there are as
many as asked for. Each trial types a family name, half of them mistyped, then the given name and the year of birth. Measured in the page,
after its pause for typing: from the last key's event to the panel with its answer in place. The peer is ILIKE '%...%' over the same
people, by the same words, on the server alone.
"""

import argparse
import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import areas  # noqa: E402  (it lies beside this file)

os.environ["SAFEHOLD_DEMONSTRATION"] = "1"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

PAUSE = 120  # the page's own, in milliseconds: CHECK_AFTER of call.js
LEAST = 3
INSTRUMENT = """() => {
  window.lastKey = 0; window.waits = [];
  document.getElementById("call").addEventListener("input", () => { lastKey = performance.now(); }, true);
  new MutationObserver((changes) => {
    if (changes.some((change) => [...change.addedNodes].some((node) => node.id === "part-panel")))
      requestAnimationFrame(() => waits.push(performance.now() - lastKey));
  }).observe(document.querySelector(".sh-call__found"), {childList: true});
}"""


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--people", type=int, default=100_000)
    given.add_argument("--trials", type=int, default=150)
    asked = given.parse_args()
    from safehold.commands import starting

    own = contextlib.nullcontext() if os.environ.get("SAFEHOLD_HOME") else areas.home()
    with own, starting.ready(demonstration=True):
        from safehold.access import demonstration

        fill(asked.people)
        demonstration.make()
        people = sample(asked.trials)
        with served() as address:
            waits = in_browser(address, people)
        print("history panel, after the pause, in the browser:")
        for name, figures in waits.items():
            print(f"  {name}: {areas.spread(figures)}")
        beside(people)


def fill(wanted: int) -> None:
    """Made-up couples, a call about each, until there are enough people."""
    from django.db import connections

    from safehold.chronology.deriving import derive_waiting
    from safehold.chronology.importing import import_file
    from safehold.identity.models import Person
    from safehold.synthetic.names import draw_culture

    have = Person.everything.count()
    missing = wanted - have
    if missing > 0:
        rng = random.Random(have)
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "people.jsonl"
            with file.open("w", encoding="utf-8") as out:
                for number in range(have, have + missing, 2):
                    out.write(json.dumps(_call(rng, number, draw_culture)) + "\n")
            import_file(file)
            derive_waiting()
            with connections["owner"].cursor() as cursor:
                cursor.execute("ANALYZE")
        print(f"{missing:,} people added in {time.monotonic() - started:.0f} s")
    print(f"{Person.everything.count():,} people on record")


def _call(rng: random.Random, number: int, draw_culture) -> dict[str, object]:
    people = []
    for role, sex in (("victim", "female"), ("suspect", "male")):
        culture = draw_culture(rng)
        born = datetime(1950, 1, 1, tzinfo=UTC) + timedelta(days=rng.randrange(20_000))
        people.append(
            {
                "ref": f"b{number}-{role}",
                "role": role,
                "sex": sex,
                "given_name": culture.given(rng, sex),
                "family_name": culture.surname(rng),
                "date_of_birth": born.date().isoformat(),
                "postcode": f"XN{rng.randrange(1, 30)} {rng.randrange(10)}{rng.choice('ABDEFGHJ')}{rng.choice('ABDEFGHJ')}",
            }
        )
    people[1]["relation"] = rng.choice(("partner", "ex_partner", "spouse"))
    at = datetime(2026, 10, 1, tzinfo=UTC) - timedelta(minutes=rng.randrange(500_000))
    data = {"channel": "999", "domestic": True, "area": "urban", "threat_to_kill": rng.random() < 0.1}
    event = {
        "source": "benchmark",
        "id": f"b{number}",
        "kind": "call.received",
        "agency": "northshire-police",
        "occurred_at": at.isoformat(),
    }
    return {**event, "occurred_at": at.isoformat(), "people": people, "data": data}


class Wanted:
    """Somebody on record, and how their family name is typed."""

    def __init__(self, person, rng: random.Random) -> None:
        self.id, self.given, self.family, self.year = person.pk, person.given_name, person.family_name, person.date_of_birth[:4]
        self.mistyped = rng.random() < 0.5 and len(self.family) > LEAST + 1
        self.typed = _mistyped(self.family, rng) if self.mistyped else self.family


def _mistyped(name: str, rng: random.Random) -> str:
    """Two letters changed round, or one left out, after the third."""
    at = rng.randrange(LEAST, len(name) - 1) if len(name) > LEAST + 1 else LEAST
    if rng.random() < 0.5 and at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + name[at + 1 :]


def sample(trials: int) -> list[Wanted]:
    from safehold.identity.models import Person

    rng = random.Random(7)
    numbers = list(Person.everything.exclude(family_name="").exclude(given_name="").exclude(date_of_birth="").values_list("pk", flat=True))
    chosen = Person.everything.in_bulk(rng.sample(sorted(numbers), min(trials, len(numbers))))
    return [Wanted(person, rng) for person in chosen.values()]


@contextlib.contextmanager
def served() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("safehold")
    server = subprocess.Popen([program, "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit("the site did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def in_browser(address: str, people: list[Wanted]) -> dict[str, list[float]]:
    from playwright.sync_api import sync_playwright

    from harness import chromium

    waits: dict[str, list[float]] = {"third letter of the family name": [], "whole family name": [], "given name": [], "year of birth": []}
    right = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        page = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800}).new_page()
        page.goto("/sign-in")
        page.locator(".sh-staff__one", has_text="Call handler").first.click()
        for trial, wanted in enumerate(people):
            page.route("**/calls/leave", lambda route: route.abort())
            page.goto("/calls/new?fresh=1")
            page.evaluate(INSTRUMENT)
            warm = trial >= 5  # the first few start the server's caches
            for name, field, text in (
                ("third letter of the family name", "#family_name", wanted.typed[:LEAST]),
                ("whole family name", "#family_name", wanted.typed[LEAST:]),
                ("given name", "#given_name", wanted.given),
                ("year of birth", "#born", wanted.year),
            ):
                if not text:
                    continue
                page.focus(field)
                page.keyboard.press("End")
                page.keyboard.type(text, delay=20)
                page.wait_for_function("() => waits.length && waits.done !== waits.length && (performance.now() - lastKey) > 350")
                last = page.evaluate("() => { waits.done = waits.length; return waits.at(-1); }")
                if warm:
                    waits[name].append(last - PAUSE)
            right += page.locator(f'#part-panel [value="link:victim:{wanted.id}"]').count()
        browser.close()
    print(f"{right} of {len(people)} found on the panel, {sum(each.mistyped for each in people)} of them mistyped")
    return waits


def beside(people: list[Wanted]) -> None:
    """On the server alone: the check with all the history that the panel shows, and the plain search that shows none."""
    from django.db import connection

    from safehold.access import demonstration
    from safehold.access.models import Posting
    from safehold.access.viewer import Viewer
    from safehold.practice.response.typed import Typed
    from safehold.web.calls.panel import look_up

    staff = next(one for one in demonstration.STAFF if one.role == "call_handler")
    posting = Posting.objects.select_related("user", "agency").get(user__staff_id=staff.staff_id, role="call_handler")
    viewer = Viewer(
        posting.user_id, staff.staff_id, staff.name, posting.agency_id, "", "police", posting.role, posting.pk, "/benchmark", "127.0.0.1"
    )
    figures: dict[str, list[float]] = {"Safehold": [], "ILIKE": []}
    right = dict.fromkeys(figures, 0)
    for wanted in people:
        for name in figures:
            started = time.perf_counter()
            if name == "Safehold":
                panel = look_up(viewer, Typed(family_name=wanted.typed, given_name=wanted.given, born=wanted.year), None)
                found = {card.person for card in panel.victims}
            else:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT id FROM identity_person WHERE family_name ILIKE %s AND given_name ILIKE %s LIMIT 5",
                        [f"%{wanted.typed}%", f"%{wanted.given}%"],
                    )
                    found = {row[0] for row in cursor.fetchall()}
            figures[name].append((time.perf_counter() - started) * 1e3)
            right[name] += wanted.id in found
    print("on the server, the whole name and the year:")
    for name in figures:
        print(f"  {name}: {areas.spread(figures[name])}; {right[name]} of {len(people)} found")
    times = statistics.median(figures["ILIKE"]) / statistics.median(figures["Safehold"])
    share = right["ILIKE"] / max(right["Safehold"], 1)
    print(f"  ILIKE takes {times:.1f} times as long, finds {share:.2f} as many, and tells nothing of them")


if __name__ == "__main__":
    main()
