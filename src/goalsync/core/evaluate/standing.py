"""From an outcome of the maths to a verdict: known, unknown, or held as it last stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from goalsync.core.evaluate.fresh import is_stale, stale_reason
from goalsync.core.maths.compare import clamped
from goalsync.core.maths.outcome import Outcome, judged
from goalsync.core.maths.term import Term
from goalsync.core.measure import Series
from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.run import Verdict
from goalsync.model.vocabulary import Status, Truth


@dataclass(frozen=True, slots=True)
class Hold:
    """Why something is held, and since when; `standing` is the computed check-in that stands meanwhile.

    Of what is only `observed` nothing is ever recorded: what was known when it was last complete stands.
    """

    reason: str
    since: datetime | None
    standing: CheckIn | None
    observed: bool = False


def computed(outcome: Outcome, term: Term, limit: timedelta | None) -> Verdict:
    """The verdict of what could be computed: known where there is a progress, else unknown with the reason."""
    stale = is_stale(outcome.measured_at, term.today, limit)
    status = judged(outcome, term, stale=stale)
    known = outcome.progress is not None
    return Verdict(
        value=outcome.value,
        measured_at=outcome.measured_at,
        progress=outcome.progress,
        score=outcome.score,
        expected_progress=outcome.expected,
        status=status,
        truth=Truth.KNOWN if known else Truth.UNKNOWN,
        reason=stale_reason(outcome.measured_at, limit) if status is Status.STALE else outcome.reason,
    )


def held(hold: Hold, outcome: Outcome, term: Term, limit: timedelta | None) -> Verdict:
    """Value, progress and status as they stood; only the expected progress and the step to stale go on.

    What never had a value is unknown. `outcome` is what was known when it was last complete.
    """
    standing = hold.standing
    if standing is None and hold.observed and hold.since is not None and outcome.progress is not None:
        known = computed(outcome, term, limit)
        return replace(known, truth=Truth.HELD, reason=hold.reason, held_since=hold.since)
    if standing is None:
        return Verdict(
            expected_progress=outcome.expected,
            status=Status.NO_DATA if term.started else Status.NOT_STARTED,
            truth=Truth.UNKNOWN,
            reason=hold.reason,
            held_since=hold.since,
        )
    status = status_of(standing)
    graded = term.ended and status in (Status.MET, Status.PARTLY_MET, Status.MISSED)
    can_age = term.started and status is not Status.NOT_STARTED and not graded
    if can_age and is_stale(outcome.measured_at, term.today, limit):
        status = Status.STALE
    return Verdict(
        value=standing.value,
        measured_at=outcome.measured_at,
        progress=standing.progress,
        score=clamped(standing.progress) if standing.progress is not None else None,
        expected_progress=outcome.expected,
        status=status,
        truth=Truth.HELD,
        reason=hold.reason,
        held_since=hold.since,
    )


def status_of(check_in: CheckIn) -> Status:
    """The status of a stored check-in; no_data where it holds none that is known here."""
    try:
        return Status(check_in.status or Status.NO_DATA)
    except ValueError:
        return Status.NO_DATA


def with_reason(verdict: Verdict, series: Series) -> Verdict:
    """What is unknown because its metric is tells the metric's own reason."""
    if verdict.truth is Truth.UNKNOWN and series.truth is Truth.UNKNOWN and series.reason is not None:
        return replace(verdict, reason=f"{series.metric.id}: {series.reason}")
    return verdict
