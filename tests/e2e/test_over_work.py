"""Metrics over work, through the command line: pulled, counted, judged, held, and explained down to the items."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from e2e.cli import Done, call, document
from support.board import install
from support.stores import rows, store_path

SETTINGS = """\
timezone: Europe/Berlin
sources:
  tracker: {connector: board, folder: tracker}
  legacy: {connector: board, folder: legacy}
  numbers: {connector: sheets, path: numbers.csv}
"""
GOALS = """\
objectives:
  - id: O1
    title: Deliver
    owner: dana
    period: 2026-Q4
    key_results:
      - {id: O1.BUGS, title: Fewer open bugs, metric: open_bugs, baseline: 10, target: 0}
      - {id: O1.DONE, title: Points delivered, metric: points_done, baseline: 0, target: 10}
      - {id: O1.MEAN, title: Points an item, metric: points_each, baseline: 0, target: 4}
      - {id: O1.PAY, title: Fewer bugs in PAY, metric: pay_bugs, baseline: 4, target: 0}
      - {id: O1.LIVE, title: Live, milestone: {done_when: SHOP-1}}
  - id: O2
    title: Deliver in November
    owner: dana
    period: 2026-11
    key_results:
      - {id: O2.DONE, title: Points delivered, metric: points_done, baseline: 0, target: 10}
      - {id: O2.MEAN, title: Points an item, metric: points_each, baseline: 0, target: 4}
kpis:
  - {id: cycle, title: Cycle time, owner: lee, metric: cycle_p50, healthy: {at_most: 5}}
  - {id: monthly, title: Closed this month, owner: lee, metric: items_done, healthy: {at_least: 1}}
"""
METRICS = """\
metrics:
  - {id: open_bugs, count: {kind: bug, phase: [todo, doing]}}
  - {id: pay_bugs, count: {source: tracker, project: PAY, kind: bug}}
  - {id: points_done, sum: points, of: {source: tracker, phase: done, closed_in: period}}
  - {id: items_done, count: {source: tracker, phase: done, closed_in: period}}
  - {id: points_each, formula: points_done / items_done}
  - {id: cycle_p50, percentile: 50, field: cycle_days, of: {source: tracker, phase: done, closed_in: 60 days}}
  - {id: bug_share, ratio: [{source: tracker, kind: bug}, {source: tracker}]}
