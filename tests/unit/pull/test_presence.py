"""What becomes of items that a census lacks: a table of worlds, each pulled before and after something happened."""

from __future__ import annotations

import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from goalsync.model.run import PartitionReport, Run, SourceReport
from goalsync.model.settings import Brakes
from goalsync.model.vocabulary import Presence, PullCode, PullState
from goalsync.pull import Progress, pull_all
from goalsync.sdk.connector import Located
from goalsync.store import Store
from goalsync.store.parents import adopt
from goalsync.store.presence import Conclusions
from support.stores import NOW, contents, files, rows, store_path
from support.tracker import Opened, Tracker, connectors, workspace


@dataclass
class Trial:
    """Pulls one tracker named `jira` into a store, some days after NOW."""

    store: Store
    tracker: Tracker = field(default_factory=Tracker)
    settings: dict[str, Any] = field(default_factory=dict)
    locates: bool = True
    runs: int = 0

    def pull(self, day: float = 0, *, store: Store | None = None, **how: Any) -> dict[str, PartitionReport]:
        """One run: its partitions by name."""
        self.runs += 1
        now = NOW + timedelta(days=day)
        setup = workspace(self.store.path.parent, {"jira": self.tracker}, **self.settings)
        (report,) = pull_all(
            setup,
            connectors({"jira": self.tracker}, locates=self.locates),
            store or self.store,
            run_id=f"run-{self.runs}",
            now=now,
            today=now.date(),
            **how,
        )
        return {part.name: part for part in report.partitions}

    def known(self, store: Store | None = None) -> dict[str, tuple[str, str]]:
        """Native id → (project, presence)."""
        found = (store or self.store).items()
        return {item.uid.partition(":")[2]: (item.project, item.presence) for item in found}

    def presence(self, id_: str) -> str:
        """Of one."""
        return self.known()[id_][1]


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """Four issues in A, three in B and one in Z, which is not pulled; all pulled once."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        found = Trial(store)
        found.tracker.fill("A", 4)
        found.tracker.fill("B", 3)
        found.tracker.fill("Z", 1)
        found.pull()
        yield found


def _hide(tracker: Tracker, id_: str) -> None:
    tracker.issues[id_].hidden = True


def _archive(tracker: Tracker, id_: str) -> None:
    tracker.issues[id_].archived = True


def _no_match(tracker: Tracker, id_: str) -> None:
    tracker.issues[id_].matches = False


Deed = Callable[[Tracker, str], object]


@pytest.mark.parametrize(
    ("deed", "project", "presence"),
    [
        (lambda tracker, _: tracker.add("Z"), "A", "present"),
        (Tracker.delete, "A", "deleted"),
        (lambda tracker, id_: tracker.move(id_, "B"), "B", "present"),
        (lambda tracker, id_: tracker.move(id_, "Z"), "Z", "moved"),
        (_archive, "A", "archived"),
        (_hide, "A", "access_lost"),
        (_no_match, "A", "moved"),
    ],
    ids=["nothing", "deleted", "moved within", "moved out", "archived", "hidden", "out of bound"],
)
def test_what_became_of_it(trial: Trial, deed: Deed, project: str, presence: str) -> None:
    """Each fate is told apart, the partitions are complete, the row stays, and the others are as they were."""
    before = trial.known()
    deed(trial.tracker, "1001")
    parts = trial.pull(day=1)
    assert {part.state for part in parts.values()} == {PullState.COMPLETE}
    assert trial.known() == before | {"1001": (project, presence)}
    assert trial.tracker.located == ([] if presence == "present" and project == "A" else ["1001"])
    assert parts["A"].gone == (presence == "deleted")


@pytest.mark.parametrize("deed", [_archive, _hide, _no_match], ids=["archived", "hidden", "out of bound"])
def test_restored(trial: Trial, deed: Deed) -> None:
    """What comes back without having been updated is present again, in the state that it then has."""
    deed(trial.tracker, "1001")
    trial.pull(day=1)
    assert trial.presence("1001") != "present"
    issue = trial.tracker.issues["1001"]
    issue.archived = issue.hidden = False
    issue.matches, issue.title = True, "changed while nobody could see"
    trial.pull(day=2)
    assert trial.presence("1001") == "present"
    assert rows(trial.store.path, "SELECT title FROM items WHERE native_id = '1001'") == [(issue.title,)]


def test_put_back_from_a_backup(trial: Trial) -> None:
    """Even what was deleted is present again when it is listed again."""
    issue = trial.tracker.delete("1001")
    trial.pull(day=1)
    trial.tracker.put_back(issue)
    trial.pull(day=2)
    assert trial.presence("1001") == "present"
    history = rows(trial.store.path, "SELECT before, after FROM item_history WHERE field = 'presence' ORDER BY id")
    assert history == [("present", "deleted"), ("deleted", "present")]


def test_moved_keeps_its_old_key(trial: Trial) -> None:
    """The key it had is an alias, also where it is in a project that is not pulled."""
    trial.tracker.move("1001", "Z")
    trial.pull(day=1)
    assert rows(trial.store.path, "SELECT item, key FROM item_aliases") == [("jira:1001", "A-1")]


def test_when_it_was_last_seen(trial: Trial) -> None:
    """Of a vanished item that is the last census that had it, though nothing was written of it then."""
    trial.pull(day=1)
    trial.tracker.delete("1001")
    trial.pull(day=2)
    seen = rows(trial.store.path, "SELECT last_seen FROM items WHERE native_id = '1001'")
    assert seen == [((NOW + timedelta(days=1)).isoformat(),)]


@pytest.mark.parametrize(("number", "braked"), [(10, True), (9, False)])
def test_many_at_once(tmp_path: Path, number: int, braked: bool) -> None:
    """30 % gone at once of ten or more: nothing is concluded, and only --allow does; of fewer it is believed."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        trial = Trial(store)
        ids = trial.tracker.fill("A", number)
        trial.tracker.fill("B", 3)
        trial.pull()
        for id_ in ids[:3]:
            trial.tracker.delete(id_)
        new = trial.tracker.add("A")
        trial.tracker.issues[new].updated = NOW - timedelta(days=400)  # only the list of ids has it
        for day in (1, 2):
            parts = trial.pull(day=day)
            assert [trial.presence(id_) for id_ in ids[:3]] == ["unobserved" if braked else "deleted"] * 3
            assert trial.presence(new) == trial.presence(ids[3]) == "present"
            assert parts["B"].state is PullState.COMPLETE
            if braked:
                (brake,) = parts["A"].brakes
                assert (brake.name, brake.effect, brake.count, brake.overridden) == ("items_vanished", "hold", 3, False)
                assert (parts["A"].state, parts["A"].code) == (PullState.PARTIAL, PullCode.VANISHED)
                assert parts["A"].broken
                assert parts["A"].cursor is not None  # nothing is fetched again for that
        parts = trial.pull(day=2.01, allow={"items_vanished"})
        assert parts["A"].state is PullState.COMPLETE
        assert [trial.presence(id_) for id_ in ids[:3]] == ["deleted"] * 3


