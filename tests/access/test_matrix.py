"""The matrix of who sees what, cell by cell, asked of the database as the application asks it."""

from collections import defaultdict
from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, transaction
from django.db import connection as django
from django.db.models import Exists, OuterRef

from harness.databases import connect_django, disconnect_django
from harness.recorded import ago, event
from safehold.access import context, roles
from safehold.access.matrix import BadMatrix, load, standard
from safehold.access.models import User
from safehold.access.scope import cases_of
from safehold.access.viewer import Viewer
from safehold.database import narrowed
from safehold.identity.models import CaseEvent, Mention
from safehold.identity.visibility import of_case_seen

OWN, OTHER, THIRD = "northshire-police", "southmere-police", "northshire-idva"
BY = {"own": OWN, "shared": OTHER, "part": OTHER, "past": OTHER, "other": THIRD, "restricted": OWN}
FAMILIES = {
    "own": ("Quillfeather", "Tanglewood"),
    "shared": ("Winterbourne", "Underhillock"),
    "part": ("Hollingworth", "Varnsdale"),
    "past": ("Cobblestone", "Zimmerfield"),
    "other": ("Oxenbridge", "Pellingham"),
    "restricted": ("Marrowby", "Jesterfield"),
}
# Of each kind, the table and the column by which a row is known.
ROWS = {
    "case": ("identity_case", "id"),
    "person": ("identity_person", "id"),
    "event": ("chronology_event", "seq"),
    "mention": ("identity_mention", "id"),
    "call": ("response_call", "event_id"),
    "standing": ("safeguarding_standing", "case_id"),
    "ranked": ("ranking_case", "case_id"),
    "harms": ("perpetrators_ranked", "person_id"),
    "marker": ("safeguarding_marker", "event_id"),
    "plan": ("safeguarding_plan_action", "event_id"),
    "safe_contact": ("safeguarding_safe_contact", "person_id"),
    "bail": ("custody_bail", "event_id"),
    "order": ("custody_order", "event_id"),
    "whereabouts": ("custody_whereabouts", "person_id"),
    "duty": ("rulebook_obligation", "id"),
    "others_duty": ("rulebook_obligation", "id"),
    "draft": ("response_draft", "id"),
    "question": ("access_asking", "id"),
    "look": ("access_look", "id"),
    "share": ("sharing_share", "event_id"),
    "shown": ("sharing_shown", "share"),
    "matching": ("identity_key", "profile_id"),
    "document": ("documents_document", "id"),
    "request": ("documents_request", "id"),
    "review": ("reviews_entry", "id"),
    "others_review": ("reviews_entry", "id"),
    "recommendation": ("reviews_entry", "id"),
    "drawn": ("dipping_case", "id"),
    "audited": ("dipping_case", "id"),
    "one_answer": ("dipping_answer", "id"),
    "both_answers": ("dipping_answer", "id"),
    "message": ("contact_message", "id"),
    "message_step": ("contact_step", "id"),
    "others_message": ("contact_message", "id"),
    "sheet": ("attending_sheet", "id"),
    "form": ("assessing_draft", "id"),
    "unit": ("response_signed_on", "id"),
    "unit_clear": ("response_cleared", "id"),
    "training": ("training_completed", "event_id"),
    "room": ("planning_capacity", "id"),
}
# Which of its rows stand in which case, by the persons or the event of it.
WHOSE = {
    "id": "SELECT id::text, id FROM identity_case",
    "person": "SELECT DISTINCT i.person_id::text, ce.case_id FROM identity_involvement i JOIN identity_case_event ce USING (event_id)",
    "event": "SELECT event_id::text, case_id FROM identity_case_event",
    "mention": "SELECT m.id::text, ce.case_id FROM identity_mention m JOIN identity_case_event ce USING (event_id)",
    "profile": "SELECT DISTINCT m.profile_id::text, ce.case_id FROM identity_mention m JOIN identity_case_event ce USING (event_id)",
}
BY_CASE = {
    "case": "id", "standing": "id", "ranked": "id",
    "harms": "person", "person": "person", "safe_contact": "person", "whereabouts": "person", "mention": "mention",
    "matching": "profile",
}  # fmt: skip
OF_REVIEWS = ("review", "others_review", "recommendation")
OF_SAMPLES = ("drawn", "audited", "one_answer", "both_answers")
OF_STAFF = ("unit", "unit_clear", "training", "room")
OF_HER = ("message", "message_step", "others_message", "sheet", "form")
KEPT_BESIDE = (*OF_STAFF, *OF_HER, "duty", "others_duty", "draft", "question", "look", "document", "request", *OF_REVIEWS, *OF_SAMPLES)
Rows = dict[str, dict[str, set[str]]]


