"""Work tied to goals, as people look at it: explain, items, test and check through the command line."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pytest

from e2e.cli import Done, call, document
from support.board import install

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
      - {id: O1.ITEMS, title: By items, work: items}
      - {id: O1.POINTS, title: By points, work: points}
      - {id: O1.KEPT, title: Dropped work is done, work: items, dropped: done}
      - {id: O1.SPLIT, title: A part of the work, work: points}
      - {id: O1.NONE, title: No work, work: items}
      - {id: O1.LIVE, title: All of it done, milestone: {done_when: bet}}
      - {id: O1.NPS, title: A metric, metric: nps, baseline: 0, target: 10}
initiatives:
  - {id: bet, title: A bet, serves: {O1.SPLIT: 0.25, O1.NPS: 0.5}}
  - {id: idea, title: Not yet, serves: [O1.ITEMS], status: candidate}
"""
MAPPINGS = """\
metrics:
  - {id: nps, manual: true}
rules:
  - {id: epics, when: {kind: epic, label: okr}, link_to: [O1.ITEMS, O1.POINTS]}
  - {id: bets, when: {label: bet}, link_to: bet}
  - {id: again, when: {label: bet, kind: story}, link_to: [bet, O1.KEPT]}
  - {id: ideas, when: {label: idea}, link_to: idea}
exempt:
  - {id: chores, when: {label: ktlo}, reason: chores}
tests:
  - {name: epics, item: {kind: epic, label: okr}, expect: {linked_to: [O1.ITEMS, O1.POINTS]}}
"""
DONE = {"phase": "done", "closed": "2026-11-02T08:00:00+00:00"}
SHOP: dict[str, Any] = {
    "SHOP-1": {"id": "1", "kind": "epic", "labels": ["okr"]},
    "SHOP-2": {"id": "2", "parent": "1", "points": 3, **DONE},
    "SHOP-3": {"id": "3", "parent": "1"},
    "SHOP-4": {"id": "4", "parent": "3", "kind": "subtask", "points": 8},
    "SHOP-5": {"id": "5", "parent": "3", "kind": "subtask", **DONE},
    "SHOP-6": {"id": "6", "parent": "1", "phase": "dropped", "points": 2, "closed": "2026-11-02T08:00:00+00:00"},
    "SHOP-7": {"id": "7", "parent": "1", "phase": "done", "points": 5, "closed": "2027-01-02T08:00:00+00:00"},
    "SHOP-8": {"id": "8", "parent": "1", "presence": "moved"},
    "SHOP-9": {"id": "9", "parent": "1", "kind": "pull_request"},
    "SHOP-10": {"id": "10", "parent": "1", "labels": ["ktlo"], "points": 1},
    "SHOP-11": {"id": "11", "labels": ["bet"], "points": 4, **DONE},
    "SHOP-12": {"id": "12", "labels": ["bet"], "kind": "bug", "points": 6},
    "SHOP-13": {"id": "13", "labels": ["idea"]},
    "SHOP-14": {"id": "14", "labels": ["bet"], "phase": "dropped", "closed": "2026-11-02T08:00:00+00:00"},
    "SHOP-15": {"id": "15", "kind": "epic"},
    "SHOP-16": {"id": "16", "labels": ["goal/O1.ITEMS", "goal/nothing"], "title": "A label \u001b[31m"},
}
OLD = {"OLD-1": {"id": "1", "labels": ["bet"], "kind": "bug"}, "SHOP-2": {"id": "2"}}
NOW, LATER = "2026-11-20T09:00:00+01:00", "2027-01-10T09:00:00+01:00"
LINKED = ["O1.ITEMS", "O1.POINTS", "O1.KEPT", "O1.SPLIT", "bet"]


class Place:
    """A workspace whose boards change between runs."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.write("config/goalsync.yaml", SETTINGS)
        self.write("config/goals/all.yaml", GOALS)
        self.write("mappings/work.yaml", MAPPINGS)
        self.write("numbers.csv", "Date,Value\n2026-11-01,1\n")
        self.write("tracker/SHOP.json", json.dumps({"items": SHOP}))
        self.write("legacy/OLD.json", json.dumps({"items": OLD}))

    def write(self, name: str, text: str) -> None:
        """A file."""
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def call(self, *arguments: str, now: str = NOW, code: int = 0) -> Done:
        """A command that ends as expected."""
        done = call(*arguments, "--now", now, at=self.directory)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def asked(self, *arguments: str, now: str = NOW) -> dict[str, Any]:
        """The JSON of a command."""
        return document(self.call(*arguments, "--format", "json", now=now))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Two trackers, pulled once."""
    install(tmp_path, monkeypatch)
    found = Place(tmp_path / "workspace")
    found.call("sync")
    return found