def test_brake_off(tmp_path: Path) -> None:
    """`items_vanished: off` asks for all of them, however many."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        trial = Trial(store, settings={"brakes": Brakes(items_vanished=None)})
        ids = trial.tracker.fill("A", 12)
        trial.pull()
        for id_ in ids:
            trial.tracker.delete(id_)
        trial.pull(day=1)
        assert {trial.presence(id_) for id_ in ids} == {"deleted"}


def test_back_after_the_brake(tmp_path: Path) -> None:
    """What a brake left open is present again as soon as it is listed again, without anybody's word."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        trial = Trial(store)
        ids = trial.tracker.fill("A", 10)
        trial.pull()
        for id_ in ids[:5]:
            trial.tracker.issues[id_].hidden = True
        trial.pull(day=1)
        for id_ in ids[:5]:
            trial.tracker.issues[id_].hidden = False
        part = trial.pull(day=1.01)["A"]
        assert part.state is PullState.COMPLETE
        assert {trial.presence(id_) for id_ in ids} == {"present"}


def test_forbidden_project(trial: Trial) -> None:
    """Access to all it holds is lost, nothing else changes; when it can be read again all of it is present."""
    trial.tracker.forbidden = {"A"}
    for day in (1, 2):
        parts = trial.pull(day=day)
        assert (parts["A"].state, parts["A"].code) == (PullState.FAILED, PullCode.FORBIDDEN)
        assert parts["B"].state is PullState.COMPLETE
        assert sorted(trial.known().values()) == [("A", "access_lost")] * 4 + [("B", "present")] * 3
    trial.tracker.forbidden = set()
    trial.tracker.issues["1001"].title = "changed meanwhile"
    trial.pull(day=2.01)
    assert {presence for _, presence in trial.known().values()} == {"present"}
    assert rows(trial.store.path, "SELECT title FROM items WHERE native_id = '1001'") == [("changed meanwhile",)]


