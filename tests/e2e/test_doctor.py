"""`goalsync doctor` as people run it: over files, an address and a recording."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from e2e.cli import NOW, Done, call, document, write_workspace
from support.server import Answer, scripted


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace of two files."""
    return write_workspace(tmp_path)


def doctor(place: Path, *arguments: str) -> Done:
    """At a fixed time."""
    return call("-C", str(place), "doctor", "--now", NOW, *arguments)


def sources(place: Path, text: str) -> None:
    """Other sources, in the same workspace without the metrics of the old ones."""
    (place / "config" / "goalsync.yaml").write_text(f"timezone: Europe/Berlin\nsources:\n{text}", encoding="utf-8")
    (place / "mappings" / "metrics.yaml").unlink(missing_ok=True)
    (place / "config" / "goals" / "all.yaml").unlink(missing_ok=True)


def states(done: Done) -> dict[tuple[str | None, str], str]:
    """(source, name) → state of the document."""
    return {(one["source"], one["name"]): one["state"] for one in document(done)["examinations"]}


def test_all_well(place: Path) -> None:
    """Exit 0, a line each, progress on stderr; --quiet is quiet; nothing is left behind."""
    before = sorted(place.rglob("*"))
    done = doctor(place)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == "All well: 8 things looked at."
    assert "✔ numbers.csv: 53 bytes; a text file, which is one sheet" in done.stdout
    assert done.stderr == "Examining numbers …\nExamining other …\n"
    assert doctor(place, "--quiet").stderr == ""
    assert sorted(place.rglob("*")) == before


def test_the_document(place: Path) -> None:
    """Each examination with the same five fields; --source asks that one alone."""
    done = doctor(place, "--format", "json", "--source", "other")
    found = document(done)
    assert list(found) == ["schema", "examinations"]
    assert found["schema"] == "goalsync/doctor/1"
    assert [list(one) for one in found["examinations"]] == [["source", "name", "state", "found", "remedy"]] * 6
    assert {one["source"] for one in found["examinations"]} == {None, "other"}
    assert found["examinations"][0]["remedy"] is None


def test_a_missing_file_fails(place: Path) -> None:
    """Exit 1 with what to do; the other source is examined all the same."""
    (place / "numbers.csv").unlink()
    done = doctor(place)
    assert done.returncode == 1
    assert "✖ numbers.csv: failed: numbers.csv is missing" in done.stdout
    assert "→ " in done.stdout
    assert "✔ other.csv" in done.stdout
    assert done.stdout.splitlines()[-1] == "8 things looked at: 1 failed and 1 warning; what to do stands behind →."


def test_a_broken_workspace_is_a_matter_of_check(place: Path) -> None:
    """Exit 5 before anything is asked; an unknown source likewise."""
    assert doctor(place, "--source", "nobody").returncode == 5
    (place / "config" / "goalsync.yaml").write_text("sources: {a: {connector: nothing}}", encoding="utf-8")
    done = doctor(place)
    assert (done.returncode, done.stdout) == (5, "")
    assert "there is no connector 'nothing'" in done.stderr


def test_an_address_is_fetched_and_nothing_kept(place: Path) -> None:
    """Reachable with its size; refused with the remedy; the temporary file is not in the workspace."""
    (place / ".goalsync").mkdir()
    with scripted(Answer(body=b"Date,NPS\n2026-10-15,33\n"), Answer(403)) as server:
        sources(place, f"  web: {{connector: sheets, url: {server.url}/kpis.csv}}\n")
        assert "23 bytes; a text file" in doctor(place).stdout
        refused = doctor(place)
    assert refused.returncode == 1
    assert "HTTP 403" in refused.stdout
    assert list((place / ".goalsync").iterdir()) == []


TAPE = {
    "interactions": [
        {
            "request": {"method": "GET", "uri": "https://acme.example/kpis.csv", "body": None, "headers": {}},
            "response": {
                "status": {"code": 200, "message": "OK"},
                "headers": {"Content-Type": ["text/csv"]},
                "body": {"string": "Date,NPS\n2026-10-15,33\n2026-11-16,38\n"},
            },
        }
    ],
    "version": 1,
}


def test_a_recording_is_a_source_like_any_other(place: Path) -> None:
    """doctor, sync and report from it without network or secrets, each saying that it is a recording."""
    (place / "tape.yaml").write_text(yaml.safe_dump(TAPE), encoding="utf-8")
    goals = (place / "config" / "goals" / "all.yaml").read_text(encoding="utf-8").split("goals:")[0]
    sources(place, "  web: {connector: sheets, url: https://acme.example/kpis.csv, recording: tape.yaml}\n")
    goals = "\n".join(line for line in goals.splitlines() if "KR2" not in line and "KR3" not in line)
    (place / "config" / "goals" / "all.yaml").write_text(goals, encoding="utf-8")
    metric = "metrics: [{id: nps, source: web, series: {date: Date, value: NPS}}]"
    (place / "mappings" / "metrics.yaml").write_text(metric, encoding="utf-8")
    assert states(doctor(place, "--format", "json"))["web", "recording"] == "note"
    synced = call("-C", str(place), "sync", "--now", NOW, "--format", "json")
    assert synced.returncode == 0, synced.stderr
    (source,) = document(synced)["sources"]
    assert (source["state"], source["partitions"][0]["requests"]) == ("complete", 1)
    assert document(synced)["key_results"][0]["current"] == 38
    assert document(synced)["notes"] == [
        "The source web is a recording (tape.yaml): it answers as it did when it was recorded."
    ]
    report = call("-C", str(place), "report", "--now", NOW)
    assert "The source web is a recording (tape.yaml)" in report.stdout


def test_a_recording_without_the_answer_holds_what_needs_it(place: Path) -> None:
    """Exit 4: the partition failed and says that it is a recording."""
    (place / "tape.yaml").write_text(yaml.safe_dump(TAPE), encoding="utf-8")
    sources(place, "  web: {connector: sheets, url: https://acme.example/other.csv, recording: tape.yaml}\n")
    done = call("-C", str(place), "sync", "--now", NOW, "--format", "json")
    assert done.returncode == 4
    (part,) = document(done)["sources"][0]["partitions"]
    assert part["code"] == "unreachable"
    assert "is a recording (tape.yaml)" in part["reason"]
    assert "`recording:`" in part["reason"]
