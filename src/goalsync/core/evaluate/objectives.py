"""Objectives, from their key results as judged."""

from __future__ import annotations

from collections.abc import Mapping

from goalsync.core.evaluate.basis import Basis
from goalsync.core.evaluate.evaluations import KeyResultEvaluation, ObjectiveEvaluation
from goalsync.core.maths.objective import Part, objective
from goalsync.core.maths.term import Term
from goalsync.model.goals import KeyResult, Objective
from goalsync.model.vocabulary import Status


def evaluate_objective(
    declared: Objective,
    key_results: Mapping[str, KeyResult],
    judged: Mapping[str, KeyResultEvaluation],
    basis: Basis,
) -> ObjectiveEvaluation:
    """Roll an objective up."""
    term = Term(declared.period, basis.today, rules=basis.settings.status)
    ids = [name for name in declared.key_results if name in judged]
    outcome = objective([_part(key_results[name], judged[name]) for name in ids], declared.rollup, term)
    return ObjectiveEvaluation(
        status=outcome.status,
        expected_progress=outcome.expected,
        progress=outcome.progress,
        progress_high=outcome.progress_high,
        known_share=outcome.known_share,
        score=outcome.score,
        by_ambition=outcome.by_ambition,
    )


def _part(key_result: KeyResult, evaluation: KeyResultEvaluation) -> Part:
    return Part(
        progress=evaluation.verdict.progress,
        score=evaluation.verdict.score,
        status=Status(evaluation.verdict.status),
        weight=key_result.weight,
        ambition=key_result.ambition,
        guardrail=key_result.guardrail,
    )