def recomputed(found: dict[str, Any]) -> float:
    """Progress of work from the JSON of its explanation alone."""
    weights = [(one["weight"] * one["share"], one["counts_as"]) for one in found["items"]]
    return math.fsum(weight for weight, state in weights if state == "done") / math.fsum(one for one, _ in weights)


@pytest.mark.parametrize("name", LINKED[:-1])
@pytest.mark.parametrize("now", [NOW, LATER])
def test_the_number_follows_from_the_explanation(place: Place, name: str, now: str) -> None:
    """Weight, share and what each item counts as give the progress; what is left out is counted as in the report."""
    place.call("sync", now=now)
    found = place.asked("explain", name, now=now)
    assert recomputed(found) == pytest.approx(found["result"]["progress"])
    shown = dict(found["result"]["work"]["excluded"])
    if name == "O1.KEPT":
        del shown["dropped"]  # it is shown as dropped, and counts as done
    expected = shown | ({"initiative_inactive": 1} if name == "O1.ITEMS" else {})
    assert found["excluded_counts"] == expected
    assert "come to" not in found["formula"]
    assert len({one["uid"] for one in found["items"]}) == len(found["items"])


def test_each_item_with_its_link(place: Place) -> None:
    """Phase, weight, share, rule with its place, and from whom it has that; the others with the reason."""
    found = place.asked("explain", "O1.POINTS")
    assert [(one["key"], one["phase"], one["weight"], one["share"]) for one in found["items"]] == [
        ("SHOP-2", "done", 3, 0.5), ("SHOP-4", "todo", 8, 0.5), ("SHOP-5", "done", 5, 0.5), ("SHOP-7", "done", 5, 0.5),
    ]  # fmt: skip
    link = {"rule": "epics", "file": "mappings/work.yaml", "line": 4, "via": "SHOP-1"}
    assert {json.dumps(one["link"]) for one in found["items"]} == {json.dumps(link)}
    assert [one["counts_as"] for one in found["items"]] == ["done", "open", "done", "open"]
    assert {one["key"]: one["reason"] for one in found["excluded"]} == {
        "SHOP-6": "dropped", "SHOP-1": "has_counted_children", "SHOP-3": "has_counted_children",
        "SHOP-9": "kind", "SHOP-8": "moved",
    }  # fmt: skip


def test_through_an_initiative(place: Place) -> None:
    """The share is the initiative's part, `via` names it; a milestone of an initiative shows its work."""
    found = place.asked("explain", "O1.SPLIT")
    assert {one["key"]: (one["share"], one["link"]["via"]) for one in found["items"]} == {
        "OLD-1": (0.25, "initiative bet"), "SHOP-11": (0.125, "initiative bet"), "SHOP-12": (0.25, "initiative bet"),
    }  # fmt: skip
    assert {one["key"] for one in place.asked("explain", "O1.LIVE")["items"]} == {"OLD-1", "SHOP-11", "SHOP-12"}
    bet = place.asked("explain", "bet")
    assert recomputed(bet) == pytest.approx(0.5 / 2.5)
    assert "0.2 of the linked work is done" in bet["formula"]


def test_work_of_what_is_not_active(place: Place) -> None:
    """A rule to a candidate gives nothing: the items are named with that reason, of it and of what it would serve."""
    for name in ("O1.ITEMS", "idea"):
        found = place.asked("explain", name)
        assert ("SHOP-13", "initiative_inactive") in {(one["key"], one["reason"]) for one in found["excluded"]}
    item = place.asked("explain", "SHOP-13")
    assert item["result"]["scope"] == "unlinked"
    assert item["formula"] == "unlinked: rule ideas applies, but idea is not active"


def test_nothing_linked(place: Place) -> None:
    """Unknown, and no item."""
    found = place.asked("explain", "O1.NONE")
    assert (found["items"], found["excluded"], found["result"]["truth"]) == ([], [], "unknown")


