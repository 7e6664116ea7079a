"""A new key for the secrets of authenticator apps; and whether the keys at hand open them all."""

from django.db import transaction

from safehold.access.models import User
from safehold.access.signing_in import sealing
from safehold.access.signing_in.models import Member, Passkey


@transaction.atomic
def rotate() -> int:
    """How many secrets were encrypted anew. Nothing is, where one of them does not open. Raises NoKey."""
    kept = Member.objects.exclude(app_secret="").select_for_update().order_by("pk")
    changed = [(each.pk, sealing.sealed_anew(each.app_secret)) for each in kept]
    for number, secret in changed:
        Member.objects.filter(pk=number).update(app_secret=secret)
    return len(changed)


def standing() -> str:
    with_app = list(Member.objects.filter(user__is_active=True).exclude(app_secret=""))
    with_passkey = set(Passkey.objects.filter(user__is_active=True).values_list("user_id", flat=True))
    has = {each.pk for each in with_app} | with_passkey
    closed = [each for each in with_app if not _opens(each)]
    everybody = User.objects.filter(is_active=True).count()
    said = f"{len(has):,} of {everybody:,} have one: {len(with_app):,} an app, {len(with_passkey):,} passkeys."
    return f"{said} {len(closed):,} secrets are closed to the keys of SAFEHOLD_FACTOR_KEYS." if closed else said


def _opens(kept: Member) -> bool:
    try:
        sealing.unseal(kept.pk, kept.app_secret)
    except sealing.NoKey:
        return False
    return True
