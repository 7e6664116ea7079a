"""What somebody chooses who shares: how much, why, until when. Nothing but with whom and what is asked for before it is taken."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safehold.sharing.actions import Terms
from safehold.sharing.bases import standard as bases
from safehold.sharing.subjects import standard as subjects

LONGEST = 2000
Choices = list[tuple[str, str]]


def _words(label: Any, hint: Any = "", rows: int = 2) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, required=False, widget=forms.Textarea({"rows": rows}))


def _several(label: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, help_text=hint, required=False, widget=forms.CheckboxSelectMultiple)


class ShareForm(forms.Form):
    extent = forms.ChoiceField(
        label=_("How much"),
        choices=[
            ("fact", _("One fact")),
            ("part", _("A part of the case")),
            ("whole", _("The whole case, and what comes later")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much you share.")},
    )
    words = _words(_("The fact, in a sentence"), _("Write what they must know, and nothing that they need not."))
    record = forms.ChoiceField(label=_("Or one fact from the record"), required=False)
    subjects = _several(_("What the part is of"))
    person = forms.ChoiceField(label=_("Only what is of one person"), required=False)
    events = _several(_("Or only these records"))
    as_it_stands = forms.BooleanField(label=_("All that may be passed on as it stands today, and nothing later"), required=False)
    named = _several(_("Whom they are told the name of"))
    may = forms.ChoiceField(
        label=_("What they may do"),
        choices=[("view", _("View it")), ("work", _("Work on it: record what they do, and hold duties"))],
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=_("Until the end of this day"), help_text=_("Empty: until you take it back"), required=False,
        widget=forms.DateInput({"type": "date"}),
    )  # fmt: skip
    gateways = _several(_("On what law"), _("Consent is not needed where sharing is necessary and proportionate to keep somebody safe."))
    necessity = _words(_("Why it is necessary"), _("In your own words. They read it."))
    proportionality = _words(_("Why so much and no less"), _("In your own words. They read it."))
    consent = forms.ChoiceField(label=_("Her agreement"), required=False, widget=forms.RadioSelect)
    consent_reason = _words(_("Without her agreement: why it is shared all the same"), rows=1)

    def __init__(self, *args: Any, records: Choices, facts: Choices, people: Choices, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        law = bases()
        self.fields["record"].choices = [("", ""), *facts]
        self.fields["subjects"].choices = [(name, each.title) for name, each in subjects().subjects.items()]
        self.fields["person"].choices = [("", ""), *people]
        self.fields["events"].choices = records
        self.fields["named"].choices = [("victim", _("Her: the victim")), ("suspect", _("Him: the suspect"))]
        self.fields["gateways"].choices = [(name, f"{each.title}: {each.law}") for name, each in law.ordered(kind)]
        self.fields["consent"].choices = [(name, each.title) for name, each in law.consent.items()]
        after = law.ends_after_days.get(kind)
        self.initial: dict[str, Any] = {
            "extent": "part" if subjects().offered.get(kind) else "fact",
            "subjects": subjects().offered.get(kind, []),
            "named": ["victim", "suspect"],
            "may": "view",
            "until": (timezone.localdate() + timedelta(days=after)).isoformat() if after else "",
            **(self.initial or {}),
        }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("extent") == "fact" and not (given.get("words") or given.get("record")):
            raise ValidationError({"words": _("Write the fact, or choose one from the record.")})
        chosen = [given.get(name) for name in ("subjects", "events", "person", "as_it_stands")]
        if given.get("extent") == "part" and not any(chosen):
            raise ValidationError({"subjects": _("Choose what the part is of.")})
        if given.get("until") and given["until"] < timezone.localdate():
            raise ValidationError({"until": _("That day is past.")})
        return given

    def missing(self) -> list[str]:
        """What was left out, and what the record of this share will not say."""
        given = self.cleaned_data
        wanted = {
            "gateways": _("on what law it is shared"),
            "necessity": _("why it is necessary"),
            "proportionality": _("why so much and no less"),
            "consent": _("whether she agreed"),
        }
        found = [str(name) for field, name in wanted.items() if not given[field]]
        consent = bases().consent.get(given["consent"])
        if consent is not None and consent.why and not given["consent_reason"]:
            found.append(str(_("why it is shared without her agreement")))
        return found

    def terms(self, listed: tuple[str, ...]) -> Terms:
        """As it is recorded; `listed` are the records that are chosen, by name."""
        given = self.cleaned_data
        event, _bar, field = given["record"].partition("|") if given["extent"] == "fact" else ("", "", "")
        part = given["extent"] == "part"
        extent = "as_it_stands" if part and given["as_it_stands"] else given["extent"]
        words = given["words"] if given["extent"] == "fact" else ""
        return Terms(
            extent=extent,
            what=self._what(extent),
            words=words,
            field=field,
            person=given["person"] if part else "",
            until=given["until"].isoformat() if given["until"] else "",
            may=given["may"],
            necessity=given["necessity"],
            proportionality=given["proportionality"],
            consent=given["consent"],
            consent_reason=given["consent_reason"],
            subjects=tuple(given["subjects"]) if extent == "part" else (),
            events=(event,) if event else listed if part else (),
            named=tuple(given["named"]),
            gateways=tuple(given["gateways"]),
        )

    def _what(self, extent: str) -> str:
        """What is shared, in a few words for the chronology."""
        if extent == "part":
            titles = [subjects().subjects[name].title for name in self.cleaned_data["subjects"]]
            return ", ".join(titles) if titles else str(_("chosen records"))
        names = {"fact": _("one fact"), "as_it_stands": _("the case as it stands"), "whole": _("the whole case")}
        return str(names[extent])


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=LONGEST, error_messages={"required": _("Say why: they read it.")})


class ChangeForm(ReasonForm):
    until = forms.DateField(
        label=_("Until the end of this day"), help_text=_("Empty: until you take it back"), required=False,
        widget=forms.DateInput({"type": "date"}),
    )  # fmt: skip


class ConsentForm(ReasonForm):
    consent = forms.ChoiceField(
        label=_("Her agreement"),
        choices=[("given", _("She has agreed")), ("refused", _("She has refused")), ("withdrawn", _("She has taken her agreement back"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what she said.")},
    )


class ReceivedForm(forms.Form):
    words = forms.CharField(label=_("What you will do, if anything"), max_length=LONGEST, required=False)
