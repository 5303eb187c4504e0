"""GitHub's states → phases, as GitHub itself has them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import UNSET

from goalsync.model.vocabulary import Phase

if TYPE_CHECKING:
    from goalsync.sdk.work import Phases
    from goalsync_github.facts.raw import RawIssue

OPEN: Final = "open"
CLOSED: Final = "closed"
MERGED: Final = "merged"
DRAFT: Final = "draft"
_NOT_ACHIEVED: Final = frozenset({"not_planned", "duplicate"})
_REASONS: Final = _NOT_ACHIEVED | {"completed", "reopened"}
_UNTOLD: Final = "it is not told whether a closed pull request was merged; it is read as not merged"


class State(NamedTuple):
    """How something stands: its phase, GitHub's word for it, why it was closed, and what is odd about that."""

    phase: Phase
    word: str
    resolution: str | None = None
    odd: str | None = None


def issue_state(raw: RawIssue, phases: Phases) -> State:
    """Open: todo. Closed: done, or dropped as not planned or as a duplicate, unless `phases:` names the reason."""
    match raw.state:
        case "open":
            return State(Phase.TODO, OPEN)
        case "closed":
            reason = raw.state_reason or None
            if reason is None or phases.names(reason):
                return State(Phase.DONE, CLOSED, reason)
            if reason in _NOT_ACHIEVED:
                return State(Phase.DROPPED, CLOSED, reason)
            odd = None if reason in _REASONS else f"state_reason {reason!r} is not known (`phases:` can say)"
            return State(Phase.DONE, CLOSED, reason, odd)
        case _:
            return _unknown(raw.state, phases)


def pull_state(raw: RawIssue, phases: Phases) -> State:
    """Merged: done. Open: doing, a draft too. Closed without a merge: dropped."""
    merged_at = raw.pull_request.merged_at if raw.pull_request is not None else None
    if merged_at is not UNSET and merged_at:
        return State(Phase.DONE, MERGED)
    match raw.state:
        case "open":
            return State(Phase.DOING, DRAFT if raw.draft else OPEN)
        case "closed":
            return State(Phase.DROPPED, CLOSED, odd=_UNTOLD if merged_at is UNSET else None)
        case _:
            return _unknown(raw.state, phases)


def milestone_state(state: str, phases: Phases) -> State:
    """Open: doing. Closed: done."""
    match state:
        case "open":
            return State(Phase.DOING, OPEN)
        case "closed":
            return State(Phase.DONE, CLOSED)
        case _:
            return _unknown(state, phases)


def _unknown(state: str, phases: Phases) -> State:
    odd = None if phases.names(state) else f"state {state!r} is not known and is read as todo (`phases:` can say)"
    return State(Phase.TODO, state, odd=odd)