@pytest.fixture(scope="module")
def held(databases, django_db_blocker):
    """By kind and relation, the rows that there are; and the owner's connection."""
    with django_db_blocker.unblock(), databases.clone(staffed=True) as clone:
        connect_django(clone)
        with psycopg.connect(clone.owner, autocommit=True) as owner:
            case_of = {relation: _recorded(relation, owner) for relation in BY}
            owner.execute("INSERT INTO identity_restriction VALUES (%s, '{somebody-else}')", [case_of["restricted"]])
            yield _rows(owner, case_of), owner
        disconnect_django()


def _recorded(relation: str, owner: psycopg.Connection) -> str:
    hers, his = FAMILIES[relation]
    her = {"ref": f"{relation}-1", "role": "victim", "given_name": "Ada", "family_name": hers, "date_of_birth": "1990-02-03"}
    him = {"ref": f"{relation}-2", "role": "suspect", "given_name": "Ivo", "family_name": his, "date_of_birth": "1988-04-05"}
    by = {"agency": BY[relation], "source": BY[relation]}
    event("call.received", ago(days=3), her, him, channel="999", domestic=True, **by)
    event("risk.assessed", ago(days=2), her, him, instrument="dash", grade="high", score=16, **by)
    event("marker.set", ago(days=2), her, marker="high_risk", **by)
    event("plan.action_agreed", ago(days=2), her, action="New locks", **by)
    event("safe_contact.set", ago(days=2), her, methods=["text"], **by)
    bail = event("bail.set", ago(days=2), her, him, stage="pre_charge", conditions=["no contact"], **by)
    event("order.made", ago(days=2), her, him, order="dvpo", **by)
    event("suspect.released", ago(days=1), her, him, status="bail", **by)
    if relation == "shared":
        event("information.shared", ago(days=1), her, him, more={"with": OWN}, what="the case", **by)
    to = {"part": OWN, "past": OWN}.get(relation, "northshire-housing")
    terms = {"with": to, "until": ago(days=1).date().isoformat()} if relation == "past" else {"with": to}
    event("information.shared", ago(days=1), her, him, more=terms, extent="part", events=[f"{bail.source}/{bail.id}"], **by)
    if relation == "past":
        event("information.shared", ago(days=1), her, him, more=terms, extent="whole", **by)
    ((case,),) = owner.execute(
        "SELECT c.id FROM identity_case c JOIN identity_person p ON p.id = c.suspect_id WHERE p.family_name = %s", [his]
    ).fetchall()
    return case


