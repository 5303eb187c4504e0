"""Each finding: when it is there, when it is not, and what it says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from goalsync.core.drift import as_stored
from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.finding import Finding
from goalsync.model.goals import Elevated, Goal, Goals, Kpi, MetricCriterion, Override
from goalsync.model.measures import Accumulate, Bound, BoundKind, Change, Maintain, Measure, Share
from goalsync.model.metric import Fresh
from goalsync.model.settings import Exemption, Mappings
from goalsync.model.vocabulary import Origin, PullCode, PullState, Severity
from support.judging import MIDDLE, PLACE, QUARTER, day, key_result, pulled, read, row, sourced
from support.planning import Situation, key_results_of, situation

AT_LEAST = Bound(BoundKind.AT_LEAST, 10)
BELOW = Bound(BoundKind.BELOW, 40)


def kinds(found: Situation) -> list[tuple[str, str]]:
    """Kind and subject of every finding."""
    return [(one.kind, one.subject) for one in found.drift()]


def one_of(found: Situation, kind: str) -> Finding:
    """The only finding of a kind."""
    (one,) = [one for one in found.drift() if one.kind == kind]
    return one


def measured(measure: Measure, value: float | None, at: str = "2026-02-10", **more: Any) -> Situation:
    """One key result whose metric has one value."""
    settings = {name: more.pop(name) for name in ("today", "sources", "metrics", "fresh_everywhere") if name in more}
    rows = [row(at, value)] if value is not None else []
    return situation(key_results_of([key_result(measure, **more)]), rows, **settings)


def goal(**more: Any) -> Goals:
    """A pass/fail goal."""
    criteria = (MetricCriterion("m", AT_LEAST, baseline=0),)
    one = Goal("G1", "A goal", QUARTER, criteria, PLACE, **{"owner": "kim", **more})
    return Goals(goals={"G1": one})


def said(at: str, subject: str = "O1.KR1", **more: Any) -> CheckIn:
    """What a person said."""
    return CheckIn(subject, at, origin=Origin.MANUAL, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), **more)


def test_all_is_well() -> None:
    """On track, fresh and complete: nothing to say."""
    assert kinds(measured(Change("m", 0, 10), 5)) == []


@pytest.mark.parametrize(("value", "there"), [(5, False), (4, True), (1, True)])
def test_behind(value: float, there: bool) -> None:
    """At risk or off track while it runs."""
    assert (("behind", "O1.KR1") in kinds(measured(Change("m", 0, 10), value))) == there


def test_behind_says_how_far() -> None:
    """The numbers, the end, and the cell's place."""
    one = one_of(measured(Change("m", 0, 10), 1), "behind")
    assert one.severity is Severity.WARNING
    assert one.title == "A title: off track"
    assert one.detail == "10% done where 50% is expected today; it ends on 2026-03-31"
    assert one.evidence == ("config/goals/company.yaml:1:1: O1.KR1", "1 on 2026-02-10")
    assert "goalsync explain O1.KR1" in one.remedy


@pytest.mark.parametrize("today", ["2025-12-31", "2026-04-01"])
def test_what_does_not_run_is_not_behind(today: str) -> None:
    """Before it starts, and after it ended: a grade is no drift."""
    assert kinds(measured(Change("m", 0, 10), 1, today=day(today))) == []


def test_goals_and_kpis_can_be_behind() -> None:
    """A goal off track, and a KPI outside its healthy range."""
    kpi = Kpi("acv", "Contract value", "lee", "m", PLACE, healthy=AT_LEAST)
    found = situation(Goals(goals=goal().goals, kpis={"acv": kpi}), [row("2026-02-10", 1)])
    assert kinds(found) == [("behind", "G1"), ("behind", "acv")]
    assert found.drift()[1].detail == "it stands at 1; healthy is at least 10"


def test_a_broken_guardrail_is_an_error_and_comes_first() -> None:
    """And it is not told twice as behind."""
    guardrail = key_result(Maintain("m", BELOW), name="O1.KR2", guardrail=True)
    other = key_result(Change("m", 0, 100), name="O1.KR1")
    found = situation(key_results_of([other, guardrail]), [row("2026-02-10", 41)])
    assert kinds(found) == [("broken_guardrail", "O1.KR2"), ("behind", "O1.KR1")]
    assert found.drift()[0].severity is Severity.ERROR


def test_stale_and_nearly_stale() -> None:
    """Older than error_after, or older than warn_after."""
    fresh = Fresh(warn_after=timedelta(days=10), error_after=timedelta(days=20))
    for at, words in (("2026-02-04", None), ("2026-02-03", "a warning"), ("2026-01-20", "more than is allowed")):
        found = [one for one in measured(Change("m", 0, 10), 5, at, fresh=fresh).drift() if one.kind == "stale"]
        assert (words is None) == (found == [])
        assert all(words is not None and words in one.detail for one in found)


