"""Load and faults: a large area in a database of its own, people who work in it, and what is broken under them."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safehold.config.settings")
