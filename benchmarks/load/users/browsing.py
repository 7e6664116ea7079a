"""One member of staff at a browser: signed in by password and code, with its cookies, its cache of the site's own files, its forms."""

import random
import re
import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any, ClassVar

import gevent
import pyotp
from benchmarks.load.staff import Member
from benchmarks.load.users.forms import Form, form_with
from benchmarks.load.users.noting import Notes
from benchmarks.load.users.timing import Timing
from locust import FastHttpUser
from locust.contrib.fasthttp import FastResponse

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ASSET = re.compile(r'(?:src|href)="(/static/[^"]+\.(?:css|js|svg))"')
OK, UNPROCESSABLE = 200, 422
PARALLEL = 6  # files that a browser fetches at once


class Browser(FastHttpUser):
    """What all share stands in the class, since locust makes the users itself."""

    abstract = True
    network_timeout = connection_timeout = 60.0
    staff: ClassVar[list[Member]] = []
    notes: ClassVar[Notes]
    timing: ClassVar[Timing]
    pace: ClassVar[float] = 1.0  # times everybody thinks

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A proxy ends TLS: between it and the site nothing is encrypted, and cookies travel all the same.
        self.client.cookiejar.set_policy(DefaultCookiePolicy(secure_protocols=("http", "https")))
        self.me = type(self).staff.pop()
        self.rng = random.Random(self.me.staff_id)
        self.host_name = str(self.host).removeprefix("http://")
        self.cached: set[str] = set()
        self.page = ""

    def on_start(self) -> None:
        while not self.sign_in():
            gevent.sleep(30)

    def sign_in(self) -> bool:
        self.get("/sign-in", "sign in", kind="signing in")
        form = form_with(self.page, "staff_id")
        if form is None:
            return False
        given = {"staff_id": self.me.staff_id, "password": self.me.password}
        self.post("/sign-in", form.fields | given, "password", kind="signing in")
        form = form_with(self.page, "code")
        if form is None:
            return False
        self.post("/sign-in/second", form.fields | {"code": pyotp.TOTP(self.me.secret).now()}, "code", kind="signing in")
        return 'action="/sign-out"' in self.page

    def think(self, least: float, most: float) -> None:
        gevent.sleep(self.rng.uniform(least, most) * self.pace)

    def get(self, path: str, name: str, *, kind: str = "page", **headers: str) -> bool:
        return self._asked("GET", path, name, kind, headers, None)

    def post(self, path: str, fields: dict[str, str], name: str, *, kind: str = "page", **headers: str) -> bool:
        return self._asked("POST", path, name, kind, {"Origin": f"https://{self.host_name}", **headers}, fields)

    def form(self, field: str) -> Form | None:
        return form_with(self.page, field)

    def _asked(self, method: str, path: str, name: str, kind: str, headers: dict[str, str], data: dict[str, str] | None) -> bool:
        """Keeps what came as the page; says whether it is what was asked for."""
        began = time.perf_counter()
        answer: FastResponse
        sent = {"X-Forwarded-Proto": "https", "Referer": f"https://{self.host_name}/", "Accept-Encoding": "gzip", **headers}
        with self.client.request(method, path, data=data, name=name, headers=sent, catch_response=True) as answer:
            text = answer.text or ""
            took = time.perf_counter() - began
            wrong = self._wrong(answer)
            if wrong:
                answer.failure(wrong)
            else:
                answer.success()
        self.timing.note(name, kind, self.me.role, took, wrong)
        self.page = text
        if not wrong and kind == "page":
            self._fetch_files()
        return not wrong

    def _wrong(self, answer: FastResponse) -> str:
        if answer.status_code == 0:
            return f"no answer: {type(answer.error).__name__}"
        if answer.status_code not in (OK, 204, UNPROCESSABLE):
            return f"{answer.status_code}"
        return ""

    def _fetch_files(self) -> None:
        """What the page needs of the site's own files, each once, as a browser keeps them."""
        wanted = set(ASSET.findall(self.page)) - self.cached
        for path in wanted:
            began = time.perf_counter()
            headers = {"X-Forwarded-Proto": "https", "Accept-Encoding": "br, gzip"}
            with self.client.get(path, name="file", headers=headers, catch_response=True) as answer:
                wrong = self._wrong(answer)
                answer.success()
            self.timing.note("file", "file", self.me.role, time.perf_counter() - began, wrong)
            self.cached.add(path)
