"""A fixed report that has one of everything, hostile texts included."""

from __future__ import annotations

from datetime import UTC, datetime

from goalsync.model.check_in import CheckIn
from goalsync.model.coverage import CoveragePart
from goalsync.model.explanation import (
    EvidencePart,
    ExcludedPart,
    Explanation,
    InputPart,
    ItemPart,
    LinkPart,
    ReadPart,
    StepPart,
)
from goalsync.model.finding import Finding
from goalsync.model.metric import Evidence, Measurement
from goalsync.model.place import Problem
from goalsync.model.plan import BrakeResult
from goalsync.model.report import (
    ChangePart,
    CriterionPart,
    GoalPart,
    InitiativePart,
    KeyResultPart,
    KpiPart,
    ObjectivePart,
    PartitionPart,
    Report,
    RunPart,
    SourcePart,
)
from goalsync.model.run import Forecast, Run
from goalsync.model.vocabulary import Origin, Severity, Truth

HOSTILE = "<script>alert(1)</script> \x1b[31mred\x1b[0m \u202eevil\u202c\n日本語の目標 {{ 7*7 }} & \"quoted\" 'twice'"

NO_FORECAST = Forecast(end=None, low=None, high=None, reason="needs 3 values on at least 2 days")


def key_result(id_: str, title: str, **values: object) -> KeyResultPart:
    """A key result of a middling sort; `values` say what is different."""
    fields: dict[str, object] = {
        "id": id_,
        "objective": id_.partition(".")[0],
        "title": title,
        "owner": "sam",
        "kind": "change",
        "metric": "nps",
        "unit": None,
        "baseline": 31.0,
        "baseline_inferred": False,
        "target": 45.0,
        "current": 38.0,
        "measured_at": "2026-11-16",
        "progress": 0.5,
        "score": 0.5,
        "expected_progress": 51 / 92,
        "status": "on_track",
        "truth": "known",
        "reason": None,
        "held_since": None,
        "confidence": None,
        "headroom": None,
        "forecast": NO_FORECAST,
        "work": None,
        "waterfall": None,
        **values,
    }
    return KeyResultPart(**fields)  # type: ignore[arg-type]


def partition(name: str, state: str, code: str | None = None, reason: str | None = None) -> PartitionPart:
    """A partition read in one request."""
    return PartitionPart(name, state, code, reason, 0, 0, 0, 0, 1, 0, 0.0, None, bytes=2048)


KEY_RESULTS = (
    key_result("O1.KR1", "NPS from 31 to 45", forecast=Forecast(44.2, 41.0, 47.4, None)),
    key_result(
        "O1.KR2",
        "Repurchase rate from 21 % to 24 %",
        metric="repurchase_rate",
        unit="%",
        baseline=21.0,
        target=24.0,
        current=21.9,
        progress=0.3,
        score=0.3,
        status="off_track",
        confidence=0.7,
        override={
            "value": None,
            "status": "at_risk",
            "by": "dana",
            "reason": "The campaign starts in December",
            "until": "2026-12-15",
        },
    ),
    key_result(
        "O1.KR3",
        "Acquisition cost stays under 40 EUR",
        kind="maintain",
        metric="cac",
        unit="EUR",
        baseline=None,
        target=40.0,
        current=43.25,
        progress=0.0,
        score=0.0,
        expected_progress=1.0,
        status="off_track",
        headroom=-3.25,
        owner="lee",
    ),
    key_result(
        "O1.KR4",
        "Interview 10 customers",
        kind="accumulate",
        metric="interviews",
        baseline=0.0,
        target=10.0,
        current=None,
        measured_at=None,
        progress=None,
        score=None,
        status="no_data",
        truth="unknown",
        reason="data/interviews.csv has never been read",
    ),
    key_result(
        "O2.KR1",
        "Days to sale from 20 to 17",
        metric="days_to_sale",
        unit="days",
        baseline=20.0,
        target=17.0,
        current=21.5,
        progress=-0.5,
        score=0.0,
        status="off_track",
        truth="held",
        held_since="2026-11-18T08:00:00+00:00",
        reason="mappings/metrics.yaml:12:5: metric days_to_sale: KPIs!B4 holds #DIV/0!",
        measured_at="2026-11-09",
    ),
    key_result(
        "O2.KR2",
        HOSTILE,
        metric="deals",
        unit="EUR",
        baseline=0.0,
        baseline_inferred=True,
        target=500_000.0,
        current=612_345.678,
        progress=1.224691356,
        score=1.0,
        status="met",
    ),
)

