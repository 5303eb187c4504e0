"""From raw issues, pull requests and milestones to work items, field by field."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from goalsync.model.work import WorkItem
from goalsync.sdk.errors import SourceError
from goalsync.sdk.work import Kinds, Phases
from goalsync_github.facts.answers import decode_issue, decode_milestone
from goalsync_github.facts.cards import Card
from goalsync_github.facts.translate import Translator
from goalsync_github.facts.wanted import Wanted
from support.octokit import issue, milestone, pull

CLOSED = {"state": "closed", "closed_at": "2026-03-01T00:00:00Z"}
MERGED = "2026-03-01T00:00:00Z"


def translator(**keys: Any) -> Translator:
    """Of the source `code`."""
    phases, kinds = Phases(keys.get("phases")), Kinds(keys.get("kinds"))
    return Translator("code", phases, kinds, Wanted.of(keys.get("fields", {})))


def item(raw: dict[str, Any], *, card: Card | None = None, parent: str | None = None, **keys: Any) -> WorkItem:
    """Of acme/shop."""
    return translator(**keys).issue(decode_issue(json.dumps(raw).encode()), "acme/shop", card=card, parent=parent)


def test_an_ordinary_issue() -> None:
    """Everything it says, in our words; its body is nowhere."""
    found = item(issue())
    assert (found.uid, found.native_id, found.key, found.project) == (
        "code:3000000012", "3000000012", "acme/shop#12", "acme/shop",
    )  # fmt: skip
    assert (found.kind, found.type, found.title, found.status, found.status_category, found.phase) == (
        "issue", "Issue", "Größe 日本", "open", "open", "todo",
    )  # fmt: skip
    assert found.url == "https://github.com/acme/shop/issues/12"
    assert found.assignee == "ken-t"
    assert found.created == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert found.updated == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert found.tags == {"label": ("bug",)}
    assert (found.closed, found.started, found.points, found.parent, found.parent_key, found.resolution) == (None,) * 6


@pytest.mark.parametrize(
    ("raw", "status", "phase", "resolution"),
    [
        (issue(), "open", "todo", None),
        (issue(state_reason="reopened"), "open", "todo", None),
        (issue(**CLOSED), "closed", "done", None),
        (issue(**CLOSED, state_reason="completed"), "closed", "done", "completed"),
        (issue(**CLOSED, state_reason="not_planned"), "closed", "dropped", "not_planned"),
        (issue(**CLOSED, state_reason="duplicate"), "closed", "dropped", "duplicate"),
        (issue(**CLOSED, state_reason="brand_new"), "closed", "done", "brand_new"),
        (issue(state="pondering"), "pondering", "todo", None),
        (pull(), "open", "doing", None),
        (pull(draft=True), "draft", "doing", None),
        (pull(**CLOSED, merged_at=MERGED), "merged", "done", None),
        (pull(**CLOSED), "closed", "dropped", None),
        (pull(**CLOSED, draft=True), "closed", "dropped", None),
        (pull(**CLOSED, pull_request={"html_url": "x"}), "closed", "dropped", None),
    ],
)
def test_states(raw: dict[str, Any], status: str, phase: str, resolution: str | None) -> None:
    """Merged is not closed, and closed is not achieved."""
    found = item(raw)
    assert (found.status, found.phase, found.resolution) == (status, phase, resolution)
    assert found.closed == (datetime(2026, 3, 1, tzinfo=UTC) if raw["state"] == "closed" else None)


@pytest.mark.parametrize(
    ("raw", "phases", "phase"),
    [
        (issue(), {"doing": ["Bug"]}, "doing"),
        (issue(**CLOSED), {"doing": ["bug"]}, "done"),
        (issue(), {"done": ["bug"]}, "done"),
        (issue(), {"dropped": ["bug"], "done": ["open"]}, "dropped"),
        (issue(**CLOSED, state_reason="duplicate"), {"done": ["duplicate"]}, "done"),
        (issue(**CLOSED, state_reason="brand_new"), {"dropped": ["brand_new"]}, "dropped"),
        (pull(draft=True), {"todo": ["draft"]}, "todo"),
        (pull(), {"todo": ["draft"]}, "doing"),
        (pull(**CLOSED), {"done": ["closed"]}, "done"),
    ],
)
def test_phases_that_are_configured(raw: dict[str, Any], phases: dict[str, list[str]], phase: str) -> None:
    """By label or raw state; a label of open work does not reopen what is closed."""
    assert item(raw, phases=phases).phase == phase


def test_the_status_of_a_project() -> None:
    """It is the status of open work, and decides the phase where `phases:` names it; closed work keeps GitHub's."""
    card = Card(status="In Progress", iterations=("Sprint 3",), points=5.0, team="Core", named={"size": "L"})
    one = translator(phases={"doing": ["In progress"]})
    found = one.issue(decode_issue(json.dumps(issue()).encode()), "acme/shop", card=card)
    assert (found.status, found.status_category, found.phase) == ("In Progress", "open", "doing")
    assert (found.points, found.team, found.fields) == (5.0, "Core", {"size": "L"})
    assert found.tags == {"label": ("bug",), "iteration": ("Sprint 3",)}
    assert one.notes() == ()
    closed = item(issue(**CLOSED), card=card, phases={"doing": ["In progress"]})
    assert (closed.status, closed.phase) == ("closed", "done")


