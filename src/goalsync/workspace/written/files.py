"""Whole files as they are written, for their JSON Schemas; loading reads them entry by entry."""

from typing import Any

from pydantic import Field

from goalsync.workspace.written.check_ins import CheckInEntry
from goalsync.workspace.written.conditions import Condition
from goalsync.workspace.written.fields import Written
from goalsync.workspace.written.goals import GoalEntry, InitiativeEntry, KpiEntry, ObjectiveKeys
from goalsync.workspace.written.key_result import KeyResultEntry
from goalsync.workspace.written.rules import ExemptEntry, RuleEntry, TestEntry
from goalsync.workspace.written.settings import SettingsKeys


class SettingsFile(SettingsKeys):
    """config/goalsync.yaml: where the numbers come from, and how they are judged."""

    sources: dict[str, Any] = Field(description="Where the numbers come from, by name.")
    teams: dict[str, Condition] = Field({}, description="Which work is a team's: a `when`, the first that matches.")


class ObjectiveEntry(ObjectiveKeys):
    """A qualitative aim and the key results that measure it."""

    key_results: list[KeyResultEntry] = Field([], description="What measures it.")


class GoalsFile(Written):
    """config/goals/*.yaml: what is aimed at."""

    objectives: list[ObjectiveEntry] = Field([], description="Qualitative aims and their key results.")
    goals: list[GoalEntry] = Field([], description="Flat pass/fail goals.")
    kpis: list[KpiEntry] = Field([], description="Ongoing measures with a healthy range.")
    initiatives: list[InitiativeEntry] = Field([], description="Bets meant to move them.")


class MappingsFile(Written):
    """mappings/*.yaml: where each number comes from, and which work serves which goal."""

    metrics: list[Any] = Field([], description="Ids for something measured, and how it is measured.")
    rules: list[RuleEntry] = Field([], description="Ties work to goals.")
    exempt: list[ExemptEntry] = Field([], description="Work that is not meant to be tied.")
    tests: list[TestEntry] = Field([], description="Example items and what the rules must make of them.")


class CheckInsFile(Written):
    """config/check-ins/*.yaml: what people say."""

    check_ins: list[CheckInEntry] = Field([], description="One for each statement.")
