"""What the database knows of how its tables are filled, by which it chooses how to read them. After a bulk import it knows nothing of what
came, and reads ten times as much for a page as it needs to, until its own housekeeping has come round."""

from django.conf import settings
from django.db import connections

from safehold.chronology.session import session

# So many events at once change how tables should be read.
MANY = 5000
KEPT = ("chronology_event", "chronology_about", "chronology_chain", "identity_judgement")


def refresh(events: int) -> bool:
    """Gathers the statistics anew, where many events have come and the owner's connection is at hand, as it is with the embedded database.
    Only the owner may: on a server without that connection it is left to autovacuum. Returns whether it was done."""
    if events < MANY or "owner" not in connections:
        return False
    with session("owner") as cursor:
        cursor.execute(f"ANALYZE {', '.join((*KEPT, *settings.SAFEHOLD_DERIVED))}")
    return True