@pytest.mark.parametrize("name", ["SHOP-4", "item:SHOP-4", "item:tracker:SHOP-4", "item:tracker:4", "tracker:4"])
def test_an_item_by_any_name(place: Place, name: str) -> None:
    """What it counts for with share and weight, and the rule that says so."""
    found = place.asked("explain", name)
    result = found["result"]
    assert (found["id"], found["kind"], result["scope"]) == ("SHOP-4", "item", "linked")
    assert {one["subject"]: (one["share"], one["weight"], one["counts"]) for one in result["counts_for"]} == {
        "O1.ITEMS": (0.5, 1, True), "O1.POINTS": (0.5, 8, True),
    }  # fmt: skip
    assert [(one["id"], one["outcome"], one["of"]) for one in result["applied"]] == [("epics", "links", "SHOP-1")]
    assert [one["link"]["via"] for one in result["linked_to"]] == ["SHOP-1", "SHOP-1"]


def test_an_item_by_the_key_it_had(place: Place) -> None:
    """A former key is a name as long as nobody else has it."""
    place.write("tracker/SHOP.json", json.dumps({"items": {**SHOP, "NEW-4": SHOP["SHOP-4"]} | {"SHOP-4": {}}}))
    moved = {key: keys for key, keys in SHOP.items() if key != "SHOP-4"} | {"NEW-4": SHOP["SHOP-4"]}
    place.write("tracker/SHOP.json", json.dumps({"items": moved}))
    place.call("sync")
    found = place.asked("explain", "SHOP-4")
    assert (found["id"], found["result"]["former_keys"]) == ("NEW-4", ["SHOP-4"])


def test_two_items_of_one_key(place: Place) -> None:
    """Neither is guessed: both are named."""
    done = place.call("explain", "SHOP-2", code=5)
    assert "SHOP-2 is 2 work items" in done.stderr
    assert "write item:legacy:SHOP-2 or item:tracker:SHOP-2" in done.stderr
    assert place.asked("explain", "item:legacy:SHOP-2")["result"]["source"] == "legacy"
    assert "there is no work item SHOP-99" in place.call("explain", "item:SHOP-99", code=5).stderr


@pytest.mark.parametrize(
    ("key", "scope", "words"),
    [
        ("SHOP-3", "linked", "linked to O1.ITEMS by rule epics (mappings/work.yaml:4) and O1.POINTS by rule epics"),
        ("SHOP-10", "exempt", "exempt by chores (mappings/work.yaml:9)"),
        ("SHOP-6", "out_of_scope", "out of scope: dropped; it is linked to O1.ITEMS"),
        ("SHOP-8", "out_of_scope", "out of scope: moved"),
        ("SHOP-9", "out_of_scope", "out of scope: kind pull_request does not count"),
        ("SHOP-15", "unlinked", "unlinked: no rule, label or exemption applies to it"),
        ("SHOP-16", "linked", "linked to O1.ITEMS by label goal/O1.ITEMS; it counts 1 for O1.ITEMS"),
    ],
)
def test_why_an_item_counts_or_not(place: Place, key: str, scope: str, words: str) -> None:
    """Its scope is the one that the run stored, and a sentence says why."""
    found = place.asked("explain", key)
    assert (found["result"]["scope"], found["formula"][: len(words)]) == (scope, words)
    (stored,) = [one for one in place.asked("items")["items"] if one["key"] == key]
    assert stored["scope"] == scope
    text = place.call("explain", key).stdout
    assert key in text
    assert "\x1b" not in text


def test_what_is_shadowed(place: Place) -> None:
    """A rule that gives what another gives, an exemption of what is linked above, and a label that names nothing."""
    applied = place.asked("explain", "SHOP-11")["result"]["applied"]
    assert [(one["id"], one["outcome"]) for one in applied] == [("bets", "links"), ("again", "links")]
    chores = place.asked("explain", "SHOP-10")["result"]["applied"]
    assert [(one["id"], one["outcome"], one["of"]) for one in chores] == [
        ("chores", "exempts", None), ("epics", "shadowed", "SHOP-1"),
    ]  # fmt: skip
    labels = place.asked("explain", "SHOP-16")["result"]["applied"]
    assert [(one["id"], one["outcome"]) for one in labels] == [
        ("goal/O1.ITEMS", "links"), ("goal/nothing", "ignored"),
    ]  # fmt: skip
    parent = place.asked("explain", "SHOP-1")["result"]["counts_for"]
    assert {one["reason"] for one in parent} == {"has_counted_children"}