def _rows(owner: psycopg.Connection, case_of: dict[str, str]) -> Rows:
    relation_of = {case: relation for relation, case in case_of.items()}
    whose = {name: defaultdict(set) for name in WHOSE}
    for name, query in WHOSE.items():
        for key, case in owner.execute(query).fetchall():
            whose[name][key].add(relation_of[case])
    found: Rows = {kind: defaultdict(set) for kind in ROWS}
    for kind in ROWS.keys() - set(KEPT_BESIDE):
        table, column = ROWS[kind]
        for (key,) in owner.execute(f"SELECT DISTINCT {column}::text FROM {table}").fetchall():
            (relation,) = whose[BY_CASE.get(kind, "event")][key]
            found[kind][relation].add(key)
    template = "".join(f", {column}" for column in _columns(owner))
    made = (
        f"INSERT INTO rulebook_obligation (agency, who, cases, trigger{template}) SELECT %s, %s, %s, %s{template} FROM rulebook_obligation"
    )
    derived = owner.execute("SELECT max(id) FROM rulebook_obligation").fetchone()
    for relation, case in case_of.items():
        for kind in ("duty", "others_duty"):
            row = owner.execute(f"{made} WHERE id = %s RETURNING id", [BY[relation], "nobody", [case], f"{kind} {relation}", *derived])
            found[kind][relation].add(str(row.fetchone()[0]))
    owner.execute("DELETE FROM rulebook_obligation WHERE id <= %s", derived)
    colleague = {
        agency: owner.execute("SELECT min(user_id), min(id) FROM access_posting WHERE agency_id = %s", [agency]).fetchone()
        for agency in BY.values()
    }
    for relation, agency in BY.items():
        user, posting = colleague[agency]
        if relation in ("own", "other"):
            draft = "INSERT INTO response_draft (user_id, posting_id, call, fields, turn, shown, checked, unsaved, opened_at, updated_at)"
            row = owner.execute(f"{draft} VALUES (%s, %s, 'x', '{{}}', 1, '{{}}', false, true, 0, 0) RETURNING id::text", [user, posting])
            found["draft"][relation] |= set(*row.fetchall())
            asks = "INSERT INTO access_asking (user_id, agency, asker_role, of, role, typed, why, task, mentions, answer)"
            row = owner.execute(f"{asks} VALUES (%s, %s, '', %s, '', '', '', '', '{{}}', '') RETURNING id::text", [user, agency, OTHER])
            found["question"][relation] |= set(*row.fetchall())
        if relation == "shared":
            row = owner.execute(f"{asks} VALUES (%s, %s, '', %s, '', '', '', '', '{{}}', '') RETURNING id::text", [user, OTHER, OWN])
            found["question"][relation] |= set(*row.fetchall())
        looked = "INSERT INTO access_look (user_id, agency, role, kind, refused, persons, case_ids, purpose, why, task, page)"
        row = owner.execute(
            f"{looked} VALUES (%s, %s, '', 'page', false, '{{}}', %s, '', '', '', '') RETURNING id::text",
            [user, agency, [case_of[relation]]],
        )
        found["look"][relation] |= set(*row.fetchall())
        of = "SELECT %s, %s, c.case_id, '{}', array_agg(c.event_id), 0"
        case = "FROM identity_case_event c WHERE c.case_id = %s GROUP BY c.case_id RETURNING id::text"
        into = "INSERT INTO documents_request (by_id, agency, case_id, persons, events, at, asks, received, due, role, sealed)"
        asked = f"{into} {of}, '', 0, 0, '', '' {case}"
        found["request"][relation] |= set(*owner.execute(asked, [colleague[OWN][0], OWN, case_of[relation]]).fetchall())
        left = (
            "INSERT INTO documents_document (by_id, agency, case_id, persons, events, at, kind, recipient, purpose, basis, way, two,"
            f" confidential, entries, added, role, sealed) {of}, '', '', '', '', '', false, false, 0, 0, '', '' {case}"
        )
        found["document"][relation] |= set(*owner.execute(left, [colleague[OWN][0], OWN, case_of[relation]]).fetchall())
        for kind, row in _reviewed(owner, case_of[relation], colleague[OWN][0], colleague[OTHER][0]):
            found[kind][relation].add(row)
        for kind, row in _written(owner, relation, case_of[relation], colleague):
            found[kind][relation].add(row)
    return found


def _added(owner: psycopg.Connection, table: str, column: str = "id", **row: object) -> str:
    columns, places = ", ".join(row), ", ".join(["%s"] * len(row))
    made = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {column}::text"
    return owner.execute(made, list(row.values())).fetchone()[0]


