"""States that only a picture needs, of an area with enough in it to be worth looking at. Its name is not that of a test, so that only
`make pictures` runs it, which names it."""

from datetime import UTC, datetime

import pytest
from django.db.models import Count, QuerySet
from playwright.sync_api import expect

from harness.histories import dangerous_history
from harness.looked_at import sign_in
from harness.recorded import ANNA, BORIS, ago, event, high_risk
from practice.reviews.seated import ADVOCATES, as_viewer, seated
from safehold.chronology.importing import import_files
from safehold.chronology.models import StoredEvent
from safehold.chronology.record import record
from safehold.commands import this_shift
from safehold.documents.reviews import printed
from safehold.identity.models import Case, CaseEvent
from safehold.practice.reviews import actions as reviewing
from safehold.practice.reviews.dipping import actions as dipping
from safehold.practice.reviews.dipping.draw import Rule
from safehold.practice.reviews.dipping.models import Seat
from safehold.synthetic.area import synthesise
from system import test_control_room
from system.test_reviews import CASE

pytestmark = pytest.mark.browser
job = test_control_room.job  # the call that the units of a shift are shown beside
GRADED_HIGH = (("Fairweather", "Tolland"), ("Marchbanks", "Redgate"), ("Ollerton", "Quince"), ("Penrose", "Ashdown"), ("Selwood", "Harker"))
TRAINED = {"npol-fr-104": 200, "npol-fr-203": 400, "npol-fr-205": 1050, "npol-fr-206": 90, "npol-fr-202": 1500}  # days ago
SPECIALIST = "Domestic abuse specialist"
AS_IT_IS = ("good", "good", "bad", "good", "good", "cannot-tell", "good")
OTHERWISE = {"yes": "no", "no": "yes"}
SAW = {1: "The officer wrote down her own words", 2: "Twice it says that she claims it"}


@pytest.fixture
def area(staff) -> None:
    record(list(synthesise(3000, 4, 6, datetime.now(UTC).date())))


def test_the_lists_of_an_area_and_the_risk_of_a_case_over_time(area, page, picture):
    for number, (hers, his) in enumerate(GRADED_HIGH, 1):
        pair = [one | {"ref": f"{one['ref']}-{number}", "family_name": name} for one, name in ((ANNA, hers), (BORIS, his))]
        event(
            "call.received",
            ago(days=number),
            *pair,
            channel="999",
            domestic=True,
            threat_to_kill=number % 2 == 0,
            strangulation=number % 3 == 0,
        )
        high_risk(*pair, at=ago(days=number, hours=-2))
    sign_in(page, SPECIALIST)
    page.goto("/first/")
    picture(page, "who-first-390", tall=900)
    page.get_by_label("People today").fill("1")
    page.get_by_role("button", name="What if").click()
    page.get_by_text("Why here, what would move it").nth(1).click()
    picture(page, "who-first-1280", tall=900)
    page.goto("/harming/")
    picture(page, "who-harms-1280", tall=900)
    assessed = StoredEvent.objects.using("owner").filter(kind="risk.assessed").values("seq")
    most = CaseEvent.objects.using("owner").filter(event_id__in=assessed, case_id__contains="-").values("case_id").annotate(n=Count("*"))
    page.goto(f"/cases/{most.order_by('-n', 'case_id')[0]['case_id']}/risk/")
    picture(page, "risk-over-time", tall=2600)


def test_a_call_as_it_is_typed(staff, page, picture):
    dangerous_history()
    sign_in(page, "Call handler")
    page.goto("/calls/new")
    said = {"family_name": "Stanwik", "given_name": "Martha", "born": "50", "phone": "01632 960123", "his_name": "Carl Cheevers"}
    said["words"] = "He's at the back door. He says he'll kill me if I don't let him in. The little one is upstairs."
    for name, text in said.items():
        page.locator(f"#{name}").fill(text)
    page.select_option("#relation", label="ex-partner")
    for tick in ("he is here", "children", "threat to kill"):
        page.get_by_label(tick).check()
    expect(page.locator("#part-panel")).to_contain_text("as named")
    expect(page.locator("#part-suggestion")).to_contain_text("threat to kill")
    expect(page.locator("#saved")).to_contain_text("kept")
    picture(page, "new-call")
    page.route("**/calls/*", lambda route: route.abort())
    page.goto("about:blank")


