"""Reads the larger parts of a rule: triggers, what meets it, windows, and for and by whom it is owed."""

from typing import cast, get_args

from safehold.chronology.catalogue import CATALOGUE
from safehold.rulebook.conditions_reading import (
    UNITS,
    Context,
    read_conditions,
    read_field,
    read_kinds,
    read_length,
    read_look_back,
    read_number,
)
from safehold.rulebook.model import (
    Anchor,
    Answers,
    Count,
    Distinct,
    EndOf,
    Fires,
    Limit,
    Owner,
    Per,
    Response,
    Scope,
    Spread,
    Standing,
    Trigger,
)
from safehold.rulebook.reading import Reader


def read_trigger(given: Reader, context: Context) -> Trigger:
    fields = given.fields(("name", "kind", "missed", "where", "leading", "first_of", "count", "who", "agency"))
    if ("kind" in fields) == ("missed" in fields):
        raise given.bad("needs either kind (of event) or missed (the id of another rule)")
    kinds = read_kinds(fields["kind"]) if "kind" in fields else ()
    missed = fields["missed"].text() if "missed" in fields else ""
    return Trigger(
        name=fields["name"].text() if "name" in fields else missed or " or ".join(kinds),
        kinds=kinds,
        missed=missed,
        where=read_conditions(fields["where"], context.of(kinds)) if "where" in fields else (),
        leading=fields["leading"].flag() if "leading" in fields else False,
        first_of=cast(Scope, fields["first_of"].choice(get_args(Scope))) if "first_of" in fields else None,
        count=_count(fields["count"], context) if "count" in fields else None,
        who=fields["who"].choice(CATALOGUE.staff_roles) if "who" in fields else "",
        agency=read_owner(fields["agency"], context.of(kinds)) if "agency" in fields else None,
    )


def _count(given: Reader, context: Context) -> Count:
    fields = given.fields(("at_least", "within", "distinct", "fires"), ("at_least",))
    return Count(
        at_least=read_number(fields["at_least"], context),
        within=read_length(fields["within"], context) if "within" in fields else None,
        distinct=cast(Distinct, fields["distinct"].choice(get_args(Distinct))) if "distinct" in fields else "event",
        fires=cast(Fires, fields["fires"].choice(get_args(Fires))) if "fires" in fields else "once",
    )


def read_responses(given: Reader, context: Context, names: tuple[str, ...]) -> Response:
    """A list is any of its parts."""
    if given.is_list:
        parts = tuple(read_responses(item, context, names) for item in given.items())
        return parts[0] if len(parts) == 1 else Response(join="any_of", parts=parts)
    entries = given.entries()
    if "the_trigger" in entries:
        fields = given.fields(("the_trigger", "only_for"))
        return Response(of_trigger=True, where=read_conditions(fields["the_trigger"], context), only_for=_only_for(fields, names))
    for join in ("any_of", "all_of", "in_order"):
        if join in entries:
            fields = given.fields((join, "only_for"))
            parts = tuple(read_responses(item, context, names) for item in fields[join].items())
            if join == "in_order":
                parts = (parts[0], *(_following(part, before) for before, part in zip(parts, parts[1:], strict=False)))
            return Response(join="any_of" if join == "any_of" else "all_of", parts=parts, only_for=_only_for(fields, names))
    return _leaf(given, context, names)


def _following(part: Response, before: Response) -> Response:
    return Response(
        kinds=part.kinds, where=part.where, at_least=part.at_least, spread=part.spread, within=part.within, answers=part.answers,
        after=part.after + before.kinds,
    )  # fmt: skip


def _leaf(given: Reader, context: Context, names: tuple[str, ...]) -> Response:
    fields = given.fields(("kind", "where", "at_least", "spread", "after", "within", "only_for", "answers"), ("kind",))
    kinds = read_kinds(fields["kind"])
    return Response(
        kinds=kinds,
        where=read_conditions(fields["where"], context.of(kinds)) if "where" in fields else (),
        at_least=read_number(fields["at_least"], context) if "at_least" in fields else 1,
        spread=cast(Spread, fields["spread"].choice(get_args(Spread))) if "spread" in fields else None,
        after=read_kinds(fields["after"]) if "after" in fields else (),
        within=read_look_back(fields["within"], context) if "within" in fields else None,
        only_for=_only_for(fields, names),
        answers=cast(Answers, fields["answers"].choice(get_args(Answers))) if "answers" in fields else None,
    )