"""
SHOP = {
    "SHOP-1": {"id": "1", "kind": "epic"},
    "SHOP-2": {"kind": "bug", "phase": "doing", "parent": "1", "labels": ["okr"]},
    "SHOP-3": {
        "phase": "done", "points": 3, "started": "2026-10-10T08:00:00+00:00", "closed": "2026-10-12T08:00:00+00:00",
    },
    "SHOP-4": {
        "phase": "done", "points": 5, "started": "2026-11-02T08:00:00+00:00", "closed": "2026-11-06T08:00:00+00:00",
    },
    "SHOP-5": {"phase": "done", "closed": "2026-10-31T23:30:00+00:00"},
    "SHOP-6": {"phase": "done", "points": 8, "closed": "2026-09-30T21:59:59+00:00"},
    "SHOP-7": {"phase": "done", "points": 1, "closed": "2026-11-09T10:00:00+00:00", "presence": "moved"},
}  # fmt: skip
PAY = {"PAY-1": {"kind": "bug"}, "PAY-2": {"kind": "bug", "phase": "dropped"}}
OLD = {"OLD-1": {"kind": "bug"}}
NOW, NEXT = "2026-11-20T09:00:00+01:00", "2026-11-21T09:00:00+01:00"


class Place:
    """A workspace whose boards change between runs."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.write("config/goalsync.yaml", SETTINGS)
        self.write("config/goals/all.yaml", GOALS)
        self.write("mappings/metrics.yaml", METRICS)
        self.write("numbers.csv", "Date,Value\n2026-11-01,1\n")
        self.board("tracker/SHOP", SHOP)
        self.board("tracker/PAY", PAY)
        self.board("legacy/OLD", OLD)

    def write(self, name: str, text: str) -> None:
        """A file."""
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def board(self, name: str, items: dict[str, Any], **more: str | bool) -> None:
        """A project."""
        self.write(f"{name}.json", json.dumps({"items": items, **more}))

    def call(self, *arguments: str, now: str = NOW) -> Done:
        """A command."""
        return call(*arguments, "--now", now, at=self.directory)

    def sync(self, *arguments: str, now: str = NOW, code: int = 0) -> dict[str, dict[str, Any]]:
        """Sync; key results and KPIs by id."""
        done = self.call("sync", "--format", "json", *arguments, now=now)
        assert done.returncode == code, done.stderr
        found = document(done)
        return {part["id"]: part for part in (*found["key_results"], *found["kpis"])}

    def explain(self, name: str, now: str = NOW) -> dict[str, Any]:
        """An explanation."""
        done = self.call("explain", name, "--format", "json", now=now)
        assert done.returncode == 0, done.stderr
        return document(done)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Two trackers and a sheet."""
    install(tmp_path, monkeypatch)
    return Place(tmp_path / "workspace")


def test_every_kind_of_count(place: Place) -> None:
    """Count, sum, percentile and a formula over two counts, each for the period of what uses it.

    What was closed at 00:30 on the first of November in Berlin is of November there, though of October in UTC; what
    was closed on the last second of September is of no one; what moved away is not counted.
    """
    found = place.sync()
    assert {name: one["current"] for name, one in found.items()} == {
        "O1.BUGS": 3,
        "O1.DONE": 8,
        "O1.MEAN": 8 / 3,
        "O1.PAY": 2,
        "O1.LIVE": 0,
        "O2.DONE": 5,
        "O2.MEAN": 5 / 2,
        "cycle": 2,
        "monthly": 2,
    }
    assert (found["O1.DONE"]["progress"], found["O2.DONE"]["progress"]) == (0.8, 0.5)
    assert {one["truth"] for one in found.values()} == {"known"}
    assert found["O1.LIVE"]["measured_at"] is None


def test_a_dry_run_says_what_the_run_says(place: Place) -> None:
    """`plan` and `sync` give the same document but for the run, and a second run changes nothing."""
    planned, synced = (document(place.call(one, "--format", "json")) for one in ("plan", "sync"))
    assert {**planned, "run": None} == {**synced, "run": None}
    again = document(place.call("sync", "--format", "json"))
    assert again["changes"] == []
    stored = place.directory / ".goalsync" / "goalsync.db"
    before = stored.read_bytes()
    place.board("tracker/PAY", {})
    assert place.call("plan").returncode == 0
    assert stored.read_bytes() == before


def test_a_saved_plan_carries_the_counts(place: Place) -> None:
    """What was counted for a plan is applied with it: explained just as after a sync."""
    file = str(place.directory / "plan.json")
    assert place.call("plan", "--out", file).returncode == 0
    assert place.call("apply", file).returncode == 0
    found = place.explain("open_bugs")
    assert (found["result"]["current"], [one["looked_at"] for one in found["read"]]) == (3, [10])
    query = "SELECT count(*) FROM metric_reads"
    stored = rows(store_path(place.directory), query)
    place.sync()
    assert rows(store_path(place.directory), query) == stored


def test_held_while_a_project_that_it_reads_is_incomplete(place: Place) -> None:
    """A project cut short holds what can match it, by source and project; all else moves on."""
    place.sync()
    place.board("tracker/PAY", {"PAY-1": {"kind": "bug", "phase": "done"}}, cut="the line went dead")
    place.board("tracker/SHOP", {**SHOP, "SHOP-1": {"id": "1", "phase": "done", "closed": "2026-11-20T10:00:00+00:00"}})
    found = place.sync(now=NEXT, code=4)
    held = {name for name, one in found.items() if one["truth"] == "held"}
    assert held == found.keys() - {"O1.LIVE"}
    assert (found["O1.PAY"]["current"], found["O1.PAY"]["held_since"]) == (2, NOW)
    assert "tracker: PAY is partial: the line went dead" in found["O1.BUGS"]["reason"]
    assert (found["O1.LIVE"]["current"], found["O1.LIVE"]["truth"]) == (1, "known")
    place.board("tracker/PAY", {"PAY-1": {"kind": "bug", "phase": "done"}})
    found = place.sync(now="2026-11-22T09:00:00+01:00")
    assert (found["O1.BUGS"]["truth"], found["O1.BUGS"]["current"]) == ("known", 2)


def test_another_project_holds_nothing(place: Place) -> None:
    """A project that fails does not hold what is counted in another, nor does a source of numbers."""
    place.write("mappings/metrics.yaml", METRICS.replace("count: {kind: bug", "count: {source: tracker, kind: bug"))
    place.sync()
    place.board("legacy/OLD", {}, forbidden="nobody may read it")
    (place.directory / "numbers.csv").unlink()
    found = place.sync(now=NEXT, code=4)
    assert {one["truth"] for one in found.values()} == {"known"}
    assert found["O1.PAY"]["measured_at"] == "2026-11-21"


def test_a_part_that_holds_numbers_alone_holds_no_work(place: Place) -> None:
    """Where it fails, nothing that is counted over work waits for it, today or with what is stored of it."""
    place.board("tracker/QUERIES", {}, brings_work=False)
    place.sync()
    place.board("tracker/QUERIES", {}, brings_work=False, forbidden="nobody may read it")
    found = place.sync(now=NEXT, code=4)
    assert {one["truth"] for one in found.values()} == {"known"}
    assert found["O1.PAY"]["measured_at"] == "2026-11-21"
    found = place.sync("--source", "legacy", now=NEXT)
    assert {one["truth"] for one in found.values()} == {"known"}


def test_never_0_for_no_data(place: Place) -> None:
    """What was never read is unknown, not 0; what was read and has none is 0."""
    place.board("tracker/PAY", {}, forbidden="nobody may read it")
    place.board("legacy/OLD", {})
    found = place.sync(code=4)
    assert (found["O1.PAY"]["truth"], found["O1.PAY"]["current"]) == ("unknown", None)
    assert "nobody may read it" in found["O1.PAY"]["reason"]
    place.board("tracker/PAY", {})
    found = place.sync(now=NEXT)
    assert (found["O1.PAY"]["truth"], found["O1.PAY"]["current"]) == ("known", 0)


def test_an_empty_population_is_no_number(place: Place) -> None:
    """A percentile of nothing is unknown, and takes the place of an older number."""
    place.sync()
    place.board("tracker/SHOP", {"SHOP-4": {"phase": "todo"}, **{key: {} for key in SHOP if key != "SHOP-4"}})
    found = place.sync(now=NEXT)
    assert (found["cycle"]["truth"], found["cycle"]["current"]) == ("unknown", None)
    assert "no item matches" in found["cycle"]["reason"]


def test_a_skipped_source_is_not_dated_anew(place: Place) -> None:
    """What was not pulled keeps the day on which it was; an edited selector counts anew what is stored."""
    place.sync()
    assert place.sync("--source", "legacy", now=NEXT)["O1.PAY"]["measured_at"] == "2026-11-20"
    place.write("mappings/metrics.yaml", METRICS.replace("project: PAY, kind: bug", "project: PAY, phase: todo"))
    found = place.sync("--source", "legacy", now=NEXT)
    assert (found["O1.PAY"]["measured_at"], found["O1.PAY"]["current"]) == ("2026-11-20", 1)
    assert place.sync(now=NEXT)["O1.PAY"]["measured_at"] == "2026-11-21"


def test_the_last_day_counts_to_its_end(place: Place) -> None:
    """What was closed on the evening of the last day is counted by the first run after it, and what comes later is not.

    Then the key result is graded, and an item that is opened again does not move it.
    """
    place.sync(now="2026-11-30T09:00:00+01:00")
    late = {"phase": "done", "points": 5, "closed": "2026-11-30T22:30:00+00:00"}
    later = {"phase": "done", "points": 7, "closed": "2026-11-30T23:30:00+00:00"}
    place.board("tracker/SHOP", {**SHOP, "SHOP-8": late, "SHOP-9": later})
    found = place.sync(now="2026-12-01T09:00:00+01:00")
    assert (found["O2.DONE"]["current"], found["O2.DONE"]["status"]) == (10, "met")
    assert found["O1.DONE"]["current"] == 20
    place.board("tracker/SHOP", {**SHOP, "SHOP-8": {"phase": "doing"}, "SHOP-9": later})
    found = place.sync(now="2026-12-02T09:00:00+01:00")
    assert (found["O2.DONE"]["current"], found["O2.DONE"]["status"]) == (10, "met")
    assert found["O1.DONE"]["current"] == 15


def test_the_count_after_the_end_is_the_last_even_if_it_is_the_same(place: Place) -> None:
    """Nothing happened on the last evening: still, what is opened again weeks later does not move the grade."""
    late = {"phase": "done", "points": 5, "closed": "2026-11-29T12:00:00+00:00"}
    place.board("tracker/SHOP", {**SHOP, "SHOP-8": late})
    for now in ("2026-11-30T09:00:00+01:00", "2026-12-01T09:00:00+01:00"):
        assert place.sync(now=now)["O2.DONE"]["current"] == 10
    place.board("tracker/SHOP", {**SHOP, "SHOP-8": {"phase": "doing"}})
    found = place.sync(now="2026-12-20T09:00:00+01:00")
    assert (found["O2.DONE"]["current"], found["O2.DONE"]["status"]) == (10, "met")


def test_a_plan_made_before_the_end_does_not_count_for_it(place: Place) -> None:
    """A plan of the last morning that is applied a day later: what was closed in between is counted all the same."""
    file = str(place.directory / "plan.json")
    assert place.call("plan", "--out", file, now="2026-11-30T09:00:00+01:00").returncode == 0
    assert place.call("apply", file, now="2026-12-01T09:00:00+01:00").returncode == 0
    late = {"phase": "done", "points": 5, "closed": "2026-11-30T22:30:00+00:00"}
    place.board("tracker/SHOP", {**SHOP, "SHOP-8": late})
    place.sync(now="2026-12-01T10:00:00+01:00")
    query = "SELECT value FROM measurements WHERE metric = 'points_done' AND at = '2026-11-30' AND key = ? ORDER BY id"
    key = "2026-11-01/2026-11-30"
    assert rows(store_path(place.directory), query.replace("?", f"'{key}'")) == [(5.0,), (10.0,)]


def test_a_day_that_is_counted_again_is_no_correction(place: Place) -> None:
    """Delivered between two runs of a day, or on the last evening: measurement, whatever else was edited meanwhile."""
    place.sync(now="2026-11-30T09:00:00+01:00")
    more = {"phase": "done", "points": 2, "closed": "2026-11-30T09:30:00+00:00"}
    place.board("tracker/SHOP", {**SHOP, "SHOP-8": more})
    found = place.sync(now="2026-11-30T12:00:00+01:00")["O2.DONE"]
    assert (found["current"], found["waterfall"]) == (7, {"measurement": pytest.approx(0.2)})
    late = {"phase": "done", "points": 3, "closed": "2026-11-30T20:00:00+00:00"}
    place.board("tracker/SHOP", {**SHOP, "SHOP-8": more, "SHOP-9": late})
    place.write("config/goals/all.yaml", GOALS.replace("Fewer open bugs", "Fewer bugs open"))
    found = place.sync(now="2026-12-01T09:00:00+01:00")["O2.DONE"]
    assert (found["current"], found["waterfall"]) == (10, {"measurement": pytest.approx(0.3)})


def test_an_edited_count_is_a_rule_edit_on_its_very_day(place: Place) -> None:
    """The same items counted by another selector."""
    place.sync()
    place.write("mappings/metrics.yaml", METRICS.replace("sum: points, of: {", "sum: points, of: {kind: bug, "))
    found = place.sync(now="2026-11-20T10:00:00+01:00")["O2.DONE"]
    assert (found["current"], list(found["waterfall"])) == (0, ["rule_edit"])


def recomputed(found: dict[str, Any]) -> float:
    """The number of a metric over work, from the JSON of its explanation alone."""
    weights = [one["weight"] for one in found["items"] if one.get("part") != "denominator"]
    match found["parameters"]["work"]:
        case "count":
            return len(weights)
        case "sum":
            return math.fsum(weights)
        case "percentile":
            ordered = sorted(weights)
            return ordered[math.ceil(found["parameters"]["percentile"] / 100 * len(ordered)) - 1]
        case _:
            return 100 * len(weights) / (len(found["items"]) - len(weights))


@pytest.mark.parametrize("name", ["open_bugs", "pay_bugs", "points_done", "items_done", "cycle_p50", "bug_share"])
def test_the_number_follows_from_its_explanation(place: Place, name: str) -> None:
    """Items with what they add give the number again; those left out are named with the reason."""
    place.sync()
    found = place.explain(name)
    assert recomputed(found) == pytest.approx(found["result"]["current"])
    assert {one["link"]["file"] for one in found["items"]} == {"mappings/metrics.yaml"}
    reasons = {one["key"]: one["reason"] for one in found["excluded"] if one["key"]}
    moved = {} if name in ("open_bugs", "pay_bugs") else {"SHOP-7": "moved"}
    without = {"points_done": {"SHOP-5"}, "cycle_p50": {"SHOP-5", "SHOP-6"}}.get(name, set())
    assert reasons == {**moved, **dict.fromkeys(without, "no_number")}
    assert found["read"][0]["matched"] >= len({one["uid"] for one in found["items"]})


def test_explained_in_words(place: Place) -> None:
    """The text shows the items, what was left out, and how many were looked at."""
    place.sync()
    text = " ".join(place.call("explain", "O2.DONE").stdout.split())
    assert "SHOP-4" in text
    assert "SHOP-3" not in text
    assert "1 without points" in text
    assert "2026-11-01 to 2026-11-30" in text
    assert "{source: tracker, phase: done, closed_in: period}" in text
    assert "numerator, mappings/metrics.yaml:8" in place.call("explain", "bug_share").stdout


def test_explained_after_the_items_changed(place: Place) -> None:
    """Where a refused or later pull changed the items, the explanation says what they come to now."""
    place.sync()
    place.board("tracker/PAY", {"PAY-1": {"kind": "task"}, "PAY-2": {"kind": "task"}})
    place.write("config/goals/all.yaml", GOALS)
    assert place.call("sync", now=NEXT).returncode in (0, 3)
    done = place.call("explain", "pay_bugs", "--as-of", "2026-11-20", "--format", "json", now=NEXT)
    found = document(done)
    assert found["result"]["current"] == 2
    assert "come to 0" in found["formula"]


def test_milestones_of_items(place: Place) -> None:
    """Done with an item: by key, by the key it had, by uid; on the day of the workspace on which it was closed."""
    place.sync()
    closed = {"id": "1", "phase": "done", "closed": "2026-11-19T23:30:00+00:00", "status": "Released"}
    place.board("tracker/SHOP", {**{key: SHOP[key] for key in SHOP if key != "SHOP-1"}, "NEW-1": closed})
    found = place.sync(now=NEXT)["O1.LIVE"]
    assert (found["current"], found["status"], found["truth"]) == (1, "met", "known")
    explained = place.explain("O1.LIVE", now=NEXT)
    assert [(one["uid"], one["key"], one["phase"]) for one in explained["items"]] == [("tracker:1", "NEW-1", "done")]
    assert "done on 2026-11-20" in explained["formula"]


@pytest.mark.parametrize("name", ["item:tracker:1", "item:SHOP-1", "item:tracker:SHOP-1"])
def test_a_milestone_by_any_of_its_names(place: Place, name: str) -> None:
    """The uid, and the key with or without its source."""
    place.write("config/goals/all.yaml", GOALS.replace("done_when: SHOP-1", f'done_when: "{name}"'))
    place.board("tracker/SHOP", {"SHOP-1": {"id": "1", "phase": "done", "closed": "2026-11-19T12:00:00+00:00"}})
    assert place.sync()["O1.LIVE"]["current"] == 1


@pytest.mark.parametrize(
    ("name", "shop", "old", "reason"),
    [
        ("SHOP-99", {}, {}, "there is no item SHOP-99"),
        ("SHOP-1", {}, {"SHOP-1": {}}, "write item:legacy:SHOP-1 or item:tracker:SHOP-1"),
        ("SHOP-7", {}, {}, "moved to a place that is not pulled"),
        ("SHOP-1", {"SHOP-1": {"id": "1", "phase": "done"}}, {}, "does not say since when"),
    ],
)
def test_milestones_that_cannot_be_told(
    place: Place, name: str, shop: dict[str, Any], old: dict[str, Any], reason: str
) -> None:
    """Unknown with the reason: no such item, two of that key, gone out of sight, done on no day."""
    place.write("config/goals/all.yaml", GOALS.replace("done_when: SHOP-1", f"done_when: {name}"))
    place.board("tracker/SHOP", {**SHOP, **shop})
    place.board("legacy/OLD", {**OLD, **old})
    found = place.sync()["O1.LIVE"]
    assert (found["truth"], found["current"]) == ("unknown", None)
    assert reason in found["reason"]


def test_a_milestone_said_outright(place: Place) -> None:
    """`item:SOURCE:KEY` is one item even where two sources have the key, and is held with its project."""
    place.write("config/goals/all.yaml", GOALS.replace("done_when: SHOP-1", 'done_when: "item:legacy:SHOP-1"'))
    place.board("legacy/OLD", {"SHOP-1": {"phase": "done", "closed": "2026-11-01T12:00:00+00:00"}})
    assert place.sync()["O1.LIVE"]["current"] == 1
    place.board("legacy/OLD", {"SHOP-1": {"phase": "todo"}}, cut="gone")
    found = place.sync(now=NEXT, code=4)["O1.LIVE"]
    assert (found["truth"], found["current"], found["held_since"]) == ("held", 1, NOW)


def test_a_source_of_numbers_has_no_work_to_count(place: Place) -> None:
    """Counting items of a spreadsheet could only give 0: that is a mistake, told with its place."""
    place.write(
        "mappings/metrics.yaml", METRICS.replace("{source: tracker, project: PAY", "{source: numbers, project: PAY")
    )
    done = place.call("check")
    assert done.returncode == 5
    assert "mappings/metrics.yaml:3:28: metrics[1].count.source: numbers brings no work items" in done.stdout


def test_under_and_teams(place: Place) -> None:
    """Ancestors by key, and the workspace's own teams, count as in any condition."""
    more = """\
  - {id: below, count: {under: SHOP-1}}
  - {id: of_red, count: {team: red}}
"""
    place.write("config/goalsync.yaml", SETTINGS + "teams: {red: {project: PAY}}\n")
    place.write("mappings/metrics.yaml", METRICS + more)
    place.sync()
    assert [place.explain(name)["result"]["current"] for name in ("below", "of_red")] == [1, 2]
    assert [one["key"] for one in place.explain("below")["items"]] == ["SHOP-2"]