def test_warn_after_of_the_metric_counts() -> None:
    """Where the key result says nothing itself."""
    metric = sourced(fresh=Fresh(warn_after=timedelta(days=1)))
    assert ("stale", "O1.KR1") in kinds(measured(Change("m", 0, 10), 5, metrics=[metric]))


def test_starved() -> None:
    """Runs and was never measured; says how many rows were looked at."""
    sources = pulled([read(matched=0, looked_at=12, ever_matched=False)])
    one = one_of(measured(Change("m", 0, 10), None, sources=sources), "starved_goal")
    assert one.title == "A title: no data"
    assert one.detail == "m: no row matched of 12 looked at, and none ever did"
    assert one.evidence == ("config/goals/company.yaml:1:1: metric m",)


def test_nothing_is_starved_while_its_source_fails() -> None:
    """What could not be read is told of the source."""
    sources = pulled([], PullState.FAILED, code=PullCode.UNREACHABLE, reason="no route")
    failing = measured(Change("m", 0, 10), None, sources=sources)
    assert kinds(failing) == [("source_incomplete", "numbers:kpis.csv")]
    before = measured(Change("m", 0, 10), None).drift()
    assert [one.kind for one in before] == ["starved_goal"]
    standing = replace(failing, snapshot=replace(failing.snapshot, findings=before))
    assert kinds(standing) == [("source_incomplete", "numbers:kpis.csv"), ("starved_goal", "O1.KR1")]


def test_a_partition_that_was_cut_short() -> None:
    """An error with the reason, its code, and since when."""
    sources = pulled(
        [read()], PullState.PARTIAL, code=PullCode.LIMITED, reason="429", complete_at=datetime(2026, 2, 1, tzinfo=UTC)
    )
    one = one_of(measured(Change("m", 0, 10), 5, sources=sources), "source_incomplete")
    assert one.severity is Severity.ERROR
    assert one.detail.startswith("429 (limited); it was last complete 2026-02-01")


def test_a_metric_that_could_not_be_read_has_a_finding_of_its_own() -> None:
    """With its place and cell, and who is held; not one more of the partition."""
    problem = "mappings/metrics.yaml:3:5: metric m: KPIs!B4 holds #DIV/0!"
    sources = pulled([read(problem=problem), read("n")], PullState.PARTIAL, code=PullCode.UNREADABLE)
    found = measured(Change("m", 0, 10), 5, sources=sources, metrics=[sourced(), sourced("n")])
    one = one_of(found, "source_incomplete")
    assert one.subject == "metric:m"
    assert one.detail == f"{problem}. Held: O1.KR1"


@pytest.mark.parametrize(
    ("measure", "value", "unit", "there"),
    [
        (Change("m", 21, 24), 0.22, None, True),
        (Change("m", 0.21, 0.24), 22, None, True),
        (Change("m", 21, 24), 22, None, False),
        (Change("m", 0, 500), 5, None, False),
        (Change("m", 1, 100), 50, None, False),
        (Change("m", 1000, 10), 12, None, False),
        (Change("m", 21, 24), 0, None, False),
        (Share("m", 95, 80), 0.9, None, True),
        (Maintain("m", BELOW), 0.4, None, False),
        (Maintain("m", BELOW), 0.4, "%", True),
        (Maintain("m", BELOW), 4000, None, True),
        (Accumulate("m", 500), 5, None, False),
        (Change("m", 1, 2), 5000, None, False),
    ],
)
def test_suspicious_scale(measure: Measure, value: float, unit: str | None, there: bool) -> None:
    """About 100 times away from every declared number; not what lies between them, nor what may be any size."""
    found = measured(measure, value, unit=unit)
    assert (("suspicious_scale", "O1.KR1") in kinds(found)) == there


@pytest.mark.parametrize(
    ("value", "words", "there"),
    [
        (1, {"status": "green"}, True),
        (1, {"confidence": 0.9}, True),
        (1, {"status": "yellow"}, False),
        (1, {"status": "red"}, False),
        (1, {"confidence": 0.5}, False),
        (6, {"status": "green"}, False),
        (6, {"status": "red"}, True),
        (6, {"confidence": 0.2}, True),
        (1, {"status": "red", "confidence": 0.9}, False),
    ],
)
def test_watermelon(value: float, words: dict[str, Any], there: bool) -> None:
    """A person says fine and the numbers do not, and the reverse; a status goes before confidence."""
    found = measured(Change("m", 0, 10), value).with_check_ins([said("2026-02-01", **words)])
    assert (("watermelon", "O1.KR1") in kinds(found)) == there


