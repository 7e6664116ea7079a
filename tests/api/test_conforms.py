"""Whatever the document allows, and what it does not: no fault of ours, and every answer as the document has it."""

import os

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from api.asking import call
from harness.recorded import ANNA, BORIS, ago, event, high_risk, released
from safehold.access.systems.models import Known
from safehold.config.wsgi import application

# A few in the suite; by hand as many as one likes.
EXAMPLES = int(os.environ.get("SAFEHOLD_API_EXAMPLES", "2"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
WITH_QUESTIONS = (
    "send_events", "read_event", "check_history", "read_duties", "read_case", "read_shares", "read_share", "share_records",
)  # fmt: skip
OPERATIONS = (*WITH_QUESTIONS, "read_chain", "read_health")


def test_every_operation_answers_as_the_document_says(system):
    police = system()
    high_risk(ANNA, BORIS)
    released(ANNA, BORIS)
    police.post("events", call(occurred_at=ago(minutes=3).isoformat()))
    event("information.shared", ago(minutes=2), ANNA, BORIS, more={"with": "northshire-housing"}, extent="fact", words="He is on bail.")
    headers = {"Authorization": f"Bearer {police.token}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=headers)
    operations = {
        each.ok().definition.raw["operationId"].rpartition("_v1_")[2].partition("_")[2]: each.ok() for each in schema.get_all_operations()
    }
    assert sorted(operations) == sorted(OPERATIONS)
    for name in OPERATIONS:
        _asking(operations[name], headers, GenerationMode.POSITIVE)()
    for name in WITH_QUESTIONS:
        _asking(operations[name], headers, GenerationMode.NEGATIVE)()


def _asking(operation, headers, mode):
    @settings(max_examples=EXAMPLES, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case):
        Known.objects.update(remaining=50)
        case.call_and_validate(headers=headers, checks=CHECKS)

    return asked
