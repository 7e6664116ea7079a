"""bandit, without a line for each part of a string that is excused as a whole: a statement of SQL put together of constants has many, and
what is excused at it is said once, beside it. `python -m harness.faults` with bandit's own arguments."""

import logging
import sys

from bandit.cli.main import main

if __name__ == "__main__":
    logging.getLogger("bandit.core.tester").setLevel(logging.ERROR)
    sys.exit(main())