def test_only_the_newest_word_counts_wherever_it_was_said() -> None:
    """Recorded in the store or written in the workspace; not what is dated after today or outside the period."""
    found = measured(Change("m", 0, 10), 1).with_check_ins(
        [said("2026-02-01", status="green"), said("2026-02-20", status="green"), said("2025-12-01", status="green")]
    )
    assert ("watermelon", "O1.KR1") in kinds(found)
    written = replace(found, configuration=replace(found.configuration, check_ins=(said("2026-02-05", status="red"),)))
    assert ("watermelon", "O1.KR1") not in kinds(written)


@pytest.mark.parametrize(("until", "there"), [("2026-02-13", True), ("2026-02-14", False)])
def test_expired_override(until: str, there: bool) -> None:
    """From the day after its last."""
    override = Override("dana", "the import was broken", day(until), value=7)
    assert (("expired_override", "O1.KR1") in kinds(measured(Change("m", 0, 10), 5, override=override))) == there


@pytest.mark.parametrize(("until", "there"), [("2026-02-13", True), ("2026-02-14", False), (None, False)])
def test_expired_exemption(until: str | None, there: bool) -> None:
    """Likewise; one without an end never does."""
    found = situation(Goals())
    exempt = {"ktlo": Exemption("ktlo", {}, "operations", PLACE, until=day(until) if until else None)}
    configured = replace(found.configuration, mappings=Mappings(exemptions=exempt))
    assert (("expired_exemption", "ktlo") in kinds(replace(found, configuration=configured))) == there


@pytest.mark.parametrize(
    ("on", "last", "there"),
    [
        ("2026-01-10", None, True),
        ("2026-01-14", None, False),
        ("2026-01-01", "2026-01-20", False),
        ("2026-01-01", "2026-01-12", True),
    ],
)
def test_overdue_status(on: str, last: str | None, there: bool) -> None:
    """An elevated goal needs a status each month, from when it was elevated."""
    found = situation(goal(elevated=Elevated("SVP", day(on))), [row("2026-02-10", 6)])
    if last:
        found = found.with_check_ins([said(last, "G1", status="green")])
    assert (("overdue_status", "G1") in kinds(found)) == there


@pytest.mark.parametrize(
    ("heard", "there"),
    [((), False), (("product",), True), (("product", "operations"), False), (("someone",), False)],
)
def test_one_sided(heard: tuple[str, ...], there: bool) -> None:
    """A shared goal of which one side alone is heard."""
    found = situation(goal(owner=None, shared_by=("product", "operations")), [row("2026-02-10", 6)])
    found = found.with_check_ins([said("2026-02-01", "G1", by=by, confidence=0.5) for by in heard])
    assert (("one_sided", "G1") in kinds(found)) == there


def test_fingerprint_is_of_kind_and_subject_only() -> None:
    """The words and numbers change, the finding stays the same."""
    one, other = (one_of(measured(Change("m", 0, 10), value), "behind") for value in (1, 2))
    assert one.detail != other.detail
    assert one.fingerprint == other.fingerprint
    assert len({one.fingerprint for one in (one, one_of(measured(Change("m", 0, 10), None), "starved_goal"))}) == 2


def test_since_is_kept_while_it_lasts() -> None:
    """New ones are of now; those that the store holds keep their time, shown in the workspace's zone."""

    found = situation(
        key_results_of([key_result(Change("m", 0, 10))]), [row("2026-02-10", 1)], timezone=ZoneInfo("Europe/Berlin")
    )
    (new,) = found.drift()
    assert new.since == "2026-02-14T13:00:00+01:00"
    stored = replace(new, since="2026-02-01T11:00:00.5+00:00")
    later = replace(found, snapshot=replace(found.snapshot, findings=(stored,)))
    assert later.drift()[0].since == "2026-02-01T12:00:00+01:00"
    assert as_stored(later.snapshot.findings, later.configuration) == later.drift()


def test_people_are_never_named() -> None:
    """Findings speak of goals, never of who owns them."""
    owned = replace(key_result(Change("m", 0, 10)), owner="Samantha")
    found = situation(key_results_of([owned]), [row("2026-02-10", 1)])
    found = found.with_check_ins([said("2026-02-01", status="green", by="Samantha")])
    assert kinds(found) == [("behind", "O1.KR1"), ("watermelon", "O1.KR1")]
    assert "Samantha" not in str(found.drift())


def test_order_does_not_depend_on_the_order_of_declaration() -> None:
    """Gravest first, then kind and subject."""
    ones = [key_result(Change("m", 0, 10), name=f"O1.KR{number}") for number in (3, 1, 2)]
    assert [subject for _, subject in kinds(situation(key_results_of(ones), [row("2026-02-10", 1)]))] == [
        "O1.KR1",
        "O1.KR2",
        "O1.KR3",
    ]
    assert date(2026, 2, 14) == MIDDLE
