"""Two records managers of the police, which the demonstration's staff do not have, and one of the advocates."""

from datetime import date

import pytest


@pytest.fixture
def records_manager(staff):
    from safehold.access.models import Agency, Posting, User  # which need Django set up
    from safehold.access.viewer import Viewer

    def made(staff_id: str = "npol-rm-1", agency: str = "northshire-police") -> Viewer:
        user, _ = User.objects.get_or_create(staff_id=staff_id, defaults={"display_name": f"Records {staff_id}"})
        posting, _ = Posting.objects.get_or_create(user=user, agency_id=agency, role="records_manager", first_day=date(2020, 1, 1))
        kind = Agency.objects.get(pk=agency).kind
        return Viewer(user.pk, staff_id, str(user), agency, agency, kind, "records_manager", posting.pk, "/page", "127.0.0.1")

    return made
