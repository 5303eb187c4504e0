"""The one document that plan, sync and report print: field names are public (`goalsync schema report`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from goalsync.model.coverage import CoveragePart
from goalsync.model.finding import Finding
from goalsync.model.plan import BrakeResult
from goalsync.model.run import Forecast

Number = float | int | None


class RunPart(Struct, frozen=True):
    """Which run the document is of."""

    id: str | None
    digest: str | None
    applied: bool


class PartitionPart(Struct, frozen=True):
    """One partition in the document."""

    name: str
    state: str
    code: str | None
    reason: str | None
    items: int
    new: int
    changed: int
    gone: int
    requests: int
    retries: int
    waited_seconds: float
    cursor: str | None
    bytes: int = 0
    notes: tuple[str, ...] = ()


class SourcePart(Struct, frozen=True):
    """One source in the document."""

    name: str
    connector: str
    state: str
    reason: str | None
    partitions: tuple[PartitionPart, ...]


class WorkPart(Struct, frozen=True):
    """Work behind a key result or initiative."""

    items: int = 0
    done: int = 0
    points: Number = None
    points_done: Number = None
    dropped: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)


class ObjectivePart(Struct, frozen=True):
    """One objective."""

    id: str
    title: str
    owner: str
    team: str | None
    period: str
    progress: Number
    progress_high: Number
    known_share: Number
    score: Number
    expected_progress: Number
    status: str
    contributes_to: tuple[str, ...]
    key_results: tuple[str, ...]
    by_ambition: Mapping[str, Number] = field(default_factory=dict)
    """Score of the moonshots and of the roofshots apart, where there are both."""


class KeyResultPart(Struct, frozen=True):
    """One key result."""

    id: str
    objective: str
    title: str
    owner: str
    kind: str
    metric: str | None
    unit: str | None
    baseline: Number
    baseline_inferred: bool
    target: Number
    current: Number
    measured_at: str | None
    progress: Number
    score: Number
    expected_progress: Number
    status: str
    truth: str
    reason: str | None
    held_since: str | None
    confidence: Number
    headroom: Number
    forecast: Forecast
    work: WorkPart | None
    waterfall: Mapping[str, float] | None
    override: Mapping[str, str | float | None] | None = None
    commit: Number = None
    stretch: Number = None


class CriterionPart(Struct, frozen=True):
    """One criterion of a pass/fail goal."""

    text: str
    metric: str | None
    bound: str | None
    current: Number
    measured_at: str | None
    holds: bool | None
    progress: Number
    status: str
    truth: str


class GoalPart(Struct, frozen=True):
    """One pass/fail goal."""

    id: str
    statement: str
    owner: str | None
    shared_by: tuple[str, ...]
    category: str | None
    lever: str | None
    start: str
    due: str
    progress: Number
    expected_progress: Number
    score: Number
    status: str
    colour: str | None
    truth: str
    reason: str | None
    held_since: str | None
    confidence: Number
    criteria: tuple[CriterionPart, ...]
    override: Mapping[str, str | float | None] | None = None


class KpiPart(Struct, frozen=True):
    """One KPI."""

    id: str
    title: str
    owner: str
    metric: str
    unit: str | None
    current: Number
    measured_at: str | None
    target: Number
    healthy: str | None
    headroom: Number
    status: str
    truth: str
    reason: str | None


class InitiativePart(Struct, frozen=True):
    """One initiative."""

    id: str
    serves: Mapping[str, Number]
    work: WorkPart | None
    status: str
    verdict: str | None
    title: str = ""


class ChangePart(Struct, frozen=True):
    """One change of the plan."""

    kind: str
    subject: str
    before: Mapping[str, float | str | bool | None] | None
    after: Mapping[str, float | str | bool | None] | None
    because: tuple[str, ...]
    count: int | None = None
    uids: tuple[str, ...] | None = None


class Report(Struct, frozen=True):
    """The document. Its JSON starts with `"schema": "goalsync/report/1"`."""

    generated_at: str
    as_of: str
    run: RunPart
    sources: tuple[SourcePart, ...]
    objectives: tuple[ObjectivePart, ...]
    key_results: tuple[KeyResultPart, ...]
    goals: tuple[GoalPart, ...]
    kpis: tuple[KpiPart, ...]
    initiatives: tuple[InitiativePart, ...]
    coverage: CoveragePart
    change_counts: Mapping[str, int]
    changes: tuple[ChangePart, ...]
    findings: tuple[Finding, ...]
    brakes: tuple[BrakeResult, ...]
    schema: Literal["goalsync/report/1"] = "goalsync/report/1"
    notes: tuple[str, ...] = ()
    """What a reader must know of the whole, such as a configuration that changed since the run."""
    organization: str | None = None
    baselined: tuple[str, ...] = ()
    """Fingerprints of the findings that the team accepts for now, in order."""
