"""An issuer whose own words call it somebody else is not believed."""

from access.signing_in.issuer import serving
from safehold.access.signing_in import single_sign_on


def test_metadata_of_another_issuer_is_refused(staff, client, settings):
    with serving() as issuer:
        settings.SAFEHOLD_OIDC = {
            "issuer": f"{issuer.address}/",
            "client_id": "safehold",
            "client_secret": "x" * 32,
            "claim": "staff_number",
            "agencies": "northshire-police",
            "name": "Northshire account",
        }
        single_sign_on._made.cache_clear()
        issuer.claims = {"staff_number": "npol-i-104", "amr": ["pwd", "mfa"]}
        there = client.get("/sign-in/single", secure=True)
        back = client.get(issuer.sign_in(there["Location"]), secure=True)
        single_sign_on._made.cache_clear()
    assert back.status_code == 422
    assert "did not say who you are" in back.text
    assert "_auth_user_id" not in client.session
