"""A key result as it is written: common keys, and the keys of every way to be measured."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Strict, Tag

from goalsync.model.vocabulary import Accumulation, Ambition, Direction, Judge, Mode, Status, Summary
from goalsync.workspace.written.bounds import BoundKeys
from goalsync.workspace.written.fields import (
    Count,
    Day,
    Every,
    Fraction,
    Freshness,
    Id,
    Name,
    Number,
    Text,
    Weight,
    Written,
    WrittenPeriod,
)

Word = Strict(strict=False)
"""Words of a closed set are written as text."""


class CheckpointKeys(Written):
    """Progress expected by a date."""

    date: Day
    progress: Fraction


class OverrideKeys(Written):
    """What a person says instead, beside the computed value, until it expires."""

    value: Number | None = None
    status: Annotated[Status, Word] | None = None
    by: Text
    reason: Text
    until: Day = Field(description="The last day it holds.")


class HitKeys(Written):
    """How often a bound must be kept."""

    at_least: Number | None = None
    at_most: Number | None = None
    times: Count = Field(description="So many windows must hit.")
    out_of: Count = Field(description="Of the first so many.")
    every: Every = Field(description="day, week, month, quarter, or `14 days`, counted from the period's start.")


class MilestoneKeys(Written):
    """Done or not: {} is not yet."""

    done_when: Name | None = Field(None, description="An initiative, or an item's key.")
    done: Day | None = Field(None, description="The day it was done, by hand.")


class StepKeys(Written):
    """One step of a milestone."""

    title: Text
    due: Day | None = None
    done: Day | None = None
    weight: Weight = 1.0


def _pacing(value: object) -> str:
    return "<checkpoints>" if isinstance(value, list) else "<word>"


Pacing = Annotated[
    Annotated[Literal["linear", "back_loaded", "front_loaded"], Tag("<word>")]
    | Annotated[list[CheckpointKeys], Field(min_length=1), Tag("<checkpoints>")],
    Discriminator(_pacing),
]


class KeyResultEntry(Written):
    """A measurable outcome, with exactly one way to be measured."""

    id: Id = Field(description="Written in full: O1.KR2.")
    title: Text
    owner: Text | None = Field(None, description="Else the objective's.")
    period: WrittenPeriod | None = Field(None, description="Else the objective's.")
    weight: Weight = 1.0
    unit: Text | None = None
    ambition: Annotated[Ambition, Word] = Ambition.ROOFSHOT
    pacing: Pacing = Field("linear", description="How progress is expected to come.")
    direction: Annotated[Direction, Word] | None = Field(None, description="Needed where baseline equals target.")
    fresh: Freshness | None = None
    guardrail: bool | None = Field(None, description="false: a maintain key result that is averaged.")
    mode: Annotated[Mode, Word] = Field(Mode.SYNC, description="observe: computed and shown, never written.")
    commit: Number | None = Field(None, description="What is promised, beside the target.")
    stretch: Number | None = Field(None, description="What is hoped for, beside the target.")
    override: OverrideKeys | None = None
    was: Id | None = Field(None, description="The id it had before; its history is kept.")

    metric: Id | None = None
    baseline: Number | None = Field(None, description="Where it started; else inferred, and said so.")
    target: Number | None = None
    by_percent: Number | None = Field(None, description="Relative to the baseline: 25 is a quarter more.")
    by: Number | None = Field(None, description="Relative to the baseline: so much more.")
    times: Number | None = Field(None, description="Relative to the baseline: so many times.")
    reach: Number | None = Field(None, description="Add up the period's values until here.")
    accumulate: Annotated[Accumulation, Word] | None = None
    maintain: BoundKeys | None = None
    warn: Number | None = Field(None, description="Strictly inside the bound; beyond it is at risk.")
    judge: Annotated[Judge, Word] | None = None
    hit: HitKeys | None = None
    per_period: Annotated[Summary, Word] | None = None
    milestone: MilestoneKeys | None = None
    steps: Annotated[list[StepKeys], Field(min_length=1)] | None = None
    work: Literal["items", "points"] | None = None
    dropped: Literal["exclude", "done", "open"] | None = Field(None, description="What dropped work counts as.")
