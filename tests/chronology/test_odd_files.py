"""Files as they come: every line ends as new, held already or refused, and nothing in one line harms another."""

import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chronology.raws import raw, stefan, vera, write
from chronology.state import differences, state
from chronology.ways import holding
from safehold.chronology import importing
from safehold.chronology.envelope import LONGEST_EVENT
from safehold.chronology.exporting import exported
from safehold.chronology.importing import Unreadable, events_in, import_files
from safehold.chronology.verify import verify


def call(number: int, **more):
    return raw("call.received", f"c{number}", f"2024-03-{1 + number % 28:02}T10:00:00+00:00", vera(), stefan(), channel="999", **more)


def line(number: int, **more) -> bytes:
    return json.dumps(call(number, **more)).encode()


def refused(path: Path) -> list[tuple[int, str]]:
    (report,) = import_files([path])
    assert report.read == report.new + report.duplicate + len(report.refused)
    return [(each.line, each.why) for each in report.refused]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (b"{", "not JSON"),
        (b"nothing of the kind", "not JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (line(1)[:-1], "not JSON"),
        (line(1) + b"}", "not JSON"),
        (line(1) + b"\x00", "not JSON"),
        (line(1).replace(b"Vera", b"V\xe9ra"), "not JSON: 'utf-8' codec can't decode"),
        (line(1).replace(b"Vera", b"\\ud800"), "not JSON"),
        (line(1).replace(b'"999"', b"1e999"), "not JSON: Number out of range"),
        (line(1).replace(b'"999"', b"NaN"), "not JSON"),
        (b"[" * 60_000, "not JSON"),
        (line(1).replace(b'"kind"', b'"note": "he has a knife", "note": "", "kind"'), "the field 'note' stands twice"),
        (line(1).replace(b'"channel"', b'"words": "a", "words": "b", "channel"'), "the field 'words' stands twice"),
        (line(1, note="x" * LONGEST_EVENT), "the line is too long"),
        (b"x" * (3 * LONGEST_EVENT + 7), "the line is too long"),
        (line(1).replace(b"2024-03-02", b"2024-13-02"), "month must be in 1..12"),
    ],
)
def test_one_broken_line_is_refused_by_its_number_and_costs_nothing_else(database, tmp_path, broken, why):
    ((number, said),) = refused(write(tmp_path / "file.jsonl", [call(0), broken, call(2), call(3)]))
    assert number == 2
    assert why in said
    assert len(said) < 300
    assert len(list(exported())) == 3


def test_a_mark_of_byte_order_windows_line_ends_blank_lines_and_a_missing_end_are_no_fault(database, tmp_path):
    file = tmp_path / "windows.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + line(0) + b"\r\n\r\n   \n" + line(1) + b"\r\n\n" + line(2))
    (report,) = import_files([file])
    assert (report.read, report.new, report.refused) == (3, 3, [])


def test_a_file_in_another_encoding_is_refused_line_by_line(database, tmp_path):
    file = tmp_path / "utf16.jsonl"
    file.write_bytes((json.dumps(call(0)) + "\n").encode("utf-16"))
    assert all("not JSON" in said for _, said in refused(file))
    assert list(exported()) == []


def test_an_empty_file_is_no_fault_and_a_folder_or_a_missing_file_is_named(database, tmp_path):
    (tmp_path / "empty.jsonl").touch()
    assert refused(tmp_path / "empty.jsonl") == []
    with pytest.raises(Unreadable, match="is a folder; name the files in it"):
        import_files([tmp_path])
    with pytest.raises(Unreadable, match=r"nowhere\.jsonl cannot be read: No such file"):
        import_files([tmp_path / "nowhere.jsonl"])


def test_what_points_nowhere_is_kept_and_counted_once_all_files_are_read(database, tmp_path):
    first = [call(0), raw("call.graded", "g0", grade="immediate", about=["c0"]), raw("call.graded", "g1", about=["c1", "c1"])]
    second = [call(1), raw("call.joined", "j", about=["c1"], into="lost"), call(2, corrects="never")]
    reports = import_files([write(tmp_path / "first.jsonl", first), write(tmp_path / "second.jsonl", second)])
    assert [(report.new, report.pointing_nowhere) for report in reports] == [(3, 0), (3, 2)]
    again = import_files([tmp_path / "second.jsonl"])
    assert (again[0].duplicate, again[0].pointing_nowhere) == (3, 0)


