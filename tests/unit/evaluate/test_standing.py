"""Known, unknown, held, stale and graded: what is known of a key result, and what stands meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from goalsync.core.evaluate import KeyResultEvaluation
from goalsync.model.check_in import CheckIn
from goalsync.model.goals import Override
from goalsync.model.measures import Accumulate, Change
from goalsync.model.metric import Evidence, Fresh
from goalsync.model.run import Run
from goalsync.model.vocabulary import Mode, Origin, PullState, Status, Truth
from support.judging import (
    MIDDLE,
    QUARTER,
    check_in,
    day,
    judge,
    key_result,
    pulled,
    read,
    row,
    sourced,
)

MEASURE = Change("m", 0, 10)
SINCE = datetime(2026, 2, 1, 12, tzinfo=UTC)
BROKEN = pulled([read(problem="mappings/metrics.yaml:3:5: metric m: KPIs!B4 holds #DIV/0!", complete_at=SINCE)])
LAST = check_in("2026-02-01T12:00:00+00:00", value=3, progress=0.3, status="at_risk", truth=Truth.KNOWN)
STORED = [
    row("2026-01-31", 3, recorded_at=SINCE),
    row("2026-02-10", 9, recorded_at=datetime(2026, 2, 10, tzinfo=UTC)),
]


def judged(*said: CheckIn, declared: Any = MEASURE, **more: Any) -> KeyResultEvaluation:
    """Judge O1.KR1 with these check-ins."""
    return judge(declared, more.pop("today", MIDDLE), more.pop("stored", STORED), check_ins={"O1.KR1": said}, **more)


def test_held() -> None:
    """Value, progress and status stand as last computed, though newer rows are there; expected progress goes on."""
    found = judged(LAST, sources=BROKEN)
    verdict = found.verdict
    assert (verdict.truth, verdict.value, verdict.progress, verdict.status) == (Truth.HELD, 3, 0.3, Status.AT_RISK)
    assert (verdict.score, verdict.expected_progress, verdict.held_since) == (0.3, 0.5, SINCE)
    assert verdict.measured_at == day("2026-01-31")
    assert "KPIs!B4 holds #DIV/0!" in (verdict.reason or "")
    assert [point.value for point in found.used] == [3]
    assert (found.forecast.end, found.forecast.reason) == (None, "held")


def test_held_without_a_value() -> None:
    """What never had a value is unknown, whatever rows are there; before the start it is not started."""
    for said in ((), (check_in("2026-02-01", status="no_data", truth=Truth.UNKNOWN),)):
        verdict = judged(*said, sources=BROKEN).verdict
        assert (verdict.truth, verdict.value, verdict.progress) == (Truth.UNKNOWN, None, None)
        assert (verdict.status, verdict.held_since) == (Status.NO_DATA, SINCE)
        assert "#DIV/0!" in (verdict.reason or "")
    assert judged(sources=BROKEN, today=day("2025-12-01")).verdict.status is Status.NOT_STARTED


def test_a_person_is_no_computation() -> None:
    """What stands is what was computed, never what somebody said."""
    said = check_in("2026-02-05", origin=Origin.MANUAL, value=9, progress=0.9, status="green")
    assert judged(LAST, said, sources=BROKEN).verdict.progress == 0.3
    assert judged(said, sources=BROKEN).verdict.truth is Truth.UNKNOWN


def test_held_becomes_stale() -> None:
    """The step to stale goes on while held, and does not end with the period."""
    one = key_result(MEASURE, fresh=Fresh(error_after=timedelta(days=20)))
    for today, status in (("2026-02-20", "at_risk"), ("2026-02-21", "stale"), ("2026-04-01", "stale")):
        verdict = judged(LAST, declared=one, sources=BROKEN, today=day(today)).verdict
        assert (verdict.status, verdict.progress, verdict.truth) == (Status(status), 0.3, Truth.HELD)


def test_held_stays_stale_after_the_end() -> None:
    """The last day does not make an old value fresh again; what was graded is final."""
    after = day("2026-04-04")
    aged = key_result(MEASURE, fresh=Fresh(error_after=timedelta(days=10)))
    assert judged(LAST, declared=aged, sources=BROKEN, today=after).verdict.status is Status.STALE
    graded = check_in("2026-04-01", value=3, progress=0.3, status="missed", truth=Truth.KNOWN)
    assert judged(LAST, graded, declared=aged, sources=BROKEN, today=after).verdict.status is Status.MISSED


def test_no_forecast_without_a_value() -> None:
    """What is unknown is not forecast from rows that do not count."""
    found = judged(sources=BROKEN, declared=Accumulate("m", 100))
    assert found.verdict.truth is Truth.UNKNOWN
    assert found.forecast.end is None
    assert found.forecast.reason


@pytest.mark.parametrize(
    ("looked_at", "matched", "ever", "truth"),
    [(0, 0, False, Truth.KNOWN), (9, 0, True, Truth.KNOWN), (9, 9, True, Truth.KNOWN), (9, 0, False, Truth.UNKNOWN)],
)
def test_none_yet_is_0_only_if_the_selector_ever_matched(
    looked_at: int, matched: int, ever: bool, truth: Truth
) -> None:
    """An empty list read completely is 0; rows of which none was ever meant are a slip in the selector, not 0."""
    sources = pulled([read(looked_at=looked_at, matched=matched, ever_matched=ever)])
    verdict = judged(declared=Accumulate("m", 6), stored=(), sources=sources).verdict
    assert (verdict.truth, verdict.value) == (truth, 0 if truth is Truth.KNOWN else None)


@pytest.mark.parametrize(
    ("state", "truth"), [("failed", Truth.HELD), ("partial", Truth.HELD), ("skipped", Truth.KNOWN)]
)
def test_partition(state: str, truth: Truth) -> None:
    """A partition that failed or was cut short holds; one that was skipped does not."""
    sources = pulled([read(complete_at=SINCE)], PullState(state), reason="x", complete_at=SINCE)
    assert judged(LAST, sources=sources).verdict.truth is truth


def test_unreadable_newest_value() -> None:
    """An unreadable newest value is never 0 and never the value before it: the last computed one stands."""
    cell = Evidence("numbers", "kpis.xlsx", "KPIs", ("B4",), "#DIV/0!")
    stored = [*STORED, row("2026-02-12", None, evidence=cell)]
    never, held = judged(stored=stored).verdict, judged(LAST, stored=stored).verdict
    assert (never.truth, never.progress, never.status) == (Truth.UNKNOWN, None, Status.NO_DATA)
    assert never.reason == "m: no number for 2026-02-12: the value could not be read (KPIs!B4 holds #DIV/0!)"
    assert (held.truth, held.progress) == (Truth.HELD, 0.3)
    assert judged(stored=[row("2026-01-05", None), *STORED]).verdict.progress == 0.9


@pytest.mark.parametrize(
    ("own", "of_metric", "of_settings", "status"),
    [
        (None, None, None, Status.ON_TRACK),
        (4, None, None, Status.ON_TRACK),
        (3, None, None, Status.STALE),
        (None, 3, None, Status.STALE),
        (None, None, 3, Status.STALE),
        (4, 3, 3, Status.ON_TRACK),
        (None, 4, 3, Status.ON_TRACK),
    ],
)
def test_stale(own: int | None, of_metric: int | None, of_settings: int | None, status: Status) -> None:
    """Older than allowed by the key result, else its metric, else the workspace, in days from its date to today."""
    limits = [
        Fresh(error_after=None if days is None else timedelta(days=days)) for days in (own, of_metric, of_settings)
    ]
    one = key_result(MEASURE, fresh=limits[0])
    verdict = judged(declared=one, metrics=[sourced(fresh=limits[1])], fresh=limits[2]).verdict
    assert (verdict.status, verdict.progress, verdict.truth) == (status, 0.9, Truth.KNOWN)
    if status is Status.STALE:
        assert verdict.reason == "the newest value is of 2026-02-10, more than 3 days ago"
        over = judged(declared=one, metrics=[sourced(fresh=limits[1])], fresh=limits[2], today=day("2026-04-01"))
        assert over.verdict.status is Status.MISSED


GRADED = datetime(2026, 4, 2, tzinfo=UTC)
GRADE = check_in(
    "2026-04-02T00:00:00+00:00", recorded_at=GRADED, value=9, progress=0.9, status="missed", truth=Truth.KNOWN
)
WHEN_GRADED = [row("2026-03-30", 9, recorded_at=GRADED)]
AFTERWARDS = datetime(2026, 4, 9, tzinfo=UTC)


def ran(at: datetime, outcome: str = "applied", held: tuple[str, ...] = ()) -> Run:
    """A run that came to its end."""
    return Run(f"run-{at.day}", at, at, outcome, held=held)


GRADING = (ran(GRADED),)


@pytest.mark.parametrize(
    ("late", "runs", "progress"),
    [
        (row("2026-03-31", 10, recorded_at=AFTERWARDS), GRADING, 0.9),
        (row("2026-03-31", 10, recorded_at=AFTERWARDS), (), 1.0),
        (row("2026-03-31", 10, recorded_at=AFTERWARDS, origin=Origin.MANUAL), GRADING, 0.9),
        (row("2026-03-30", 10, recorded_at=AFTERWARDS, origin=Origin.CORRECTION), GRADING, 1.0),
        (row("2026-04-03", 10, recorded_at=AFTERWARDS, origin=Origin.CORRECTION), GRADING, 0.9),
        (row("2026-03-31", 10, recorded_at=GRADED), GRADING, 1.0),
    ],
)
def test_graded_once(late: Any, runs: tuple[Run, ...], progress: float) -> None:
    """After it was graded only a correction of a value of the period moves a key result."""
    found = judged(GRADE, stored=[*WHEN_GRADED, late], today=day("2026-04-10"), runs=runs)
    assert found.verdict.progress == progress


LATE = [*WHEN_GRADED, row("2026-03-31", 10, recorded_at=AFTERWARDS)]
RUNNING = check_in("2026-03-30", value=9, progress=0.9, status="on_track", truth=Truth.KNOWN)


@pytest.mark.parametrize(
    ("said", "run", "progress"),
    [
        (RUNNING, ran(GRADED), 0.9),
        (RUNNING, ran(GRADED, held=("O1.KR1",)), 1.0),
        (RUNNING, ran(GRADED, held=("O1.KR2",)), 0.9),
        (RUNNING, ran(GRADED, outcome="refused"), 1.0),
        (RUNNING, ran(GRADED, outcome="recorded"), 1.0),
        (RUNNING, ran(datetime(2026, 3, 31, 23, tzinfo=UTC)), 1.0),
        (check_in("2026-03-30", status="no_data", truth=Truth.UNKNOWN), ran(GRADED), 1.0),
        (check_in("2026-03-30", origin=Origin.MANUAL, status="red"), ran(GRADED), 1.0),
        (GRADE, ran(datetime(2026, 4, 1, 12, tzinfo=UTC)), 1.0),
    ],
)
def test_what_grades(said: CheckIn, run: Run, progress: float) -> None:
    """The first run after the last day that applied its plan, did not hold it, and knew it then."""
    assert judged(said, stored=LATE, today=day("2026-04-10"), runs=(run,)).verdict.progress == progress


def test_days_are_the_workspaces() -> None:
    """A run in the night after the end, by UTC, is still one of the last day further west."""
    night = (ran(datetime(2026, 4, 1, 2, tzinfo=UTC)),)
    stored = [row("2026-03-30", 9), LATE[-1]]
    west = ZoneInfo("America/New_York")
    assert judged(RUNNING, stored=stored, today=day("2026-04-10"), timezone=west, runs=night).verdict.progress == 1.0
    assert judged(RUNNING, stored=stored, today=day("2026-04-10"), runs=night).verdict.progress == 0.9


def test_as_of_an_earlier_day() -> None:
    """On an earlier day later check-ins and later values are not seen."""
    assert judged(LAST, sources=BROKEN, today=day("2026-01-31")).verdict.truth is Truth.UNKNOWN
    assert judged(stored=STORED, today=day("2026-02-01")).verdict.value == 3


@pytest.mark.parametrize(("until", "there"), [("2026-02-14", True), ("2026-02-13", False)])
def test_override(until: str, there: bool) -> None:
    """An override stands beside the computed value until the end of its last day, and changes nothing."""
    override = Override("kim", "audit pending", day(until), value=5, status=Status.ON_TRACK)
    found = judged(declared=key_result(MEASURE, override=override))
    assert found.override == (override if there else None)
    assert (found.verdict.value, found.verdict.progress) == (9, 0.9)


def test_observe() -> None:
    """What is only observed is computed the same; held, it stands as what was known, for nothing is recorded of it."""
    observed = key_result(MEASURE, mode=Mode.OBSERVE)
    assert judged(declared=observed).verdict == judged().verdict
    held = judged(declared=observed, sources=BROKEN).verdict
    assert (held.truth, held.value, held.progress, held.held_since) == (Truth.HELD, 3, 0.3, SINCE)


def test_confidence() -> None:
    """The newest judgement of a person up to today, stored or written."""
    said = [
        check_in("2026-02-10", origin=Origin.MANUAL, confidence=0.6),
        check_in("2026-02-01", origin=Origin.MANUAL, confidence=0.2),
        check_in("2026-02-12", origin=Origin.MANUAL, note="changed: nothing"),
        check_in("2026-03-01", origin=Origin.MANUAL, confidence=0.9),
    ]
    assert judged(*said).confidence == 0.6
    written = (check_in("2026-02-11", origin=Origin.MANUAL, confidence=0.4),)
    assert judge(MEASURE, MIDDLE, STORED, check_ins={"O1.KR1": tuple(said)}, configured=written).confidence == 0.4
    assert judged().confidence is None


def test_left_out_of_accumulated() -> None:
    """Rows that could not be read are listed among what does not count."""
    stored = [row("2026-01-05", None), row("2026-01-06", 2)]
    found = judge(MEASURE, MIDDLE, stored)
    assert [(one.what, one.reason) for one in found.excluded] == [(stored[0], "could not be read")]
    assert judge(key_result(MEASURE, QUARTER), MIDDLE, stored).verdict.value == 2
