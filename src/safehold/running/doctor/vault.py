"""Whether what stands apart can be opened here: which keys it needs, which are at hand, and whether all of it stands apart by now."""

import os
from collections.abc import Iterator

from django.db import connections

from safehold.chronology.apart.cipher import NoKey, Ring, ring_of
from safehold.chronology.apart.stored import standing, to_move
from safehold.database.place import default_home
from safehold.running.doctor.finding import Finding, judged

_SETTING = "SAFEHOLD_VAULT_KEYS"


def vault() -> Iterator[Finding]:
    with connections["default"].cursor() as cursor:
        under, (done, upto) = standing(cursor), to_move(cursor)
    try:
        keys = _keys()
    except NoKey as error:
        yield Finding("wrong", "confidential values", str(error), f"Set {_SETTING} as it was.")
        return
    lost = {key.hex(): count for key, count in under.items() if key not in keys.ids}
    old = sum(count for key, count in under.items() if key in keys.ids[1:])
    says = ", ".join(f"{count:,} are encrypted by the key {key}, which is not at hand" for key, count in lost.items())
    yield judged(
        "confidential values", not lost, says or f"The keys at hand open all {sum(under.values()):,} that are kept apart",
        mend=f"Put that key behind the others in {_SETTING}: from where keys are kept, not from a backup, which holds none.",
    )  # fmt: skip
    unneeded = len(keys.ids) > 1 and not old
    says = f"{old:,} are still encrypted by an older key" if old else "None is encrypted by an older key"
    mend = "Run `safehold confidential --renew`." if old else f"Take the older keys out of {_SETTING}: nothing needs them."
    yield judged("older keys", not old and not unneeded, says, level="warn", mend=mend)
    says = "Some of what was recorded before this version stands in the open" if done < upto else "All that is confidential stands apart"
    yield judged("kept apart", done >= upto, says, mend="Run `safehold confidential --move`, then `safehold rebuild`.")


def _keys() -> Ring:
    path = default_home() / "vault-keys"
    return ring_of(os.environ.get(_SETTING) or (path.read_text("ascii") if path.is_file() else ""))