@pytest.mark.parametrize("census", ["never", "always", None])
def test_forbidden_and_back_whatever_the_interval(trial: Trial, census: str | None) -> None:
    """Even where ids are never listed, what was lost with its project comes back with it."""
    trial.settings = {"census": census}
    trial.tracker.forbidden = {"A"}
    trial.pull(day=0.01)
    trial.tracker.forbidden = set()
    trial.pull(day=0.02)
    assert {presence for _, presence in trial.known().values()} == {"present"}


def test_census_cut_short(trial: Trial) -> None:
    """Without the whole list nothing is missing; the next run lists again."""
    trial.tracker.delete("1001")
    trial.tracker.no_census = {"A"}
    parts = trial.pull(day=1)
    assert (parts["A"].state, parts["A"].code) == (PullState.PARTIAL, PullCode.UNREACHABLE)
    assert trial.presence("1001") == "present"
    assert trial.tracker.located == []
    trial.tracker.heal()
    trial.pull(day=1.01)
    assert trial.presence("1001") == "deleted"


def test_failed_in_the_middle(trial: Trial) -> None:
    """A partition that is cut in the middle keeps what came, concludes nothing, and goes on the next time."""
    trial.tracker.delete("1001")
    for id_ in ("1002", "1003", "1004", trial.tracker.add("A")):
        trial.tracker.edit(id_, "edited")
    trial.tracker.cut_after = {"A": 1}
    part = trial.pull(day=1)["A"]
    assert (part.state, part.code) == (PullState.PARTIAL, PullCode.UNREACHABLE)
    assert trial.presence("1001") == "present"
    assert rows(trial.store.path, "SELECT count(*) FROM items WHERE title = 'edited'") == [(3,)]
    trial.tracker.heal()
    trial.pull(day=1.01)
    assert trial.presence("1001") == "deleted"
    assert rows(trial.store.path, "SELECT count(*) FROM items WHERE title = 'edited'") == [(4,)]


def test_locate_fails_half_way(trial: Trial) -> None:
    """What was answered for stands; of the rest nothing is concluded until a run hears of it."""
    for id_ in ("1001", "1002"):
        trial.tracker.delete(id_)
    trial.tracker.answers = 1
    part = trial.pull(day=1)["A"]
    assert (part.state, part.code) == (PullState.PARTIAL, PullCode.UNREACHABLE)
    assert (trial.presence("1001"), trial.presence("1002")) == ("deleted", "unobserved")
    trial.tracker.heal()
    assert trial.pull(day=1.01)["A"].state is PullState.COMPLETE
    assert trial.presence("1002") == "deleted"


def test_project_taken_out_and_put_back(trial: Trial) -> None:
    """Its items are out of coverage, and when it is put back they are what they have become meanwhile."""
    trial.tracker.configured = ("A",)
    trial.pull(day=1)
    assert {trial.presence(id_) for id_ in ("1005", "1006", "1007")} == {"out_of_coverage"}
    assert trial.store.base().id == "run-2"
    trial.pull(day=1.01)
    assert trial.store.base().id == "run-2"  # once is enough
    trial.tracker.delete("1005")
    trial.tracker.issues["1006"].title = "without a trace"
    trial.tracker.configured = ("A", "B")
    trial.pull(day=2)
    assert [trial.presence(id_) for id_ in ("1005", "1006", "1007")] == ["deleted", "present", "present"]
    assert rows(trial.store.path, "SELECT title FROM items WHERE native_id = '1006'") == [("without a trace",)]


def test_source_taken_out(trial: Trial) -> None:
    """So are the items of a whole source."""
    now = NOW + timedelta(days=1)
    setup = workspace(trial.store.path.parent, {})
    pull_all(setup, connectors({}), trial.store, run_id="run-9", now=now, today=now.date())
    assert {presence for _, presence in trial.known().values()} == {"out_of_coverage"}


