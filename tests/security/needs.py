"""What each address needs, and whose number stands in it. An address that is not here fails the walk: say here what a new one needs.

`needs` is a permission of roles.yaml, several where all are asked for, or nothing. `of` says whose number the address holds:
a record that involvement opens (case, person, call, duty), or something else that the view looks up for its viewer."""

from typing import NamedTuple


class Need(NamedTuple):
    method: str
    needs: str = ""
    of: str = ""


GET, POST = "get", "post"
NEEDS = {
    # The way in and out, and one's own sign-in.
    "home": Need(GET),
    "sign-in": Need(GET),
    "sign-in-as": Need(POST),
    "single-sign-on": Need(GET),
    "second": Need(GET),
    "set-up": Need(GET),
    "set-up-picture": Need(GET),
    "choose-password": Need(GET),
    "own-sign-in": Need(GET),
    "again": Need(GET),
    "own-app": Need(GET),
    "own-app-picture": Need(GET),
    "own-passkey": Need(GET),
    "own-passkey-remove": Need(POST, of="own"),
    "own-password": Need(GET),
    "own-session-end": Need(POST, of="own"),
    "sign-out": Need(POST),
    "posting": Need(GET),
    "still": Need(GET),
    "fresh-token": Need(GET),
    "kept": Need(GET, of="own"),
    "styleguide": Need(GET),
    # Staff and accounts of the administrator's own agency.
    "administration": Need(GET, "administer"),
    "staff-add": Need(GET, "administer"),
    "staff-member": Need(GET, "administer", "staff"),
    "staff-post": Need(POST, "administer", "staff"),
    "staff-posting-end": Need(POST, "administer", "staff"),
    "staff-sessions-end": Need(POST, "administer", "staff"),
    "staff-session-end": Need(POST, "administer", "staff"),
    "staff-anew": Need(GET, "administer", "staff"),
    "staff-leaves": Need(GET, "administer", "staff"),
    "roles-given": Need(GET, "judge_looks"),
    "recoveries": Need(GET, "confirm_recovery"),
    "recovery-answer": Need(POST, "confirm_recovery", "recovery"),
    "services": Need(GET, "administer"),
    "service-add": Need(GET, "administer"),
    "service": Need(GET, "administer", "service"),
    "service-end": Need(POST, "administer", "service"),
    "token-revoke": Need(POST, "administer", "service"),
    "access-matrix": Need(GET),
    # Work and duties.
    "my-work": Need(GET, "answer_duties"),
    "answered": Need(POST, "answer_duties", "asking"),
    "rules": Need(GET, "answer_duties"),
    "rule": Need(GET, "answer_duties", "rule"),
    "duty": Need(GET, of="duty"),
    "duty-do": Need(GET, of="duty"),
    # Calls.
    "new-call": Need(GET, "record_calls"),
    # These two are refused by what is asked of a call, which stands in the form: without one there is nothing.
    "call-check": Need(POST, of="posted"),
    "call-draft": Need(POST, "record_calls"),
    "call-leave": Need(POST, "record_calls"),
    "call-act": Need(POST, of="posted"),
    "call": Need(GET, of="call"),
    "supervisor": Need(GET, "supervise_calls"),
    "board-left": Need(POST, "record_calls", "draft"),
    "board-act": Need(POST, "supervise_calls", "call"),
    # Cases and people.
    "case": Need(GET, "see_cases", "case"),
    "case-record-what": Need(GET, "see_cases", "case"),
    "case-record": Need(GET, "see_cases", "case"),
    "case-around": Need(GET, "see_cases", "case"),
    "case-looks": Need(GET, "see_looks", "case"),
    "find-person": Need(GET, "find_people"),
    "person": Need(GET, "see_cases", "person"),
    "person-part": Need(POST, "judge_links", "person"),
    "person-looks": Need(GET, "see_looks", "person"),
    # Sharing.
    "case-share": Need(GET, "see_cases record_events", "case"),
    "sharing": Need(GET, "see_cases"),
    "share": Need(GET, "see_cases", "share"),
    "share-received": Need(POST, "see_cases record_events", "share"),
    "share-end": Need(POST, "see_cases record_events", "share"),
    "share-change": Need(POST, "see_cases record_events", "share"),
    "share-more": Need(POST, "see_cases record_events", "share"),
    "share-consent": Need(POST, "see_cases record_events", "share"),
    "share-record-what": Need(GET, "see_cases record_events", "share"),
    "share-record": Need(GET, "see_cases record_events", "share"),
    # Reviews: those on whose panels the viewer sits.
    "reviews": Need(GET, "sit_on_reviews"),
    "case-review": Need(GET, "hold_reviews", "review"),
    "review": Need(GET, "sit_on_reviews", "review"),
    "review-chronology": Need(GET, "sit_on_reviews", "review"),
    "review-findings": Need(GET, "sit_on_reviews", "review"),
    "review-reports": Need(GET, "sit_on_reviews", "review"),
    "review-learning": Need(GET, "sit_on_reviews", "review"),
    "review-contact": Need(GET, "sit_on_reviews", "review"),
    "review-people": Need(GET, "sit_on_reviews", "review"),
    "review-leaving": Need(GET, "sit_on_reviews", "review"),
    "review-say": Need(POST, "sit_on_reviews", "review"),
    "review-paper-add": Need(POST, "sit_on_reviews", "review"),
    "review-paper": Need(GET, "sit_on_reviews", "review"),
    "review-template": Need(POST, "sit_on_reviews", "review"),
    "review-make": Need(POST, "sit_on_reviews", "review"),
    "review-seat": Need(POST, "sit_on_reviews", "review"),
    # Who is who.
    "links": Need(GET, "judge_links"),
    "link-pair": Need(GET, "judge_links", "pair"),
    "link-would": Need(GET, "judge_links", "pair"),
    "links-in-confidence": Need(GET, "judge_links see_confidential"),
    "links-nightly": Need(GET, "judge_links"),
    "links-night": Need(GET, "judge_links", "run"),
    "links-sources": Need(GET, "judge_links"),
    "link-undo": Need(GET, "judge_links", "judgement"),
    # Purposes and looks.
    "say-why": Need(POST, "see_cases"),
    "break-glass": Need(POST, "break_glass"),
    "glass-end": Need(POST, of="opening"),
    "opened": Need(GET),
    "opening-review": Need(POST, "review_openings", "opening"),
    "unusual": Need(GET, "judge_looks"),
    "unusual-answer": Need(POST, "judge_looks", "unusual"),
    # When the suspect is one of us, and conflicts of interest.
    "staff-concerned": Need(GET, "judge_looks"),
    "staff-alert-answer": Need(POST, "judge_looks", "alert"),
    "staff-restrict": Need(POST, "judge_looks", "staff"),
    "staff-notify": Need(POST, "judge_looks", "staff"),
    "staff-theirs": Need(POST, "judge_looks", "staff"),
    "staff-known": Need(GET, "judge_looks"),
    "staff-place": Need(POST, "judge_looks", "staff"),
    "attended": Need(GET, "review_openings"),
    "attended-answer": Need(POST, "review_openings", "alert"),
    "conflicts": Need(GET, "answer_duties"),
    "conflict-end": Need(POST, "judge_looks", "staff"),
    # Documents that leave.
    "documents": Need(GET, "approve_documents"),
    "document-request-new": Need(GET, "make_documents"),
    "document-request": Need(GET, "approve_documents", "request"),
    "document-request-step": Need(POST, "make_documents", "request"),
    "document": Need(GET, "approve_documents", "document"),
    "document-answer": Need(POST, "approve_documents", "document"),
    "document-copy": Need(POST, "make_documents", "document"),
    "document-copy-again": Need(GET, "approve_documents", "document"),
    "case-documents": Need(GET, "make_documents", "case"),
    "case-document-make": Need(GET, "make_documents", "case"),
    "case-request-new": Need(GET, "make_documents", "case"),
    "case-request-found": Need(POST, "make_documents", "case"),
    # Retention.
    "retention": Need(GET, "dispose_records"),
    "retention-find": Need(GET, "dispose_records"),
    "retention-record": Need(GET, "dispose_records", "case"),
    "retention-keep": Need(POST, "dispose_records", "case"),
    "retention-remove": Need(POST, "dispose_records", "case"),
    "retention-answer": Need(POST, "dispose_records", "case"),
    "retention-hold": Need(POST, "dispose_records", "case"),
    "retention-lift": Need(POST, "dispose_records", "case"),
}
# Addresses of other systems bear tokens and scopes, and are walked by tests/api.
BY_TOKEN = "/api"
ENDS_SESSION = frozenset({"sign-out", "sign-in-as", "sign-in", "posting"})
