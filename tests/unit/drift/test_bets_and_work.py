"""Findings of initiatives and of work: when they are there, when they are not, and what they say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from goalsync.core.drift import drift
from goalsync.model.copies import replace
from goalsync.model.coverage import CoveragePart
from goalsync.model.finding import KINDS, Finding
from goalsync.model.goals import Expectation, Goals, Initiative
from goalsync.model.linked import Amount, ExemptionUse, Linking, RuleUse, Stock, WorkReading
from goalsync.model.measures import Change, Work
from goalsync.model.run import PartitionReport, SourceReport
from goalsync.model.settings import Exemption, Rule
from goalsync.model.survey import AbsentWork, Survey, UnmappedStatus, WorkBelow
from goalsync.model.vocabulary import Move, PullState, Severity
from support.conditions import LABELLED
from support.judging import MIDDLE, PLACE, key_result, row
from support.planning import Situation, key_results_of, situation

BET = Expectation("m", 4.0, timedelta(days=28))
LINKING = Linking(CoveragePart("2026-Q1"))
EARLY, LATE = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 10, tzinfo=UTC)


def amount(count: int) -> Amount:
    """So many whole items without points."""
    return Amount(count, float(count), 0.0, float(count))


def reading(subject: str = "bet", *, open_: int = 0, done: int = 0, at: datetime = EARLY, **more: Any) -> WorkReading:
    """The work of a subject at a time, all in SHOP."""
    stock = Stock(amount(open_), amount(done))
    return WorkReading(subject, stock, places=(("tracker", "SHOP"),), recorded_at=at, **more)


def board(state: PullState = PullState.COMPLETE) -> tuple[SourceReport, ...]:
    """The tracker with one project."""
    return (SourceReport("tracker", "board", (PartitionReport("SHOP", state),)),)


def bet(
    *readings: WorkReading, rows: Any = (), status: str = "active", state: PullState = PullState.COMPLETE
) -> Situation:
    """An initiative that should move `m` by 4 within 28 days, with the readings of its work."""
    one = Initiative("bet", "A bet", PLACE, serves={"O1.KR1": None}, expect=BET, status=status)
    found = situation(key_results_of([key_result(Change("m", 0, 10))]), rows, sources=board(state))
    goals = Goals(found.configuration.goals.objectives, found.configuration.goals.key_results, initiatives={"bet": one})
    found = replace(found, configuration=replace(found.configuration, goals=goals))
    return replace(found, snapshot=replace(found.snapshot, work={"bet": readings}, linking=LINKING))


def of_kind(found: Situation, kind: str, survey: Survey | None = None) -> list[Finding]:
    """The findings of a kind."""
    ones = drift(found.snapshot, found.configuration, found.series, found.evaluations, survey)
    assert all(one.kind in KINDS for one in ones)
    return [one for one in ones if one.kind == kind]


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        ((), "no work is linked"),
        ((reading(),), "no work is linked"),
        ((reading(done=3),), "no open work"),
        ((reading(open_=3, at=EARLY),), "its work stands still"),
        ((reading(open_=3, at=LATE),), None),
    ],
)
def test_idle_initiative(readings: tuple[WorkReading, ...], words: str | None) -> None:
    """Nothing linked, nothing open, or nothing moved for a month; a note only."""
    found = of_kind(bet(*readings), "idle_initiative")
    assert [one.title for one in found] == ([f"A bet: {words}"] if words else [])
    assert all(one.severity is Severity.INFO for one in found)


def test_only_active_initiatives_are_idle() -> None:
    """Candidates wait, and what is done is done."""
    assert [of_kind(bet(status=status), "idle_initiative") for status in ("candidate", "dropped", "done")] == [[]] * 3


def test_nothing_is_idle_while_its_source_fails() -> None:
    """What was not found before is not concluded now; what was, stands."""
    failing = bet(reading(done=3), state=PullState.FAILED)
    assert of_kind(failing, "idle_initiative") == []
    (before,) = of_kind(bet(reading(done=3)), "idle_initiative")
    standing = replace(failing, snapshot=replace(failing.snapshot, findings=(before,)))
    assert of_kind(standing, "idle_initiative") == [before]


@pytest.mark.parametrize(
    ("values", "done", "there"),
    [((5, 5.2), 3, True), ((5, 6), 3, False), ((5, 4), 3, True), ((5, 5.2), 0, False), ((None, 5), 3, False)],
)
def test_busy_but_flat(values: tuple[float | None, float], done: int, there: bool) -> None:
    """Work was done before the time began in which it should show, and less than a tenth of the change did."""
    rows = [row(at, value) for at, value in zip(("2026-01-10", "2026-02-12"), values, strict=True) if value is not None]
    found = of_kind(bet(reading(done=done, open_=1), reading(done=done + 9, at=LATE), rows=rows), "busy_but_flat")
    assert bool(found) == there
    if found:
        assert found[0].title == "A bet: 3 items done, and m did not move"


@pytest.mark.parametrize(
    ("readings", "there"),
    [((reading(open_=2),), True), ((reading(open_=2, done=1),), False), ((), False), ((reading(),), False)],
)
def test_moved_without_work(readings: tuple[WorkReading, ...], there: bool) -> None:
    """All that it should bring is there, and nothing of the work linked to it is done."""
    rows = [row("2026-01-10", 5), row("2026-02-12", 9)]
    assert bool(of_kind(bet(*readings, rows=rows), "moved_without_work")) == there


def work(*readings: WorkReading, by: str = "items") -> Situation:
    """A key result of work with these readings."""
    found = situation(key_results_of([key_result(Work(by=by))]), sources=board())
    return replace(found, snapshot=replace(found.snapshot, work={"O1.KR1": readings}, linking=LINKING))


def moved(added: int = 0, removed: int = 0, at: datetime = LATE) -> WorkReading:
    """A reading to which work came or from which it went."""
    moves = {Move.SCOPE_ADDED.value: Stock(open=amount(added)), Move.SCOPE_REMOVED.value: Stock(open=amount(-removed))}
    return reading("O1.KR1", open_=10 + added - removed, at=at, moved=moves)


@pytest.mark.parametrize(
    ("readings", "title"),
    [
        ((reading("O1.KR1", open_=10), moved(added=2)), "A title: the work changed by 20% since it started"),
        ((reading("O1.KR1", open_=10), moved(removed=1)), "A title: the work changed by 10% since it started"),
        ((reading("O1.KR1", open_=30), moved(added=2)), None),
        ((reading("O1.KR1", open_=10), moved(added=2, at=datetime(2025, 12, 31, tzinfo=UTC))), None),
        ((moved(added=5),), None),
    ],
)
def test_scope_change(readings: tuple[WorkReading, ...], title: str | None) -> None:
    """A tenth of the work at the start came or went since the period began; what was there first is no change."""
    assert [one.title for one in of_kind(work(*readings), "scope_change")] == ([title] if title else [])


def with_rules(found: Situation, linking: Linking, **exemption: Any) -> Situation:
    """With a rule, an exemption and what they did."""
    rule = Rule("r", LABELLED, ("O1.KR1",), PLACE)
    one = Exemption("e", LABELLED, "ops", PLACE, **exemption)
    mappings = replace(found.configuration.mappings, rules={"r": rule}, exemptions={"e": one})
    return Situation(replace(found.snapshot, linking=linking), replace(found.configuration, mappings=mappings))


def test_dead_rules_and_exemptions() -> None:
    """What applies to nothing; nothing new of that while what may match was not read, nor of what expired."""
    dead = Linking(CoveragePart("2026-Q1"), rules=(RuleUse("r"),), exemptions=(ExemptionUse("e"),))
    assert [one.subject for one in of_kind(with_rules(work(), dead), "dead_rule")] == ["exempt:e", "r"]
    used = Linking(CoveragePart("2026-Q1"), rules=(RuleUse("r", 1, 1),), exemptions=(ExemptionUse("e", 1),))
    assert of_kind(with_rules(work(), used), "dead_rule") == []
    expired = with_rules(work(), dead, until=date(2026, 1, 1))
    assert [one.subject for one in of_kind(expired, "dead_rule")] == ["r"]
    failing = replace(work(), snapshot=replace(work().snapshot, sources=board(PullState.FAILED)))
    assert of_kind(with_rules(failing, dead), "dead_rule") == []


@pytest.mark.parametrize(("closed", "there"), [(3.0, False), (3.1, True), (0.0, False)])
def test_exempt_over_budget(closed: float, there: bool) -> None:
    """More than its share of the effort that was closed; the share itself is allowed."""
    linking = Linking(CoveragePart("2026-Q1"), exemptions=(ExemptionUse("e", 1, closed),), effort_closed=10.0)
    assert bool(of_kind(with_rules(work(), linking, budget=0.3), "exempt_over_budget")) == there
    assert of_kind(with_rules(work(), replace(linking, effort_closed=0.0), budget=0.3), "exempt_over_budget") == []


def test_what_is_gone_or_elsewhere() -> None:
    """Vanished work is an error; a place that is not pulled is told once, with all that hangs on it."""
    survey = Survey(
        absent=(
            AbsentWork("tracker", "SHOP", "unobserved", 12, ("SHOP-1",), ("O1.KR1",)),
            AbsentWork("tracker", "OLD", "out_of_coverage", 3, ("OLD-1",), ("O1.KR1",)),
        ),
        below=(WorkBelow("tracker", "OLD", 2, ("SHOP-7",), ("OLD-9",)),),
        unmapped=(UnmappedStatus("tracker", "Limbo", None, 1, ("SHOP-8",)),),
    )
    (vanished,) = of_kind(work(), "vanished_work", survey)
    assert vanished.severity is Severity.ERROR
    assert vanished.title == "12 linked items of SHOP: unobserved"
    (elsewhere,) = of_kind(work(), "out_of_coverage", survey)
    assert "3 items linked to O1.KR1 and the parents of 2 items (OLD-9)" in elsewhere.detail
    assert elsewhere.evidence == ("OLD-1", "SHOP-7")
    (unmapped,) = of_kind(work(), "unmapped_status", survey)
    assert unmapped.title == "Limbo: a status without a category, read as to do"


def test_without_a_look_at_items_what_was_found_stands() -> None:
    """A finding of single items neither opens nor closes where nobody looked."""
    survey = Survey(absent=(AbsentWork("tracker", "SHOP", "deleted", 1, ("SHOP-1",), ("O1.KR1",)),))
    found = work()
    (before,) = of_kind(found, "vanished_work", survey)
    standing = replace(found, snapshot=replace(found.snapshot, findings=(before,)))
    assert of_kind(standing, "vanished_work") == [before]
    assert of_kind(standing, "vanished_work", Survey()) == []
    assert date(2026, 2, 14) == MIDDLE