def test_nearly(place: Place) -> None:
    """Of what nothing ties, the rules that a single key keeps away are named with it."""
    (nearly,) = place.asked("explain", "SHOP-15")["result"]["nearly"]
    assert (nearly["id"], nearly["note"]) == ("epics", "label: okr does not hold")


@pytest.mark.parametrize("edited", [False, True])
def test_a_rule(place: Place, edited: bool) -> None:
    """How many items it applies to and what it gives; the same where rules were edited since and nothing is stored."""
    if edited:
        place.write("mappings/work.yaml", MAPPINGS.replace("label: ktlo", "label: other"))
    found = place.asked("explain", "rule:again")
    assert (found["result"]["matched"], found["result"]["gave"]) == (2, 2)
    assert found["result"]["gives"] == {"O1.KEPT": {"items": 2, "share": 1.0}}
    assert found["place"] == "mappings/work.yaml:6:5"
    bets = place.asked("explain", "bets")
    assert {one["key"] for one in bets["items"]} == {"OLD-1", "SHOP-11", "SHOP-12", "SHOP-14"}
    ideas = place.asked("explain", "ideas")
    assert (ideas["result"]["matched"], ideas["result"]["gave"]) == (1, 0)
    assert "idea is not active" in ideas["formula"]


def test_items_with_links(place: Place) -> None:
    """Every item with what it is linked to, why, and its scope; in JSON, CSV and text."""
    found = {one["uid"]: one for one in place.asked("items")["items"]}
    assert found["tracker:4"]["linked_to"] == ["O1.ITEMS", "O1.POINTS"]
    assert found["tracker:4"]["link_because"] == ["epics (mappings/work.yaml:4)"] * 2
    assert found["tracker:16"]["link_because"] == ["goal/O1.ITEMS"]
    assert found["tracker:10"]["scope"] == "exempt"
    rows = list(csv.DictReader(io.StringIO(place.call("items", "--format", "csv").stdout)))
    assert {one["uid"]: one["scope"] for one in rows} == {uid: one["scope"] for uid, one in found.items()}
    assert "out of scope" in place.call("items").stdout


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        (["--unlinked"], {"legacy:2", "tracker:13", "tracker:15"}),
        (["--unlinked", "--source", "tracker"], {"tracker:13", "tracker:15"}),
        (["--linked-to", "bet"], {"legacy:1", "tracker:11", "tracker:12", "tracker:14"}),
        (["--linked-to", "O1.NPS"], {"legacy:1", "tracker:11", "tracker:12", "tracker:14"}),
        (["--linked-to", "O1.SPLIT", "--project", "OLD"], {"legacy:1"}),
        (["--linked-to", "idea"], set()),
    ],
)
def test_items_chosen(place: Place, options: list[str], keys: set[str]) -> None:
    """By scope, by what they are linked to (also through an initiative), by place."""
    assert {one["uid"] for one in place.asked("items", *options)["items"]} == keys


def test_items_of_an_unknown_id(place: Place) -> None:
    """An error with the nearest id, not an empty list."""
    assert "did you mean O1.ITEMS?" in place.call("items", "--linked-to", "O1.ITEM", code=5).stderr


def test_rules_are_tried(place: Place) -> None:
    """Exit code 0 where all tests hold, 1 where one does not, with the place; the problems stand on stderr as JSON."""
    assert "All good: 1 test of rules." in place.call("test").stdout
    place.write("mappings/work.yaml", MAPPINGS.replace("link_to: [O1.ITEMS, O1.POINTS]}\n", "link_to: O1.KEPT}\n"))
    done = place.call("test", code=1)
    assert "mappings/work.yaml:11:5" in done.stdout
    assert "but it is: linked to O1.KEPT by rule epics (mappings/work.yaml:4)" in done.stdout
    done = place.call("test", "--format", "json", code=1)
    assert (document(done)["failed"], json.loads(done.stderr)["problems"][0]["line"]) == (1, 11)


def test_labels_that_were_never_seen(place: Place) -> None:
    """A warning with the nearest label; none while something that was pulled is incomplete, or nothing was."""
    place.write("mappings/work.yaml", MAPPINGS.replace("label: ktlo", "label: ktlos"))
    done = place.call("check")
    assert "mappings/work.yaml:9:5: warning: chores needs the label ktlos" in done.stdout
    assert "did you mean ktlo?" in done.stdout
    place.write("legacy/OLD.json", json.dumps({"items": OLD, "cut": "the line went dead"}))
    place.call("sync", code=4)
    assert "ktlos" not in place.call("check").stdout