def test_a_project_status_that_decides_nothing_is_told_of() -> None:
    """Once for all issues; that of a template's "Todo" says what open means anyway."""
    one = translator()
    for number, status in ((1, "In Progress"), (2, "In Progress"), (3, "Todo")):
        raw = decode_issue(json.dumps(issue(number)).encode())
        assert one.issue(raw, "acme/shop", card=Card(status=status)).phase == "todo"
    assert one.notes() == (
        "project status 'In Progress' does not change the phase (`phases:` can say): acme/shop#1, acme/shop#2",
    )


def test_kinds() -> None:
    """A type or label that is configured decides of issues; a pull request stays one, whatever its labels."""
    kinds = {"bug": ["bug"], "epic": ["Feature"]}
    assert item(issue(), kinds=kinds).kind == "bug"
    feature = item(issue(type={"id": 1, "name": "Feature"}), kinds=kinds)
    assert (feature.kind, feature.type) == ("epic", "Feature")
    assert item(issue(type={"id": 1, "name": "Bug"})).kind == "issue"
    assert (item(pull(), kinds=kinds).kind, item(pull(), kinds=kinds).type) == ("pull_request", "Pull request")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://api.github.com/repos/acme/shop/issues/5", "acme/shop#5"),
        ("https://api.github.com/repos/ACME/Shop/issues/5", "acme/shop#5"),
        ("https://ghe.acme.com/api/v3/repos/acme/other/issues/7", "acme/other#7"),
    ],
)
def test_a_sub_issue_belongs_to_its_parent(url: str, key: str) -> None:
    """Also in another repository, and before its milestone; the parent's uid is not told."""
    found = item(issue(parent_issue_url=url, milestone=milestone()))
    assert (found.parent, found.parent_key) == (None, key)
    assert found.tags["milestone"] == ("Q4",)


def test_else_to_its_milestone() -> None:
    """Whose uid is known; a parent that was asked for comes before it."""
    found = item(issue(milestone=milestone(), parent_issue_url=None))
    assert (found.parent, found.parent_key) == ("code:milestone-7003", "acme/shop/milestones/3")
    asked = item(issue(milestone=milestone()), parent="acme/other#9")
    assert (asked.parent, asked.parent_key) == (None, "acme/other#9")


def test_a_milestone() -> None:
    """Due on the day that people chose, whatever hour GitHub keeps it at."""
    one = translator()
    found = one.milestone(decode_milestone(json.dumps(milestone()).encode()), "acme/shop")
    assert (found.uid, found.native_id, found.key) == (
        "code:milestone-7003",
        "milestone-7003",
        "acme/shop/milestones/3",
    )
    assert (found.kind, found.type, found.phase, found.due) == ("milestone", "Milestone", "doing", "2026-12-31")
    closed = milestone(**CLOSED, due_on="2026-03-01T00:00:00Z")
    over = one.milestone(decode_milestone(json.dumps(closed).encode()), "acme/shop")
    assert (over.phase, over.due, over.closed) == ("done", "2026-03-01", datetime(2026, 3, 1, tzinfo=UTC))


def test_the_fields_of_an_organization_on_the_issue_itself() -> None:
    """By name or id, before what a project says; numbers are points only if they are numbers."""
    values = [
        {"issue_field_id": 7, "issue_field_name": "Effort", "data_type": "number", "value": 3},
        {"issue_field_id": 8, "issue_field_name": "Prio", "data_type": "single_select",
         "single_select_option": {"id": 1, "name": "High"}, "value": "High"},
    ]  # fmt: skip
    fields = {"points": "Effort", "priority": "8", "size": "Effort"}
    found = item(issue(issue_field_values=values), fields=fields, card=Card(team="Core", priority="Low"))
    assert (found.points, found.priority, found.team) == (3.0, "High", "Core")
    assert found.fields == {"points": 3.0, "priority": "High", "size": 3.0}


def test_what_is_odd_is_said() -> None:
    """And read as empty, never guessed."""
    one = translator()
    raw = decode_issue(json.dumps(issue(created_at="yesterday", labels=7, state="pondering")).encode())
    found = one.issue(raw, "acme/shop")
    assert (found.created, found.tags, found.phase) == (None, {}, "todo")
    assert [note.partition(":")[0] for note in one.notes()] == [
        "created_at holds what is no time and is read as empty",
        "labels has a value of no kind that GitHub documents and is read as empty",
        "state 'pondering' is not known and is read as todo (`phases",
    ]


@pytest.mark.parametrize("state", [None, "", 7])
def test_without_a_state_nothing_is_believed(state: object) -> None:
    """Neither open nor closed is a guess worth making."""
    with pytest.raises(SourceError, match="without a readable state"):
        item(issue(state=state))


def test_older_answers() -> None:
    """A single assignee, labels as texts, nothing of what is newer."""
    raw = issue(labels=["bug", {"name": None}], assignee={"login": "ada"})
    del raw["assignees"]
    found = item(raw)
    assert (found.assignee, found.tags) == ("ada", {"label": ("bug",)})
