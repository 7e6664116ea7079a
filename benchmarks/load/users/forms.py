"""A form of a page as a browser reads it: its fields with what stands in them, and what somebody would choose."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import NamedTuple


class Form(NamedTuple):
    """`choices` are the values of each select and set of radio buttons; `typed` the names of text areas."""

    action: str
    fields: dict[str, str]
    choices: dict[str, list[str]]
    typed: list[str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Form("", {}, {}, [])
        self._select = ""

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        said: Mapping[str, str] = {name: value or "" for name, value in given}
        name, value, fields = said.get("name", ""), said.get("value", ""), self.found.fields
        if tag == "form":
            self.found = self.found._replace(action=said.get("action", ""))
        elif tag == "select":
            self._select = name
            fields.setdefault(name, "")
        elif tag == "option" and self._select:
            self.found.choices.setdefault(self._select, []).append(value)
            if "selected" in said:
                fields[self._select] = value
        elif tag == "textarea":
            fields[name] = ""
            self.found.typed.append(name)
        elif tag == "input" and name:
            kind = said.get("type", "text")
            if kind in ("radio", "checkbox"):
                self.found.choices.setdefault(name, []).append(value)
                if "checked" in said:
                    fields[name] = value
            elif kind not in ("submit", "button"):
                fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def form_with(page: str, name: str) -> Form | None:
    """The form that has a field of this name."""
    at = page.find(f'name="{name}"')
    if at < 0:
        return None
    start, end = page.rfind("<form", 0, at), page.find("</form>", at)
    reader = _Reader()
    reader.feed(page[start:end])
    return reader.found
