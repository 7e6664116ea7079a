"""The documents of a review, put together of what the panel has said and found. Everybody in them is called as the review calls them."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.documents.reviews.content import TITLES, Block, Points, Report, Section, Table, Text, told_by
from safehold.practice.reviews.entries import Recommended
from safehold.practice.reviews.findings import Found, found, not_whole, written_otherwise
from safehold.practice.reviews.material import told
from safehold.practice.reviews.naming import disguised
from safehold.rulebook.state import rulebook
from safehold.web import words
from safehold.web.events.telling import tell
from safehold.web.naming import agencies_named, role_title
from safehold.web.reviews import presenters
from safehold.web.reviews.days import as_day
from safehold.web.reviews.reaching import Reached


def composed(reached: Reached, kind: str) -> Report:
    """One of content.TITLES, with every name as it is called outside."""
    sections: dict[str, Callable[[Reached], Iterable[Section]]] = {
        "overview": _overview,
        "summary": _summary,
        "chronology": _chronology,
        "plan": _plan,
    }
    review = reached.review
    report = Report(
        kind=kind,
        title=f"{TITLES[kind]}: review {review.number}",
        subtitle=f"{reached.kind.title}. {reached.agencies.get(review.agency, review.agency)}, {words.day(reached.now)}",
        stamp=_("Review %(number)s, %(title)s, made %(day)s. Names are replaced.")
        % {"number": review.number, "title": TITLES[kind].lower(), "day": words.day(reached.now)},
        sections=(*_not_whole(reached), *sections[kind](reached)),
    )
    called = reached.called
    return told_by(report, lambda text: disguised(text, reached.material.people, called))


def _not_whole(reached: Reached) -> Iterable[Section]:
    """At the front, for whoever reads it as all there is."""
    if not_whole(reached.material, rulebook(), now=reached.now):
        said = _("It was made by somebody who does not see every case of the review: findings and records may be left out.")
        yield Section(_("What is left out"), (Text(said, strong=True),))


def _overview(reached: Reached) -> Iterable[Section]:
    yield _why(reached)
    yield _scope(reached)
    yield _people(reached)
    yield Section(_("What happened"), (_happened(reached, sources=False),))
    yield from _findings(reached)
    yield _reports(reached)
    stands = reached.stands
    analysis = [block for each in stands.analysis for block in (Text(each.text("theme"), strong=True), Text(each.text("text")))]
    yield Section(_("Analysis"), tuple(analysis) or _nothing())
    yield Section(_("Lessons"), (Points(tuple(each.text("text") for each in stands.lessons)),) if stands.lessons else _nothing())
    yield Section(_("Recommendations"), _recommended(reached))
    spoke = ngettext(
        "The review spoke with them, or their advocate, once.",
        "The review spoke with them, or their advocate, %(n)d times.",
        len(stands.contacts),
    )
    yield Section(_("Family and friends"), (Text(spoke % {"n": len(stands.contacts)}),) if stands.contacts else _nothing())


def _summary(reached: Reached) -> Iterable[Section]:
    yield _why(reached)
    yield _scope(reached)
    yield from _findings(reached)
    lessons = reached.stands.lessons
    yield Section(_("Lessons"), (Points(tuple(each.text("text") for each in lessons)),) if lessons else _nothing())
    yield Section(_("Recommendations"), _recommended(reached))


def _chronology(reached: Reached) -> Iterable[Section]:
    yield _scope(reached)
    yield Section(_("What happened, as all agencies recorded it"), (_happened(reached, sources=True),))


def _plan(reached: Reached) -> Iterable[Section]:
    rows = tuple(_planned(each, reached) for each in reached.stands.recommendations)
    columns = (
        _("What is recommended"),
        _("What will be done"),
        _("Who answers for it"),
        _("By"),
        _("What is to be different"),
        _("Where it stands"),
    )
    table = Table(_("Every recommendation, with who answers for it"), columns, rows, (24, 20, 14, 9, 18, 15))
    yield Section(_("Action plan"), (table,) if rows else _nothing())


def _why(reached: Reached) -> Section:
    decision = reached.stands.decision
    blocks: list[Block] = [Text(decision.text("reason"))] if decision else []
    if decision is not None:
        blocks.append(Text(_("Decided on %(day)s.") % {"day": words.day(decision.at)}, quiet=True))
    return Section(_("Why this review is held"), tuple(blocks))


def _scope(reached: Reached) -> Section:
    stands = reached.stands
    first, last = stands.scoped("from") or _("the first record"), stands.scoped("to") or _("the last record")
    blocks: list[Block] = [Text(_("From %(first)s until %(last)s.") % {"first": as_day(first), "last": as_day(last)})]
    if stands.scope is not None and stands.scope.text("terms"):
        blocks.append(Text(stands.scope.text("terms")))
    if stands.agencies:
        blocks.append(Points(tuple(reached.agencies.get(each, each) for each in stands.agencies)))
    return Section(_("What it looks at"), tuple(blocks))


def _people(reached: Reached) -> Section:
    case = reached.material.case
    relation = words.spoken(case.relation)
    rows = []
    for number, each in reached.material.people.items():
        role = f"{role_title(each.role)}, {relation}" if number == case.suspect_id and relation else role_title(each.role)
        rows.append((reached.called[number], role))
    return Section(
        _("Who is who"), (Table(_("Everybody by the name that this review gives them"), (_("Name"), _("Who")), tuple(rows), (30, 70)),)
    )


def _happened(reached: Reached, *, sources: bool) -> Block:
    rows = []
    for entry in told(reached.material):
        if not presenters.within(entry, reached.stands):
            continue
        event = entry.event
        # What may lead to somebody stands in the fields of an event: the title, and what was said, are all that is printed.
        spoken = tell(event, reached.viewer, reached.agencies, confidential=True)
        row = [
            words.coarse(event.occurred_at),
            f"{spoken.title}{f': “{spoken.said}”' if spoken.said else ''}",
            reached.agencies.get(event.agency, event.agency),
        ]
        if sources:
            recorded = _("recorded %(day)s") % {"day": words.day(event.recorded_at)}
            row.append("; ".join(part for part in (f"{event.id.source} {event.id.id}", event.basis, recorded) if part))
        rows.append(tuple(row))
    columns = (_("When"), _("What"), _("Who recorded it"), *((_("Source"),) if sources else ()))
    return Table(_("The earliest first"), columns, tuple(rows), (16, 40, 16, 28) if sources else (20, 58, 22))


def _findings(reached: Reached) -> Iterable[Section]:
    """What the panel accepted or noted, by each standard; what it has not answered is not in its report."""
    headings = {"then": _("What was owed then, and was not done"), "today": _("What today’s standard would have asked")}
    for by, heading in headings.items():
        answered = [
            (each, said)
            for each in found(reached.material, rulebook(), "today" if by == "today" else "then", now=reached.now)
            if (said := reached.stands.verdicts.get(each.of)) is not None and said.text("verdict") != "rejected"
        ]
        blocks: list[Block] = []
        for each, said in answered:
            blocks += [
                Text(words.sentence(agencies_named(each.finding.why, reached.agencies))),
                Text(_because(each, said.text("verdict"), said.text("reason"), reached), quiet=True),
            ]
        yield Section(heading, tuple(blocks) or _nothing())
    same = [
        (each, said)
        for each in written_otherwise(reached.material.shown)
        if (said := reached.stands.same.get(each.of)) is not None and said.text("verdict") != "rejected"
    ]
    if same:
        listed = presenters.same(reached, [each for each, _said in same])
        yield Section(
            _("Records that were not seen to be of one person"), tuple(Text(f"{row.said} {row.why} {row.reason}") for row in listed)
        )


def _because(each: Found, verdict: str, reason: str, reached: Reached) -> str:
    agency = reached.agencies.get(each.finding.agency, each.finding.agency)
    noted = _("Noted") if verdict == "noted" else _("Accepted")
    return _("%(agency)s. Source: %(source)s. %(noted)s: %(reason)s") % {
        "agency": agency, "source": each.finding.source, "noted": noted, "reason": reason,
    }  # fmt: skip


def _reports(reached: Reached) -> Section:
    rows = tuple(
        (
            reached.agencies.get(each.agency, each.agency),
            _("asked") if each.asked else _("not asked"),
            words.day(each.had[0].at) if each.had else _("not received"),
        )
        for each in reached.stands.reports
    )
    table = Table(_("What each agency was asked, and sent"), (_("Agency"), _("Asked"), _("Received")), rows, (50, 20, 30))
    return Section(_("Management reports"), (table,) if rows else _nothing())


def _recommended(reached: Reached) -> tuple[Block, ...]:
    listed = reached.stands.recommendations
    if not listed:
        return _nothing()
    return (
        Points(
            tuple(
                f"{each.said.text('text')} ({reached.agencies.get(each.said.text('owner'), each.said.text('owner'))}, {as_day(each.due)})"
                for each in listed
            ),
            numbered=True,
        ),
    )


def _planned(each: Recommended, reached: Reached) -> tuple[str, ...]:
    said, last = each.said, each.progress[-1].text("text") if each.progress else ""
    stands = (_("Done") if each.done else _("Open")) + (f": {last}" if last else "")
    owner = reached.agencies.get(said.text("owner"), said.text("owner"))
    return (said.text("text"), said.text("action"), owner, as_day(each.due), said.text("outcome"), stands)


def _nothing() -> tuple[Block, ...]:
    return (Text(_("Nothing yet."), quiet=True),)
