"""Phases and kinds: the tracker's own, and what the configuration says instead."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalsync.model.vocabulary import Kind, Phase
from goalsync.sdk.work import NOT_ACHIEVED, Kinds, Phases
from goalsync.workspace.written import fields

CONFIGURED = {
    "todo": ["Parked"],
    "doing": ["in progress", "Resolved"],
    "done": ["Released"],
    "dropped": ["Risk accepted"],
}
texts = st.sampled_from(
    ["Parked", "in progress", "Resolved", "Released", "Risk accepted", "Duplicate", "Open", "x", ""]
)


@pytest.mark.parametrize("phase", list(Phase))
def test_the_trackers_own_phase_stands(phase: Phase) -> None:
    """Without configuration and resolution nothing is changed."""
    assert Phases().of(phase, status="Anything", labels=["any"]) is phase


@pytest.mark.parametrize("resolution", [*NOT_ACHIEVED, "won't do", " WON’T FIX "])
def test_what_was_done_without_being_achieved_is_dropped(resolution: str) -> None:
    """The usual resolutions, in any case and with any apostrophe."""
    assert Phases().of(Phase.DONE, resolution=resolution) is Phase.DROPPED


@pytest.mark.parametrize("own", [Phase.TODO, Phase.DOING])
def test_a_resolution_of_open_work_means_nothing(own: Phase) -> None:
    """Issues are reopened without clearing it."""
    assert Phases(CONFIGURED).of(own, resolution="Duplicate") is own
    assert Phases(CONFIGURED).of(own, resolution="Risk accepted") is own


@pytest.mark.parametrize(
    ("own", "status", "labels", "resolution", "phase"),
    [
        (Phase.DOING, "Released", [], None, Phase.DONE),
        (Phase.DONE, "resolved", [], "Fixed", Phase.DOING),  # a status may reopen what the tracker calls done
        (Phase.DONE, "Closed", [], "Risk accepted", Phase.DROPPED),
        (Phase.DONE, "Closed", ["risk ACCEPTED"], "Fixed", Phase.DROPPED),
        (Phase.TODO, "Open", ["in progress"], None, Phase.DOING),
        (Phase.DONE, "Closed", ["in progress"], "Fixed", Phase.DONE),  # a forgotten label reopens nothing
        (Phase.DOING, "Released", ["in progress"], None, Phase.DONE),
        (Phase.TODO, "Open", ["in progress", "Risk accepted", "Released"], None, Phase.DROPPED),
        (Phase.DOING, "Released", [], "Duplicate", Phase.DROPPED),
        (Phase.DOING, "Parked", ["unknown"], None, Phase.TODO),
        (Phase.DONE, "Closed", ["Released"], "Duplicate", Phase.DONE),  # said of this very item
    ],
)
def test_configured_phases(own: Phase, status: str, labels: list[str], resolution: str | None, phase: Phase) -> None:
    """A label decides, else a status, else the tracker; then a resolution of what is done."""
    assert Phases(CONFIGURED).of(own, status=status, labels=labels, resolution=resolution) is phase


def test_a_usual_resolution_can_be_called_an_achievement() -> None:
    """`phases: {done: [Duplicate]}` takes it out of the list."""
    phases = Phases({"done": ["Duplicate"]})
    assert phases.of(Phase.DONE, resolution="Duplicate") is Phase.DONE
    assert phases.of(Phase.DONE, resolution="Won't Do") is Phase.DROPPED


@given(st.sampled_from(list(Phase)), texts, st.lists(texts, max_size=3), texts)
def test_closed_work_is_reopened_by_a_status_only(own: Phase, status: str, labels: list[str], resolution: str) -> None:
    """Labels and resolutions never turn what is closed into open work, and order does not matter."""
    phases = Phases(CONFIGURED)
    closed = {Phase.DONE, Phase.DROPPED}
    found = phases.of(own, status=status, labels=labels, resolution=resolution)
    assert found is phases.of(own, status=status, labels=labels[::-1], resolution=resolution)
    if phases.of(own, status=status) in closed and resolution not in ("Parked", "in progress", "Resolved"):
        assert found in closed


def test_the_closed_sets_are_those_of_the_configuration() -> None:
    """What can be written can be computed, and the other way round."""
    assert set(get_args(fields.Phase)) == set(Phase)
    assert set(get_args(fields.Kind)) == set(Kind)


def test_kinds() -> None:
    """A configured type comes before a label, a label before the tracker's own kind."""
    kinds = Kinds({"epic": ["Feature", "big"], "bug": ["Incident", "bug"]})
    assert kinds.of(Kind.OTHER, type_name="feature") is Kind.EPIC
    assert kinds.of(Kind.TASK, type_name="Task", labels=["BUG"]) is Kind.BUG
    assert kinds.of(Kind.TASK, type_name="Feature", labels=["bug"]) is Kind.EPIC
    assert kinds.of(Kind.TASK, type_name="Task", labels=["bug", "big"]) is Kind.EPIC
    assert kinds.of(Kind.TASK, type_name="Task", labels=["x"]) is Kind.TASK
    assert Kinds().of(Kind.STORY, type_name="Feature", labels=["bug"]) is Kind.STORY
    assert not Kinds().configured
    assert kinds.configured
