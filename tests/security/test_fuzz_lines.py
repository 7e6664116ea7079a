"""Lines of a chronology as nobody would write them: each is read, or refused by its number and in a sentence; none is lost."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from chronology.raws import raw, stefan, vera
from chronology.ways import holding
from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.exporting import exported
from safehold.chronology.foreign import called
from safehold.chronology.importing import events_in, import_files
from safehold.chronology.models import StoredEvent
from security.odd_input import TEXT, VALUES, some

GOOD = raw("call.received", "g", "2024-03-01T10:00:00+00:00", vera(), stefan(), channel="999")
KINDS = st.sampled_from(sorted(CATALOGUE.kinds))
NAMES = st.sampled_from(
    [
        "source",
        "id",
        "kind",
        "occurred_at",
        "recorded_at",
        "agency",
        "actor",
        "people",
        "about",
        "corrects",
        "data",
        "note",
        "basis",
        "redacted",
    ]
)


@st.composite
def changed(draw) -> bytes:
    """A good event with some of its fields, or of its people's, made into something else."""
    event = json.loads(json.dumps(GOOD)) | {"id": draw(st.one_of(st.just("g"), TEXT)), "kind": draw(KINDS)}
    for name in draw(st.lists(NAMES, max_size=2)):
        event[name] = draw(VALUES)
    if isinstance(event.get("people"), list) and event["people"] and isinstance(event["people"][0], dict) and draw(st.booleans()):
        named = [st.sampled_from(sorted(event["people"][0]))] if event["people"][0] else []
        event["people"][0][draw(st.one_of(TEXT, *named))] = draw(VALUES)
    if isinstance(event.get("data"), dict) and draw(st.booleans()):
        fields = CATALOGUE.kinds[event["kind"]].fields if isinstance(event.get("kind"), str) and event["kind"] in CATALOGUE.kinds else {}
        event["data"][draw(st.sampled_from(sorted(fields))) if fields else "x"] = draw(VALUES)
    return json.dumps(event).encode()  # lone halves of pairs as escapes


DEEP = st.integers(1, 3000).map(lambda depth: b'{"data":' * depth + b"1" + b"}" * depth)
LINES = st.lists(
    st.one_of(changed(), st.binary(max_size=60), VALUES.map(lambda value: json.dumps(value).encode()), DEEP), min_size=1, max_size=12
)


def written(folder: str, lines: list[bytes]) -> tuple[Path, int]:
    path = Path(folder) / "odd.jsonl"
    text = b"\n".join(each.replace(b"\n", b" ").replace(b"\r", b" ") for each in lines) + b"\n"
    path.write_bytes(text)
    if called(path):  # what begins as another kind of file does is refused whole (test_foreign_files.py)
        path.write_bytes(b" " + text)
    whole = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    return path, sum(bool(line.strip()) for line in whole.split(b"\n"))


@some(40)
@given(LINES)
def test_every_line_is_read_or_refused_by_its_number_and_in_a_sentence(lines):
    with TemporaryDirectory() as folder:
        path, written_lines = written(folder, lines)
        events, refused, read = events_in(path)
    assert read == written_lines
    assert len(events) + len(refused) <= read
    assert len({each.line for each in refused}) == len(refused)
    assert all(each.why and len(each.why) < 1000 for each in refused)


def test_a_store_takes_what_it_can_of_them_and_counts_the_rest(databases, django_db_blocker):
    @some(12)
    @given(LINES)
    def holds(lines):
        with TemporaryDirectory() as folder:
            path, written_lines = written(folder, lines)
            before = StoredEvent.objects.count()
            (report,) = import_files([path])
            assert report.read == written_lines == report.new + report.duplicate + len(report.refused)
            assert StoredEvent.objects.count() == before + report.new
            (again,) = import_files([path])
            assert (again.new, again.duplicate) == (0, report.new + report.duplicate)
            assert [each.line for each in again.refused] == [each.line for each in report.refused]

    with django_db_blocker.unblock(), holding(databases):
        holds()
        assert sum(1 for _ in exported()) == StoredEvent.objects.count() > 0
