"""What follows when events are recorded. This is the one place where the rooms are joined.

`PLACING` says who the people in new events are, and returns the earlier events that this moves to another person. Each of `DERIVING` then
works out state afresh for all whom these events touch: a practice that derives state of its own adds its `apply` here.
"""

# Tables that are worked out from the chronology and the judgements, and can be worked out again.
DERIVED = (
    "identity_profile",
    "identity_mention",
    "identity_key",
    "identity_decision",
    "identity_person",
    "identity_name",
    "identity_involvement",
    "identity_case",
    "identity_case_event",
    "identity_case_agency",
    "identity_restriction",
    "standards_person",
    "standards_case",
    "identity_unsure",
    "identity_waiting",
    "sharing_share",
    "sharing_shown",
    "confidential.held",
    "confidential.agreement",
    "response_call",
    "safeguarding_standing",
    "safeguarding_marker",
    "safeguarding_lifted_elsewhere",
    "safeguarding_plan_action",
    "safeguarding_safe_contact",
    "custody_bail",
    "custody_order",
    "custody_whereabouts",
    "training_completed",
    "rulebook_obligation",
    "rulebook_coverage",
    "rulebook_supplied",
    "rulebook_resting",
    "ranking_case",
    "ranking_step",
    "ranking_capacity",
    "perpetrators_ranked",
    "perpetrators_step",
)

# What must come first before somebody here records one of these, by kind (identity/actions.py). What another system records is taken.
GUARDING = {
    "risk.assessed": "safehold.practice.safeguarding.assessing.guarding.graded",
    "risk.regraded": "safehold.practice.safeguarding.assessing.guarding.graded",
    "risk.specialist_reviewed": "safehold.practice.safeguarding.assessing.guarding.graded",
    "risk.supervised": "safehold.practice.safeguarding.assessing.guarding.graded",
    "crime.outcome": "safehold.practice.investigation.guarding.outcome",
    "crime.screened_out": "safehold.practice.investigation.guarding.screened_out",
    "penalty.issued": "safehold.practice.investigation.guarding.penalty",
    "suspect.interviewed": "safehold.practice.investigation.guarding.interviewed",
    "suspect.warned": "safehold.practice.investigation.guarding.warned",
    "cps.file_sent": "safehold.practice.investigation.guarding.file_sent",
    "alarm.disabled": "safehold.practice.safeguarding.planning.guarding.alarm_off",
    "escort.decided": "safehold.practice.safeguarding.planning.guarding.escort_decided",
    "plan.action_cancelled": "safehold.practice.safeguarding.planning.guarding.action_cancelled",
    "idva.closed": "safehold.practice.safeguarding.planning.guarding.support_ended",
}

PLACING = "safehold.identity.placing.place"
REPLAYING = "safehold.identity.placing.replay"

DERIVING = (
    "safehold.identity.involvement.apply",
    "safehold.identity.staff.cases.apply",
    "safehold.identity.unsure_stored.apply",
    "safehold.identity.possible_history.apply",
    "safehold.identity.confidential.agreeing.apply",
    "safehold.sharing.state.apply",
    "safehold.practice.response.state.apply",
    "safehold.practice.safeguarding.state.apply",
    "safehold.practice.custody_and_court.state.apply",
    "safehold.practice.training.state.apply",
    "safehold.rulebook.state.apply",
    "safehold.practice.safeguarding.ranking.state.apply",
    "safehold.practice.perpetrators.state.apply",
    "safehold.practice.at_stake.apply",
)
