"""`goalsync drift`: what work without a goal looks like, what to paste, and what a team accepts for a while."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from e2e.cli import Done, call, document
from support.board import install
from support.stores import store_path

NOW, NEXT, LATER = "2026-11-20T09:00:00+01:00", "2026-11-21T09:00:00+01:00", "2027-03-01T09:00:00+01:00"
SETTINGS = """\
timezone: Europe/Berlin
attribution: split
sources:
  tracker: {connector: board, folder: tracker}
"""
GOALS = """\
objectives:
  - id: O1
    title: Deliver
    owner: dana
    period: 2026-Q4
    key_results:
      - {id: O1.KR1, title: Checkout delivered, work: items}
"""
MAPPINGS = """\
rules:
  - {id: okr, when: {source: tracker, label: okr}, link_to: O1.KR1}
  - {id: same, when: {source: tracker, label: okr, kind: story}, link_to: O1.KR1}
  - {id: never, when: {source: tracker, label: nobody-has-this}, link_to: O1.KR1}
exempt:
  - {id: ops, when: {label: ktlo}, reason: Operations, owner: ops, budget: 10%}
"""
SHOP: dict[str, dict[str, Any]] = {
    "SHOP-1": {"id": "1", "kind": "epic", "title": "Checkout"},
    "SHOP-2": {"id": "2", "parent": "1", "labels": ["okr"]},
    "SHOP-3": {"id": "3", "parent": "1", "team": "web"},
    "SHOP-4": {"id": "4", "parent": "3"},
    "SHOP-5": {"id": "5"},
    "SHOP-6": {"id": "6", "phase": "done", "closed": "2026-11-02T08:00:00+00:00"},
    "SHOP-7": {"id": "7", "phase": "done", "closed": "2026-05-02T08:00:00+00:00"},
    "SHOP-8": {"id": "8", "phase": "dropped"},
    "SHOP-9": {"id": "9", "labels": ["ktlo"], "phase": "done", "closed": "2026-11-02T08:00:00+00:00"},
    "SHOP-10": {"id": "10", "parent_key": "PLAT-3"},
    "SHOP-11": {"id": "11", "status": "Limbo", "status_category": "undefined"},
    "SHOP-12": {"id": "12", "labels": ["goal/nothing", "okr"]},
}


class Place:
    """A workspace whose board and files change between runs."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.write("config/goalsync.yaml", SETTINGS)
        self.write("config/goals/all.yaml", GOALS)
        self.write("mappings/all.yaml", MAPPINGS)
        self.shop(SHOP)

    def write(self, name: str, text: str) -> None:
        """A file."""
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def shop(self, items: dict[str, dict[str, Any]], **more: str) -> None:
        """The only board."""
        self.write("tracker/SHOP.json", json.dumps({"items": items, **more}))

    def call(self, *arguments: str, now: str = NOW) -> Done:
        """Run a command here."""
        return call("-C", str(self.directory), *arguments, "--now", now)

    def sync(self, now: str = NOW) -> None:
        """One run, all of it fine."""
        done = self.call("sync", "--quiet", now=now)
        assert done.returncode in (0, 4), done.stderr

    def drift(self, *arguments: str, now: str = NOW) -> dict[str, Any]:
        """The document."""
        return document(self.call("drift", "--format", "json", *arguments, now=now))

    def found(self, now: str = NOW) -> dict[tuple[str, str], dict[str, Any]]:
        """The findings that count, by kind and subject."""
        return {(one["kind"], one["subject"]): one for one in self.drift(now=now)["findings"]}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A workspace, with the board connector installed."""
    install(tmp_path, monkeypatch)
    return Place(tmp_path / "workspace")


def test_nothing_has_run_yet(place: Place) -> None:
    """It says so, and nothing fails; no store is made."""
    done = place.call("drift", "--fail-on", "warning", "--detailed-exitcode")
    assert done.returncode == 0
    assert "Nothing has been applied yet" in done.stdout
    assert not store_path(place.directory).exists()


def test_what_links_and_work_tell(place: Place) -> None:
    """Each kind with its evidence and severity; what is linked, exempt, dropped or long closed is no finding."""
    place.sync()
    found = place.found()
    loose = {subject: one for (kind, subject), one in found.items() if kind == "unlinked_work"}
    assert {subject: one["evidence"] for subject, one in loose.items()} == {
        "tracker:SHOP under SHOP-1": ["SHOP-1", "SHOP-4"],
        "tracker:SHOP/web under SHOP-1": ["SHOP-3"],
        "tracker:SHOP": ["SHOP-10", "SHOP-5", "SHOP-6"],
    }
    assert loose["tracker:SHOP"]["title"] == "4 items of SHOP without a goal"
    assert "3 open items and 1 closed in this period" in loose["tracker:SHOP"]["detail"]
    assert "SHOP-2 beside it goes to O1.KR1" in loose["tracker:SHOP under SHOP-1"]["detail"]
    others = {key: one["severity"] for key, one in found.items() if key[0] not in ("unlinked_work", "behind")}
    assert others == {
        ("dead_rule", "never"): "warning",
        ("dead_rule", "label:goal/nothing"): "warning",
        ("exempt_over_budget", "ops"): "warning",
        ("out_of_coverage", "tracker:PLAT"): "warning",
        ("shadowed_rule", "same"): "info",
        ("unmapped_status", "tracker:Limbo"): "warning",
    }
    assert found["dead_rule", "never"]["evidence"] == ["mappings/all.yaml:4:5: never"]
    assert found["shadowed_rule", "same"]["evidence"] == ["mappings/all.yaml:3:5: same", "mappings/all.yaml:2:5: okr"]
    assert "50% of the effort, budgeted 10%" in found["exempt_over_budget", "ops"]["title"]
    assert found["out_of_coverage", "tracker:PLAT"]["evidence"][-1] == "SHOP-10"


def test_a_status_without_a_category_where_the_tracker_has_categories(place: Place) -> None:
    """A finding, until `phases:` says what it means; one without any is another where the tracker has categories."""
    place.sync()
    assert {subject for kind, subject in place.found() if kind == "unmapped_status"} == {"tracker:Limbo"}
    known = {key: {"status_category": "new", **item} for key, item in SHOP.items()}
    place.shop({**known, "SHOP-14": {"status": "Odd"}})
    place.sync()
    assert {subject for kind, subject in place.found() if kind == "unmapped_status"} == {"tracker:Limbo", "tracker:Odd"}
    place.write(
        "config/goalsync.yaml", SETTINGS.replace("folder: tracker}", "folder: tracker, phases: {todo: [LIMBO]}}")
    )
    place.sync(NEXT)
    assert ("unmapped_status", "tracker:Limbo") not in place.found(NEXT)


def test_the_rule_that_is_suggested_can_be_pasted(place: Place) -> None:
    """As it stands it is a rule that `check` takes, and after it the whole tree has a goal."""
    place.sync()
    remedy = place.found()["unlinked_work", "tracker:SHOP under SHOP-1"]["remedy"]
    rule = remedy.split("\n")[1]
    assert rule == "- {id: shop-1, when: {source: tracker, key: SHOP-1}, link_to: O1.KR1}"
    place.write("mappings/pasted.yaml", f"rules:\n  {rule}\n")
    assert place.call("check").returncode == 0
    place.sync(NEXT)
    subjects = {subject for kind, subject in place.found(NEXT) if kind == "unlinked_work"}
    assert subjects == {"tracker:SHOP"}


def test_text_counts_before_it_lists(place: Place) -> None:
    """How many of which kind comes first; then kind after kind; one kind can be asked for."""
    place.sync()
    lines = place.call("drift").stdout.splitlines()
    assert lines[0] == "Drift on 2026-11-20"
    assert lines[1].startswith("▲ 9 warnings: unlinked work 3, dead rule 2, ")
    assert lines[3:5] == ["ⓘ 1 note: shadowed rule 1", ""]
    asked = place.call("drift", "--kind", "dead_rule").stdout
    assert "▲ Dead rule (2)" in asked
    assert "Unlinked work (" not in asked
    wrong = place.call("drift", "--kind", "dead_rul")
    assert wrong.returncode == 5
    assert "did you mean 'dead_rule'?" in wrong.stderr


def test_exit_codes_of_findings(place: Place) -> None:
    """0 unless asked; 2 at or above the level; `--detailed-exitcode` takes any."""
    place.sync()
    assert place.call("drift").returncode == 0
    assert place.call("drift", "--fail-on", "error").returncode == 0
    assert place.call("drift", "--fail-on", "warning").returncode == 2
    assert place.call("drift", "--detailed-exitcode").returncode == 2
    assert place.call("drift", "--fail-on", "info").returncode == 5


def test_a_baseline_is_accepted_kept_and_runs_out(place: Place) -> None:
    """Accepted findings stand apart and do not count; new ones do; reasons are kept; after `until` they count again."""
    place.sync()
    before = place.drift()
    done = place.call("drift", "--write-baseline", "--reason", "before: the # clean-up", "--until", "2026-12-31")
    assert done.returncode == 0, done.stderr
    assert f"{len(before['findings'])} findings accepted" in done.stdout
    after = place.drift("--fail-on", "warning", "--detailed-exitcode")
    assert after["findings"] == []
    assert [one["fingerprint"] for one in after["baselined"]] == [one["fingerprint"] for one in before["findings"]]
    assert {one["reason"] for one in after["baselined"]} == {"before: the # clean-up"}
    assert place.call("drift", "--fail-on", "warning", "--detailed-exitcode").returncode == 0

    place.shop({**SHOP, "PAY-1": {"project": "PAY"}})
    place.sync(NEXT)
    assert set(place.found(NEXT)) == {("unlinked_work", "tracker:PAY")}
    assert place.call("drift", "--fail-on", "warning", now=NEXT).returncode == 2
    place.call("drift", "--write-baseline", now=NEXT)
    kept = {one["subject"]: one for one in place.drift(now=NEXT)["baselined"]}
    assert kept["never"]["reason"] == "before: the # clean-up"
    assert kept["never"]["until"] == "2026-12-31"
    assert kept["tracker:PAY"]["until"] == "2027-02-19"

    over = place.drift(now=LATER)
    assert ("dead_rule", "never") in {(one["kind"], one["subject"]) for one in over["findings"]}
    assert any("Accepted for a time that is over" in note for note in over["notes"])
    assert place.call("drift", "--fail-on", "warning", now=LATER).returncode == 2


def test_the_baseline_is_checked_like_every_file(place: Place) -> None:
    """Every mistake with its place, by `check` and by `drift`."""
    place.write(
        ".goalsync-baseline.yaml",
        "accepted:\n"
        "  - {kind: behind, subject: O1.KR1, reason: r, until: soon}\n"
        "  - {kind: behind, subject: a}\n"
        "more: 1\n",
    )
    for command in ("check", "drift"):
        done = place.call(command)
        assert done.returncode == 5
        said = done.stdout if command == "check" else done.stderr
        assert ".goalsync-baseline.yaml:2:48: accepted[0].until: expected a date such as 2026-10-31" in said
        assert ".goalsync-baseline.yaml:3:5: accepted[1].reason: " in said
        assert ".goalsync-baseline.yaml:4:1: more: unknown key" in said


def test_the_report_shows_accepted_findings_apart(place: Place) -> None:
    """They are in the document, named as accepted; people see how many."""
    place.sync()
    place.call("drift", "--write-baseline")
    found = document(place.call("report", "--format", "json"))
    assert found["baselined"] == sorted(one["fingerprint"] for one in found["findings"])
    text = place.call("report").stdout
    assert f"{len(found['findings'])} accepted in .goalsync-baseline.yaml" in text
    assert "the rule applies to nothing" not in text


def test_it_says_when_the_configuration_changed(place: Place) -> None:
    """Findings are those of the run; a baseline is no change."""
    place.sync()
    place.call("drift", "--write-baseline")
    assert place.drift()["notes"] == []
    place.write("mappings/all.yaml", MAPPINGS.replace("label: okr}", "label: [okr, ok]}"))
    (note,) = place.drift()["notes"]
    assert "configuration was changed since run" in note


def test_what_cannot_be_read_brings_no_new_findings(place: Place) -> None:
    """While a partition is cut short, items that came with it are not flagged, and what was found stands."""
    place.sync()
    before = {subject for kind, subject in place.found() if kind in ("unlinked_work", "dead_rule")}
    place.shop({"SHOP-99": {"id": "99"}}, cut="the connection was cut")
    place.sync(NEXT)
    found = place.found(NEXT)
    assert ("source_incomplete", "tracker:SHOP") in found
    assert {subject for kind, subject in found if kind in ("unlinked_work", "dead_rule")} == before


def test_drift_and_a_plan_leave_every_byte(place: Place) -> None:
    """Reading findings and planning new ones writes nothing."""
    place.sync()
    stored = store_path(place.directory).read_bytes()
    place.call("drift")
    place.shop({**SHOP, "SHOP-50": {"id": "50"}})
    planned = document(place.call("plan", "--format", "json", now=NEXT))
    (grown,) = [one for one in planned["findings"] if one["subject"] == "tracker:SHOP"]
    assert grown["title"] == "5 items of SHOP without a goal"
    assert store_path(place.directory).read_bytes() == stored
    place.sync(NEXT)
    assert place.found(NEXT)["unlinked_work", "tracker:SHOP"]["title"] == grown["title"]


def test_parents_that_go_in_circles(place: Place) -> None:
    """Told once with their keys, and grouped without end."""
    place.shop({"SHOP-1": {"id": "1", "parent": "2"}, "SHOP-2": {"id": "2", "parent": "1"}, "SHOP-3": {"parent": "2"}})
    place.sync()
    found = place.found()
    (circle,) = [one for (kind, _), one in found.items() if kind == "circular_parents"]
    assert circle["evidence"] == ["SHOP-1", "SHOP-2"]
    (loose,) = [one for (kind, _), one in found.items() if kind == "unlinked_work"]
    assert loose["title"] == "3 items of SHOP under SHOP-1 without a goal"


def test_exclusive_attribution_tells_what_is_ambiguous(place: Place) -> None:
    """With the rules that give it, and the items."""
    place.write("config/goalsync.yaml", SETTINGS.replace("split", "exclusive"))
    place.write("config/goals/more.yaml", GOALS.replace("O1", "O2"))
    more = "  - {id: other, when: {label: okr}, link_to: O2.KR1}\n"
    place.write("mappings/all.yaml", MAPPINGS.replace("exempt:", more + "exempt:"))
    place.sync()
    one = place.found()["ambiguous_link", "O1.KR1 + O2.KR1"]
    assert one["title"].startswith("2 items tied to O1.KR1 and O2.KR1")
    assert one["evidence"] == ["mappings/all.yaml:2:5: okr", "mappings/all.yaml:5:5: other", "SHOP-12", "SHOP-2"]
