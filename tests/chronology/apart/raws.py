"""Records that hold what is confidential, in the form in which they come."""

from chronology.apart.planted import CODEWORD, HIDDEN, NEVER, NOTE
from harness.recorded import ANNA, BORIS

SOURCE = "northshire-records"


def raws() -> list[dict]:
    def raw(key, kind, at, people, **more):
        who = {"id": "n1", "role": more.pop("role", "first_responder")}
        return {
            "id": key, "source": SOURCE, "kind": kind, "occurred_at": at, "agency": "northshire-police", "actor": who, "people": people,
        } | more  # fmt: skip

    open_ = {name: value for name, value in HIDDEN.items() if name != "confidential"}
    return [
        raw("1", "call.received", "2026-01-02T10:00:00+00:00", [ANNA | open_, BORIS], data={"domestic": True}),
        raw("2", "call.received", "2026-01-02T10:00:00+00:00", [ANNA | HIDDEN, BORIS], data={"domestic": True}, corrects="1"),
        raw("3", "safe_contact.set", "2026-01-03", [ANNA], data={"codeword": CODEWORD, "never": NEVER, "methods": ["text"]}),
        raw("4", "safe_contact.set", "2026-01-04", [ANNA], data={"never": "the landline"}),
        raw("5", "contact.unsafe", "2026-01-05", [ANNA, BORIS], data={"why": "he listens", "instead": NEVER}, note=NOTE, role="idva"),
        raw("6", "victim.moved", "2026-01-06", [ANNA | open_], data={"to": "refuge", "confidential": True}),
        raw("7", "call.received", "2026-01-07T10:00:00+00:00", [ANNA | open_ | {"ref": "N77"}, BORIS], data={"domestic": True}),
    ]
