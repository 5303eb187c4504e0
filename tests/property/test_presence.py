"""Laws of presence: the store comes to equal the tracker, and no failure ever deletes what exists."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.pull import pull_all
from goalsync.store import Store
from support.stores import NOW, store_path
from support.tracker import Issue, Tracker, connectors, workspace

Step = tuple[str, int, int]
"""A deed, and two numbers by which it chooses."""

DEEDS = (
    "add", "edit", "move", "delete", "put back", "hide", "show", "archive", "unarchive", "leave", "return", "forbid",
    "allow", "configure", "pull", "pull cut", "pull without census", "pull with answers cut", "pull full", "plan",
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 40), st.integers(0, 3)), max_size=40)


@dataclass
class Story:
    """A tracker that lives, and the store that follows it."""

    store: Store
    tracker: Tracker = field(default_factory=Tracker)
    gone: list[Issue] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    """Ids that were ever out of what is pulled: nobody asks for them again."""
    runs: int = 0

    def tell(self, deed: str, one: int, other: int) -> None:  # noqa: PLR0912 - one deed a branch
        """One step."""
        tracker = self.tracker
        ids = sorted(tracker.issues)
        id_ = ids[one % len(ids)] if ids else tracker.add("A")
        issue = tracker.issues[id_]
        match deed:
            case "add":
                tracker.add(tracker.projects[other % 3], parent_key=issue.key if one % 2 else None)
            case "edit":
                tracker.edit(id_, f"edited {self.runs} {one}")
            case "move":
                tracker.move(id_, tracker.projects[other % 3])
                self.left |= {id_} if issue.project == "Z" else set()
            case "delete":
                self.gone.append(tracker.delete(id_))
            case "put back" if self.gone:
                tracker.put_back(self.gone.pop())
            case "hide" | "show":
                issue.hidden = deed == "hide"
            case "archive" | "unarchive":
                issue.archived = deed == "archive"
            case "leave" | "return":
                issue.matches = deed == "return"
                self.left.add(id_)
            case "forbid" | "allow":
                (tracker.forbidden.add if deed == "forbid" else tracker.forbidden.discard)("AB"[other % 2])
            case "configure":
                tracker.configured = (("A", "B"), ("A",), ("B",), ("A", "B"))[other]
            case "pull" | "pull full":
                self.pull(full=deed == "pull full")
            case "pull cut":
                self._cut(lambda: tracker.cut_after.update({"AB"[one % 2]: other}))
            case "pull without census":
                self._cut(lambda: tracker.no_census.add("AB"[one % 2]))
            case "pull with answers cut":
                tracker.answers = other
                self._cut(lambda: None)
            case "plan":
                with Store.scratch(self.store.path, now=NOW) as scratch:
                    self.pull(scratch)

    def pull(self, store: Store | None = None, *, full: bool = False, force: bool = False) -> None:
        """A run, four hours after the last: every second one lists ids. Nothing that exists is deleted by it."""
        self.runs += 1
        now = NOW + timedelta(hours=4 * self.runs)
        pull_all(
            workspace(self.store.path.parent, {"jira": self.tracker}),
            connectors({"jira": self.tracker}),
            store or self.store,
            run_id=f"run-{self.runs}",
            now=now,
            today=now.date(),
            full=full,
            force=force,
        )
        found = {row.uid.partition(":")[2] for row in (store or self.store).items() if row.presence == "deleted"}
        assert found <= self.tracker.deleted

    def _cut(self, deed: Callable[[], None]) -> None:
        deed()
        self.pull()
        self.tracker.heal()


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_the_store_comes_to_equal_the_tracker(steps: Sequence[Step]) -> None:
    """Whatever happened and failed in between: one run that nothing disturbs, and both say the same."""
    with tempfile.TemporaryDirectory() as folder, Store.open(store_path(Path(folder)), now=NOW) as store:
        story = Story(store)
        story.tracker.fill("A", 6)
        story.tracker.fill("B", 4)
        for step in steps:
            story.tell(*step)
        tracker = story.tracker
        tracker.forbidden, tracker.configured = set(), ("A", "B")
        story.runs += 1
        story.pull(force=True)
        stored = {row.uid.partition(":")[2]: row for row in store.items()}
        for id_, issue in tracker.issues.items():
            if issue.listed and issue.project != "Z":
                row = stored.pop(id_)
                assert (row.key, row.project, row.title) == (issue.key, issue.project, issue.title)
                assert row.presence == "present"
        for id_, row in stored.items():
            assert row.presence in _possible(story, id_, tracker.issues.get(id_)), (id_, row.presence)
        before = store.base()
        story.pull()
        assert store.base() == before


def _possible(story: Story, id_: str, issue: Issue | None) -> set[str]:
    """What may be said of an item that no search finds."""
    said = {"moved"} if id_ in story.left else set()
    if issue is None:
        return said | {"deleted"}
    if issue.hidden:
        return said | {"access_lost"}
    if issue.project == "Z" or not issue.matches:
        return {"moved", "archived"} if issue.archived else {"moved"}
    return said | {"archived"}
