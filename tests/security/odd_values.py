"""Values that nobody types, and what a page asks of a query and of a form: found out by asking it, so that a new page joins by itself."""

import html
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote_from_bytes

from django.utils.datastructures import MultiValueDict

ODD: tuple[bytes, ...] = tuple(
    each if isinstance(each, bytes) else each.encode()
    for each in (
        "", " ", "\x00", "a\x00b", "x" * 1_000_000, "\u202egnp.exe", "👩‍👧‍👦" * 50, b"\xed\xa0\x80", b"\xff\xfe", "İßﬀ٣𝟙",
        "\r\n\r\nX-Odd: yes", "-1", "0", "1e400", "NaN", "Infinity", str(2**63), "9" * 400, "٣", "1.5", "0x10", "+5", "１２", "1,000",
        "0000-00-00", "0000-01-01", "9999-12-31", "10000-01-01", "2026-02-31", "-5000-01-01", "24:61", "31/02/2026", "2026-W54-9",
        "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "' OR 1=1 --", "'; DROP TABLE x; --", "{{7*7}}", "{% load x %}",
        "${7*7}", "%s%s%n", "=HYPERLINK(\"https://elsewhere.example\",\"x\")", "@SUM(1+1)*cmd|' /C calc'!A0", "+1", "../../etc/passwd",
        "https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "null", "true", "[]", "{}", "[1,2]", '{"a":{"b":[]}}',
        "a/b/c", "/", "-", "1-2-3", "npol-i-104", "southmere-police", "yes", "no", "on",
    )
)  # fmt: skip
_FIELD = re.compile(r"<(?:input|button|select|textarea)\b[^>]*>", re.ASCII)
_NAME, _VALUE = re.compile(r'\bname="([^"]+)"'), re.compile(r'\bvalue="([^"]*)"')
_OPTION = re.compile(r'<select\b[^>]*\bname="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)


@contextmanager
def asked_for() -> Iterator[set[str]]:
    """The names that are asked of any query or form while the block lasts."""
    found: set[str] = set()
    ways = {name: getattr(MultiValueDict, name) for name in ("__getitem__", "get", "getlist")}

    def noting(way):
        def asked(self, key, *more, **named):
            found.update([key] if isinstance(key, str) else [])
            return way(self, key, *more, **named)

        return asked

    for name, way in ways.items():
        setattr(MultiValueDict, name, noting(way))
    try:
        yield found
    finally:
        for name, way in ways.items():
            setattr(MultiValueDict, name, way)


def offered(page: str) -> list[tuple[str, bytes]]:
    """The fields of a page's forms with what stands in them, one option of each choice, as a browser might send them."""
    found = []
    for tag in _FIELD.findall(page):
        name, value = _NAME.search(tag), _VALUE.search(tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found.append((html.unescape(name[1]), html.unescape(value[1]).encode() if value else b""))
    for name, options in _OPTION.findall(page):
        found += [(html.unescape(name), html.unescape(each).encode()) for each in _VALUE.findall(options)[:3]]
    return found


def body(chance: random.Random, fields: list[tuple[str, bytes]], names: list[str]) -> bytes:
    """What stood there, with some of it left out, sent twice, made an array or a field of something else, or odd."""
    given = [each for each in fields if chance.random() > 0.15]
    for name in chance.sample(names, min(len(names), chance.randint(1, 4))) if names else []:
        odd = [(name, chance.choice(ODD)) for _ in range(chance.choice((1, 1, 1, 2, 5)))]
        kept = [each for each in given if each[0] != name] if chance.random() > 0.3 else given
        given = kept + odd
        if chance.random() < 0.1:
            given += [(f"{name}[]", b"1"), (f"{name}[0][x]", b"1")]
    return b"&".join(quote_from_bytes(name.encode()).encode() + b"=" + quote_from_bytes(value).encode() for name, value in given[:900])
