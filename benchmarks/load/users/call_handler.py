"""A call handler: opens a call, types what is said with the check going on beside it, says who it is, grades, sends a unit, closes."""

import re
import time
from typing import ClassVar

from benchmarks.load.users.browsing import TOKEN, Browser

LEADS = re.compile(r'value="(link:victim:\d+)"')
ON_RECORD = re.compile(r'data-call="(\d+)"')
REFUSED = "sh-call__told--error"
SAID = (
    "he is in the kitchen and will not leave", "he has taken my phone before", "the children are upstairs",
    "he said he would come back tonight", "I can hear him shouting outside", "it is not the first time",
)  # fmt: skip
EMPTY = {
    "family_name": "", "given_name": "", "born": "", "phone": "", "address": "", "postcode": "", "caller": "self", "caller_name": "",
    "caller_relation": "", "his_name": "", "his_born": "", "relation": "", "words": "", "afraid": "0", "call_back": "", "call_back_how": "",
    "language": "", "domestic": "yes", "channel": "999", "area": "urban", "sex": "", "category": "", "lower_to": "", "lower_reason": "",
    "lower_why": "", "close_as": "", "close_rationale": "",
}  # fmt: skip
CHECKED = {"family_name", "given_name", "born", "phone", "his_name", "relation"}  # of what is typed here, what the page looks up


class CallHandler(Browser):
    abstract = True
    known: ClassVar[list[list[str]]] = []

    def call(self) -> None:
        """One call from its ring to its end, some minutes."""
        if not self.get("/calls/new?fresh=1", "new call"):
            return
        found = {name: self._hidden(name) for name in ("call", "opened_at", "turn")}
        token = TOKEN.search(self.page)
        if not found["call"] or token is None:
            return
        self.fields = EMPTY | found | {"csrfmiddlewaretoken": token[1], "sent-as": self._hidden("sent-as")}
        self.panel = ""
        family, given, born = self._caller()
        mark = f"load-{found['call'][-12:]}"
        self._type("family_name", family[:3], family)
        self._type("given_name", given)
        self._type("born", born)
        if self.rng.random() < 0.7:
            self._type("his_name", f"{self.rng.choice(self.known)[1]} {self.rng.choice(self.known)[0]}")
        self._type("words", f"{self.rng.choice(SAID)}, {self.rng.choice(SAID)}. {mark}")
        self._press_all(mark)

    def _press_all(self, mark: str) -> None:
        leads = LEADS.findall(self.panel)
        if leads and self.rng.random() < 0.6:
            self._press(leads[0], "call.received", mark)
        self._press("grade:immediate", "call.graded", mark)
        self.think(5, 15)
        self._press("dispatch", "unit.dispatched", mark)
        self.think(40, 90)
        self._press("arrived:seen", "unit.arrived", mark)
        if self.rng.random() < 0.7:
            self.think(20, 60)
            self.fields |= {"close_as": "non_crime", "close_rationale": f"spoken to, and safe for tonight. {mark}"}
            self._press("close", "call.closed", mark)

    def _type(self, name: str, *stages: str) -> None:
        """What is typed in one go, then what the page sends by itself at the pause after it."""
        for text in stages:
            self.think(1.0, 4.0)
            self.fields |= {name: text, "turn": str(int(time.time() * 1000))}
            if name in CHECKED and self.post("/calls/check", self.fields, "history check", kind="check", **{"X-Safehold-Part": "1"}):
                self.panel = self.page
            self.post("/calls/draft", self.fields, "kept as typed", kind="keep", **{"X-Safehold-Part": "1"})

    def _press(self, button: str, kind: str, mark: str) -> None:
        self.think(1.0, 5.0)
        self.fields["turn"] = str(int(time.time() * 1000))
        sent = self.fields | {"do": button}
        while not self.post("/calls/act", sent, f"button: {button.partition(':')[0]}", kind="button", **{"X-Safehold-Part": "1"}):
            self.think(4.0, 6.0)  # whoever is told that it does not answer presses again
        if ON_RECORD.search(self.page) and REFUSED not in self.page:
            self.notes.acknowledged(kind, call=self.fields["call"], mark=mark)

    def _caller(self) -> tuple[str, str, str]:
        """Two in three are on record; a third of these are heard amiss."""
        family, given, year = self.rng.choice(self.known)
        if self.rng.random() < 0.33:
            given = self.rng.choice(self.known)[1]
            year = str(1950 + self.rng.randrange(55))
        elif self.rng.random() < 0.33 and len(family) > 5:
            at = self.rng.randrange(3, len(family) - 1)
            family = family[:at] + family[at + 1] + family[at] + family[at + 2 :]
        return family, given, year

    def _hidden(self, name: str) -> str:
        found = re.search(rf'<input (?:type="hidden" name="{name}"|name="{name}" type="hidden") value="([^"]*)"', self.page)
        return found[1] if found else ""