def test_project_that_is_suddenly_not_listed(trial: Trial) -> None:
    """Where the source's keys are the same nobody took it out: nothing is concluded, and the source says so."""
    trial.settings = {"roster": True}
    trial.pull(day=1)
    trial.tracker.configured = ("A",)
    for day in (2, 3):
        part = trial.pull(day=day)["B"]
        assert (part.state, part.code) == (PullState.FAILED, PullCode.VANISHED)
        assert trial.presence("1005") == "unobserved"
    trial.tracker.configured = ("A", "B")
    trial.pull(day=4)
    assert trial.presence("1005") == "present"
    trial.tracker.configured = ("A",)
    trial.pull(day=5, allow={"items_vanished"})
    assert trial.presence("1005") == "out_of_coverage"


def test_killed_between_census_and_locate(trial: Trial) -> None:
    """A run that dies before it could ask has concluded nothing; the next one lists and asks again."""
    trial.store.close()
    script = Path(__file__).parent / "killed_census.py"
    killed = subprocess.run([sys.executable, str(script), str(trial.store.path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with Store.open(trial.store.path, now=NOW) as store:
        assert trial.known(store)["1001"] == ("A", "present")
        assert rows(store.path, "SELECT count(*) FROM items WHERE title = 'edited'") == [(1,)]
        trial.tracker.delete("1001")
        trial.pull(day=1.01, store=store)
        assert trial.known(store)["1001"] == ("A", "deleted")
        assert trial.known(store)["1002"] == ("A", "present")


def test_dry_run_leaves_every_byte(trial: Trial) -> None:
    """A plan comes to the same presences, and no byte of the store changes."""
    trial.tracker.delete("1001")
    trial.tracker.move("1002", "Z")
    trial.tracker.move("1003", "B")
    trial.tracker.forbidden = {"B"}
    trial.store.close()
    path = trial.store.path
    before = files(path.parent)
    with Store.scratch(path, now=NOW) as scratch:
        trial.pull(day=1, store=scratch)
        dry = trial.known(scratch)
        labels = {item.uid: item.labels for item in scratch.items()}
    assert files(path.parent) == before
    with Store.open(path, now=NOW) as store:
        trial.pull(day=1, store=store)
        assert trial.known(store) == dry
        assert {item.uid: item.labels for item in store.items()} == labels
    assert dry["1001"] == ("A", "deleted")
    assert dry["1005"] == ("B", "access_lost")


def test_saved_plan(tmp_path: Path) -> None:
    """What a dry run concluded is applied without the source, to the same store as a sync would have left."""
    known = []
    for name in ("direct", "planned"):
        with Store.open(store_path(tmp_path / name), now=NOW) as store:
            trial = Trial(store)
            trial.tracker.fill("A", 5)
            trial.tracker.fill("B", 3)
            trial.pull()
            trial.tracker.delete("1001")
            trial.tracker.move("1002", "Z")
            _hide(trial.tracker, "1003")
            trial.tracker.configured = ("A",)
            if name == "direct":
                trial.pull(day=1)
            else:
                with Store.scratch(store.path, now=NOW) as scratch:
                    trial.pull(day=1, store=scratch)
                    setup = scratch.partitions("jira")
                    report = SourceReport("jira", "tracker", tuple(one.report for one in setup if one.configured))
                    pulled = scratch.pulled("run-2", [report])
                store.add_pulled(pulled, Run("run-2", NOW + timedelta(days=1)))
        known.append(contents(store_path(tmp_path / name), without={"id", "number"}))
    assert known[0] == known[1]


def test_nothing_happened(trial: Trial) -> None:
    """A census that finds everything asks for nothing, writes no item and makes no new base."""
    base, changes = trial.store.base(), rows(trial.store.path, "SELECT * FROM items ORDER BY uid")
    trial.pull(day=1)
    assert trial.tracker.censuses == ["A", "B", "A", "B"]
    assert trial.tracker.located == []
    assert trial.store.base() == base
    assert rows(trial.store.path, "SELECT * FROM items ORDER BY uid") == changes


@pytest.mark.parametrize(
    ("census", "hours", "listed"),
    [
        (None, 5, False),
        (None, 6, True),
        (timedelta(hours=1), 1, True),
        ("always", 0.1, True),
        ("never", 1000, False),
    ],
)
def test_interval(trial: Trial, census: timedelta | str | None, hours: float, listed: bool) -> None:
    """Ids are listed as often as is configured, else as the connector says, and with --full."""
    trial.settings = {"census": census}
    trial.tracker.censuses.clear()
    trial.pull(day=hours / 24)
    assert trial.tracker.censuses == (["A", "B"] if listed else [])
    trial.pull(day=hours / 24, full=True)
    assert trial.tracker.censuses[-2:] == ["A", "B"]


def test_new_to_the_census(trial: Trial) -> None:
    """An item that the census has and no page brought (its project was opened to us) is asked for and stored."""
    issue = trial.tracker.issues[trial.tracker.add("A")]
    issue.updated = NOW - timedelta(days=400)
    trial.pull(day=1)
    assert trial.tracker.located == [issue.id]
    assert trial.presence(issue.id) == "present"


def test_source_that_cannot_locate(trial: Trial) -> None:
    """Then nothing can be concluded: what is missing is unobserved until it is listed again, and a note says so."""
    trial.locates = False
    issue = trial.tracker.delete("1001")
    part = trial.pull(day=1)["A"]
    assert trial.presence("1001") == "unobserved"
    assert "1 items are listed no more" in part.notes[-1]
    trial.tracker.put_back(issue)
    trial.pull(day=2)
    assert trial.presence("1001") == "present"


def test_put_back_where_nobody_can_be_asked(trial: Trial) -> None:
    """A project that is put back is pulled from its beginning: nothing that happened meanwhile is missed."""
    trial.locates = False
    trial.tracker.configured = ("A",)
    trial.pull(day=1)
    trial.tracker.issues["1006"].title = "without a trace"
    trial.tracker.configured = ("A", "B")
    trial.pull(day=2)
    assert trial.presence("1006") == "present"
    assert rows(trial.store.path, "SELECT title FROM items WHERE native_id = '1006'") == [("without a trace",)]


def test_answers_that_come_too_late(trial: Trial) -> None:
    """What another partition has brought meanwhile stands: an old answer deletes nothing."""
    trial.tracker.move("1001", "B")
    trial.pull(day=1)
    late = Conclusions("jira", "A", None, "run-9", NOW + timedelta(days=2))
    with trial.store.transaction() as db:
        assert late.conclude(db, ["1001"], Presence.DELETED) == 0
        assert late.conclude(db, ["1002"], Presence.DELETED) == 1
    assert (trial.presence("1001"), trial.presence("1002")) == ("present", "deleted")


def test_wrong_answers(trial: Trial) -> None:
    """A source that answers for what was not asked is not believed: its partition is partial, nothing is concluded."""
    trial.tracker.delete("1001")
    trial.tracker.before_locate = trial.tracker.located.clear
    honest = Opened.locate

    def twice(self: Any, *arguments: Any) -> Iterator[Located]:
        yield Located(gone=["1002"])
        yield from honest(self, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Opened, "locate", twice)
        part = trial.pull(day=1)["A"]
    assert (part.state, part.code) == (PullState.PARTIAL, PullCode.BAD_ANSWER)
    assert (trial.presence("1001"), trial.presence("1002")) == ("unobserved", "present")


def test_parents_by_key(trial: Trial) -> None:
    """A parent that is known by its key gets its uid: across projects, by a former key, also when it comes later."""
    tracker = trial.tracker
    epic = tracker.add("B", kind="epic")
    key = tracker.issues[epic].key
    early, late = tracker.add("A", parent_key=key), tracker.add("A", parent_key="B-99")
    trial.pull(day=1)
    parents = "SELECT native_id, parent, epic FROM items WHERE parent_key IS NOT NULL ORDER BY native_id"
    assert rows(trial.store.path, parents) == [(early, f"jira:{epic}", f"jira:{epic}"), (late, None, None)]
    tracker.numbers = 98
    came = tracker.add("B")
    tracker.move(epic, "A")
    trial.pull(day=2)
    other = tracker.add("A", parent_key=key)
    trial.pull(day=3)
    assert rows(trial.store.path, parents) == [
        (early, f"jira:{epic}", f"jira:{epic}"),
        (late, f"jira:{came}", None),
        (other, f"jira:{epic}", f"jira:{epic}"),
    ]
    trial.pull(day=4, full=True)
    assert rows(trial.store.path, "SELECT count(*) FROM item_history WHERE run = 'run-5'") == [(0,)]


def test_the_total_is_told(trial: Trial) -> None:
    """Once the ids are listed, progress says how many there are."""
    steps: list[Progress] = []
    trial.pull(day=1, full=True, progress=steps.append)
    assert {(step.partition, step.expected) for step in steps if step.expected} == {("A", 4), ("B", 3)}


@pytest.mark.parametrize("census", [None, "never"])
def test_back_after_another_failure(trial: Trial, census: str | None) -> None:
    """Forbidden, then the connection is cut, then all is well again: everything is present again, however often ids
    are listed."""
    trial.settings = {"census": census}
    trial.tracker.forbidden = {"A"}
    trial.pull(day=1)
    trial.tracker.forbidden, trial.tracker.cut_after = set(), {"A": 0}
    trial.pull(day=2)
    assert trial.presence("1001") == "access_lost"
    trial.tracker.heal()
    trial.pull(day=3)
    assert {presence for _, presence in trial.known().values()} == {"present"}


def test_the_brake_after_another_failure(trial: Trial) -> None:
    """Most of a project is missing when it comes back, with a cut in between: nothing is concluded, as without it."""
    trial.tracker.fill("A", 16)
    trial.pull(day=1)
    trial.tracker.forbidden = {"A"}
    trial.pull(day=2)
    trial.tracker.forbidden, trial.tracker.cut_after = set(), {"A": 0}
    trial.pull(day=3)
    trial.tracker.heal()
    for id_ in trial.tracker.ids("A")[5:]:
        _hide(trial.tracker, id_)
    part = trial.pull(day=4)["A"]
    assert (part.state, part.code) == (PullState.PARTIAL, PullCode.VANISHED)


def test_listed_again_though_ids_never_are(trial: Trial) -> None:
    """`census: never`: what a source did not list for once, and what a brake held, is found again all the same."""
    trial.settings = {"roster": True, "census": "never"}
    trial.pull(day=1)
    trial.tracker.configured = ("A",)
    trial.pull(day=2)
    assert trial.presence("1005") == "unobserved"
    trial.tracker.configured = ("A", "B")
    trial.pull(day=3)
    assert trial.presence("1005") == "present"
    hidden = trial.tracker.fill("A", 16)[:10]
    trial.pull(day=4)
    for id_ in hidden:
        _hide(trial.tracker, id_)
    trial.pull(day=5, full=True)
    assert trial.presence(hidden[0]) == "unobserved"
    for id_ in hidden:
        trial.tracker.issues[id_].hidden = False
    trial.pull(day=6)
    assert trial.presence(hidden[0]) == "present"


def test_an_archived_project(trial: Trial) -> None:
    """Its items count as they were and hold nothing; put back it is as before, and what is missing is looked for."""
    trial.tracker.archived = {"A"}
    for day in (1, 2):
        part = trial.pull(day=day)["A"]
        assert (part.state, part.broken, part.notes) == (PullState.COMPLETE, False, ("A is archived",))
        assert {presence for project, presence in trial.known().values() if project == "A"} == {"archived"}
    assert trial.presence("1005") == "present"
    trial.tracker.archived = set()
    trial.tracker.delete("1001")
    trial.pull(day=2.01)
    assert trial.presence("1001") == "deleted"
    assert trial.presence("1002") == "present"


def test_what_is_open_of_items_is_no_trouble_of_metrics(trial: Trial) -> None:
    """A partition is broken while it is not known what became of its items, also where one metric has a problem."""
    trial.tracker.delete("1001")
    trial.tracker.answers = 0
    trial.tracker.problem = "mappings/metrics.yaml:1:1: metric m: it cannot be read"
    part = trial.pull(day=1)["A"]
    assert (part.state, part.broken, part.read_at) == (PullState.PARTIAL, True, NOW)
    (stored, _) = trial.store.partitions("jira")
    assert (stored.report.unsettled, stored.report.broken) == (part.reason, True)
    trial.tracker.heal()
    part = trial.pull(day=2)["A"]
    assert (part.state, part.broken, part.unsettled) == (PullState.PARTIAL, False, None)


def test_children_of_parents_that_are_not_pulled_are_left_alone(trial: Trial) -> None:
    """However many there are, they are not read; those whose parent is there get it, from every page of them."""
    epic = trial.tracker.add("B", kind="epic")
    key = trial.tracker.issues[epic].key
    trial.pull(day=1)
    columns = "uid, source, native_id, key, project, kind, type, title, status, phase, parent_key"
    row = "'jira:' || i, 'jira', i, 'A-' || i, 'A', 'story', 'Story', 't', 'Open', 'todo'"
    stream = "WITH RECURSIVE n(i) AS (SELECT 100000 UNION ALL SELECT i + 1 FROM n WHERE i < 130000)"
    with trial.store.transaction() as db:
        parent = f"CASE WHEN i % 10 THEN 'ELSEWHERE-' || i ELSE '{key}' END"
        db.conn.execute(
            f"INSERT INTO main.items ({columns}, url, fields, first_seen, last_seen, run, presence) "  # noqa: S608
            f"{stream} SELECT {row}, {parent}, '', '{{}}', '', '', 'run-1', 'present' FROM n"
        )
        tracemalloc.start()
        try:
            assert adopt(db) == 3001
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert adopt(db) == 0
    assert peak < 3_000_000


@pytest.mark.parametrize("cut", [False, True])
def test_an_edited_bound_puts_items_out_of_it(tmp_path: Path, cut: bool) -> None:
    """However many: they are found by id, so they moved out of what is pulled; also if the first run was cut."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        trial = Trial(store)
        ids = trial.tracker.fill("A", 20)
        trial.pull()
        trial.tracker.bound = "label = okr"
        for id_ in ids[:15]:
            trial.tracker.issues[id_].matches = False
        gone = trial.tracker.delete(ids[19])
        if cut:
            trial.tracker.cut_after["A"] = 0
            assert trial.pull(day=1, full=True)["A"].state is PullState.FAILED
            trial.tracker.heal()
        part = trial.pull(day=2, full=True)["A"]
        assert (part.state, part.brakes, part.gone) == (PullState.COMPLETE, (), 1)
        assert {trial.presence(id_) for id_ in ids[:15]} == {"moved"}
        assert {trial.presence(id_) for id_ in ids[15:19]} == {"present"}
        assert trial.presence(gone.id) == "deleted"


@pytest.mark.parametrize("gone", ["deleted", "hidden"])
def test_an_edit_of_the_source_does_not_excuse_what_is_nowhere(tmp_path: Path, gone: str) -> None:
    """Another account may see less: what cannot be found by id either is held, and back with the old keys."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        trial = Trial(store)
        ids = trial.tracker.fill("A", 20)
        trial.pull()
        trial.tracker.bound = "as somebody else"
        trial.tracker.issues[ids[0]].matches = False
        kept = [trial.tracker.delete(id_) if gone == "deleted" else trial.tracker.issues[id_] for id_ in ids[1:15]]
        for issue in kept:
            issue.hidden = True
        part = trial.pull(day=2)["A"]
        assert (part.state, part.code) == (PullState.PARTIAL, PullCode.VANISHED)
        (brake,) = part.brakes
        assert (brake.name, brake.count, brake.total, brake.overridden) == ("items_vanished", 14, 20, False)
        assert "keys were edited" in str(part.reason)
        assert {trial.presence(id_) for id_ in ids[1:15]} == {"unobserved"}
        assert (trial.presence(ids[0]), trial.presence(ids[15])) == ("moved", "present")
        for issue in kept:
            issue.hidden = False
            trial.tracker.put_back(issue)
        assert trial.pull(day=3)["A"].state is PullState.COMPLETE
        assert {trial.presence(id_) for id_ in ids[1:15]} == {"present"}


def test_an_answer_that_is_cut_after_an_edit_concludes_nothing(tmp_path: Path) -> None:
    """What was found is stored; what was said to be gone is left open, and asked for again."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        trial = Trial(store)
        ids = trial.tracker.fill("A", 20)
        trial.pull()
        trial.tracker.bound = "label = okr"
        trial.tracker.delete(ids[0])
        for id_ in ids[1:15]:
            trial.tracker.issues[id_].matches = False
        trial.tracker.answers = 5
        part = trial.pull(day=2)["A"]
        assert (part.state, part.code) == (PullState.PARTIAL, PullCode.UNREACHABLE)
        assert trial.presence(ids[0]) == "unobserved"
        assert {trial.presence(id_) for id_ in ids[1:5]} == {"moved"}
        trial.tracker.heal()
        trial.pull(day=3)
        assert trial.presence(ids[0]) == "deleted"
