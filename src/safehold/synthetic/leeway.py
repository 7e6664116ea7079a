"""A duty that is not kept in time is sometimes waived, handed over, or its clock stopped, by somebody who says why."""

from typing import TYPE_CHECKING, Any

from safehold.synthetic.clock import DAY, HOUR
from safehold.synthetic.sources import OF_AGENCY
from safehold.synthetic.truth import EventRef

if TYPE_CHECKING:
    from safehold.synthetic.story import Story


def ease(story: "Story", duty: str, agency: str, trigger: EventRef) -> None:
    rng, source = story.rng, OF_AGENCY[agency]
    named = trigger.id if trigger.source == source else {"source": trigger.source, "id": trigger.id}
    data: dict[str, Any] = {"duty": duty, "trigger": named}
    draw = rng.random()
    if draw < 0.3:
        role = "duty_inspector" if agency.endswith("police") else "agency_representative"
        data.update(reason="she has asked that nobody call before Monday", by={"id": story.staff(agency, role), "role": role})
        story.tell(source, "duty.waived", about=trigger, by=role, data=data)
    elif draw < 0.75:
        data.update(to={"agency": "northshire-idva", "role": "idva"}, reason="she trusts her advocate")
        story.tell(source, "duty.handed_over", about=trigger, by="investigator", data=data)
    else:
        data["awaiting"] = "an interpreter"
        stopped = story.tell(source, "clock.stopped", about=trigger, by="investigator", data=data)
        story.after(DAY + rng.randrange(20) * HOUR, resume, source, trigger, stopped, duty, named)


def resume(story: "Story", source: str, trigger: EventRef, stopped: EventRef, duty: str, named: Any) -> None:
    story.tell(source, "clock.resumed", about=[trigger, stopped], by="investigator", data={"duty": duty, "trigger": named})
