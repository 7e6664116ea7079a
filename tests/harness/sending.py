"""Django's client, sending forms as a browser does: with what a page adds to each, and on to where a refused one is shown."""

from typing import Any

from django.test import client as plain

_FIELD = "sent-as"
_WITHOUT = ("/sign-", "/posting", "/api/")


class Client(plain.Client):
    """`sent-as` is added where a form does not say it; a test of just that uses Django's own client, `django.test.client.Client`."""

    def post(self, path: str, data: Any = None, *given: Any, **more: Any) -> Any:
        answer = super().post(path, self._said(path, data), *given, **more)
        onward = answer.get("Location", "")
        if answer.status_code == 303 and "again=" in onward:
            return self.get(onward, headers=more.get("headers"))
        return answer

    def _said(self, path: str, data: Any) -> Any:
        if path.startswith(_WITHOUT) or (data is not None and not isinstance(data, dict)) or _FIELD in (data or {}):
            return data
        posting = self._of_session()
        return {**(data or {}), _FIELD: str(posting)} if posting else data

    def _of_session(self) -> int:
        """Read each time: a test may have put the session in another."""
        from django.conf import settings

        cookie = self.cookies.get(settings.SESSION_COOKIE_NAME)
        return int(self.session.get("posting", 0)) if cookie is not None and cookie.value else 0