def test_a_dip_sample_that_is_audited(area, viewer_as, page, picture):
    head, auditors = viewer_as("crime_registrar"), [viewer_as("da_specialist"), viewer_as("professional_standards")]
    with as_viewer(head):
        made = dipping.draw_sample(by=head, rule=Rule(ago(days=90).date().isoformat(), ago().date().isoformat()), wanted=8)
        drawn = list(made.drawn.all())
    QuerySet(Seat, using="owner").delete()
    for place, who in enumerate(auditors, 1):
        for number, each in enumerate(drawn):
            seat = {"drawn_id": each.pk, "user_id": who.user_id, "place": place, "given": True, "at": 0, "by_id": head.user_id}
            Seat.objects.using("owner").create(**seat)
            if number or place == 1:
                asked = dipping.questions(made).questions
                said = {key: AS_IT_IS[(number * 5 + at * 3 + place * number // 4) % 7] for at, key in enumerate(asked)}
                answers = {
                    key: one.good if said[key] == "good" else OTHERWISE[one.good] if said[key] == "bad" else said[key]
                    for key, one in asked.items()
                }
                with as_viewer(who):
                    dipping.answer(each, by=who, answers=answers, words={"believed": SAW[place]})
    sign_in(page, "Professional standards officer")
    page.goto(f"/samples/cases/{drawn[0].pk}/")
    picture(page, "dip-audit", tall=900, at="#questions-heading")
    page.context.clear_cookies()
    sign_in(page, "Crime registrar")
    page.goto("/samples/draw/")
    page.locator("main details.sh-fold summary").first.click()
    picture(page, "dip-draw", tall=960)
    page.goto(f"/samples/{made.pk}/")
    page.get_by_text("Both answers").first.click()
    picture(page, "dip-sample", tall=1100)
    picture(page, "dip-sample-390")


def test_the_documents_of_a_review(viewer_as, page, picture, monkeypatch):
    import_files([CASE])
    chair, case = viewer_as("review_chair"), Case.everything.order_by("-events")[0]
    opening = reviewing.Opening(
        "homicide", hold=True, reason="She was killed by her former husband, and several agencies knew of the danger.",
        scope_from="2007-01-01", scope_to="2008-12-31", agencies=("northshire-police", "southmere-police"),
    )  # fmt: skip
    with as_viewer(chair):
        review = reviewing.open_review(by=chair, case=case, opening=opening)
    seated(chair, review, viewer_as("idva", ADVOCATES))
    caught, really = [], printed.pdf
    monkeypatch.setattr(printed, "pdf", lambda report: caught.append(report) or really(report))
    sign_in(page, "Review chair")
    for title in ("Overview report", "Action plan"):
        page.goto(f"/reviews/{review.pk}/report/")
        page.locator("tr", has_text=title).get_by_role("button", name="PDF").click()
        expect(page.get_by_role("status").first).to_contain_text("It is made.")
    page.context.clear_cookies()
    sign_in(page, "Independent domestic violence adviser")
    page.goto(f"/reviews/{review.pk}/report/")
    page.request.get(page.get_by_role("link", name="Overview report, PDF").get_attribute("href"))
    page.reload()
    picture(page, "review-agreeing", tall=1000)
    page.goto("about:blank")  # where no policy of ours forbids the styles of a document
    page.set_content(printed.html(caught[0]).replace("<body>", '<body style="max-width: 174mm; margin: 10mm auto; background: #fff">'))
    picture(page, "review-overview", tall=1123, wide=794)


@pytest.mark.usefixtures("job")
def test_the_units_of_a_shift(staff, page, picture):
    this_shift._crews()
    for staff_id, days in TRAINED.items():
        event("training.completed", ago(days=days), staff_id=staff_id, course="Domestic Abuse Matters", specialist_led=True)
    sign_in(page, "Dispatcher")
    page.goto("/units/")
    picture(page, "control-room-units")
    picture(page, "control-room-units-390", tall=1500)


def test_a_day_told_as_live_events(staff, page, picture, settings):
    settings.SAFEHOLD_RETOLD = [str(CASE.with_name("penalised-victim-2016.jsonl"))]
    sign_in(page, "Call handler")
    page.goto("/retelling/1/")
    page.get_by_label("Go to a day").select_option(label="9 July 2016")
    page.get_by_role("button", name="Go", exact=True).click()
    picture(page, "replaying-1280")
    picture(page, "replaying-390", tall=3000)