def _written(owner: psycopg.Connection, relation: str, case: str, colleague: dict[str, tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """What is written to her and typed of her job and her risk; and, of those who work for her, who is on a unit, trained, or has room."""
    of_case = "SELECT e.seq, e.source || '/' || e.source_id FROM identity_case_event c JOIN chronology_event e ON e.seq = c.event_id"
    found = owner.execute(f"{of_case} WHERE c.case_id = %s AND e.kind = 'call.received'", [case]).fetchone()
    seq, call = found
    for kind, agency in (("message", OWN), ("others_message", THIRD)):
        number = _added(
            owner, "contact_message", key=f"{kind} {relation}", at=0, agency=agency, staff_id="", role="", events=[seq], person_id=1,
            safe_event=0, channel="text", template="", neutral=True, state="queued", why="", service="", tries=0, not_before=0,
            changed_at=0, sealed="", by_id=colleague[agency][0],
        )  # fmt: skip
        yield kind, number
        if kind == "message":
            yield "message_step", _added(owner, "contact_step", message_id=number, at=0, state="queued", why="")
    agency = BY[relation]
    user, posting = colleague[agency]
    typed = {"user_id": user, "posting_id": posting, "turn": 1, "updated_at": 0, "fields": "{}"}
    yield "sheet", _added(owner, "attending_sheet", call=call, writer="", sent=[], unsaved=True, joined_at=0, **typed)
    yield "form", _added(owner, "assessing_draft", key=relation, case_id=case, persons=[], instrument="dash", opened_at=0, **typed)
    if relation in ("own", "other"):
        yield "unit", _added(owner, "response_signed_on", user_id=user, posting_id=posting, agency=agency, callsign=relation, since=0)
        yield "unit_clear", _added(owner, "response_cleared", at=0, agency=agency, callsign=relation, call=0, by_id=user, by_unit=True)
        of = {"event_id": -1 if relation == "own" else -2, "agency": agency, "staff_id": "somebody"}
        yield "training", _added(owner, "training_completed", "event_id", course="", specialist_led=True, completed_at=0, **of)
        yield "room", _added(owner, "planning_capacity", at=0, agency=agency, what="refuge", free=1, takes=[], by_id=user)


def _reviewed(owner: psycopg.Connection, case: str, one: int, other: int) -> Iterator[tuple[str, str]]:
    """Of a case, what is said in a review on whose panel the viewer sits and in another, and in dip samples of their agency."""

    def added(table: str, **row: object) -> str:
        columns, places = ", ".join(row), ", ".join(["%s"] * len(row))
        made = f"INSERT INTO {table} (at, {columns}) VALUES (0, {places}) RETURNING id::text"
        if table == "dipping_case":
            made = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING id::text"
        return owner.execute(made, list(row.values())).fetchone()[0]

    vera = _viewer("call_handler").user_id
    for sits in (True, False):
        review = added("reviews_review", agency=OWN, case_id=case, persons=[], kind="homicide", role="", by_id=one)
        if sits:
            added("reviews_seat", review_id=review, user_id=vera, agency=OWN, chair=False, given=True, by_id=one)
        said = {"review_id": review, "role": "", "agency": OWN, "sealed": "", "by_id": one}
        yield "review" if sits else "others_review", added("reviews_entry", what="lesson", open=False, **said)
        if not sits:
            yield "recommendation", added("reviews_entry", what="recommendation", open=True, **said)
    for kind, by in (("drawn", ()), ("audited", ()), ("one_answer", (one,)), ("both_answers", (one, other))):
        sample = added("dipping_sample", agency=OWN, seed="", digest="", size=1, wanted=1, role="", sealed="", by_id=one)
        drawn = added("dipping_case", sample_id=sample, place=1, case_id=case, persons=[], never=[])
        if kind == "audited":
            added("dipping_seat", drawn_id=drawn, user_id=vera, place=1, given=True, by_id=one)
        answers = [added("dipping_answer", drawn_id=drawn, role="", sealed="", by_id=each) for each in by]
        yield kind, answers[0] if by else drawn


def _columns(owner: psycopg.Connection) -> list[str]:
    query = "SELECT column_name FROM information_schema.columns WHERE table_name = 'rulebook_obligation' AND is_identity = 'NO'"
    return [f'"{name}"' for (name,) in owner.execute(query).fetchall() if name not in ("agency", "who", "cases", "trigger")]


def _viewer(role: str) -> Viewer:
    """Somebody who has done nothing of what is held."""
    user = User.objects.get_or_create(staff_id="viewer-1", defaults={"display_name": "Vera Example", "password": "!"})[0]
    return Viewer(user.pk, user.staff_id, "Vera Example", OWN, OWN, "police", role, 0)


@pytest.mark.parametrize("role", roles.standard().roles)
def test_the_database_lets_each_role_see_just_what_the_matrix_says(held, role):
    rows, owner = held
    mine = sorted(int(key) for keys in rows["duty"].values() for key in keys)
    owner.execute("UPDATE rulebook_obligation SET who = CASE WHEN id = ANY(%s) THEN %s ELSE 'somebody_else' END", [mine, role])
    wrong = []
    with transaction.atomic():
        context.enter(_viewer(role))
        for kind, (table, column) in ROWS.items():
            try:
                with transaction.atomic(), django.cursor() as cursor:
                    cursor.execute(f"SELECT {column}::text FROM {table}")
                    seen = {key for (key,) in cursor.fetchall()}
            except ProgrammingError:  # no right to the table at all
                seen = set()
            for relation in standard().relations:
                expected = rows[kind][relation] if role in standard().who(kind, relation) else set()
                if seen & rows[kind][relation] != expected:
                    wrong.append((kind, relation, "seen" if not expected else "not seen"))
    assert wrong == []


@pytest.mark.parametrize("role", roles.standard().roles)
def test_where_the_database_is_enough_it_finds_what_django_would_have_found(held, role):
    viewer, by_database = _viewer(role), [model for model in apps.get_models() if getattr(model, "database_narrows", False)]
    assert {model.__name__ for model in by_database} > {"Case", "Call", "Standing", "Order"}
    by_django = {model: set(model.objects.for_viewer(viewer).values_list("pk", flat=True)) for model in by_database}
    with transaction.atomic():
        context.enter(viewer)
        assert {model: set(model.everything.values_list("pk", flat=True)) for model in by_database} == by_django


@pytest.mark.parametrize("role", roles.standard().roles)
def test_in_their_own_request_an_event_is_of_a_case_that_they_see_by_what_the_database_shows(held, role):
    """Pages leave it to the database there (identity/visibility.of_case_seen)."""
    viewer = _viewer(role)
    with transaction.atomic(), narrowed.request():
        context.enter(viewer)
        told = set(CaseEvent.objects.values_list("pk", flat=True))
        assert told == set(CaseEvent.objects.filter(cases_of(viewer)).values_list("pk", flat=True))
        mentions = set(Mention.objects.filter(of_case_seen(viewer)).values_list("pk", flat=True))
        of_theirs = CaseEvent.objects.filter(cases_of(viewer), event_id=OuterRef("event_id"))
        assert mentions == set(Mention.objects.filter(Exists(of_theirs)).values_list("pk", flat=True))
    assert bool(told) == (viewer.does.cases != "none")


def test_every_cell_has_a_row_to_be_seen_or_not(held):
    rows, _ = held
    empty = {(kind, relation) for kind in ROWS for relation in BY if not rows[kind][relation]}
    assert empty == {
        *(("draft", relation) for relation in ("shared", "part", "past", "restricted")),
        *(("question", relation) for relation in ("part", "past", "restricted")),
        *((kind, relation) for kind in OF_STAFF for relation in ("shared", "part", "past", "restricted")),
        ("harms", "other"),  # what an advocate alone holds of a suspect makes no row of the order at all
    }
    assert ROWS.keys() == standard().kinds.keys()


def test_a_matrix_that_names_what_is_not_there_is_refused():
    with pytest.raises(BadMatrix, match="no role is called 'nurse'"):
        load("{relations: {}, groups: {some: [nurse]}, kinds: {}}")
    with pytest.raises(BadMatrix, match="kinds: y: own: no group is called 'them'"):
        load("{relations: {own: x}, groups: {}, kinds: {y: {title: x, own: them, shared: x, part: x, past: x, other: x, restricted: x}}}")
    with pytest.raises(BadMatrix, match="matrix.yaml"):
        load("groups: 3")
