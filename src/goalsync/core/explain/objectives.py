"""Objectives and initiatives explained."""

from __future__ import annotations

from collections.abc import Sequence

from goalsync.core.explain.delivery import progress_of, work_behind
from goalsync.core.explain.known import Known, counts_with
from goalsync.core.parts import initiative_part, objective_part
from goalsync.core.wording import exact
from goalsync.model.explanation import Explanation, ItemPart, StepPart
from goalsync.model.goals import Initiative, Objective
from goalsync.model.measures import Work
from goalsync.model.vocabulary import Rollup


def explain_objective(declared: Objective, known: Known) -> Explanation:
    """Its score from those of its key results."""
    found = known.evaluations.objectives[declared.id]
    parts = tuple(_part(name, known) for name in declared.key_results if name in known.evaluations.key_results)
    averaged = [part for part in parts if part.counts]
    return Explanation(
        id=declared.id,
        kind="objective",
        title=declared.title,
        result=objective_part(declared, found),
        formula=_formula(declared.rollup, averaged, found.score),
        inputs=(),
        items=(),
        excluded=(),
        place=str(declared.place),
        parameters={"rollup": declared.rollup.value},
        parts=parts,
    )


def _part(name: str, known: Known) -> StepPart:
    key_result = known.configuration.goals.key_results[name]
    verdict = known.evaluations.key_results[name].verdict
    notes = [verdict.status.value.replace("_", " ")]
    if key_result.guardrail:
        notes.append("guardrail: watched, not averaged")
    if verdict.progress is None:
        notes.append("without data it counts as 0")
    return StepPart(
        name=name,
        value=verdict.score,
        weight=key_result.weight,
        counts=not key_result.guardrail,
        note=", ".join(notes),
        start=key_result.period.start.isoformat(),
        end=key_result.period.end.isoformat(),
        progress=verdict.progress,
    )


def _formula(rollup: Rollup, parts: Sequence[StepPart], score: float | None) -> str:
    """How the score follows, with the numbers put in; a part without data is 0."""
    if not parts or score is None:
        return "no key result that counts has data"
    numbers = [part.value or 0.0 for part in parts]
    match rollup:
        case Rollup.MEAN:
            sums = " + ".join(
                f"{exact(number)} × {exact(part.weight)}" for number, part in zip(numbers, parts, strict=True)
            )
            weights = " + ".join(exact(part.weight) for part in parts)
            return f"({sums}) ÷ ({weights}) = {exact(score)}"
        case Rollup.MIN:
            return f"the least of {', '.join(map(exact, numbers))} = {exact(score)}"
        case Rollup.ALL_OF:
            return f"1 if all of {', '.join(map(exact, numbers))} are met, else 0 = {exact(score)}"


def explain_initiative(declared: Initiative, known: Known) -> Explanation:
    """What it serves, the work linked to it, and what can be said of it."""
    found = known.evaluations.initiatives[declared.id]
    behind = work_behind(declared.id, Work(), known)
    return Explanation(
        id=declared.id,
        kind="initiative",
        title=declared.title,
        result=initiative_part(declared, found),
        formula=_work_done(behind.items, found.reason),
        inputs=(),
        items=behind.items,
        excluded=behind.excluded,
        place=str(declared.place),
        parameters={"hypothesis": declared.hypothesis} if declared.hypothesis else {},
        excluded_counts=counts_with({}, behind),
    )


def _work_done(items: Sequence[ItemPart], reason: str | None) -> str:
    if not items:
        return reason or "no work linked"
    done, whole = progress_of(items)
    return f"{exact(done)} ÷ {exact(whole)} = {exact(done / whole)} of the linked work is done"
