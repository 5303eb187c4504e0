"""From series to judgements: every key result, goal, KPI and objective as it stands today."""

from goalsync.core.evaluate.evaluating import evaluate
from goalsync.core.evaluate.evaluations import (
    CriterionEvaluation,
    Evaluations,
    GoalEvaluation,
    InitiativeEvaluation,
    KeyResultEvaluation,
    KpiEvaluation,
    ObjectiveEvaluation,
)

__all__ = [
    "CriterionEvaluation",
    "Evaluations",
    "GoalEvaluation",
    "InitiativeEvaluation",
    "KeyResultEvaluation",
    "KpiEvaluation",
    "ObjectiveEvaluation",
    "evaluate",
]
