"""`config/goals/*.yaml` as it is written: objectives, goals, KPIs, initiatives."""

from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from goalsync.model.vocabulary import Direction, Mode, Rollup
from goalsync.workspace.written.bounds import BoundKeys
from goalsync.workspace.written.fields import (
    Day,
    Duration,
    Every,
    Freshness,
    Id,
    Ids,
    Name,
    Number,
    Text,
    Written,
    WrittenPeriod,
)
from goalsync.workspace.written.key_result import OverrideKeys, Word


class ObjectiveKeys(Written):
    """A qualitative aim, without its key results."""

    id: Id
    title: Text
    owner: Text = Field(description="Exactly one.")
    team: Text | None = None
    period: WrittenPeriod = Field(description="2026 | 2026-H2 | 2026-Q4 | 2026-11 | {start, end}")
    contributes_to: Ids | None = Field(None, description="Objectives of a wider period or level.")
    rollup: Annotated[Rollup, Word] = Rollup.MEAN
    was: Id | None = Field(None, description="The id it had before; its history is kept.")


class CriterionKeys(BoundKeys):
    """A bound that a metric must keep, an item or initiative that must be done, or done by hand."""

    metric: Id | None = None
    baseline: Number | None = None
    done_when: Name | None = Field(None, description="An initiative, or an item's key.")
    done: Day | None = Field(None, description="The day it was done; null: not yet.")


class ElevatedKeys(Written):
    """Elevated: monthly status is required."""

    by: Text
    on: Day


TWO_SIDES: Final[dict[str, Any]] = {"minItems": 2, "maxItems": 2, "uniqueItems": True}


class GoalEntry(Written):
    """A flat pass/fail goal with one owner, or two sides that share it."""

    id: Id
    statement: Text
    owner: Text | None = Field(None, description="Exactly one, or shared_by.")
    shared_by: list[Text] | None = Field(
        None, description="Instead of owner: exactly two accountable sides.", json_schema_extra=TWO_SIDES
    )
    due: Day
    start: Day | None = Field(None, description="The first day; else that of the fiscal year of `due`.")
    category: Literal["metric", "initiative"] | None = None
    lever: Literal["input", "output"] | None = None
    pass_if: Annotated[list[CriterionKeys], Field(min_length=1)] = Field(
        description="All must hold on the due date; no partial credit."
    )
    s_team: ElevatedKeys | None = None
    fresh: Freshness | None = None
    mode: Annotated[Mode, Word] = Mode.SYNC
    override: OverrideKeys | None = None
    was: Id | None = None


class KpiEntry(Written):
    """An ongoing measure with a healthy range."""

    id: Id
    title: Text
    owner: Text
    metric: Id
    unit: Text | None = None
    target: Number | None = None
    direction: Annotated[Direction, Word] | None = Field(None, description="Which side of the target is healthy.")
    every: Every = Field("month", description="How often it is looked at.", validate_default=True)
    healthy: BoundKeys | None = None
    fresh: Freshness | None = None
    was: Id | None = None


class ExpectationKeys(Written):
    """What an initiative is expected to move."""

    metric: Id
    change: Number
    within: Duration


def _serves(value: object) -> str:
    return "<shares>" if isinstance(value, dict) else "<ids>"


ServedShare = Annotated[float, Field(gt=0, le=1)]


class InitiativeEntry(Written):
    """A bet meant to move a key result, goal or KPI."""

    id: Id
    title: Text
    owner: Text | None = None
    team: Text | None = None
    serves: Annotated[
        Annotated[Ids, Tag("<ids>")] | Annotated[dict[Id, ServedShare], Field(min_length=1), Tag("<shares>")],
        Discriminator(_serves),
    ] = Field([], description="Key results, goals or KPIs; or {ID: share}, at most 1 together.")
    hypothesis: Text | None = None
    expect: ExpectationKeys | None = None
    status: Literal["candidate", "active", "paused", "done", "dropped"] = "active"
    was: Id | None = None
