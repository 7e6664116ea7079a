"""A rule as it is written, to start from when another version is proposed."""

from importlib import resources
from pathlib import Path

from safehold.rulebook.changes import numbered
from safehold.rulebook.current import CURRENT
from safehold.rulebook.model import Rule

NEW = """subject: ...
rules:
  - id: a-short-name
    version: "2027"
    title: What must be done
    kind: response
    source: Where it is written
    authority: local
    confidence: M
    in_force: {from: 2027-01-01}
    scope: pair
    who: investigator
    trigger: {kind: bail.breach_reported}
    met_by: {kind: bail.breach_decided}
    window: {hours: 24}
    says: bail was reported breached {when}, and it had to be decided by {due}
"""


def text_of(rule: Rule) -> str:
    """With the line of its subject, as a file of one rule."""
    file, _, line = rule.where.partition(", line ")
    if file.startswith("change "):
        kept = numbered(int(file.removeprefix("change ")))
        return kept.text if kept is not None else NEW
    folder = CURRENT.directory or Path(str(resources.files("safehold.rulebook"))) / "rules"
    lines = (folder / file.removeprefix("rules/")).read_text(encoding="utf-8").splitlines()
    first = int(line) - 1
    start = lines[first][: len(lines[first]) - len(lines[first].lstrip())] + "- id:"
    after = next((place for place in range(first + 1, len(lines)) if lines[place].startswith(start)), len(lines))
    return "\n".join([f"subject: {rule.area}", "rules:", *lines[first:after]]) + "\n"