OBJECTIVES = (
    ObjectivePart(
        id="O1",
        title="Create an awesome customer experience",
        owner="dana",
        team="commerce",
        period="2026-Q4",
        progress=0.2667,
        progress_high=0.6,
        known_share=2 / 3,
        score=0.2667,
        expected_progress=51 / 92,
        status="off_track",
        contributes_to=("CO1",),
        key_results=("O1.KR1", "O1.KR2", "O1.KR3", "O1.KR4"),
    ),
    ObjectivePart(
        id="O2",
        title="Sell faster",
        owner="lee",
        team=None,
        period="2026-10-01 to 2026-12-31",
        progress=0.75,
        progress_high=0.75,
        known_share=1.0,
        score=0.5,
        expected_progress=51 / 92,
        status="off_track",
        contributes_to=(),
        key_results=("O2.KR1", "O2.KR2"),
    ),
)

GOALS = (
    GoalPart(
        id="G7",
        statement="TP95 one-hour delivery to any business in the LA metro area by December 15th for 200k items",
        owner="kim",
        shared_by=(),
        category="metric",
        lever="input",
        start="2026-01-01",
        due="2026-12-15",
        progress=0.8,
        expected_progress=0.93,
        score=None,
        status="at_risk",
        colour="yellow",
        truth="known",
        reason=None,
        held_since=None,
        confidence=None,
        criteria=(
            CriterionPart(
                "la_tp95_hours at most 1",
                "la_tp95_hours",
                "at most 1",
                1.4,
                "2026-11-16",
                False,
                0.6,
                "at_risk",
                "known",
            ),
            CriterionPart(
                "la_items at least 200000",
                "la_items",
                "at least 200000",
                214000.0,
                "2026-11-16",
                True,
                1.0,
                "on_track",
                "known",
            ),
        ),
    ),
    GoalPart(
        id="S2-1",
        statement="One returns policy for both shops",
        owner=None,
        shared_by=("product", "operations"),
        category="initiative",
        lever=None,
        start="2026-07-01",
        due="2026-12-01",
        progress=1.0,
        expected_progress=1.0,
        score=1.0,
        status="met",
        colour="green",
        truth="known",
        reason=None,
        held_since=None,
        confidence=0.9,
        criteria=(CriterionPart("done on 2026-11-02", None, None, None, "2026-11-02", True, 1.0, "met", "known"),),
    ),
)

KPIS = (
    KpiPart(
        "acv",
        "Average contract value",
        "lee",
        "average_contract_value",
        "EUR",
        342.0,
        "2026-11-16",
        350.0,
        "at least 300",
        42.0,
        "healthy",
        "known",
        None,
    ),
    KpiPart(
        "churn",
        "Monthly churn",
        "lee",
        "churn",
        "%",
        None,
        None,
        None,
        "below 2",
        None,
        "no_data",
        "unknown",
        "no row ever matched",
    ),
)

FINDINGS = (
    Finding(
        "broken_guardrail",
        "O1.KR3",
        Severity.ERROR,
        "O1.KR3 is broken: 43.25 EUR is not under 40",
        "Acquisition cost stays under 40 EUR",
        ("data/kpis.xlsx KPIs!C9: 43.25",),
        "2026-11-16",
        "decide what to stop, or say why the limit no longer holds",
        "sha256:1",
    ),
    Finding(
        "behind",
        "O1.KR2",
        Severity.WARNING,
        "O1.KR2 is 25 points behind",
        "30% done, 55% expected",
        (),
        "2026-11-02",
        "agree on what changes, or on a new target",
        "sha256:2",
    ),
)

REPORT = Report(
    generated_at="2026-11-20T09:00:00+01:00",
    as_of="2026-11-20",
    run=RunPart("20261120T080000Z-0001", "sha256:9f2c", applied=True),
    sources=(
        SourcePart(
            "numbers",
            "sheets",
            "partial",
            None,
            (
                partition("data/kpis.xlsx", "complete"),
                partition("data/interviews.csv", "failed", "gone", "data/interviews.csv: no such file"),
            ),
        ),
    ),
    objectives=OBJECTIVES,
    key_results=KEY_RESULTS,
    goals=GOALS,
    kpis=KPIS,
    initiatives=(
        InitiativePart(
            id="one-click",
            serves={"O1.KR1": None},
            work=None,
            status="active",
            verdict=None,
            title="One click",
        ),
        InitiativePart(id="hostile", serves={}, work=None, status="active", verdict=None, title=HOSTILE),
    ),
    coverage=CoveragePart(period="2026-Q4"),
    change_counts={"record_check_in": 2},
    changes=(
        ChangePart(
            "record_check_in",
            "O1.KR1",
            {"value": 36.0, "progress": 5 / 14, "status": "at_risk", "truth": "known"},
            {"value": 38.0, "progress": 0.5, "status": "on_track", "truth": "known"},
            ("mappings/metrics.yaml:4:5: metric nps", "data/kpis.xlsx KPIs!B4: 38"),
        ),
        ChangePart(
            "record_check_in",
            "O2.KR2",
            None,
            {"value": 612345.678, "progress": 1.224691356, "status": "met", "truth": "known"},
            ("mappings/metrics.yaml:20:5: metric deals",),
        ),
    ),
    findings=FINDINGS,
    brakes=(
        BrakeResult(
            "source_shrunk",
            "hold",
            60,
            100,
            0.5,
            "numbers: 60 of 100 rows of deals are gone, more than 50%",
            overridden=False,
        ),
    ),
    notes=("The configuration changed since this run: run `goalsync sync`.",),
    organization="Acme",
)