def _only_for(fields: dict[str, Reader], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item.choice(names) for item in fields["only_for"].items()) if "only_for" in fields else ()


def read_limits(given: Reader, context: Context, names: tuple[str, ...]) -> tuple[Limit, ...]:
    return tuple(_limit(item, context, names) for item in given.items())


def _limit(given: Reader, context: Context, names: tuple[str, ...]) -> Limit:
    ways = ("end_of", "before", "date", "earliest_of")
    fields = given.fields(("when", "only_for", *UNITS, *ways))
    if len([name for name in fields if name not in ("when", "only_for")]) != 1:
        raise given.bad(f"needs one way to reckon a due time; allowed: {', '.join((*UNITS, *ways))}")
    timed = any(unit in fields for unit in UNITS)
    end_of = cast(EndOf, fields["end_of"].choice(get_args(EndOf))) if "end_of" in fields else None
    if end_of is not None:
        _check_calendar(fields["end_of"], end_of, context)
    if "date" in fields:
        read_field(fields["date"], fields["date"].text(), context)
    return Limit(
        when=read_conditions(fields["when"], context) if "when" in fields else (),
        only_for=_only_for(fields, names),
        length=read_length(given, context, besides=("when", "only_for")) if timed else None,
        end_of=end_of,
        before=read_kinds(fields["before"]) if "before" in fields else (),
        date=fields["date"].text() if "date" in fields else "",
        earliest_of=read_limits(fields["earliest_of"], context, names) if "earliest_of" in fields else (),
    )


_CALENDARS: dict[EndOf, tuple[str, ...]] = {
    "shift": ("shift-starts", "shift-handover-minutes"),
    "before_next_school_day": ("school-opens", "school-closed"),
}


def _check_calendar(given: Reader, end_of: EndOf, context: Context) -> None:
    """What ends with a shift or a school day needs to know when these are."""
    for name in _CALENDARS.get(end_of, ()):
        if name not in context.settings or context.settings[name] in ("", ()):
            raise given.bad(f"is {end_of!r}, and there is no calendar of it: the setting {name} is missing or empty")


def read_standing(given: Reader, context: Context) -> Standing:
    """`true`, or how far back counts and what undoes it."""
    if not given.is_mapping:
        if not given.flag():
            raise given.bad("is false; leave it out")
        return Standing()
    fields = given.fields(("within", "unless"))
    return Standing(
        within=read_look_back(fields["within"], context) if "within" in fields else None,
        unless=read_kinds(fields["unless"]) if "unless" in fields else (),
    )


def read_anchor(given: Reader, context: Context) -> Anchor:
    fields = given.fields(("about", "field"))
    if len(fields) != 1:
        raise given.bad("needs about (a kind that the trigger is about) or field (a date in the trigger)")
    if "about" in fields:
        return Anchor(about=read_kinds(fields["about"]))
    read_field(fields["field"], fields["field"].text(), context)
    return Anchor(field=fields["field"].text())


def read_per(given: Reader, context: Context) -> Per:
    fields = given.fields(("field", "role"))
    if len(fields) != 1:
        raise given.bad("needs field (a list in the trigger) or role (of people in the trigger)")
    if "role" in fields:
        return Per(role=fields["role"].choice(CATALOGUE.person_roles))
    read_field(fields["field"], fields["field"].text(), context)
    return Per(field=fields["field"].text())


def read_owner(given: Reader, context: Context) -> Owner:
    """An agency's slug, {field: owner_agency}, {police: true} or {each: true}; without it, the agency that recorded the trigger."""
    if not given.is_mapping:
        return Owner(slug=given.text())
    fields = given.fields(("field", "each", "police"))
    if "field" in fields:
        read_field(fields["field"], fields["field"].text(), context)
        return Owner(field=fields["field"].text())
    return Owner(each="each" in fields and fields["each"].flag(), police="police" in fields and fields["police"].flag())
