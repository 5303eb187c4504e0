"""The document that `explain` prints: a value, its formula, and exactly the inputs that give it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from goalsync.model.report import (
    GoalPart,
    InitiativePart,
    KeyResultPart,
    KpiPart,
    Number,
    ObjectivePart,
)

Plain = str | float | bool | None
Parameter = Plain | tuple[Plain, ...]


class EvidencePart(Struct, frozen=True):
    """Where an input stands in a system."""

    source: str
    file: str | None
    sheet: str | None
    cells: tuple[str, ...]
    raw: str | None = None
    note: str | None = None
    by: str | None = None
    read_at: str | None = None
    """When it was read, where that was read completely again since: the cells are those of then."""


class InputPart(Struct, frozen=True):
    """One dated value that the maths used."""

    metric: str
    at: str
    value: Number
    truth: str
    origin: str
    evidence: EvidencePart | None
    key: str = "1"
    recorded_at: str | None = None


class LinkPart(Struct, frozen=True):
    """What ties an item to what is explained."""

    rule: str | None
    file: str | None
    line: int | None
    via: str | None


class GivenLink(Struct, frozen=True):
    """A link of an item: to what, with what part of it, and what gives it; `via` the ancestor that it is from."""

    goal: str
    share: float
    link: LinkPart


class AppliedPart(Struct, frozen=True):
    """A rule, label or exemption that applies to an item, or to an ancestor of it."""

    kind: str
    """rule, label or exemption"""
    id: str
    link_to: tuple[str, ...]
    outcome: str
    """links, exempts, shadowed (something else comes first) or ignored (it leads to nothing that counts)"""
    note: str
    file: str | None
    line: int | None
    of: str | None
    """The key of the ancestor that it applies to; None: the item itself."""


class ExampleResult(Struct, frozen=True):
    """A test of rules: what was expected of the example and what the rules make of it."""

    name: str
    file: str
    line: int
    column: int
    passed: bool
    expected: str
    found: str
    linked_to: tuple[GivenLink, ...]
    exempt: str | None
    why: tuple[str, ...]
    """Of a test that fails: what is in the way."""


class ItemPart(Struct, frozen=True):
    """One work item that was counted."""

    uid: str
    key: str
    phase: str
    weight: float
    """What it adds: 1, its points, or the days or number that a percentile is taken of."""
    share: float
    link: LinkPart
    part: str | None = None
    """Of a ratio: `numerator` or `denominator`."""
    counts_as: str | None = None
    """Of linked work: done or open. Work that was done after the last day is open; dropped work is what is declared."""


class ExcludedPart(Struct, frozen=True):
    """Something that was looked at and left out: a work item (uid, key) or a value (metric, at), and why."""

    uid: str | None
    key: str | None
    reason: str
    metric: str | None = None
    at: str | None = None
    value: Number = None
    evidence: EvidencePart | None = None


class ReadPart(Struct, frozen=True):
    """The denominator of a metric in one partition: rows looked at, matched, and skipped by reason."""

    metric: str
    source: str
    partition: str
    looked_at: int
    matched: int
    skipped: Mapping[str, int]
    problem: str | None
    complete_at: str | None


class StepPart(Struct, frozen=True):
    """One part of a whole, with what it adds: a key result of an objective, a window, a criterion, a step."""

    name: str
    value: Number
    """Its score, progress, window's value, or 1 and 0 for done and not done."""
    weight: float
    counts: bool
    """Whether it is in the sum; guardrails of an objective are not averaged."""
    note: str | None = None
    start: str | None = None
    end: str | None = None
    progress: Number = None
    """Of a key result: its progress, where the score is another number."""


class ValuePart(Struct, frozen=True):
    """One number that went into the formula: one per date, or per row of what is added up."""

    metric: str
    day: str
    value: float
    inputs: tuple[int, ...]
    """Where in `inputs` its parts stand, counted from 0."""
    part: int | None = None
    """Of a goal: the criterion in `parts` that it is of, counted from 0."""


class DefinitionPart(Struct, frozen=True):
    """How a metric's values come about: `stored`, `formula` or `ratio` of `inputs`, or over `work`."""

    how: str
    text: str
    inputs: tuple[str, ...]
    on_duplicate: str
    """What several rows of one date mean: error, last or sum."""


class MetricPart(Struct, frozen=True):
    """One metric: its newest value and what is known of it."""

    id: str
    unit: str | None
    defined_as: str
    current: Number
    measured_at: str | None
    truth: str
    reason: str | None
    held_since: str | None
    values: int
    """How many values are in force."""
    read_by: tuple[str, ...]
    """Key results, goals, KPIs and metrics that use it."""


class RulePart(Struct, frozen=True):
    """One rule: what it ties to what, and what it does to the work that is stored."""

    id: str
    when: object
    link_to: tuple[str, ...]
    matched: int | None = None
    """Items it applies to; None: no work is stored."""
    gave: int | None = None
    """Those of them that have a link by this rule."""
    gives: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    """Linked id → `items`, and `share` of them altogether."""


class CountPart(Struct, frozen=True):
    """What an item counts for: with which share and weight, or why not."""

    subject: str
    kind: str
    share: float
    weight: float | None
    """Where progress is that of the linked work: 1, or its points."""
    counts: bool
    reason: str | None
    """Where it does not count: dropped, deleted, moved, out_of_coverage, kind, has_counted_children, ambiguous."""
    note: str = ""


class WorkItemPart(Struct, frozen=True):
    """One work item with what ties it."""

    uid: str
    key: str
    former_keys: tuple[str, ...]
    source: str
    project: str
    kind: str
    type: str
    status: str
    phase: str
    team: str | None
    points: float | None
    presence: str
    parent: str | None
    """Its parent's key."""
    scope: str
    scope_reason: str | None
    """Why it is out of scope."""
    linked_to: tuple[GivenLink, ...]
    exempt: str | None
    counts_for: tuple[CountPart, ...]
    applied: tuple[AppliedPart, ...]
    """Every rule, label and exemption that applies to it or to an ancestor, the item's own first."""
    nearly: tuple[AppliedPart, ...]
    """Of what nothing ties: rules of which a single key does not hold."""


Result = WorkItemPart | KeyResultPart | GoalPart | KpiPart | ObjectivePart | InitiativePart | MetricPart | RulePart


class Explanation(Struct, frozen=True):
    """Everything behind one number. Its JSON starts with `"schema": "goalsync/explain/1"`."""

    id: str
    kind: str
    """key_result, goal, kpi, objective, initiative, metric, rule or item"""
    title: str
    result: Result
    formula: str
    """In words, with the numbers put in."""
    inputs: tuple[InputPart, ...]
    items: tuple[ItemPart, ...]
    excluded: tuple[ExcludedPart, ...]
    place: str
    """file:line:col of its declaration."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    """The declared numbers that the formula needs: baseline, target, bound, judge, …"""
    parts: tuple[StepPart, ...] = ()
    read: tuple[ReadPart, ...] = ()
    metrics: Mapping[str, str] = field(default_factory=dict)
    """Every metric that was read, with its place and how it is defined."""
    values: tuple[ValuePart, ...] = ()
    """The numbers that the formula is computed from, in order; with `definitions` they follow from `inputs`."""
    definitions: Mapping[str, DefinitionPart] = field(default_factory=dict)
    excluded_counts: Mapping[str, int] = field(default_factory=dict)
    """How many were left out, by reason; `excluded` names at most 1,000 of each, the newest."""
    schema: Literal["goalsync/explain/1"] = "goalsync/explain/1"