EMPTY = Report(
    generated_at="2026-11-20T09:00:00+01:00",
    as_of="2026-11-20",
    run=RunPart(None, None, applied=False),
    sources=(),
    objectives=(),
    key_results=(),
    goals=(),
    kpis=(),
    initiatives=(),
    coverage=CoveragePart(period="2026-Q4"),
    change_counts={},
    changes=(),
    findings=(),
    brakes=(),
)

EXPLANATION = Explanation(
    id="O1.KR1",
    kind="key_result",
    title="NPS from 31 to 45",
    result=KEY_RESULTS[0],
    formula="(38 - 31) / (45 - 31) = 0.5",
    inputs=(
        InputPart(
            "nps",
            "2026-11-02",
            36.0,
            "known",
            "sync",
            EvidencePart("numbers", "data/kpis.xlsx", "KPIs", ("B3",), "36,0", read_at="2026-11-06T09:00:00+01:00"),
            recorded_at="2026-11-06T09:00:00+01:00",
        ),
        InputPart("nps", "2026-11-16", 38.0, "known", "manual", EvidencePart("", None, None, (), by="dana")),
    ),
    items=(
        ItemPart(
            "tracker:10012", "SHOP-12", "done", 3.0, 0.5, LinkPart("checkout-epics", "mappings/rules.yaml", 4, "SHOP-1")
        ),
    ),
    excluded_counts={"before_the_period": 1, "dropped": 1204},
    excluded=(
        ExcludedPart(
            None,
            None,
            "before_the_period",
            "nps",
            "2026-08-31",
            30.0,
            EvidencePart("numbers", "data/kpis.xlsx", "KPIs", ("B2",)),
        ),
        ExcludedPart("tracker:10013", "SHOP-13", "dropped"),
    ),
    place="config/goals/company.yaml:14:7",
    parameters={"baseline": 31.0, "target": 45.0, "direction": None},
    parts=(StepPart("first half", 0.5, 1.0, counts=True), StepPart("guardrail", 0.0, 1.0, counts=False)),
    read=(ReadPart("nps", "numbers", "data/kpis.xlsx", 12, 3, {"blank": 9}, None, "2026-11-20T08:00:00+00:00"),),
    metrics={"nps": "mappings/metrics.yaml:4:5, the series KPIs"},
)

RUNS = (
    Run(
        "20261113T080000Z-0001",
        datetime(2026, 11, 13, 8, tzinfo=UTC),
        datetime(2026, 11, 13, 8, 1, tzinfo=UTC),
        "done",
        changed=True,
    ),
    Run("20261120T080000Z-0002", datetime(2026, 11, 20, 8, tzinfo=UTC)),
)

CHECK_INS = (
    CheckIn("O1.KR1", "2026-11-13T08:00:00+00:00", 36.0, 5 / 14, 0.47, "at_risk", Truth.KNOWN),
    CheckIn(
        "O1.KR1",
        "2026-11-14",
        status="on_track",
        confidence=0.7,
        note="changed: new survey\nnext: ask again",
        by="dana",
        origin=Origin.MANUAL,
    ),
)

MEASUREMENTS = (
    Measurement(
        "nps",
        "2026-11-02",
        36.0,
        recorded_at=datetime(2026, 11, 13, 8, tzinfo=UTC),
        evidence=Evidence("numbers", "data/kpis.xlsx", "KPIs", ("B3",)),
    ),
    Measurement(
        "nps",
        "2026-11-09",
        None,
        recorded_at=datetime(2026, 11, 13, 8, tzinfo=UTC),
        evidence=Evidence("numbers", "data/kpis.xlsx", "KPIs", ("B4",), note="#DIV/0!"),
    ),
    Measurement(
        "nps",
        "2026-11-02",
        None,
        retracted=True,
        recorded_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
        origin=Origin.CORRECTION,
    ),
    Measurement(
        "nps",
        "2026-11-16",
        38.0,
        recorded_at=datetime(2026, 11, 16, 8, tzinfo=UTC),
        origin=Origin.MANUAL,
        by="dana",
        note="counted by hand",
    ),
)

PROBLEMS = (
    Problem(
        "config/goals/company.yaml",
        14,
        9,
        "objectives[0].key_results[1].target",
        "expected a number, got 'ten'",
        "type",
        remedy="write a number such as 10",
    ),
    Problem(
        "config/goalsync.yaml", 5, 5, "sources.tracker.projcts", "unknown key; did you mean 'projects'?", "unknown-key"
    ),
    Problem("config/goals/company.yaml", 20, 3, "objectives[1]", HOSTILE, "lint", Severity.WARNING),
)
