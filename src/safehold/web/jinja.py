"""The templates' environment: strict about names, everything escaped, the words of words.py as filters."""

from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined

from safehold.web import govuk, words
from safehold.web.addresses import address_of

FILTERS = ("iso", "day", "clock", "lasting", "ago", "stamp", "due", "coarse", "age", "likely", "spoken", "sentence")


def environment(**options: Any) -> Environment:
    env = Environment(
        loader=options["loader"],
        auto_reload=options["auto_reload"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_callables(_gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update({"static": static, "url": address_of, "govuk": govuk.component, "field": govuk.field, "person_name": words.person})
    env.filters.update({name: getattr(words, name) for name in FILTERS})
    return env


def _gettext(message: str) -> str:
    return _translated(get_language() or "", message)


@lru_cache(maxsize=4096)
def _translated(_language: str, message: str) -> str:
    """A list repeats the same few words hundreds of times; looking one up costs more than putting it on the page."""
    return gettext(message)
