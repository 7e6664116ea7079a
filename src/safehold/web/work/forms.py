"""The small forms of what can be done about a duty."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safehold.access.staff import agency_names, roles_at
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer
from safehold.identity.models import Case
from safehold.rulebook.models import Obligation
from safehold.rulebook.unheld import nobody_there
from safehold.web import words
from safehold.web.naming import role_title


class _Doing(forms.Form):
    def __init__(self, *args: Any, viewer: Viewer, duty: Obligation, case: Case | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.duty, self.case = viewer, duty, case
        self.prepare()

    def prepare(self) -> None:
        """Fills in what can be chosen."""


def _why(label: Any, required: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea({"rows": 3}), error_messages={"required": required})


class HandOver(_Doing):
    to = forms.ChoiceField(label=_("To whom"), error_messages={"required": _("Choose to whom it goes.")})
    reason = _why(_("Why"), _("Say why it is handed over: whoever takes it will read it."))

    def prepare(self) -> None:
        """To roles in which somebody works, of agencies that know the case: nobody learns of it by this. What is nobody's may go to those
        who lead in the area too."""
        own, held = self.viewer.agency, list(self.case.agencies) if self.case else []
        if nobody_there(self.viewer, self.duty):
            held += standing_in(self.viewer).leading
        names = agency_names()
        self.fields["to"].choices = [
            ("", ""),
            *(
                (f"{agency}/{role}", f"{words.sentence(role_title(role))}, {names.get(agency, agency)}")
                for agency, roles in sorted(roles_at({own, *held}).items(), key=lambda pair: pair[0] != own)
                for role in roles
                if (agency, role) != (self.duty.agency, self.duty.who)
            ),
        ]


class Waive(_Doing):
    reason = _why(_("Why it need not be done"), _("Say why it need not be done: a review will read it."))


class Cannot(_Doing):
    awaiting = _why(_("What it waits for"), _("Say what it waits for."))


class GoOn(_Doing):
    pass


class AskForHelp(_Doing):
    role = forms.ChoiceField(label=_("Of whom"), error_messages={"required": _("Choose of whom.")})
    why = _why(_("What help is needed"), _("Say what help is needed."))

    def prepare(self) -> None:
        roles = roles_at([self.viewer.agency]).get(self.viewer.agency, [])
        self.fields["role"].choices = [("", ""), *((role, words.sentence(role_title(role))) for role in roles if role != self.duty.who)]