def test_fields_of_another_type_are_counted_and_kept(database, tmp_path):
    odd = call(0) | {"data": {"channel": "fax", "domestic": "perhaps", "their_own": [1, {"a": None}]}}
    (report,) = import_files([write(tmp_path / "odd.jsonl", [odd, call(1)])])
    assert (report.new, report.warnings) == (2, 1)
    assert json.loads(next(iter(exported())))["data"] == odd["data"]


def test_ids_of_the_greatest_length_names_of_any_and_texts_with_a_nul_go_all_the_way(database, tmp_path):
    chance = random.Random(1)
    source, *ids = ("".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(length)) for length in (33, *[66] * 9))
    raws = [call(number) | {"id": key, "source": source} for number, key in enumerate(ids)]
    for each in raws:
        each["people"] = [vera("ж" * 100, given_name="x" * 10_000, aliases=["é" * 10_000]), stefan(family_name="\u202e\x00مرحبا 😀")]
        each["data"] |= {"words": "he said \x00 nothing" * 500, "category": "\x00", "incident": "\x00"}
    marked = raw("marker.set", "m", at="2024-04-01", about=[raws[0]["id"]], marker="firearms") | {"source": source}
    assert refused(write(tmp_path / "long.jsonl", [*raws, marked])) == []
    assert verify().faults == []


def test_what_looks_like_a_command_to_the_database_is_text(database, tmp_path):
    text = "'; DROP TABLE chronology_event; -- \\. \t \n {} NULL \\N"
    raws = [call(0, note=text) | {"people": [vera(given_name=text, aliases=[text, "\\N"]), stefan(family_name="NULL")]}]
    assert refused(write(tmp_path / "file.jsonl", raws)) == []
    assert json.loads(next(iter(exported())))["note"] == text


def test_without_a_database_a_file_is_read_by_the_same_rules(tmp_path):
    file = write(tmp_path / "file.jsonl", [call(0), b"{", call(0), call(0, note="other"), call(1)])
    events, refusals, read = events_in(file)
    assert ([event.id.id for event in events], read) == (["c0", "c1"], 5)
    assert [(each.line, each.id) for each in refusals] == [(2, ""), (4, "c0")]


def flipped(chance: random.Random, line: bytes) -> bytes:
    at = chance.randrange(len(line))
    return line[:at] + bytes([line[at] ^ (1 << chance.randrange(8))]) + line[at + 1 :]


BREAKAGE = {
    "whole": lambda chance, line: line,
    "cut": lambda chance, line: line[: chance.randrange(1, len(line))],
    "flipped": flipped,
    "blank": lambda chance, line: b"  ",
    "other content": lambda chance, line: line.replace(b'"999"', b'"101"'),
    "doubled": lambda chance, line: line + line,
}  # fmt: skip


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(sorted(BREAKAGE))), min_size=1, max_size=25), st.integers(0, 10**6))
def test_totals_reconcile_whatever_breaks_and_a_second_time_changes_nothing(databases, django_db_blocker, lines, seed):
    chance = random.Random(seed)
    broken = [BREAKAGE[how](chance, line(number)).replace(b"\n", b" ") for number, how in lines]
    with django_db_blocker.unblock(), TemporaryDirectory() as folder, holding(databases) as address:
        file = write(Path(folder) / "broken.jsonl", broken)
        (first,) = import_files([file])
        assert first.read == sum(bool(each.strip()) for each in broken)
        assert first.read == first.new + first.duplicate + len(first.refused)
        assert [each.line for each in first.refused] == sorted({each.line for each in first.refused})
        held, before = sorted(exported()), state(address)
        assert first.new == len(held)
        (second,) = import_files([file])
        assert (second.new, second.duplicate) == (0, first.new + first.duplicate)
        assert [each.line for each in second.refused] == [each.line for each in first.refused]
        assert sorted(exported()) == held
        assert differences(before, state(address)) == []
        assert verify().faults == []


def test_batches_of_any_size_end_alike(database, tmp_path, monkeypatch):
    file = write(tmp_path / "file.jsonl", [call(number % 7) for number in range(20)])
    monkeypatch.setattr(importing, "BATCH", 3)
    (report,) = import_files([file])
    assert (report.read, report.new, report.duplicate) == (20, 7, 13)
    assert msgspec.json.encode(report)
