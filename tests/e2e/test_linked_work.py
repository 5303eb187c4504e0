"""Work tied to goals, through the command line: linked, flagged, held, told apart by cause, and applied as reviewed."""

from __future__ import annotations

import json
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
  code: {connector: board, folder: code}
"""
GOALS = """\
objectives:
  - id: O1
    title: Deliver
    owner: dana
    period: 2026-Q4
    key_results:
      - {id: O1.SHIP, title: Checkout shipped, work: items}
      - {id: O1.POINTS, title: Points of checkout, work: points}
      - {id: O1.LIVE, title: Checkout live, milestone: {done_when: checkout}}
      - {id: O1.PAY, title: Payments, work: items}
initiatives:
  - {id: checkout, title: Checkout, owner: sam, serves: {O1.SHIP: 0.5, O1.POINTS: 0.5}}
"""
RULES = """\
rules:
  - {id: checkout-epics, when: {source: tracker, kind: epic, label: okr-checkout}, link_to: checkout}
  - {id: payments, when: {source: code, label: pay}, link_to: O1.PAY}
exempt:
  - {id: lights, when: {label: ktlo}, reason: Operations}
"""
DONE = {"phase": "done", "closed": "2026-11-10T10:00:00+00:00"}
SHOP: dict[str, dict[str, Any]] = {
    "SHOP-1": {"id": "1", "kind": "epic", "labels": ["okr-checkout"]},
    "SHOP-2": {"id": "2", "parent": "1", "points": 3, **DONE},
    "SHOP-3": {"id": "3", "parent": "1", "points": 1},
    "SHOP-4": {"id": "4", "parent": "1"},
    "SHOP-5": {"id": "5", "labels": ["ktlo"]},
    "SHOP-6": {"id": "6", "team": "red"},
    "SHOP-7": {"id": "7", "parent": "1", "phase": "dropped"},
}
CODE = {"acme#1": {"id": "1", "labels": ["pay"], **DONE}, "acme#2": {"id": "2", "labels": ["goal/o1.pay"]}}
NOW, NEXT, LATER, LAST = (f"2026-11-20T{hour}:00:00+01:00" for hour in ("09", "10", "11", "12"))


class Place:
    """A workspace whose boards and rules change between runs."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.write("config/goalsync.yaml", SETTINGS)
        self.write("config/goals/all.yaml", GOALS)
        self.write("mappings/work.yaml", RULES)
        self.shop(SHOP)
        self.board("code/acme", CODE)

    def write(self, name: str, text: str) -> None:
        """A file."""
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def board(self, name: str, items: dict[str, Any], **more: str) -> None:
        """A project."""
        self.write(f"{name}.json", json.dumps({"items": items, **more}))

    def shop(self, items: dict[str, Any], **more: str) -> None:
        """The first project."""
        self.board("tracker/SHOP", items, **more)

    def change(self, key: str, **more: Any) -> None:
        """One item of the first project, from now on."""
        path = self.directory / "tracker/SHOP.json"
        items = json.loads(path.read_text(encoding="utf-8"))["items"]
        self.shop({**items, key: {**items.get(key, {}), **more}})

    def call(self, *arguments: str, now: str = NOW) -> Done:
        """A command."""
        return call(*arguments, "--now", now, at=self.directory)

    def sync(self, *arguments: str, now: str = NOW, code: int = 0) -> dict[str, Any]:
        """Sync; the document."""
        done = self.call("sync", "--format", "json", *arguments, now=now)
        assert done.returncode == code, (done.stdout, done.stderr)
        return document(done)

    def scopes(self) -> dict[str, str]:
        """Key → scope, as stored."""
        return dict(rows(store_path(self.directory), "SELECT key, scope FROM items"))  # type: ignore[arg-type]

    def links(self) -> list[tuple[object, ...]]:
        """Those that stand."""
        query = "SELECT item, goal, share, because FROM links WHERE until IS NULL ORDER BY item, goal"
        return rows(store_path(self.directory), query)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A tracker and a code host."""
    install(tmp_path, monkeypatch)
    return Place(tmp_path / "workspace")


def of(found: dict[str, Any], name: str) -> dict[str, Any]:
    """A key result of a document."""
    return next(part for part in found["key_results"] if part["id"] == name)


def kinds(found: dict[str, Any]) -> dict[str, int]:
    """How many changes of each kind but check-ins."""
    return {kind: count for kind, count in found["change_counts"].items() if kind != "record_check_in"}


def test_the_first_run_links_flags_and_counts(place: Place) -> None:
    """Own and inherited links, labels, exemptions, scopes; leaves count, an epic of linked children does not."""
    found = place.sync()
    assert place.scopes() == {
        "SHOP-1": "linked", "SHOP-2": "linked", "SHOP-3": "linked", "SHOP-4": "linked", "SHOP-5": "exempt",
        "SHOP-6": "unlinked", "SHOP-7": "out_of_scope", "acme#1": "linked", "acme#2": "linked",
    }  # fmt: skip
    because = "checkout-epics (mappings/work.yaml:2)"
    assert place.links() == [
        ("code:1", "O1.PAY", 1.0, "payments (mappings/work.yaml:3)"),
        ("code:2", "O1.PAY", 1.0, "goal/O1.PAY"),
        *((f"tracker:{number}", "checkout", 1.0, because) for number in (1, 2, 3, 4, 7)),
    ]
    ship, points = of(found, "O1.SHIP"), of(found, "O1.POINTS")
    assert ship["progress"] == pytest.approx(1 / 3)
    assert ship["work"] == {
        "items": 3, "done": 1, "points": 2.0, "points_done": 1.5, "dropped": 1,
        "excluded": {"dropped": 1, "has_counted_children": 1},
    }  # fmt: skip
    assert points["progress"] == pytest.approx(3 / (3 + 1 + 2))  # the median of 3 and 1 for what has no points
    assert of(found, "O1.PAY")["progress"] == 0.5
    assert of(found, "O1.LIVE")["progress"] == 0
    assert kinds(found) == {"add_link": 3, "flag_unlinked": 1}
    links = {
        (one["subject"], one["count"], tuple(one["uids"])) for one in found["changes"] if one["kind"] == "add_link"
    }
    assert ("checkout", 5, tuple(f"tracker:{number}" for number in (1, 2, 3, 4, 7))) in links
    flag = next(one for one in found["changes"] if one["kind"] == "flag_unlinked")
    assert (flag["subject"], flag["uids"]) == ("SHOP (red)", ["tracker:6"])
    open_items = found["coverage"]["open"]["items"]
    assert open_items == {"linked": 4, "exempt": 1, "unlinked": 1, "out_of_scope": 0}
    assert found["coverage"]["closed"]["items"] == {"linked": 2, "exempt": 0, "unlinked": 0, "out_of_scope": 0}
    initiative = found["initiatives"][0]
    assert (initiative["work"]["items"], initiative["verdict"]) == (3, "1 of 3 items done")


def test_a_second_run_changes_nothing_and_a_plan_leaves_every_byte(place: Place) -> None:
    """Applying a plan and planning again gives the empty plan; a dry run writes nothing."""
    planned = document(place.call("plan", "--format", "json"))
    synced = place.sync()
    assert {**planned, "run": None} == {**synced, "run": None}
    assert place.sync(now=NEXT)["changes"] == []
    stored = store_path(place.directory)
    before = stored.read_bytes()
    place.change("SHOP-6", labels=["okr-checkout"], kind="epic")
    planned = document(place.call("plan", "--format", "json", now=LATER))
    assert kinds(planned) == {"add_link": 1, "clear_flag": 1, "note_scope_change": 3}
    assert stored.read_bytes() == before
    assert {**place.sync(now=LATER), "run": None} == {**planned, "run": None}


def test_a_saved_plan_is_applied_as_reviewed(place: Place) -> None:
    """Links, scopes and what is kept are those of a sync, without any source; the next run has nothing to do."""
    file = str(place.directory / "plan.json")
    assert place.call("plan", "--out", file).returncode == 0
    place.shop({}, cut="gone")
    assert place.call("apply", file).returncode == 0
    applied = (place.scopes(), place.links())
    place.shop(SHOP)
    assert place.sync(now=NEXT)["changes"] == []
    assert (place.scopes(), place.links()) == applied


def test_the_causes_of_a_move_add_up(place: Place) -> None:
    """Delivered, added, dropped, reopened and re-estimated work, and an edited rule, are told apart."""
    before = {name: of(place.sync(), name)["progress"] for name in ("O1.SHIP", "O1.POINTS", "O1.PAY")}
    place.change("SHOP-3", **DONE)
    place.change("SHOP-4", phase="dropped")
    place.change("SHOP-2", points=5)
    place.change("SHOP-8", id="8", parent="1", points=2)
    found = place.sync(now=NEXT)
    ship, points = of(found, "O1.SHIP"), of(found, "O1.POINTS")
    assert set(ship["waterfall"]) == {"scope_added", "dropped", "delivered"}
    assert set(points["waterfall"]) == {"scope_added", "dropped", "re_estimated", "delivered"}
    for part in (ship, points):
        assert sum(part["waterfall"].values()) == pytest.approx(part["progress"] - before[part["id"]], abs=1e-12)
    before = {name: of(found, name)["progress"] for name in before}
    place.write("mappings/work.yaml", RULES.replace("label: pay", "key: acme#1"))
    place.board("code/acme", {"acme#1": {**CODE["acme#1"], "phase": "todo"}, "acme#2": CODE["acme#2"]})
    place.change("SHOP-3", phase="todo")
    found = place.sync(now=LATER)
    assert of(found, "O1.SHIP")["waterfall"] == {"reopened": of(found, "O1.SHIP")["progress"] - before["O1.SHIP"]}
    place.write("mappings/work.yaml", RULES.replace("{source: code, label: pay}", "{source: code, label: none}"))
    found = place.sync("--allow", "links_removed", now=LAST)
    assert kinds(found) == {"flag_unlinked": 1, "note_scope_change": 1, "remove_link": 1}
    place.write("mappings/work.yaml", RULES)
    found = place.sync(now="2026-11-20T13:00:00+01:00")
    assert kinds(found) == {"add_link": 1, "clear_flag": 1, "note_scope_change": 1}


def test_an_edited_rule_is_a_rule_edit(place: Place) -> None:
    """What only the edit of a rule moved is its doing, and links that end are kept with their end."""
    place.sync()
    place.write("mappings/work.yaml", RULES.replace("label: pay", "label: none"))
    found = place.sync(now=NEXT)
    assert of(found, "O1.PAY")["waterfall"] == {"rule_edit": -0.5}
    assert rows(store_path(place.directory), "SELECT item, goal FROM links WHERE until IS NOT NULL") == [
        ("code:1", "O1.PAY")
    ]


def test_an_initiative_that_is_not_active_ties_nothing(place: Place) -> None:
    """Its links count for nothing: the work is unlinked, and that is an edit of a goal."""
    place.sync()
    place.write("config/goals/all.yaml", GOALS.replace("owner: sam,", "owner: sam, status: dropped,"))
    found = place.sync("--allow", "links_removed", now=NEXT)
    assert of(found, "O1.SHIP")["truth"] == "unknown"
    assert place.scopes()["SHOP-2"] == "unlinked"
    place.write("config/goals/all.yaml", GOALS.replace("O1.SHIP: 0.5", "O1.SHIP: 0.25"))
    found = place.sync(now=LATER)
    assert of(found, "O1.SHIP")["progress"] == pytest.approx(1 / 3)


def test_incomplete_projects_hold_what_they_can_hold(place: Place) -> None:
    """A project that was cut short: what reaches into it stands, links and scopes of its items too; nothing is lost."""
    place.sync()
    stood = (place.scopes(), place.links())
    place.shop({key: {**value, **DONE, "labels": []} for key, value in SHOP.items()}, cut="the line went dead")
    place.board("code/acme", {"acme#1": CODE["acme#1"], "acme#2": {**CODE["acme#2"], **DONE}})
    found = place.sync(now=NEXT, code=4)
    ship = of(found, "O1.SHIP")
    assert (ship["truth"], ship["held_since"]) == ("held", NOW)
    assert ship["progress"] == pytest.approx(1 / 3)
    assert "SHOP is partial: the line went dead" in ship["reason"]
    assert of(found, "O1.LIVE")["truth"] == "held"
    assert (of(found, "O1.PAY")["truth"], of(found, "O1.PAY")["progress"]) == ("known", 1)
    assert (place.scopes(), place.links()) == stood
    assert kinds(found) == {}
    place.shop({**SHOP, "SHOP-3": {**SHOP["SHOP-3"], **DONE}})
    found = place.sync(now=LATER)
    assert of(found, "O1.SHIP")["waterfall"] == {"delivered": pytest.approx(1 / 3)}


def test_children_of_a_project_that_is_incomplete_are_not_newly_flagged(place: Place) -> None:
    """Whose ancestor may lie where not everything was read is not flagged as unlinked; it is once all was read."""
    place.sync()
    place.shop({}, forbidden="no")
    place.board("tracker/PAY", {"PAY-1": {"parent": "99"}, "PAY-2": {}, "PAY-3": {"parent": "6"}})
    place.sync(now=NEXT, code=4)
    scopes = place.scopes()
    assert (scopes["PAY-1"], scopes["PAY-2"], scopes["PAY-3"]) == (None, "unlinked", None)
    place.shop(SHOP)
    place.sync(now=LATER)
    scopes = place.scopes()
    assert (scopes["PAY-1"], scopes["PAY-2"], scopes["PAY-3"]) == ("unlinked", "unlinked", "unlinked")


def test_too_many_links_at_once_are_refused(place: Place) -> None:
    """The brake carries the numbers, and stops links as well as everything else."""
    place.shop({f"SHOP-{number}": {"labels": ["okr-checkout"], "kind": "epic"} for number in range(12)})
    place.sync()
    stood = place.links()
    place.write("mappings/work.yaml", RULES.replace("okr-checkout", "okr-gone"))
    found = place.sync(now=NEXT, code=3)
    (brake,) = [one for one in found["brakes"] if one["name"] == "links_removed"]
    assert (brake["count"], brake["total"], brake["effect"]) == (12, 14, "refuse")
    assert place.links() == stood
    place.sync("--allow", "links_removed", now=LATER)
    assert len(place.links()) == 2


def test_done_when_all_work_of_an_initiative_is(place: Place) -> None:
    """A milestone of an initiative is done on the day the last of its work was closed."""
    place.sync()
    for key in ("SHOP-3", "SHOP-4"):
        place.change(key, phase="done", closed="2026-11-12T10:00:00+00:00")
    found = place.sync(now=NEXT)
    live = of(found, "O1.LIVE")
    assert (live["progress"], live["status"]) == (1, "met")


def test_a_renamed_goal_keeps_its_links(place: Place) -> None:
    """`was` carries links and readings over: nothing is removed, added or flagged."""
    place.sync()
    place.write("config/goals/all.yaml", GOALS.replace("id: checkout,", "id: one-click, was: checkout,")
                .replace("done_when: checkout", "done_when: one-click"))  # fmt: skip
    place.write("mappings/work.yaml", RULES.replace("link_to: checkout", "link_to: one-click"))
    found = place.sync(now=NEXT)
    assert kinds(found) == {}
    assert {goal for _, goal, *_ in place.links()} == {"one-click", "O1.PAY"}
