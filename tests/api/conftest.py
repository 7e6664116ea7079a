"""Other systems of the demonstration's agencies, each with a token of the scopes that a test asks for."""

import pytest


@pytest.fixture
def system(staff):
    from api.asking import EVERYTHING, Asking
    from safehold.access.signing_in import services
    from safehold.access.signing_in.models import Service

    def made(*scopes: str, agency: str = "northshire-police", name: str = "control-room"):
        there = Service.objects.filter(agency_id=agency, name=name).first()
        account = there or services.make(agency, name, "Command and control", None)
        return Asking(services.make_token(account, scopes or EVERYTHING, 30, None))

    return made
