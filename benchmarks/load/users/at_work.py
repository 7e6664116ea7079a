"""Everybody else: their work, the cases in it, whoever they look for, and what they record."""

import re
import uuid
from typing import ClassVar

from benchmarks.load.users.browsing import Browser

CASE = re.compile(r'href="(/cases/[\d-]+/)"')
PERSON = re.compile(r'href="(/people/\d+/)"')
DO = re.compile(r'class="sh-do" href="(/duties/[^"]+/done/[^"]*)"')
DUTY = re.compile(r'href="(/duties/\d+/[\w-]+/[\w-]+/)"')
RECORD = re.compile(r'href="(/cases/[\d-]+/record/[\w.]+/)"')
NEXT = re.compile(r'href="(\?[^"]*page=\d+[^"]*)"')
TOLD = re.compile(r"Recorded(: |, and )|Answered\.")  # what the page says of a record that is kept
OFTEN = ("victim.contact_attempted", "plan.action_agreed", "risk.reviewed", "victim.told", "victim.requested")


class AtWork(Browser):
    """Opens one case after another from the list of work, as their roles do."""

    abstract = True
    known: ClassVar[list[list[str]]] = []

    def round(self) -> None:
        page = f"?overdue={self.rng.randrange(1, 8)}" if self.rng.random() < 0.5 else ""
        if not self.get(f"/work/{page}", "My work"):
            return
        work = self.page
        self.think(12, 30)
        for path in self._some(CASE, work, 2):
            self.case(path)
        if self.rng.random() < 0.35 and (duties := DO.findall(work)):
            self.answer(self.rng.choice(duties).replace("&amp;", "&"))
        if self.rng.random() < 0.3 and 'href="/people/"' in work:
            self.search()

    def case(self, path: str) -> None:
        if not self.get(path, "case") or not self.asked_why("case"):
            return
        page = self.page
        self.think(15, 45)
        if self.rng.random() < 0.15 and (later := NEXT.findall(page)):
            self.get(path + later[0].replace("&amp;", "&"), "case, further back")
            self.think(10, 30)
        if self.rng.random() < 0.25 and (people := PERSON.findall(page)):
            if self.get(self.rng.choice(people), "person"):
                self.asked_why("person")
            self.think(10, 40)
        elif self.rng.random() < 0.08:
            self.get(f"{path}around/", "who is around them")
            self.think(10, 30)
        recordable = [each for each in RECORD.findall(page) if each.rstrip("/").rpartition("/")[2] in OFTEN]
        if recordable and self.rng.random() < 0.35:
            self.record(self.rng.choice(recordable))

    def asked_why(self, name: str) -> bool:
        """Where they are asked what they open it for, they say so and go on."""
        form = self.form("why")
        if form is None or "purpose" not in form.fields:
            return True
        self.think(4, 10)
        purpose = next((each for each in form.choices.get("purpose", []) if each), "")
        return self.post(form.action, form.fields | {"purpose": purpose, "why": "following up an earlier report"}, f"{name}, with what for")

    def record(self, path: str) -> None:
        if self.get(path, "form"):
            self._send(path, "recorded")

    def answer(self, path: str) -> None:
        if self.get(path, "form of a duty"):
            self._send(path, "duty answered")

    def search(self) -> None:
        if not self.get("/people/", "find a person") or (form := self.form("family_name")) is None:
            return
        self.think(4, 12)
        family, given, year = self.rng.choice(self.known)
        typed = {"family_name": family, "given_name": given, "born": year, "why": "rang and asked for a worker"}
        self.post("/people/", form.fields | typed, "found people")
        found = self.page
        self.think(8, 20)
        for path in self._some(CASE, found, 1):
            self.case(path)

    def _send(self, path: str, name: str) -> None:
        form = self.form("note")
        if form is None:
            return
        self.think(10, 30)
        mark = f"load-{uuid.uuid4().hex[:12]}"
        fields = {each: value for each, value in form.fields.items() if each not in ("day", "time")}
        for choice, values in form.choices.items():
            if choice.startswith("data-"):
                fields[choice] = next((each for each in values if each), "")
        for typed in form.typed:
            fields[typed] = "as agreed with her"
        fields["note"] = f"spoken to today. {mark}"
        if self.post(path, fields, name) and self.asked_why(name) and self.form("note") is None and TOLD.search(self.page):
            self.notes.acknowledged("recorded", mark=mark)

    def _some(self, pattern: re.Pattern[str], page: str, most: int) -> list[str]:
        found = sorted(set(pattern.findall(page)))
        return self.rng.sample(found, min(most, len(found)))
